//! The machine's clock is put back by a day while the shop serves, and right again afterwards.

use http::StatusCode;
use store::{Store, sql, work};

use crate::testing::in_town;

const DAY: i64 = 86_400;
const OUT_OF_ORDER: &str = "SELECT COUNT(*) FROM ledger a JOIN ledger b
    ON b.customer_id = a.customer_id AND b.seq = a.seq + 1 WHERE b.at < a.at";
const LINES: &str = "SELECT COUNT(*) FROM ledger";
const KEYS: &str = "SELECT COUNT(*) FROM class_key";
const CHECKPOINTS: &str = "SELECT COUNT(*) FROM log_checkpoint";

async fn number(store: &Store, text: &'static str) -> i64 {
    let read = store.read(work!(|tx| -> Result<i64, store::Error> {
        tx.row(sql!(text)).await?.map_or(Ok(-1), |mut row| row.take(0))
    }));
    read.await.unwrap()
}

in_town! {
    async fn a_clock_put_back_a_day_signs_nobody_out_destroys_no_key_and_dates_no_line_before_another(town: Town) {
        let mut ada = town.ada().await;
        town.pass_seconds(120).await;
        let (data, keys) = (town.shop.house.store(), number(town.keys(), KEYS).await);
        assert!(keys > 0, "Ada has keys");
        let before = (number(data, LINES).await, number(data, CHECKPOINTS).await);
        town.pass_seconds(-DAY).await;
        ada.get("/account/addresses").await.expect(StatusCode::OK);
        town.visitor().get("/").await.expect(StatusCode::OK);
        town.pass_seconds(60).await;
        ada.signs_in("ada@example.org").await;
        ada.get("/account/data").await.expect(StatusCode::OK);
        assert_eq!(number(town.keys(), KEYS).await, keys, "no key went");
        assert_eq!(number(data, CHECKPOINTS).await, before.1, "nothing is signed under a time that is over");
        assert!(number(data, LINES).await > before.0, "what is done is written down all the same");
        assert_eq!(number(data, OUT_OF_ORDER).await, 0, "no line is dated before the one before it");
        ada.get("/account/disclosures").await.expect(StatusCode::OK);
    }

    async fn when_the_clock_is_right_again_mails_go_out_and_the_log_goes_on(town: Town) {
        let mut ada = town.ada().await;
        town.pass_seconds(120).await;
        let data = town.shop.house.store();
        let before = number(data, CHECKPOINTS).await;
        town.pass_seconds(-DAY).await;
        town.visitor().post("/recover", &[("email", "ada@example.org")]).await;
        town.pass_seconds(60).await;
        town.last_mail_to("ada@example.org").await.path("/recover/");
        town.pass_seconds(DAY).await;
        assert!(number(data, CHECKPOINTS).await > before, "the log goes on");
        ada.get("/account/addresses").await.expect(StatusCode::OK);
        assert_eq!(number(data, OUT_OF_ORDER).await, 0);
    }

    async fn stock_that_was_counted_before_the_clock_was_put_back_is_counted_afresh(town: Town) {
        let sold_out = "Sold out";
        town.visitor().get("/p/argyle-vest-moss").await.expect(StatusCode::OK);
        town.clock.advance(-DAY).unwrap();
        let gone = town.shop.house.store().write(work!(|tx| -> Result<(), store::Error> {
            tx.put(sql!("UPDATE stock SET on_hand = 0"))
        }));
        gone.await.unwrap();
        let page = town.visitor().get("/p/argyle-vest-moss").await.expect(StatusCode::OK);
        assert!(page.body.to_lowercase().contains(&sold_out.to_lowercase()), "the page shows what is there now");
    }
}
