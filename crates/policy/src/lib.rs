//! The policy language: one Markdown file that visitors read and the server obeys.
//!
//! ```text
//! text ─► page ─► grammar ─► bind ─► check, conflict ─► table ─► mask, clause, explain
//!                                          └───────────► render ─► document
//! ```
//!
//! Closed world: what no rule allows is refused. Prohibitions beat permissions, and where the two meet the file does not
//! load. The language is finite on purpose: everything that may happen can be listed, and is, in [`Policy::listing`].

mod bind;
mod bits;
mod check;
mod conflict;
mod declared;
mod document;
mod explain;
mod grammar;
mod law;
mod listing;
mod load;
mod nearest;
mod page;
mod policy;
mod print;
mod problem;
mod reason;
mod render;
mod rules;
mod sentence;
mod settings;
mod span;
pub mod syntax;
mod table;
#[cfg(feature = "testing")]
pub mod testing;
mod tokens;
mod verb;
mod vocabulary;
mod words;
mod written;

pub use bits::{Fact, Facts, Leaf, Mask, Party, Purpose};
pub use declared::{
    Always, Answer, Before, Choice, Clause, CookieRule, Duty, Figure, Keep, Limit, Reason, Term, Then, Why,
};
pub use document::{Document, Paragraph, RuleShown, Section};
pub use law::{Change, LawRules, Narrowed};
pub use load::sha256;
pub use nearest::nearest;
pub use policy::Policy;
pub use print::{Origin, Piece, Printed, Value, pieces};
pub use problem::{Place, Problem, Problems};
pub use render::set;
pub use rules::{Block, Condition, FactList, Permission, Prohibition, Rules};
pub use settings::Settings;
pub use span::{Span, Unit};
pub use verb::{Ground, Verb};
pub use words::{Sort, begun, listed};
