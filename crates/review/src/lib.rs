//! Tools around a policy for whoever answers for it: compare two, ask one, break one on purpose, hand one on in other
//! languages. Everything here reads policies and writes words; nothing here opens a value.

mod ask;
mod breaks;
mod combinations;
mod compare;
pub mod diagnostics;
mod draft;
mod exercise;
mod export;
mod laws;
mod score;
mod simulate;
mod sweep;
mod table;

pub use ask::{Answer, Question, Unclear, answers, ask};
pub use breaks::Kind;
pub use compare::{Change, Comparison, Verdict, compare};
pub use draft::{About, Ask, QUESTIONS, Reply, draft};
pub use exercise::{Mark, TASKS, Task, mark};
pub use export::{Format, Publisher, cedar, export};
pub use laws::{Finding, Law, LawRule, Profile, findings};
pub use score::{Score, Survivor};
pub use simulate::{Met, Outcome, Simulation, Turn, simulate};
pub use sweep::{Answers, Sweep, grouped};
pub use table::table_html;
