//! What the officer reads when a file is wrong: each message whole, as it is shown.

use policy::{Policy, Settings};

/// A small policy that loads; a test puts its rules or words in the place of others.
const SMALL: &str = "---
version: 1.0.0
effective: 2027-01-01
settings: shop
---
# Privacy at {{shop}}

We ask for what an order needs. The courier gets {{what courier receives}}.
```rules
shop may collect, use contact for order.process as contract
courier may receive contact.address for order.deliver as contract if agreement
courier may never receive contact.email
keep contact for 6 years after last-order then erase
```

News comes if you say yes.
```rules
choice news \"Send me news\" starts off asked at registration
shop may use contact.email for news as consent if news
```

Those are our words.
```rules
data contact: email, address
purpose order: process, deliver
purpose news
inside shop
outside courier (processor)
fact agreement, objected
```
";

fn problems(text: &str) -> String {
    match Policy::load(text, &Settings::stand_ins()) {
        Ok(_) => panic!("this policy loads, though it should not:\n{text}"),
        Err(problems) => problems.named("privacy.md").to_string(),
    }
}

/// The small policy with something else in the place of `this`.
fn with(this: &str, that: &str) -> String {
    assert!(SMALL.contains(this), "the small policy has no `{this}`");
    problems(&SMALL.replacen(this, that, 1))
}

fn same(shown: &str, expected: &str) {
    let expected = expected.strip_prefix('\n').unwrap_or(expected);
    assert_eq!(
        shown,
        format!("{expected}\n1 thing is wrong with this policy, so it is not used."),
        "\n{shown}"
    );
}

#[test]
fn the_small_policy_loads() {
    Policy::load(SMALL, &Settings::stand_ins()).unwrap();
}

#[test]
fn a_permission_that_meets_a_prohibition_names_both_lines_and_an_example() {
    let shown = with(
        "receive contact.address for order.deliver",
        "receive contact.address, contact.email for order.deliver",
    );
    same(&shown, "
privacy.md, line 11 (paragraph 0.1): this rule allows what line 12 forbids
    courier may receive contact.address, contact.email for order.deliver as contract if agreement
  line 12 (paragraph 0.1) says:
    courier may never receive contact.email
  example: courier would receive contact.email for order.deliver, when an agreement with whoever receives it is in date
  mend: take contact.email out of line 11; or, if you mean to allow it, except it in line 12 as well (`but contact.email`)
");
}

#[test]
fn an_unknown_kind_of_data_is_told_with_the_nearest() {
    let shown = with("never receive contact.email", "never receive contact.e-mail");
    same(
        &shown,
        "
privacy.md, line 12 (paragraph 0.1): no kind of data is called `contact.e-mail`
    courier may never receive contact.e-mail
                              ^^^^^^^^^^^^^^
  mend: did you mean `contact.email`?
",
    );
}

#[test]
fn a_last_part_alone_leads_to_the_whole_name() {
    let shown = with("never receive contact.email", "never receive email");
    assert!(shown.contains("mend: did you mean `contact.email`?"), "{shown}");
}

#[test]
fn an_unknown_party_purpose_or_fact_is_told_with_the_nearest() {
    assert!(with("courier may never", "curier may never").contains("no party is called `curier`"));
    assert!(with("for order.deliver", "for order.delivery").contains("did you mean `order.deliver`?"));
    assert!(with("if agreement", "if agreements").contains("no fact or choice is called `agreements`"));
}

#[test]
fn a_word_far_from_all_leads_to_the_last_section() {
    let shown = with("never receive contact.email", "never receive shoe-size");
    assert!(shown.contains("mend: use one of the words of the last section, or declare it there"), "{shown}");
}

#[test]
fn a_word_out_of_place_is_marked() {
    let shown = with("as contract if agreement", "as contract when agreement");
    same(
        &shown,
        "
privacy.md, line 11 (paragraph 0.1): the rule could end before this; what follows fits nothing
    courier may receive contact.address for order.deliver as contract when agreement
                                                                      ^^^^
",
    );
}

#[test]
fn an_unknown_verb_or_ground_is_told_with_the_words_that_exist() {
    let shown = with("courier may never receive contact.email", "courier may never read contact.email");
    assert!(
        shown.contains("one of these words should stand here: collect, see, use, change, erase, receive"),
        "{shown}"
    );
    let shown = with("as contract if agreement", "as contracts if agreement");
    assert!(shown.contains("contract, consent, legal-obligation, legitimate-interest"), "{shown}");
    assert!(shown.contains("did you mean `contract`?"), "{shown}");
}

#[test]
fn a_rule_that_ends_too_early_says_what_is_missing() {
    let shown = with("keep contact for 6 years after last-order then erase", "keep contact for 6 years");
    same(
        &shown,
        "
privacy.md, line 13 (paragraph 0.1): the rule ends too early: the word `after` should stand here
    keep contact for 6 years
  mend: say after what: `after last-order`
",
    );
}

#[test]
fn an_open_quote_is_told() {
    assert!(with("\"Send me news\"", "\"Send me news").contains("this text has no closing quote"));
}

#[test]
fn personal_data_without_a_ground_is_refused() {
    let shown = with("order.deliver as contract", "order.deliver");
    assert!(
        shown.contains(
            "line 11 (paragraph 0.1): this rule lets somebody have personal data and names no legal ground"
        ),
        "{shown}"
    );
}

#[test]
fn consent_needs_a_choice_that_starts_off() {
    let shown = with("starts off", "starts on");
    assert!(shown.contains("consent needs a choice that the customer makes"), "{shown}");
    assert!(shown.contains("the choice `news` in line 18 starts on, so nobody made it"), "{shown}");
    let shown = with("news as consent if news", "news as consent");
    assert!(shown.contains("declare a choice"), "{shown}");
}

#[test]
fn a_fair_interest_must_heed_an_objection() {
    let shown = with("as contract if agreement", "as legitimate-interest if agreement");
    assert!(shown.contains("must stop when the customer objects"), "{shown}");
    assert!(shown.contains("mend: add `and not objected`"), "{shown}");
}

#[test]
fn a_choice_that_no_rule_heeds_is_refused() {
    let shown =
        with("shop may use contact.email for news as consent if news", "no rule because \"we have none\"");
    assert!(shown.contains("the customer is asked `news`, and no rule heeds the answer"), "{shown}");
}

#[test]
fn personal_data_that_nobody_says_how_long_to_keep_is_refused() {
    let shown = with("keep contact for", "keep contact.email for");
    same(
        &shown,
        "
privacy.md, line 24 (paragraph 0.3): no rule says how long `contact.address` is kept
    data contact: email, address
                         ^^^^^^^
  mend: add `keep contact.address for 12 months after collection then erase` under a paragraph that says so
",
    );
}

#[test]
fn data_kept_by_two_rules_is_refused() {
    let keep = "keep contact for 6 years after last-order then erase";
    let shown = with(keep, &format!("{keep}\nkeep contact.email for 1 year after collection then erase"));
    assert!(
        shown.contains("line 14 (paragraph 0.1): `contact.email` is already kept by the rule in line 13"),
        "{shown}"
    );
}

#[test]
fn data_that_is_collected_and_never_used_is_refused() {
    let shown = problems(
        &SMALL
            .replace("shop may collect, use", "shop may collect")
            .replace("receive contact.address", "change contact.address")
            .replace("{{what courier receives}}", "little"),
    );
    assert!(!shown.contains("`contact.email` is collected"), "news uses it");
    assert!(shown.contains("`contact.address` is collected and nobody may use it"), "{shown}");
}

#[test]
fn a_rule_that_covers_nothing_is_refused() {
    let shown = with("never receive contact.email", "never receive contact.email but contact");
    assert!(shown.contains("this rule covers nothing"), "{shown}");
}

#[test]
fn a_paragraph_without_a_rule_is_refused() {
    let shown = with("Those are our words.", "We are the best.\n\nThose are our words.");
    same(
        &shown,
        "
privacy.md, line 22 (paragraph 0.3): this paragraph promises something and has no rule under it
    We are the best.
  mend: add a rule, or say `no rule because \"…\"` with your reason
",
    );
}

#[test]
fn rules_away_from_their_paragraph_are_refused() {
    let shown = with("Those are our words.\n", "Those are our words.\n\n");
    assert!(shown.contains("these rules do not stand directly under a paragraph"), "{shown}");
}

#[test]
fn a_printed_figure_without_a_rule_is_refused() {
    let shown = with("We ask for what an order needs.", "We answer within {{answer complaint}}.");
    assert!(shown.contains("no rule gives `answer complaint` a figure to print"), "{shown}");
}

#[test]
fn a_setting_without_a_value_is_refused() {
    let problems = Policy::load(SMALL, &Settings::new()).unwrap_err().to_string();
    assert!(problems.contains("the setting `shop` has no value"), "{problems}");
}

#[test]
fn a_word_declared_twice_is_refused() {
    assert!(with("inside shop", "inside shop, shop").contains("the party `shop` is declared twice"));
    assert!(with("fact agreement", "fact news, agreement").contains("the fact `news` is declared twice"));
}

#[test]
fn what_the_server_cannot_see_to_is_refused() {
    let shown =
        with("keep contact for 6 years after last-order", "keep contact for 6 years after last-ordre");
    assert!(shown.contains("the server knows no event called `last-ordre`"), "{shown}");
    assert!(shown.contains("did you mean `last-order`?"), "{shown}");
    let shown = with("fact agreement", "every opening is recordet\nfact agreement");
    assert!(shown.contains("did you mean `every opening is recorded`?"), "{shown}");
}

#[test]
fn a_file_without_its_first_lines_is_told_how_to_begin() {
    assert!(problems("# Hello\n").contains("begin with a line `---`"));
    assert!(
        with("effective: 2027-01-01", "effective: soon").contains("from which day the policy is in force")
    );
}

#[test]
fn sections_are_numbered() {
    let shown = with("Those are our words.", "## 3. Words\nThose are our words.");
    assert!(shown.contains("mend: write `## 1. Words`"), "{shown}");
}

#[test]
fn a_typed_figure_is_worth_a_second_look() {
    let policy =
        Policy::load(&SMALL.replace("News comes", "After thirty days news comes"), &Settings::stand_ins())
            .unwrap();
    let warning = policy.warnings().iter().find(|warning| warning.message.contains("typed")).unwrap();
    assert_eq!(warning.words, "thirty days");
}

#[test]
fn every_problem_is_told_at_once() {
    let text = SMALL
        .replace("courier may never", "curier may never")
        .replace("contact for order.process", "contcat for order.process");
    let shown = problems(&text);
    assert!(shown.ends_with("2 things are wrong with this policy, so it is not used."), "{shown}");
}
