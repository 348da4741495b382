//! The record of processing (GDPR, article 30, paragraph 1): a line for each permission that touches personal data.

use policy::{Keep, Mask, Permission, Policy, Then};

use super::{
    Publisher,
    names::{Names, verbs},
};

const HEAD: [&str; 14] = [
    "paragraph",
    "purposes",
    "people concerned",
    "categories of personal data",
    "operations",
    "who works with it inside",
    "recipients outside",
    "transfers to third countries",
    "ground",
    "only if",
    "kept",
    "safeguards",
    "controller",
    "data-protection officer",
];

/// The language has no word for countries, and a record must not be silent where the law asks.
const COUNTRIES: &str = "the policy names no country: see the agreement with the recipient";

pub(super) fn record(policy: &Policy, publisher: &Publisher) -> String {
    let personal = policy.personal().bits();
    let touching = policy.rules().permissions.iter().filter(|may| may.block.data & personal != 0);
    let safeguards = safeguards(policy);
    let rows = touching.map(|may| row(policy, may, &safeguards, publisher));
    let head = line(HEAD.map(str::to_owned));
    std::iter::once(head).chain(rows).collect()
}

fn row(policy: &Policy, may: &Permission, safeguards: &str, publisher: &Publisher) -> String {
    let (names, block) = (Names(policy), may.block);
    let data = Mask::from_bits(block.data) & policy.personal();
    let (inside, outside) = recipients(policy, block.parties);
    let purposes = names.purposes(block.purposes).into_iter().map(|name| policy.purpose_words(name));
    let when = may.when.0.iter().map(|list| names.facts_in_a_row(*list)).collect::<Vec<_>>().join(" or ");
    let countries = if outside.is_empty() { "none: nobody outside" } else { COUNTRIES };
    line([
        policy.clause_of(may.rule).paragraph.clone(),
        purposes.collect::<Vec<_>>().join("; "),
        "customers and visitors".to_owned(),
        data.iter().map(|leaf| policy.leaf_words(policy.leaf_name(leaf))).collect::<Vec<_>>().join("; "),
        verbs(block.verbs).join("; "),
        inside.join("; "),
        outside.join("; "),
        countries.to_owned(),
        may.ground.map(|ground| ground.to_string()).unwrap_or_default(),
        when,
        kept(policy, data),
        safeguards.to_owned(),
        publisher.shop.clone(),
        publisher.officer.clone(),
    ])
}

/// Those inside, and those outside with what they are to the shop.
fn recipients(policy: &Policy, parties: u64) -> (Vec<String>, Vec<String>) {
    let named = policy.parties().filter(|party| parties >> party.number() & 1 == 1);
    let (inside, outside): (Vec<_>, Vec<_>) = named.partition(|party| policy.is_inside(*party));
    let outside = outside.into_iter().map(|party| match policy.kind(party) {
        Some(kind) => format!("{} ({kind})", policy.party_words(party)),
        None => policy.party_words(party),
    });
    (inside.into_iter().map(|party| policy.party_words(party)).collect(), outside.collect())
}

/// How long each part of the data is kept: "name, user name: as long as …, then erased".
fn kept(policy: &Policy, data: Mask) -> String {
    let terms = policy.rules().keeps.iter().filter(|keep| !(keep.data & data).is_empty());
    terms.map(|keep| term(policy, keep, keep.data & data)).collect::<Vec<_>>().join("; ")
}

fn term(policy: &Policy, keep: &Keep, data: Mask) -> String {
    let words: Vec<String> = data.iter().map(|leaf| policy.leaf_words(policy.leaf_name(leaf))).collect();
    let how_long = data.iter().next().map(|leaf| policy.keep_words(leaf)).unwrap_or_default();
    let then = match keep.then {
        Then::Erase => "erased",
        Then::Anonymise => "anonymised",
    };
    format!("{}: {how_long}, then {then}", words.join(", "))
}

/// What is always so, and the duties, in the page's own words.
fn safeguards(policy: &Policy) -> String {
    let paragraphs = policy.document().sections.iter().flat_map(|section| &section.paragraphs);
    let rules = paragraphs.flat_map(|paragraph| &paragraph.rules);
    let always = rules.filter(|rule| rule.source.starts_with("every ") || rule.source.starts_with("duty "));
    always.map(|rule| rule.words.trim_end_matches('.')).collect::<Vec<_>>().join("; ")
}

/// A line of CSV (RFC 4180).
fn line(fields: [String; HEAD.len()]) -> String {
    format!("{}\r\n", fields.map(|field| quoted(&field)).join(","))
}

fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}
