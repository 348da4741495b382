//! Keepers of the root key that are not a plain file: a passphrase, a program, a server for keys.
//!
//! ```text
//! passphrase   argon2id over a passphrase and the salt of a header file; the key is then in this process
//! command      a program of the operator's wraps and unwraps; the root key never comes here
//! transit      a server that speaks the transit engine of HashiCorp Vault; the root key never comes here
//! ```
//!
//! Deliberately absent: configuration, storage, and chance, which comes as a parameter.

mod command;
mod passphrase;
mod transit;
mod wire;

pub use command::Command;
pub use passphrase::{BrokenHeader, Header, SHORTEST};
pub use transit::{BadAddress, Transit};
