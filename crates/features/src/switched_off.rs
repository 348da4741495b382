//! A need that the policy refuses switches off what hangs on it, and nothing else: told through the front door.

use http::{Method, StatusCode};

use crate::testing::{ADA, Visitor, delivery, under};

/// The shop takes no telephone number, for nothing.
const NO_PHONE: &[(&str, &str)] = &[
    (
        "shop may collect identity.name, identity.username, contact, orders for account.manage, order as contract if cleared",
        "shop may collect identity.name, identity.username, orders, contact but contact.phone for account.manage, order as contract if cleared",
    ),
    (
        "customer may change identity.name, identity.username, contact, account for account.manage, rights",
        "customer may change identity.name, identity.username, account, contact but contact.phone for account.manage, rights",
    ),
];

/// The courier gets no telephone number.
const NO_PHONE_FOR_THE_COURIER: &[(&str, &str)] =
    &[("identity.name, contact.shipping, contact.phone", "identity.name, contact.shipping")];

/// Customers do not see their orders here.
const NO_ORDERS_SHOWN: &[(&str, &str)] = &[
    (
        "customer may see, erase orders, demographics, care for account.manage, rights",
        "customer may see, erase orders, demographics, care for rights",
    ),
    (
        "customer may see identity, contact, account but account.password for account.manage, rights as contract if signed-in",
        "customer may see identity, contact, account but account.password for rights as contract if signed-in",
    ),
];

/// Nobody pays by this page.
const NO_PAYMENT: &[(&str, &str)] = &[(
    "payment-partner may receive, use card, contact.billing, orders.payment for order.pay as contract if agreement",
    "payment-partner may receive, use card for order.pay as contract if agreement",
)];

/// The shop takes down no orders.
const NO_ORDERS_KEPT: &[(&str, &str)] = &[(
    "shop may collect identity.name, identity.username, contact, orders for account.manage, order as contract if cleared",
    "shop may collect identity.name, identity.username, contact for account.manage, order as contract if cleared",
)];

/// The courier is not told where to go.
const NO_ADDRESS_FOR_THE_COURIER: &[(&str, &str)] =
    &[("identity.name, contact.shipping, contact.phone", "identity.name, contact.phone")];

/// The page has no word for advisors' work: nobody sees anything for it.
const NO_ADVISORS: &[(&str, &str)] = &[
    ("advisor may see chat.message for care.answer as contract if asked\n", ""),
    (
        "advisor may see, change identity.name, contact, orders, account.choices for account.manage, care.answer as contract if asked",
        "advisor may change identity.name for account.manage as contract if asked",
    ),
];

const OFF: &str = "We do not offer this";

async fn is_off(visitor: &mut Visitor, path: &str) {
    visitor.get(path).await.expect(StatusCode::FORBIDDEN).expect_words(OFF);
}

under! {
    NO_PHONE: async fn a_checkout_does_not_ask_for_a_number_that_the_policy_does_not_let_us_take(town: Town) {
        let mut guest = town.guest().await;
        let page = guest.get("/checkout/delivery").await.expect(StatusCode::OK);
        assert!(!page.says("name=\"phone\"") && page.says("name=\"email\""));
        assert!(!page.says("Express"), "whose driver would have to ring");
        let express = delivery(&[("service", "express")]);
        guest.post("/checkout/delivery", &express).await.expect(StatusCode::UNPROCESSABLE_ENTITY);
        // Whoever sends a number all the same has it dropped, and can order.
        let page = town.goes_to_review(&mut guest, &delivery(&[])).await;
        page.expect_words("No telephone number");
    }

    NO_PHONE: async fn an_account_has_no_field_for_it_either(town: Town) {
        let mut ada = town.ada().await;
        let page = ada.get("/account/profile").await.expect(StatusCode::OK).expect_words("Save the name");
        assert!(!page.says("name=\"phone\""));
        let (_, version) = page.body.split_once("name=\"version\" value=\"").unwrap();
        let version = version.split('"').next().unwrap();
        let form = [("name", "Ada Ahorn"), ("phone", "+44 20 7946 0991"), ("version", version)];
        ada.post_and_go("/account/profile", &form).await.expect(StatusCode::OK).expect_words("Ada Ahorn");
        let kept = town.ledger().await.into_iter().filter(|line| line.leaves.iter().any(|leaf| leaf == "contact.phone"));
        assert_eq!(kept.filter(|line| line.verb == "change" || line.verb == "collect").count(), 0);
    }

    NO_PHONE_FOR_THE_COURIER: async fn a_courier_that_may_not_have_the_number_does_not_get_it_and_the_review_says_so(town: Town) {
        let mut guest = town.guest().await;
        let page = guest.get("/checkout/delivery").await.expect(StatusCode::OK);
        assert!(page.says("name=\"phone\"") && !page.says("Express"));
        let review = town.goes_to_review(&mut guest, &delivery(&[])).await;
        assert!(review.says("who gets name, delivery address for this one parcel"));
        town.guest_order(&delivery(&[])).await;
        town.packs("10480").await;
        let calls = town.received(&town.outside.courier_url, "/v1/parcels").await;
        assert!(calls[0]["body"].get("phone").is_none(), "{}", calls[0]["body"]);
    }

    NO_ORDERS_SHOWN: async fn what_may_not_be_shown_has_no_page_and_no_link_and_the_rest_works(town: Town) {
        let mut ada = town.ada().await;
        for path in ["/account/orders", "/orders/10480", "/account/profile", "/account/addresses"] {
            is_off(&mut ada, path).await;
        }
        let page = ada.get("/account/security").await.expect(StatusCode::OK);
        assert!(!page.says("href=\"/account/orders\"") && !page.says("href=\"/account/profile\""));
        assert!(page.says("href=\"/account/privacy\""));
        ada.get("/account/privacy").await.expect(StatusCode::OK);
        ada.get("/account/data").await.expect(StatusCode::OK);
        // The way to buy stays open: it needs none of that.
        let mut guest = town.guest().await;
        town.goes_to_review(&mut guest, &delivery(&[])).await;
        let paying = town.presses_pay(&mut guest).await;
        town.ends(&paying, "paid").await;
        let back = town.comes_back(&mut guest, &paying).await.expect(StatusCode::SEE_OTHER);
        guest.go(&back.location().unwrap()).await.expect(StatusCode::FORBIDDEN).expect_words(OFF);
        assert_eq!(town.orders().await, 1);
        assert!(town.mails_to(ADA).await.iter().any(|mail| mail.text.contains("10480")));
    }

    NO_PAYMENT: async fn without_payment_there_is_no_checkout_and_the_shop_stays_open(town: Town) {
        let mut guest = town.guest().await;
        for path in ["/checkout", "/checkout/delivery", "/checkout/payment", "/checkout/review"] {
            is_off(&mut guest, path).await;
        }
        guest.post("/checkout/pay", &[("seen", "")]).await.expect(StatusCode::FORBIDDEN).expect_words(OFF);
        guest.get("/").await.expect(StatusCode::OK);
        guest.get("/basket").await.expect(StatusCode::OK);
        town.ada().await.get("/account").await.expect(StatusCode::OK);
    }

    NO_ADDRESS_FOR_THE_COURIER: async fn a_parcel_waits_and_asks_the_record_nothing_while_the_courier_may_not_have_the_address(town: Town) {
        town.guest_order(&delivery(&[])).await;
        town.packs("10480").await.expect_words("This parcel waits").expect_words("name and delivery address");
        town.pass_seconds(600).await;
        town.pass_seconds(600).await;
        assert!(town.received(&town.outside.courier_url, "/v1/parcels").await.is_empty());
        assert_eq!(town.ledger().await.iter().filter(|line| line.party == "courier").count(), 0);
    }

    NO_ADVISORS: async fn a_desk_that_the_policy_shuts_says_so_and_the_officer_sees_why(town: Town) {
        let mut dev = town.staff("dev", "advisor").await;
        dev.get("/desk/care").await.expect(StatusCode::OK);
        let somebody = store::Id([7; 16]);
        is_off(&mut dev, &format!("/desk/care/{somebody}")).await;
        let mut olu = town.staff("olu", "officer").await;
        let page = olu.get("/desk/dpo/rules").await.expect(StatusCode::OK);
        page.expect_words("Switched off by the policy").expect_words("care-desk.customer").expect_words("the policy never allows it");
    }

    NO_ORDERS_KEPT: async fn a_partner_that_calls_about_what_is_off_is_asked_to_come_again(town: Town) {
        let answer = town.visitor().send(Method::POST, "/webhooks/payment", Some("{}".to_owned()), &[]).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(answer.headers.contains_key("retry-after"));
        let answer = town.visitor().send(Method::POST, "/webhooks/courier", Some("{}".to_owned()), &[]).await;
        assert_ne!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "parcels under way need nothing of that");
    }
}
