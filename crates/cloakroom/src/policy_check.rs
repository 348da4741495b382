//! `cloakroom policy check`: what a data-protection officer runs before an edit goes live.

use std::{fs, path::Path, process::ExitCode};

use anyhow::{Context, Result};
use features::{columns, handshake, needs, unsaid};
use policy::{Policy, Problem, Settings};
use review::diagnostics::{self, Beyond, Read};

use crate::{
    boot, print,
    scrutiny::Options,
    tell,
    translations::{self, Looked},
};

/// How to say it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Human,
    /// For programs: one JSON object.
    Json,
}

/// Checks a file and says what it found.
///
/// # Errors
/// When the file, its translations or the shop's own words cannot be read.
pub fn check(path: &Path, words: Option<&Path>, format: Format, scrutiny: &Options) -> Result<ExitCode> {
    let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let settings = scrutiny.law.over(boot::with_words(Settings::stand_ins(), words, "--words")?);
    let file = path.display().to_string();
    let read = Read { file: &file, text: &text };
    let (policy, problems) = match Policy::load(&text, &settings) {
        Ok(policy) => (Some(policy), Vec::new()),
        Err(problems) => (None, problems.list),
    };
    let looked =
        policy.as_ref().map(|policy| translations::look_beside(path, policy, scrutiny.law)).transpose()?;
    let looked = looked.unwrap_or_default();
    match format {
        Format::Json => {
            let beyond = policy.as_ref().map(beyond).unwrap_or_default();
            let beside: Vec<_> = looked.iter().flat_map(Looked::beside).collect();
            print(&diagnostics::json(&read, policy.as_ref(), &problems, &beyond, &beside)?);
        }
        Format::Human => {
            let code = told(&read, policy.as_ref(), &problems, scrutiny);
            looked.iter().for_each(Looked::tell);
            if looked.iter().all(Looked::is_whole) {
                return Ok(code);
            }
        }
    }
    let whole = looked.iter().all(Looked::is_whole);
    Ok(if policy.is_some() && whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn told(read: &Read<'_>, policy: Option<&Policy>, problems: &[Problem], scrutiny: &Options) -> ExitCode {
    let Some(policy) = policy else {
        tell(&diagnostics::human(read, problems, false));
        let things = if problems.len() == 1 {
            "1 thing is".to_owned()
        } else {
            format!("{} things are", problems.len())
        };
        tell(&format!("\n{things} wrong with this policy, so it is not used."));
        return ExitCode::FAILURE;
    };
    if !policy.warnings().is_empty() {
        tell(&diagnostics::human(read, policy.warnings(), true));
    }
    print(&format!("{} is sound: version {}, {}.", read.file, policy.version(), unanswered(policy)));
    say_what_the_server_makes_of_it(policy);
    if scrutiny.tell_of(policy) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The policy held against what this server does: what it would switch off, and what nothing makes use of.
fn say_what_the_server_makes_of_it(policy: &Policy) {
    let beyond = beyond(policy);
    for term in beyond.terms {
        print(&format!("This server cannot keep it. {term}."));
    }
    for deed in beyond.unsaid {
        print(&format!("This server would not open with it. {deed}."));
    }
    let met = handshake::check(policy, needs::ALL, columns::ALL);
    for line in handshake::in_words(policy, &met) {
        print(&line);
    }
}

/// What parts it from this server.
fn beyond(policy: &Policy) -> Beyond {
    let terms = gate::miscounted(policy, &columns::stored());
    Beyond {
        facts: consent::unknown_facts(policy),
        terms: terms.iter().map(ToString::to_string).collect(),
        unsaid: unsaid::by(policy).iter().map(ToString::to_string).collect(),
    }
}

fn unanswered(policy: &Policy) -> String {
    let unknown = consent::unknown_facts(policy);
    match unknown.is_empty() {
        true => "and this server can find out every fact it asks for".to_owned(),
        false => format!("but this server cannot find out `{}`", unknown.join("`, `")),
    }
}
