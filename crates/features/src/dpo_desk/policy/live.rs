//! The same check for the page itself, while somebody types.

use axum::{Form, Json, extract::State};
use serde::Serialize;

use super::{
    edit::Typed,
    trial::{Trial, Trouble},
};
use crate::shop::Shop;

/// What came of it.
#[derive(Serialize)]
pub struct Checked {
    heading: String,
    sound: bool,
    troubles: Vec<Trouble>,
}

/// Checks and keeps nothing.
pub async fn check(State(shop): State<Shop>, Form(typed): Form<Typed>) -> Json<Checked> {
    let trial = Trial::of(&shop, &typed.text());
    Json(Checked { heading: trial.heading(), sound: trial.policy.is_some(), troubles: trial.troubles })
}
