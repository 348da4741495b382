//! `cloakroom policy export`: a policy in the languages of others, on standard output.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Args, builder::PossibleValuesParser};
use review::{Format, Publisher};

use super::Beside;
use crate::print;

/// An export of a policy file.
#[derive(Args)]
pub struct Export {
    /// What to write it as.
    #[arg(value_parser = PossibleValuesParser::new(Format::ALL.map(Format::word)))]
    format: String,
    /// The policy file.
    file: PathBuf,
    #[command(flatten)]
    beside: Beside,
    /// The shop's name.
    #[arg(long)]
    shop: Option<String>,
    /// Where the data-protection officer is reached.
    #[arg(long)]
    officer: Option<String>,
    /// The address of the policy's page.
    #[arg(long)]
    page: Option<String>,
}

impl Export {
    /// Writes it.
    ///
    /// # Errors
    /// When the file cannot be read or is not sound.
    pub(super) fn run(&self) -> Result<ExitCode> {
        let policy = self.beside.load(&self.file)?;
        if let Some(format) = Format::of(&self.format) {
            print(review::export(&policy, format, &self.publisher()).trim_end_matches('\n'));
        }
        Ok(ExitCode::SUCCESS)
    }

    fn publisher(&self) -> Publisher {
        let other = Publisher::stand_ins();
        let said = |given: &Option<String>, other: String| given.clone().unwrap_or(other);
        Publisher {
            shop: said(&self.shop, other.shop),
            officer: said(&self.officer, other.officer),
            page: said(&self.page, other.page).trim_end_matches('/').to_owned(),
        }
    }
}
