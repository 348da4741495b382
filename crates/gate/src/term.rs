//! How long values are kept: from which event this code counts for which of them, and when a term is over.
//!
//! This is the one table of it. A policy whose `keep` rule names another event for a kind of data that is stored here is
//! one that the server cannot keep; [`miscounted`] finds it before the shop opens.

use std::fmt;

use jiff::{Span as Calendar, Timestamp, tz::TimeZone};
use policy::{Leaf, Mask, Policy, Span, Term, Unit};
use store::Time;

use crate::column::Class;

/// From where this code counts the term of a class of values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// From this event, as the policy names it. Each value says when it was: [`crate::Sealed::since`].
    After(&'static str),
    /// There is nothing to count: what ends this fact takes the values away.
    While(&'static str),
}

impl Class {
    /// From where the code counts for values of this class.
    pub fn counted(self) -> Counted {
        match self {
            Class::Account | Class::Contact | Class::Clearance => Counted::While("account-open"),
            Class::Cards => Counted::While("card-kept"),
            Class::Orders => Counted::After("last-order"),
            Class::Basket => Counted::After("last-visit"),
            Class::Care => Counted::After("request-closed"),
            Class::Ledger => Counted::After("account-closure"),
        }
    }
}

/// When the term of one value began.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Began {
    /// Nobody said.
    Unsaid,
    /// What it counts from has not happened.
    NotYet,
    /// Then.
    At(Time),
}

/// Whether the policy's term for that kind of data is over at `now`, when it began at `since`.
pub fn is_over(policy: &Policy, leaf: Leaf, since: Time, now: Time) -> bool {
    let over = |term| matches!(term, Term::After(span, _) if has_passed(since, span, now));
    policy.within_term(Mask::EMPTY.with(leaf), over).is_empty()
}

/// A `keep` rule that this code cannot follow as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miscounted {
    /// The kind of data.
    pub leaf: &'static str,
    /// How long the policy keeps it, as its rule says.
    pub said: String,
    /// Where the rule stands.
    pub line: usize,
    /// What it should say instead.
    pub mend: String,
}

impl fmt::Display for Miscounted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Miscounted { leaf, said, line, mend } = self;
        write!(f, "Line {line} keeps `{leaf}` {said}, but this server {mend}")
    }
}

/// The rules of a policy that say for stored data to count from something else than the code counts from, or to keep for
/// different times what the code takes away together.
pub fn miscounted(policy: &Policy, stored: &[(&'static str, Class)]) -> Vec<Miscounted> {
    let mut found: Vec<Miscounted> = Vec::new();
    for (leaf, class) in stored.iter().copied() {
        let Some(keep) = policy.leaf(leaf).and_then(|leaf| policy.keep(leaf)) else { continue };
        let mend = other_event(policy, keep.term, class.counted())
            .or_else(|| other_time(policy, keep.term, (leaf, class), stored));
        if let Some(mend) = mend.filter(|_| !found.iter().any(|other| other.leaf == leaf)) {
            found.push(Miscounted { leaf, said: said(policy, keep.term), line: keep.line, mend });
        }
    }
    found
}

fn said(policy: &Policy, term: Term) -> String {
    match term {
        Term::After(span, event) => format!("for {span} after {event}"),
        Term::While(fact) => format!("while {}", policy.fact_name(fact)),
    }
}

fn other_event(policy: &Policy, term: Term, counted: Counted) -> Option<String> {
    match (term, counted) {
        (Term::After(_, event), Counted::After(ours)) if event == ours => None,
        (Term::While(fact), Counted::While(ours)) if policy.fact_name(fact) == ours => None,
        (Term::After(span, _), Counted::After(event)) => {
            Some(format!("counts it from `{event}`; write `for {span} after {event}`"))
        }
        (Term::While(_), Counted::After(event)) => {
            Some(format!("counts it from `{event}`; write `for … after {event}`, with a time"))
        }
        (_, Counted::While(fact)) => Some(format!("takes it away when `{fact}` ends; write `while {fact}`")),
    }
}

fn other_time(
    policy: &Policy,
    term: Term,
    (leaf, class): (&str, Class),
    stored: &[(&'static str, Class)],
) -> Option<String> {
    let (first, _) = stored.iter().find(|(_, other)| *other == class)?;
    let time = policy.leaf(first).and_then(|leaf| policy.keep(leaf)).map(|keep| keep.term);
    (*first != leaf && time.is_some_and(|time| time != term))
        .then(|| format!("takes it away together with `{first}`; give both the same time"))
}

/// Months differ by up to three days; a search in the store is that much too wide, and [`has_passed`] decides.
const WIDER: i64 = 4;
/// A day on which the clock changes is an hour longer or shorter.
const CHANGE: i64 = 3_600;

/// The moment that long after another, by the calendar of the shop's zone: a month is a month, whatever its days.
pub fn after(since: Time, span: Span) -> Time {
    shifted(since, calendar(span))
}

/// Whether that long has passed. The calendar is asked only when the length of a month or a year decides.
pub fn has_passed(since: Time, span: Span, now: Time) -> bool {
    let (least, most) = bounds(span);
    let age = now.0.saturating_sub(since.0) / 1_000_000;
    age > most || (age >= least && after(since, span) <= now)
}

/// What began later than this is not over yet.
pub fn horizon(span: Span, now: Time) -> Time {
    shifted(now, -calendar(span)).plus_days(WIDER)
}

/// How many seconds a span has at least and at most.
fn bounds(span: Span) -> (i64, i64) {
    let number = i64::from(span.number);
    let days = |least: i64, most: i64| (number * least * 86_400 - CHANGE, number * most * 86_400 + CHANGE);
    match span.unit {
        Unit::Month => days(28, 31),
        Unit::Year => days(365, 366),
        Unit::Minute | Unit::Hour | Unit::Day | Unit::Week => {
            (span.to_seconds() - CHANGE, span.to_seconds() + CHANGE)
        }
    }
}

fn calendar(span: Span) -> Calendar {
    let number = i64::from(span.number);
    let empty = Calendar::new();
    let made = match span.unit {
        Unit::Minute => empty.try_minutes(number),
        Unit::Hour => empty.try_hours(number),
        Unit::Day => empty.try_days(number),
        Unit::Week => empty.try_weeks(number),
        Unit::Month => empty.try_months(number),
        Unit::Year => empty.try_years(number),
    };
    made.unwrap_or(empty)
}

/// Out of the calendar's range stays what it was: nothing is forgotten too early for it.
fn shifted(time: Time, by: Calendar) -> Time {
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    let moved = Timestamp::from_microsecond(time.0).and_then(|at| at.to_zoned(zone).checked_add(by));
    moved.map_or(time, |zoned| Time(zoned.timestamp().as_microsecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn london(text: &str) -> Time {
        let zoned: jiff::Zoned = format!("{text}[Europe/London]").parse().unwrap();
        Time(zoned.timestamp().as_microsecond())
    }

    #[test]
    fn a_month_ends_on_the_same_day_of_the_next_or_on_its_last() {
        let month = Span { number: 1, unit: Unit::Month };
        assert_eq!(after(london("2027-01-15T10:00"), month), london("2027-02-15T10:00"));
        assert_eq!(after(london("2027-01-31T10:00"), month), london("2027-02-28T10:00"));
    }

    #[test]
    fn six_years_count_leap_days_and_summer_time() {
        let years = Span { number: 6, unit: Unit::Year };
        assert_eq!(after(london("2028-02-29T12:00"), years), london("2034-02-28T12:00"));
        assert_eq!(
            after(london("2027-03-27T12:00"), Span { number: 1, unit: Unit::Day }),
            london("2027-03-28T12:00")
        );
    }

    #[test]
    fn a_term_ends_at_its_minute_whatever_the_shortcut_says() {
        for (unit, number) in
            [(Unit::Minute, 90), (Unit::Day, 30), (Unit::Week, 2), (Unit::Month, 13), (Unit::Year, 6)]
        {
            let span = Span { number, unit };
            for day in 0..1_500 {
                let since = london("2027-01-01T08:00").plus_days(day);
                let end = after(since, span);
                assert!(has_passed(since, span, end), "{span} from day {day}");
                assert!(!has_passed(since, span, end.minus_seconds(1)), "{span} from day {day}");
            }
        }
    }

    #[test]
    fn the_wide_search_never_misses_what_has_passed() {
        let month = Span { number: 1, unit: Unit::Month };
        for day in 0..800 {
            let since = london("2027-01-01T08:00").plus_days(day);
            let due = after(since, month);
            assert!(since <= horizon(month, due), "day {day}");
        }
    }
}
