//! Times, amounts and values for templates, which hand over what they have by reference.

use gate::Opened;
use store::Time;

/// "3 March 2027".
pub fn day(at: &Time) -> String {
    web::date_in_words(*at)
}

/// "3 March 2027, 14:05".
pub fn moment(at: &Time) -> String {
    web::moment_in_words(*at)
}

/// "14:05", under a heading that says the day.
pub fn clock(at: &Time) -> String {
    let words = web::moment_in_words(*at);
    words.rsplit(", ").next().unwrap_or_default().to_owned()
}

/// The same for a line of the ledger.
pub fn written(at: &i64) -> String {
    web::moment_in_words(Time(*at))
}

/// "£148.00".
pub fn amount(minor: &i64, currency: &str) -> String {
    web::price(*minor, currency)
}

/// A value for a field of its owner's form; empty when there is none.
pub fn shown(value: &Option<Opened>) -> &str {
    value.as_ref().map_or("", Opened::show)
}
