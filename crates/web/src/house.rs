//! What every request needs: the stores, the gate, time, chance, and how this shop is set up.

use std::{
    ops::Deref,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
};

use gate::Gate;
use policy::Policy;
use store::{Clock, Dice, Store, Time};

use crate::limits::{Limits, Rate};

/// How this shop is set up, as far as pages need to know.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The shop's name.
    pub title: String,
    /// Where visitors reach it: scheme, host and port, without a slash at the end.
    pub base_url: String,
    /// Whether visitors come over TLS; then cookies carry the `__Host-` prefix and browsers are told to stay on TLS.
    pub secure: bool,
    /// Whether a proxy of ours stands in front. Then the network address is the last that it wrote into
    /// `X-Forwarded-For`; without one that header is anybody's word and counts for nothing.
    pub behind_proxy: bool,
    /// The demo says so on every page and shows where its mails and parcels can be read.
    pub demo: bool,
    /// Origins that a form of ours may lead to: the payment partner's.
    pub form_origins: Vec<String>,
    /// The categories in the menu.
    pub nav: Vec<NavLink>,
    /// How often somebody may try at sign-in, joining and recovery.
    pub rate: Rate,
    /// What one password hash costs.
    pub hashing: HashCost,
}

/// The cost of an Argon2id hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HashCost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for HashCost {
    /// What OWASP's password storage page and ASVS 5.0 (appendix C) ask for at least: 19 MiB, two passes, one lane.
    fn default() -> HashCost {
        HashCost { memory_kib: 19_456, passes: 2, lanes: 1 }
    }
}

/// A link of the menu.
#[derive(Clone, Debug)]
pub struct NavLink {
    /// Last part of the address.
    pub slug: String,
    /// What stands there.
    pub name: String,
}

/// A change of the policy that is announced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coming {
    /// The version that will be in force.
    pub version: String,
    /// From when.
    pub at: Time,
}

/// Shared by all requests; cheap to clone.
#[derive(Clone)]
pub struct House(Arc<Parts>);

/// The parts, reached through [`House`].
pub struct Parts {
    /// The gate to personal values.
    pub gate: Gate,
    /// Time.
    pub clock: Clock,
    /// The machine's own time, which partners share with us: their signatures are held against it even where the
    /// shop's clock was moved.
    pub wire_clock: Clock,
    /// Chance.
    pub dice: Dice,
    /// How this shop is set up.
    pub setup: Setup,
    /// Counters of tries.
    pub limits: Limits,
    /// Which routes are switched off.
    pub(crate) switches: crate::switches::Switches,
    /// How often the cookie question was asked anew: answers of an earlier round count no more.
    cookie_round: AtomicU64,
    /// The change of the policy that every page announces.
    coming: RwLock<Option<Coming>>,
    /// The style sheet and its address, made once.
    pub(crate) assets: crate::assets::Assets,
}

impl House {
    /// A house around a gate.
    pub fn new(gate: Gate, clock: Clock, dice: Dice, setup: Setup) -> House {
        let limits = Limits::new(&setup.rate, &dice);
        let wire_clock = Clock::system();
        House(Arc::new(Parts {
            gate,
            clock,
            wire_clock,
            dice,
            setup,
            limits,
            switches: crate::switches::Switches::default(),
            cookie_round: AtomicU64::new(1),
            coming: RwLock::default(),
            assets: crate::assets::Assets::new(),
        }))
    }

    /// The data store.
    pub fn store(&self) -> &Store {
        self.gate.store()
    }

    /// Announces a change of the policy on every page, or nothing any more.
    pub fn announce(&self, coming: Option<Coming>) {
        *self.coming.write().unwrap_or_else(PoisonError::into_inner) = coming;
    }

    /// Asks the cookie question anew on every device that answered in an earlier round.
    pub fn ask_cookies_anew(&self, round: u64) {
        self.cookie_round.store(round, Ordering::Relaxed);
    }

    /// The round of the cookie question.
    pub(crate) fn cookie_round(&self) -> u64 {
        self.cookie_round.load(Ordering::Relaxed)
    }

    /// The change that is announced.
    pub fn coming(&self) -> Option<Coming> {
        self.coming.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The policy in force. Another may be a moment later, so a page asks once.
    pub fn policy(&self) -> Arc<Policy> {
        self.gate.policy()
    }
}

impl Deref for House {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}
