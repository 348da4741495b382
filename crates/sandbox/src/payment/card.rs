//! Cards: reading what was typed, and what becomes of each test card. No other card is taken here.

use crate::clock::Moment;

/// What becomes of a payment by a test card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// It goes through.
    Approved,
    /// The bank says no.
    Declined,
    /// The bank asks first whether it is its customer.
    Challenged,
    /// It goes through, late.
    Slow,
}

/// A test card: number, brand, what becomes of it, and that in words.
pub(super) struct TestCard {
    pub number: &'static str,
    pub brand: &'static str,
    pub fate: Fate,
    pub words: &'static str,
}

pub(super) const TEST_CARDS: [TestCard; 6] = [
    TestCard { number: "4242 4242 4242 4242", brand: "Visa", fate: Fate::Approved, words: "Approved" },
    TestCard { number: "5555 5555 5555 4444", brand: "Mastercard", fate: Fate::Approved, words: "Approved" },
    TestCard {
        number: "3782 822463 10005",
        brand: "American Express",
        fate: Fate::Approved,
        words: "Approved, code of four digits",
    },
    TestCard { number: "4000 0000 0000 0002", brand: "Visa", fate: Fate::Declined, words: "Declined" },
    TestCard {
        number: "4000 0027 6000 3184",
        brand: "Visa",
        fate: Fate::Challenged,
        words: "The bank asks first (3-D Secure)",
    },
    TestCard {
        number: "4000 0000 0000 0077",
        brand: "Visa",
        fate: Fate::Slow,
        words: "Approved after some seconds",
    },
];

/// A card that was read and can be charged. Its number ends here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Card {
    pub brand: &'static str,
    pub last4: String,
    pub month: u8,
    pub year: i16,
    pub fate: Fate,
}

impl Card {
    /// `04/29`.
    pub fn expiry(&self) -> String {
        format!("{:02}/{:02}", self.month, self.year % 100)
    }

    /// Whether its last month is over.
    pub fn is_over(&self, now: Moment) -> bool {
        let (year, month) = now.month();
        (self.year, i16::from(self.month)) < (year, i16::from(month))
    }
}

/// What is wrong with what was typed: the field and the words beside it.
pub(super) type Problems = Vec<(&'static str, &'static str)>;

/// Reads number, expiry and security code.
pub(super) fn read(number: &str, expiry: &str, code: &str, now: Moment) -> Result<Card, Problems> {
    let (known, expires) = (known_card(number), expiry_of(expiry));
    let mut problems = Problems::new();
    let mut note =
        |field, problem: Option<&'static str>| problems.extend(problem.map(|words| (field, words)));
    note("number", known.as_ref().err().copied());
    note("expiry", expires.is_none().then_some("Month and year, such as 04/29"));
    note("cvc", code_problem(code, known.as_ref().is_ok_and(|card| card.brand == "American Express")));
    let (Ok(known), Some((month, year))) = (known, expires) else { return Err(problems) };
    let number = digits(known.number);
    let last4 = number[number.len() - 4..].to_owned();
    let card = Card { brand: known.brand, last4, month, year, fate: known.fate };
    if card.is_over(now) {
        problems.push(("expiry", "This card has expired"));
    }
    if problems.is_empty() { Ok(card) } else { Err(problems) }
}

fn known_card(typed: &str) -> Result<&'static TestCard, &'static str> {
    let typed = digits(typed);
    if !(13..=19).contains(&typed.len()) || !luhn_holds(&typed) {
        return Err("This is not a card number; check the digits");
    }
    let known = TEST_CARDS.iter().find(|card| digits(card.number) == typed);
    known.ok_or("Only the test cards are taken here; please never type a real one")
}

fn digits(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ' ' | '-' | '\u{a0}')).collect()
}

/// ISO/IEC 7812: the check digit that catches most slips.
fn luhn_holds(number: &str) -> bool {
    let digits: Option<Vec<u32>> = number.chars().rev().map(|c| c.to_digit(10)).collect();
    let weigh = |(place, digit): (usize, u32)| match place % 2 {
        0 => digit,
        _ => digit * 2 / 10 + digit * 2 % 10,
    };
    digits.is_some_and(|digits| digits.into_iter().enumerate().map(weigh).sum::<u32>() % 10 == 0)
}

fn expiry_of(typed: &str) -> Option<(u8, i16)> {
    let plain: String = typed.chars().filter(char::is_ascii_digit).collect();
    let (month, year) = plain.split_at_checked(2)?;
    let month = month.parse().ok().filter(|month| (1..=12).contains(month))?;
    let year: i16 = year.parse().ok()?;
    match plain.len() {
        4 => Some((month, 2000 + year)),
        6 => Some((month, year)),
        _ => None,
    }
}

fn code_problem(typed: &str, four: bool) -> Option<&'static str> {
    let code = typed.trim();
    let fits = code.len() == if four { 4 } else { 3 } && code.chars().all(|c| c.is_ascii_digit());
    match (fits, four) {
        (true, _) => None,
        (false, true) => Some("The four digits on the front of the card"),
        (false, false) => Some("The three digits on the back of the card"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARCH_2026: Moment = Moment(1_772_500_000);

    #[test]
    fn every_test_card_has_a_number_that_holds() {
        assert!(TEST_CARDS.iter().all(|card| luhn_holds(&digits(card.number))));
    }

    #[test]
    fn a_card_is_read_with_or_without_spaces() {
        let card = read("4242-4242 42424242", "04 / 2029", " 123 ", MARCH_2026).unwrap();
        assert_eq!((card.last4.as_str(), card.expiry().as_str(), card.brand), ("4242", "04/29", "Visa"));
    }

    #[test]
    fn a_slip_in_the_number_is_told_from_a_card_that_is_not_a_test_card() {
        let problem = |number| read(number, "04/29", "123", MARCH_2026).unwrap_err()[0].1;
        assert!(problem("4242 4242 4242 4243").contains("check the digits"));
        assert!(problem("4111 1111 1111 1111").contains("never type a real one"));
    }

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let fields: Vec<_> =
            read("12", "13/29", "12a", MARCH_2026).unwrap_err().into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["number", "expiry", "cvc"]);
    }

    #[test]
    fn a_card_is_good_until_the_end_of_its_month() {
        assert!(read("4242424242424242", "03/26", "123", MARCH_2026).is_ok());
        assert_eq!(read("4242424242424242", "02/26", "123", MARCH_2026).unwrap_err()[0].0, "expiry");
    }
}
