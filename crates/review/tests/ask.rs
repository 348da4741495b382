//! Questions to the default policy, as a data-protection officer would ask them.

use policy::{Policy, Settings, Verb};
use review::{Answer, ask};

fn policy() -> Policy {
    Policy::load(include_str!("../../../policy/privacy.md"), &Settings::stand_ins())
        .expect("the default policy is sound")
}

fn one(text: &str) -> Answer {
    let mut answers = ask(&policy(), text).expect("the question is clear");
    assert_eq!(answers.len(), 1, "{answers:?}");
    answers.remove(0)
}

fn unclear(text: &str) -> String {
    ask(&policy(), text).expect_err("the question is not clear").to_string()
}

#[test]
fn what_a_rule_allows_is_a_yes_with_the_paragraph_and_its_sentence() {
    let answer = one("may the courier receive contact.phone for order.deliver if agreement and order-open");
    assert!(answer.allowed);
    assert_eq!(
        answer.sentence,
        "Yes: the parcel courier may receive the phone number for delivering your order."
    );
    let clause = answer.clause.expect("a rule allows it");
    assert_eq!(clause.paragraph, "2.4");
    assert!(clause.sentence.contains("driver rings first"), "{}", clause.sentence);
}

#[test]
fn what_is_missing_is_named() {
    let answer = one("courier receive contact.phone for order.deliver if agreement");
    assert!(!answer.allowed);
    assert_eq!(answer.missing.len(), 1, "{:?}", answer.missing);
    assert!(answer.sentence.contains("only if") && answer.sentence.contains("open"), "{}", answer.sentence);
}

#[test]
fn what_a_prohibition_shuts_names_the_prohibition() {
    let answer = one("courier receive contact.email for order.deliver if agreement and order-open");
    assert!(!answer.allowed && answer.missing.is_empty());
    assert!(answer.sentence.ends_with("paragraph 2.4 forbids it."), "{}", answer.sentence);
}

#[test]
fn what_no_rule_speaks_about_is_refused_for_that_reason() {
    let answer = one("shop receive figures.sales for publish");
    assert!(!answer.allowed);
    assert_eq!(answer.clause, None);
    assert!(answer.sentence.contains("what no rule allows is refused"), "{}", answer.sentence);
}

#[test]
fn data_with_different_answers_is_answered_apart() {
    let answers = ask(&policy(), "courier receive contact for order.deliver if agreement and order-open")
        .expect("the question is clear");
    let with = |allowed: bool| -> Vec<String> {
        answers.iter().filter(|answer| answer.allowed == allowed).flat_map(|one| one.data.clone()).collect()
    };
    assert_eq!(with(true), ["contact.shipping", "contact.phone"]);
    assert_eq!(with(false), ["contact.email", "contact.home", "contact.billing"]);
}

#[test]
fn plain_words_are_understood_as_well() {
    let strict = one("courier receive contact.phone for order.deliver if agreement and order-open");
    for said in [
        "May the parcel courier receive the phone number for delivering your order if agreement and order open?",
        "can our courier get phone for deliver when agreement, order-open",
        "COURIER RECEIVES Contact.Phone FOR Order.Deliver IF order-open and agreement and not objected.",
    ] {
        assert_eq!(one(said), strict, "{said}");
    }
}

#[test]
fn a_word_that_is_not_there_is_answered_with_the_nearest_that_is() {
    for (said, meant) in [
        ("courrier receive contact.phone for order.deliver", "`courier`?"),
        ("courier receive contact.phon for order.deliver", "`contact.phone`?"),
        ("courier receive contact.phone for order.deliverr", "`order.deliver`?"),
        ("courier receive contact.phone for order.deliver if order-opened", "`order-open`?"),
        ("courier recieve contact.phone for order.deliver", "`receive`?"),
    ] {
        assert!(unclear(said).ends_with(&format!("did you mean {meant}")), "{}", unclear(said));
    }
}

#[test]
fn a_question_that_lacks_a_part_is_told_which() {
    for (said, lacking) in [
        ("", "no verb"),
        ("courier receive for order.deliver", "which data"),
        ("receive contact.phone for order.deliver", "does not say who"),
        ("courier receive contact.phone", "`for order.deliver`"),
        ("courier receive card", "there is none"),
        ("courier receive contact for order if order-open or agreement", "without `or`"),
        ("courier receive contact for order if asked and not asked", "same time"),
    ] {
        assert!(unclear(said).contains(lacking), "{said}: {}", unclear(said));
    }
}

#[test]
fn the_first_place_of_every_permission_is_answered_with_yes() {
    let policy = policy();
    let first = |bits: u64| bits.trailing_zeros() as u8;
    for may in &policy.rules().permissions {
        let (block, term) = (may.block, may.when.0[0]);
        let party = policy.parties().find(|one| one.number() == first(block.parties)).expect("a party");
        let verb = Verb::ALL.into_iter().find(|verb| block.verbs >> *verb as u8 & 1 == 1).expect("a verb");
        let leaf = policy.all_leaves().find(|one| one.number() == first(block.data)).expect("data");
        let purpose = policy.purposes().find(|one| one.number() == first(block.purposes)).expect("a purpose");
        let held = policy.facts().filter(|fact| term.needs >> fact.number() & 1 == 1);
        let facts: Vec<&str> = held.map(|fact| policy.fact_name(fact)).collect();
        let text = format!(
            "may {} {verb} {} for {}{}{}",
            policy.party_name(party),
            policy.leaf_name(leaf),
            policy.purpose_name(purpose),
            if facts.is_empty() { "" } else { " if " },
            facts.join(" and ")
        );
        let answers = ask(&policy, &text).unwrap_or_else(|unclear| panic!("{text}: {unclear}"));
        assert!(answers.iter().all(|answer| answer.allowed), "{text}: {answers:?}");
    }
}
