//! Decisions of yesterday under the policy of tomorrow.

use policy::{Policy, Settings, Verb};
use review::{Met, Outcome, simulate};

const DEFAULT: &str = include_str!("../../../policy/privacy.md");

fn edited(from: &str, to: &str) -> Policy {
    assert!(DEFAULT.contains(from), "the policy does not say {from}");
    Policy::load(&DEFAULT.replace(from, to), &Settings::stand_ins())
        .unwrap_or_else(|problems| panic!("{problems}"))
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Parcels handed to the courier: what was asked and what was allowed, while the order was open.
fn parcels() -> Met {
    Met {
        party: "courier".into(),
        verb: Verb::Receive,
        purpose: "order.deliver".into(),
        facts: vec![("agreement".into(), true), ("order-open".into(), true)],
        asked: names(&["identity.name", "contact.email", "contact.shipping", "contact.phone"]),
        allowed: names(&["identity.name", "contact.shipping", "contact.phone"]),
        times: 40,
    }
}

#[test]
fn under_the_same_policy_everything_comes_out_the_same() {
    let simulation = simulate(&edited("# Your privacy", "# Your privacy"), &[parcels()]);
    assert_eq!((simulation.decisions, simulation.same), (40, 40));
    assert!(simulation.turns.is_empty());
}

#[test]
fn what_would_be_allowed_and_what_would_be_refused_is_told_with_number_and_paragraph() {
    let list = "identity.name, contact.shipping, contact.phone";
    let simulation = simulate(&edited(list, "identity.name, contact.shipping, contact.email"), &[parcels()]);
    assert_eq!((simulation.decisions, simulation.same), (40, 0));
    let told: Vec<_> =
        simulation.turns.iter().map(|turn| (turn.outcome, turn.times, turn.data.join(" "))).collect();
    assert_eq!(
        told,
        [
            (Outcome::Refused, 40, "contact.phone".to_owned()),
            (Outcome::Allowed, 40, "contact.email".to_owned())
        ]
    );
    assert!(simulation.turns.iter().all(|turn| turn.paragraph.as_deref() == Some("2.4")));
    assert_eq!(
        simulation.turns[0].sentence,
        "The parcel courier could no longer receive the phone number for delivering your order, if `agreement` and \
         `order-open`."
    );
}

#[test]
fn a_fact_that_nobody_looked_up_leaves_it_open() {
    let rule = "for order.deliver as contract if agreement and order-open";
    let simulation = simulate(&edited(rule, &format!("{rule} and asked")), &[parcels()]);
    assert_eq!(simulation.turns.len(), 1, "{simulation:?}");
    let turn = &simulation.turns[0];
    assert_eq!((turn.outcome, turn.times), (Outcome::Open, 40));
    assert!(turn.sentence.contains("hangs on `asked`, which nobody looked up"), "{}", turn.sentence);
}

#[test]
fn an_unknown_fact_that_cannot_change_the_answer_leaves_nothing_open() {
    let rule = "for order.deliver as contract if agreement and order-open";
    let closed = Met {
        facts: vec![("agreement".into(), true), ("order-open".into(), false)],
        allowed: vec![],
        ..parcels()
    };
    let simulation = simulate(&edited(rule, &format!("{rule} and asked")), &[closed]);
    assert_eq!((simulation.same, simulation.turns.len()), (40, 0), "{simulation:?}");
}

#[test]
fn a_party_that_the_new_policy_does_not_have_gets_nothing() {
    let simulation = simulate(
        &edited("# Your privacy", "# Your privacy"),
        &[Met { party: "stranger".into(), ..parcels() }],
    );
    assert_eq!(simulation.turns.len(), 1);
    assert_eq!(
        (simulation.turns[0].outcome, simulation.turns[0].paragraph.as_deref()),
        (Outcome::Refused, None)
    );
}

#[test]
fn situations_that_read_the_same_are_told_once() {
    let list = "identity.name, contact.shipping, contact.phone";
    let simulation = simulate(
        &edited(list, "identity.name, contact.shipping"),
        &[parcels(), Met { times: 2, ..parcels() }],
    );
    assert_eq!(simulation.turns.len(), 1, "{simulation:?}");
    assert_eq!((simulation.turns[0].times, simulation.decisions), (42, 42));
}
