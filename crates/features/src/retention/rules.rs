//! When something is due, by the calendar of the shop's zone: a month is a month, whatever its days.

use jiff::{Span as Calendar, Timestamp, tz::TimeZone};
use policy::{Policy, Span, Unit};
use store::Time;

/// Months differ by up to three days; a search in the store is that much too wide, and [`is_due`] decides.
const WIDER: i64 = 4;

/// How long the policy keeps that kind of data.
pub fn span_of(policy: &Policy, leaf: &str) -> Option<Span> {
    policy.leaf(leaf).and_then(|leaf| policy.keep(leaf)).and_then(|keep| keep.span())
}

/// The moment that long after another.
pub fn after(since: Time, span: Span) -> Time {
    shifted(since, calendar(span))
}

/// Whether that long has passed.
pub fn is_due(since: Time, span: Span, now: Time) -> bool {
    after(since, span) <= now
}

/// What began later than this is not due yet.
pub fn horizon(span: Span, now: Time) -> Time {
    shifted(now, -calendar(span)).plus_days(WIDER)
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
    fn the_wide_search_never_misses_what_is_due() {
        let month = Span { number: 1, unit: Unit::Month };
        for day in 0..800 {
            let since = london("2027-01-01T08:00").plus_days(day);
            let due = after(since, month);
            assert!(since <= horizon(month, due), "day {day}");
        }
    }
}
