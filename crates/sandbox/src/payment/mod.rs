//! The payment partner: takes payments on a page of its own, keeps saved cards, and tells the shop how a payment ended.

mod api;
mod card;
mod pay;
mod session;

use std::{ops::Deref, sync::Arc, time::Duration};

use askama::Template;
use axum::{Router, extract::State, routing::get};
use serde_json::json;

use self::{
    card::{TEST_CARDS, TestCard},
    session::{Saved, Session, State as SessionState},
};
use crate::{
    chance,
    desk::Desk,
    page::{Firm, Page},
    recent::Recent,
    settings::Settings,
};

const MOST: usize = 5_000;
pub(crate) const PATH: &str = "/webhooks/payment";

pub(crate) static FIRM: Firm = Firm {
    name: "Halfpenny",
    trade: "Payments",
    look: "payment",
    menu: &[("/", "About"), ("/payments", "Payments"), ("/received", "Received"), ("/control", "Controls")],
};

/// The partner; cheap to clone.
#[derive(Clone)]
struct Payment(Arc<Parts>);

struct Parts {
    desk: Desk,
    shop: String,
    slow: Duration,
    sessions: Recent<Session>,
    cards: Recent<Saved>,
}

impl Deref for Payment {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// All that the partner answers.
pub(crate) fn routes(desk: &Desk, settings: &Settings) -> Router {
    let payment = Payment(Arc::new(Parts {
        desk: desk.clone(),
        shop: settings.shop_name.clone(),
        slow: settings.slow,
        sessions: Recent::new(MOST),
        cards: Recent::new(MOST),
    }));
    let pages = Router::new()
        .route("/", get(about))
        .route("/payments", get(index))
        .merge(pay::routes())
        .merge(api::controls());
    desk.guard(api::routes().with_state(payment.clone()))
        .merge(pages.with_state(payment))
        .merge(desk.common())
}

impl Payment {
    /// Ends a session, keeps the card if that was asked for, and tells the shop. The first to come decides.
    async fn settle(&self, id: &str, state: SessionState) -> Option<Session> {
        let saved = self.card_to_save(id).filter(|_| state == SessionState::Paid);
        let token = saved.as_ref().map(|saved| saved.token.clone());
        let ended = self.sessions.change(id, |session| session.end(state, token))?;
        if let Some(saved) = saved.filter(|_| ended) {
            self.cards.put(&saved.token.clone(), saved);
        }
        if ended {
            self.tell(id, state).await;
        }
        self.sessions.get(id)
    }

    fn card_to_save(&self, id: &str) -> Option<Saved> {
        let session = self.sessions.get(id)?;
        let wanted = session.order.save_card && session.token.is_none();
        Some(Saved { token: chance::id("card"), card: session.card.filter(|_| wanted)? })
    }

    async fn tell(&self, id: &str, state: SessionState) {
        let kind = match state {
            SessionState::Paid => "payment.paid",
            SessionState::Failed => "payment.failed",
            SessionState::Open | SessionState::Cancelled => return,
        };
        self.desk.teller.tell(kind, json!({ "session": id })).await;
    }
}

#[derive(Template)]
#[template(path = "payment/about.html")]
struct About {
    firm: &'static Firm,
    here: &'static str,
    cards: &'static [TestCard],
}

async fn about() -> Page<About> {
    Page::of(About { firm: &FIRM, here: "/", cards: &TEST_CARDS })
}

#[derive(Template)]
#[template(path = "payment/index.html")]
struct Index {
    firm: &'static Firm,
    here: &'static str,
    sessions: Vec<Session>,
    cards: Vec<Saved>,
}

async fn index(State(payment): State<Payment>) -> Page<Index> {
    let (sessions, cards) = (payment.sessions.newest(), payment.cards.newest());
    Page::of(Index { firm: &FIRM, here: "/payments", sessions, cards })
}
