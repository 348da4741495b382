//! What rules declare besides permissions: choices, cookies, terms, limits, answers, figures, duties, conditions.

use std::cmp::Ordering;

use crate::{Fact, Facts, Ground, Mask, Span};

/// Something a customer may say yes or no to. It is a fact of the same name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its name, such as `email-news`.
    pub name: String,
    /// The words beside the box.
    pub label: String,
    /// Whether it is on for somebody who has not chosen.
    pub starts_on: bool,
    /// Where it is asked: `registration`, `account`, `cookie-banner`, `checkout`.
    pub asked_at: Vec<String>,
    /// The paragraph that asks it.
    pub paragraph: String,
    pub(crate) fact: Fact,
    /// The line of the rule in the file.
    pub line: usize,
}

/// A cookie that may be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieRule {
    /// Its name, such as `basket`.
    pub name: String,
    /// Its kind: `functionality`, `analytics`, `preference`, `advertising`.
    pub kind: String,
    /// How long it lives in the browser.
    pub lasts: Span,
    /// The paragraph that declares it.
    pub paragraph: String,
    pub(crate) line: usize,
}

/// How long data is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// This long after something happened.
    After(Span, &'static str),
    /// As long as a fact holds.
    While(Fact),
}

/// What becomes of data whose term is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// It is destroyed.
    Erase,
    /// It names nobody any more.
    Anonymise,
}

/// How long data is kept and what happens then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keep {
    /// Which data.
    pub data: Mask,
    /// How long.
    pub term: Term,
    /// And then.
    pub then: Then,
    /// The paragraph that says so.
    pub paragraph: String,
    /// The line of the rule in the file.
    pub line: usize,
}

impl Keep {
    /// The span, unless the term is a fact.
    pub fn span(&self) -> Option<Span> {
        match self.term {
            Term::After(span, _) => Some(span),
            Term::While(_) => None,
        }
    }
}

/// Something that may be done so many times in a stretch of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Its name.
    pub name: String,
    /// How many times.
    pub times: u32,
    /// In how long.
    pub span: Span,
    /// The paragraph that says so.
    pub paragraph: String,
}

/// A time within which people hear from the shop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What is answered.
    pub name: String,
    /// Within which time.
    pub span: Span,
    /// The ways to ask.
    pub through: Vec<String>,
    /// The paragraph that says so.
    pub paragraph: String,
}

/// A figure that the text prints and the code obeys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Its name, such as `guardian-age`.
    pub name: String,
    /// The number; 0 for a figure in words.
    pub number: u32,
    /// What is counted, or the words.
    pub unit: String,
    /// As a stretch of time, if it is one.
    pub span: Option<Span>,
    /// The paragraph that says so.
    pub paragraph: String,
}

/// Figures of which more promises more, and those of which less does. Of any other nobody knows what hangs on it.
const MORE_IS_STRICTER: [&str; 3] = ["guardian-age", "crowd", "notice"];
const LESS_IS_STRICTER: [&str; 3] = ["guardian-answer", "unverified", "returns"];

impl Figure {
    /// Whether it promises more (greater) or less than another amount of the same figure; nothing when that cannot be told.
    pub fn against(&self, other: &Figure) -> Option<Ordering> {
        let size = |figure: &Figure| figure.span.map_or(i64::from(figure.number), Span::to_seconds);
        let alike =
            self.span.is_some() == other.span.is_some() && (self.span.is_some() || self.unit == other.unit);
        let more = size(self).cmp(&size(other));
        match self.name.as_str() {
            name if alike && MORE_IS_STRICTER.contains(&name) => Some(more),
            name if alike && LESS_IS_STRICTER.contains(&name) => Some(more.reverse()),
            _ => None,
        }
    }

    /// "16 years", or the words.
    pub fn in_words(&self) -> String {
        match (self.span, self.number) {
            (Some(span), _) => span.to_string(),
            (None, 0) => self.unit.clone(),
            (None, number) => format!("{number} {}", self.unit),
        }
    }
}

/// What must be so before something is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Before {
    /// What is done: `registration`, `ordering`.
    pub action: String,
    /// The facts that must hold.
    pub facts: Facts,
    /// The paragraph that says so.
    pub paragraph: String,
}

/// A task that somebody has to do again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// Its name.
    pub name: String,
    /// The task in words.
    pub label: String,
    /// Whose it is, as the policy names the party.
    pub owner: String,
    /// How often.
    pub every: Span,
    /// The paragraph that says so.
    pub paragraph: String,
}

/// Something that is always so, and that code makes so: `every opening is recorded`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Always {
    /// Of what.
    pub flow: String,
    /// What is so.
    pub thing: String,
    /// The paragraph that says so.
    pub paragraph: String,
}

/// What the page says about one rule: cited by the ledger and by refusals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// The paragraph's number, such as `2.4`; for a rule of a law, the law and its article.
    pub paragraph: String,
    /// Its place on the page, such as `p2-4`; empty for a rule of a law, which stands on no page.
    pub anchor: String,
    /// The paragraph in plain words; for a rule of a law, the law and its article.
    pub sentence: String,
    /// The rule as a sentence.
    pub rule: String,
    /// The legal ground, for a permission.
    pub ground: Option<Ground>,
    /// The line of the rule in the file; 0 for a rule of a law.
    pub line: usize,
}

/// Why not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Why {
    /// What decides; nothing when no paragraph allows it in any situation.
    pub clause: Option<Clause>,
    /// What would have to be so, in words.
    pub missing: Vec<String>,
}

/// Why a form asks for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// What for, who outside gets it, how long it is kept.
    pub words: String,
    /// The paragraph's place on the page, such as `p2-1`.
    pub clause: String,
}
