//! The calls of the shop.

use axum::{
    Json, Router,
    extract::{Path, State},
    response::Response,
    routing::{delete, get, post},
};
use http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Payment,
    card::{Card, Fate},
    session::{Order, Session, State as SessionState},
};
use crate::{
    chance,
    desk::{Fields, Refusal, Told},
    page,
};

type Answer = Result<(StatusCode, Json<Value>), Refusal>;

pub(super) fn routes() -> Router<Payment> {
    Router::new()
        .route("/v1/payment_sessions", post(create))
        .route("/v1/payment_sessions/{id}", get(show))
        .route("/v1/payment_sessions/{id}/cancel", post(cancel))
        .route("/v1/cards/{token}", delete(forget))
        .route("/v1/refunds", post(refund))
}

/// How a test ends a session without a browser.
pub(super) fn controls() -> Router<Payment> {
    Router::new().route("/control/sessions/{id}", post(force))
}

#[derive(Deserialize)]
struct Asked {
    amount_minor: i64,
    currency: String,
    reference: String,
    return_url: String,
    #[serde(default)]
    billing: Value,
    #[serde(default)]
    save_card: bool,
    card: Option<String>,
}

async fn create(State(payment): State<Payment>, told: Told<Asked>) -> Answer {
    let order = payment.order(told.what)?;
    let session = Session::new(chance::id("ps"), payment.desk.clock.now(), order);
    payment.sessions.put(&session.id, session.clone());
    Ok((StatusCode::CREATED, Json(session.json(&payment.desk.url))))
}

impl Payment {
    fn order(&self, asked: Asked) -> Result<Order, Refusal> {
        check(&asked)?;
        let saved = asked.card.map(|token| self.cards.get(&token).ok_or(card_gone())).transpose()?;
        Ok(Order {
            amount_minor: asked.amount_minor,
            currency: asked.currency,
            reference: asked.reference,
            return_url: asked.return_url,
            billing: Fields::of(&asked.billing).in_envelope_order(),
            save_card: asked.save_card,
            saved,
        })
    }

    fn session(&self, id: &str) -> Result<Session, Refusal> {
        self.sessions.get(id).ok_or(Refusal(
            StatusCode::NOT_FOUND,
            "session",
            "There is no such payment session.",
        ))
    }
}

fn check(asked: &Asked) -> Result<(), Refusal> {
    let wrong = |code, words| Err(Refusal(StatusCode::UNPROCESSABLE_ENTITY, code, words));
    if asked.amount_minor <= 0 {
        return wrong("amount_minor", "The amount is above zero, in the smallest unit of its currency.");
    }
    if asked.currency.len() != 3 || !asked.currency.chars().all(|c| c.is_ascii_uppercase()) {
        return wrong("currency", "The currency is three capitals such as GBP.");
    }
    if asked.reference.is_empty() {
        return wrong("reference", "The reference is missing.");
    }
    match page::origin(&asked.return_url).is_some_and(|origin| origin.starts_with("http")) {
        true => Ok(()),
        false => wrong("return_url", "The way back is a web address."),
    }
}

fn card_gone() -> Refusal {
    Refusal(StatusCode::UNPROCESSABLE_ENTITY, "card_gone", "No card is kept under this token.")
}

async fn show(State(payment): State<Payment>, Path(id): Path<String>) -> Answer {
    Ok((StatusCode::OK, Json(payment.session(&id)?.json(&payment.desk.url))))
}

async fn cancel(State(payment): State<Payment>, Path(id): Path<String>) -> Answer {
    payment.settle(&id, SessionState::Cancelled).await;
    show(State(payment), Path(id)).await
}

async fn forget(State(payment): State<Payment>, Path(token): Path<String>) -> Result<StatusCode, Refusal> {
    let gone = payment.cards.take(&token);
    gone.map(|_| StatusCode::NO_CONTENT).ok_or(Refusal(
        StatusCode::NOT_FOUND,
        "card",
        "No card is kept under this token.",
    ))
}

#[derive(Deserialize)]
struct Refund {
    session: String,
    amount_minor: Option<i64>,
}

async fn refund(State(payment): State<Payment>, told: Told<Refund>) -> Answer {
    let Refund { session, amount_minor } = told.what;
    let currency = payment.session(&session)?.order.currency;
    let given = payment.sessions.change(&session, |session| session.refund(amount_minor)).flatten();
    let amount =
        given.ok_or(Refusal(StatusCode::CONFLICT, "refund", "There is not so much to give back."))?;
    let id = chance::id("refund");
    let answer = json!({ "id": id, "session": session, "amount_minor": amount, "currency": currency, "state": "refunded" });
    Ok((StatusCode::CREATED, Json(answer)))
}

#[derive(Deserialize)]
struct Forced {
    state: Ending,
    amount_minor: Option<i64>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Ending {
    Paid,
    Failed,
    Cancelled,
}

/// Ends a session as if the customer had, with the first test card; with another amount, if a test wants that. One that
/// was cancelled can still be paid: the money that comes too late.
async fn force(
    State(payment): State<Payment>,
    Path(id): Path<String>,
    told: Told<Forced>,
) -> Result<Response, Refusal> {
    payment.session(&id)?;
    let state = match told.what.state {
        Ending::Paid => SessionState::Paid,
        Ending::Failed => SessionState::Failed,
        Ending::Cancelled => SessionState::Cancelled,
    };
    payment.sessions.change(&id, |session| session.prepare(told.what.amount_minor, any_card()));
    let session = payment.settle(&id, state).await;
    Ok(told.answer("/payments", session.map(|session| session.json(&payment.desk.url)).unwrap_or_default()))
}

fn any_card() -> Card {
    Card { brand: "Visa", last4: "4242".to_owned(), month: 12, year: 2039, fate: Fate::Approved }
}
