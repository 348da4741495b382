//! A law over a policy: the stricter of promise and law wins, and each sentence that it narrows is told.

use policy::{Change, Facts, LawRules, Narrowed, Policy, Settings, Verb};

const TEXT: &str = include_str!("../../../policy/privacy.md");

fn under(law: LawRules) -> Policy {
    Policy::load(TEXT, &Settings::stand_ins().under_law(law)).unwrap_or_else(|problems| panic!("{problems}"))
}

fn one(article: &str, rule: &str) -> Policy {
    under(LawRules::new("Sea Law").with(article, rule))
}

fn told(policy: &Policy) -> Vec<String> {
    let words = |one: &Narrowed| match &one.change {
        Change::Forbidden { example, .. } => {
            format!("{} {}: {} forbids that {example}", one.paragraph, one.line, one.article)
        }
        Change::Kept { data, from, to } => {
            format!("{}: {} keeps {} {to} and not {from}", one.paragraph, one.article, policy.describe(*data))
        }
        Change::Figured { from, to } => {
            format!("{}: {} says {to} and not {from}", one.paragraph, one.article)
        }
        Change::Answered { from, to } => {
            format!("{}: {} answers in {to} and not {from}", one.paragraph, one.article)
        }
    };
    policy.narrowed().iter().map(words).collect()
}

fn facts(policy: &Policy, names: &[&str]) -> Facts {
    names.iter().filter_map(|name| policy.fact(name)).collect()
}

#[test]
fn without_a_law_nothing_is_narrowed() {
    assert!(Policy::load(TEXT, &Settings::stand_ins()).unwrap().narrowed().is_empty());
}

#[test]
fn what_a_law_forbids_is_refused_and_the_permission_is_named_with_an_example() {
    let policy = one("7(2)", "nobody may receive contact.phone for order.deliver unless asked");
    assert_eq!(
        told(&policy),
        [
            "2.4 67: 7(2) forbids that courier would receive contact.phone for order.deliver, when an agreement with whoever receives it is in date and the order is still open"
        ]
    );
    let narrowed = &policy.narrowed()[0];
    assert_eq!(
        (narrowed.law.as_str(), narrowed.law_rule.as_str()),
        ("Sea Law", "nobody may receive contact.phone for order.deliver unless asked")
    );
    assert!(narrowed.source.starts_with("courier may receive, use identity.name"), "{}", narrowed.source);
    assert_eq!(policy.clause_of(narrowed.rule).paragraph, "2.4");

    let (courier, deliver) = (policy.party("courier").unwrap(), policy.purpose("order.deliver").unwrap());
    let phone = policy.leaf("contact.phone").unwrap();
    let usual = facts(&policy, &["agreement", "order-open"]);
    let mask = policy.mask(courier, Verb::Receive, deliver, usual);
    assert_eq!(policy.describe(mask), "name and delivery address");
    assert!(
        policy.mask(courier, Verb::Receive, deliver, usual | facts(&policy, &["asked"])).contains(phone),
        "the law's own exception counts"
    );
    let why = policy.explain(courier, Verb::Receive, phone, deliver, usual);
    let clause = why.clause.unwrap();
    assert_eq!(
        (clause.paragraph.as_str(), clause.anchor.as_str(), clause.line),
        ("Sea Law 7(2)", "", 0),
        "a refusal by law cites the law"
    );
    assert!(why.missing.is_empty());
}

#[test]
fn data_is_kept_no_longer_than_a_law_allows_and_the_page_says_so() {
    let policy = one("5", "keep chat, demographics for 12 months after collection then erase");
    assert_eq!(
        told(&policy),
        [
            "2.5: 5 keeps stored chats 12 months and not 13 months",
            "4.7: 5 keeps age band and region 12 months and not 24 months"
        ]
    );
    assert_eq!(
        policy.keep_words(policy.leaf("chat.transcript").unwrap()),
        "12 months after the end of the chat"
    );
    let chat = policy.document().paragraph("2.5").unwrap();
    assert!(chat.text.contains("We store each chat for 12 months"), "{}", chat.text);
    assert!(chat.rules.iter().any(|rule| rule.words.contains("stored chats for 12 months")), "{chat:?}");
}

#[test]
fn a_term_of_which_a_law_shortens_a_part_is_split() {
    let policy = one("5", "keep orders.payment for 1 year after last-order then erase");
    assert_eq!(told(&policy), ["2.8: 5 keeps payment details of orders 1 year and not 6 years"]);
    assert_eq!(policy.keep_words(policy.leaf("orders.payment").unwrap()), "1 year after your last order");
    assert_eq!(policy.keep_words(policy.leaf("orders.items").unwrap()), "6 years after your last order");
    let page = policy.document().paragraph("2.8").unwrap();
    assert!(page.text.contains("stays in our books for 6 years"), "{}", page.text);
}

#[test]
fn a_term_that_hangs_on_a_fact_or_is_shorter_stays() {
    let policy = one("5", "keep contact, chat.message for 1 year after collection then erase");
    assert!(policy.narrowed().is_empty(), "{:?}", told(&policy));
}

#[test]
fn an_answer_comes_no_later_than_a_law_allows() {
    let policy = one("12(3)", "answer complaint within 2 weeks through account");
    assert_eq!(told(&policy), ["8.1: 12(3) answers in 2 weeks and not 30 days"]);
    assert_eq!(policy.answer("complaint").unwrap().span.to_string(), "2 weeks");
    let page = policy.document().paragraph("8.1").unwrap();
    assert!(page.text.contains("you have our answer within 2 weeks"), "{}", page.text);
    assert!(page.rules.iter().any(|rule| rule.words.contains("within 2 weeks")), "{page:?}");
    assert!(one("12(3)", "answer complaint within 60 days through account").narrowed().is_empty());
}

#[test]
fn a_figure_promises_no_less_than_a_law_asks_and_the_page_says_so() {
    let policy = one("8", "figure guardian-age is 18 years");
    assert_eq!(told(&policy), ["1.1: 8 says 18 years and not 16 years"]);
    assert_eq!(policy.figure("guardian-age").unwrap().in_words(), "18 years");
    assert_eq!(policy.figure("guardian-age").unwrap().paragraph, "1.1");
    let page = policy.document().paragraph("1.1").unwrap();
    assert!(page.rules.iter().any(|rule| rule.words.contains("18 years")), "{page:?}");
    assert!(one("8", "figure guardian-age is 13 years").narrowed().is_empty());
    let sooner = one("8", "figure unverified is 1 week");
    assert_eq!(told(&sooner), ["2.8: 8 says 1 week and not 14 days"], "of some figures less promises more");
    assert!(one("8", "figure unverified is 15 days").narrowed().is_empty());
}

#[test]
fn a_word_that_the_policy_does_not_have_forbids_nothing_and_excuses_nothing() {
    let text = TEXT.replacen("outside check-agency (controller), ", "outside ", 1);
    let text: String = text
        .lines()
        .filter(|line| !line.starts_with("check-agency"))
        .fold(String::new(), |text, line| format!("{text}{line}\n"));
    let settings = |rule: &str| Settings::stand_ins().under_law(LawRules::new("Sea Law").with("1", rule));
    let load =
        |rule: &str| Policy::load(&text, &settings(rule)).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(load("check-agency may never receive personal").narrowed().is_empty());
    let policy = load("courier may never receive contact.phone unless full-moon");
    assert_eq!(policy.narrowed().len(), 1, "{:?}", told(&policy));
}

#[test]
fn a_law_that_would_allow_something_or_uses_no_standard_word_stops_the_load() {
    let refused = |rule: &str| {
        let law = LawRules::new("Sea Law").with("3", rule);
        Policy::load(TEXT, &Settings::stand_ins().under_law(law)).unwrap_err().named("privacy.md").to_string()
    };
    let shown = refused("courier may receive card for order.pay as contract");
    assert!(
        shown.contains("privacy.md, outside the file (Sea Law 3): a law only forbids, keeps for a span, answers within one, and sets figures"),
        "{shown}"
    );
    assert!(refused("figure distance is 3 miles").contains("nobody knows whether more or less"));
    assert!(refused("curier may never receive card").contains("`curier` is no standard word"));
    assert!(refused("courier may never reveive card").contains("did you mean `receive`?"));
}

#[test]
fn every_law_laid_on_counts() {
    let settings = Settings::stand_ins()
        .under_law(LawRules::new("Sea Law").with("5", "keep chat for 12 months after chat-end then erase"))
        .under_law(LawRules::new("Hill Law").with("9", "keep chat for 3 months after chat-end then erase"));
    let policy = Policy::load(TEXT, &settings).unwrap();
    assert_eq!(
        policy.keep_words(policy.leaf("chat.transcript").unwrap()),
        "3 months after the end of the chat"
    );
    let laws: Vec<&str> = policy.narrowed().iter().map(|one| one.law.as_str()).collect();
    assert_eq!(laws, ["Sea Law", "Hill Law"]);
}
