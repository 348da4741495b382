//! The mail sink: takes every mail over SMTP and shows it in an inbox that anybody may read.

mod inbox;
mod letter;
mod links;
mod smtp;
mod talk;

use std::{
    ops::Deref,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::sync::watch;

use self::letter::Letter;
pub(crate) use self::{inbox::routes, smtp::serve};
use crate::{chance, clock::Clock, recent::Recent};

const MOST: usize = 500;

/// The sink; cheap to clone.
#[derive(Clone)]
pub(crate) struct Sink(Arc<Parts>);

pub(crate) struct Parts {
    clock: Clock,
    letters: Recent<Letter>,
    outage: AtomicBool,
    refusals: Mutex<Vec<Planned>>,
    arrivals: watch::Sender<u64>,
}

/// An answer that the next recipients get instead of a yes.
struct Planned {
    code: u16,
    times: u32,
    /// Only for this recipient.
    only: Option<String>,
}

impl Deref for Sink {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl Sink {
    pub fn new(clock: Clock) -> Sink {
        let arrivals = watch::Sender::new(0);
        Sink(Arc::new(Parts {
            clock,
            letters: Recent::new(MOST),
            outage: false.into(),
            refusals: Mutex::default(),
            arrivals,
        }))
    }

    fn take(&self, from: String, to: Vec<String>, raw: &[u8]) -> String {
        let id = chance::id("mail");
        self.letters.put(&id, Letter::read(id.clone(), from, to, raw, self.clock.now()));
        self.arrivals.send_modify(|count| *count += 1);
        id
    }

    /// The letters to this address, or all, the newest first.
    fn letters_to(&self, to: &str) -> Vec<Letter> {
        let mut letters = self.letters.newest();
        letters.retain(|letter| letter.is_to(to));
        letters
    }

    fn is_out(&self) -> bool {
        self.outage.load(Ordering::SeqCst)
    }

    /// From now on, so many recipients are answered with this code.
    fn plan(&self, planned: Planned) {
        let mut refusals = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
        match planned.times {
            0 => refusals.clear(),
            _ => refusals.push(planned),
        }
        let surplus = refusals.len().saturating_sub(100);
        refusals.drain(..surplus);
    }

    /// The answer that was planned for this recipient, if any; planned answers are used up.
    fn planned_for(&self, to: &str) -> Option<u16> {
        let mut refusals = self.refusals.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = |planned: &Planned| planned.only.as_ref().is_none_or(|only| only.eq_ignore_ascii_case(to));
        let at = refusals.iter().position(fits)?;
        refusals[at].times -= 1;
        let code = refusals[at].code;
        if refusals[at].times == 0 {
            refusals.remove(at);
        }
        Some(code)
    }
}
