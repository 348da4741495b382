//! Lines become sentences that a person can read.

use gate::{Entry, Kind};

use super::*;

fn policy() -> policy::Policy {
    let settings = policy::Settings::stand_ins();
    policy::Policy::load(&crate::testing::DEFAULT_POLICY, &settings)
        .unwrap_or_else(|problems| panic!("{problems}"))
}

fn entry(kind: Kind, actor: &str, party: &str, purpose: &str, leaves: &[&str]) -> Entry {
    Entry {
        at: 0,
        kind,
        actor: actor.to_owned(),
        party: party.to_owned(),
        verb: String::new(),
        purpose: purpose.to_owned(),
        leaves: leaves.iter().map(|leaf| (*leaf).to_owned()).collect(),
        ground: "contract".to_owned(),
        paragraph: "2.5, 6.1".to_owned(),
        policy_version: String::new(),
        policy_hash: String::new(),
        about: Some("order 10482".to_owned()),
        recipient: None,
    }
}

#[test]
fn a_hand_over_names_the_firm_the_data_and_the_order() {
    let mut line = entry(
        Kind::HandedOver,
        "shop",
        "courier",
        "order.deliver",
        &["identity.name", "contact.shipping", "contact.phone"],
    );
    line.recipient = Some("Swift".to_owned());
    let said = Words(&policy()).sentence(&line);
    assert!(said.contains("Swift got your name, delivery address and"), "{said}");
    assert!(said.ends_with(", to deliver order 10482."), "{said}");
    assert_eq!(sentences::symbol(&line), "truck");
}

#[test]
fn a_refusal_says_that_nothing_was_got() {
    let line = entry(Kind::Refused, "advisor 12ab34", "advisor", "care.answer", &["identity.name"]);
    let said = Words(&policy()).sentence(&line);
    assert!(
        said.contains("Our customer-care advisor (12ab34) asked for your name and got nothing"),
        "{said}"
    );
}

#[test]
fn each_line_is_of_exactly_one_of_three_and_of_four_kinds() {
    let (policy, now) = (policy(), store::Time(0));
    let own = entry(Kind::Changed, "customer", "customer", "account.manage", &["identity.name"]);
    let used = entry(Kind::Opened, "shop", "shop", "order.tell-status", &["contact.email"]);
    let handed = entry(Kind::HandedOver, "shop", "courier", "order.deliver", &["contact.phone"]);
    let refused = entry(Kind::Refused, "customer", "customer", "rights", &["ledger"]);
    for line in [own, used, handed, refused] {
        let takes = |query: &str| {
            let wanted: Wanted = serde_json::from_value(
                query.split_once('=').map(|(name, word)| serde_json::json!({ name: word })).unwrap(),
            )
            .unwrap();
            usize::from(wanted.takes(&policy, &line, now))
        };
        assert_eq!(takes("who=me") + takes("who=shop") + takes("who=others"), 1);
        assert_eq!(
            takes("did=handed") + takes("did=opened") + takes("did=changed") + takes("did=refused"),
            1
        );
        assert_eq!(takes("what=contact") + takes("what=identity") + takes("what=ledger"), 1);
        assert_eq!(takes("when=giraffe") + takes("who=giraffe"), 2);
    }
}

#[test]
fn what_is_older_than_asked_for_is_left_out() {
    let line = entry(Kind::Opened, "shop", "shop", "order.tell-status", &["contact.email"]);
    let wanted: Wanted = serde_json::from_value(serde_json::json!({ "when": "7" })).unwrap();
    let at = |days: i64| store::Time(0).plus_days(days);
    assert!(wanted.takes(&policy(), &line, at(7)) && !wanted.takes(&policy(), &line, at(8)));
}

#[test]
fn paragraphs_are_named_one_by_one() {
    assert_eq!(sentences::paragraphs(&entry(Kind::Opened, "shop", "shop", "rights", &[])), ["2.5", "6.1"]);
}
