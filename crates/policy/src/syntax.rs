//! Rules as they are written: names not yet looked up. For tools that say a rule in words of their own.

use crate::{Ground, Span, Then, Verb};

/// Names, and those taken out of them again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Set {
    /// The names.
    pub names: Vec<String>,
    /// Those taken out.
    pub but: Vec<String>,
}

/// Facts joined by `and` and `or`: one of the lists has to hold as a whole. `false` stands for `not`.
pub type Facts = Vec<Vec<(bool, String)>>;

/// For which purposes a prohibition counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// For every purpose.
    All,
    /// For these.
    For(Set),
    /// For all but these.
    Except(Set),
}

/// Who belongs to the shop and who does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// Who belongs to it.
    Inside,
    /// Who does not.
    Outside,
}

impl Side {
    /// The word of the language.
    pub fn word(self) -> &'static str {
        match self {
            Side::Inside => "inside",
            Side::Outside => "outside",
        }
    }
}

/// To whom a prohibition applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// To these.
    These(Set),
    /// To everybody, or everybody on one side, but these.
    Nobody {
        /// The side, if it is only one.
        side: Option<Side>,
        /// Those to whom it does not apply.
        but: Set,
    },
}

/// Some may do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MayRule {
    /// Who.
    pub parties: Set,
    /// What they do.
    pub verbs: Vec<Verb>,
    /// With which data.
    pub data: Set,
    /// What for.
    pub purposes: Set,
    /// Why they may.
    pub ground: Option<Ground>,
    /// When they may; always, when there are none.
    pub facts: Facts,
}

/// Some may not do something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeverRule {
    /// Who.
    pub who: Who,
    /// What they do not do.
    pub verbs: Vec<Verb>,
    /// With which data.
    pub data: Set,
    /// For which purposes.
    pub scope: Scope,
    /// When it does not bite; it always does, when there are none.
    pub unless: Facts,
}

/// How long data is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lasting {
    /// This long after an event.
    After(Span, String),
    /// As long as a fact holds.
    While(String),
}

/// What a figure is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amount {
    /// So many of something.
    Number(u32, String),
    /// Words.
    Label(String),
}

impl Amount {
    /// "16 years", or the label.
    pub fn words(&self) -> String {
        match self {
            Amount::Number(number, unit) => format!("{number} {unit}"),
            Amount::Label(label) => label.clone(),
        }
    }
}

/// A rule.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields are the words of the language, in the order of docs/policy.md")]
pub enum Rule {
    /// Some may do something.
    May(MayRule),
    /// Some may not do something.
    Never(NeverRule),
    /// How long data is kept.
    Keep { data: Set, term: Lasting, then: Then },
    /// A question to the customer.
    Choice { name: String, label: String, starts_on: bool, asked_at: Vec<String> },
    /// A cookie.
    Cookie { name: String, kind: String, lasts: Span },
    /// How often something may be done.
    Limit { name: String, times: u32, span: Span },
    /// What must be so first.
    Before { actions: Vec<String>, facts: Facts },
    /// How soon people hear from the shop.
    Answer { name: String, span: Span, through: Vec<String> },
    /// What is always so.
    Every { flow: String, link: String, thing: String },
    /// Statistics and the figure they need.
    Statistics { data: Set, figure: String },
    /// A task for somebody.
    Duty { name: String, label: String, owner: String, every: Span },
    /// A figure that the text prints.
    Figure { name: String, amount: Amount },
    /// What a change that allows more waits for.
    Change { figure: String, asks_again: bool },
    /// No rule, and why.
    Because { reason: String },
    /// A kind of data and its parts.
    Data { personal: bool, name: String, parts: Vec<String> },
    /// Purposes and their parts.
    Purpose { names: Vec<String>, parts: Vec<String> },
    /// Parties, each with what it is to the shop.
    Parties { side: Side, names: Vec<(String, String)> },
    /// Facts.
    Fact { names: Vec<String> },
}
