//! `cloakroom policy …`: what a data-protection officer does with policy files at a terminal. Nothing here opens a value.
//!
//! Every command ends with 0 when the answer is the good one, with 3 or 4 when it is another, with 1 when a file cannot
//! be read or is not sound, and with 2 when the command itself is not understood.

mod diff;
mod explain;
mod export;
mod new;
mod simulate;
mod table;
mod try_out;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use policy::{Policy, Settings};
use review::Law;

use crate::{boot, scrutiny};

/// The answer is no, or not the good one.
const NO: u8 = 3;

/// Tools around policy files.
#[derive(Subcommand)]
pub enum Tool {
    /// Says whether somebody may do something, by which sentence, or why not. Ends with 0 for yes, 3 for no.
    Explain(explain::Explain),
    /// Says what a new policy changes, in sentences, and what follows. Ends with 0 when it allows exactly what the old one
    /// does, with 3 when it allows less, with 4 when it allows more.
    Diff(diff::Diff),
    /// Prints everything that a policy allows: purpose, recipient and data.
    Table(table::Table),
    /// Decides everything that a shop has decided so far again under another policy. Ends with 0 when all of it comes out
    /// the same, with 3 when not.
    Simulate(simulate::Simulate),
    /// Starts a policy by questions, each of which can be skipped, and writes a sound file.
    New(new::New),
    /// Marks an exercise of docs/policy-guide.md. Ends with 0 when it is solved, with 3 when it is not yet.
    Try(try_out::Try),
    /// Writes a policy file as something else, to standard output.
    Export(export::Export),
}

/// Does what is asked.
///
/// # Errors
/// When a file cannot be read or is not sound, or a question is not clear.
pub async fn run(tool: &Tool) -> Result<ExitCode> {
    match tool {
        Tool::Explain(explain) => explain.run(),
        Tool::Diff(diff) => diff.run(),
        Tool::Table(table) => table.run(),
        Tool::Simulate(simulate) => simulate.run().await,
        Tool::New(new) => new.run(),
        Tool::Try(exercise) => exercise.run(),
        Tool::Export(export) => export.run(),
    }
}

/// What stands beside a policy file.
#[derive(Args)]
struct Beside {
    /// The file with the shop's own words.
    #[arg(long)]
    words: Option<PathBuf>,
    /// The law that is laid over the policy: uk, eu, us-ca, or as-written for none.
    #[arg(long, default_value = "as-written", value_parser = scrutiny::law)]
    law: Law,
}

impl Beside {
    /// Reads a policy file as a tool needs it: the shop's settings print as their own names.
    fn load(&self, path: &Path) -> Result<Policy> {
        let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let settings = boot::with_words(Settings::stand_ins(), self.words.as_deref(), "--words")?;
        let policy = Policy::load(&text, &self.law.over(settings));
        policy.map_err(|problems| problems.named(&path.display().to_string()).into())
    }
}
