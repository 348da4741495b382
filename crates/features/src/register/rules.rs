//! Pure decisions about ages and addresses.

use jiff::civil::Date;
use store::{Id, Time};
use web::day_of;

/// The day on which somebody reaches an age. Whoever was born on 29 February does so on 1 March when the year has no such day
/// (Civil law counts the day after the 28th, not the 28th itself).
pub fn birthday(birth: Date, age: i16) -> Option<Date> {
    let year = birth.year().checked_add(age)?;
    Date::new(year, birth.month(), birth.day()).or_else(|_| Date::new(year, 3, 1)).ok()
}

/// Whether somebody has reached the age on that day: exactly from midnight in the shop's zone.
pub fn has_reached(birth: Date, age: i16, today: Date) -> bool {
    birthday(birth, age).is_some_and(|birthday| birthday <= today)
}

/// Whether the age was reached since an earlier answer. It is the only way in which "younger" turns into "of age": an answer
/// cannot be taken back, but a birthday may have come.
pub fn reached_since(birth: Date, age: i16, answered: Time, now: Time) -> bool {
    has_reached(birth, age, day_of(now)) && !has_reached(birth, age, day_of(answered))
}

/// When an id was made: its first six bytes are the milliseconds since 1970 (RFC 9562).
pub fn made_at(id: Id) -> Time {
    let milliseconds = id.0[..6].iter().fold(0, |sum, byte| sum << 8 | i64::from(*byte));
    Time(milliseconds * 1000)
}

/// Whether two addresses lead to one mailbox, as far as anybody can see from outside: letter case, what follows a plus, and
/// for Google the dots make no difference.
pub fn same_mailbox(one: &str, other: &str) -> bool {
    mailbox(one) == mailbox(other)
}

fn mailbox(address: &str) -> Option<(String, String)> {
    let lower = address.trim().to_lowercase();
    let (local, domain) = lower.rsplit_once('@')?;
    let local = local.split('+').next().unwrap_or_default();
    match domain {
        "gmail.com" | "googlemail.com" => Some((local.replace('.', ""), "gmail.com".to_owned())),
        domain => Some((local.to_owned(), domain.to_owned())),
    }
}

/// A date as it is sealed and read back: `2012-02-29`.
pub fn date_of(text: &str) -> Option<Date> {
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use store::{Clock, Dice};

    use super::*;

    /// 1 March 2027, 00:00 in London.
    const MIDNIGHT: Time = Time(1_803_859_200_000_000);

    #[test]
    fn an_age_is_reached_on_the_day_itself() {
        let born = date(2011, 3, 1);
        assert!(!has_reached(born, 16, date(2027, 2, 28)));
        assert!(has_reached(born, 16, date(2027, 3, 1)));
    }

    #[test]
    fn p6_a_leap_day_child_reaches_an_age_on_the_first_of_march_of_a_common_year() {
        let born = date(2012, 2, 29);
        assert_eq!(birthday(born, 15), Some(date(2027, 3, 1)));
        assert!(!has_reached(born, 15, date(2027, 2, 28)));
        assert!(has_reached(born, 15, date(2027, 3, 1)));
        assert_eq!(birthday(born, 16), Some(date(2028, 2, 29)));
        assert_eq!(birthday(date(2084, 2, 29), 16), Some(date(2100, 3, 1)));
    }

    #[test]
    fn an_age_is_reached_at_midnight_in_the_shops_zone() {
        let born = date(2011, 3, 1);
        assert!(!has_reached(born, 16, day_of(Time(MIDNIGHT.0 - 1))));
        assert!(has_reached(born, 16, day_of(MIDNIGHT)));
        // In summer London is an hour ahead of UTC: 23:00 UTC on 30 June is 1 July there.
        let july = Time(1_814_396_400_000_000);
        assert_eq!(day_of(july), date(2027, 7, 1));
        assert!(has_reached(date(2011, 7, 1), 16, day_of(july)));
    }

    #[test]
    fn an_answer_turns_with_a_birthday_and_with_nothing_else() {
        let (answered, later) = (MIDNIGHT.minus_days(5), MIDNIGHT.plus_days(5));
        assert!(reached_since(date(2011, 3, 1), 16, answered, later));
        assert!(!reached_since(date(2011, 6, 1), 16, answered, later), "not of age yet");
        assert!(
            !reached_since(date(1990, 6, 1), 16, answered, later),
            "of age before: not the answer that was given"
        );
    }

    #[test]
    fn an_id_tells_when_it_was_made() {
        let id = Id::new(&Clock::fixed(MIDNIGHT), &Dice::seeded(1));
        assert_eq!(made_at(id), MIDNIGHT);
    }

    #[test]
    fn aliases_of_a_mailbox_are_one_mailbox() {
        for other in ["BEN@example.org", "ben+mum@example.org", " ben+a+b@Example.ORG "] {
            assert!(same_mailbox("ben@example.org", other), "{other}");
        }
        assert!(same_mailbox("b.en@gmail.com", "ben+x@googlemail.com"));
        assert!(!same_mailbox("ben@example.org", "cleo@example.org"));
        assert!(!same_mailbox("ben@example.org", "ben@example.com"));
    }
}
