//! Tools around a policy for whoever answers for it: compare two, ask one, break one on purpose, hand one on in other
//! languages. Everything here reads policies and writes words; nothing here opens a value.

mod breaks;
mod combinations;
mod compare;
pub mod diagnostics;
mod laws;
mod score;
mod sweep;

pub use breaks::Kind;
pub use compare::{Change, Comparison, Verdict, compare};
pub use laws::{Finding, Law, LawRule, Profile, findings};
pub use score::{Score, Survivor};
pub use sweep::{Answers, Sweep};
