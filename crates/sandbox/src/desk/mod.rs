//! What every partner has: a door for those who hold its key, a list of what it was sent, and a voice to tell the shop what
//! happened; and controls by which a test or a demo makes it behave well or badly.

mod controls;
mod door;
mod fields;
pub(crate) mod line;
mod once;
mod received;
mod teller;
mod told;

use std::{
    ops::Deref,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::{Router, middleware};
use http::StatusCode;

pub(crate) use self::{door::Refusal, fields::Fields, told::Told};
use self::{once::Once, received::Received, teller::Teller};
use crate::{
    clock::Clock,
    page::Firm,
    settings::{Line, Settings},
};

/// One partner's desk; cheap to clone.
#[derive(Clone)]
pub(crate) struct Desk(Arc<Parts>);

pub(crate) struct Parts {
    /// Whose desk it is.
    pub firm: &'static Firm,
    /// Where the partner is reached.
    pub url: String,
    /// Time.
    pub clock: Clock,
    /// Tells the shop what happened.
    pub teller: Teller,
    key: String,
    outage: AtomicBool,
    received: Received,
    once: Once,
}

impl Desk {
    /// The desk of a firm that is reached at `url` and calls the shop at `path`.
    pub fn new(
        firm: &'static Firm,
        url: &str,
        path: &'static str,
        known: &Line,
        line: &line::Line,
        settings: &Settings,
    ) -> Desk {
        Desk(Arc::new(Parts {
            firm,
            url: url.to_owned(),
            clock: settings.clock.clone(),
            teller: Teller::new(path, known.webhook_secret.clone(), line.clone(), settings),
            key: known.key.clone(),
            outage: AtomicBool::new(false),
            received: Received::new(),
            once: Once::new(),
        }))
    }

    /// Puts these calls behind the door: only with the key, each noted, a repeated one answered as before.
    pub fn guard(&self, calls: Router) -> Router {
        calls.layer(middleware::from_fn_with_state(self.clone(), door::knock))
    }

    /// The pages and controls that every partner has.
    pub fn common(&self) -> Router {
        received::routes().merge(controls::routes()).merge(crate::page::style()).with_state(self.clone())
    }

    /// Whether the partner pretends to be broken.
    pub fn is_out(&self) -> bool {
        self.outage.load(Ordering::SeqCst)
    }
}

impl Deref for Desk {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

/// The answer of a partner that pretends to be broken.
pub(crate) fn broken() -> Refusal {
    Refusal(StatusCode::SERVICE_UNAVAILABLE, "outage", "The partner has trouble of its own. Try again later.")
}
