//! Evidence in words: how often a rule was applied and refused, and when last.

use std::collections::{BTreeMap, BTreeSet};

use gate::{Evidence, Tally};
use policy::begun;
use store::Time;
use translation::{Speaker, Tongue};

/// What is told about each rule and paragraph that can have evidence: those that allow or forbid.
pub struct Told {
    rules: BTreeMap<usize, String>,
    paragraphs: BTreeMap<String, String>,
}

impl Told {
    /// What the counts say about that policy, in that language.
    pub fn of(say: &Speaker<'_>, evidence: Option<&Evidence>, now: Time) -> Told {
        let (policy, tongue) = (say.policy, say.tongue);
        let rules = policy.rules();
        let may: BTreeSet<_> = rules.permissions.iter().map(|may| may.rule).collect();
        let never: BTreeSet<_> = rules.prohibitions.iter().map(|never| never.rule).collect();
        let mut told = Told { rules: BTreeMap::new(), paragraphs: BTreeMap::new() };
        for clause in may.iter().chain(&never).map(|rule| policy.clause_of(*rule)) {
            let rule = evidence.map(|all| all.rules.get(&clause.line).copied().unwrap_or_default());
            let number = &clause.paragraph;
            let paragraph = evidence.map(|all| all.paragraphs.get(number).copied().unwrap_or_default());
            told.rules.insert(clause.line, in_words_or_away(tongue, rule, now));
            told.paragraphs.insert(number.clone(), in_words_or_away(tongue, paragraph, now));
        }
        told
    }

    /// About the rule in that line of the file; nothing for a rule that neither allows nor forbids.
    pub fn rule(&self, line: &usize) -> &str {
        self.rules.get(line).map_or("", String::as_str)
    }

    /// About all rules of a paragraph.
    pub fn paragraph(&self, number: &str) -> &str {
        self.paragraphs.get(number).map_or("", String::as_str)
    }
}

fn in_words_or_away(tongue: &Tongue, tally: Option<Tally>, now: Time) -> String {
    tally.map_or_else(|| tongue.say("counts-away").to_owned(), |tally| in_words(tongue, tally, now))
}

/// "Allowed 1,204 times, last today; kept shut 3 times, last yesterday."
fn in_words(tongue: &Tongue, tally: Tally, now: Time) -> String {
    let side = |deed: &str, times: u64, last: Option<Time>| {
        let last = last.map(|last| day(tongue, last, now)).unwrap_or_default();
        (times > 0).then(|| tongue.fill(deed, &[("often", &often(tongue, times)), ("day", &last)]))
    };
    let sides = [
        side("allowed", tally.applied, tally.last_applied),
        side("kept-shut", tally.refused, tally.last_refused),
    ];
    let said: Vec<String> = sides.into_iter().flatten().collect();
    match said.as_slice() {
        [] => tongue.say("never-yet").to_owned(),
        [one] => format!("{}.", begun(one)),
        [one, other, ..] => {
            format!("{}.", begun(&tongue.fill("allowed-and-kept-shut", &[("allowed", one), ("shut", other)])))
        }
    }
}

/// "once", "twice", "1,204 times".
fn often(tongue: &Tongue, times: u64) -> String {
    match times {
        1 => tongue.say("once").to_owned(),
        2 => tongue.say("twice").to_owned(),
        more => tongue.fill("times", &[("number", &tongue.number(more))]),
    }
}

/// The day is enough: no line of a ledger can be told from it.
fn day(tongue: &Tongue, at: Time, now: Time) -> String {
    let (then, today) = (web::day_of(at), web::day_of(now));
    match (then == today, then.tomorrow().is_ok_and(|next| next == today)) {
        (true, _) => tongue.say("today").to_owned(),
        (_, true) => tongue.say("yesterday").to_owned(),
        _ => tongue.fill("on-day", &[("day", &date(tongue, then))]),
    }
}

/// "13 January 2027".
pub(super) fn date(tongue: &Tongue, day: jiff::civil::Date) -> String {
    let number = |number: i8| u8::try_from(number).unwrap_or_default();
    tongue.date(day.year(), number(day.month()), number(day.day()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Time = Time(1_800_014_400_000_000);

    #[test]
    fn numbers_and_days_are_said_as_people_say_them() {
        assert_eq!(
            [1, 2, 3, 999, 1_204, 1_204_000].map(|times| often(&Tongue::english(), times)).join("; "),
            "once; twice; 3 times; 999 times; 1,204 times; 1,204,000 times"
        );
        assert_eq!(day(&Tongue::english(), NOON, NOON), "today");
        assert_eq!(day(&Tongue::english(), NOON.minus_days(1), NOON), "yesterday");
        assert_eq!(day(&Tongue::english(), NOON.minus_days(2), NOON), "on 13 January 2027");
    }

    #[test]
    fn a_rule_that_nothing_came_under_says_so() {
        assert_eq!(
            in_words(&Tongue::english(), Tally::default(), NOON),
            "Not yet: nothing has come under it."
        );
        let tally = Tally {
            applied: 4,
            last_applied: Some(NOON),
            refused: 1,
            last_refused: Some(NOON.minus_days(1)),
        };
        assert_eq!(
            in_words(&Tongue::english(), tally, NOON),
            "Allowed 4 times, last today; kept shut once, last yesterday."
        );
    }
}
