//! The copy as JSON, in the form `cloakroom-data-1` of docs/formats.md. An adapter: values leave here for their owner.

use gate::{ChainFile, Kind};
use serde::Serialize;
use serde_json::{Map, Value as Json, json};
use store::Time;
use web::{Ctx, Stop, hex};

use crate::account::held::{Fact, Held, Record, Section, Value};

#[derive(Serialize)]
struct File<'h> {
    format: &'static str,
    shop: &'h str,
    made: String,
    policy: Edition<'h>,
    held: Vec<SectionOf<'h>>,
    record: RecordOf<'h>,
}

#[derive(Serialize)]
struct Edition<'h> {
    version: &'h str,
    sha256: &'h str,
}

/// The record for people, and as what it was signed over, with its proofs in the public log.
#[derive(Serialize)]
struct RecordOf<'h> {
    complete_and_unaltered: bool,
    lines: Vec<LineOf<'h>>,
    chain: &'h ChainFile,
}

#[derive(Serialize)]
struct LineOf<'h> {
    line: u64,
    at: String,
    kind: &'static str,
    actor: &'h str,
    party: &'h str,
    firm: Option<&'h str>,
    verb: &'h str,
    purpose: &'h str,
    data: &'h [String],
    ground: &'h str,
    paragraph: &'h str,
    policy: Edition<'h>,
    about: Option<&'h str>,
    leaf: String,
    head: String,
}

/// A kind of thing, with every value that opened.
#[derive(Serialize)]
pub struct SectionOf<'h> {
    section: &'h str,
    title: &'h str,
    kept: &'h str,
    paragraph: &'h str,
    things: Vec<ThingOf<'h>>,
}

#[derive(Serialize)]
struct ThingOf<'h> {
    title: &'h str,
    from: &'h str,
    since: String,
    policy: &'h str,
    values: Map<String, Json>,
}

/// The file.
pub fn of(ctx: &Ctx, held: &Held) -> Result<String, Stop> {
    let policy = ctx.house.policy();
    let file = File {
        format: "cloakroom-data-1",
        shop: &ctx.house.setup.title,
        made: moment(ctx.now()),
        policy: Edition { version: policy.version(), sha256: &policy.hash_hex() },
        held: sections(&held.sections),
        record: RecordOf {
            complete_and_unaltered: held.ledger.is_whole(),
            lines: held.ledger.lines.iter().map(line).collect(),
            chain: &held.ledger.file,
        },
    };
    Ok(serde_json::to_string_pretty(&file).map_err(Stop::fault)? + "\n")
}

/// Kinds of thing, with every value that opened.
pub fn sections(sections: &[Section]) -> Vec<SectionOf<'_>> {
    sections.iter().map(section).collect()
}

fn section(section: &Section) -> SectionOf<'_> {
    SectionOf {
        section: section.key,
        title: section.title,
        kept: &section.kept,
        paragraph: &section.paragraph,
        things: section.records.iter().map(thing).collect(),
    }
}

fn thing(record: &Record) -> ThingOf<'_> {
    ThingOf {
        title: &record.title,
        from: &record.from,
        since: moment(record.since),
        policy: &record.version,
        values: values(&record.facts),
    }
}

/// Values by name; a name that occurs more than once has a list.
fn values(facts: &[Fact]) -> Map<String, Json> {
    let mut map = Map::new();
    for fact in facts {
        let value = value(&fact.value);
        match map.get_mut(fact.label) {
            None => drop(map.insert(fact.label.to_owned(), value)),
            Some(Json::Array(list)) if fact.label == "Step" => list.push(value),
            Some(first) => *first = Json::Array(vec![first.take(), value]),
        }
    }
    map
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

fn line(line: &gate::Line) -> LineOf<'_> {
    let entry = &line.entry;
    LineOf {
        line: line.seq,
        at: moment(Time(entry.at)),
        kind: kind(entry.kind),
        actor: &entry.actor,
        party: &entry.party,
        firm: entry.recipient.as_deref(),
        verb: &entry.verb,
        purpose: &entry.purpose,
        data: &entry.leaves,
        ground: &entry.ground,
        paragraph: &entry.paragraph,
        policy: Edition { version: &entry.policy_version, sha256: &entry.policy_hash },
        about: entry.about.as_deref(),
        leaf: hex(&line.leaf),
        head: hex(&line.head),
    }
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
