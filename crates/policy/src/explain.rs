//! Says which rule allows something, or which comes nearest to it and what is missing.

use crate::{
    bits::{Facts, Leaf, Party, Purpose},
    rules::{FactList, Permission, Rules},
    sentence::Speaker,
    table::Table,
    verb::Verb,
};

pub(crate) struct Explainer<'e> {
    pub rules: &'e Rules,
    pub table: &'e Table,
    pub speaker: Speaker<'e>,
}

impl Explainer<'_> {
    /// The rule that allows it.
    pub fn permission(
        &self,
        party: Party,
        verb: Verb,
        leaf: Leaf,
        purpose: Purpose,
        facts: Facts,
    ) -> Option<usize> {
        if !self.table.mask(party, verb, purpose, facts).contains(leaf) {
            return None;
        }
        self.permissions(party, verb, leaf, purpose).find(|may| may.when.holds(facts)).map(|may| may.rule)
    }

    /// The rule that decides and the facts that are missing, in words.
    pub fn explain(
        &self,
        party: Party,
        verb: Verb,
        leaf: Leaf,
        purpose: Purpose,
        facts: Facts,
    ) -> (Option<usize>, Vec<String>) {
        let terms = |may: &Permission| may.when.0.iter().map(|term| (may.rule, *term)).collect::<Vec<_>>();
        let mut near: Vec<(usize, FactList)> =
            self.permissions(party, verb, leaf, purpose).flat_map(terms).collect();
        near.sort_by_key(|(_, term)| wrong(*term, facts));
        // Where the facts are as the permission wants them, a law forbids it all the same.
        if let Some((rule, term)) = near.first().filter(|(_, term)| wrong(*term, facts) > 0) {
            return (Some(*rule), self.speaker.unmet(term.needs, term.lacks, facts.0));
        }
        (self.prohibition(party, verb, leaf, purpose, facts), Vec::new())
    }

    fn permissions(
        &self,
        party: Party,
        verb: Verb,
        leaf: Leaf,
        purpose: Purpose,
    ) -> impl Iterator<Item = &Permission> {
        let permissions = self.rules.permissions.iter();
        permissions.filter(move |may| {
            may.block.covers(party.0, verb, purpose.0) && may.block.data >> leaf.0 & 1 == 1
        })
    }

    /// The narrowest rule that forbids it: the one that says most about this question.
    fn prohibition(
        &self,
        party: Party,
        verb: Verb,
        leaf: Leaf,
        purpose: Purpose,
        facts: Facts,
    ) -> Option<usize> {
        let covers = self.rules.prohibitions.iter().filter(|never| {
            never.block.covers(party.0, verb, purpose.0)
                && never.block.data >> leaf.0 & 1 == 1
                && !never.unless.holds(facts)
        });
        covers
            .min_by_key(|never| never.block.parties.count_ones() * 64 + never.block.data.count_ones())
            .map(|never| never.rule)
    }
}

/// How many facts would have to be otherwise.
fn wrong(term: FactList, facts: Facts) -> u32 {
    (term.needs & !facts.0).count_ones() + (term.lacks & facts.0).count_ones()
}
