//! Who ever does anything with which data, for whatever purpose: the whole table at one look.

use policy::{Leaf, Party, Policy, Verb};

/// Kinds of data down, parties across.
pub(super) struct Overview {
    pub parties: Vec<Head>,
    pub rows: Vec<Line>,
}

/// A party above its column.
pub(super) struct Head {
    pub name: String,
    pub words: String,
    pub outside: bool,
}

/// A kind of data and what each party may ever do with it.
pub(super) struct Line {
    pub leaf: String,
    pub words: String,
    pub cells: Vec<Cell>,
}

/// The verbs, as letters to look at and as words to listen to. Empty where nothing is ever allowed.
pub(super) struct Cell {
    pub letters: String,
    pub words: String,
}

impl Overview {
    pub fn of(policy: &Policy) -> Overview {
        let parties: Vec<Party> = policy.parties().filter(|party| does_anything(policy, *party)).collect();
        let head = |party: &Party| Head {
            name: policy.party_name(*party).to_owned(),
            words: policy.party_words(*party),
            outside: !policy.is_inside(*party),
        };
        let line = |leaf: Leaf| Line {
            leaf: policy.leaf_name(leaf).to_owned(),
            words: policy.leaf_words(policy.leaf_name(leaf)),
            cells: parties.iter().map(|party| cell(policy, *party, leaf)).collect(),
        };
        Overview {
            rows: policy.all_leaves().map(line).collect(),
            parties: parties.iter().map(head).collect(),
        }
    }
}

fn does_anything(policy: &Policy, party: Party) -> bool {
    policy.all_leaves().any(|leaf| !verbs(policy, party, leaf).is_empty())
}

fn cell(policy: &Policy, party: Party, leaf: Leaf) -> Cell {
    let words = verbs(policy, party, leaf);
    let letters = words.iter().filter_map(|word| word.chars().next()).map(|one| one.to_ascii_uppercase());
    Cell { letters: letters.collect(), words: words.join(", ") }
}

fn verbs(policy: &Policy, party: Party, leaf: Leaf) -> Vec<&'static str> {
    let ever =
        |verb: &Verb| policy.purposes().any(|purpose| policy.ever(party, *verb, purpose).contains(leaf));
    Verb::ALL.into_iter().filter(ever).map(word).collect()
}

/// Collect and change begin with the same letter.
fn word(verb: Verb) -> &'static str {
    if verb == Verb::Collect { "take in" } else { verb.word() }
}
