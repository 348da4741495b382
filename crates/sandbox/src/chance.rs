//! Chance: numbers nobody can guess.

/// A new id with a word in front that says of what.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that asks the machine for chance; the outside world has no other crate"
)]
pub(crate) fn id(of: &str) -> String {
    let mut bytes = [0u8; 12];
    if aws_lc_rs::rand::fill(&mut bytes).is_err() {
        tracing::error!("the machine has no randomness");
    }
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{of}_{digits}")
}
