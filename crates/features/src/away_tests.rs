//! The key store, the ledger or the mail server are away while the shop serves: what stays shut, what stays up, and that all of it
//! comes back by itself.

use http::StatusCode;
use store::{Engine, Store, sql, work};

use crate::testing::{ADA, Answer, HOME, Moved, PASSWORD, Town, Visitor, Wires, in_town, run};

/// What somebody new leaves behind in the data store.
const DATA: [&str; 7] = ["customer", "clearance", "choice", "ledger", "handle", "blind_index", "outbox"];
/// What a customer has there.
const OF_ADA: [&str; 6] = ["customer", "choice", "ledger", "handle", "blind_index", "erasure"];
const KEYS: [&str; 2] = ["customer_key", "class_key"];

async fn counts(store: &Store, tables: &[&str]) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in tables {
        let text: &'static str = format!("SELECT COUNT(*) FROM {table}").leak();
        let count = store
            .read(work!(|tx| -> Result<i64, store::Error> { tx.row(sql!(text)).await?.unwrap().take(0) }));
        counts.push(count.await.unwrap());
    }
    counts
}

/// Those who come by.
struct People {
    ada: Visitor,
    /// An officer at the desk.
    olu: Visitor,
    /// Somebody who is about to join.
    eve: Visitor,
}

impl People {
    /// The server does not remember Ada's keys.
    async fn arrive(town: &Town) -> People {
        town.ada().await;
        People::come_back(town).await
    }

    async fn come_back(town: &Town) -> People {
        let (mut ada, olu, mut eve) = (town.visitor(), town.staff("olu", "officer").await, town.visitor());
        ada.signs_in(ADA).await;
        let age = [("day", "14"), ("month", "5"), ("year", "1992")];
        eve.post("/join/age", &age).await.expect(StatusCode::SEE_OTHER);
        town.forgets_who_was_here().await;
        People { ada, olu, eve }
    }

    /// Nobody's page needs to know who looks.
    async fn see_the_window(&mut self) {
        for page in ["/", "/c/coats", "/privacy", "/contact"] {
            self.ada.get(page).await.expect(StatusCode::OK);
            self.eve.get(page).await.expect(StatusCode::OK);
        }
    }

    async fn join(&mut self) -> Answer {
        let form = [("name", "Eve Elster"), ("email", "eve@example.org"), ("password", PASSWORD)];
        self.eve.post_and_go("/join", &form).await
    }

    /// Eve is told in words that she cannot join now.
    async fn cannot_join(&mut self) {
        let answer = self.join().await;
        assert!(answer.status.is_server_error(), "{}", answer.status);
        let words = ["We cannot do this just now", "Something broke on our side"];
        assert!(words.iter().any(|words| answer.says(words)), "{}", answer.body);
    }

    async fn see_nothing(&mut self) {
        let page = self.ada.get("/account/profile").await;
        assert!(page.status.is_server_error() && !page.says("Amsel") && !page.says(ADA), "{}", page.status);
    }

    /// What is so while no line can be written or no key can be had. Nothing of it stays.
    async fn are_shut_out(&mut self, town: &Town) {
        let before = counts(town.shop.house.store(), &DATA).await;
        self.see_nothing().await;
        self.see_the_window().await;
        self.cannot_join().await;
        town.work().await;
        assert_eq!(counts(town.shop.house.store(), &DATA).await, before);
    }

    /// By itself, without a new start.
    async fn are_let_in_again(&mut self, town: &Town) {
        town.work().await;
        self.ada.get("/account/profile").await.expect(StatusCode::OK).expect_words("Amsel");
        self.join().await.expect(StatusCode::OK).expect_words("A mail to you is on its way");
        town.last_mail_to("eve@example.org").await.path("/verify/");
    }
}

in_town! {
    async fn while_the_keys_are_gone_values_stay_shut_the_officer_knows_and_all_comes_back_with_them(town: Town) {
        let mut people = People::arrive(&town).await;
        town.key_store_is_emptied().await;
        let page = people.ada.get("/account/profile").await.expect(StatusCode::SERVICE_UNAVAILABLE);
        page.expect_words("We cannot do this just now");
        people.are_shut_out(&town).await;
        let alarms = people.olu.get("/desk/dpo/alarms").await.expect(StatusCode::OK).expect_words("The keys are gone");
        assert!(alarms.says("once"), "however long it lasts");
        town.visitor().post("/recover", &[("email", ADA)]).await;
        town.work().await;
        assert_eq!(counts(town.keys(), &KEYS).await, [0, 0], "nobody gets keys that hang on nothing");
        town.key_store_is_filled().await;
        people.are_let_in_again(&town).await;
        town.pass_seconds(60).await;
        town.last_mail_to(ADA).await.path("/recover/");
    }

    async fn while_the_tables_of_the_key_store_are_gone_it_is_the_same(town: Town) {
        let mut people = People::arrive(&town).await;
        town.key_store_is_there(false).await;
        people.are_shut_out(&town).await;
        people.olu.get("/desk/dpo/alarms").await.expect(StatusCode::OK).expect_words("The keys are gone");
        town.key_store_is_there(true).await;
        people.are_let_in_again(&town).await;
    }

    async fn keys_of_one_customer_that_are_lost_are_not_taken_for_an_erasure(town: Town) {
        let mut people = People::arrive(&town).await;
        town.pass_seconds(120).await;
        town.keys_of_the_account_are_lost().await;
        let (data, keys) = (counts(town.shop.house.store(), &OF_ADA).await, counts(town.keys(), &KEYS).await);
        let page = people.ada.get("/account/profile").await.expect(StatusCode::INTERNAL_SERVER_ERROR);
        page.expect_words("We have lost the key to these details").expect_words("nobody erased it");
        people.ada.post("/account/addresses", &HOME).await.expect(StatusCode::INTERNAL_SERVER_ERROR);
        people.see_nothing().await;
        people.see_the_window().await;
        town.visitor().post("/recover", &[("email", ADA)]).await;
        town.work().await;
        assert_eq!(counts(town.shop.house.store(), &OF_ADA).await, data, "nothing of hers is gone");
        assert_eq!(counts(town.keys(), &KEYS).await, keys, "she gets no other keys");
        assert_eq!(counts(town.shop.house.store(), &["outbox"]).await, [1], "the mail waits");
        let alarms = people.olu.get("/desk/dpo/alarms").await.expect_words("A customer’s keys are lost");
        assert!(alarms.says("once"), "however often she comes");
        people.join().await.expect(StatusCode::OK).expect_words("A mail to you is on its way");
        town.lost_keys_are_back().await;
        people.ada.get("/account/profile").await.expect(StatusCode::OK).expect_words("Amsel");
        town.pass_seconds(60).await;
        town.last_mail_to(ADA).await.path("/recover/");
    }

    async fn a_key_store_that_takes_nothing_in_lets_customers_in_and_nobody_new_join(town: Town) {
        let mut people = People::arrive(&town).await;
        let before = (counts(town.shop.house.store(), &DATA).await, counts(town.keys(), &KEYS).await);
        town.key_store_takes(false).await;
        people.cannot_join().await;
        people.see_the_window().await;
        let after = (counts(town.shop.house.store(), &DATA).await, counts(town.keys(), &KEYS).await);
        assert_eq!(before, after, "nothing is half done, in neither store");
        people.ada.get("/account/profile").await.expect(StatusCode::OK).expect_words("Amsel");
        town.key_store_takes(true).await;
        people.are_let_in_again(&town).await;
    }

    async fn a_server_started_beside_an_empty_key_store_tells_the_officer_that_the_keys_are_gone(town: Town) {
        town.ada().await;
        let (keys, _guard) = store::testing::fresh(town.keys().engine()).await;
        let opened = town.opens_beside(keys).await;
        let found = opened.unwrap().house.gate.sound_alarms().await.unwrap();
        assert_eq!(found, [gate::AlarmKind::KeysGone]);
    }

    async fn while_the_ledger_takes_no_line_no_value_opens_and_the_window_stays_open(town: Town) {
        let mut people = People::arrive(&town).await;
        town.ledger_takes(false).await;
        people.are_shut_out(&town).await;
        let asked = people.ada.post("/account/assist", &[("words", "Where is my coat?")]).await;
        assert!(asked.status.is_server_error());
        town.ledger_takes(true).await;
        assert_eq!(counts(town.shop.house.store(), &["request"]).await, [0]);
        people.are_let_in_again(&town).await;
    }

    async fn mails_wait_while_the_mail_server_is_away_and_the_page_says_no_more_than_is_so(town: Town) {
        town.mail_server_is_away(true).await;
        let mut ada = town.visitor();
        let age = [("day", "14"), ("month", "5"), ("year", "1992")];
        ada.post("/join/age", &age).await.expect(StatusCode::SEE_OTHER);
        let form = [("name", "Ada Amsel"), ("email", ADA), ("password", PASSWORD)];
        let page = ada.post_and_go("/join", &form).await.expect(StatusCode::OK);
        page.expect_words("A mail to you is on its way");
        town.work().await;
        assert!(town.mails_to(ADA).await.is_empty());
        assert_eq!(counts(town.shop.house.store(), &["outbox"]).await, [1]);
        town.mail_server_is_away(false).await;
        town.pass_seconds(60).await;
        let path = town.last_mail_to(ADA).await.path("/verify/");
        ada.get(&path).await.expect(StatusCode::OK);
        assert_eq!(counts(town.shop.house.store(), &["outbox"]).await, [0], "once");
    }
}

#[test]
fn while_another_file_stands_in_place_of_the_database_everything_stays_shut_and_opens_again_when_it_is_back()
{
    run(Engine::Sqlite, |town| async move {
        let mut people = People::arrive(&town).await;
        let before = counts(town.shop.house.store(), &DATA).await;
        let moved = Moved::away(town.addresses()[0]);
        people.see_nothing().await;
        people.see_the_window().await;
        people.cannot_join().await;
        town.work().await;
        moved.back();
        assert_eq!(counts(town.shop.house.store(), &DATA).await, before);
        people.are_let_in_again(&town).await;
    });
}

#[test]
fn while_another_file_stands_in_place_of_the_keys_the_officer_is_told_that_they_are_gone() {
    run(Engine::Sqlite, |town| async move {
        let mut people = People::arrive(&town).await;
        let moved = Moved::away(town.addresses()[1]);
        people.are_shut_out(&town).await;
        people.olu.get("/desk/dpo/alarms").await.expect(StatusCode::OK).expect_words("The keys are gone");
        moved.back();
        people.are_let_in_again(&town).await;
    });
}

#[test]
fn while_the_server_of_the_key_store_refuses_connections_values_stay_shut_and_open_again_by_themselves() {
    run(Engine::Postgres, |mut town| async move {
        town.ada().await;
        let mut wires = Wires::to(town.addresses()[1]).await;
        let keys = Store::open(&wires.through(town.addresses()[1])).await.unwrap();
        town.goes_on_with(town.shop.house.store().clone(), keys, None).await;
        let mut people = People::come_back(&town).await;
        wires.cut().await;
        people.ada.get("/account/profile").await.expect(StatusCode::SERVICE_UNAVAILABLE);
        people.are_shut_out(&town).await;
        wires.join().await;
        people.are_let_in_again(&town).await;
    });
}
