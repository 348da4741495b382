//! Buying: filling a basket, going through the checkout, paying at the partner, being delivered to.

use std::time::Duration;

use http::StatusCode;
use serde_json::{Value, json};
use web::wire::Wire;

use super::{Answer, Town, Visitor};

/// The first step of the checkout as Ada fills it.
pub const DELIVERY: [(&str, &str); 10] = [
    ("service", "standard"),
    ("name", "Ada Amsel"),
    ("email", super::ADA),
    ("phone", "+44 20 7946 0991"),
    ("home-street", "7 Quilt Yard"),
    ("home-town", "Leeds"),
    ("home-postcode", "LS1 4AP"),
    ("home-country", "GB"),
    ("ship", "home"),
    ("bill", "home"),
];

/// The same form with some fields filled otherwise.
pub fn delivery<'a>(otherwise: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = DELIVERY.into_iter().filter(|(name, _)| !otherwise.iter().any(|(other, _)| other == name));
    kept.chain(otherwise.iter().copied()).collect()
}

impl Town {
    /// The size of which there are most, and how many.
    pub fn size(&self) -> (String, u32) {
        let sizes = self.shop.catalogue.products().iter().flat_map(|product| &product.variants);
        let size = sizes.max_by_key(|size| (size.stock, size.sku.clone()));
        size.map(|size| (size.sku.clone(), size.stock)).expect("something is in stock")
    }

    /// A guest with one piece in the basket who is old enough.
    pub async fn guest(&self) -> Visitor {
        let mut guest = self.visitor();
        self.takes_a_piece(&mut guest).await;
        let age = [("day", "14"), ("month", "5"), ("year", "1992")];
        guest.post("/checkout/age", &age).await.expect(StatusCode::SEE_OTHER);
        guest
    }

    /// Puts a piece into the basket.
    pub async fn takes_a_piece(&self, visitor: &mut Visitor) {
        let (sku, _) = self.size();
        visitor.post("/basket/lines", &[("sku", &sku)]).await.expect(StatusCode::SEE_OTHER);
    }

    /// Tells who it is for and how it is paid; the review is the answer.
    pub async fn goes_to_review(&self, visitor: &mut Visitor, told: &[(&str, &str)]) -> Answer {
        visitor.post("/checkout/delivery", told).await.expect(StatusCode::SEE_OTHER);
        visitor.post_and_go("/checkout/payment", &[("card", "new")]).await.expect(StatusCode::OK)
    }

    /// Presses the button; the address of the partner's page is the answer.
    pub async fn presses_pay(&self, visitor: &mut Visitor) -> String {
        let seen = seen(&visitor.get("/checkout/review").await.expect(StatusCode::OK));
        let answer = visitor.post("/checkout/pay", &[("seen", &seen)]).await.expect(StatusCode::SEE_OTHER);
        answer.location().expect("it leads somewhere")
    }

    /// Ends a payment at the partner: `paid`, `failed` or `cancelled`.
    pub async fn ends(&self, page: &str, state: &str) {
        self.ends_with(page, json!({ "state": state })).await;
    }

    /// The same with another amount or the like.
    pub async fn ends_with(&self, page: &str, how: Value) {
        let session = session(page);
        let line = Wire::new(&self.outside.payment_url, "");
        line.post(&format!("/control/sessions/{session}"), "", &how).await.expect("the partner ends it");
    }

    /// When a partner tells the shop what happened.
    pub async fn told(&self, mode: &str) {
        for partner in [&self.outside.payment_url, &self.outside.courier_url] {
            let line = Wire::new(partner, "");
            line.post("/control/webhooks", "", &json!({ "mode": mode })).await.expect("the partner listens");
        }
    }

    /// Comes back from the partner's page.
    pub async fn comes_back(&self, visitor: &mut Visitor, page: &str) -> Answer {
        visitor.get(&format!("/checkout/return?session={}", session(page))).await
    }

    /// A guest's whole order, up to its page.
    pub async fn guest_order(&self, told: &[(&str, &str)]) -> (Visitor, Answer) {
        let mut guest = self.guest().await;
        self.goes_to_review(&mut guest, told).await;
        let page = self.presses_pay(&mut guest).await;
        self.ends(&page, "paid").await;
        let back = self.comes_back(&mut guest, &page).await.expect(StatusCode::SEE_OTHER);
        let order = guest.go(&back.location().unwrap()).await.expect(StatusCode::OK);
        (guest, order)
    }

    /// What a partner was sent to an address, oldest first.
    pub async fn received(&self, partner: &str, path: &str) -> Vec<Value> {
        let all = Wire::new(partner, "").get("/received.json").await.expect("the partner tells");
        let mut calls: Vec<Value> = all.as_array().expect("a list").clone();
        calls.retain(|call| call["path"].as_str() == Some(path) && call["method"] == "POST");
        calls.reverse();
        calls
    }

    /// How many orders there are.
    pub async fn orders(&self) -> usize {
        let count = self.shop.house.store().read(store::work!(|tx| -> Result<usize, store::Error> {
            Ok(tx.rows(store::sql!("SELECT order_id FROM orders")).await?.len())
        }));
        count.await.unwrap()
    }

    /// Every line of every person's ledger, each read as that person may read it.
    pub async fn ledger(&self) -> Vec<gate::Entry> {
        let people =
            self.shop.house.store().read(store::work!(|tx| -> Result<Vec<store::Id>, store::Error> {
                let rows = tx.rows(store::sql!("SELECT DISTINCT customer_id FROM ledger")).await?;
                rows.into_iter().map(|mut row| row.take(0)).collect()
            }));
        self.ledger_of(&people.await.unwrap()).await
    }

    /// The lines of these people's ledgers, each read as that person may read it.
    pub async fn ledger_of(&self, people: impl IntoIterator<Item = &store::Id>) -> Vec<gate::Entry> {
        let mut entries = Vec::new();
        for id in people {
            let actor = gate::Actor::Holder { id: *id, secret: [7; 32] };
            let ask = gate::Ask::new(&crate::needs::LEDGER_SEE, actor, *id);
            let record = self.shop.house.gate.ledger_of(ask).await.unwrap();
            assert_eq!(record.broken_at, None);
            entries.extend(record.lines.into_iter().map(|line| line.entry));
        }
        entries.retain(|entry| entry.purpose != "rights");
        entries
    }

    /// Packs an order at the desk; the desk's page of it is the answer.
    pub async fn packs(&self, number: &str) -> Answer {
        let mut pim = self.staff("pim", "fulfilment").await;
        pim.post_and_go(&format!("/desk/orders/{number}/dispatch"), &[]).await.expect(StatusCode::OK)
    }

    /// Moves the parcel that the courier took last.
    pub async fn parcel_is(&self, state: &str) {
        let line = Wire::new(&self.outside.courier_url, "");
        let tracking = self.shop.house.store().read(store::work!(|tx| -> Result<String, store::Error> {
            let row = tx.row(store::sql!("SELECT tracking FROM shipment WHERE tracking IS NOT NULL")).await?;
            row.expect("a parcel was handed over").take(0)
        }));
        let tracking = tracking.await.unwrap();
        line.post(&format!("/control/parcels/{tracking}"), "", &json!({ "state": state })).await.unwrap();
    }
}

/// Looks again until it is so, for at most ten seconds.
pub async fn until<F: AsyncFnMut() -> bool>(what: &str, mut is_so: F) {
    for _ in 0..100 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it never came to pass that {what}");
}

/// The number of the order on its page.
pub fn number_on(page: &Answer) -> String {
    let (_, after) = page.body.split_once("<h1>Order ").expect("the page of an order");
    after.split('<').next().unwrap().to_owned()
}

/// The mark of what a review shows.
pub fn seen(review: &Answer) -> String {
    let (_, after) = review.body.split_once("name=\"seen\" value=\"").expect("the button is there");
    after.split('"').next().unwrap().to_owned()
}

/// The session whose page this is.
pub fn session(page: &str) -> &str {
    page.rsplit('/').next().unwrap()
}
