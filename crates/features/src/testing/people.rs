//! The cast: Ada, customer of 34; Ben, 15, and his guardian Cleo; staff such as Dev, advisor, and Olu, officer.

use http::StatusCode;
use store::work;

use super::{Town, Visitor, until};
use crate::sign_in;

/// Ada's address.
pub const ADA: &str = "ada@example.org";
/// Ben's address.
pub const BEN: &str = "ben@example.org";
/// Cleo's address.
pub const CLEO: &str = "cleo@example.org";
/// A password that is long enough and on no list.
pub const PASSWORD: &str = "seven quiet herons wade";
/// Another.
pub const ANOTHER_PASSWORD: &str = "old lanterns over the weir";
/// The form of Ada's home address.
pub const HOME: [(&str, &str); 7] = [
    ("kind", "home"),
    ("recipient", "Ada Amsel"),
    ("street", "Marker Lane 7"),
    ("extra", ""),
    ("town", "Markerham"),
    ("postcode", "mk1 2ab"),
    ("country", "GB"),
];

impl Town {
    /// Ada, who joined, confirmed her address and is signed in.
    pub async fn ada(&self) -> Visitor {
        self.customer("Ada Amsel", ADA).await
    }

    /// Ada with an order that is done and a saved card, who has a home address and is signed in.
    pub async fn ada_with_a_past(&self) -> Visitor {
        let mut ada = self.ada_with_a_card().await;
        self.packs("10480").await;
        self.parcel_is("delivered").await;
        until("it is delivered", async || ada.get("/orders/10480").await.says("Delivered on")).await;
        self.pass_days(31).await;
        ada.signs_in(ADA).await;
        ada.post("/account/addresses", &HOME).await.expect(StatusCode::SEE_OTHER);
        ada
    }

    /// A customer of 34 who joined, confirmed the address and is signed in.
    pub async fn customer(&self, name: &str, email: &str) -> Visitor {
        let mut visitor = self.visitor();
        let age = [("day", "14"), ("month", "5"), ("year", "1992")];
        visitor.post("/join/age", &age).await.expect(StatusCode::SEE_OTHER);
        let form = [("name", name), ("email", email), ("password", PASSWORD)];
        visitor.post_and_go("/join", &form).await.expect(StatusCode::OK);
        let path = self.last_mail_to(email).await.path("/verify/");
        visitor.get(&path).await.expect(StatusCode::OK);
        visitor.post_and_go(&path, &[("password", PASSWORD)]).await.expect(StatusCode::OK);
        visitor
    }

    /// A member of staff who is signed in at the desk.
    pub async fn staff(&self, name: &'static str, role: &'static str) -> Visitor {
        let form = [("username", name), ("password", PASSWORD)];
        let mut visitor = self.visitor();
        // Who is known already keeps every sitting at the desk.
        if visitor.post("/desk/signin", &form).await.status == StatusCode::SEE_OTHER {
            return visitor;
        }
        self.employs(name, role, PASSWORD).await;
        visitor.post("/desk/signin", &form).await.expect(StatusCode::SEE_OTHER);
        visitor
    }

    /// Makes somebody a member of staff, or gives them another role and password.
    pub async fn employs(&self, name: &'static str, role: &'static str, password: &str) {
        let house = &self.shop.house;
        let hash = sign_in::hash_password(house, password.as_bytes()).await.unwrap();
        let (id, now) = (store::Id::new(&house.clock, &house.dice), house.clock.now());
        let put = house.store().write(work!(|tx| [id, hash, now] -> Result<(), store::Error> {
            sign_in::staff_put(tx, id, name, role, &hash, now)
        }));
        put.await.unwrap();
    }
}
