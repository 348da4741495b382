//! Every situation is decided, and a table that strays from its rules by one of them is found out.

use policy::{Facts, Mask, Party, Policy, Purpose, Settings, Verb};
use review::Sweep;

const TEXT: &str = include_str!("../../../policy/privacy.md");

fn default() -> Policy {
    Policy::load(TEXT, &Settings::stand_ins()).unwrap_or_else(|problems| panic!("{problems}"))
}

/// The same, counted the slow way: every situation asked of the table by itself.
fn counted(policy: &Policy) -> u128 {
    let (mut allowed, all) = (0, policy.facts().collect::<Facts>());
    for party in policy.parties() {
        for verb in Verb::ALL {
            for purpose in policy.purposes() {
                let data = policy.ever(party, verb, purpose);
                let matter = policy.facts_that_matter(party, verb, purpose, data);
                let alike = 1u128 << all.without(matter).len();
                let answers = combinations(matter);
                allowed += answers
                    .map(|facts| policy.mask(party, verb, purpose, facts).len() as u128 * alike)
                    .sum::<u128>();
            }
        }
    }
    allowed
}

/// Every set of some of these facts.
fn combinations(of: Facts) -> impl Iterator<Item = Facts> {
    let next = move |held: &u64| held.checked_sub(1).map(|less| less & of.bits());
    std::iter::successors(Some(of.bits()), next).map(Facts::from_bits)
}

#[test]
fn the_default_policy_is_decided_in_every_situation() {
    let policy = default();
    let sweep = Sweep::of(&policy);
    assert_eq!(sweep.situations, 3_317_170_176);
    assert_eq!(sweep.allowed, counted(&policy));
    assert!(sweep.is_sound(), "{:?}", sweep.faults);
    assert_eq!((sweep.breaches, sweep.taken_back), (0, 0));
    assert!(sweep.to_string().starts_with("all 3,317,170,176 situations decided: "), "{sweep}");
}

/// The policy's answers, but for one question.
fn strayed(change: impl Fn(Mask, Facts) -> Mask) -> Sweep {
    let policy = default();
    let courier = (policy.party("courier"), policy.purpose("order.deliver"));
    let answers = |party: Party, verb: Verb, purpose: Purpose, facts: Facts| {
        let mask = policy.mask(party, verb, purpose, facts);
        let asked = (Some(party), Some(purpose)) == courier && verb == Verb::Receive;
        if asked { change(mask, facts) } else { mask }
    };
    Sweep::against(&policy, &answers)
}

#[test]
fn a_table_that_gives_more_than_the_rules_is_found_out() {
    let policy = default();
    let phone = Mask::of(policy.leaf("contact.phone").unwrap());
    let sweep = strayed(|mask, _| mask | phone);
    assert!(!sweep.is_sound());
    // Where the order is closed or there is no agreement: three of four combinations, each with every other fact.
    assert_eq!((sweep.breaches, sweep.unfounded), (3 << 13, 3 << 13));
    assert_eq!(
        sweep.faults,
        [
            "courier receive contact.phone for order.deliver with [] is allowed and forbidden",
            "courier receive contact.phone for order.deliver with [] is allowed by no rule",
        ]
    );
}

#[test]
fn a_table_that_gives_less_than_the_rules_is_found_out_too() {
    let sweep = strayed(|_, _| Mask::EMPTY);
    assert_eq!((sweep.breaches, sweep.unfounded, sweep.withheld), (0, 0, 3 << 13));
    assert_eq!(
        sweep.faults[0],
        "courier receive identity.name for order.deliver with [agreement, order-open] is refused by no rule"
    );
}
