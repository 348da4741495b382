//! The policy's words in plain English, from `words.toml`; words that are not there are spelt out from their names.

use std::{collections::BTreeMap, sync::LazyLock};

use serde::Deserialize;

type Dictionary = BTreeMap<String, String>;

/// A fact when it holds and when it does not, said to the customer and said about the customer.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Said {
    you: (String, String),
    they: (String, String),
}

/// Who listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ear {
    /// The person whose data it is, on the page.
    Customer,
    /// Anybody else, in a refusal.
    Other,
}

/// Plain English for the standard words.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Plain {
    pub parties: Dictionary,
    pub data: Dictionary,
    pub purposes: Dictionary,
    pub facts: BTreeMap<String, Said>,
    pub events: Dictionary,
    pub places: Dictionary,
    pub ways: Dictionary,
    pub actions: Dictionary,
    pub always: Dictionary,
}

/// The dictionary of this crate.
pub(crate) fn plain() -> &'static Plain {
    static PLAIN: LazyLock<Plain> =
        LazyLock::new(|| toml::from_str(include_str!("words.toml")).unwrap_or_default());
    &PLAIN
}

impl Plain {
    /// "parcel courier".
    pub fn party(&self, name: &str) -> String {
        look_up(&self.parties, name)
    }

    /// "delivery address".
    pub fn data(&self, name: &str) -> String {
        look_up(&self.data, name)
    }

    /// "delivering your order".
    pub fn purpose(&self, name: &str) -> String {
        look_up(&self.purposes, name)
    }

    /// "a request for help of yours is open", or that none is.
    pub fn fact(&self, name: &str, holds: bool, ear: Ear) -> String {
        let Some(said) = self.facts.get(name) else {
            return format!("“{}” is {}", spelt(name), if holds { "so" } else { "not so" });
        };
        let (yes, no) = if ear == Ear::Customer { &said.you } else { &said.they };
        if holds { yes } else { no }.clone()
    }
}

fn look_up(words: &Dictionary, name: &str) -> String {
    words.get(name).cloned().unwrap_or_else(|| spelt(name))
}

/// `identity.shoe-size` is a shoe size.
fn spelt(name: &str) -> String {
    name.rsplit('.').next().unwrap_or(name).replace('-', " ")
}

/// "a, b and c".
pub(crate) fn listed(words: &[String], joint: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} {joint} {last}", most.join(", ")),
    }
}

/// The same with its first letter large.
pub(crate) fn begun(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_is_read() {
        assert_eq!(plain().data("contact.shipping"), "delivery address");
        assert_eq!(plain().data("identity.shoe-size"), "shoe size");
        assert!(plain().fact("asked", true, Ear::Other).contains("open"));
    }

    #[test]
    fn lists_read_like_lists() {
        let words = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(listed(&words, "and"), "a, b and c");
        assert_eq!(listed(&words[..1], "and"), "a");
    }
}
