//! Tools around a policy for whoever answers for it: compare two, ask one, break one on purpose, hand one on in other
//! languages. Everything here reads policies and writes words; nothing here opens a value.

mod compare;
pub mod diagnostics;

pub use compare::{Change, Comparison, Verdict, compare};
