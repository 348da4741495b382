//! The policy in other languages: the prose beside it, paragraph for paragraph, and the words in which rules are said.
//!
//! ```text
//! privacy.md ─► sheet ─┐
//! privacy.fr.md ─► sheet ─┴─► check ─► page          (whole, or a list of what is missing)
//! words.fr.toml ─► words ─► speaker ─┘
//! ```
//!
//! Rules stand in the policy alone. A translation carries prose and words, says of each text which English text it was
//! made from, and is offered whole or not at all: no page is ever in two languages.

mod check;
mod files;
mod phrase;
mod sentence;
mod sheet;
mod speaker;
mod tongue;
mod words;

pub use check::{Translation, translate};
pub use files::{Faults, File, Files};
pub use sheet::{Sheet, Text, mark};
pub use speaker::Speaker;
pub use tongue::Tongue;
