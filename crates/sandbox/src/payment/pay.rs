//! The page on which a card is charged. What is typed here goes to nobody else.

use askama::Template;
use axum::{
    Form, Router,
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use http::StatusCode;
use serde::Deserialize;

use super::{
    FIRM, Payment, TEST_CARDS, TestCard,
    card::{self, Card, Fate, Problems},
    session::{Session, State as SessionState},
};
use crate::page::{Firm, Page};

/// What the bank's page wants to be told. Shown on that page: this is a stage, not a lock.
const BANK_CODE: &str = "1234";

pub(super) fn routes() -> Router<Payment> {
    Router::new()
        .route("/pay/{id}", get(show).post(create))
        .route("/pay/{id}/cancel", post(cancel))
        .route("/pay/{id}/bank", get(bank).post(answer_bank))
}

#[derive(Template)]
#[template(path = "payment/pay.html")]
struct Show {
    firm: &'static Firm,
    shop: String,
    session: Session,
    typed: Typed,
    problems: Problems,
    cards: &'static [TestCard],
}

impl Show {
    fn problem(&self, field: &str) -> &'static str {
        self.problems.iter().find(|(at, _)| *at == field).map_or("", |(_, words)| words)
    }
}

#[derive(Template)]
#[template(path = "payment/over.html")]
struct Over {
    firm: &'static Firm,
    shop: String,
    session: Session,
}

#[derive(Template)]
#[template(path = "payment/bank.html")]
struct Bank {
    shop: String,
    session: Session,
    last4: String,
    code: &'static str,
    wrong: bool,
}

#[derive(Template)]
#[template(path = "payment/lost.html")]
struct Lost {
    firm: &'static Firm,
}

#[derive(Template)]
#[template(path = "payment/away.html")]
struct Away {
    firm: &'static Firm,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Typed {
    number: String,
    expiry: String,
    cvc: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Answer {
    code: String,
    no: String,
}

/// There is nothing to pay.
enum DeadEnd {
    Away,
    Lost,
}

impl IntoResponse for DeadEnd {
    fn into_response(self) -> Response {
        match self {
            DeadEnd::Away => {
                Page::of(Away { firm: &FIRM }).status(StatusCode::SERVICE_UNAVAILABLE).into_response()
            }
            DeadEnd::Lost => Page::of(Lost { firm: &FIRM }).status(StatusCode::NOT_FOUND).into_response(),
        }
    }
}

type Shown = Result<Response, DeadEnd>;

impl Payment {
    /// The session somebody came for, or the page that says why there is none.
    fn find(&self, id: &str) -> Result<Session, DeadEnd> {
        if self.desk.is_out() { Err(DeadEnd::Away) } else { self.sessions.get(id).ok_or(DeadEnd::Lost) }
    }

    fn form(&self, session: Session, typed: Typed, problems: Problems) -> Response {
        let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        let back = session.order.return_url.clone();
        let show =
            Show { firm: &FIRM, shop: self.shop.clone(), session, typed, problems, cards: &TEST_CARDS };
        Page::of(show).status(status).forms_may_end_at(&back).into_response()
    }

    fn bank_page(&self, session: Session, wrong: bool) -> Response {
        let last4 = session.card.as_ref().map(|card| card.last4.clone()).unwrap_or_default();
        let back = session.order.return_url.clone();
        let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let bank = Bank { shop: self.shop.clone(), session, last4, code: BANK_CODE, wrong };
        Page::of(bank).status(status).forms_may_end_at(&back).into_response()
    }
}

async fn show(State(payment): State<Payment>, Path(id): Path<String>) -> Shown {
    let session = payment.find(&id)?;
    if session.state != SessionState::Open {
        return Ok(Page::of(Over { firm: &FIRM, shop: payment.shop.clone(), session }).into_response());
    }
    Ok(payment.form(session, Typed::default(), Problems::new()))
}

async fn create(State(payment): State<Payment>, Path(id): Path<String>, Form(typed): Form<Typed>) -> Shown {
    let session = payment.find(&id)?;
    match payment.chosen_card(&session, &typed) {
        Ok(card) => Ok(payment.charge(session, card).await),
        Err(problems) => Ok(payment.form(session, typed, problems)),
    }
}

impl Payment {
    fn chosen_card(&self, session: &Session, typed: &Typed) -> Result<Card, Problems> {
        let now = self.desk.clock.now();
        match &session.order.saved {
            Some(saved) if typed.number.is_empty() && !saved.card.is_over(now) => Ok(saved.card.clone()),
            _ => card::read(&typed.number, &typed.expiry, &typed.cvc, now),
        }
    }

    /// Charges the card and leads on. A second press of the button leads to where the first one leads.
    async fn charge(&self, session: Session, card: Card) -> Response {
        let first = self.sessions.change(&session.id, |session| session.take(&card)).unwrap_or(false);
        match card.fate {
            Fate::Challenged if session.state == SessionState::Open => {
                return Redirect::to(&format!("/pay/{}/bank", session.id)).into_response();
            }
            Fate::Approved if first => drop(self.settle(&session.id, SessionState::Paid).await),
            Fate::Declined if first => drop(self.settle(&session.id, SessionState::Failed).await),
            Fate::Slow if first => self.settle_slowly(&session.id).await,
            _ => {}
        }
        Redirect::to(&session.return_url()).into_response()
    }

    /// The bank takes its time, and does not stop when the customer closes the page.
    async fn settle_slowly(&self, id: &str) {
        let (payment, id) = (self.clone(), id.to_owned());
        let charge = tokio::spawn(async move {
            tokio::time::sleep(payment.slow).await;
            payment.settle(&id, SessionState::Paid).await;
        });
        drop(charge.await);
    }
}

async fn cancel(State(payment): State<Payment>, Path(id): Path<String>) -> Shown {
    let session = payment.find(&id)?;
    payment.settle(&id, SessionState::Cancelled).await;
    Ok(Redirect::to(&session.return_url()).into_response())
}

async fn bank(State(payment): State<Payment>, Path(id): Path<String>) -> Shown {
    let session = payment.find(&id)?;
    match session.taken && session.state == SessionState::Open {
        true => Ok(payment.bank_page(session, false)),
        false => Ok(Redirect::to(&format!("/pay/{id}")).into_response()),
    }
}

async fn answer_bank(
    State(payment): State<Payment>,
    Path(id): Path<String>,
    Form(answer): Form<Answer>,
) -> Shown {
    let session = payment.find(&id)?;
    if !session.taken {
        return Ok(Redirect::to(&format!("/pay/{id}")).into_response());
    }
    if answer.no.is_empty() && answer.code.trim() != BANK_CODE {
        return Ok(payment.bank_page(session, true));
    }
    let state = if answer.no.is_empty() { SessionState::Paid } else { SessionState::Failed };
    payment.settle(&id, state).await;
    Ok(Redirect::to(&session.return_url()).into_response())
}
