//! The compiled table and Cedar agree: on every cell of the shop's own policy, and on random policies.

use std::thread;

use policy::{Facts, Party, Policy, Purpose, Settings, Verb};
use proof::Oracle;
use proptest::prelude::*;

const DEFAULT: &str = include_str!("../../policy/privacy.md");

fn load(text: &str) -> Result<Policy, policy::Problems> {
    Policy::load(text, &Settings::stand_ins())
}

/// Every combination of the facts that some permission for this party, verb and purpose speaks of, and of those that a
/// prohibition on the same speaks of; the facts that nobody speaks of all hold.
fn situations(policy: &Policy, party: Party, verb: Verb, purpose: Purpose) -> Vec<Facts> {
    let rules = policy.rules();
    let covers = |block: policy::Block| block.covers(party.number(), verb, purpose.number());
    let may = rules.permissions.iter().filter(|may| covers(may.block));
    let granted = may.clone().fold(0, |data, may| data | may.block.data);
    let never =
        rules.prohibitions.iter().filter(|never| covers(never.block) && never.block.data & granted != 0);
    let spoken = may.fold(0, |facts, may| facts | may.when.facts());
    let spoken = never.fold(spoken, |facts, never| facts | never.unless.facts());
    let all: Facts = policy.facts().collect();
    let others = all.without(Facts::from_bits(spoken));
    // Each subset of the bits, from the fullest down.
    let subsets = std::iter::successors(Some(spoken), |subset| (*subset != 0).then(|| (subset - 1) & spoken));
    subsets.map(|subset| Facts::from_bits(subset) | others).collect()
}

/// Asks both about all data for one party; how many questions, and how many were allowed.
fn compare(policy: &Policy, oracle: &Oracle<'_>, party: Party) -> (usize, usize) {
    let (mut asked, mut allowed) = (0, 0);
    for purpose in policy.purposes() {
        for verb in Verb::ALL {
            for facts in situations(policy, party, verb, purpose) {
                let table = policy.mask(party, verb, purpose, facts);
                let situation = oracle.situation(purpose, facts).expect("a situation");
                for leaf in policy.all_leaves() {
                    let cedar = oracle.allows(party, verb, leaf, &situation).expect("an answer");
                    assert_eq!(
                        cedar,
                        table.contains(leaf),
                        "{} {verb} {} for {} when {facts:?}",
                        policy.party_name(party),
                        policy.leaf_name(leaf),
                        policy.purpose_name(purpose)
                    );
                    asked += 1;
                    allowed += usize::from(cedar);
                }
            }
        }
    }
    (asked, allowed)
}

#[test]
fn table_and_cedar_agree_on_every_cell_of_the_shops_own_policy() {
    let policy = load(DEFAULT).expect("the shop's own policy is sound");
    let oracle = Oracle::of(&policy).expect("Cedar takes the export");
    let parties: Vec<Party> = policy.parties().collect();
    let (left, right) = parties.split_at(parties.len() / 2);
    let sum = |parties: &[Party]| {
        parties
            .iter()
            .map(|party| compare(&policy, &oracle, *party))
            .fold((0, 0), |(a, b), (c, d)| (a + c, b + d))
    };
    let (one, other) = thread::scope(|scope| {
        let one = scope.spawn(|| sum(left));
        let other = sum(right);
        (one.join().expect("the other half agrees as well"), other)
    });
    let (asked, allowed) = (one.0 + other.0, one.1 + other.1);
    println!("{asked} questions, {allowed} allowed, no disagreement");
    assert!(asked >= policy.parties().count() * 6 * policy.purposes().count() * policy.all_leaves().count());
    assert!(allowed > 500, "only {allowed} were allowed");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..ProptestConfig::default() })]

    #[test]
    fn table_and_cedar_agree_on_random_policies(
        mays in proptest::collection::vec(may(), 1..5),
        nevers in proptest::collection::vec(never(), 0..5),
        facts in any::<[u8; 3]>(),
    ) {
        let policy = sound(&mays, &nevers);
        let oracle = Oracle::of(&policy).map_err(|error| TestCaseError::fail(format!("{error:#}")))?;
        for held in facts {
            let facts: Facts = policy.facts().filter(|fact| held >> fact.number() & 1 == 1).collect();
            for purpose in policy.purposes() {
                let situation = oracle.situation(purpose, facts).expect("a situation");
                for party in policy.parties() {
                    for verb in [Verb::See, Verb::Receive] {
                        let table = policy.mask(party, verb, purpose, facts);
                        for leaf in policy.all_leaves() {
                            let cedar = oracle.allows(party, verb, leaf, &situation).expect("an answer");
                            prop_assert_eq!(cedar, table.contains(leaf), "{}", policy.source());
                        }
                    }
                }
            }
        }
    }
}

/// The permissions with as many of the prohibitions as they do not contradict.
fn sound(mays: &[String], nevers: &[String]) -> Policy {
    let mut rules = mays.to_vec();
    let mut best = load(&page(&rules)).expect("permissions alone contradict nothing");
    for never in nevers {
        rules.push(never.clone());
        match load(&page(&rules)) {
            Ok(policy) => best = policy,
            Err(_) => drop(rules.pop()),
        }
    }
    best
}

fn page(rules: &[String]) -> String {
    format!("{HEAD}{}\n{WORDS}", rules.join("\n"))
}

fn some(names: &'static [&'static str]) -> impl Strategy<Value = String> + Clone {
    proptest::sample::subsequence(names, 1..=2).prop_map(|names| names.join(", "))
}

const PARTIES: &[&str] = &["shop", "clerk", "courier", "agency"];
const FACTS: &[&str] = &[
    "asked",
    "not asked",
    "asked and open",
    "open or not agreed",
    "asked and not open or agreed",
    "agreed and open",
];

/// Verbs and data of a rule.
fn what() -> impl Strategy<Value = String> {
    let but = proptest::option::of(some(&["card.token", "post.box"]));
    (some(&["see", "receive"]), some(&["card", "card.digits", "post", "post.home", "personal"]), but)
        .prop_map(|(verbs, data, but)| {
            format!("{verbs} {data}{}", but.map_or(String::new(), |but| format!(" but {but}")))
        })
}

fn facts(word: &'static str) -> impl Strategy<Value = String> {
    proptest::option::of(proptest::sample::select(FACTS))
        .prop_map(move |facts| facts.map_or(String::new(), |facts| format!(" {word} {facts}")))
}

fn purposes() -> impl Strategy<Value = String> {
    some(&["order", "order.pay", "news", "study"])
}

fn may() -> impl Strategy<Value = String> {
    (some(PARTIES), what(), purposes(), facts("if")).prop_map(|(who, what, purposes, facts)| {
        format!("{who} may {what} for {purposes} as contract{facts}")
    })
}

fn never() -> impl Strategy<Value = String> {
    let who = prop_oneof![
        some(PARTIES).prop_map(|who| format!("{who} may never")),
        some(PARTIES).prop_map(|who| format!("nobody but {who} may")),
        Just("nobody outside may".to_owned()),
        Just("nobody inside but shop may".to_owned()),
    ];
    let scope = prop_oneof![
        Just(String::new()),
        purposes().prop_map(|purposes| format!(" for {purposes}")),
        purposes().prop_map(|purposes| format!(" except for {purposes}")),
    ];
    (who, what(), scope, facts("unless"))
        .prop_map(|(who, what, scope, facts)| format!("{who} {what}{scope}{facts}"))
}

const HEAD: &str = "---\nversion: 1\neffective: 2027-01-01\n---\n# A policy\nSome promises.\n```rules\n";
const WORDS: &str = "keep personal for 1 year after collection then erase
data card: token, digits
data post: home, box
purpose order: pay, send
purpose news, study
inside shop, clerk
outside courier, agency
fact asked, open, agreed
```
";
