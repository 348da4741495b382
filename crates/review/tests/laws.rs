//! The laws are read, laid over the default policy, and every sentence that says less is told with the article.

use policy::{Policy, Settings, Verb};
use review::{Finding, Law, findings};

const TEXT: &str = include_str!("../../../policy/privacy.md");

fn under(law: Law, text: &str) -> Policy {
    Policy::load(text, &law.over(Settings::stand_ins()))
        .unwrap_or_else(|problems| panic!("{law}: {problems}"))
}

fn found(law: Law, text: &str) -> Vec<Finding> {
    findings(law, &under(law, text))
}

/// Paragraph, citation, and whether the server keeps to the law all the same.
fn told(law: Law, text: &str) -> Vec<(String, String, bool)> {
    found(law, text).into_iter().map(|one| (one.paragraph, one.citation, one.mended)).collect()
}

fn gap(paragraph: &str, citation: &str) -> (String, String, bool) {
    (paragraph.to_owned(), citation.to_owned(), false)
}

fn mended(paragraph: &str, citation: &str) -> (String, String, bool) {
    (paragraph.to_owned(), citation.to_owned(), true)
}

/// The default policy with other words in one place.
fn with(old: &str, new: &str) -> String {
    assert!(TEXT.contains(old), "{old}");
    TEXT.replace(old, new)
}

#[test]
fn every_law_is_read_and_each_of_its_rules_cites_an_article_in_a_sentence() {
    for law in Law::ALL {
        let profile = law.profile();
        assert_eq!(profile.name, law.name());
        assert_eq!(Law::of(law.name()), Some(law));
        for rule in &profile.rules {
            assert!(!rule.act.is_empty() && !rule.article.is_empty(), "{}", rule.sentence);
            assert!(rule.sentence.ends_with('.'), "{}", rule.sentence);
        }
    }
    assert!(Law::AsWritten.profile().rules.is_empty());
    assert!(Law::of("atlantis").is_none());
}

#[test]
fn the_default_policy_says_less_than_these_laws_in_these_places() {
    assert_eq!(told(Law::AsWritten, TEXT), []);
    assert_eq!(told(Law::Uk, TEXT), []);
    assert_eq!(told(Law::Eu, TEXT), []);
    assert_eq!(
        told(Law::UsCa, TEXT),
        [gap("", "CCPA Regulations 7021(a)"), gap("", "CCPA Regulations 7025(c)")]
    );
}

#[test]
fn a_late_answer_is_hastened_and_told() {
    let late = with("answer complaint within 30 days", "answer complaint within 60 days");
    assert!(told(Law::Uk, &late).contains(&mended("8.1", "Data Protection Act 2018 164A")));
    assert_eq!(under(Law::Uk, &late).answer("complaint").unwrap().span.to_string(), "30 days");
    assert_eq!(under(Law::AsWritten, &late).answer("complaint").unwrap().span.to_string(), "60 days");
    assert!(!told(Law::Eu, &late).iter().any(|(_, citation, _)| citation.contains("164A")));
}

#[test]
fn a_firm_without_a_contract_gets_nothing_under_a_law_whatever_the_text_says() {
    let text = with("for order.pay as contract if agreement", "for order.pay as contract");
    let text = text.replace(
        "nobody outside but authority may collect, see, use, receive personal unless agreement",
        "nobody outside but authority, payment-partner may collect, see, use, receive personal unless agreement",
    );
    for (law, citation) in
        [(Law::Uk, "UK GDPR 28(3)"), (Law::Eu, "GDPR 28(3)"), (Law::UsCa, "Civil Code 1798.100(d)")]
    {
        assert!(told(law, &text).contains(&mended("2.2", citation)), "{law}");
        let policy = under(law, &text);
        let (partner, pay) = (policy.party("payment-partner").unwrap(), policy.purpose("order.pay").unwrap());
        assert!(policy.mask(partner, Verb::Receive, pay, policy::Facts::EMPTY).is_empty(), "{law}");
    }
}

#[test]
fn what_a_law_asks_for_and_the_text_does_not_have_is_told_with_its_article() {
    let tells = |law: Law, text: &str, one: (String, String, bool)| {
        let told = told(law, text);
        assert!(told.contains(&one), "{one:?} is not among {told:?}");
    };
    let no_erasing = with(
        "customer may see, erase orders, demographics, care for",
        "customer may see orders, demographics, care for",
    );
    tells(Law::Eu, &no_erasing, gap("", "GDPR 17(1)"));
    tells(Law::UsCa, &no_erasing, gap("", "Civil Code 1798.105(a)"));
    let no_link = with("every marketing-email carries unsubscribe-link", "no rule because \"we forgot\"");
    tells(Law::Uk, &no_link, gap("", "PECR 23"));
    let young = with("figure guardian-age is 16 years", "figure guardian-age is 12 years");
    tells(Law::Uk, &young, mended("1.1", "UK GDPR 8(1)"));
    tells(Law::Eu, &young, gap("1.1", "GDPR 8(1)"));
    let suggested = with("like\" starts off asked at account", "like\" starts on asked at account");
    tells(Law::Uk, &suggested, gap("4.1", "UK GDPR 25(1)"));
    let short = with("keep orders for 6 years after", "keep orders for 2 years after");
    tells(Law::Uk, &short, gap("2.8", "VAT Regulations 1995 31"));
    let unasked = with(
        "for marketing.email as consent if email-news",
        "for marketing.email as legitimate-interest if email-news and not objected",
    );
    tells(Law::Uk, &unasked, gap("5.1", "PECR 22(2)"));
    tells(Law::Eu, &unasked, gap("5.1", "ePrivacy Directive 13(1)"));
    let measured = with(
        "for site.measure as consent if measure",
        "for site.measure as legitimate-interest if measure and not objected",
    );
    tells(Law::Eu, &measured, gap("3.3", "ePrivacy Directive 5(3)"));
    assert!(
        !told(Law::Uk, &measured).iter().any(|(paragraph, _, _)| paragraph == "3.3"),
        "the UK lets a shop count visits"
    );
}

#[test]
fn a_finding_reads_as_a_sentence_for_whoever_mends_the_text() {
    let young = with("figure guardian-age is 16 years", "figure guardian-age is 12 years");
    let found = found(Law::Uk, &young);
    let one = found.iter().find(|one| one.citation == "UK GDPR 8(1)").unwrap();
    assert_eq!(
        one.to_string(),
        "line 29 (paragraph 1.1): the file says 12 years, and the law 13 years\n  UK GDPR 8(1): A child under 13 needs a parent's yes before a service takes details that rest on consent.\n  the server keeps to the law"
    );
}
