//! The list of needs held against the policy that ships: each may happen, and what is withheld is known.

use features::{columns, needs};
use policy::{Mask, Policy, Settings};

fn policy() -> Policy {
    let text = include_str!("../../../policy/privacy.md");
    Policy::load(text, &Settings::stand_ins()).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn every_need_is_allowed_in_some_situation() {
    let policy = policy();
    let refused = needs::ALL.iter().filter(|need| granted(&policy, need).0.is_empty());
    let refused: Vec<_> = refused.map(|need| need.at).collect();
    assert!(refused.is_empty(), "the policy never allows {refused:?}");
}

/// A need that asks for more than it can ever get is either a mistake or, as for the parcel, meant: an edit of the
/// policy then changes what the server does.
#[test]
fn what_a_need_never_gets_is_listed_here() {
    let policy = policy();
    let mut withheld = Vec::new();
    for need in needs::ALL {
        let (granted, asked) = granted(&policy, need);
        let lost: Vec<_> = asked.without(granted).iter().map(|leaf| policy.leaf_name(leaf)).collect();
        if !lost.is_empty() {
            withheld.push(format!("{}: {}", need.at, lost.join(" ")));
        }
    }
    assert_eq!(withheld.join("\n"), WITHHELD.trim());
}

#[test]
fn every_column_holds_something_that_the_policy_names() {
    let policy = policy();
    for column in columns::ALL {
        assert!(policy.leaf(column.leaf).is_some(), "{}.{} holds {}", column.table, column.name, column.leaf);
    }
}

fn granted(policy: &Policy, need: &gate::Need) -> (Mask, Mask) {
    let words = (policy.party(need.party), policy.purpose(need.purpose));
    let (Some(party), Some(purpose)) = words else { panic!("{} uses an unknown party or purpose", need.at) };
    let asked = need.data.iter().filter_map(|set| policy.leaves(set)).fold(Mask::EMPTY, |all, one| all | one);
    (policy.ever(party, need.verb, purpose) & asked, asked)
}

const WITHHELD: &str = "
delivery.parcel: contact.email contact.home contact.billing orders.items
account.held: account.password card.stand-in chat.message chat.transcript ledger
account.download: account.password card.stand-in
account.close: identity.check-result
";
