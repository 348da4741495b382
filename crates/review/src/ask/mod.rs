//! One question to a policy, in the words of its rules or in plain English, and the sentence that answers it.

mod question;
mod words;

use std::fmt;

use policy::{Clause, Leaf, Mask, Policy, Purpose, Verb, listed};

pub use question::Question;

/// A question that cannot be answered as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unclear {
    /// What is not understood, in one sentence without its full stop.
    pub message: String,
    /// What to say instead.
    pub hint: String,
}

impl fmt::Display for Unclear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.message, self.hint)
    }
}

impl std::error::Error for Unclear {}

/// What a policy says to a question about some of the data: data with the same answer stands together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Whether it may be done.
    pub allowed: bool,
    /// The answer in plain English, about the customer.
    pub sentence: String,
    /// The verb asked about.
    pub verb: Verb,
    /// The purpose, by name.
    pub purpose: String,
    /// The kinds of data, by name.
    pub data: Vec<String>,
    /// The rule that decides; nothing where no rule speaks about it.
    pub clause: Option<Clause>,
    /// What would have to be so, in words; empty where it is allowed or where nothing would help.
    pub missing: Vec<String>,
}

/// Answers a question such as `may the courier receive contact.phone for order.deliver if agreement and order-open`.
///
/// # Errors
/// When a word of it is not the policy's, with the nearest that is.
pub fn ask(policy: &Policy, text: &str) -> Result<Vec<Answer>, Unclear> {
    Ok(answers(policy, &Question::read(policy, text)?))
}

/// Answers a question that is already in the policy's words.
pub fn answers(policy: &Policy, question: &Question) -> Vec<Answer> {
    let mut all = Vec::new();
    for purpose in &question.purposes {
        for verb in &question.verbs {
            all.extend(at(policy, question, *verb, *purpose));
        }
    }
    all
}

/// What decides about one kind of data.
#[derive(PartialEq, Eq)]
struct Decision {
    allowed: bool,
    clause: Option<Clause>,
    missing: Vec<String>,
}

fn at(policy: &Policy, question: &Question, verb: Verb, purpose: Purpose) -> Vec<Answer> {
    let mut found: Vec<(Decision, Mask)> = Vec::new();
    for leaf in question.data.iter() {
        let decision = decide(policy, question, verb, leaf, purpose);
        match found.iter_mut().find(|(known, _)| *known == decision) {
            Some((_, data)) => *data = data.with(leaf),
            None => found.push((decision, Mask::of(leaf))),
        }
    }
    found
        .into_iter()
        .map(|(decision, data)| answer(policy, question, verb, purpose, decision, data))
        .collect()
}

fn decide(policy: &Policy, question: &Question, verb: Verb, leaf: Leaf, purpose: Purpose) -> Decision {
    let (party, facts) = (question.party, question.facts);
    if policy.mask(party, verb, purpose, facts).contains(leaf) {
        let clause = policy.clause(party, verb, leaf, purpose, facts).cloned();
        return Decision { allowed: true, clause, missing: Vec::new() };
    }
    let why = policy.explain(party, verb, leaf, purpose, facts);
    Decision { allowed: false, clause: why.clause, missing: why.missing }
}

fn answer(
    policy: &Policy,
    question: &Question,
    verb: Verb,
    purpose: Purpose,
    decision: Decision,
    data: Mask,
) -> Answer {
    let Decision { allowed, clause, missing } = decision;
    let who = policy.party_words(question.party);
    let purpose = policy.purpose_name(purpose).to_owned();
    let what = format!("{verb} the {} for {}", policy.describe(data), policy.purpose_words(&purpose));
    let sentence = match (allowed, clause.as_ref().map(place)) {
        (true, _) => format!("Yes: the {who} may {what}."),
        (false, Some(_)) if !missing.is_empty() => {
            format!("No: the {who} may {what} only if {}.", listed(&missing, "and"))
        }
        (false, Some(place)) => format!("No: the {who} may not {what}; {place} forbids it."),
        (false, None) => format!("No: no rule lets the {who} {what}, and what no rule allows is refused."),
    };
    let data = data.iter().map(|leaf| policy.leaf_name(leaf).to_owned()).collect();
    Answer { allowed, sentence, verb, purpose, data, clause, missing }
}

/// Where a rule stands: a paragraph of the page, or an article of a law.
fn place(clause: &Clause) -> String {
    if clause.line == 0 { clause.paragraph.clone() } else { format!("paragraph {}", clause.paragraph) }
}
