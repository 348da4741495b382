//! What a shop prints into its policy: names, addresses, telephone numbers.

use std::collections::BTreeMap;

use crate::{LawRules, words::Dictionary};

/// The values of the settings that a policy names in its first lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    values: BTreeMap<String, String>,
    stand_ins: bool,
    pub(crate) laws: Vec<LawRules>,
    pub(crate) words: Dictionary,
}

impl Settings {
    /// No values yet.
    pub fn new() -> Settings {
        Settings::default()
    }

    /// For checking a file alone: every setting it names prints as its own name.
    pub fn stand_ins() -> Settings {
        Settings { stand_ins: true, ..Settings::default() }
    }

    /// With this value as well.
    pub fn with(mut self, name: &str, value: &str) -> Settings {
        self.values.insert(name.to_owned(), value.to_owned());
        self
    }

    /// With words of the shop's own, from a file of the form of `shop-words.toml`: sections `parties`, `data`, `purposes`
    /// and `ways`, each word with its plain English. It adds words and changes no standard one.
    ///
    /// # Errors
    /// What is wrong with the file, in words for whoever wrote it.
    pub fn with_words(mut self, text: &str) -> Result<Settings, String> {
        self.words = self.words.with(text)?;
        Ok(self)
    }

    /// Under this law as well: it narrows what the policy allows, and [`crate::Policy::narrowed`] tells where.
    pub fn under_law(mut self, law: LawRules) -> Settings {
        self.laws.push(law);
        self
    }

    /// The value of a setting.
    pub fn get(&self, name: &str) -> Option<String> {
        let stand_in = || self.stand_ins.then(|| format!("[{name}]"));
        self.values.get(name).cloned().or_else(stand_in)
    }
}

impl<N: Into<String>, V: Into<String>> FromIterator<(N, V)> for Settings {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(values: I) -> Settings {
        let values = values.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        Settings { values, ..Settings::default() }
    }
}
