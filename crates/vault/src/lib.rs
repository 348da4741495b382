//! Keys, and the values that are sealed under them.
//!
//! A value of a person is only ever stored sealed, and it is destroyed by destroying a key. The keys form a
//! ladder, each wrapped by the one above it:
//!
//! ```text
//! root      one, in the hands of a [`Keeper`]
//!  └ epoch      one a week; when it goes, the backups made under it go dark
//!     └ customer     one for each customer: destroying it is erasure
//!        └ class          one for each retention class: destroying it ends one promise's time
//! ```
//!
//! A [`Keeper`] holds the root. [`Key`] is a rung, [`wrap`] and [`unwrap`] climb between rungs. At the bottom [`ClassKey`] seals a value into an
//! [envelope] that opens only at the [`Place`] it was sealed for, and opening gives an [`Opened`], which
//! can neither be printed, compared, copied nor serialised: the only word out is [`Opened::show`]. [`IndexKey`]
//! finds a row by a value without storing the value, [`LinkKey`] signs the links that mails carry, and [`Signer`] signs
//! what others must be able to check.
//!
//! Deliberately absent: storage, time and chance. Nonces and key material are parameters, so that the server has
//! one source of randomness and the tests can choose it. `docs/formats.md` gives every format byte by byte.

mod class_key;
pub mod envelope;
mod hkdf;
mod index_key;
mod keeper;
mod key;
mod key_file;
mod link_key;
mod opened;
mod place;
mod signer;
mod stream;
#[cfg(test)]
mod wycheproof_tests;

pub use class_key::ClassKey;
pub use index_key::IndexKey;
pub use keeper::{Answer, Keeper, Trouble};
pub use key::{Key, derive, key_id, new_root, unwrap, wrap};
pub use key_file::BrokenKeyFile;
pub use link_key::LinkKey;
pub use opened::{Opened, OpenedBytes};
pub use place::Place;
pub use signer::Signer;
pub use stream::{StreamKey, TAG_LENGTH};

/// What was handed in does not belong together: the sealed bytes, the place or the key is not the one of sealing.
///
/// It says no more on purpose: whoever tampers learns nothing about which of the three was noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sealed value, its place or its key is not what it was at sealing")]
pub struct Tampered;
