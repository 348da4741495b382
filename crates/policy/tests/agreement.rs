//! The compiled table says what the plainest reading of the rules says: over random policies and over the shop's own.

mod naive;

use std::collections::BTreeSet;

use naive::Naive;
use policy::{Facts, Policy, Settings, Verb, testing};
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

    /// The table's answer.
    fn quick(&self, policy: &Policy) -> bool {
        let ids = (policy.party(self.party), policy.leaf(self.leaf), policy.purpose(self.purpose));
        let (Some(party), Some(leaf), Some(purpose)) = ids else {
            panic!("a word of the question is unknown")
        };
        policy.mask(party, self.verb, purpose, self.facts(policy)).contains(leaf)
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

/// The whole space: each cell in every situation of the facts that its covering rules name; others make no difference to
/// how it reads. `each` gets the question and whether some rule allows it and some rule forbids it; returns how many
/// questions there were.
fn whole_space(naive: &Naive, mut each: impl FnMut(&Question<'_>, (bool, bool))) -> usize {
    let mut questions = 0;
    for (party, verb) in naive.parties.iter().flat_map(|party| Verb::ALL.map(|verb| (party, verb))) {
        let about = naive.about(party, verb.word());
        for (leaf, purpose) in
            naive.leaves.iter().flat_map(|leaf| naive.purposes.iter().map(move |purpose| (leaf, purpose)))
        {
            let cell = about.cell(leaf, purpose);
            let facts: Vec<String> =
                if cell.may_ever() { cell.facts().into_iter().collect() } else { Vec::new() };
            for pick in 0..1u64 << facts.len() {
                let held = subset(&facts, pick);
                let sides = cell.sides(&held);
                each(&Question { party, verb, leaf, purpose, held }, sides);
                questions += 1;
            }
        }
    }
    questions
}

/// The policy answers each question of the whole space as it reads, and nothing is both allowed and forbidden.
fn agree(naive: &Naive, policy: &Policy) -> (usize, usize) {
    let mut allowed = 0;
    let questions = whole_space(naive, |question, (may, never)| {
        let Question { party, verb, leaf, purpose, held } = question;
        assert!(
            !(may && never),
            "{party} {verb} {leaf} for {purpose} when {held:?} is allowed and forbidden"
        );
        assert_eq!(question.quick(policy), may, "{party} {verb} {leaf} for {purpose} when {held:?}");
        allowed += usize::from(may);
    });
    (questions, allowed)
}

#[test]
fn the_whole_space_of_the_shops_own_policy_answers_as_it_reads() {
    let (questions, allowed) = agree(&Naive::read(DEFAULT), &load(DEFAULT).unwrap());
    assert!(questions > 90_000 && allowed > 700, "only {allowed} of {questions} questions are allowed");
}

/// How many random policies each test takes; RANDOM_POLICIES asks for more.
fn random_policies() -> u32 {
    std::env::var("RANDOM_POLICIES").ok().and_then(|number| number.parse().ok()).unwrap_or(150)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(random_policies()))]

    #[test]
    fn random_policies_answer_as_they_read_or_are_refused(text in testing::any_policy(8)) {
        let naive = Naive::read(&text);
        match load(&text) {
            Ok(policy) => { agree(&naive, &policy); }
            Err(problems) => {
                let mut breach = false;
                whole_space(&naive, |_, sides| breach |= sides == (true, true));
                let others = ["covers nothing", "is collected and nobody may use it"];
                let other = problems.list.iter().any(|one| others.iter().any(|words| one.message.contains(words)));
                prop_assert!(breach || other, "refused without reason:\n{}\n{}", problems, text);
            }
        }
    }

    #[test]
    fn a_random_policy_that_loads_answers_as_it_reads(text in testing::sound_policy(12)) {
        agree(&Naive::read(&text), &load(&text).unwrap());
    }
}

fn load(text: &str) -> Result<Policy, policy::Problems> {
    Policy::load(text, &Settings::stand_ins())
}
