//! `cloakroom policy table`: everything that a policy allows, for reading, printing and filing.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Args, ValueEnum};

use super::Beside;
use crate::print;

/// A policy file as a table.
#[derive(Args)]
pub struct Table {
    /// The policy file.
    file: PathBuf,
    /// How to show it.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    beside: Beside,
}

/// In which form.
#[derive(Clone, Copy, Default, ValueEnum)]
enum Format {
    /// Lines, as `policy/table.txt` has them: for comparing.
    #[default]
    Text,
    /// One page that needs nothing else: for reading.
    Html,
}

impl Table {
    /// Prints it.
    ///
    /// # Errors
    /// When the file cannot be read or is not sound.
    pub fn run(&self) -> Result<ExitCode> {
        let policy = self.beside.load(&self.file)?;
        match self.format {
            Format::Text => print(policy.listing().trim_end()),
            Format::Html => print(&review::table_html(&policy)?),
        }
        Ok(ExitCode::SUCCESS)
    }
}
