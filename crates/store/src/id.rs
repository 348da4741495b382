//! Ids: made by the program, unguessable, ordered by time.

use std::fmt;
use std::str::FromStr;

use crate::{Clock, Dice, Time};

/// Sixteen bytes in the layout of a UUID of version 7 (RFC 9562 §5.7): the time in milliseconds, the fraction of
/// the millisecond in twelve bits (§6.2, method 3), then 62 random bits.
///
/// Ordered by time, because rows that are made together then lie together on disk. Two ids of the same microsecond
/// have no particular order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Ord, PartialOrd)]
pub struct Id(pub [u8; 16]);

impl Id {
    /// A new id, of this moment.
    pub fn new(clock: &Clock, dice: &Dice) -> Id {
        let microseconds = clock.now().0.max(0).unsigned_abs();
        let (milliseconds, rest) = (microseconds / 1000, microseconds % 1000);
        let fraction = rest * 4096 / 1000;
        let high = (milliseconds << 16) | 0x7000 | fraction;
        let low = (u64::from_be_bytes(dice.bytes()) >> 2) | (1 << 63);
        Id(((u128::from(high) << 64) | u128::from(low)).to_be_bytes())
    }
}

impl Id {
    /// When it was made, to the millisecond.
    pub fn made_at(self) -> Time {
        let Id([a, b, c, d, e, f, ..]) = self;
        Time(i64::from_be_bytes([0, 0, a, b, c, d, e, f]).saturating_mul(1000))
    }
}

impl fmt::Display for Id {
    /// Thirty-two lower-case hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", u128::from_be_bytes(self.0))
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Id({self})")
    }
}

/// The text is not thirty-two lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an id is thirty-two lower-case hexadecimal digits")]
pub struct NotAnId;

impl FromStr for Id {
    type Err = NotAnId;

    /// Reads what [`Display`](fmt::Display) writes and nothing else, so that one thing has one address.
    fn from_str(text: &str) -> Result<Id, NotAnId> {
        let digit = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if text.len() != 32 || !text.bytes().all(digit) {
            return Err(NotAnId);
        }
        u128::from_str_radix(text, 16).map(|number| Id(number.to_be_bytes())).map_err(|_| NotAnId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_has_the_layout_of_a_uuid_of_version_7() {
        let id = Id::new(&Clock::fixed(Time(0x0123_4567_89ab * 1000)), &Dice::seeded(1));
        assert_eq!(id.made_at(), Time(0x0123_4567_89ab * 1000));
        let Id(bytes) = id;
        assert_eq!(bytes[..6], [0x01, 0x23, 0x45, 0x67, 0x89, 0xab]);
        assert_eq!(bytes[6] >> 4, 7);
        assert_eq!(bytes[8] >> 6, 0b10);
    }

    #[test]
    fn a_later_microsecond_makes_a_greater_id() {
        let dice = Dice::seeded(1);
        let ids: Vec<Id> =
            (0..5000).map(|t| Id::new(&Clock::fixed(Time(1_700_000_000_000_000 + t)), &dice)).collect();
        assert!(ids.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn ids_of_the_same_moment_differ() {
        let (clock, dice) = (Clock::fixed(Time(0)), Dice::seeded(1));
        assert_ne!(Id::new(&clock, &dice), Id::new(&clock, &dice));
    }

    #[test]
    fn an_id_reads_back_from_what_it_shows() {
        let id = Id::new(&Clock::fixed(Time(1)), &Dice::seeded(1));
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn only_one_way_of_writing_an_id_is_an_id() {
        let shown = Id([0xab; 16]).to_string();
        let others = [shown.to_uppercase(), format!("+{}", &shown[1..]), format!("{shown}0"), String::new()];
        for other in others {
            assert_eq!(other.parse::<Id>(), Err(NotAnId), "{other}");
        }
    }
}
