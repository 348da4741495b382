//! Rules as they are written: names not yet looked up.

use crate::{Ground, Span, Then, Verb};

/// Names, and those taken out of them again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Set {
    pub names: Vec<String>,
    pub but: Vec<String>,
}

/// Facts joined by `and` and `or`: one of the lists has to hold as a whole. `false` stands for `not`.
pub(crate) type Facts = Vec<Vec<(bool, String)>>;

/// For which purposes a prohibition counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Scope {
    All,
    For(Set),
    Except(Set),
}

/// Who belongs to the shop and who does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Inside,
    Outside,
}

impl Side {
    pub fn word(self) -> &'static str {
        match self {
            Side::Inside => "inside",
            Side::Outside => "outside",
        }
    }
}

/// To whom a prohibition applies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    These(Set),
    Nobody { side: Option<Side>, but: Set },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct MayRule {
    pub parties: Set,
    pub verbs: Vec<Verb>,
    pub data: Set,
    pub purposes: Set,
    pub ground: Option<Ground>,
    pub facts: Facts,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NeverRule {
    pub who: Who,
    pub verbs: Vec<Verb>,
    pub data: Set,
    pub scope: Scope,
    pub unless: Facts,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lasting {
    After(Span, String),
    While(String),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Amount {
    Number(u32, String),
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
pub(crate) enum Rule {
    May(MayRule),
    Never(NeverRule),
    Keep { data: Set, term: Lasting, then: Then },
    Choice { name: String, label: String, starts_on: bool, asked_at: Vec<String> },
    Cookie { name: String, kind: String, lasts: Span },
    Limit { name: String, times: u32, span: Span },
    Before { actions: Vec<String>, facts: Facts },
    Answer { name: String, span: Span, through: Vec<String> },
    Every { flow: String, link: String, thing: String },
    Statistics { data: Set, figure: String },
    Duty { name: String, label: String, owner: String, every: Span },
    Figure { name: String, amount: Amount },
    Change { figure: String, asks_again: bool },
    Because { reason: String },
    Data { personal: bool, name: String, parts: Vec<String> },
    Purpose { names: Vec<String>, parts: Vec<String> },
    Parties { side: Side, names: Vec<(String, String)> },
    Fact { names: Vec<String> },
}
