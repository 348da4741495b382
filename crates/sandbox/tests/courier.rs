//! The courier, over real sockets.

mod common;

use common::{Caller, Shop, outside};
use sandbox::Settings;
use serde_json::{Value, json};

fn parcel() -> Value {
    json!({ "reference": "S-1", "name": "Ada Example", "address": { "line1": "1 Mill Lane", "city": "York", "postcode": "YO1 7AA" }, "phone": "01904 000000" })
}

#[tokio::test]
async fn a_parcel_handed_over_twice_is_one_parcel() {
    let outside = outside().await;
    let (caller, url) = (Caller::new(), format!("{}/v1/parcels", outside.courier_url));
    let one = caller.ask(&url, "key-courier", "k", &parcel()).await;
    let two = caller.ask(&url, "key-courier", "k", &parcel()).await;
    assert_eq!((one.status.as_u16(), one.json()), (201, two.json()));
    let tracking = one.json()["tracking"].as_str().unwrap().to_owned();
    assert!(tracking.len() == 14 && tracking.starts_with("HH"));
    let received = caller.get(&format!("{}/received.json", outside.courier_url)).await.json();
    assert_eq!((&received[0]["again"], &received[1]["again"]), (&json!(true), &json!(false)));
}

#[tokio::test]
async fn each_move_is_told_and_shown_to_whoever_has_the_number_without_a_name() {
    let outside = outside().await;
    let (shop, caller) = (Shop::open(&outside).await, Caller::new());
    let parcel = caller
        .ask(&format!("{}/v1/parcels", outside.courier_url), "key-courier", "k", &parcel())
        .await
        .json();
    let control = format!("{}/control/parcels/{}", outside.courier_url, parcel["id"].as_str().unwrap());
    assert_eq!(caller.form(&control, "state=collected").await.status.as_u16(), 303);
    assert_eq!(
        caller.control(&control, json!({ "state": "out-for-delivery" })).await.json()["state"],
        "out-for-delivery"
    );
    let mut states: Vec<Value> =
        shop.was_told(2).await.iter().map(|told| told.json()["state"].clone()).collect();
    states.sort_by_key(|state| state.to_string());
    assert_eq!(states, ["collected", "out-for-delivery"]);
    let told = &shop.told()[0];
    assert_eq!((told.path.as_str(), &told.json()["parcel"]), ("/webhooks/courier", &parcel["id"]));
    let page = caller.get(parcel["tracking_url"].as_str().unwrap()).await;
    assert!(
        page.body.contains("Out for delivery") && !page.body.contains("Ada") && !page.body.contains("Mill")
    );
}

#[tokio::test]
async fn a_parcel_without_a_name_is_refused() {
    let outside = outside().await;
    let answer = Caller::new()
        .ask(
            &format!("{}/v1/parcels", outside.courier_url),
            "key-courier",
            "k",
            &json!({ "reference": "S-1" }),
        )
        .await;
    assert_eq!(answer.status.as_u16(), 422);
}

#[tokio::test]
async fn each_page_can_be_read() {
    let outside = outside().await;
    let caller = Caller::new();
    caller.ask(&format!("{}/v1/parcels", outside.courier_url), "key-courier", "k", &parcel()).await;
    for path in ["/", "/parcels", "/received", "/control"] {
        let page = caller.get(&format!("{}{path}", outside.courier_url)).await;
        assert_eq!((page.status.as_u16(), page.body.matches("<h1").count()), (200, 1), "{path}");
    }
    assert_eq!(caller.get(&format!("{}/track/HH1", outside.courier_url)).await.status.as_u16(), 404);
}

#[tokio::test]
async fn partners_can_be_told_where_the_shop_is_and_what_time_it_is_there() {
    let outside = outside().await;
    let (shop, caller) = (Shop::open(&outside).await, Caller::new());
    let at = |path: &str| format!("{}{path}", outside.courier_url);
    caller.control(&at("/control/clock"), json!({ "ahead_seconds": 86_400 })).await;
    let parcel = caller.ask(&at("/v1/parcels"), "key-courier", "k", &parcel()).await.json();
    caller
        .control(
            &at(&format!("/control/parcels/{}", parcel["tracking"].as_str().unwrap())),
            json!({ "state": "delivered" }),
        )
        .await;
    let told = shop.was_told(1).await;
    assert!(told[0].signature.starts_with(&format!("t={}", common::NOW + 86_400)));
    assert_eq!(
        caller
            .control(&at("/control/shop"), json!({ "base_url": "http://elsewhere/" }))
            .await
            .status
            .as_u16(),
        200
    );
    assert!(caller.get(&at("/control")).await.body.contains("http://elsewhere"));
}

#[tokio::test]
async fn a_shop_behind_tls_is_told_when_its_certificate_is_known() {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let settings = Settings { shop_certificates: made.cert.pem().into_bytes(), ..Settings::default() };
    let outside = sandbox::start(settings).await.unwrap();
    let shop = Shop::open_with_tls(&outside, made).await;
    let caller = Caller::new();
    let parcel = caller
        .ask(&format!("{}/v1/parcels", outside.courier_url), "key-courier", "k", &parcel())
        .await
        .json();
    let control = format!("{}/control/parcels/{}", outside.courier_url, parcel["id"].as_str().unwrap());
    caller.control(&control, json!({ "state": "collected" })).await;
    assert_eq!(shop.was_told(1).await[0].json()["parcel"], parcel["id"]);
}
