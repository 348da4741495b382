//! Time: the machine's, or whatever the shop goes by, so that signatures stay fresh when a test or a demo moves its clock.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use jiff::{Timestamp, tz::TimeZone};

/// Where the time comes from; clones move together.
#[derive(Clone)]
pub struct Clock {
    source: Arc<dyn Fn() -> i64 + Send + Sync>,
    ahead: Arc<AtomicI64>,
}

impl Clock {
    /// The machine's time.
    pub fn system() -> Clock {
        Clock::of(machine)
    }

    /// The seconds since 1970 that somebody else counts.
    pub fn of(seconds: impl Fn() -> i64 + Send + Sync + 'static) -> Clock {
        Clock { source: Arc::new(seconds), ahead: Arc::default() }
    }

    /// Goes ahead of its source by so many seconds.
    pub fn set_ahead(&self, seconds: i64) {
        self.ahead.store(seconds, Ordering::SeqCst);
    }

    /// Seconds since 1970.
    pub fn seconds(&self) -> i64 {
        (self.source)().saturating_add(self.ahead.load(Ordering::SeqCst))
    }

    pub(crate) fn now(&self) -> Moment {
        Moment(self.seconds())
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the one place that asks the machine for the time; the outside world has no other crate"
)]
fn machine() -> i64 {
    Timestamp::now().as_second()
}

/// A point in time, in seconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment(pub i64);

impl Moment {
    /// As machines read it: `2026-03-02T14:05:09Z`.
    pub fn iso(self) -> String {
        self.stamp().to_string()
    }

    /// As people read it: `2 March, 14:05:09`.
    pub fn words(self) -> String {
        self.stamp().to_zoned(TimeZone::UTC).strftime("%-d %B, %H:%M:%S").to_string()
    }

    /// Year and month.
    pub fn month(self) -> (i16, i8) {
        let day = self.stamp().to_zoned(TimeZone::UTC);
        (day.year(), day.month())
    }

    fn stamp(self) -> Timestamp {
        Timestamp::from_second(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}
