//! Older copies of the databases come back, and what was erased since stays gone.

use std::{collections::BTreeSet, path::PathBuf, sync::Arc};

use backup::{Key, Part};
use gate::Journal;
use http::StatusCode;
use store::{Dice, Engine, Id, Store, sql, testing::Guard, work};

use crate::testing::{ADA, PASSWORD, Town, Visitor, in_town};

/// Copies of both databases as they are now, and a place to fill from them.
struct Copies {
    folder: PathBuf,
    key: Arc<Key>,
}

impl Copies {
    async fn of(town: &Town) -> Copies {
        let folder = std::env::temp_dir().join(format!("cloakroom-copies-{}", Dice::system().token()));
        std::fs::create_dir(&folder).unwrap();
        let copies = Copies { folder, key: Arc::new(Key::from_bytes([5; 32])) };
        let times = (&town.clock, &Dice::system());
        for (part, store) in [(Part::Data, town.shop.house.store()), (Part::Keys, town.keys())] {
            backup::make(store, part, &copies.file(part), &copies.key, times).await.unwrap();
        }
        copies
    }

    fn file(&self, part: Part) -> PathBuf {
        self.folder.join(format!("{part}.backup"))
    }

    async fn restored(&self, part: Part, engine: Engine) -> (Store, Guard) {
        let (store, guard) = store::testing::fresh(engine).await;
        let steps = if part == Part::Data { gate::data_steps() } else { gate::key_steps() };
        backup::restore(&store, &self.file(part), &self.key, &steps).await.unwrap();
        (store, guard)
    }

    fn journal(&self) -> Journal {
        Journal::open(&self.folder.join("erased.journal")).unwrap().0
    }
}

impl Drop for Copies {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.folder));
    }
}

async fn number(store: &Store, text: &'static str) -> i64 {
    let read = store.read(work!(|tx| -> Result<i64, store::Error> {
        tx.row(sql!(text)).await?.map_or(Ok(0), |mut row| row.take(0))
    }));
    read.await.unwrap()
}

/// Whether somebody with Ada's address and password comes in.
async fn ada_comes_in(town: &Town) -> bool {
    let answer = town.visitor().post("/signin", &[("email", ADA), ("password", PASSWORD)]).await;
    answer.status == StatusCode::SEE_OTHER
}

async fn leaves(ada: &mut Visitor) {
    let page = ada.post("/account/close", &[("password", PASSWORD)]).await.expect(StatusCode::OK);
    assert!(page.says("Your account is closed"), "{}", page.body);
}

const ROWS: [(&str, &str); 12] = [
    (
        "values of the account",
        "SELECT COUNT(*) FROM customer WHERE name IS NOT NULL OR email IS NOT NULL OR password IS NOT NULL",
    ),
    ("open accounts", "SELECT COUNT(*) FROM customer WHERE kind = 'account' AND state <> 'closed'"),
    ("addresses", "SELECT COUNT(*) FROM address"),
    ("cards", "SELECT COUNT(*) FROM card"),
    ("ways in", "SELECT COUNT(*) FROM blind_index"),
    ("sessions", "SELECT COUNT(*) FROM session WHERE customer_id IS NOT NULL"),
    ("handles", "SELECT COUNT(*) FROM handle WHERE kind <> 'basket'"),
    ("choices", "SELECT COUNT(*) FROM choice_event"),
    ("requests", "SELECT COUNT(*) FROM request"),
    ("mails to write", "SELECT COUNT(*) FROM outbox"),
    (
        "names on orders",
        "SELECT COUNT(*) FROM orders WHERE name IS NOT NULL OR email IS NOT NULL OR phone IS NOT NULL OR shipping IS NOT NULL",
    ),
    ("rows still to go", "SELECT COUNT(*) FROM erasure WHERE rows_gone_at IS NULL"),
];

async fn nothing_of_ada_is_there(town: &Town) {
    for (what, text) in ROWS {
        assert_eq!(number(town.shop.house.store(), text).await, 0, "{what}");
    }
    let keys = "SELECT COUNT(*) FROM class_key WHERE class IN ('account', 'cards', 'order-contact')";
    assert_eq!(number(town.keys(), keys).await, 0, "keys");
    assert!(!ada_comes_in(town).await);
}

/// The books: what was ordered stays, and its key.
async fn the_invoice_stays(town: &Town) {
    let items = "SELECT COUNT(*) FROM orders WHERE items IS NOT NULL AND payment IS NOT NULL";
    assert_eq!(number(town.shop.house.store(), items).await, 1);
    let key = "SELECT COUNT(*) FROM class_key WHERE class = 'orders'";
    assert_eq!(number(town.keys(), key).await, 1);
}

/// Ada, who also wants to be told of every look, was looked at, asked why, and is the subject of a court's order.
async fn ada_with_everything(town: &Town) -> Visitor {
    let mut ada = town.ada_with_a_past().await;
    town.takes_a_piece(&mut ada).await;
    ada.post_and_go("/account/assist", &[("words", "Where is my coat?")]).await.expect(StatusCode::OK);
    let watch = [("data", "contact.email"), ("but", "shop")];
    ada.post("/account/watches", &watch).await.expect(StatusCode::SEE_OTHER);
    let mut dev = town.staff("dev", "advisor").await;
    let desk = dev.post("/desk/care", &[("wanted", ADA)]).await.location().unwrap();
    dev.get(&desk).await.expect(StatusCode::OK);
    town.pass_seconds(60).await;
    town.work().await;
    let why = [("words", "Why was this?")];
    ada.post("/account/disclosures/1/ask", &why).await.expect(StatusCode::SEE_OTHER);
    court_asks_about_ada(town).await;
    ada
}

async fn court_asks_about_ada(town: &Town) {
    let mut olu = town.staff("olu", "officer").await;
    let order = [
        ("authority", "Central Criminal Court"),
        ("reference", "T2027 0417"),
        ("wanted", ADA),
        ("until", "2027-08-31"),
        ("silent", ""),
        ("called-back", "yes"),
        ("scope", "contact"),
    ];
    olu.post("/desk/dpo/legal", &order).await.expect(StatusCode::SEE_OTHER);
}

/// Every table that has rows with a customer's number.
async fn tables_about(data: &Store, customer: Id) -> BTreeSet<String> {
    let shape = data.shape().await.unwrap();
    let mut about = BTreeSet::new();
    for table in shape.into_iter().filter(|found| found.column == "customer_id").map(|found| found.table) {
        let text: &'static str =
            Box::leak(format!("SELECT COUNT(*) FROM {table} WHERE customer_id = $1").into_boxed_str());
        let read = data.read(work!(|tx| [customer] -> Result<i64, store::Error> {
            tx.row(sql!(text, customer)).await?.map_or(Ok(0), |mut row| row.take(0))
        }));
        if read.await.unwrap() > 0 {
            about.insert(table);
        }
    }
    about
}

async fn only_customer(town: &Town) -> Id {
    let read = town.shop.house.store().read(work!(|tx| -> Result<Option<Id>, store::Error> {
        let account = tx.row(sql!("SELECT customer_id FROM customer WHERE kind = 'account'")).await?;
        account.map(|mut row| row.take(0)).transpose()
    }));
    read.await.unwrap().unwrap()
}

/// What stays of somebody who ordered and left: the books, the record and why it was opened, work, and the tombstones.
const LEFT: [&str; 17] = [
    "checkout",
    "courier_ref",
    "customer",
    "due",
    "embargo",
    "erasure",
    "ledger",
    "legal_order",
    "log_entry",
    "log_waiting",
    "order_event",
    "order_number",
    "orders",
    "payment",
    "payment_ref",
    "shipment",
    "staff_opening",
];

async fn only_books_and_record_are_left(town: &Town, customer: Id) {
    let about = tables_about(town.shop.house.store(), customer).await;
    let more: Vec<_> = about.iter().filter(|table| !LEFT.contains(&table.as_str())).collect();
    assert!(more.is_empty(), "{more:?}");
    for kept in ["orders", "ledger", "legal_order", "erasure"] {
        assert!(about.contains(kept), "{kept}");
    }
}

in_town! {
    async fn watches_questions_and_answers_go_at_once_and_stay_gone_and_the_courts_order_with_the_record(town: Town) {
        let mut town = town;
        let mut ada = ada_with_everything(&town).await;
        let customer = only_customer(&town).await;
        for there in ["watch", "watch_mark", "watch_hit", "request", "legal_order", "choice_event"] {
            assert!(tables_about(town.shop.house.store(), customer).await.contains(there), "{there} before");
        }
        let copies = Copies::of(&town).await;
        leaves(&mut ada).await;
        only_books_and_record_are_left(&town, customer).await;
        let (data, _guard) = copies.restored(Part::Data, Engine::Sqlite).await;
        assert!(tables_about(&data, customer).await.contains("watch_hit"), "the copy is older");
        let keys = town.keys().clone();
        town.goes_on_with(data, keys, None).await;
        nothing_of_ada_is_there(&town).await;
        only_books_and_record_are_left(&town, customer).await;
        town.pass_days(6 * 366 + 31).await;
        let about = tables_about(town.shop.house.store(), customer).await;
        for gone in ["customer", "legal_order", "payment_ref", "courier_ref", "order_number", "checkout", "due"] {
            assert!(!about.contains(gone), "{gone} goes with the books and the record");
        }
    }

    async fn of_somebody_who_never_confirmed_an_older_copy_leaves_no_row_in_any_table(town: Town) {
        let mut town = town;
        let mut ada = town.visitor();
        ada.post("/join/age", &[("day", "14"), ("month", "5"), ("year", "1992")]).await.expect(StatusCode::SEE_OTHER);
        let form = [("name", "Ada Amsel"), ("email", ADA), ("password", PASSWORD)];
        ada.post_and_go("/join", &form).await.expect(StatusCode::OK);
        town.work().await;
        let customer = only_customer(&town).await;
        court_asks_about_ada(&town).await;
        let copies = Copies::of(&town).await;
        town.pass_days(15).await;
        assert_eq!(tables_about(town.shop.house.store(), customer).await, BTreeSet::from(["erasure".to_owned()]));
        let (data, _guard) = copies.restored(Part::Data, Engine::Postgres).await;
        let back = tables_about(&data, customer).await;
        assert!(back.contains("legal_order") && back.contains("log_waiting") | back.contains("log_entry"), "the copy is older: {back:?}");
        let keys = town.keys().clone();
        town.goes_on_with(data, keys, None).await;
        assert_eq!(tables_about(town.shop.house.store(), customer).await, BTreeSet::from(["erasure".to_owned()]));
    }

    async fn an_older_copy_of_the_rows_brings_nobody_back_and_the_invoice_stays(town: Town) {
        let (mut town, engine) = (town, Engine::Sqlite);
        let mut ada = town.ada_with_a_past().await;
        let copies = Copies::of(&town).await;
        leaves(&mut ada).await;
        let (data, _guard) = copies.restored(Part::Data, engine).await;
        assert_eq!(number(&data, "SELECT COUNT(*) FROM address").await, 1, "the copy is older");
        let keys = town.keys().clone();
        town.goes_on_with(data, keys, None).await;
        nothing_of_ada_is_there(&town).await;
        the_invoice_stays(&town).await;
        town.visitor().get("/").await.expect(StatusCode::OK);
    }

    async fn an_older_copy_of_the_keys_opens_nothing_that_was_erased(town: Town) {
        let mut town = town;
        let mut ada = town.ada_with_a_past().await;
        let copies = Copies::of(&town).await;
        leaves(&mut ada).await;
        let (keys, _guard) = copies.restored(Part::Keys, Engine::Postgres).await;
        assert_eq!(number(&keys, "SELECT COUNT(*) FROM class_key WHERE class = 'account'").await, 1, "the copy is older");
        let data = town.shop.house.store().clone();
        town.goes_on_with(data, keys, None).await;
        nothing_of_ada_is_there(&town).await;
        the_invoice_stays(&town).await;
    }

    async fn when_both_are_lost_the_journal_knows_who_has_to_stay_gone(town: Town) {
        let mut town = town;
        let mut ada = town.ada_with_a_past().await;
        let copies = Copies::of(&town).await;
        town.shop.house.gate.keep_journal(copies.journal());
        leaves(&mut ada).await;
        let (data, _one) = copies.restored(Part::Data, Engine::Sqlite).await;
        let (keys, _two) = copies.restored(Part::Keys, Engine::Sqlite).await;
        town.goes_on_with(data, keys, Some(copies.journal())).await;
        nothing_of_ada_is_there(&town).await;
        the_invoice_stays(&town).await;
    }

    async fn without_a_journal_two_older_copies_bring_ada_back(town: Town) {
        let mut town = town;
        let mut ada = town.ada().await;
        let copies = Copies::of(&town).await;
        leaves(&mut ada).await;
        let (data, _one) = copies.restored(Part::Data, Engine::Sqlite).await;
        let (keys, _two) = copies.restored(Part::Keys, Engine::Sqlite).await;
        town.goes_on_with(data, keys, None).await;
        assert!(ada_comes_in(&town).await, "this is what docs/operating.md warns of");
    }

    async fn who_stayed_is_as_before_after_a_restore(town: Town) {
        let mut town = town;
        town.ada_with_a_past().await;
        let mut bo = town.customer("Bo Blume", "bo@example.org").await;
        let copies = Copies::of(&town).await;
        leaves(&mut bo).await;
        let (data, _one) = copies.restored(Part::Data, Engine::Sqlite).await;
        let keys = town.keys().clone();
        town.goes_on_with(data, keys, None).await;
        let mut ada = town.visitor();
        ada.signs_in(ADA).await;
        ada.get("/account/addresses").await.expect(StatusCode::OK).expect_words("Marker Lane 7");
        ada.get("/account/disclosures").await.expect(StatusCode::OK).expect_words("complete and unaltered");
        assert_eq!(number(town.shop.house.store(), "SELECT COUNT(*) FROM customer WHERE state = 'closed'").await, 1);
    }
}
