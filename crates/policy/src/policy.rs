//! The policy, loaded.

use crate::{
    Answer, Before, Choice, Clause, CookieRule, Document, Fact, Facts, Figure, Keep, Leaf, Limit, Mask,
    Party, Problem, Problems, Purpose, Reason, Settings, Verb, Why,
};

/// A policy that passed every check.
#[derive(Debug)]
pub struct Policy {
    choices: Vec<Choice>,
    cookies: Vec<CookieRule>,
}

impl Policy {
    /// Reads, checks and compiles a policy file.
    ///
    /// # Errors
    /// Everything that is wrong with it, at once.
    pub fn load(_text: &str, _settings: &Settings) -> Result<Policy, Problems> {
        Err(Problems { file: "privacy.md".to_owned(), list: Vec::new() })
    }
    /// The party of that name.
    pub fn party(&self, _name: &str) -> Option<Party> {
        None
    }
    /// The purpose of that name.
    pub fn purpose(&self, _name: &str) -> Option<Purpose> {
        None
    }
    /// The kind of data of that name.
    pub fn leaf(&self, _name: &str) -> Option<Leaf> {
        None
    }
    /// The kinds of data that a name stands for.
    pub fn leaves(&self, _name: &str) -> Option<Mask> {
        None
    }
    /// The fact of that name.
    pub fn fact(&self, _name: &str) -> Option<Fact> {
        None
    }
    /// Its name.
    pub fn leaf_name(&self, _leaf: Leaf) -> &str {
        ""
    }
    /// Its name.
    pub fn fact_name(&self, _fact: Fact) -> &str {
        ""
    }
    /// Every fact and choice.
    pub fn fact_names(&self) -> impl Iterator<Item = &str> {
        self.choices.iter().map(|c| c.name.as_str())
    }
    /// What is allowed.
    pub fn mask(&self, _party: Party, _verb: Verb, _purpose: Purpose, _facts: Facts) -> Mask {
        Mask::EMPTY
    }
    /// The facts on which the answer for this data depends.
    pub fn facts_that_matter(&self, _party: Party, _verb: Verb, _purpose: Purpose, _data: Mask) -> Facts {
        Facts::EMPTY
    }
    /// What allows it.
    pub fn clause(
        &self,
        _party: Party,
        _verb: Verb,
        _leaf: Leaf,
        _purpose: Purpose,
        _facts: Facts,
    ) -> Option<&Clause> {
        None
    }
    /// Why not.
    pub fn explain(&self, _party: Party, _verb: Verb, _leaf: Leaf, _purpose: Purpose, _facts: Facts) -> Why {
        Why::default()
    }
    /// Data in plain words: "name, delivery address and phone number".
    pub fn describe(&self, _data: Mask) -> String {
        String::new()
    }
    /// A party in plain words: "parcel courier".
    pub fn party_words(&self, _party: Party) -> &str {
        ""
    }
    /// A party in plain words by its name, also one this policy does not have.
    pub fn party_words_of(&self, _name: &str) -> String {
        String::new()
    }
    /// The parties outside the company, by name, in the order of the file.
    pub fn outside(&self) -> impl Iterator<Item = &str> {
        std::iter::empty()
    }
    /// Every purpose.
    pub fn purposes(&self) -> impl Iterator<Item = Purpose> + Clone {
        std::iter::empty()
    }
    /// A purpose in plain words: "delivering your order".
    pub fn purpose_words(&self, _name: &str) -> String {
        String::new()
    }
    /// A kind of data, or a group of them, in plain words: "delivery address".
    pub fn leaf_words(&self, _name: &str) -> String {
        String::new()
    }
    /// The choice of that name.
    pub fn choice(&self, name: &str) -> Option<&Choice> {
        self.choices.iter().find(|choice| choice.name == name)
    }
    /// Every choice.
    pub fn choices(&self) -> &[Choice] {
        &self.choices
    }
    /// SHA-256 of the label and the paragraph that stand beside the box.
    pub fn wording_hash(&self, _choice: &str) -> [u8; 32] {
        [0; 32]
    }
    /// The cookie of that name.
    pub fn cookie(&self, name: &str) -> Option<&CookieRule> {
        self.cookies.iter().find(|cookie| cookie.name == name)
    }
    /// Every cookie.
    pub fn cookies(&self) -> &[CookieRule] {
        &self.cookies
    }
    /// How long that kind of data is kept.
    pub fn keep(&self, _leaf: Leaf) -> Option<&Keep> {
        None
    }
    /// The figure of that name.
    pub fn figure(&self, _name: &str) -> Option<&Figure> {
        None
    }
    /// The answer of that name.
    pub fn answer(&self, _name: &str) -> Option<&Answer> {
        None
    }
    /// The limit of that name.
    pub fn limit(&self, _name: &str) -> Option<&Limit> {
        None
    }
    /// What must be so before something is done.
    pub fn before(&self, _action: &str) -> Option<&Before> {
        None
    }
    /// Why a form asks for that kind or group of data, for these purposes.
    pub fn reason(&self, _data: &str, _purposes: &[&str]) -> Reason {
        Reason { words: String::new(), clause: String::new() }
    }
    /// The version the file gives itself.
    pub fn version(&self) -> &str {
        ""
    }
    /// SHA-256 of the file, in hex.
    pub fn hash_hex(&self) -> String {
        String::new()
    }
    /// The page.
    pub fn document(&self) -> &Document {
        unreachable_document()
    }
    /// What is worth a second look, though the policy loads.
    pub fn warnings(&self) -> &[Problem] {
        &[]
    }
}

fn unreachable_document() -> &'static Document {
    static EMPTY: std::sync::OnceLock<Document> = std::sync::OnceLock::new();
    EMPTY.get_or_init(|| Document {
        title: String::new(),
        version: String::new(),
        effective: String::new(),
        sections: Vec::new(),
    })
}
