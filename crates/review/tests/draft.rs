//! A policy by questions: whatever is answered, the file is sound and says what was answered.

use policy::{Policy, Settings};
use review::{About, QUESTIONS, Reply, draft};

const DEFAULT: &str = include_str!("../../../policy/privacy.md");

fn load(text: &str) -> Policy {
    Policy::load(text, &Settings::stand_ins()).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn no_answer_at_all_is_the_policy_that_ships() {
    assert_eq!(draft(DEFAULT, &[]), DEFAULT);
    assert_eq!(draft(DEFAULT, &[Reply::Usual; QUESTIONS.len()]), DEFAULT);
}

#[test]
fn everything_that_an_answer_changes_stands_in_the_policy_once() {
    for question in &QUESTIONS {
        match question.about {
            About::Figure { rule, usual, .. } => {
                let rule = rule.replace('#', &usual.to_string());
                assert_eq!(DEFAULT.matches(&rule).count(), 1, "{rule}");
            }
            About::Part { paragraphs, instead } => {
                let words = paragraphs.iter().chain(instead.iter().map(|(words, _)| words));
                words.for_each(|words| assert_eq!(DEFAULT.matches(words).count(), 1, "{words}"));
            }
        }
    }
}

#[test]
fn with_or_without_each_part_the_file_is_sound() {
    let parts: Vec<usize> =
        (0..QUESTIONS.len()).filter(|at| matches!(QUESTIONS[*at].about, About::Part { .. })).collect();
    for without in 0..1 << parts.len() {
        let mut replies = [Reply::Usual; QUESTIONS.len()];
        for (bit, at) in parts.iter().enumerate() {
            if without >> bit & 1 == 1 {
                replies[*at] = Reply::No;
            }
        }
        let policy = load(&draft(DEFAULT, &replies));
        let left = |party: &str| policy.party(party).is_some();
        let kept = |bit: usize| without >> bit & 1 == 0;
        assert_eq!((left("coach"), left("check-agency"), left("group-company")), (kept(0), kept(1), kept(2)));
        assert_eq!(policy.leaf("demographics.region").is_some(), kept(3));
    }
}

#[test]
fn the_least_and_the_most_of_every_figure_are_sound_and_reach_the_page() {
    for end in [0, 1] {
        let replies: Vec<Reply> = QUESTIONS
            .iter()
            .map(|question| match question.about {
                About::Figure { within, .. } => Reply::Figure([within.0, within.1][end]),
                About::Part { .. } => Reply::Usual,
            })
            .collect();
        let policy = load(&draft(DEFAULT, &replies));
        assert_eq!(policy.figure("guardian-age").map(|figure| figure.number), Some([13, 21][end]));
        assert_eq!(policy.figure("returns").map(|figure| figure.number), Some([14, 365][end]));
        assert_eq!(policy.figure("crowd").map(|figure| figure.number), Some([5, 10_000][end]));
        let books = policy.leaf("orders.items").map(|leaf| policy.keep_words(leaf)).expect("orders are kept");
        assert!(books.starts_with(["1 year", "30 years"][end]), "{books}");
    }
}

#[test]
fn an_answer_that_makes_no_sense_is_told_what_would() {
    let age = &QUESTIONS[0];
    assert_eq!(age.reply(" 18 "), Ok(Reply::Figure(18)));
    assert_eq!(age.reply(""), Ok(Reply::Usual));
    assert!(age.reply("7").is_err_and(|words| words.contains("from 13 to 21")));
    assert!(age.reply("old").is_err());
    let chat = &QUESTIONS[6];
    assert_eq!((chat.reply("No"), chat.reply("yes")), (Ok(Reply::No), Ok(Reply::Usual)));
    assert!(chat.reply("perhaps").is_err_and(|words| words.contains("yes or no")));
}
