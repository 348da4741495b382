//! The payment partner, over real sockets.
#![allow(clippy::unwrap_used, reason = "tests")]

mod common;

use aws_lc_rs::hmac;
use common::{Answer, Caller, NOW, Shop, order, outside};
use http::Method;
use sandbox::Outside;
use serde_json::{Value, json};

const APPROVED: &str = "number=4242+4242+4242+4242&expiry=12/39&cvc=123";
const DECLINED: &str = "number=4000+0000+0000+0002&expiry=12/39&cvc=123";
const CHALLENGED: &str = "number=4000+0027+6000+3184&expiry=12/39&cvc=123";
const SLOW: &str = "number=4000+0000+0000+0077&expiry=12/39&cvc=123";

struct Till {
    outside: Outside,
    caller: Caller,
    shop: Shop,
}

impl Till {
    async fn open() -> Till {
        let outside = outside().await;
        let shop = Shop::open(&outside).await;
        Till { outside, caller: Caller::new(), shop }
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.outside.payment_url)
    }

    async fn ask(&self, once: &str, body: &Value) -> Answer {
        self.caller.ask(&self.at("/v1/payment_sessions"), "key-payment", once, body).await
    }

    async fn session(&self, body: Value) -> Value {
        self.ask(&body.to_string(), &body).await.json()
    }

    async fn pay(&self, session: &Value, form: &str) -> Answer {
        self.caller.form(session["url"].as_str().unwrap(), form).await
    }

    async fn look(&self, session: &Value) -> Value {
        let url = self.at(&format!("/v1/payment_sessions/{}", session["id"].as_str().unwrap()));
        self.caller.call(Method::GET, &url, &[("authorization", "Bearer key-payment")], "").await.json()
    }

    async fn mode(&self, mode: &str) {
        assert!(
            self.caller
                .control(&self.at("/control/webhooks"), json!({ "mode": mode }))
                .await
                .status
                .is_success()
        );
    }
}

fn with(name: &str, value: Value) -> Value {
    let mut order = order();
    order[name] = value;
    order
}

#[tokio::test]
async fn a_good_card_pays_leads_back_and_is_told() {
    let till = Till::open().await;
    let session = till.session(order()).await;
    assert_eq!(session["state"], "open");
    let back = till.pay(&session, APPROVED).await;
    let id = session["id"].as_str().unwrap();
    assert_eq!(
        (back.status.as_u16(), back.header("location")),
        (303, format!("http://127.0.0.1:9/checkout/return?session={id}").as_str())
    );
    let told = till.shop.was_told(1).await;
    assert_eq!(
        (told[0].path.as_str(), told[0].json()["type"].as_str()),
        ("/webhooks/payment", Some("payment.paid"))
    );
    assert_eq!(told[0].json()["session"], session["id"]);
    let paid = till.look(&session).await;
    assert_eq!((&paid["state"], &paid["amount_minor"]), (&json!("paid"), &json!(14_800)));
    assert_eq!(
        paid["card"],
        json!({ "token": null, "brand": "Visa", "last4": "4242", "exp": "12/39", "exp_month": 12, "exp_year": 2039 })
    );
}

#[tokio::test]
async fn what_the_shop_is_told_is_signed_over_time_and_body() {
    let till = Till::open().await;
    let session = till.session(order()).await;
    till.pay(&session, APPROVED).await;
    let told = &till.shop.was_told(1).await[0];
    let digits = told.signature.strip_prefix(&format!("t={NOW},v1=")).unwrap();
    let tag: Vec<u8> =
        (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap()).collect();
    let key = hmac::Key::new(hmac::HMAC_SHA256, b"secret-payment");
    hmac::verify(&key, format!("{NOW}.{}", told.body).as_bytes(), &tag).unwrap();
}

#[tokio::test]
async fn a_declined_card_fails_and_leads_back() {
    let till = Till::open().await;
    let session = till.session(order()).await;
    assert_eq!(till.pay(&session, DECLINED).await.status.as_u16(), 303);
    assert_eq!(till.look(&session).await["state"], "failed");
    assert_eq!(till.shop.was_told(1).await[0].json()["type"], "payment.failed");
}

#[tokio::test]
async fn a_slip_in_the_number_comes_back_with_words_and_without_the_code() {
    let till = Till::open().await;
    let session = till.session(order()).await;
    let page = till.pay(&session, "number=4242+4242+4242+4243&expiry=12/39&cvc=987").await;
    assert_eq!(page.status.as_u16(), 422);
    assert!(
        page.body.contains("check the digits") && page.body.contains("4243") && !page.body.contains("987")
    );
    assert_eq!(till.look(&session).await["state"], "open");
}

#[tokio::test]
async fn the_bank_may_ask_first() {
    let till = Till::open().await;
    let session = till.session(order()).await;
    let bank = till.pay(&session, CHALLENGED).await.header("location").to_owned();
    assert_eq!(till.look(&session).await["state"], "open");
    assert_eq!(till.caller.form(&till.at(&bank), "code=9999").await.status.as_u16(), 422);
    assert_eq!(till.caller.form(&till.at(&bank), "code=1234").await.status.as_u16(), 303);
    assert_eq!(till.look(&session).await["state"], "paid");
}

#[tokio::test]
async fn whoever_says_no_to_the_bank_has_not_paid() {
    let till = Till::open().await;
    let session = till.session(order()).await;
    let bank = till.pay(&session, CHALLENGED).await.header("location").to_owned();
    till.caller.form(&till.at(&bank), "no=yes").await;
    assert_eq!(till.look(&session).await["state"], "failed");
}

#[tokio::test]
async fn the_button_pressed_twice_charges_once() {
    let till = Till::open().await;
    let session = till.session(order()).await;
    let (one, two) = tokio::join!(till.pay(&session, SLOW), till.pay(&session, APPROVED));
    assert_eq!((one.status.as_u16(), two.status.as_u16()), (303, 303));
    till.shop.was_told(1).await;
    assert_eq!(till.look(&session).await["state"], "paid");
    assert_eq!(till.shop.told().len(), 1);
}

#[tokio::test]
async fn a_cancelled_payment_stays_cancelled_until_money_comes_late() {
    let till = Till::open().await;
    let session = till.session(order()).await;
    let url = session["url"].as_str().unwrap();
    assert_eq!(till.caller.form(&format!("{url}/cancel"), "").await.status.as_u16(), 303);
    till.pay(&session, APPROVED).await;
    assert_eq!(till.look(&session).await["state"], "cancelled");
    let control = till.at(&format!("/control/sessions/{}", session["id"].as_str().unwrap()));
    till.caller.control(&control, json!({ "state": "paid", "amount_minor": 1 })).await;
    let paid = till.look(&session).await;
    assert_eq!((&paid["state"], &paid["amount_minor"]), (&json!("paid"), &json!(1)));
}

#[tokio::test]
async fn a_call_repeated_under_its_key_is_one_call() {
    let till = Till::open().await;
    let (one, two) = (order(), order());
    let (one, two) = tokio::join!(till.ask("k", &one), till.ask("k", &two));
    assert_eq!((one.status.as_u16(), one.json()["id"].clone()), (201, two.json()["id"].clone()));
    assert_eq!(till.ask("k", &with("amount_minor", json!(1))).await.status.as_u16(), 422);
    assert_ne!(till.ask("another", &order()).await.json()["id"], one.json()["id"]);
}

#[tokio::test]
async fn without_the_key_nothing_is_answered() {
    let till = Till::open().await;
    let answer = till.caller.ask(&till.at("/v1/payment_sessions"), "wrong", "k", &order()).await;
    assert_eq!(answer.status.as_u16(), 401);
}

#[tokio::test]
async fn a_session_that_makes_no_sense_is_refused() {
    let till = Till::open().await;
    let wrong = [
        ("amount_minor", json!(0)),
        ("currency", json!("pounds")),
        ("reference", json!("")),
        ("return_url", json!("/here")),
        ("card", json!("card_x")),
    ];
    for (name, value) in wrong {
        assert_eq!(till.ask(name, &with(name, value)).await.status.as_u16(), 422, "{name}");
    }
}

#[tokio::test]
async fn a_saved_card_pays_again_until_it_is_removed() {
    let till = Till::open().await;
    let session = till.session(with("save_card", json!(true))).await;
    till.pay(&session, APPROVED).await;
    let token = till.look(&session).await["card"]["token"].clone();
    let again = till.session(with("card", token.clone())).await;
    assert!(till.caller.get(again["url"].as_str().unwrap()).await.body.contains("Pay with your saved card"));
    till.pay(&again, "").await;
    assert_eq!(till.look(&again).await["card"]["last4"], "4242");
    let url = till.at(&format!("/v1/cards/{}", token.as_str().unwrap()));
    let remove = async || {
        till.caller
            .call(Method::DELETE, &url, &[("authorization", "Bearer key-payment")], "")
            .await
            .status
            .as_u16()
    };
    assert_eq!((remove().await, remove().await), (204, 404));
    assert_eq!(till.ask("gone", &with("card", token)).await.json()["error"]["code"], "card_gone");
}

#[tokio::test]
async fn no_more_is_given_back_than_was_paid() {
    let till = Till::open().await;
    let session = till.session(order()).await;
    let refund = async |once| {
        till.caller
            .ask(&till.at("/v1/refunds"), "key-payment", once, &json!({ "session": session["id"] }))
            .await
    };
    assert_eq!(refund("early").await.status.as_u16(), 409);
    till.pay(&session, APPROVED).await;
    assert_eq!(refund("one").await.json()["amount_minor"], 14_800);
    assert_eq!(refund("two").await.status.as_u16(), 409);
}

#[tokio::test]
async fn before_return_the_shop_knows_when_the_customer_comes_back() {
    let till = Till::open().await;
    till.mode("before-return").await;
    let session = till.session(order()).await;
    till.pay(&session, APPROVED).await;
    assert_eq!(till.shop.told().len(), 1);
}

#[tokio::test]
async fn twice_tells_the_same_event_twice() {
    let till = Till::open().await;
    till.mode("twice").await;
    let session = till.session(order()).await;
    till.pay(&session, APPROVED).await;
    let told = till.shop.was_told(2).await;
    assert_eq!(told[0].json()["id"], told[1].json()["id"]);
}

#[tokio::test]
async fn what_is_held_is_told_on_release_and_what_is_never_told_is_not() {
    let till = Till::open().await;
    for mode in ["never", "hold"] {
        till.mode(mode).await;
        let session = till.session(with("reference", json!(mode))).await;
        till.pay(&session, APPROVED).await;
    }
    let answer = till.caller.control(&till.at("/control/webhooks/release"), json!({})).await;
    assert_eq!(answer.json()["released"], 1);
    till.shop.was_told(1).await;
    let sent = till.caller.get(&till.at("/sent.json")).await.json();
    assert_eq!((sent.as_array().unwrap().len(), &sent[1]["state"]), (2, &json!("kept back")));
}

#[tokio::test]
async fn a_busy_shop_is_told_again() {
    let till = Till::open().await;
    till.shop.busy(3);
    let session = till.session(order()).await;
    till.pay(&session, APPROVED).await;
    let told = till.shop.was_told(3).await;
    assert!(told.iter().all(|each| each.body == told[0].body));
}

#[tokio::test]
async fn in_an_outage_calls_and_page_are_unavailable() {
    let till = Till::open().await;
    let session = till.session(order()).await;
    till.caller.control(&till.at("/control/outage"), json!({ "on": true })).await;
    assert_eq!(till.ask("k", &order()).await.status.as_u16(), 503);
    assert_eq!(till.caller.get(session["url"].as_str().unwrap()).await.status.as_u16(), 503);
    till.caller.form(&till.at("/control/outage"), "on=false").await;
    assert_eq!(till.ask("k", &order()).await.status.as_u16(), 201);
}

#[tokio::test]
async fn what_was_received_is_shown_field_by_field_and_never_holds_a_key_or_a_card_number() {
    let till = Till::open().await;
    let session = till.session(order()).await;
    till.pay(&session, APPROVED).await;
    let list = till.caller.get(&till.at("/received.json")).await;
    assert_eq!(list.json()[0]["body"], order());
    let page = till.caller.get(&till.at("/received")).await;
    assert!(page.body.contains("billing.line1") && page.body.contains("1 Mill Lane"));
    for body in [list.body, page.body] {
        assert!(!body.contains("key-payment") && !body.contains("4242"));
    }
}

#[tokio::test]
async fn pages_load_nothing_but_their_style_and_their_forms_may_end_in_the_shop() {
    let till = Till::open().await;
    let session = till.session(order()).await;
    let page = till.caller.get(session["url"].as_str().unwrap()).await;
    let policy = page.header("content-security-policy");
    assert!(
        policy.contains("default-src 'none'; style-src 'self'")
            && policy.contains("form-action 'self' http://127.0.0.1:9;")
    );
    assert!(!page.body.contains("<script") && !page.body.contains("style="));
    for path in ["/", "/payments", "/received", "/control", "/style.css"] {
        assert_eq!(till.caller.get(&till.at(path)).await.status.as_u16(), 200, "{path}");
    }
    assert_eq!(till.caller.get(&till.at("/pay/ps_none")).await.status.as_u16(), 404);
}
