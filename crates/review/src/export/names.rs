//! The policy's names for what stands as bits in its rules.

use policy::{FactList, Policy, Verb};

/// Knows the words of one policy.
#[derive(Clone, Copy)]
pub(super) struct Names<'p>(pub &'p Policy);

impl<'p> Names<'p> {
    pub fn parties(self, bits: u64) -> Vec<&'p str> {
        let parties = self.0.parties().filter(|party| has(bits, party.number()));
        parties.map(|party| self.0.party_name(party)).collect()
    }

    pub fn purposes(self, bits: u64) -> Vec<&'p str> {
        let purposes = self.0.purposes().filter(|purpose| has(bits, purpose.number()));
        purposes.map(|purpose| self.0.purpose_name(purpose)).collect()
    }

    pub fn data(self, bits: u64) -> Vec<&'p str> {
        let leaves = self.0.all_leaves().filter(|leaf| has(bits, leaf.number()));
        leaves.map(|leaf| self.0.leaf_name(leaf)).collect()
    }

    pub fn facts(self, bits: u64) -> Vec<&'p str> {
        let facts = self.0.facts().filter(|fact| has(bits, fact.number()));
        facts.map(|fact| self.0.fact_name(fact)).collect()
    }

    /// "agreement and not objected"; nothing for a list that always holds.
    pub fn facts_in_a_row(self, list: FactList) -> String {
        let mut words: Vec<String> = self.facts(list.needs).into_iter().map(str::to_owned).collect();
        words.extend(self.facts(list.lacks).into_iter().map(|fact| format!("not {fact}")));
        words.join(" and ")
    }
}

pub(super) fn verbs(bits: u8) -> Vec<&'static str> {
    Verb::ALL.into_iter().filter(|verb| bits >> *verb as u8 & 1 == 1).map(Verb::word).collect()
}

fn has(bits: u64, number: u8) -> bool {
    bits >> number & 1 == 1
}
