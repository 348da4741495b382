//! A policy written again is the same policy.

use policy::{Facts, Policy, Settings, Verb, testing};
use proptest::prelude::*;

const DEFAULT: &str = include_str!("../../../policy/privacy.md");

fn load(text: &str) -> Policy {
    Policy::load(text, &Settings::stand_ins()).unwrap_or_else(|problems| panic!("{problems}\n{text}"))
}

/// Every answer of both, in every situation that makes a difference to the first.
fn answers_alike(one: &Policy, other: &Policy) {
    let all = one.all_leaves().collect();
    for (party, verb) in one.parties().flat_map(|party| Verb::ALL.map(|verb| (party, verb))) {
        for purpose in one.purposes() {
            let facts: Vec<_> = one.facts_that_matter(party, verb, purpose, all).iter().collect();
            assert_eq!(
                one.facts_that_matter(party, verb, purpose, all),
                other.facts_that_matter(party, verb, purpose, all)
            );
            for pick in 0..1u32 << facts.len() {
                let held: Facts = facts
                    .iter()
                    .enumerate()
                    .filter(|(at, _)| pick >> at & 1 == 1)
                    .map(|(_, fact)| *fact)
                    .collect();
                assert_eq!(one.mask(party, verb, purpose, held), other.mask(party, verb, purpose, held));
            }
        }
    }
}

#[test]
fn the_shops_own_policy_is_written_as_the_language_spells_it() {
    let policy = load(DEFAULT);
    let tidied = policy.tidied();
    assert_eq!(tidied, DEFAULT, "write the rules of the file as the language spells them");
}

#[test]
fn untidy_rules_mean_the_same_when_written_tidily() {
    let untidy = DEFAULT.replace(", ", " ,  ").replace(" for order.", "\n     for   order.");
    let untidy = untidy.replace(
        "settings: shop ,  group ,  care-email ,  care-phone ,  officer-post ,  cookie-advice",
        "settings: shop, group, care-email, care-phone, officer-post, cookie-advice",
    );
    let policy = load(&untidy);
    let again = load(&policy.tidied());
    answers_alike(&policy, &again);
    assert_eq!(policy.listing(), again.listing());
    assert_eq!(again.tidied(), policy.tidied(), "what is tidy stays as it is");
}

#[test]
fn every_form_of_rule_is_written_as_it_is_read() {
    let policy = load(DEFAULT);
    let sources: Vec<String> = policy
        .document()
        .sections
        .iter()
        .flat_map(|section| &section.paragraphs)
        .flat_map(|paragraph| &paragraph.rules)
        .map(|rule| rule.source.clone())
        .collect();
    for opening in [
        "nobody",
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
        "data",
        "purpose",
        "inside",
        "outside",
        "fact",
    ] {
        let rule = sources.iter().find(|rule| rule.starts_with(opening));
        let rule =
            rule.unwrap_or_else(|| panic!("the shop's own policy has no rule that begins with {opening}"));
        assert!(policy.tidied().contains(&format!("\n{rule}\n")), "{rule}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn a_random_policy_written_again_answers_alike(text in testing::sound_policy(8), spaces in 1..4usize) {
        let untidy = text.replace(" may ", &format!("{}may\n  ", " ".repeat(spaces)));
        let (policy, messy) = (load(&text), load(&untidy));
        prop_assert_eq!(messy.tidied(), policy.tidied());
        let again = load(&messy.tidied());
        answers_alike(&policy, &again);
        prop_assert_eq!(again.tidied(), policy.tidied());
    }
}
