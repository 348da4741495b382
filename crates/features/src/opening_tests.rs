//! What keeps the shop shut, and what does not.

use http::StatusCode;
use store::{Store, sql, work};

use crate::{
    opening::Shut,
    testing::{DEFAULT_POLICY, Town, edited, in_town},
};

/// What the server does whatever the file says, each with what an edit puts in place of the line that says it.
const LEFT_OUT: [(&str, &str); 7] = [
    ("every refusal is recorded", "no rule because \"we had rather not say\""),
    ("every choice is recorded", "no rule because \"we had rather not say\""),
    ("every outside-link carries nothing\n", ""),
    ("every disclosure is recorded\n", ""),
    ("every connection is encrypted\n", ""),
    ("every stored-value is sealed\n", ""),
    ("every opening is recorded", "no rule because \"we had rather not say\""),
];

/// Changes a database behind the server's back.
async fn alters(url: &str, text: &'static str) {
    let store = Store::open(url).await.unwrap();
    let done = store.write(work!(|tx| -> Result<(), store::Error> { tx.put(sql!(text)) }));
    done.await.unwrap();
}

/// What the person at the terminal reads when the shop is opened again.
async fn shut(town: &Town) -> String {
    match town.opens_again(&DEFAULT_POLICY).await {
        Err(shut @ Shut::Columns(_)) => shut.to_string(),
        Err(other) => panic!("{other}"),
        Ok(_) => "open".to_owned(),
    }
}

in_town! {
    async fn every_column_of_a_fresh_shop_is_accounted_for(town: Town) {
        assert_eq!(shut(&town).await, "open");
        let mut found = town.shop.house.store().shape().await.unwrap();
        found.extend(Store::open(town.addresses()[1]).await.unwrap().shape().await.unwrap());
        assert!(found.len() > 150, "the database tells its columns");
        assert_eq!(gate::left_over(&found), Vec::<String>::new(), "lines that no column answers to");
    }

    async fn a_page_that_leaves_out_what_the_server_does_keeps_the_shop_shut(town: Town) {
        let Err(shut) = Town::opened_with(&edited(&LEFT_OUT)).await else { panic!("it opened") };
        for (line, _) in LEFT_OUT {
            assert!(shut.to_string().contains(&format!("- No line says `{}`, but", line.trim_end())), "{shut}");
        }
        let mut olu = town.staff("olu", "officer").await;
        for (line, instead) in LEFT_OUT.into_iter().take(6) {
            let text = edited(&[(line, instead)]);
            let desk = olu.post("/desk/dpo/policy/problems", &[("text", &text)]).await.expect(StatusCode::OK);
            assert!(desk.says("\"sound\":false") && desk.says(&format!("No line says `{}`", line.trim_end())), "{}", desk.body);
        }
        // A shop that is open goes on under the page that says it.
        let quiet = edited(&[LEFT_OUT[1], ("version: 1.0.0", "version: 2.0.0")]);
        let other = town.another_server(&quiet).await.unwrap();
        assert_eq!(other.house.policy().version(), "1.0.0");
    }

    async fn a_column_that_says_nowhere_what_it_holds_keeps_the_shop_shut(town: Town) {
        alters(town.addresses()[0], "ALTER TABLE orders ADD COLUMN note TEXT").await;
        let words = shut(&town).await;
        assert!(words.contains("`orders.note` says nowhere what it holds"), "{words}");
        assert_eq!(words.lines().count(), 2, "{words}");
    }

    async fn a_table_that_somebody_else_made_keeps_the_shop_shut(town: Town) {
        alters(town.addresses()[0], "CREATE TABLE campaign (customer_id BYTEA NOT NULL, mail TEXT)").await;
        assert!(shut(&town).await.contains("`campaign.mail`"));
    }

    async fn a_view_that_could_carry_values_out_keeps_the_shop_shut(town: Town) {
        alters(town.addresses()[0], "CREATE VIEW list AS SELECT email AS address FROM customer").await;
        assert!(shut(&town).await.contains("`list.address`"));
    }

    async fn the_key_store_is_looked_through_as_well(town: Town) {
        alters(town.addresses()[1], "ALTER TABLE customer_key ADD COLUMN owner TEXT").await;
        assert!(shut(&town).await.contains("`customer_key.owner`"));
    }

    async fn a_column_for_sealed_values_that_takes_plain_text_keeps_the_shop_shut(town: Town) {
        alters(town.addresses()[0], "ALTER TABLE customer DROP COLUMN phone").await;
        assert!(shut(&town).await.contains("`customer.phone` is declared to hold a person"));
        alters(town.addresses()[0], "ALTER TABLE customer ADD COLUMN phone TEXT").await;
        assert!(shut(&town).await.contains("`customer.phone` is of another type than what is declared for it, which is BYTEA"));
    }
}
