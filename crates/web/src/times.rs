//! Times as people read them, in the shop's zone.

use jiff::{Timestamp, tz::TimeZone};
use store::Time;

fn zoned(time: Time) -> jiff::Zoned {
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    Timestamp::from_microsecond(time.0).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone)
}

/// "3 March 2027".
pub fn date_in_words(time: Time) -> String {
    zoned(time).strftime("%-d %B %Y").to_string()
}

/// "3 March 2027, 14:05".
pub fn moment_in_words(time: Time) -> String {
    zoned(time).strftime("%-d %B %Y, %H:%M").to_string()
}

/// The day it is in the shop's zone.
pub fn day_of(time: Time) -> jiff::civil::Date {
    zoned(time).date()
}

pub(crate) fn year_of(time: Time) -> i16 {
    zoned(time).year()
}
