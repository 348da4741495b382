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
pub struct FactList {
    /// The facts that must hold, as bits.
    pub needs: u64,
    /// The facts that must not hold, as bits.
    pub lacks: u64,
}

impl FactList {
    /// Whether it holds in a situation.
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
pub struct Condition(pub Vec<FactList>);

impl Condition {
    /// Holds in every situation.
    pub fn always() -> Condition {
        Condition(vec![FactList::default()])
    }

    /// Whether it holds in a situation.
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
pub struct Block {
    /// Parties, as bits.
    pub parties: u64,
    /// Verbs, as bits.
    pub verbs: u8,
    /// Kinds of data, as bits.
    pub data: u64,
    /// Purposes, as bits.
    pub purposes: u64,
}

impl Block {
    /// What both cover.
    pub fn meet(self, other: Block) -> Block {
        Block {
            parties: self.parties & other.parties,
            verbs: self.verbs & other.verbs,
            data: self.data & other.data,
            purposes: self.purposes & other.purposes,
        }
    }

    /// Whether it covers nothing.
    pub fn is_empty(self) -> bool {
        self.parties == 0 || self.verbs == 0 || self.data == 0 || self.purposes == 0
    }

    /// Whether it covers that party, verb and purpose.
    pub fn covers(self, party: u8, verb: Verb, purpose: u8) -> bool {
        self.parties >> party & 1 == 1
            && self.verbs >> verb as u8 & 1 == 1
            && self.purposes >> purpose & 1 == 1
    }
}

/// What some may do.
#[derive(Clone, Debug)]
pub struct Permission {
    /// Who, what with, which data, what for.
    pub block: Block,
    /// The ground it stands on; personal data needs one.
    pub ground: Option<Ground>,
    /// When it holds.
    pub when: Condition,
    /// Its place in the list of rules.
    pub rule: usize,
}

/// What must not be done.
#[derive(Clone, Debug)]
pub struct Prohibition {
    /// Who, what with, which data, what for.
    pub block: Block,
    /// When it does not bite.
    pub unless: Condition,
    /// Its place in the file, counted from 0: [`crate::Policy::clause_of`] says it in words.
    pub rule: usize,
}

/// Everything that the rules say.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// What some may do.
    pub permissions: Vec<Permission>,
    /// What must not be done.
    pub prohibitions: Vec<Prohibition>,
    /// How long data is kept.
    pub keeps: Vec<Keep>,
    /// Choices.
    pub choices: Vec<Choice>,
    /// Cookies.
    pub cookies: Vec<CookieRule>,
    /// Limits.
    pub limits: Vec<Limit>,
    /// Answers.
    pub answers: Vec<Answer>,
    /// Figures.
    pub figures: Vec<Figure>,
    /// What must be so before something is done.
    pub befores: Vec<Before>,
    /// Tasks of people.
    pub duties: Vec<Duty>,
    /// What is always so.
    pub always: Vec<Always>,
    /// What statistics are made of: the figure says of how many people at least.
    pub statistics: Vec<(Mask, String)>,
    /// The figure of days' notice before a change that widens, and whether choices are asked again.
    pub change: Option<(String, bool)>,
}
