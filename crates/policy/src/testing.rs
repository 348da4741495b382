//! Random policies, for tests here and in the crates that read policies: whole files in the language, small enough that
//! every question can be asked, and they shrink towards a single rule.

use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::{select, subsequence},
};

use crate::{Policy, Settings};

/// A file with up to `most` random rules. It may contradict itself or break another check.
pub fn any_policy(most: usize) -> impl Strategy<Value = String> {
    vec(rule(), 1..most.max(2)).prop_map(|rules| file(&rules))
}

/// A file that loads: of up to `most` random rules, those that the ones before them leave sound.
pub fn sound_policy(most: usize) -> impl Strategy<Value = String> {
    vec(rule(), 1..most.max(2)).prop_map(|rules| {
        let mut kept: Vec<String> = Vec::new();
        for rule in rules {
            kept.push(rule);
            if Policy::load(&file(&kept), &Settings::stand_ins()).is_err() {
                kept.pop();
            }
        }
        file(&kept)
    })
}

/// The file around some rules: without any it loads.
pub fn file(rules: &[String]) -> String {
    let rules: String = rules.iter().map(|rule| format!("{rule}\n")).collect();
    format!("{HEAD}{rules}{WORDS}")
}

/// A permission or a prohibition.
pub fn rule() -> impl Strategy<Value = String> {
    prop_oneof![3 => permission(), 2 => prohibition()]
}

fn permission() -> impl Strategy<Value = String> {
    let grounds = select(&GROUNDS[..]);
    (some(&PARTIES), some(&VERBS), data(), some(&PURPOSES), grounds, option::of(facts())).prop_map(
        |(who, verbs, data, purposes, (ground, needs), facts)| {
            let facts = match (facts, needs) {
                (Some(facts), "") => format!(" if {}", facts.join(" or ")),
                (Some(facts), needs) => {
                    let each: Vec<String> = facts.iter().map(|list| format!("{list} and {needs}")).collect();
                    format!(" if {}", each.join(" or "))
                }
                (None, "") => String::new(),
                (None, needs) => format!(" if {needs}"),
            };
            format!("{who} may {verbs} {data} for {purposes} as {ground}{facts}")
        },
    )
}

fn prohibition() -> impl Strategy<Value = String> {
    let who = prop_oneof![
        some(&PARTIES).prop_map(|parties| format!("{parties} may never")),
        some(&PARTIES).prop_map(|parties| format!("nobody but {parties} may")),
        select(&["nobody may", "nobody outside may", "nobody inside but shop may"][..])
            .prop_map(str::to_owned),
    ];
    let scope = prop_oneof![
        Just(String::new()),
        some(&PURPOSES).prop_map(|purposes| format!(" for {purposes}")),
        some(&PURPOSES).prop_map(|purposes| format!(" except for {purposes}")),
    ];
    (who, some(&VERBS), data(), scope, option::of(facts())).prop_map(|(who, verbs, data, scope, facts)| {
        let unless = facts.map_or_else(String::new, |facts| format!(" unless {}", facts.join(" or ")));
        format!("{who} {verbs} {data}{scope}{unless}")
    })
}

/// One or two of the names.
fn some(names: &'static [&'static str]) -> impl Strategy<Value = String> {
    subsequence(names, 1..=2).prop_map(|names| names.join(", "))
}

fn data() -> impl Strategy<Value = String> {
    (some(&DATA), option::of(some(&PARTS)))
        .prop_map(|(names, but)| but.map_or(names.clone(), |but| format!("{names} but {but}")))
}

/// One or two lists of facts, of which one has to hold.
fn facts() -> impl Strategy<Value = Vec<String>> {
    let fact = (any::<bool>(), 0..FACTS.len());
    let list = vec(fact, 1..=2).prop_map(|facts| {
        let mut facts: Vec<(usize, bool)> = facts.into_iter().map(|(holds, at)| (at, holds)).collect();
        facts.sort_unstable();
        facts.dedup_by_key(|(at, _)| *at);
        let word = |(at, holds): (usize, bool)| format!("{}{}", if holds { "" } else { "not " }, FACTS[at]);
        facts.into_iter().map(word).collect::<Vec<_>>().join(" and ")
    });
    vec(list, 1..=2)
}

const PARTIES: [&str; 5] = ["shop", "clerk", "customer", "courier", "agency"];
const VERBS: [&str; 6] = ["collect", "see", "use", "change", "erase", "receive"];
const DATA: [&str; 7] = ["personal", "card", "card.digits", "post", "post.home", "note", "figures"];
const PARTS: [&str; 3] = ["card.token", "post.box", "note"];
const PURPOSES: [&str; 5] = ["order", "order.pay", "order.send", "news", "study"];
const FACTS: [&str; 3] = ["asked", "open", "yes"];
/// Each ground with what it has to ask for.
const GROUNDS: [(&str, &str); 4] = [
    ("contract", ""),
    ("legal-obligation", ""),
    ("consent", "news-wanted"),
    ("legitimate-interest", "not objected"),
];

const HEAD: &str = "---\nversion: 1\neffective: 2027-01-01\n---\n# A policy\n\nSome promises.\n```rules\nevery refusal is recorded\n";
const WORDS: &str = "```

What always stands here.
```rules
choice news-wanted \"Send me news\" starts off
clerk may use note for news as consent if news-wanted
keep personal for 1 year after collection then erase
```

Our words.
```rules
data card: token, digits
data post: home, box
data note
data not-personal figures
purpose order: pay, send
purpose news, study
inside shop, clerk, customer
outside courier (processor), agency (controller)
fact asked, open, yes, objected
```
";
