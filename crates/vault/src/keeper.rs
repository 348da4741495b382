//! Who holds the root key, which is not always this process.

use std::pin::Pin;

use crate::Key;

/// A keeper's answer, when it comes.
pub type Answer<'k, T> = Pin<Box<dyn Future<Output = Result<T, Trouble>> + Send + 'k>>;

/// Holds the root key and wraps and unwraps the keys one rung below it: those of the epochs and of the server.
///
/// A keeper in memory is one key. A keeper elsewhere (a program, a server for keys) never hands the root key out.
pub trait Keeper: Send + Sync {
    /// `key`, wrapped. What comes back is for this keeper alone to read and up to a few hundred bytes long.
    fn wrap<'k>(&'k self, key: &'k Key) -> Answer<'k, Vec<u8>>;

    /// The key that this keeper wrapped.
    fn unwrap<'k>(&'k self, wrapped: &'k [u8]) -> Answer<'k, Key>;

    /// The same key, wrapped under the newest of the keeper's own keys, where it has several.
    fn rewrap<'k>(&'k self, wrapped: &'k [u8]) -> Answer<'k, Vec<u8>> {
        Box::pin(async move { self.wrap(&self.unwrap(wrapped).await?).await })
    }

    /// What it is, for the operator: `the file root.key`. Holds no secret.
    fn in_words(&self) -> String;
}

/// Why a keeper did not answer. Holds no part of a key, a passphrase or a token.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// Nobody answers, or not in time: asking again may help.
    #[error("{keeper} cannot be reached: {why}")]
    Away {
        /// The keeper in words.
        keeper: String,
        /// What happened.
        why: String,
    },
    /// It answers, and says no.
    #[error("{keeper} refuses: {why}")]
    Refused {
        /// The keeper in words.
        keeper: String,
        /// What it said, and what to do.
        why: String,
    },
    /// What it answered cannot be a key.
    #[error("{keeper} answered something that cannot be used: {why}")]
    Unreadable {
        /// The keeper in words.
        keeper: String,
        /// What was expected.
        why: String,
    },
    /// What was handed in was not wrapped under this root key.
    #[error("a key does not open under {keeper}: is this the root key the key store was made with?")]
    OtherRoot {
        /// The keeper in words.
        keeper: String,
    },
}
