//! Decisions about editions without a database: what becomes of a text, and when it may come into force.

use policy::{Policy, Span};
use review::{Comparison, Verdict};
use store::Time;

use super::queries::{Edition, State};

/// What becomes of the file that the server found at its start.
#[derive(Debug, PartialEq, Eq)]
pub enum Arrival {
    /// It is known, or cannot be taken; with words for whoever runs the server, if there is something to say.
    Keep(Option<String>),
    /// It is new.
    New,
}

/// Holds the file against every edition that is known.
pub fn arrival(known: &[Edition], in_force: &str, file: &Policy) -> Arrival {
    let same_text = known.iter().find(|edition| edition.text_hash == file.hash());
    let same_version = known.iter().any(|edition| edition.version == file.version());
    let version = file.version();
    match same_text.map(|edition| edition.state) {
        Some(State::InForce) => Arrival::Keep(None),
        Some(State::Scheduled) => Arrival::Keep(None),
        Some(State::Past) => Arrival::Keep(Some(format!(
            "the policy file is version {version}, which was in force before; {in_force} stays in force"
        ))),
        Some(State::Draft | State::Approved) => Arrival::Keep(Some(format!(
            "the policy file is version {version}, which waits at the officer’s desk; {in_force} stays in force"
        ))),
        Some(State::Withdrawn) => Arrival::Keep(Some(format!(
            "the policy file is version {version}, which was withdrawn; {in_force} stays in force"
        ))),
        None if same_version => Arrival::Keep(Some(format!(
            "the policy file calls itself version {version}, but that version is known with another text; \
             give the file a version of its own. {in_force} stays in force"
        ))),
        None => Arrival::New,
    }
}

/// The first moment at which a text may come into force. What allows more waits for the notice that the edition in force
/// promises; everything else holds at once.
pub fn earliest(in_force: &Policy, comparison: &Comparison, now: Time) -> Time {
    match (comparison.verdict, notice(in_force)) {
        (Verdict::Wider, Some(span)) => gate::after(now, span),
        _ => now,
    }
}

/// The notice that a policy promises before a change that allows more.
pub fn notice(policy: &Policy) -> Option<Span> {
    let (figure, _) = policy.change()?;
    policy.figure(figure)?.span
}

/// The choices that are asked again, if the edition in force promises that.
pub fn asked_again(in_force: &Policy, comparison: &Comparison) -> Vec<String> {
    match in_force.change() {
        Some((_, true)) => comparison.asked_again().into_iter().map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}
