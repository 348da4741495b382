//! Nothing that can be typed makes the reader stumble.

use policy::{Policy, Settings};
use proptest::prelude::*;

const DEFAULT: &str = include_str!("../../../policy/privacy.md");

fn refused(text: &str) -> policy::Problems {
    Policy::load(text, &Settings::stand_ins()).expect_err("this is no policy")
}

#[test]
fn a_megabyte_is_refused_at_its_first_line() {
    let problems = refused(&"shop may see personal for order as contract\n".repeat(24_000));
    assert_eq!(problems.list.len(), 1);
    assert_eq!(problems.list[0].message, "this file has 1056 kB; a policy has at most 200 kB");
}

#[test]
fn four_thousand_rules_are_refused_with_few_words() {
    let rules = "shop may see personal for rights as contract\n".repeat(4_000);
    let problems = refused(&DEFAULT.replacen("every refusal is recorded\n", &rules, 1));
    assert!(problems.list.len() <= 60);
}

#[test]
fn rules_that_meet_each_other_in_every_way_are_refused_soon() {
    let may =
        "shop may see personal for rights as contract if asked or cleared or agreement or account-open\n";
    let never = "nobody may see personal unless asked and cleared and agreement and account-open\n";
    let rules = format!("{}{}", may.repeat(400), never.repeat(400));
    let problems = refused(&DEFAULT.replacen("every refusal is recorded\n", &rules, 1));
    assert!(problems.list.len() <= 60);
}

#[test]
fn the_sixty_fifth_word_is_refused() {
    let many: Vec<String> = (0..70).map(|number| format!("fact-{number}")).collect();
    let problems =
        refused(&DEFAULT.replacen("fact signed-in", &format!("fact {}, signed-in", many.join(", ")), 1));
    assert!(problems.to_string().contains("is the 65th fact; a policy has at most 64"), "{problems}");
}

#[test]
fn eleven_facts_in_one_cell_are_refused() {
    let facts: Vec<String> = (0..12).map(|number| format!("fact-{number}")).collect();
    let rules: Vec<String> = facts
        .chunks(6)
        .map(|six| format!("courier may see figures for publish if {}", six.join(" and ")))
        .collect();
    let text = DEFAULT.replacen("fact signed-in", &format!("fact {}, signed-in", facts.join(", ")), 1);
    let text = text.replacen("every refusal is recorded\n", &format!("{}\n", rules.join("\n")), 1);
    assert!(refused(&text).to_string().contains("more than ten facts decide what this rule allows"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_without_a_panic(text in "(?s).{0,400}") {
        let _ = Policy::load(&text, &Settings::new());
    }

    #[test]
    fn any_rule_is_read_without_a_panic(rule in "[a-z0-9 ,.:()\"{}-]{0,80}") {
        let _ = Policy::load(&DEFAULT.replacen("every refusal is recorded", &rule, 1), &Settings::stand_ins()).map_err(|problems| problems.to_string());
    }

    #[test]
    fn the_shops_own_file_in_pieces_is_read_without_a_panic(cut in any::<usize>(), length in 0..400usize, put in "(?s).{0,20}") {
        let at = |from: usize| (from..=DEFAULT.len()).find(|at| DEFAULT.is_char_boundary(*at)).unwrap_or(DEFAULT.len());
        let from = at(cut % DEFAULT.len());
        let to = at((from + length).min(DEFAULT.len()));
        let text = format!("{}{put}{}", &DEFAULT[..from], &DEFAULT[to..]);
        let _ = Policy::load(&text, &Settings::stand_ins()).map_err(|problems| problems.to_string());
    }
}
