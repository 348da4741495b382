//! Where a value came from: the ledger knows, for each was taken in or changed under a line of its own.

use gate::{Entry, Kind, Record};
use store::Time;

/// Where something came from, when, and under which version of the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// In words: "you, when you joined".
    pub from: String,
    /// When.
    pub at: Time,
    /// The policy's version.
    pub version: String,
}

/// A value and its line are written in one commit; the clock may tick between them.
const SAME_COMMIT: i64 = 5;

/// Lines that brought something in or changed it, newest first.
pub struct Sources<'a>(Vec<&'a Entry>);

impl<'a> Sources<'a> {
    /// For whoever is not shown the ledger.
    pub fn untold() -> Sources<'a> {
        Sources(Vec::new())
    }

    /// From a person's ledger, as it stood at some time.
    pub fn of(ledger: &'a Record, now: Time) -> Sources<'a> {
        let lines = ledger.lines.iter().rev().map(|line| &line.entry);
        let brought =
            lines.filter(|entry| matches!(entry.kind, Kind::Collected | Kind::Changed) && entry.at <= now.0);
        Sources(brought.collect())
    }

    /// The last line about this kind of data of the account itself, not of an order or of the address book.
    pub fn of_account(&self, leaf: &str) -> Option<Source> {
        let own = self.0.iter().filter(|entry| entry.about.is_none() && entry.purpose == "account.manage");
        own.into_iter().find(|entry| names(entry, leaf)).map(|entry| source(entry))
    }

    /// The line that was written together with a row of that time.
    pub fn at(&self, leaf: &str, at: Time) -> Option<Source> {
        let together = |entry: &&&Entry| Time(entry.at).seconds_since(at).abs() <= SAME_COMMIT;
        self.0.iter().filter(together).find(|entry| names(entry, leaf)).map(|entry| source(entry))
    }
}

fn names(entry: &Entry, leaf: &str) -> bool {
    entry.leaves.iter().any(|name| name == leaf)
}

fn source(entry: &Entry) -> Source {
    Source { from: in_words(entry), at: Time(entry.at), version: entry.policy_version.clone() }
}

fn in_words(entry: &Entry) -> String {
    match (entry.kind, entry.purpose.as_str()) {
        (Kind::Changed, _) if entry.actor == "customer" => "you, in My Account".to_owned(),
        (Kind::Changed, _) => "a correction you asked for".to_owned(),
        (_, purpose) if purpose.starts_with("order") => "you, at checkout".to_owned(),
        (_, "account.manage") => "you, when you joined".to_owned(),
        (_, purpose) if purpose.starts_with("check") => "you, at the age question".to_owned(),
        _ => "you".to_owned(),
    }
}
