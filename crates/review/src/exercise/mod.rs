//! Exercises for whoever edits a policy: a task, and a mark for what the edited file does, however it is written.

mod tasks;

use policy::{Policy, Problems, Settings};

use crate::compare::{Change, Verdict, compare};

pub use tasks::TASKS;

/// One exercise.
#[derive(Debug)]
pub struct Task {
    /// Its name.
    pub title: &'static str,
    /// What the shop wants, in plain English.
    pub wanted: &'static str,
    /// A line of the default policy and what one solution makes of it.
    pub solution: &'static [(&'static str, &'static str)],
}

impl Task {
    /// The policy with the solution in it.
    pub fn solved(&self, default: &str) -> String {
        self.solution.iter().fold(default.to_owned(), |text, (line, instead)| text.replacen(line, instead, 1))
    }
}

/// What an edited file does, held against what was wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// It does what was wanted and nothing else.
    pub solved: bool,
    /// What it does not do yet, in sentences.
    pub lacking: Vec<String>,
    /// What it does and nobody asked for, in sentences.
    pub beyond: Vec<String>,
}

/// Marks an edited copy of the default policy.
///
/// # Errors
/// What is wrong with the edited file, or with the default policy.
pub fn mark(task: &Task, default: &str, edited: &str) -> Result<Mark, Problems> {
    let load = |text: &str| Policy::load(text, &Settings::stand_ins());
    let (start, wanted, done) = (load(default)?, load(&task.solved(default))?, load(edited)?);
    let (wanted_changes, done_changes) = (changes(&start, &wanted), changes(&start, &done));
    let solved = changes(&wanted, &done).is_empty();
    let mut lacking = without(&wanted_changes, &done_changes);
    let beyond = without(&done_changes, &wanted_changes);
    if !solved && lacking.is_empty() && beyond.is_empty() {
        lacking = without(&changes(&done, &wanted), &[]);
    }
    Ok(Mark { solved, lacking, beyond })
}

/// What differs in what the policies do; how they say it does not count.
fn changes(from: &Policy, to: &Policy) -> Vec<Change> {
    let all = compare(from, to).changes.into_iter();
    all.filter(|change| change.verdict != Verdict::Same).collect()
}

fn without(these: &[Change], those: &[Change]) -> Vec<String> {
    let known = |change: &&Change| those.iter().any(|other| other.sentence == change.sentence);
    these.iter().filter(|change| !known(change)).map(|change| change.sentence.clone()).collect()
}
