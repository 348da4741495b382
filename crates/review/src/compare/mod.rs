//! Two policies side by side: does the new one let more happen, less, or the same, and in which sentences.
//!
//! What is compared is what the policies do, never how they are worded: every decision in every situation that makes a
//! difference, and every promise about time, number and start. Words are matched by name.

mod decisions;
mod declared;
mod terms;
mod words;

use policy::Policy;

/// What a new policy does to an old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Nothing but words: it can be published at once.
    Same,
    /// Somewhere less may happen and nowhere more: it can be published, and people are told.
    Narrower,
    /// Somewhere more may happen: it waits for its notice, and what hung on a yes is asked again.
    Wider,
}

impl Verdict {
    /// The word for files and forms: `same`, `narrower`, `wider`.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Same => "same",
            Verdict::Narrower => "narrower",
            Verdict::Wider => "wider",
        }
    }
}

/// One difference, as a sentence to the customer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What it does to the old policy.
    pub verdict: Verdict,
    /// In plain English.
    pub sentence: String,
    /// The paragraph of the old policy that decides, such as `2.4`, if there is one.
    pub before: Option<String>,
    /// The paragraph of the new policy that decides, if there is one.
    pub after: Option<String>,
    /// The kinds of data it touches, by name.
    pub data: Vec<String>,
    /// The choices on whose yes it rests, by name.
    pub choices: Vec<String>,
}

/// Everything that differs between two policies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The widest of the changes.
    pub verdict: Verdict,
    /// The changes: what widens first, then what narrows, then words; within each in the order of the pages.
    pub changes: Vec<Change>,
}

impl Comparison {
    /// The choices on which a widening rests, by name: the old yes does not cover it.
    pub fn asked_again(&self) -> Vec<&str> {
        let wider = self.changes.iter().filter(|change| change.verdict == Verdict::Wider);
        sorted(wider.flat_map(|change| change.choices.iter().map(String::as_str)).collect())
    }

    /// The kinds of data of which more may become than before, by name.
    pub fn widened_data(&self) -> Vec<&str> {
        let wider = self.changes.iter().filter(|change| change.verdict == Verdict::Wider);
        sorted(wider.flat_map(|change| change.data.iter().map(String::as_str)).collect())
    }

    /// Those changes that do this to the old policy.
    pub fn of(&self, verdict: Verdict) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.verdict == verdict)
    }
}

fn sorted(mut names: Vec<&str>) -> Vec<&str> {
    names.sort_unstable();
    names.dedup();
    names
}

/// Compares two policies.
pub fn compare(old: &Policy, new: &Policy) -> Comparison {
    let mut changes = decisions::changes(old, new);
    changes.extend(terms::changes(old, new));
    changes.extend(declared::changes(old, new));
    changes.extend(words::changes(old, new));
    changes.sort_by_key(|change| std::cmp::Reverse(change.verdict));
    let verdict = changes.iter().map(|change| change.verdict).max().unwrap_or(Verdict::Same);
    Comparison { verdict, changes }
}

/// The choices of a policy's consent rules about any of this data, by name.
fn choices_about(policy: &Policy, data: policy::Mask) -> Vec<String> {
    let asks = |may: &&policy::Permission| {
        may.ground == Some(policy::Ground::Consent) && may.block.data & data.bits() != 0
    };
    choices_of(policy, policy.rules().permissions.iter().filter(asks))
}

/// The choices that these rules ask for, by name.
fn choices_of<'p>(policy: &Policy, rules: impl Iterator<Item = &'p policy::Permission>) -> Vec<String> {
    let needs = rules.flat_map(|may| &may.when.0).fold(0, |needs, list| needs | list.needs);
    let asked = |choice: &&policy::Choice| {
        policy.fact(&choice.name).is_some_and(|fact| needs >> fact.number() & 1 == 1)
    };
    policy.choices().iter().filter(asked).map(|choice| choice.name.clone()).collect()
}
