//! `cloakroom policy diff`: what an edit changes, in sentences, and what follows from it.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Args, ValueEnum};
use policy::{Mask, Policy};
use review::{Change, Comparison, Verdict};
use serde_json::{Value, json};

use super::Beside;
use crate::print;

/// Less is allowed, and nowhere more.
const NARROWER: u8 = 3;
/// More is allowed somewhere.
const WIDER: u8 = 4;

/// Two policy files.
#[derive(Args)]
pub struct Diff {
    /// The policy in force.
    old: PathBuf,
    /// The policy that is to follow it.
    new: PathBuf,
    /// How to say it.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(flatten)]
    beside: Beside,
}

/// For people or for programs.
#[derive(Clone, Copy, Default, ValueEnum)]
enum Format {
    /// Sentences.
    #[default]
    Text,
    /// The same as JSON.
    Json,
}

impl Diff {
    /// Compares them.
    ///
    /// # Errors
    /// When a file cannot be read or is not sound.
    pub fn run(&self) -> Result<ExitCode> {
        let (old, new) = (self.beside.load(&self.old)?, self.beside.load(&self.new)?);
        let both = Both { comparison: review::compare(&old, &new), places: places(&old, &new), old, new };
        match self.format {
            Format::Text => print(&both.text()),
            Format::Json => print(&serde_json::to_string_pretty(&both.json())?),
        }
        Ok(match both.comparison.verdict {
            Verdict::Same => ExitCode::SUCCESS,
            Verdict::Narrower => ExitCode::from(NARROWER),
            Verdict::Wider => ExitCode::from(WIDER),
        })
    }
}

/// A place of the program that gets other data than before.
struct Place {
    at: &'static str,
    gains: Vec<String>,
    loses: Vec<String>,
}

struct Both {
    old: Policy,
    new: Policy,
    comparison: Comparison,
    places: Vec<Place>,
}

impl Both {
    fn text(&self) -> String {
        let verdict = match self.comparison.verdict {
            Verdict::Same => "allows exactly as much as",
            Verdict::Narrower => "allows less than",
            Verdict::Wider => "allows more than",
        };
        let (new, old) = (self.new.version(), self.old.version());
        let head = match new == old {
            false => format!("Version {new} {verdict} version {old}."),
            true => format!("The new file {verdict} the old one. Both call themselves version {new}."),
        };
        let parts = [
            head,
            self.listed("More is allowed:", Verdict::Wider),
            self.listed("Less is allowed:", Verdict::Narrower),
            self.listed("Said otherwise:", Verdict::Same),
            self.follows(),
        ];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
    }

    fn listed(&self, title: &str, verdict: Verdict) -> String {
        let changes: Vec<String> = self.comparison.of(verdict).map(told).collect();
        if changes.is_empty() { String::new() } else { format!("{title}\n{}", changes.join("\n")) }
    }

    /// What has to be done about it, and what the program does otherwise.
    fn follows(&self) -> String {
        let mut lines = Vec::new();
        if self.comparison.verdict == Verdict::Wider {
            lines.extend(
                self.notice().map(|notice| format!("  It waits {notice}, and people are told before.")),
            );
        }
        let asked = self.comparison.asked_again();
        if !asked.is_empty() {
            lines.push(format!("  Asked again: {}.", asked.join(", ")));
        }
        lines.extend(self.places.iter().map(Place::told));
        if lines.is_empty() { String::new() } else { format!("What follows:\n{}", lines.join("\n")) }
    }

    /// How long a change that widens waits: by the policy in force.
    fn notice(&self) -> Option<String> {
        let (figure, _) = self.old.change()?;
        self.old.figure(figure).map(|figure| figure.in_words())
    }

    fn json(&self) -> Value {
        let side = |policy: &Policy| json!({ "version": policy.version(), "sha256": policy.hash_hex() });
        let place = |place: &Place| json!({ "at": place.at, "gains": place.gains, "loses": place.loses });
        json!({
            "verdict": self.comparison.verdict.word(),
            "old": side(&self.old),
            "new": side(&self.new),
            "notice": self.notice(),
            "changes": self.comparison.changes.iter().map(as_json).collect::<Vec<_>>(),
            "asked_again": self.comparison.asked_again(),
            "widened_data": self.comparison.widened_data(),
            "places": self.places.iter().map(place).collect::<Vec<_>>(),
        })
    }
}

fn told(change: &Change) -> String {
    let paragraphs = match (&change.before, &change.after) {
        (Some(before), Some(after)) if before == after => format!(" (paragraph {after})"),
        (Some(before), Some(after)) => format!(" (paragraph {before} before, {after} now)"),
        (Some(before), None) => format!(" (paragraph {before} before)"),
        (None, Some(after)) => format!(" (paragraph {after} now)"),
        (None, None) => String::new(),
    };
    format!("  - {}{paragraphs}", change.sentence)
}

fn as_json(change: &Change) -> Value {
    json!({
        "verdict": change.verdict.word(),
        "sentence": change.sentence,
        "before": change.before,
        "after": change.after,
        "data": change.data,
        "choices": change.choices,
    })
}

impl Place {
    fn told(&self) -> String {
        let gains = (!self.gains.is_empty()).then(|| format!("gets {} as well", self.gains.join(", ")));
        let loses = (!self.loses.is_empty()).then(|| format!("no longer gets {}", self.loses.join(", ")));
        let both: Vec<String> = gains.into_iter().chain(loses).collect();
        format!("  In the program, `{}` {}.", self.at, both.join(" and "))
    }
}

/// The places of the program that get other data than before.
fn places(old: &Policy, new: &Policy) -> Vec<Place> {
    let place = |need: &&gate::Need| {
        let (was, is) = (gets(old, need), gets(new, need));
        let gains = is.iter().filter(|name| !was.contains(name)).cloned().collect();
        let loses = was.iter().filter(|name| !is.contains(name)).cloned().collect();
        Place { at: need.at, gains, loses }
    };
    let all = features::needs::ALL.iter().map(place);
    all.filter(|place| !place.gains.is_empty() || !place.loses.is_empty()).collect()
}

/// What a place of the program gets in some situation or other, by name.
fn gets(policy: &Policy, need: &gate::Need) -> Vec<String> {
    let (Some(party), Some(purpose)) = (policy.party(need.party), policy.purpose(need.purpose)) else {
        return Vec::new();
    };
    let wanted =
        need.data.iter().filter_map(|set| policy.leaves(set)).fold(Mask::EMPTY, |all, one| all | one);
    let ever = policy.ever(party, need.verb, purpose) & wanted;
    ever.iter().map(|leaf| policy.leaf_name(leaf).to_owned()).collect()
}
