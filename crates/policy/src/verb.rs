//! What can be done with data, and why it may be done.

use std::fmt;

/// What somebody does with data. [`fmt::Display`] says it in the policy's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verb {
    /// Take in.
    Collect,
    /// A person reads it.
    See,
    /// Software or a processor works with it.
    Use,
    /// Put something else in its place.
    Change,
    /// Destroy.
    Erase,
    /// A copy leaves for that party.
    Receive,
}

impl Verb {
    /// All six.
    pub const ALL: [Verb; 6] =
        [Verb::Collect, Verb::See, Verb::Use, Verb::Change, Verb::Erase, Verb::Receive];

    /// The policy's word.
    pub fn word(self) -> &'static str {
        match self {
            Verb::Collect => "collect",
            Verb::See => "see",
            Verb::Use => "use",
            Verb::Change => "change",
            Verb::Erase => "erase",
            Verb::Receive => "receive",
        }
    }

    pub(crate) fn of(word: &str) -> Option<Verb> {
        Verb::ALL.into_iter().find(|verb| verb.word() == word)
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The legal ground a permission stands on. [`fmt::Display`] says it in the policy's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ground {
    /// What the customer ordered or signed up for needs it.
    Contract,
    /// The customer said yes.
    Consent,
    /// A law demands it.
    LegalObligation,
    /// The shop has a fair interest in it and the customer did not object.
    LegitimateInterest,
}

impl Ground {
    /// All four.
    pub const ALL: [Ground; 4] =
        [Ground::Contract, Ground::Consent, Ground::LegalObligation, Ground::LegitimateInterest];

    /// The policy's word.
    pub fn word(self) -> &'static str {
        match self {
            Ground::Contract => "contract",
            Ground::Consent => "consent",
            Ground::LegalObligation => "legal-obligation",
            Ground::LegitimateInterest => "legitimate-interest",
        }
    }

    /// In plain words, after "because": "you said yes to it".
    pub fn in_words(self) -> &'static str {
        match self {
            Ground::Contract => "your order or account needs it",
            Ground::Consent => "you said yes to it",
            Ground::LegalObligation => "the law asks for it",
            Ground::LegitimateInterest => "we have a fair interest in it, and you may object",
        }
    }
}

impl fmt::Display for Ground {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
