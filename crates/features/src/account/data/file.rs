//! The copy as JSON, in the form `cloakroom-data-1` of docs/formats.md. An adapter: values leave here for their owner.

use gate::Kind;
use serde_json::{Map, Value as Json, json};
use store::Time;
use web::{Ctx, hex};

use crate::account::held::{Fact, Held, Record, Section, Value};

/// The file. `chain` is the record as what it was signed over, with its proofs in the public log.
pub fn of(ctx: &Ctx, held: &Held, chain: &Json) -> String {
    let policy = ctx.house.policy();
    let file = json!({
        "format": "cloakroom-data-1",
        "shop": ctx.house.setup.title,
        "made": moment(ctx.now()),
        "policy": { "version": policy.version(), "sha256": policy.hash_hex() },
        "held": sections(&held.sections),
        "record": {
            "complete_and_unaltered": held.ledger.is_whole(),
            "lines": held.ledger.lines.iter().map(line).collect::<Vec<_>>(),
            "chain": chain,
        },
    });
    format!("{file:#}\n")
}

/// Kinds of thing, with every value that opened.
pub fn sections(sections: &[Section]) -> Json {
    sections.iter().map(section).collect()
}

fn section(section: &Section) -> Json {
    json!({
        "section": section.key,
        "title": section.title,
        "kept": section.kept,
        "paragraph": section.paragraph,
        "things": section.records.iter().map(record).collect::<Vec<_>>(),
    })
}

fn record(record: &Record) -> Json {
    json!({
        "title": record.title,
        "from": record.from,
        "since": moment(record.since),
        "policy": record.version,
        "values": values(&record.facts),
    })
}

/// Values by name; a name that occurs more than once has a list.
fn values(facts: &[Fact]) -> Json {
    let mut map = Map::new();
    for fact in facts {
        let value = value(&fact.value);
        match map.get_mut(fact.label) {
            None => drop(map.insert(fact.label.to_owned(), value)),
            Some(Json::Array(list)) if fact.label == "Step" => list.push(value),
            Some(first) => *first = Json::Array(vec![first.take(), value]),
        }
    }
    Json::Object(map)
}

fn value(value: &Value) -> Json {
    match value {
        Value::Text(opened) => Json::from(opened.show()),
        Value::Address(opened) | Value::Pieces(opened) | Value::Named(_, opened) | Value::Parts(opened) => {
            serde_json::from_str(opened.show()).unwrap_or_else(|_| Json::from(opened.show()))
        }
        Value::Withheld => Json::Null,
        Value::Over => json!({ "over": true }),
        Value::Words(words) | Value::Mark(words) => Json::from(words.as_str()),
        Value::Moment(at) => Json::from(moment(*at)),
        Value::Amount(minor, currency) => json!({ "minor": minor, "currency": currency }),
    }
}

fn line(line: &gate::Line) -> Json {
    let entry = &line.entry;
    json!({
        "line": line.seq,
        "at": moment(Time(entry.at)),
        "kind": kind(entry.kind),
        "actor": entry.actor,
        "party": entry.party,
        "firm": entry.recipient,
        "verb": entry.verb,
        "purpose": entry.purpose,
        "data": entry.leaves,
        "ground": entry.ground,
        "paragraph": entry.paragraph,
        "policy": { "version": entry.policy_version, "sha256": entry.policy_hash },
        "about": entry.about,
        "leaf": hex(&line.leaf),
        "head": hex(&line.head),
    })
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Opened => "opened",
        Kind::HandedOver => "handed over",
        Kind::Refused => "refused",
        Kind::Changed => "changed",
        Kind::Collected => "collected",
        Kind::Erased => "erased",
        Kind::Choice => "choice",
        Kind::Note => "note",
    }
}

/// RFC 3339, in UTC.
pub fn moment(at: Time) -> String {
    jiff::Timestamp::from_microsecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
}
