//! A language: its name, its patterns, its phrases, its way with numbers and days.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use crate::{
    phrase::{filled, listed},
    words::{Tables, english},
};

/// A language that the page can be read in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tongue(Arc<Parts>);

#[derive(Debug, PartialEq, Eq)]
struct Parts {
    code: String,
    name: String,
    tables: Option<Tables>,
}

impl Tongue {
    /// English, in which the policy is written.
    pub fn english() -> Tongue {
        static ENGLISH: LazyLock<Tongue> = LazyLock::new(|| Tongue::made("en", "English", None));
        ENGLISH.clone()
    }

    /// A language with words of its own.
    pub(crate) fn of(code: &str, name: &str, tables: Tables) -> Tongue {
        Tongue::made(code, name, Some(tables))
    }

    fn made(code: &str, name: &str, tables: Option<Tables>) -> Tongue {
        Tongue(Arc::new(Parts { code: code.to_owned(), name: name.to_owned(), tables }))
    }

    /// Its code, such as `fr`, as addresses and browsers have it.
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// Its name in its own words: "français".
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Whether it is the language of the policy.
    pub fn is_english(&self) -> bool {
        self.0.tables.is_none()
    }

    /// A word of a table; empty when the language lacks it, which no language that is offered does.
    pub(crate) fn word(&self, table: &str, name: &str) -> &str {
        self.tables().get(table).and_then(|words| words.get(name)).map_or("", String::as_str)
    }

    /// Whether a table has a word.
    pub(crate) fn has(&self, table: &str, name: &str) -> bool {
        !self.word(table, name).is_empty()
    }

    /// The names in a table.
    pub(crate) fn names(&self, table: &str) -> impl Iterator<Item = &str> {
        self.tables().get(table).into_iter().flat_map(|words| words.keys().map(String::as_str))
    }

    pub(crate) fn spelling(&self) -> &BTreeMap<String, String> {
        static NONE: BTreeMap<String, String> = BTreeMap::new();
        self.tables().get("spelling").unwrap_or(&NONE)
    }

    fn tables(&self) -> &Tables {
        self.0.tables.as_ref().unwrap_or_else(|| english())
    }

    /// A phrase of the page.
    pub fn say(&self, phrase: &str) -> &str {
        self.word("page", phrase)
    }

    /// A phrase of the page with its gaps filled.
    pub fn fill(&self, phrase: &str, with: &[(&str, &str)]) -> String {
        filled(self.say(phrase), with)
    }

    /// A pattern of a sentence with its gaps filled.
    pub(crate) fn sentence(&self, pattern: &str, with: &[(&str, &str)]) -> String {
        filled(self.word("sentences", pattern), with)
    }

    /// "a, b and c".
    pub fn and(&self, words: &[String]) -> String {
        self.joined(words, "and")
    }

    pub(crate) fn joined(&self, words: &[String], joint: &str) -> String {
        let comma = if joint.starts_with("facts") { "facts-comma" } else { "comma" };
        listed(words, self.word("joints", comma), self.word("joints", joint))
    }

    /// "1,204", "1 204".
    pub fn number(&self, number: u64) -> String {
        let digits = number.to_string();
        let (head, tail) = digits.split_at((digits.len() - 1) % 3 + 1);
        let groups = tail.as_bytes().chunks(3).map(|group| String::from_utf8_lossy(group).into_owned());
        let all: Vec<String> = std::iter::once(head.to_owned()).chain(groups).collect();
        all.join(self.word("numbers", "thousands"))
    }

    /// "0.3", "0,3".
    pub fn tenths(&self, number: f64) -> String {
        format!("{number:.1}").replace('.', self.word("numbers", "decimal"))
    }

    /// "3 March 2027", "1er mars 2027".
    pub fn date(&self, year: i16, month: u8, day: u8) -> String {
        let first = self.word("numbers", "day-1");
        let day = if day == 1 { first.to_owned() } else { day.to_string() };
        let month = self.word("months", &month.to_string());
        let with = [("day", day.as_str()), ("month", month), ("year", &year.to_string())];
        filled(self.word("numbers", "date"), &with)
    }

    /// A unit for so many, by its English word for one: "days" for `day` and 2.
    pub(crate) fn unit(&self, one: &str, number: u32) -> &str {
        let many = format!("{one}s");
        if number == 1 { self.word("units", one) } else { self.word("units", &many) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_days_are_said_as_people_say_them() {
        let english = Tongue::english();
        let said = [1, 999, 1_204, 1_204_000].map(|number| english.number(number)).join("; ");
        assert_eq!(said, "1; 999; 1,204; 1,204,000");
        assert_eq!(english.tenths(0.25), "0.2");
        assert_eq!(english.date(2027, 1, 1), "1 January 2027");
        assert_eq!((english.unit("day", 1), english.unit("day", 2)), ("day", "days"));
    }
}
