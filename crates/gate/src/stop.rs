//! Two of the three ways to stop: refused by the policy, or failed. Neither holds a personal value.

use vault::Trouble;

/// The policy says no. Names the paragraph and what would have to be so.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// Who asked, as the policy names the party.
    pub party: String,
    /// What they wanted to do.
    pub verb: String,
    /// What for, in plain words.
    pub purpose: String,
    /// The categories, in the policy's plain words.
    pub categories: String,
    /// The paragraph that decides, such as `6.2`; empty when no paragraph allows it at all.
    pub paragraph: String,
    /// The paragraph's own sentence.
    pub sentence: String,
    /// What is missing, in words.
    pub missing: Vec<String>,
    /// The earlier edition that says no, when the one in force would say yes: the customer has not agreed to that yet.
    pub earlier_version: Option<String>,
}

/// Something broke: key store, data store, a value that does not match its seal.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// A store is away or failed.
    #[error("the store failed: {0}")]
    Store(#[from] store::Error),
    /// The person's keys are gone: erased.
    #[error("the keys of this customer are destroyed")]
    Forgotten,
    /// The person's keys are gone, and nobody erased them.
    #[error(
        "the keys of a customer are gone and nobody erased them: restore the key store from its last copy"
    )]
    KeysLost,
    /// The key store has lost the keys that this server was opened with: somebody emptied it, or put another in its place.
    #[error("the key store has lost its keys: restore it from its last copy")]
    KeysGone,
    /// A sealed value was moved, replayed or changed.
    #[error("a sealed value does not match its seal in {table}.{column}")]
    Tampered {
        /// Table of the value.
        table: &'static str,
        /// Column of the value.
        column: &'static str,
    },
    /// A wrapped key does not open under the root key in use.
    #[error("a key does not open: is this the root key the key store was made with?")]
    WrongRoot,
    /// A sealed value names a key that its customer does not have: the value was changed, or this server was cut off from
    /// the key store while keys were turned.
    #[error("a sealed value in {table}.{column} names key {number} of its class, which there is not")]
    NoSuchKey {
        /// Table of the value.
        table: &'static str,
        /// Column of the value.
        column: &'static str,
        /// The number that it names.
        number: u32,
    },
    /// The root key's keeper does not answer or says no.
    #[error("{0}")]
    Keeper(Trouble),
    /// The root key was rotated while this server ran with the one before.
    #[error(
        "the root key was rotated: what is open stays open, but no new epoch can begin; change store.root_key and start this server anew"
    )]
    RootMoved,
    /// Rows of the blind index are known by a key that this server does not have.
    #[error(
        "the blind index has tokens of a key that this server does not know: it was cut off from the key store while the key turned, or the key store is an older copy"
    )]
    IndexAhead,
    /// The person's chain is broken.
    #[error("the ledger of a customer is broken at entry {0}")]
    BrokenLedger(u64),
    /// Code wants to open a value without saying since when it is kept.
    #[error("nothing says since when the value in {table}.{column} is kept")]
    Ageless {
        /// Table of the value.
        table: &'static str,
        /// Column of the value.
        column: &'static str,
    },
    /// The journal of erasures cannot be written or read.
    #[error("the journal of erasures {0}")]
    Journal(String),
    /// Code asked for what it did not declare.
    #[error("{0} is used without being declared in the need {1}")]
    Undeclared(&'static str, &'static str),
}

impl From<Trouble> for Fault {
    fn from(trouble: Trouble) -> Fault {
        match trouble {
            Trouble::OtherRoot { .. } => Fault::WrongRoot,
            trouble => Fault::Keeper(trouble),
        }
    }
}

/// Refused, or failed.
#[derive(Debug)]
pub enum Stop {
    /// The policy says no.
    Refused(Box<Refusal>),
    /// Something broke.
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        Stop::Fault(fault)
    }
}

impl From<store::Error> for Stop {
    fn from(error: store::Error) -> Stop {
        Stop::Fault(Fault::Store(error))
    }
}
