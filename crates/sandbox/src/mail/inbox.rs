//! The inbox: what arrived, for people and for tests.

use std::{sync::atomic::Ordering, time::Duration};

use askama::Template;
use axum::{
    Json, Router,
    extract::{Path, Query, State},
    response::{Html, IntoResponse, Response},
    routing::{get, post},
};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Planned, Sink,
    letter::Letter,
    links::{Piece, pieces},
};
use crate::{
    desk::{Refusal, Told},
    page::{self, Firm, Page},
};

const LONGEST_WAIT: u64 = 30;

pub(crate) static FIRM: Firm = Firm {
    name: "Pillarbox",
    trade: "Inbox",
    look: "inbox",
    menu: &[("/", "Inbox"), ("/about", "About"), ("/control", "Controls")],
};

/// What a mail may do on its page: show itself with its own styles, and lead the whole window elsewhere when a person
/// follows a link.
const MAIL_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'; \
                           frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation allow-popups";

pub(crate) fn routes(sink: Sink) -> Router {
    Router::new()
        .route("/", get(index))
        .route("/about", get(about))
        .route("/mails.json", get(list))
        .route("/mails", axum::routing::delete(clear).post(clear_by_button))
        .route("/mail/{id}", get(show))
        .route("/mail/{id}/html", get(html))
        .route("/control", get(controls))
        .route("/control/outage", post(outage))
        .route("/control/answers", post(answers))
        .route("/control/clock", post(clock))
        .merge(page::style())
        .with_state(sink)
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Asked {
    to: String,
    /// How many seconds to wait for a mail to come, if there is none.
    wait: u64,
}

#[derive(Template)]
#[template(path = "mail/index.html")]
struct Index {
    firm: &'static Firm,
    here: &'static str,
    to: String,
    letters: Vec<Letter>,
    people: Vec<String>,
}

async fn index(State(sink): State<Sink>, Query(asked): Query<Asked>) -> Page<Index> {
    let letters = sink.letters_to(asked.to.trim());
    Page::of(Index { firm: &FIRM, here: "/", to: asked.to, letters, people: sink.people() })
}

impl Sink {
    /// Everybody who got mail, in the order of the alphabet.
    fn people(&self) -> Vec<String> {
        let mut people: Vec<String> =
            self.letters.newest().into_iter().flat_map(|letter| letter.to).collect();
        people.sort_by_key(|person| person.to_lowercase());
        people.dedup_by(|one, other| one.eq_ignore_ascii_case(other));
        people
    }
}

async fn list(State(sink): State<Sink>, Query(asked): Query<Asked>) -> Json<Vec<Value>> {
    let mut arrivals = sink.arrivals.subscribe();
    let some = async { while sink.letters_to(&asked.to).is_empty() && arrivals.changed().await.is_ok() {} };
    drop(tokio::time::timeout(Duration::from_secs(asked.wait.min(LONGEST_WAIT)), some).await);
    Json(sink.letters_to(&asked.to).iter().map(Letter::json).collect())
}

#[derive(Template)]
#[template(path = "mail/show.html")]
struct Show {
    firm: &'static Firm,
    here: &'static str,
    letter: Letter,
}

impl Show {
    fn text(&self) -> Vec<Piece<'_>> {
        pieces(&self.letter.text)
    }
}

#[derive(Template)]
#[template(path = "mail/lost.html")]
struct Lost {
    firm: &'static Firm,
    here: &'static str,
}

async fn show(State(sink): State<Sink>, Path(id): Path<String>) -> Response {
    match sink.letters.get(&id) {
        Some(letter) => Page::of(Show { firm: &FIRM, here: "", letter }).frames_itself().into_response(),
        None => Page::of(Lost { firm: &FIRM, here: "" }).status(StatusCode::NOT_FOUND).into_response(),
    }
}

async fn html(State(sink): State<Sink>, Path(id): Path<String>) -> Response {
    match sink.letters.get(&id) {
        Some(letter) => (page::guarded(MAIL_POLICY), Html(led_to_the_top(&letter.html))).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Has links open in the whole window rather than in the frame.
fn led_to_the_top(html: &str) -> String {
    const BASE: &str = "<base target=\"_top\">";
    let lower = html.to_ascii_lowercase();
    let head = ["<head>", "<head "]
        .iter()
        .find_map(|head| lower.find(head))
        .and_then(|start| Some(start + lower[start..].find('>')? + 1));
    let (before, after) = html.split_at(head.unwrap_or(0));
    format!("{before}{BASE}{after}")
}

async fn clear(State(sink): State<Sink>) -> StatusCode {
    sink.letters.clear();
    StatusCode::NO_CONTENT
}

async fn clear_by_button(State(sink): State<Sink>) -> axum::response::Redirect {
    sink.letters.clear();
    axum::response::Redirect::to("/")
}

#[derive(Template)]
#[template(path = "mail/about.html")]
struct About {
    firm: &'static Firm,
    here: &'static str,
}

async fn about() -> Page<About> {
    Page::of(About { firm: &FIRM, here: "/about" })
}

#[derive(Template)]
#[template(path = "mail/controls.html")]
struct Controls {
    firm: &'static Firm,
    here: &'static str,
    outage: bool,
    planned: Vec<String>,
}

async fn controls(State(sink): State<Sink>) -> Page<Controls> {
    Page::of(Controls {
        firm: &FIRM,
        here: "/control",
        outage: sink.is_out(),
        planned: sink.planned_in_words(),
    })
}

impl Sink {
    fn planned_in_words(&self) -> Vec<String> {
        let refusals = self.refusals.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        refusals.iter().map(Planned::words).collect()
    }
}

impl Planned {
    fn words(&self) -> String {
        let whom = self.only.as_deref().unwrap_or("whoever comes next");
        match self.times {
            1 => format!("{} once, to {whom}", self.code),
            times => format!("{} for {times} times, to {whom}", self.code),
        }
    }
}

#[derive(Deserialize)]
struct Outage {
    on: bool,
}

async fn outage(State(sink): State<Sink>, told: Told<Outage>) -> Response {
    sink.outage.store(told.what.on, Ordering::SeqCst);
    told.answer("/control", json!({ "on": told.what.on }))
}

#[derive(Deserialize)]
struct Answers {
    answer: u16,
    times: Option<u32>,
    only: Option<String>,
}

async fn answers(State(sink): State<Sink>, told: Told<Answers>) -> Result<Response, Refusal> {
    let Answers { answer, times, only } = &told.what;
    if !(400..=599).contains(answer) {
        return Err(Refusal(
            StatusCode::UNPROCESSABLE_ENTITY,
            "answer",
            "An answer is a number from 400 to 599.",
        ));
    }
    let only = only.clone().filter(|only| !only.trim().is_empty());
    sink.plan(Planned { code: *answer, times: times.unwrap_or(1), only });
    Ok(told.answer("/control", json!({ "planned": sink.planned_in_words() })))
}

#[derive(Deserialize)]
struct Time {
    ahead_seconds: i64,
}

async fn clock(State(sink): State<Sink>, told: Told<Time>) -> Response {
    sink.clock.set_ahead(told.what.ahead_seconds);
    told.answer("/control", json!({ "ahead_seconds": told.what.ahead_seconds }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_a_mail_lead_the_whole_window() {
        assert_eq!(
            led_to_the_top("<HTML><HEAD lang=x><title>"),
            "<HTML><HEAD lang=x><base target=\"_top\"><title>"
        );
        assert_eq!(led_to_the_top("<p>"), "<base target=\"_top\"><p>");
    }
}
