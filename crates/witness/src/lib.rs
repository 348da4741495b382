//! What others than the shop run: a witness, which countersigns the checkpoints of a public log and signs only what
//! continues what it saw before; and the check of a person's file, which needs nothing of the shop.

mod desk;
mod file;
mod key;
mod memory;

pub use desk::{Witness, routes};
pub use file::{Found, Trusted, Verdict, check_file, signed, turns, wanted};
pub use key::{BrokenKey, key_file};
pub use memory::{BrokenMemory, Memory};
