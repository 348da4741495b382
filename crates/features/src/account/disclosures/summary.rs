//! The whole record in one sentence.

use std::collections::BTreeSet;

use gate::{Entry, Kind, Line};
use store::Time;

use super::{
    sentences::Words,
    wanted::{Who, is_own_look, who},
};

/// As far back as the sentence looks.
const DAYS: i64 = 30;

/// "In the last 30 days your details were opened 12 times, 9 of them by yourself; handed to 2 others."
pub fn sentence(words: &Words<'_>, lines: &[Line], now: Time) -> String {
    let since = now.minus_days(DAYS).0;
    let recent: Vec<&Entry> =
        lines.iter().map(|line| &line.entry).filter(|entry| entry.at >= since).collect();
    let opened = recent.iter().filter(|entry| entry.kind == Kind::Opened).count();
    let own = recent.iter().filter(|entry| is_own_look(entry)).count();
    let refused = recent.iter().filter(|entry| entry.kind == Kind::Refused).count();
    format!(
        "In the last {DAYS} days {}; {}.{}",
        opened_in_words(opened, own),
        handed(words, &recent),
        refusals(refused)
    )
}

fn opened_in_words(opened: usize, own: usize) -> String {
    match (opened, own) {
        (0, _) => "nobody opened your details".to_owned(),
        (1, 1) => "your details were opened once, by yourself".to_owned(),
        (1, _) => "your details were opened once".to_owned(),
        (n, 0) => format!("your details were opened {n} times, not once by yourself"),
        (n, own) if n == own => format!("your details were opened {n} times, each time by yourself"),
        (n, 1) => format!("your details were opened {n} times, once by yourself"),
        (n, own) => format!("your details were opened {n} times, {own} of them by yourself"),
    }
}

fn handed(words: &Words<'_>, recent: &[&Entry]) -> String {
    let over =
        recent.iter().filter(|entry| entry.kind == Kind::HandedOver && who(words.0, entry) == Who::Others);
    let others: BTreeSet<String> = over.map(|entry| words.party(entry)).collect();
    match others.len() {
        0 => "nothing was handed to others".to_owned(),
        n if n <= 3 => format!("some of them were handed to the {}", listed(others)),
        n => format!("some of them were handed to {n} others"),
    }
}

fn listed(names: BTreeSet<String>) -> String {
    let names: Vec<String> = names.into_iter().collect();
    match names.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} and the {last}", rest.join(", the ")),
        None => String::new(),
    }
}

fn refusals(refused: usize) -> String {
    match refused {
        0 => String::new(),
        1 => " Once somebody asked and got nothing.".to_owned(),
        n => format!(" {n} times somebody asked and got nothing."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn openings_are_counted_in_words() {
        assert_eq!(opened_in_words(0, 0), "nobody opened your details");
        assert_eq!(opened_in_words(12, 9), "your details were opened 12 times, 9 of them by yourself");
        assert_eq!(opened_in_words(4, 4), "your details were opened 4 times, each time by yourself");
        assert_eq!(opened_in_words(1, 0), "your details were opened once");
    }

    #[test]
    fn a_few_are_named_and_many_are_counted() {
        let names = |list: &[&str]| listed(list.iter().map(|name| (*name).to_owned()).collect());
        assert_eq!(names(&["courier Swift"]), "courier Swift");
        assert_eq!(names(&["bank", "courier Swift", "post"]), "bank, the courier Swift and the post");
    }
}
