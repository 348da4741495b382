//! The policy language: one Markdown file that visitors read and the server obeys.

mod bits;
mod declared;
mod document;
mod policy;
mod problem;
mod settings;
mod span;
mod verb;

pub use bits::{Fact, Facts, Leaf, Mask, Party, Purpose};
pub use declared::{
    Always, Answer, Before, Choice, Clause, CookieRule, Duty, Figure, Keep, Limit, Reason, Term, Then, Why,
};
pub use document::{Document, Paragraph, RuleShown, Section};
pub use policy::Policy;
pub use problem::{Problem, Problems};
pub use settings::Settings;
pub use span::{Span, Unit};
pub use verb::{Ground, Verb};
