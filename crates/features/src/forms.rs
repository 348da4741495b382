//! What people type, parsed once into types that cannot be wrong. Messages say how to mend it and never repeat the value.

use std::str::FromStr;

use email_address::{EmailAddress, Options};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// What is wrong with a form: the field and the words that stand beside it.
#[derive(Debug, Default)]
pub struct Problems(Vec<(&'static str, String)>);

impl Problems {
    /// The parsed value, or `None` with the words noted beside the field.
    pub fn check<T>(&mut self, field: &'static str, parsed: Result<T, String>) -> Option<T> {
        parsed.map_err(|words| self.note(field, &words)).ok()
    }

    /// Notes words beside a field.
    pub fn note(&mut self, field: &'static str, words: &str) {
        self.0.push((field, words.to_owned()));
    }

    /// The words beside a field; empty when it is fine.
    pub fn of(&self, field: &str) -> &str {
        self.0.iter().find(|(name, _)| *name == field).map_or("", |(_, words)| words)
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Fields and words, in the order of the form.
    pub fn all(&self) -> &[(&'static str, String)] {
        &self.0
    }
}

/// A person's name: one to a hundred characters, whatever the script.
pub struct PersonName(String);

/// An e-mail address. Kept as typed; compared with a lower-case domain.
pub struct Email(String);

/// A telephone number: digits with an optional plus, six to fifteen of them (ITU-T E.164), as typed apart from spaces.
pub struct Phone(String);

/// A password of 15 to 128 characters that is not on the blocklist (NIST SP 800-63B-4).
pub struct Password(Zeroizing<String>);

impl PersonName {
    /// Parses a name.
    pub fn parse(typed: &str) -> Result<PersonName, String> {
        let name = one_line(typed);
        match name.chars().count() {
            0 => Err("Please tell us your name.".to_owned()),
            1..=100 => Ok(PersonName(name)),
            _ => Err("Please shorten it to 100 characters.".to_owned()),
        }
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Email {
    /// Parses an address without a display name or an IP address for a domain.
    pub fn parse(typed: &str) -> Result<Email, String> {
        let typed = typed.trim();
        let options = Options::default().with_required_tld().without_display_text().without_domain_literal();
        match EmailAddress::parse_with_options(typed, options) {
            Ok(_) if typed.len() <= 254 => Ok(Email(typed.to_owned())),
            _ => {
                Err("Please check the address: it needs a name, an @ and a domain, such as name@example.org."
                    .to_owned())
            }
        }
    }

    /// As typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form in which addresses are compared: the whole in lower case, because people type their own address both
    /// ways and no provider that our customers use tells two people apart by case.
    pub fn compared(&self) -> String {
        self.0.to_lowercase()
    }
}

impl Phone {
    /// Parses a number.
    pub fn parse(typed: &str) -> Result<Phone, String> {
        let number: String =
            typed.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '.' | '/')).collect();
        let digits = number.strip_prefix('+').unwrap_or(&number);
        let fine = (6..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        fine.then_some(Phone(number)).ok_or_else(|| {
            "Please check the number: 6 to 15 digits, with +44 or another country's code if you like."
                .to_owned()
        })
    }

    /// Digits with an optional plus.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Password {
    /// Parses a new password. `own` are words that must not make it up: the address, the name, the shop's name.
    pub fn parse(typed: &str, own: &[&str]) -> Result<Password, String> {
        match typed.chars().count() {
            0..15 => {
                return Err(
                    "Please use at least 15 characters. Several words in a row are easy to keep in mind."
                        .to_owned(),
                );
            }
            15..=128 => {}
            _ => return Err("Please use at most 128 characters.".to_owned()),
        }
        if crate::sign_in::blocklist::is_common(typed, own) {
            return Err("This one is easy to guess: it is on lists of known passwords, or made of your own details. Please choose another.".to_owned());
        }
        Ok(Password(Zeroizing::new(typed.to_owned())))
    }

    /// The password's bytes, for hashing.
    pub fn bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// A postal address.
#[derive(Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Address {
    /// Street and house.
    pub street: String,
    /// Flat, floor, company; may be empty.
    pub extra: String,
    /// Town.
    pub town: String,
    /// Postcode; some countries have none.
    pub postcode: String,
    /// ISO 3166-1 alpha-2.
    pub country: String,
}

/// Countries the demo shop delivers to: code, name, whether addresses there have postcodes.
pub const COUNTRIES: [(&str, &str, bool); 8] = [
    ("GB", "United Kingdom", true),
    ("IE", "Ireland", false),
    ("FR", "France", true),
    ("DE", "Germany", true),
    ("NL", "Netherlands", true),
    ("BE", "Belgium", true),
    ("SE", "Sweden", true),
    ("ES", "Spain", true),
];

/// An address as a form sends it; field names are prefixed by the form where there are several.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct TypedAddress {
    /// As typed.
    pub street: String,
    /// As typed.
    pub extra: String,
    /// As typed.
    pub town: String,
    /// As typed.
    pub postcode: String,
    /// As picked.
    pub country: String,
}

impl TypedAddress {
    /// Parses the address, noting what is wrong beside fields named `prefix-street` and so on.
    pub fn parse(&self, problems: &mut Problems, names: &AddressFields) -> Option<Address> {
        let street =
            problems.check(names.street, line(&self.street, "Please tell us street and house number."));
        let town = problems.check(names.town, line(&self.town, "Please tell us the town."));
        let country = COUNTRIES.iter().find(|(code, ..)| *code == self.country);
        if country.is_none() {
            problems.note(names.country, "Please pick a country that we deliver to.");
        }
        let (code, _, has_postcodes) = country?;
        let postcode = one_line(&self.postcode).to_uppercase();
        if *has_postcodes && postcode.is_empty() {
            problems.note(names.postcode, "Please tell us the postcode.");
            return None;
        }
        let extra: String = one_line(&self.extra).chars().take(100).collect();
        Some(Address {
            street: street?,
            extra,
            town: town?,
            postcode: postcode.chars().take(12).collect(),
            country: (*code).to_owned(),
        })
    }
}

/// The names of an address's fields in one form.
pub struct AddressFields {
    /// Name of the street field; the others alike.
    pub street: &'static str,
    /// Town.
    pub town: &'static str,
    /// Postcode.
    pub postcode: &'static str,
    /// Country.
    pub country: &'static str,
}

impl Address {
    /// As it is sealed.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// From what was sealed; an unreadable one shows as empty lines rather than failing a page.
    pub fn from_json(json: &str) -> Address {
        serde_json::from_str(json).unwrap_or(Address {
            street: String::new(),
            extra: String::new(),
            town: String::new(),
            postcode: String::new(),
            country: String::new(),
        })
    }

    /// Line by line, as on a label, the country's name last.
    pub fn lines(&self) -> Vec<String> {
        let country =
            COUNTRIES.iter().find(|(code, ..)| *code == self.country).map_or("", |(_, name, _)| name);
        [&self.street, &self.extra, &self.town, &self.postcode, country]
            .into_iter()
            .filter(|line| !line.is_empty())
            .map(|line| (*line).to_owned())
            .collect()
    }
}

/// A date of birth as three fields, the day not in the future and not before 1900.
pub fn birth_date(
    day: &str,
    month: &str,
    year: &str,
    today: jiff::civil::Date,
) -> Result<jiff::civil::Date, String> {
    let words = || "Please check the date: day, month and year in numbers, such as 3 / 11 / 1991.".to_owned();
    let (day, month, year) = (number(day), number(month), number(year));
    let (Some(day), Some(month), Some(year)) = (day, month, year) else { return Err(words()) };
    let date = jiff::civil::Date::new(year, i8::try_from(month).unwrap_or(0), i8::try_from(day).unwrap_or(0));
    date.ok().filter(|date| *date <= today && date.year() >= 1900).ok_or_else(words)
}

fn number(typed: &str) -> Option<i16> {
    i16::from_str(typed.trim()).ok()
}

fn line(typed: &str, missing: &str) -> Result<String, String> {
    let line = one_line(typed);
    match line.chars().count() {
        0 => Err(missing.to_owned()),
        1..=100 => Ok(line),
        _ => Err("Please shorten it to 100 characters.".to_owned()),
    }
}

/// The page to lead back to: a path of this shop, or else the other one. What browsers read as another site or as the end
/// of a header does not count.
pub fn page_of_ours<'a>(typed: &'a str, otherwise: &'a str) -> &'a str {
    let plain = typed.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if typed.starts_with('/') && !typed.starts_with("//") && plain { typed } else { otherwise }
}

/// Whether a character shows nothing and turns around how others show: marks that override the direction of writing, and
/// those of no width. What scripts need to join letters is not among them.
pub fn is_misleading(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Without control characters and without spaces at the ends or doubled inside.
fn one_line(typed: &str) -> String {
    let shown = typed.chars().filter(|c| !is_misleading(*c));
    let clean: String = shown.map(|c| if c.is_control() { ' ' } else { c }).collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}
