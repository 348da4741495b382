//! Two policies side by side: hand-made edits of the policy that ships, and random pairs against a slow comparison.

use std::collections::BTreeSet;

use policy::{Policy, Settings, Verb};
use proptest::prelude::*;
use review::{Comparison, Verdict, compare};

const TEXT: &str = include_str!("../../../policy/privacy.md");

fn load(text: &str) -> Policy {
    Policy::load(text, &Settings::stand_ins()).unwrap_or_else(|problems| panic!("{problems}"))
}

/// What an edit of the shipped policy comes to. Each piece must stand in the file.
fn edited(edits: &[(&str, &str)]) -> Comparison {
    let new = edits.iter().fold(TEXT.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "the policy does not say {from}");
        text.replace(from, to)
    });
    compare(&load(TEXT), &load(&new))
}

fn sentences(comparison: &Comparison, verdict: Verdict) -> Vec<&str> {
    comparison.of(verdict).map(|change| change.sentence.as_str()).collect()
}

#[test]
fn a_policy_is_the_same_as_itself() {
    let comparison = edited(&[]);
    assert_eq!(comparison.verdict, Verdict::Same);
    assert!(comparison.changes.is_empty());
}

#[test]
fn another_wording_is_the_same_and_names_the_paragraph() {
    let comparison = edited(&[("They come without a question", "Nobody asks for them")]);
    assert_eq!(comparison.verdict, Verdict::Same);
    assert_eq!(sentences(&comparison, Verdict::Same), ["Paragraph 3.2 is worded anew."]);
}

#[test]
fn a_courier_who_gets_the_e_mail_address_widens() {
    let list = "identity.name, contact.shipping, contact.phone";
    let comparison = edited(&[
        (
            &format!("courier may receive, use {list} for"),
            &format!("courier may receive, use {list}, contact.email for"),
        ),
        (&format!("receive personal but {list}"), &format!("receive personal but {list}, contact.email")),
    ]);
    assert_eq!(comparison.verdict, Verdict::Wider);
    assert_eq!(
        sentences(&comparison, Verdict::Wider),
        [
            "The parcel courier may now use and receive your e-mail address for delivering your order, when an agreement \
          with whoever receives it is in date and the order is still open."
        ]
    );
    let change = &comparison.changes[0];
    assert_eq!((change.before.as_deref(), change.after.as_deref()), (Some("2.4"), Some("2.4")));
    assert_eq!(comparison.widened_data(), ["contact.email"]);
    assert!(comparison.asked_again().is_empty());
}

#[test]
fn a_courier_who_no_longer_gets_the_phone_number_narrows() {
    let comparison = edited(&[(
        "courier may receive, use identity.name, contact.shipping, contact.phone for",
        "courier may receive, use identity.name, contact.shipping for",
    )]);
    assert_eq!(comparison.verdict, Verdict::Narrower);
    assert_eq!(
        sentences(&comparison, Verdict::Narrower),
        ["The parcel courier may no longer use and receive your phone number for delivering your order."]
    );
}

#[test]
fn a_condition_dropped_says_without_what_it_goes_on() {
    let comparison = edited(&[
        (
            "advisor may see, change identity.name, contact, orders, account.choices for account.manage, care.answer as contract if asked",
            "advisor may see, change identity.name, contact, orders, account.choices for account.manage, care.answer as contract",
        ),
        (
            "advisor, officer may never see, change personal unless asked or legal-order",
            "officer may never see, change personal unless asked or legal-order",
        ),
    ]);
    assert_eq!(comparison.verdict, Verdict::Wider);
    let wider = sentences(&comparison, Verdict::Wider);
    assert!(wider.iter().all(|sentence| sentence.contains("even without this: ")), "{wider:#?}");
    assert!(
        comparison
            .changes
            .iter()
            .any(|change| change.sentence.starts_with("This no longer stands on the page"))
    );
}

#[test]
fn news_by_e_mail_that_uses_the_phone_number_asks_again() {
    let comparison = edited(&[(
        "shop, marketer may use identity.name, contact.email for marketing.email",
        "shop, marketer may use identity.name, contact.email, contact.phone for marketing.email",
    )]);
    assert_eq!(comparison.verdict, Verdict::Wider);
    assert_eq!(comparison.asked_again(), ["email-news"]);
}

#[test]
fn longer_keeping_widens_and_shorter_narrows() {
    let keep = "keep cookie.preference for 1 year after last-visit then erase";
    let longer = edited(&[(keep, "keep cookie.preference for 2 years after last-visit then erase")]);
    assert_eq!(longer.verdict, Verdict::Wider);
    assert_eq!(longer.asked_again(), ["remember"]);
    let shorter = edited(&[(keep, "keep cookie.preference for 11 months after last-visit then erase")]);
    assert_eq!(shorter.verdict, Verdict::Narrower);
    let same = edited(&[(keep, "keep cookie.preference for 12 months after last-visit then erase")]);
    assert_eq!(same.verdict, Verdict::Same);
}

#[test]
fn each_sort_of_promise_has_a_direction() {
    for (from, to, verdict) in [
        ("figure crowd is 20 people", "figure crowd is 5 people", Verdict::Wider),
        ("figure crowd is 20 people", "figure crowd is 50 people", Verdict::Narrower),
        ("figure guardian-age is 16 years", "figure guardian-age is 13 years", Verdict::Wider),
        ("figure returns is 30 days", "figure returns is 14 days", Verdict::Narrower),
        ("figure notice is 30 days", "figure notice is 7 days", Verdict::Wider),
        ("limit advert-views to 3 times in 1 day", "limit advert-views to 9 times in 1 day", Verdict::Wider),
        (
            "limit advert-views to 3 times in 1 day",
            "limit advert-views to 3 times in 1 week",
            Verdict::Narrower,
        ),
        ("answer complaint within 30 days", "answer complaint within 60 days", Verdict::Wider),
        ("answer complaint within 30 days", "answer complaint within 2 weeks", Verdict::Narrower),
        (
            "through account, care-email, contact-page, officer-post",
            "through account, care-email",
            Verdict::Wider,
        ),
        ("cookie visit is analytics lasts 90 days", "cookie visit is analytics lasts 1 year", Verdict::Wider),
        (
            "cookie visit is analytics lasts 90 days",
            "cookie visit is analytics lasts 1 day",
            Verdict::Narrower,
        ),
        ("like\" starts off asked at account", "like\" starts on asked at account", Verdict::Wider),
        ("before registration, ordering require cleared", "before ordering require cleared", Verdict::Wider),
        ("of officer every 12 months", "of officer every 24 months", Verdict::Wider),
        ("every disclosure is recorded\n", "", Verdict::Wider),
        ("change that widens needs notice and asks again", "change that widens needs notice", Verdict::Wider),
        ("then anonymise\n```\n\n## 3", "then erase\n```\n\n## 3", Verdict::Narrower),
        ("statistics of behaviour.browsing, orders,", "statistics of behaviour, orders,", Verdict::Wider),
    ] {
        let comparison = edited(&[(from, to)]);
        assert_eq!(comparison.verdict, verdict, "{from} → {to}: {:#?}", comparison.changes);
    }
}

#[test]
fn what_widens_one_way_narrows_the_other() {
    let old = load(TEXT);
    let new = load(&TEXT.replace(
        "contact.email for marketing.email as",
        "contact.email, contact.phone for marketing.email as",
    ));
    let (there, back) = (compare(&old, &new), compare(&new, &old));
    assert_eq!((there.verdict, back.verdict), (Verdict::Wider, Verdict::Narrower));
    assert_eq!(there.of(Verdict::Wider).count(), back.of(Verdict::Narrower).count());
}

const PARTIES: [&str; 3] = ["shop", "courier", "customer"];
const PURPOSES: [&str; 3] = ["study", "legal", "rights"];
const LEAVES: [&str; 3] = ["figures", "ledger", "care"];
const FACTS: [&str; 4] = ["asked", "agreement", "objected", "cleared"];

/// A permission or prohibition about data that is nobody's, so that the load needs no more than words.
fn rule() -> impl Strategy<Value = String> {
    let some = |names: &'static [&'static str]| {
        proptest::sample::subsequence(names, 1..=names.len()).prop_map(|names| names.join(", "))
    };
    let facts = proptest::sample::subsequence(&FACTS[..], 0..=2)
        .prop_flat_map(|facts| (Just(facts.clone()), proptest::collection::vec(any::<bool>(), facts.len())));
    let verb = proptest::sample::select(&Verb::ALL[..]);
    (some(&PARTIES), verb, some(&LEAVES), some(&PURPOSES), facts, 0..5u8).prop_map(
        |(who, verb, data, purposes, (facts, holds), kind)| {
            let facts: Vec<String> = facts
                .iter()
                .zip(holds)
                .map(|(fact, holds)| if holds { (*fact).to_owned() } else { format!("not {fact}") })
                .collect();
            let facts = facts.join(if kind == 1 { " or " } else { " and " });
            match (kind, facts.is_empty()) {
                (0, true) => format!("{who} may never {verb} {data} for {purposes}"),
                (0, false) => format!("{who} may never {verb} {data} for {purposes} unless {facts}"),
                (_, true) => format!("{who} may {verb} {data} for {purposes}"),
                (_, false) => format!("{who} may {verb} {data} for {purposes} if {facts}"),
            }
        },
    )
}

/// A page of such rules whose words stand in any order; one that contradicts itself does not load.
fn page() -> impl Strategy<Value = Policy> {
    let facts = Just(FACTS.to_vec()).prop_shuffle();
    (proptest::collection::vec(rule(), 1..6), facts).prop_filter_map("contradicts itself", |(rules, facts)| {
        let data: String = LEAVES.iter().map(|leaf| format!("data not-personal {leaf}\n")).collect();
        let text = format!(
            "---\npolicy: privacy\nversion: 1.0.0\neffective: 2027-01-01\n---\n# Page\n\nRules.\n```rules\n{}\n{data}purpose {}\ninside shop, customer\noutside courier (processor)\nfact {}\n```\n",
            rules.join("\n"),
            PURPOSES.join(", "),
            facts.join(", ")
        );
        Policy::load(&text, &Settings::stand_ins()).ok()
    })
}

/// Everything that is allowed in any situation at all, one by one.
fn everything(policy: &Policy) -> BTreeSet<(String, Verb, String, String, u8)> {
    let mut all = BTreeSet::new();
    for (party, purpose) in
        PARTIES.iter().flat_map(|party| PURPOSES.iter().map(move |purpose| (*party, *purpose)))
    {
        for verb in Verb::ALL {
            for held in 0..1u8 << FACTS.len() {
                let facts = FACTS.iter().enumerate().filter(|(at, _)| held >> at & 1 == 1);
                let facts = facts.filter_map(|(_, fact)| policy.fact(fact)).collect();
                let mask = policy.mask(
                    policy.party(party).expect("a party of the page"),
                    verb,
                    policy.purpose(purpose).expect("a purpose of the page"),
                    facts,
                );
                let leaf = |leaf| {
                    (party.to_owned(), verb, purpose.to_owned(), policy.leaf_name(leaf).to_owned(), held)
                };
                all.extend(mask.iter().map(leaf));
            }
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_verdict_on_random_pairs_is_that_of_a_slow_comparison(old in page(), new in page()) {
        let (before, after) = (everything(&old), everything(&new));
        let expected = match (after.is_subset(&before), before.is_subset(&after)) {
            (true, true) => Verdict::Same,
            (true, false) => Verdict::Narrower,
            (false, _) => Verdict::Wider,
        };
        let comparison = compare(&old, &new);
        prop_assert_eq!(comparison.verdict, expected);
        let gained: BTreeSet<&str> = after.difference(&before).map(|(_, _, _, leaf, _)| leaf.as_str()).collect();
        prop_assert_eq!(comparison.widened_data(), gained.into_iter().collect::<Vec<_>>());
    }
}
