//! Amounts as shops must keep them: whole minor units and the currency they are in.

use std::fmt;

/// An ISO 4217 currency the shop can price in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Currency {
    /// Pound sterling, two decimals.
    Gbp,
    /// Euro, two decimals.
    Eur,
    /// United States dollar, two decimals.
    Usd,
}

impl Currency {
    /// The three-letter ISO 4217 code, e.g. `GBP`.
    pub fn code(self) -> &'static str {
        match self {
            Currency::Gbp => "GBP",
            Currency::Eur => "EUR",
            Currency::Usd => "USD",
        }
    }

    /// The currency of an ISO 4217 code in capitals, or none if the shop does not price in it.
    pub fn from_code(code: &str) -> Option<Currency> {
        [Currency::Gbp, Currency::Eur, Currency::Usd].into_iter().find(|known| known.code() == code)
    }

    fn sign(self) -> char {
        match self {
            Currency::Gbp => '£',
            Currency::Eur => '€',
            Currency::Usd => '$',
        }
    }
}

/// An amount of money. Shown as an English reader expects it: `£1,148.00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Money {
    /// Minor units: pence, cents.
    pub minor: i64,
    /// What the minor units are units of.
    pub currency: Currency,
}

impl Money {
    /// An amount in pence sterling.
    pub const fn gbp(minor: i64) -> Money {
        Money { minor, currency: Currency::Gbp }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minor = self.minor.unsigned_abs();
        let minus = if self.minor < 0 { "-" } else { "" };
        write!(f, "{minus}{}{}.{:02}", self.currency.sign(), grouped(minor / 100), minor % 100)
    }
}

fn grouped(whole: u64) -> String {
    let digits = whole.to_string();
    let mut shown = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

/// How much less `now` is than `before`, in whole per cent rounded down, so that a label never claims more than the truth.
/// Zero if it is not less or the currencies differ.
pub fn percent_off(now: Money, before: Money) -> u8 {
    if now.currency != before.currency || before.minor <= 0 || now.minor >= before.minor {
        return 0;
    }
    let saved = i128::from(before.minor) - i128::from(now.minor.max(0));
    u8::try_from(saved * 100 / i128::from(before.minor)).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_shows_sign_thousands_and_two_decimals() {
        assert_eq!(Money::gbp(14_800).to_string(), "£148.00");
        assert_eq!(Money::gbp(123_456_705).to_string(), "£1,234,567.05");
        assert_eq!(Money { minor: 9, currency: Currency::Eur }.to_string(), "€0.09");
        assert_eq!(Money { minor: -250, currency: Currency::Usd }.to_string(), "-$2.50");
    }

    #[test]
    fn a_reduction_is_rounded_down() {
        assert_eq!(percent_off(Money::gbp(6_601), Money::gbp(10_000)), 33);
        assert_eq!(percent_off(Money::gbp(5_000), Money::gbp(10_000)), 50);
    }

    #[test]
    fn there_is_no_reduction_without_a_higher_price_in_the_same_currency() {
        assert_eq!(percent_off(Money::gbp(100), Money::gbp(100)), 0);
        assert_eq!(percent_off(Money::gbp(100), Money::gbp(50)), 0);
        assert_eq!(percent_off(Money::gbp(50), Money { minor: 100, currency: Currency::Eur }), 0);
    }

    #[test]
    fn a_currency_is_found_by_its_code_only() {
        assert_eq!(Currency::from_code("GBP"), Some(Currency::Gbp));
        assert_eq!(Currency::from_code("gbp"), None);
    }
}
