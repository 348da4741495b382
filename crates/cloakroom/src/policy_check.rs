//! `cloakroom policy check`: what a data-protection officer runs before an edit goes live.

use std::{fs, path::Path, process::ExitCode};

use anyhow::{Context, Result};
use policy::{Policy, Settings};

use crate::{print, tell};

/// Checks a file and says what it found.
///
/// # Errors
/// When the file cannot be read.
pub fn check(path: &Path) -> Result<ExitCode> {
    let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    match Policy::load(&text, &Settings::stand_ins()) {
        Ok(policy) => {
            for warning in policy.warnings() {
                tell(&format!("Worth a second look, {warning}"));
            }
            print(&format!(
                "{} is sound: version {}, {}.",
                path.display(),
                policy.version(),
                unanswered(&policy)
            ));
            Ok(ExitCode::SUCCESS)
        }
        Err(problems) => {
            tell(&problems.named(&path.display().to_string()).to_string());
            Ok(ExitCode::FAILURE)
        }
    }
}

fn unanswered(policy: &Policy) -> String {
    let unknown = consent::unknown_facts(policy);
    match unknown.is_empty() {
        true => "and this server can find out every fact it asks for".to_owned(),
        false => format!("but this server cannot find out `{}`", unknown.join("`, `")),
    }
}
