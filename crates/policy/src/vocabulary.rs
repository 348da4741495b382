//! The words that the rules may use: parties, kinds of data, purposes, facts.

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    bits::{Fact, Leaf, Mask, Party, Purpose},
    nearest::nearest,
    problem::{Report, Spot},
    syntax::{Rule, Set, Side},
    words::Plain,
};

/// As many as one machine word has bits.
const MOST: usize = 64;

/// Every word, with its number.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary {
    pub leaves: Words,
    pub purposes: Words,
    pub parties: Words,
    pub facts: Words,
    /// All of them in plain English.
    pub plain: Arc<Plain>,
    /// The leaves that are personal.
    pub personal: u64,
    /// The parties that belong to the shop.
    pub inside: u64,
    /// What parties outside are to the shop, where the policy says so.
    pub kinds: BTreeMap<u8, String>,
}

/// The words of one sort: each has a bit, groups have several.
#[derive(Debug, Default)]
pub(crate) struct Words {
    pub names: Vec<String>,
    pub groups: BTreeMap<String, u64>,
    pub lines: Vec<usize>,
}

impl Words {
    /// The number of a word that is no group.
    pub fn number(&self, name: &str) -> Option<u8> {
        self.names.iter().position(|known| known == name).map(|at| at as u8)
    }

    /// The bits of a word or group.
    pub fn bits(&self, name: &str) -> Option<u64> {
        self.number(name).map(|at| 1 << at).or_else(|| self.groups.get(name).copied())
    }

    /// Everything.
    pub fn all(&self) -> u64 {
        if self.names.len() >= MOST { u64::MAX } else { (1 << self.names.len()) - 1 }
    }

    /// The word that somebody most likely meant.
    pub fn nearest(&self, said: &str) -> Option<&str> {
        nearest(said, self.names.iter().chain(self.groups.keys()).map(String::as_str))
    }
}

impl Vocabulary {
    /// Gathers the words that a rule declares.
    pub fn declare(&mut self, rule: &Rule, spot: &Spot, report: &mut Report) {
        match rule {
            Rule::Data { personal, name, parts } => {
                let bits = declare(&mut self.leaves, "kind of data", name, parts, spot, report);
                self.personal |= if *personal { bits } else { 0 };
            }
            Rule::Purpose { names, parts } => {
                for name in names {
                    declare(&mut self.purposes, "purpose", name, parts, spot, report);
                }
            }
            Rule::Parties { side, names } => {
                for (name, kind) in names {
                    let bits = declare(&mut self.parties, "party", name, &[], spot, report);
                    self.inside |= if *side == Side::Inside { bits } else { 0 };
                    if bits != 0 && !kind.is_empty() {
                        self.kinds.insert(bits.trailing_zeros() as u8, kind.clone());
                    }
                }
            }
            Rule::Fact { names } => {
                for name in names {
                    declare(&mut self.facts, "fact", name, &[], spot, report);
                }
            }
            Rule::Choice { name, .. } => {
                declare(&mut self.facts, "fact or choice", name, &[], spot, report);
            }
            _ => {}
        }
    }

    pub fn leaf(&self, name: &str) -> Option<Leaf> {
        self.leaves.number(name).map(Leaf)
    }

    /// The leaves behind a kind of data, a group, or `personal`.
    pub fn data(&self, name: &str) -> Option<Mask> {
        if name == "personal" { Some(Mask(self.personal)) } else { self.leaves.bits(name).map(Mask) }
    }

    /// The leaves behind a set of names, as far as they are known.
    pub fn covered(&self, set: &Set) -> Mask {
        let of = |names: &[String]| {
            names.iter().filter_map(|name| self.data(name)).fold(Mask::EMPTY, |all, one| all | one)
        };
        of(&set.names).without(of(&set.but))
    }

    pub fn purpose(&self, name: &str) -> Option<Purpose> {
        self.purposes.number(name).map(Purpose)
    }

    pub fn party(&self, name: &str) -> Option<Party> {
        self.parties.number(name).map(Party)
    }

    pub fn fact(&self, name: &str) -> Option<Fact> {
        self.facts.number(name).map(Fact)
    }
}

/// Adds a word, or a group with its parts; returns the bits it stands for.
fn declare(
    words: &mut Words,
    sort: &str,
    name: &str,
    parts: &[String],
    spot: &Spot,
    report: &mut Report,
) -> u64 {
    if name.contains('.') || parts.iter().any(|part| part.contains('.')) {
        report.error(spot, "a word is declared without a dot").mend =
            "write the group, a colon and the parts: `data contact: email, phone`".to_owned();
        return 0;
    }
    if words.bits(name).is_some() || name == "personal" {
        report.error(spot, &format!("the {sort} `{name}` is declared twice")).words = name.to_owned();
        return 0;
    }
    let whole = [name.to_owned()];
    let dotted: Vec<String> = parts.iter().map(|part| format!("{name}.{part}")).collect();
    let bits = if parts.is_empty() { &whole[..] } else { &dotted[..] }
        .iter()
        .fold(0, |bits, leaf| bits | add(words, sort, leaf, spot, report));
    if !parts.is_empty() {
        words.groups.insert(name.to_owned(), bits);
    }
    bits
}

fn add(words: &mut Words, sort: &str, name: &str, spot: &Spot, report: &mut Report) -> u64 {
    if words.number(name).is_some() {
        report.error(spot, &format!("the {sort} `{name}` is declared twice")).words = name.to_owned();
        return 0;
    }
    if words.names.len() == MOST {
        report.error(spot, &format!("`{name}` is the 65th {sort}; a policy has at most {MOST}"));
        return 0;
    }
    words.names.push(name.to_owned());
    words.lines.push(spot.line);
    1 << (words.names.len() - 1)
}
