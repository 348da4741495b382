//! What the language means beyond one question: data mixed from several kinds, data whose term is over, figures.

use policy::{Facts, Mask, Policy, Settings, Term, Verb};

fn own() -> Policy {
    Policy::load(include_str!("../../../policy/privacy.md"), &Settings::stand_ins())
        .unwrap_or_else(|problems| panic!("{problems}"))
}

fn facts(policy: &Policy, names: &[&str]) -> Facts {
    names.iter().filter_map(|name| policy.fact(name)).collect()
}

fn data(policy: &Policy, names: &[&str]) -> Mask {
    names.iter().filter_map(|name| policy.leaves(name)).fold(Mask::EMPTY, |all, one| all | one)
}

const DAY: i64 = 86_400;

#[test]
fn what_is_made_of_several_kinds_needs_a_yes_for_each() {
    let policy = own();
    let (courier, deliver) = (policy.party("courier").unwrap(), policy.purpose("order.deliver").unwrap());
    let held = facts(&policy, &["agreement", "order-open"]);
    let allowed = policy.mask(courier, Verb::Receive, deliver, held);
    let label = |names: &[&str]| allowed.covers(data(&policy, names));
    assert!(label(&["identity.name", "contact.shipping", "contact.phone"]));
    assert!(!label(&["identity.name", "contact.shipping", "contact.email"]), "one part is refused");
    assert!(!label(&[]), "nothing is no label");
}

/// What of this data is left that many days after its term began, while these facts hold.
fn left(policy: &Policy, kinds: &[&str], days: i64, held: Facts) -> Mask {
    policy.within_term(data(policy, kinds), |term| match term {
        Term::After(span, _) => days * DAY > span.to_seconds(),
        Term::While(fact) => !held.contains(fact),
    })
}

#[test]
fn what_is_expired_answers_nothing() {
    let policy = own();
    let stored = |days: i64| left(&policy, &["chat"], days, Facts::EMPTY);
    assert_eq!(stored(1), data(&policy, &["chat"]));
    assert_eq!(policy.describe(stored(13 * 30)), "stored chats", "a chat under way is kept for a day");
    assert!(stored(13 * 30 + 1).is_empty(), "the page says 13 months");
}

#[test]
fn a_term_that_hangs_on_a_fact_is_over_when_the_fact_is() {
    let policy = own();
    assert_eq!(left(&policy, &["card"], 9, facts(&policy, &["card-kept"])), data(&policy, &["card"]));
    assert!(left(&policy, &["card"], 0, Facts::EMPTY).is_empty());
}

#[test]
fn figures_about_nobody_have_no_term() {
    let policy = own();
    assert_eq!(left(&policy, &["figures"], i64::MAX / DAY, Facts::EMPTY), data(&policy, &["figures"]));
}

#[test]
fn only_statistics_with_their_crowd_take_data_out_of_its_rules() {
    let policy = own();
    assert_eq!(policy.crowd(data(&policy, &["orders"])), Some(20));
    assert_eq!(policy.crowd(data(&policy, &["orders", "behaviour.browsing"])), Some(20));
    assert_eq!(policy.crowd(data(&policy, &["orders", "contact.email"])), None, "one part makes no figures");
    assert_eq!(policy.crowd(data(&policy, &["figures"])), Some(0), "figures are about nobody already");
}

#[test]
fn of_two_crowds_the_larger_counts() {
    let text = include_str!("../../../policy/privacy.md").replacen(
        "statistics of behaviour.browsing, orders, account.wish-list need crowd",
        "figure throng is 50 people\nstatistics of behaviour.browsing need throng\nstatistics of orders need crowd",
        1,
    );
    let policy = Policy::load(&text, &Settings::stand_ins()).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(policy.crowd(data(&policy, &["orders"])), Some(20));
    assert_eq!(policy.crowd(data(&policy, &["orders", "behaviour.browsing"])), Some(50));
}
