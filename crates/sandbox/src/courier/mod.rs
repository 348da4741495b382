//! The courier: takes parcels to carry, shows where each one is, and tells the shop whenever one moves.

mod parcel;

use std::{ops::Deref, sync::Arc};

use askama::Template;
use axum::{
    Json, Router,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use self::parcel::{Parcel, Stage};
use crate::{
    chance,
    desk::{Desk, Refusal, Told},
    page::{Firm, Page},
    recent::Recent,
};

const MOST: usize = 5_000;
pub(crate) const PATH: &str = "/webhooks/courier";

pub(crate) static FIRM: Firm = Firm {
    name: "Hedgehop",
    trade: "Parcels",
    look: "courier",
    menu: &[("/", "About"), ("/parcels", "Parcels"), ("/received", "Received"), ("/control", "Controls")],
};

/// The courier; cheap to clone.
#[derive(Clone)]
struct Courier(Arc<Parts>);

struct Parts {
    desk: Desk,
    parcels: Recent<Parcel>,
}

impl Deref for Courier {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// All that the courier answers.
pub(crate) fn routes(desk: &Desk) -> Router {
    let courier = Courier(Arc::new(Parts { desk: desk.clone(), parcels: Recent::new(MOST) }));
    let calls = Router::new().route("/v1/parcels", post(create)).route("/v1/parcels/{id}", get(show));
    let pages = Router::new()
        .route("/", get(about))
        .route("/parcels", get(index))
        .route("/track/{tracking}", get(track))
        .route("/control/parcels/{id}", post(advance));
    desk.guard(calls.with_state(courier.clone())).merge(pages.with_state(courier)).merge(desk.common())
}

type Answer = Result<(StatusCode, Json<Value>), Refusal>;

async fn create(State(courier): State<Courier>, told: Told<Value>) -> Answer {
    let missing = |field: &str| told.what[field].as_str().is_none_or(str::is_empty);
    if missing("reference") || missing("name") {
        return Err(Refusal(
            StatusCode::UNPROCESSABLE_ENTITY,
            "label",
            "A parcel needs a reference and a name.",
        ));
    }
    let parcel = Parcel::new(chance::id("parcel"), tracking(), &told.what, courier.desk.clock.now());
    courier.parcels.put(&parcel.id, parcel.clone());
    Ok((StatusCode::CREATED, Json(parcel.json(&courier.desk.url))))
}

/// `HH` and twelve digits, as a label has room for.
fn tracking() -> String {
    let digits: String = chance::id("")
        .bytes()
        .filter(u8::is_ascii_hexdigit)
        .take(12)
        .map(|byte| char::from(b'0' + byte % 10))
        .collect();
    format!("HH{digits}")
}

impl Courier {
    /// By its id or by the number on its label.
    fn parcel(&self, id: &str) -> Result<Parcel, Refusal> {
        let by_label = || self.parcels.newest().into_iter().find(|parcel| parcel.tracking == id);
        self.parcels.get(id).or_else(by_label).ok_or(Refusal(
            StatusCode::NOT_FOUND,
            "parcel",
            "There is no such parcel.",
        ))
    }
}

async fn show(State(courier): State<Courier>, Path(id): Path<String>) -> Answer {
    Ok((StatusCode::OK, Json(courier.parcel(&id)?.json(&courier.desk.url))))
}

#[derive(Deserialize)]
struct Move {
    state: Stage,
}

/// Moves a parcel, in whichever order a test wants, and tells the shop.
async fn advance(
    State(courier): State<Courier>,
    Path(id): Path<String>,
    told: Told<Move>,
) -> Result<Response, Refusal> {
    let id = courier.parcel(&id)?.id;
    let (stage, now) = (told.what.state, courier.desk.clock.now());
    courier.parcels.change(&id, |parcel| parcel.reach(stage, now));
    courier.desk.teller.tell("parcel.moved", json!({ "parcel": id, "state": stage })).await;
    Ok(told.answer("/parcels", courier.parcel(&id)?.json(&courier.desk.url)))
}

#[derive(Template)]
#[template(path = "courier/about.html")]
struct About {
    firm: &'static Firm,
    here: &'static str,
}

async fn about() -> Page<About> {
    Page::of(About { firm: &FIRM, here: "/" })
}

#[derive(Template)]
#[template(path = "courier/index.html")]
struct Index {
    firm: &'static Firm,
    here: &'static str,
    parcels: Vec<Parcel>,
}

async fn index(State(courier): State<Courier>) -> Page<Index> {
    Page::of(Index { firm: &FIRM, here: "/parcels", parcels: courier.parcels.newest() })
}

#[derive(Template)]
#[template(path = "courier/track.html")]
struct Track {
    firm: &'static Firm,
    here: &'static str,
    parcel: Parcel,
}

#[derive(Template)]
#[template(path = "courier/lost.html")]
struct Lost {
    firm: &'static Firm,
    here: &'static str,
}

async fn track(State(courier): State<Courier>, Path(tracking): Path<String>) -> Response {
    match courier.parcel(&tracking) {
        Ok(parcel) => Page::of(Track { firm: &FIRM, here: "", parcel }).into_response(),
        Err(_) => Page::of(Lost { firm: &FIRM, here: "" }).status(StatusCode::NOT_FOUND).into_response(),
    }
}
