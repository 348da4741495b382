//! Chance: numbers nobody can guess.

/// A new id with a word in front that says of what.
pub(crate) fn id(of: &str) -> String {
    let digits: String = bytes::<12>().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{of}_{digits}")
}

/// Bytes nobody can guess.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that asks the machine for chance; the outside world has no other crate"
)]
pub(crate) fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0u8; N];
    if aws_lc_rs::rand::fill(&mut bytes).is_err() {
        tracing::error!("the machine has no randomness");
    }
    bytes
}
