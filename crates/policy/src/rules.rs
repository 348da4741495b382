//! Rules with their words looked up: sets are bits, conditions are lists of facts.

use crate::{
    Mask,
    bits::Facts,
    declared::{Always, Answer, Before, Choice, CookieRule, Duty, Figure, Keep, Limit},
    problem::Spot,
    syntax::Rule,
    verb::{Ground, Verb},
};

/// A rule of the file and where it stands.
#[derive(Debug)]
pub(crate) struct Placed {
    pub rule: Rule,
    pub spot: Spot,
}

/// Facts of which some must hold and some must not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Term {
    pub needs: u64,
    pub lacks: u64,
}

impl Term {
    pub fn holds(self, facts: Facts) -> bool {
        facts.0 & self.needs == self.needs && facts.0 & self.lacks == 0
    }

    /// No situation satisfies it.
    pub fn is_absurd(self) -> bool {
        self.needs & self.lacks != 0
    }
}

/// Some of the terms must hold. Without any, never.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Condition(pub Vec<Term>);

impl Condition {
    pub fn always() -> Condition {
        Condition(vec![Term::default()])
    }

    pub fn holds(&self, facts: Facts) -> bool {
        self.0.iter().any(|term| term.holds(facts))
    }

    /// Every fact it asks for.
    pub fn facts(&self) -> u64 {
        self.0.iter().fold(0, |facts, term| facts | term.needs | term.lacks)
    }
}

/// Parties, verbs, data and purposes: a block in the space of questions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Block {
    pub parties: u64,
    pub verbs: u8,
    pub data: u64,
    pub purposes: u64,
}

impl Block {
    pub fn meet(self, other: Block) -> Block {
        Block {
            parties: self.parties & other.parties,
            verbs: self.verbs & other.verbs,
            data: self.data & other.data,
            purposes: self.purposes & other.purposes,
        }
    }

    pub fn is_empty(self) -> bool {
        self.parties == 0 || self.verbs == 0 || self.data == 0 || self.purposes == 0
    }

    pub fn covers(self, party: u8, verb: Verb, purpose: u8) -> bool {
        self.parties >> party & 1 == 1
            && self.verbs >> verb as u8 & 1 == 1
            && self.purposes >> purpose & 1 == 1
    }
}

/// What some may do.
#[derive(Clone, Debug)]
pub(crate) struct Permission {
    pub block: Block,
    pub ground: Option<Ground>,
    pub when: Condition,
    /// Its place in the list of rules.
    pub rule: usize,
}

/// What must not be done.
#[derive(Clone, Debug)]
pub(crate) struct Prohibition {
    pub block: Block,
    pub unless: Condition,
    pub rule: usize,
}

/// Everything that the rules say.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    pub permissions: Vec<Permission>,
    pub prohibitions: Vec<Prohibition>,
    pub keeps: Vec<Keep>,
    pub choices: Vec<Choice>,
    pub cookies: Vec<CookieRule>,
    pub limits: Vec<Limit>,
    pub answers: Vec<Answer>,
    pub figures: Vec<Figure>,
    pub befores: Vec<Before>,
    pub duties: Vec<Duty>,
    pub always: Vec<Always>,
    /// What statistics are made of: the figure says of how many people at least.
    pub statistics: Vec<(Mask, String)>,
    /// The figure of days' notice before a change that widens, and whether choices are asked again.
    pub change: Option<(String, bool)>,
}
