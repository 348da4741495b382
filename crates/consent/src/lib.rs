//! The facts that rules ask for: choices, guardians' answers, requests for help, agreements with recipients.
//!
//! Each fact that a policy may name is computed here by exactly one function (`facts::answer`); a policy that names
//! another is refused at start. Nothing in this crate knows of pages or of HTTP.

pub mod agreements;
pub mod choices;
pub mod clearance;
pub mod facts;
pub mod legal_orders;
pub mod objections;
pub mod requests;
pub mod wording;

pub use facts::{Question, facts, unknown_facts};
