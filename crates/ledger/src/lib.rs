//! The ledger of each customer: what was done with their data, by whom, for what, in a chain that shows any change.
//!
//! An [`Entry`] says what happened. [`append`] puts it at the end of the customer's chain and gives three things to
//! store: a [`Record`], to be sealed under the customer's key; its [`leaf`], a commitment that hides it; and the new
//! [`Head`], which binds every leaf before it. [`verify`] reads the lines back and names the first bad one.
//!
//! Erasure destroys the customer's key and with it every record, salt included. What stays is leaves and heads:
//! numbers from which nothing can be learnt or guessed, and which still prove that no line was lost or altered.
//! That is why the chain runs over the leaves and not over the records.
//!
//! Deliberately absent: storage, sealing, time and chance. The salt is a parameter; it must be fresh randomness, or
//! a leaf could be guessed from a list of likely entries. `docs/formats.md` gives every format byte by byte.

mod chain;
mod chain_file;
mod encoding;
mod entry;
mod signed_head;

pub use chain::{Appended, Broken, Head, Line, Verified, Why, append, verify, verify_from};
pub use chain_file::{
    BrokenChainFile, ChainFile, HeadInLog, InLog, Read, from_chain_file, read_chain_file, to_chain_file,
};
pub use encoding::Undecodable;
pub use entry::{Entry, Kind, Record, leaf};
pub use signed_head::SignedHead;

/// The hash of a chain before its first entry: 32 zero bytes.
pub const GENESIS: [u8; 32] = [0; 32];
