//! The policy's words in plain English, from `shop-words.toml`, and their names in vocabularies that others read.
//! Words that are not there are spelt out from their names.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use serde::Deserialize;

type Names = BTreeMap<String, String>;
type Words = BTreeMap<String, Word>;

/// A word: in plain English, and by its names elsewhere.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(crate) struct Word {
    #[serde(default)]
    say: String,
    /// In the Data Privacy Vocabulary, with its prefix.
    dpv: Option<String>,
    /// In the fideslang taxonomy.
    fides: Option<String>,
}

/// What sort of word it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Somebody: `courier`.
    Party,
    /// What a party outside is to the shop: `processor`, `controller`, `authority`, `stranger`.
    Kind,
    /// A kind of data or a group of them: `contact.phone`, `contact`, `personal`.
    Data,
    /// What for: `order.deliver`.
    Purpose,
    /// A verb: `receive`.
    Verb,
    /// A legal ground: `contract`.
    Ground,
}

/// A fact when it holds and when it does not, said to the customer and said about the customer.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
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
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plain {
    pub parties: Words,
    pub data: Words,
    pub purposes: Words,
    pub verbs: Words,
    pub grounds: Words,
    pub kinds: Words,
    pub facts: BTreeMap<String, Said>,
    pub events: Names,
    pub places: Names,
    pub ways: Names,
    pub actions: Names,
    pub always: Names,
}

/// The dictionary of this crate.
pub(crate) fn plain() -> &'static Arc<Plain> {
    static PLAIN: LazyLock<Arc<Plain>> =
        LazyLock::new(|| Arc::new(toml::from_str(include_str!("shop-words.toml")).unwrap_or_default()));
    &PLAIN
}

/// The standard words and those that a shop adds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dictionary(pub Arc<Plain>);

impl Default for Dictionary {
    fn default() -> Dictionary {
        Dictionary(plain().clone())
    }
}

/// What a shop may add: facts, events and promises need code that sees to them, so their words stay the standard ones.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Added {
    parties: Words,
    data: Words,
    purposes: Words,
    ways: Names,
}

impl Dictionary {
    /// With the words of a shop's own file.
    pub fn with(&self, text: &str) -> Result<Dictionary, String> {
        let added: Added = toml::from_str(text).map_err(|error| error.to_string())?;
        let mut all = Plain::clone(&self.0);
        let said = [&added.parties, &added.data, &added.purposes].into_iter().flatten();
        if let Some((name, _)) = said.into_iter().find(|(_, word)| word.say.is_empty()) {
            return Err(format!("`{name}` has no plain English: add `say = \"…\"`"));
        }
        join(&mut all.parties, added.parties)?;
        join(&mut all.data, added.data)?;
        join(&mut all.purposes, added.purposes)?;
        join(&mut all.ways, added.ways)?;
        Ok(Dictionary(Arc::new(all)))
    }
}

fn join<T>(words: &mut BTreeMap<String, T>, added: BTreeMap<String, T>) -> Result<(), String> {
    for (name, word) in added {
        if words.contains_key(&name) {
            return Err(format!(
                "`{name}` is a word already, and its meaning stays: pages and exports lean on it. \
                 Give yours another name, or leave it out here"
            ));
        }
        words.insert(name, word);
    }
    Ok(())
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

    /// Its name in the Data Privacy Vocabulary, or its group's.
    pub fn dpv(&self, sort: Sort, name: &str) -> Option<&str> {
        self.foreign(sort, name, |word| word.dpv.as_deref())
    }

    /// Its name in the fideslang taxonomy, or its group's.
    pub fn fides(&self, sort: Sort, name: &str) -> Option<&str> {
        self.foreign(sort, name, |word| word.fides.as_deref())
    }

    fn foreign<'p>(
        &'p self,
        sort: Sort,
        name: &str,
        of: impl Fn(&'p Word) -> Option<&'p str>,
    ) -> Option<&'p str> {
        let words = self.words(sort);
        let group = name.split_once('.').map_or("", |(group, _)| group);
        [name, group].into_iter().find_map(|name| words.get(name).and_then(&of))
    }

    /// Whether the word stands here.
    pub fn has(&self, sort: Sort, name: &str) -> bool {
        self.words(sort).contains_key(name)
    }

    fn words(&self, sort: Sort) -> &Words {
        match sort {
            Sort::Party => &self.parties,
            Sort::Kind => &self.kinds,
            Sort::Data => &self.data,
            Sort::Purpose => &self.purposes,
            Sort::Verb => &self.verbs,
            Sort::Ground => &self.grounds,
        }
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

fn look_up(words: &Words, name: &str) -> String {
    words.get(name).map_or_else(|| spelt(name), |word| word.say.clone())
}

/// `identity.shoe-size` is a shoe size.
fn spelt(name: &str) -> String {
    name.rsplit('.').next().unwrap_or(name).replace('-', " ")
}

/// "a, b and c", with "and" for the joint.
pub fn listed(words: &[String], joint: &str) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} {joint} {last}", most.join(", ")),
    }
}

/// With a capital at the beginning.
pub fn begun(words: &str) -> String {
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
