//! Controls: how a test or a demo makes a partner behave.

use std::sync::atomic::Ordering;

use askama::Template;
use axum::{
    Json, Router,
    extract::State,
    response::Response,
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Desk, Told, teller::Event};
use crate::{
    page::{Firm, Page},
    settings::Webhooks,
};

const MODES: [(Webhooks, &str, &str); 5] = [
    (Webhooks::Normal, "normal", "At once"),
    (Webhooks::BeforeReturn, "before-return", "Before the customer returns"),
    (Webhooks::Twice, "twice", "Everything twice"),
    (Webhooks::Hold, "hold", "Hold until released"),
    (Webhooks::Never, "never", "Never"),
];

#[derive(Template)]
#[template(path = "desk/controls.html")]
struct Show {
    firm: &'static Firm,
    here: &'static str,
    shop: Option<String>,
    modes: Vec<(&'static str, &'static str, bool)>,
    outage: bool,
    events: Vec<Event>,
}

#[derive(Deserialize)]
struct Shop {
    base_url: String,
}

#[derive(Deserialize)]
struct Mode {
    mode: Webhooks,
}

#[derive(Deserialize)]
struct Outage {
    on: bool,
}

#[derive(Deserialize)]
struct Time {
    ahead_seconds: i64,
}

#[derive(Deserialize)]
struct Nothing {}

pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/control", get(show))
        .route("/control/shop", post(shop))
        .route("/control/webhooks", post(webhooks))
        .route("/control/webhooks/release", post(release))
        .route("/control/outage", post(outage))
        .route("/control/clock", post(clock))
        .route("/sent.json", get(sent))
}

async fn show(State(desk): State<Desk>) -> Page<Show> {
    let mode = desk.teller.mode();
    Page::of(Show {
        firm: desk.firm,
        here: "/control",
        shop: desk.teller.shop(),
        modes: MODES.map(|(each, value, label)| (value, label, each == mode)).to_vec(),
        outage: desk.is_out(),
        events: desk.teller.sent(),
    })
}

async fn shop(State(desk): State<Desk>, told: Told<Shop>) -> Response {
    desk.teller.shop_is_at(&told.what.base_url);
    told.answer("/control", json!({ "base_url": told.what.base_url }))
}

async fn webhooks(State(desk): State<Desk>, told: Told<Mode>) -> Response {
    desk.teller.set_mode(told.what.mode);
    told.answer("/control", json!({ "mode": told.what.mode }))
}

async fn release(State(desk): State<Desk>, told: Told<Nothing>) -> Response {
    told.answer("/control", json!({ "released": desk.teller.release() }))
}

async fn outage(State(desk): State<Desk>, told: Told<Outage>) -> Response {
    desk.outage.store(told.what.on, Ordering::SeqCst);
    told.answer("/control", json!({ "on": told.what.on }))
}

async fn clock(State(desk): State<Desk>, told: Told<Time>) -> Response {
    desk.clock.set_ahead(told.what.ahead_seconds);
    told.answer("/control", json!({ "ahead_seconds": told.what.ahead_seconds }))
}

async fn sent(State(desk): State<Desk>) -> Json<Vec<Value>> {
    Json(desk.teller.sent().iter().map(Event::json).collect())
}
