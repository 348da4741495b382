//! How an agreement stands, and what the form for one may say.

use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use store::Time;

use crate::forms::Problems;

/// Below so many days the desk starts to warn.
const SOON: i64 = 30;
/// An agreement is looked at again after a while: nobody signs for longer.
const LONGEST_YEARS: i16 = 5;

/// How an agreement stands now: words and their tone.
pub fn standing(from: Time, until: Time, now: Time) -> (String, &'static str) {
    if now < from {
        return (format!("begins in {}", days(from.seconds_since(now))), "warn");
    }
    let left = until.seconds_since(now);
    match left {
        ..=0 => (format!("ended {} ago", days(-left)), "bad"),
        1..86_400 => ("ends within a day".to_owned(), "bad"),
        _ if left < SOON * 86_400 => (format!("{} left", days(left)), "warn"),
        _ => (format!("{} left", days(left)), "good"),
    }
}

/// How a duty stands that is due then: words and their tone.
pub fn due(due: Time, now: Time) -> (String, &'static str) {
    let left = due.seconds_since(now);
    match left {
        ..=0 => (format!("{} overdue", days(-left)), "bad"),
        _ if left < SOON * 86_400 => (format!("{} left", days(left)), "warn"),
        _ => (format!("{} left", days(left)), "good"),
    }
}

fn days(seconds: i64) -> String {
    match seconds / 86_400 {
        0 => "less than a day".to_owned(),
        1 => "1 day".to_owned(),
        n => format!("{n} days"),
    }
}

/// What the form for an agreement says, parsed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Where the signed paper is.
    pub document: String,
    /// First moment in force.
    pub from: Time,
    /// First moment no longer in force: midnight after the last day.
    pub until: Time,
}

impl Terms {
    /// Parses reference, first and last day.
    pub fn parse(
        document: &str,
        first: &str,
        last: &str,
        now: Time,
        problems: &mut Problems,
    ) -> Option<Terms> {
        let document = problems.check("document", reference(document));
        let (first, last) = (problems.check("from", day(first)), problems.check("until", day(last)));
        let (document, first, last) = (document?, first?, last?);
        let terms = Terms { document, from: midnight(first)?, until: midnight(last.tomorrow().ok()?)? };
        if let Some(words) = objection(first, last, terms.until, now) {
            problems.note("until", words);
            return None;
        }
        Some(terms)
    }
}

fn objection(first: Date, last: Date, until: Time, now: Time) -> Option<&'static str> {
    let longest = first.checked_add(i64::from(LONGEST_YEARS).years()).unwrap_or(Date::MAX);
    if last < first {
        Some("The last day is before the first. Please check both.")
    } else if until <= now {
        Some("This day is over. To end an agreement, use the button below the form.")
    } else if last > longest {
        Some("Please choose at most five years: an agreement is looked at again by then.")
    } else {
        None
    }
}

fn reference(typed: &str) -> Result<String, String> {
    let reference = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    match reference.chars().count() {
        0 => Err("Please say where the signed paper is: its number or the folder it lies in.".to_owned()),
        1..=100 => Ok(reference),
        _ => Err("Please shorten it to 100 characters.".to_owned()),
    }
}

pub(super) fn day(typed: &str) -> Result<Date, String> {
    typed
        .trim()
        .parse()
        .map_err(|_| "Please give the day as year, month and day, such as 2027-03-31.".to_owned())
}

fn zone() -> TimeZone {
    TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC)
}

pub(super) fn midnight(day: Date) -> Option<Time> {
    day.to_zoned(zone()).ok().map(|zoned| Time(zoned.timestamp().as_microsecond()))
}

/// The day of a moment, as a date field wants it.
pub fn day_of(time: Time) -> String {
    Timestamp::from_microsecond(time.0).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone()).date().to_string()
}

/// How many seconds from now the clock has to go to be that many months on, by the calendar.
pub fn months_ahead(now: Time, months: i64) -> i64 {
    let here = Timestamp::from_microsecond(now.0).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone());
    let there = here.checked_add(months.months()).unwrap_or_else(|_| here.clone());
    there.timestamp().as_second() - here.timestamp().as_second()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2027-01-15 12:00 in London.
    const NOON: Time = Time(1_800_014_400_000_000);

    #[test]
    fn the_last_day_counts_to_its_midnight() {
        let mut problems = Problems::default();
        let terms = Terms::parse(" DPA  14 ", "2027-01-01", "2027-01-15", NOON, &mut problems).unwrap();
        assert_eq!(terms.document, "DPA 14");
        assert_eq!(terms.until, NOON.plus_seconds(12 * 3_600));
        assert_eq!(standing(terms.from, terms.until, NOON).0, "ends within a day");
    }

    #[test]
    fn what_cannot_be_is_answered_in_words_at_the_field() {
        let wrong = [
            ("", "2027-01-01", "2027-12-31", "document"),
            ("DPA", "01/01/2027", "2027-12-31", "from"),
            ("DPA", "2027-01-01", "soon", "until"),
            ("DPA", "2027-06-01", "2027-05-31", "until"),
            ("DPA", "2026-01-01", "2027-01-14", "until"),
            ("DPA", "2027-01-01", "2032-01-02", "until"),
        ];
        for (document, first, last, field) in wrong {
            let mut problems = Problems::default();
            assert_eq!(Terms::parse(document, first, last, NOON, &mut problems), None);
            assert!(!problems.of(field).is_empty(), "{document} {first} {last}");
        }
    }

    #[test]
    fn an_agreement_warns_before_it_ends_and_says_when_it_ended() {
        let at = |days: i64| standing(NOON.minus_days(100), NOON.plus_days(days), NOON);
        assert_eq!(at(31), ("31 days left".to_owned(), "good"));
        assert_eq!(at(29), ("29 days left".to_owned(), "warn"));
        assert_eq!(at(0), ("ended less than a day ago".to_owned(), "bad"));
        assert_eq!(at(-3), ("ended 3 days ago".to_owned(), "bad"));
        assert_eq!(standing(NOON.plus_days(2), NOON.plus_days(9), NOON).0, "begins in 2 days");
    }

    #[test]
    fn a_duty_warns_before_its_day_and_says_how_late_it_is() {
        let at = |days: i64| due(NOON.plus_days(days), NOON);
        assert_eq!(at(31), ("31 days left".to_owned(), "good"));
        assert_eq!(at(29), ("29 days left".to_owned(), "warn"));
        assert_eq!(at(0), ("less than a day overdue".to_owned(), "bad"));
        assert_eq!(at(-1), ("1 day overdue".to_owned(), "bad"));
    }

    #[test]
    fn months_are_counted_by_the_calendar() {
        assert_eq!(months_ahead(NOON, 1), 31 * 86_400);
        assert_eq!(months_ahead(NOON, 13), 396 * 86_400);
    }
}
