//! The compiled table says what the plainest reading of the rules says: over random policies and over the shop's own.

mod naive;

use std::collections::BTreeSet;

use naive::Naive;
use policy::{Facts, Policy, Settings, Verb};
use proptest::prelude::*;

const DEFAULT: &str = include_str!("../../../policy/privacy.md");

struct Question<'n> {
    party: &'n str,
    verb: Verb,
    leaf: &'n str,
    purpose: &'n str,
    held: BTreeSet<String>,
}

impl Question<'_> {
    fn facts(&self, policy: &Policy) -> Facts {
        self.held.iter().filter_map(|name| policy.fact(name)).collect()
    }

    /// The table's answer, after the clause and the explanation were seen to agree with it.
    fn answer(&self, policy: &Policy) -> bool {
        let ids = (policy.party(self.party), policy.leaf(self.leaf), policy.purpose(self.purpose));
        let (Some(party), Some(leaf), Some(purpose)) = ids else {
            panic!("a word of the question is unknown")
        };
        let facts = self.facts(policy);
        let allowed = policy.mask(party, self.verb, purpose, facts).contains(leaf);
        let clause = policy.clause(party, self.verb, leaf, purpose, facts);
        assert_eq!(clause.is_some(), allowed, "a clause is cited exactly for what is allowed");
        let why = policy.explain(party, self.verb, leaf, purpose, facts);
        assert!(!allowed || why.missing.is_empty(), "nothing is missing where it is allowed");
        let matter =
            policy.facts_that_matter(party, self.verb, purpose, policy.leaves(self.leaf).unwrap_or_default());
        let known = policy.mask(party, self.verb, purpose, facts & matter).contains(leaf);
        assert_eq!(known, allowed, "facts that do not matter make no difference");
        allowed
    }
}

fn subset(names: &[String], bits: u64) -> BTreeSet<String> {
    names
        .iter()
        .enumerate()
        .filter(|(at, _)| bits >> (at % 64) & 1 == 1)
        .map(|(_, name)| name.clone())
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]

    #[test]
    fn the_shops_own_policy_answers_as_it_reads(pick in any::<[u16; 4]>(), facts in any::<u64>()) {
        thread_local!(static BOTH: (Naive, Policy) = (Naive::read(DEFAULT), load(DEFAULT).unwrap()));
        BOTH.with(|(naive, policy)| {
            let at = |names: &[String], n: u16| usize::from(n) % names.len();
            let question = Question {
                party: &naive.parties[at(&naive.parties, pick[0])],
                verb: Verb::ALL[usize::from(pick[1]) % 6],
                leaf: &naive.leaves[at(&naive.leaves, pick[2])],
                purpose: &naive.purposes[at(&naive.purposes, pick[3])],
                held: subset(&naive.facts, facts),
            };
            let (may, never) = naive.sides(question.party, question.verb.word(), question.leaf, question.purpose, &question.held);
            prop_assert!(!(may && never), "the shop's own policy contradicts itself");
            prop_assert_eq!(question.answer(policy), may);
            Ok(())
        })?;
    }
}

#[test]
fn every_cell_of_the_shops_own_policy_answers_as_it_reads() {
    let (naive, policy) = (Naive::read(DEFAULT), load(DEFAULT).unwrap());
    let mut allowed = 0;
    for (party, verb) in naive.parties.iter().flat_map(|party| Verb::ALL.map(|verb| (party, verb))) {
        for (leaf, purpose) in
            naive.leaves.iter().flat_map(|leaf| naive.purposes.iter().map(move |purpose| (leaf, purpose)))
        {
            let held: BTreeSet<String> =
                naive.facts.iter().filter(|fact| *fact != "objected").cloned().collect();
            let (may, _) = naive.sides(party, verb.word(), leaf, purpose, &held);
            assert_eq!(Question { party, verb, leaf, purpose, held }.answer(&policy), may);
            allowed += usize::from(may);
        }
    }
    assert!(allowed > 500, "only {allowed} cells allow anything");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn random_policies_answer_as_they_read_or_are_refused(rules in proptest::collection::vec(rule(), 1..8)) {
        let text = format!("{HEAD}{}\n{WORDS}", rules.join("\n"));
        let naive = Naive::read(&text);
        let all = every_question(&naive);
        let breach = all.iter().any(|q| naive.sides(q.party, q.verb.word(), q.leaf, q.purpose, &q.held) == (true, true));
        match load(&text) {
            Ok(policy) => {
                prop_assert!(!breach, "a contradiction was let in:\n{}", text);
                for question in &all {
                    let (may, _) = naive.sides(question.party, question.verb.word(), question.leaf, question.purpose, &question.held);
                    prop_assert_eq!(question.answer(&policy), may);
                }
            }
            Err(problems) => {
                let empty = problems.list.iter().any(|problem| problem.message.contains("covers nothing"));
                prop_assert!(breach || empty, "refused without reason:\n{}\n{}", problems, text);
            }
        }
    }
}

fn load(text: &str) -> Result<Policy, policy::Problems> {
    Policy::load(text, &Settings::stand_ins())
}

fn every_question(naive: &Naive) -> Vec<Question<'_>> {
    let mut all = Vec::new();
    for party in &naive.parties {
        for (leaf, purpose) in
            naive.leaves.iter().flat_map(|leaf| naive.purposes.iter().map(move |purpose| (leaf, purpose)))
        {
            for facts in 0..1u64 << naive.facts.len() {
                let held = subset(&naive.facts, facts);
                all.extend([Verb::See, Verb::Receive].map(|verb| Question {
                    party,
                    verb,
                    leaf,
                    purpose,
                    held: held.clone(),
                }));
            }
        }
    }
    all
}

fn rule() -> impl Strategy<Value = String> {
    let names = |list: &'static [&'static str]| {
        proptest::sample::subsequence(list, 1..=2).prop_map(|names| names.join(", "))
    };
    let data = (
        names(&["card", "card.digits", "post", "post.home", "personal"]),
        proptest::option::of(names(&["card.token", "post.box"])),
    )
        .prop_map(|(names, but)| but.map_or(names.clone(), |but| format!("{names} but {but}")));
    let parties = names(&["shop", "clerk", "courier", "agency"]);
    let who = prop_oneof![
        parties.clone().prop_map(|p| format!("{p} may never")),
        parties.clone().prop_map(|p| format!("nobody but {p} may")),
        Just("nobody outside may".to_owned()),
        Just("nobody inside but shop may".to_owned())
    ];
    let verbs = names(&["see", "receive"]);
    let purposes = names(&["order", "order.pay", "news", "study"]);
    let scope = prop_oneof![
        Just(String::new()),
        purposes.clone().prop_map(|p| format!(" for {p}")),
        purposes.clone().prop_map(|p| format!(" except for {p}"))
    ];
    let facts = proptest::option::of(proptest::sample::select(
        &[
            "asked",
            "not asked",
            "asked and open",
            "open or not yes",
            "asked and not open or yes",
            "yes and open",
        ][..],
    ));
    let may = (parties, verbs.clone(), data.clone(), purposes, facts.clone()).prop_map(
        |(who, verbs, data, purposes, facts)| {
            format!(
                "{who} may {verbs} {data} for {purposes} as contract{}",
                facts.map_or(String::new(), |facts| format!(" if {facts}"))
            )
        },
    );
    let never = (who, verbs, data, scope, facts).prop_map(|(who, verbs, data, scope, facts)| {
        format!(
            "{who} {verbs} {data}{scope}{}",
            facts.map_or(String::new(), |facts| format!(" unless {facts}"))
        )
    });
    prop_oneof![3 => may, 2 => never]
}

const HEAD: &str = "---\nversion: 1\neffective: 2027-01-01\n---\n# A policy\nSome promises.\n```rules\n";
const WORDS: &str = "keep personal for 1 year after collection then erase
data card: token, digits
data post: home, box
purpose order: pay, send
purpose news, study
inside shop, clerk
outside courier, agency
fact asked, open, yes
```
";
