//! What an advisor may look for, and how long something has waited, in words.

use store::Time;

use crate::forms::Email;

/// What was typed into the desk's search: exact, or nothing. There is no browsing.
pub enum Wanted {
    /// The code of a request, as a customer reads it out.
    Code(String),
    /// An order number.
    Number(String),
    /// An e-mail address.
    Email(Email),
}

impl Wanted {
    /// Tells them apart by their shape.
    pub fn parse(typed: &str) -> Result<Wanted, String> {
        let typed = typed.trim();
        if typed.contains('@') {
            return Email::parse(typed).map(Wanted::Email);
        }
        let bare: String =
            typed.chars().filter(|c| !matches!(c, ' ' | '-' | '#')).collect::<String>().to_ascii_uppercase();
        match bare.len() {
            8 if typed.len() <= 9 && bare.bytes().all(|b| b.is_ascii_alphanumeric()) => Ok(Wanted::Code(format!("{}-{}", &bare[..4], &bare[4..]))),
            1..=12 if bare.bytes().all(|b| b.is_ascii_digit()) => Ok(Wanted::Number(bare)),
            _ => Err("Please give a request’s code, a whole order number or a whole e-mail address. Parts of them find nobody.".to_owned()),
        }
    }
}

/// "just now", "5 hours", "3 days": how long something has waited.
pub fn age(since: Time, now: Time) -> String {
    let minutes = now.seconds_since(since).max(0) / 60;
    match minutes {
        0..=1 => "just now".to_owned(),
        2..=119 => format!("{minutes} minutes"),
        120..=2_879 => format!("{} hours", minutes / 60),
        _ => format!("{} days", minutes / 1_440),
    }
}

/// How urgent that is.
pub fn tone(since: Time, now: Time) -> &'static str {
    match now.seconds_since(since) / 86_400 {
        ..=1 => "",
        2..=6 => "warn",
        _ => "bad",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_numbers_and_addresses_are_told_apart() {
        assert!(matches!(Wanted::parse(" k7qf-2m9x "), Ok(Wanted::Code(code)) if code == "K7QF-2M9X"));
        assert!(matches!(Wanted::parse("10482"), Ok(Wanted::Number(number)) if number == "10482"));
        assert!(matches!(Wanted::parse("ada@example.org"), Ok(Wanted::Email(_))));
    }

    #[test]
    fn parts_and_patterns_find_nobody() {
        for typed in ["", "ada", "%", "ada@", "10482%", "*", "1' OR '1'='1"] {
            assert!(Wanted::parse(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn waiting_is_told_in_the_largest_whole_unit() {
        let at = |hours: i64| age(Time(0), Time(0).plus_seconds(hours * 3_600));
        assert_eq!([at(0), at(1), at(47), at(48)], ["just now", "60 minutes", "47 hours", "2 days"]);
    }
}
