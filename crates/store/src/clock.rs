//! Time, as a parameter.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

const MICROSECONDS: i64 = 1_000_000;
const DAY: i64 = 86_400;

/// A moment: microseconds since 1970-01-01 00:00 UTC. Sums stop at the ends of the range instead of wrapping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i64);

impl Time {
    /// The moment that many seconds later (earlier, if negative).
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Time {
        Time(self.0.saturating_add(seconds.saturating_mul(MICROSECONDS)))
    }

    /// The moment that many seconds earlier.
    #[must_use]
    pub fn minus_seconds(self, seconds: i64) -> Time {
        Time(self.0.saturating_sub(seconds.saturating_mul(MICROSECONDS)))
    }

    /// The moment that many days of 24 hours later. Calendar months are not days: reckon those with a calendar.
    #[must_use]
    pub fn plus_days(self, days: i64) -> Time {
        self.plus_seconds(days.saturating_mul(DAY))
    }

    /// The moment that many days of 24 hours earlier.
    #[must_use]
    pub fn minus_days(self, days: i64) -> Time {
        self.minus_seconds(days.saturating_mul(DAY))
    }

    /// Whole seconds since 1970, rounded down.
    pub fn seconds(self) -> i64 {
        self.0.div_euclid(MICROSECONDS)
    }

    /// Whole seconds from an earlier moment to this one; negative when it was later.
    pub fn seconds_since(self, earlier: Time) -> i64 {
        self.0.saturating_sub(earlier.0).div_euclid(MICROSECONDS)
    }
}

/// Tells the time. Clones tell the same time and move together.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Source>);

#[derive(Debug)]
enum Source {
    System,
    Fixed(AtomicI64),
    Offset(AtomicI64),
}

/// The system's own clock cannot be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the system clock cannot be moved")]
pub struct Unmovable;

impl Clock {
    /// The machine's time.
    pub fn system() -> Clock {
        Clock(Arc::new(Source::System))
    }

    /// A clock that stands still until it is moved, for tests.
    pub fn fixed(at: Time) -> Clock {
        Clock(Arc::new(Source::Fixed(AtomicI64::new(at.0))))
    }

    /// The machine's time, which can be moved besides, for demonstrations: "and thirteen months later".
    pub fn offset() -> Clock {
        Clock(Arc::new(Source::Offset(AtomicI64::new(0))))
    }

    /// The moment it is now.
    pub fn now(&self) -> Time {
        match &*self.0 {
            Source::System => machine(),
            Source::Fixed(at) => Time(at.load(Ordering::SeqCst)),
            Source::Offset(by) => Time(machine().0.saturating_add(by.load(Ordering::SeqCst))),
        }
    }

    /// Moves the clock by some seconds.
    ///
    /// # Errors
    /// [`Unmovable`] for [`Clock::system`].
    pub fn advance(&self, seconds: i64) -> Result<(), Unmovable> {
        let (Source::Fixed(at) | Source::Offset(at)) = &*self.0 else { return Err(Unmovable) };
        let moved = |old: i64| Some(old.saturating_add(seconds.saturating_mul(MICROSECONDS)));
        at.fetch_update(Ordering::SeqCst, Ordering::SeqCst, moved).map(drop).map_err(|_| Unmovable)
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks the machine for the time")]
fn machine() -> Time {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Time(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_stands_still_until_it_is_moved() {
        let clock = Clock::fixed(Time(5));
        assert_eq!(clock.now(), Time(5));
        clock.advance(2).unwrap();
        assert_eq!(clock.now(), Time(2_000_005));
    }

    #[test]
    fn clones_of_a_clock_move_together() {
        let clock = Clock::fixed(Time(0));
        clock.clone().advance(1).unwrap();
        assert_eq!(clock.now(), Time(MICROSECONDS));
    }

    #[test]
    fn the_system_clock_cannot_be_moved() {
        assert_eq!(Clock::system().advance(1), Err(Unmovable));
    }

    #[test]
    fn an_offset_clock_runs_ahead_of_the_system_by_what_it_was_moved() {
        let (system, ahead) = (Clock::system(), Clock::offset());
        ahead.advance(DAY).unwrap();
        let lead = ahead.now().seconds_since(system.now());
        assert!((DAY - 60..DAY + 60).contains(&lead));
    }

    #[test]
    fn time_stops_at_its_ends_instead_of_wrapping() {
        assert_eq!(Time(i64::MAX).plus_days(1), Time(i64::MAX));
        assert_eq!(Time(i64::MIN).minus_days(i64::MAX), Time(i64::MIN));
        assert_eq!(Clock::fixed(Time(i64::MAX)).advance(i64::MAX), Ok(()));
    }

    #[test]
    fn seconds_before_1970_round_down() {
        assert_eq!(Time(-1).seconds(), -1);
        assert_eq!(Time(MICROSECONDS + 999_999).seconds(), 1);
    }
}
