//! The policy's figures that this feature obeys.

use policy::Policy;

/// What the policy says about ages and terms.
pub struct Figures {
    /// Below this age a guardian is asked.
    pub age: i16,
    /// How many days the guardian has.
    pub answer_days: i64,
    /// How many days an address may stay unconfirmed.
    pub unverified_days: i64,
}

impl Figures {
    /// Reads them. A policy without one of them is obeyed at its strictest: nobody is of age, nothing waits longer than a day.
    pub fn of(policy: &Policy) -> Figures {
        let figure = |name: &str| policy.figure(name).map(|figure| i64::from(figure.number));
        Figures {
            age: figure("guardian-age").and_then(|age| i16::try_from(age).ok()).unwrap_or(i16::MAX),
            answer_days: figure("guardian-answer").unwrap_or(1),
            unverified_days: figure("unverified").unwrap_or(1),
        }
    }
}
