//! What the language costs: a decision with its reason, a mask, and loading the shop's own policy and one five times its
//! size with every check. `cargo bench -p policy`; how the figures are made stands in `bench/README.md`.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use policy::{Facts, Leaf, Party, Policy, Purpose, Settings, Verb};

const OWN: &str = include_str!("../../../policy/privacy.md");

/// Rounds of each measurement; the middle one is told.
const ROUNDS: usize = 9;

#[expect(clippy::print_stdout, reason = "this program tells figures")]
fn main() {
    let (own, large) = (OWN.to_owned(), five_times(OWN));
    let policy = load(&own);
    let questions = questions(&policy);
    let counted = load(&large);
    println!("the shop's own policy: {} lines, {} rules", own.lines().count(), rules(&policy));
    println!("one more than five times its size: {} lines, {} rules", large.lines().count(), rules(&counted));
    println!("decision with its reason: {:.1} ns", each(&questions, |q| q.decide(&policy)));
    println!(
        "refusal with its reason: {:.1} ns",
        each(&refused(&policy, &questions), |q| q.explain(&policy))
    );
    println!("mask of all data for one purpose: {:.1} ns", each(&questions, |q| q.mask(&policy)));
    println!("load with every check: {:.2} ms", middle(|| drop(black_box(load(&own)))).as_secs_f64() * 1e3);
    println!("load of the large one: {:.2} ms", middle(|| drop(black_box(load(&large)))).as_secs_f64() * 1e3);
}

fn load(text: &str) -> Policy {
    Policy::load(text, &Settings::stand_ins()).unwrap_or_else(|problems| panic!("{problems}"))
}

fn rules(policy: &Policy) -> usize {
    let sections = policy.document().sections.iter();
    sections.flat_map(|section| &section.paragraphs).map(|paragraph| paragraph.rules.len()).sum()
}

/// More than five times the rules: the same sections again and again, with their permissions and prohibitions; what may
/// stand only once stands once.
fn five_times(text: &str) -> String {
    let (Some(begin), Some(end)) = (text.find("## 1. "), text.find("## 10. ")) else {
        panic!("the policy has sections 1 to 10")
    };
    let mut out = text[..end].to_owned();
    let mut number = 9;
    for _ in 0..6 {
        for line in text[begin..end].lines() {
            let once = line.split(' ').next().is_some_and(|word| ONCE.contains(&word));
            match line.strip_prefix("## ").and_then(|title| title.split_once(". ")) {
                Some((_, title)) => {
                    number += 1;
                    out.push_str(&format!("## {number}. {title}\n"));
                }
                None if line == "```rules" => out.push_str("```rules\nno rule because \"it stands above\"\n"),
                None if once => {}
                None => out.push_str(&format!("{line}\n")),
            }
        }
    }
    format!("{out}{}", text[end..].replacen("## 10. ", &format!("## {}. ", number + 1), 1))
}

const ONCE: [&str; 11] = [
    "keep",
    "choice",
    "cookie",
    "limit",
    "before",
    "answer",
    "every",
    "statistics",
    "duty",
    "figure",
    "change",
];

struct Question {
    party: Party,
    verb: Verb,
    leaf: Leaf,
    purpose: Purpose,
    facts: Facts,
}

impl Question {
    fn decide(&self, policy: &Policy) -> bool {
        policy.clause(self.party, self.verb, self.leaf, self.purpose, self.facts).is_some()
    }

    fn mask(&self, policy: &Policy) -> bool {
        policy.mask(self.party, self.verb, self.purpose, self.facts).is_empty()
    }

    fn explain(&self, policy: &Policy) -> bool {
        policy.explain(self.party, self.verb, self.leaf, self.purpose, self.facts).clause.is_some()
    }
}

/// Questions that some rule allows in some situation: every such cell, each in a situation of its own.
fn questions(policy: &Policy) -> Vec<Question> {
    let mut all = Vec::new();
    let mut dice = 0x2545_f491_4f6c_dd1d_u64;
    for (party, verb) in policy.parties().flat_map(|party| Verb::ALL.map(|verb| (party, verb))) {
        for purpose in policy.purposes() {
            for leaf in policy.ever(party, verb, purpose).iter() {
                dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let facts = policy.facts().filter(|fact| dice >> (32 + fact.number()) & 1 == 1).collect();
                all.push(Question { party, verb, leaf, purpose, facts });
            }
        }
    }
    all
}

fn refused(policy: &Policy, questions: &[Question]) -> Vec<Question> {
    let refused = questions.iter().filter(|question| !question.decide(policy));
    refused
        .map(|q| Question { party: q.party, verb: q.verb, leaf: q.leaf, purpose: q.purpose, facts: q.facts })
        .collect()
}

/// Nanoseconds for one question, over all of them again and again.
fn each(questions: &[Question], ask: impl Fn(&Question) -> bool) -> f64 {
    let again = 200_000 / questions.len().max(1) + 1;
    let all = middle(|| {
        for _ in 0..again {
            for question in questions {
                black_box(ask(black_box(question)));
            }
        }
    });
    all.as_nanos() as f64 / (again * questions.len()) as f64
}

/// The middle one of some rounds, after one to warm up.
fn middle(round: impl Fn()) -> Duration {
    round();
    let time = || {
        let begin = Instant::now();
        round();
        begin.elapsed()
    };
    let mut times: Vec<Duration> = (0..ROUNDS).map(|_| time()).collect();
    times.sort_unstable();
    times[ROUNDS / 2]
}
