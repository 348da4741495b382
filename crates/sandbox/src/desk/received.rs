//! What this partner received, field by field.

use askama::Template;
use axum::{Json, Router, extract::State, routing::get};
use http::{StatusCode, request::Parts};
use serde_json::{Value, json};

use super::{Desk, Fields};
use crate::{
    chance,
    clock::Moment,
    page::{Firm, Page},
    recent::Recent,
};

const MOST: usize = 1_000;

/// One call, as it came. The key it was made with is not kept.
#[derive(Clone)]
pub(super) struct Call {
    at: Moment,
    method: String,
    path: String,
    once: Option<String>,
    body: Value,
    answer: u16,
    again: bool,
}

impl Call {
    pub fn of(parts: &Parts, body: &[u8], at: Moment) -> Call {
        let once = parts.headers.get("idempotency-key").and_then(|key| key.to_str().ok());
        Call {
            at,
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            once: once.map(str::to_owned),
            body: serde_json::from_slice(body).unwrap_or_default(),
            answer: 0,
            again: false,
        }
    }

    /// The same with what it was answered, and whether it was a repetition.
    pub fn answered(self, answer: u16, again: bool) -> Call {
        Call { answer, again, ..self }
    }

    fn fields(&self) -> Vec<(String, String)> {
        Fields::of(&self.body).0
    }

    fn json(&self) -> Value {
        json!({
            "at": self.at.iso(),
            "method": self.method,
            "path": self.path,
            "idempotency_key": self.once,
            "body": self.body,
            "answer": self.answer,
            "again": self.again,
        })
    }
}

/// The calls, the newest first.
pub(super) struct Received(Recent<Call>);

impl Received {
    pub fn new() -> Received {
        Received(Recent::new(MOST))
    }

    pub fn note(&self, call: Call) {
        self.0.put(&chance::id("call"), call);
    }
}

#[derive(Template)]
#[template(path = "desk/received.html")]
struct Index {
    firm: &'static Firm,
    here: &'static str,
    calls: Vec<Call>,
}

pub(super) fn routes() -> Router<Desk> {
    Router::new().route("/received", get(index).delete(clear)).route("/received.json", get(list))
}

async fn index(State(desk): State<Desk>) -> Page<Index> {
    Page::of(Index { firm: desk.firm, here: "/received", calls: desk.received.0.newest() })
}

async fn list(State(desk): State<Desk>) -> Json<Vec<Value>> {
    Json(desk.received.0.newest().iter().map(Call::json).collect())
}

async fn clear(State(desk): State<Desk>) -> StatusCode {
    desk.received.0.clear();
    StatusCode::NO_CONTENT
}
