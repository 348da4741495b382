//! The public log over all customers' ledgers, kept in the store and sealed at a fixed beat.
//!
//! Each beat takes what was committed to ledgers since the last one: of every customer with new lines the newest head,
//! which binds all their lines before it and tells nothing without them. It fills the rest up with random bytes to a
//! bucket, shuffles, appends, and signs a checkpoint. A beat without lines appends a bucket too. So the public sees an
//! even row of random numbers, and a customer can show that each of their lines is in it.
//!
//! | what | where |
//! |---|---|
//! | who may seal, and when | [`PublicLog::beat`] |
//! | what is public: checkpoint, tiles, bundles | [`PublicLog::checkpoint`], [`PublicLog::file`] |
//! | a customer's proofs | [`PublicLog::proofs`] |
//! | what is sent to witnesses, and what comes back | [`PublicLog::submission`], [`PublicLog::answered`] |
//!
//! Deliberately absent: the network, customers' keys, and what lines say.

mod beat;
mod bucket;
mod keys;
mod log;
mod proofs;
mod public;
mod rows;
mod seal;
mod settings;
mod trouble;
mod witnessing;

pub use beat::Beat;
pub use keys::{Key, Keyholder, Ring};
pub use log::{PublicLog, Standing};
pub use proofs::{Proof, Proofs};
pub use settings::{Settings, Witness};
pub use tlog::{SigningKey, Succession, VerifierKey};
pub use trouble::Trouble;
pub use witnessing::{Next, Signed};
