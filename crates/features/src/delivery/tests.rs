//! Stories of packing and bringing, told through the router and the courier's own socket.

use http::StatusCode;
use serde_json::json;
use store::Engine;
use web::wire::Wire;

use crate::testing::{DEFAULT_POLICY, START, Town, delivery, in_town, under, until};

/// The courier has name and number, and the address only while somebody has asked for help.
const ADDRESS_WHEN_ASKED: &[(&str, &str)] = &[(
    "courier may receive, use identity.name, contact.shipping, contact.phone for order.deliver as contract if agreement and order-open",
    "courier may receive, use identity.name, contact.phone for order.deliver as contract if agreement and order-open\ncourier may receive, use contact.shipping for order.deliver as contract if agreement and order-open and asked",
)];

under! {
    ADDRESS_WHEN_ASKED: async fn no_part_of_a_label_goes_out_when_a_part_of_it_is_refused(town: Town) {
        town.guest_order(&delivery(&[])).await;
        town.packs("10480").await.expect_words("This parcel waits");
        assert!(town.received(&town.outside.courier_url, "/v1/parcels").await.is_empty());
        let lines = town.ledger().await;
        let of_courier: Vec<_> = lines.iter().filter(|line| line.party == "courier").map(|line| line.kind).collect();
        assert_eq!(of_courier, [gate::Kind::Refused], "the record says that nothing was handed over");
    }
}

in_town! {
    async fn p19_the_courier_gets_name_address_and_phone_for_this_parcel(town: Town) {
        town.guest_order(&delivery(&[])).await;
        town.packs("10480").await.expect_words("handed over to the courier");
        let calls = town.received(&town.outside.courier_url, "/v1/parcels").await;
        assert_eq!(calls.len(), 1);
        let body = &calls[0]["body"];
        let mut fields: Vec<&String> = body.as_object().unwrap().keys().collect();
        fields.sort_unstable();
        assert_eq!(fields, ["address", "name", "phone", "reference"]);
        assert_eq!(body["name"], "Ada Amsel");
        assert_eq!(body["phone"], "+442079460991");
        assert_eq!(body["address"], json!({ "street": "7 Quilt Yard", "town": "Leeds", "postcode": "LS1 4AP", "country": "GB" }));
        let lines = town.ledger().await;
        let handed: Vec<_> = lines.iter().filter(|entry| entry.party == "courier").collect();
        assert_eq!(handed.len(), 1);
        assert_eq!(handed[0].leaves, ["identity.name", "contact.shipping", "contact.phone"]);
        assert_eq!(handed[0].recipient.as_deref(), Some("Swift"));
        assert_eq!(handed[0].about.as_deref(), Some("order 10480"));
    }

    async fn p19_without_a_phone_the_record_does_not_say_that_there_was_one(town: Town) {
        town.guest_order(&delivery(&[("phone", "")])).await;
        town.packs("10480").await;
        let calls = town.received(&town.outside.courier_url, "/v1/parcels").await;
        assert!(calls[0]["body"].get("phone").is_none());
        let lines = town.ledger().await;
        let handed = lines.iter().find(|entry| entry.party == "courier").unwrap();
        assert_eq!(handed.leaves, ["identity.name", "contact.shipping"]);
    }

    async fn p19_a_policy_that_lets_the_courier_have_the_email_address_hands_it_over(town: Town) {
        drop(town);
        let policy = DEFAULT_POLICY.replace("identity.name, contact.shipping, contact.phone", "identity.name, contact.shipping, contact.phone, contact.email");
        let town = Town::with_policy(Engine::Sqlite, &policy).await;
        town.guest_order(&delivery(&[])).await;
        town.packs("10480").await;
        let calls = town.received(&town.outside.courier_url, "/v1/parcels").await;
        assert_eq!(calls[0]["body"]["email"], "ada@example.org");
        let page = town.visitor().get("/privacy").await.expect(StatusCode::OK);
        page.expect_words("name, e-mail address, delivery address and phone number");
    }

    async fn p52_without_an_agreement_in_force_nothing_is_handed_over_and_the_order_waits(town: Town) {
        let (mut guest, _) = town.guest_order(&delivery(&[])).await;
        let order = format!("/order/{}", guest.cookies["receipt"]);
        town.agree_with("courier", START).await;
        town.packs("10480").await.expect_words("This parcel waits").expect_words("no agreement in force with Swift");
        assert!(town.received(&town.outside.courier_url, "/v1/parcels").await.is_empty());
        guest.get(&order).await.expect(StatusCode::OK).expect_words("Your parcel is packed and waits.");
        town.pass_seconds(600).await;
        town.pass_seconds(600).await;
        let refused = town.ledger().await.iter().filter(|entry| entry.party == "courier").count();
        assert_eq!(refused, 1, "one refusal is one line, however long it waits");
        town.agree_with("courier", START.plus_days(365)).await;
        town.pass_seconds(60).await;
        assert_eq!(town.received(&town.outside.courier_url, "/v1/parcels").await.len(), 1);
        let page = guest.get(&order).await.expect(StatusCode::OK);
        assert!(!page.says("packed and waits."));
    }

    async fn while_the_courier_is_away_the_parcel_is_tried_again(town: Town) {
        town.guest_order(&delivery(&[])).await;
        let line = Wire::new(&town.outside.courier_url, "");
        line.post("/control/outage", "", &json!({ "on": true })).await.unwrap();
        town.packs("10480").await.expect_words("as soon as the courier can be reached");
        line.post("/control/outage", "", &json!({ "on": false })).await.unwrap();
        town.pass_seconds(31).await;
        let calls = town.received(&town.outside.courier_url, "/v1/parcels").await;
        assert_eq!(calls.iter().filter(|call| call["answer"] == 201).count(), 1);
    }

    async fn p20_each_move_of_the_parcel_is_on_the_page_and_in_a_mail(town: Town) {
        let (mut guest, _) = town.guest_order(&delivery(&[])).await;
        let order = format!("/order/{}", guest.cookies["receipt"]);
        town.packs("10480").await;
        for (state, words, subject) in [
            ("collected", "With the courier", "Order 10480: on its way"),
            ("out-for-delivery", "Out for delivery", "Order 10480: out for delivery"),
            ("delivered", "Delivered on 1 March 2027", "Order 10480: delivered"),
        ] {
            town.parcel_is(state).await;
            until("the page says so", async || guest.get(&order).await.says(words)).await;
            assert_eq!(town.last_mail_to("ada@example.org").await.subject, subject);
        }
    }

    async fn p20_messages_out_of_order_and_twice_move_nothing_back(town: Town) {
        let (mut guest, _) = town.guest_order(&delivery(&[])).await;
        let order = format!("/order/{}", guest.cookies["receipt"]);
        town.packs("10480").await;
        town.told("twice").await;
        town.parcel_is("delivered").await;
        until("it is delivered", async || guest.get(&order).await.says("Delivered on")).await;
        town.parcel_is("collected").await;
        until("all is told", async || {
            let sent = Wire::new(&town.outside.courier_url, "").get("/sent.json").await.unwrap();
            sent.as_array().unwrap().len() == 2 && sent.as_array().unwrap().iter().all(|event| event["tries"] == 2)
        }).await;
        guest.get(&order).await.expect(StatusCode::OK).expect_words("Delivered on");
        let mails = town.mails_to("ada@example.org").await;
        assert_eq!(mails.iter().filter(|mail| mail.subject.contains("delivered")).count(), 1);
    }

    async fn p41_thirty_days_after_delivery_the_desk_sees_nobody_any_more(town: Town) {
        let (mut guest, _) = town.guest_order(&delivery(&[])).await;
        let order = format!("/order/{}", guest.cookies["receipt"]);
        town.packs("10480").await;
        town.parcel_is("delivered").await;
        until("it is delivered", async || guest.get(&order).await.says("Delivered on")).await;
        let mut desk = town.staff("tam", "fulfilment").await;
        desk.get("/desk/orders/10480").await.expect(StatusCode::OK).expect_words("Ada Amsel");
        town.pass_days(30).await;
        let mut desk = town.staff("uma", "fulfilment").await;
        let refused = desk.get("/desk/orders/10480").await.expect(StatusCode::FORBIDDEN);
        assert!(!refused.says("Ada Amsel"));
        assert!(!desk.get("/desk/orders").await.expect(StatusCode::OK).says("10480"));
    }

    async fn of_a_guest_nobody_is_left_when_the_order_is_closed(town: Town) {
        let (mut guest, _) = town.guest_order(&delivery(&[])).await;
        let order = format!("/order/{}", guest.cookies["receipt"]);
        town.packs("10480").await;
        town.parcel_is("delivered").await;
        until("it is delivered", async || guest.get(&order).await.says("Delivered on")).await;
        town.mails_to("ada@example.org").await;
        town.pass_days(31).await;
        let page = guest.get(&order).await.expect(StatusCode::OK);
        assert!(page.says("Order 10480") && !page.says("Ada Amsel") && !page.says("Quilt Yard"));
        let before = town.mails_to("ada@example.org").await.len();
        guest.post("/order/find", &[("number", "10480"), ("email", "ada@example.org")]).await;
        assert_eq!(town.mails_to("ada@example.org").await.len(), before);
    }

    async fn the_list_at_the_desk_names_nobody(town: Town) {
        town.guest_order(&delivery(&[])).await;
        let mut desk = town.staff("pim", "fulfilment").await;
        let list = desk.get("/desk/orders").await.expect(StatusCode::OK).expect_words("10480");
        assert!(!list.says("Ada") && !list.says("Quilt"));
    }

    async fn each_look_at_the_desk_is_a_line_in_the_record(town: Town) {
        town.guest_order(&delivery(&[])).await;
        let mut desk = town.staff("pim", "fulfilment").await;
        desk.get("/desk/orders/10480").await.expect(StatusCode::OK).expect_words("7 Quilt Yard");
        desk.get("/desk/orders/10480").await.expect(StatusCode::OK);
        let looks = town.ledger().await.iter().filter(|entry| entry.party == "fulfilment").count();
        assert_eq!(looks, 2);
    }

    async fn other_roles_and_customers_do_not_come_in(town: Town) {
        town.guest_order(&delivery(&[])).await;
        let mut dev = town.staff("dev", "advisor").await;
        dev.get("/desk/orders").await.expect(StatusCode::FORBIDDEN);
        dev.get("/desk/orders/10480").await.expect(StatusCode::FORBIDDEN);
        town.visitor().get("/desk/orders").await.expect(StatusCode::SEE_OTHER);
    }
}
