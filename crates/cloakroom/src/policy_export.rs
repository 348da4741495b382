//! `cloakroom policy export`: a policy in the languages of others, on standard output.

use std::{fs, path::PathBuf, process::ExitCode};

use anyhow::{Context, Result};
use clap::{Args, builder::PossibleValuesParser};
use policy::{Policy, Settings};
use review::{Format, Publisher};

use crate::{boot, print};

/// An export of a policy file.
#[derive(Args)]
pub struct Export {
    /// What to write it as.
    #[arg(value_parser = PossibleValuesParser::new(Format::ALL.map(Format::word)))]
    format: String,
    /// The policy file.
    file: PathBuf,
    /// The file with the shop's own words.
    #[arg(long)]
    words: Option<PathBuf>,
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
    pub fn run(&self) -> Result<ExitCode> {
        let policy = self.load()?;
        if let Some(format) = Format::of(&self.format) {
            print(review::export(&policy, format, &self.publisher()).trim_end_matches('\n'));
        }
        Ok(ExitCode::SUCCESS)
    }

    fn load(&self) -> Result<Policy> {
        let text = fs::read_to_string(&self.file)
            .with_context(|| format!("{} cannot be read", self.file.display()))?;
        let settings = boot::with_words(Settings::stand_ins(), self.words.as_deref(), "--words")?;
        Policy::load(&text, &settings)
            .map_err(|problems| problems.named(&self.file.display().to_string()).into())
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
