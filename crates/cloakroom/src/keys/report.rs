//! How it stands with keys, in words, as a list, and for programs. Numbers and moments, never a key.

use std::fmt::Write;

use gate::{EpochState, KeyState, ServerKeyState, Versions};
use serde_json::{Value, json};
use store::Time;

/// For people.
pub fn words(state: &KeyState) -> String {
    let mut out = format!("Root key     {}\n", state.root);
    for (at, epoch) in state.epochs.iter().enumerate() {
        let label = if at == 0 { "Epochs" } else { "" };
        let line = format!("{}, {}: {}", epoch.number, age(epoch.made_at, state.at), hang(epoch.customers));
        let _ = writeln!(out, "{label:<13}{line}");
    }
    if let Some(next) = state.next_epoch() {
        let _ = writeln!(out, "{:<13}{}", "", due(next, state.at));
    }
    for (at, key) in state.server.iter().filter(|key| key.newest).enumerate() {
        let label = if at == 0 { "Server keys" } else { "" };
        let _ =
            writeln!(out, "{label:<13}{}, {}{}", key.name, age(key.made_at, state.at), earlier(state, key));
    }
    if let Some(behind) = behind(state) {
        let _ = writeln!(out, "{:<13}{behind}", "");
    }
    for (at, keys) in state.classes.iter().enumerate() {
        let label = if at == 0 { "Class keys" } else { "" };
        let _ = writeln!(out, "{label:<13}{}", of_class(keys));
    }
    let _ = writeln!(out, "{:<13}{}", "Erased", erased(state.tombstones));
    match state.warnings().as_slice() {
        [] => out.push_str("\nNothing needs you."),
        warnings => warnings.iter().for_each(|warning| {
            let _ = write!(out, "\nWarning: {warning}");
        }),
    }
    out
}

fn behind(state: &KeyState) -> Option<String> {
    let behind = state.index.as_ref()?.behind;
    let rows = if behind == 1 { "1 row is".to_owned() } else { format!("{behind} rows are") };
    (behind > 0).then(|| format!("{rows} not under the newest index key yet"))
}

fn earlier(state: &KeyState, newest: &ServerKeyState) -> String {
    match state.server.iter().filter(|key| key.name == newest.name && !key.newest).count() {
        0 => String::new(),
        1 => "; 1 before it is kept".to_owned(),
        many => format!("; {many} before it are kept"),
    }
}

fn of_class(keys: &Versions) -> String {
    let use_of_it = if keys.newest { "" } else { ", kept for what it sealed" };
    let of_whom =
        if keys.customers == 1 { "1 customer".to_owned() } else { format!("{} customers", keys.customers) };
    format!("{}, version {}: of {of_whom}{use_of_it}", keys.class, keys.version)
}

fn hang(customers: i64) -> String {
    match customers {
        0 => "nobody hangs on it".to_owned(),
        1 => "1 customer hangs on it".to_owned(),
        many => format!("{many} customers hang on it"),
    }
}

fn erased(tombstones: i64) -> String {
    match tombstones {
        0 => "nothing yet".to_owned(),
        1 => "1 class of a customer, for ever".to_owned(),
        many => format!("{many} classes of customers, for ever"),
    }
}

/// How long ago, to the day or hour.
fn age(made: Time, now: Time) -> String {
    format!("made {} ago", stretch(now.seconds_since(made)))
}

fn due(next: Time, now: Time) -> String {
    let ahead = next.seconds_since(now);
    if ahead <= 0 {
        "the next one is due now".to_owned()
    } else {
        format!("the next one begins in {}", stretch(ahead))
    }
}

fn stretch(seconds: i64) -> String {
    let counted = |count: i64, unit: &str| format!("{count} {unit}{}", if count == 1 { "" } else { "s" });
    match seconds {
        ..60 => "less than a minute".to_owned(),
        60..3_600 => counted(seconds / 60, "minute"),
        3_600..86_400 => counted(seconds / 3_600, "hour"),
        _ => counted(seconds / 86_400, "day"),
    }
}

/// One key a line, or one class and version of customers' keys.
pub fn list(state: &KeyState) -> String {
    let epochs = state.epochs.iter().map(epoch_line);
    let server = state.server.iter().map(|key| {
        let use_of_it = if key.newest { "in use" } else { "kept" };
        format!("server\t{}\t{use_of_it}\t{}", key.name, moment(key.made_at))
    });
    let classes = state.classes.iter().map(|keys| {
        let use_of_it = if keys.newest { "in use" } else { "kept" };
        format!(
            "class\t{} {}\t{use_of_it}\t{}\t{}",
            keys.class,
            keys.version,
            moment(keys.oldest),
            keys.customers
        )
    });
    let customers = format!("customer\t-\tin use\t-\t{}", state.customers());
    epochs.chain(server).chain([customers]).chain(classes).collect::<Vec<_>>().join("\n")
}

fn epoch_line(epoch: &EpochState) -> String {
    format!("epoch\t{}\tin use\t{}\t{}", epoch.number, moment(epoch.made_at), epoch.customers)
}

/// For programs. Moments are RFC 3339.
pub fn json(state: &KeyState) -> Value {
    let epochs = state.epochs.iter().map(
        |epoch| json!({ "epoch": epoch.number, "made": moment(epoch.made_at), "customers": epoch.customers }),
    );
    let server = state
        .server
        .iter()
        .map(|key| json!({ "name": key.name, "newest": key.newest, "made": moment(key.made_at) }));
    let classes = state.classes.iter().map(|keys| {
        json!({
            "class": keys.class,
            "version": keys.version,
            "newest": keys.newest,
            "customers": keys.customers,
            "oldest": moment(keys.oldest),
        })
    });
    json!({
        "root": state.root,
        "at": moment(state.at),
        "epochs": epochs.collect::<Vec<_>>(),
        "next_epoch": state.next_epoch().map(moment),
        "server": server.collect::<Vec<_>>(),
        "customers": state.customers(),
        "classes": classes.collect::<Vec<_>>(),
        "tombstones": state.tombstones,
        "index_rows_behind": state.index.as_ref().map(|index| index.behind),
        "warnings": state.warnings(),
    })
}

fn moment(at: Time) -> String {
    jiff::Timestamp::from_microsecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
}
