//! Finds where one rule allows what another forbids, with the smallest example.

use crate::{
    bits::{Facts, Leaf, Party, Purpose, ones},
    rules::{Condition, FactList, Permission, Prohibition, Rules},
    sentence::Speaker,
    verb::Verb,
};

/// A situation in which two rules say opposite things.
#[derive(Clone, Debug)]
pub(crate) struct Conflict<'r> {
    pub may: &'r Permission,
    pub never: &'r Prohibition,
    pub party: Party,
    pub verb: Verb,
    pub leaf: Leaf,
    pub purpose: Purpose,
    /// What holds in the example; nothing else does.
    pub facts: Facts,
    /// All the data concerned.
    pub data: u64,
}

impl Conflict<'_> {
    /// "courier would receive contact.email for order.deliver, when the order is still open".
    pub fn example(&self, speaker: Speaker<'_>) -> String {
        let words = speaker.vocabulary;
        let (party, leaf, purpose) = (
            &words.parties.names[usize::from(self.party.0)],
            &words.leaves.names[usize::from(self.leaf.0)],
            &words.purposes.names[usize::from(self.purpose.0)],
        );
        let facts: Vec<String> = self.facts.iter().map(|fact| speaker.fact(fact.0, true)).collect();
        let when = if facts.is_empty() { String::new() } else { format!(", when {}", facts.join(" and ")) };
        format!("{party} would {} {leaf} for {purpose}{when}", self.verb)
    }
}

/// Every pair of rules that meet. Pairs suffice: a breach needs one permission and one prohibition.
pub(crate) fn conflicts(rules: &Rules) -> impl Iterator<Item = Conflict<'_>> {
    let pairs = |may| rules.prohibitions.iter().filter_map(move |never| conflict(may, never));
    rules.permissions.iter().flat_map(pairs)
}

/// Where these two meet, if they do.
pub(crate) fn conflict<'r>(may: &'r Permission, never: &'r Prohibition) -> Option<Conflict<'r>> {
    let block = may.block.meet(never.block);
    if block.is_empty() {
        return None;
    }
    let facts = meeting(&may.when, &never.unless)?;
    let verb = Verb::ALL.into_iter().find(|verb| block.verbs >> *verb as u8 & 1 == 1)?;
    Some(Conflict {
        may,
        never,
        party: Party(ones(block.parties).next()?),
        verb,
        leaf: Leaf(ones(block.data).next()?),
        purpose: Purpose(ones(block.purposes).next()?),
        facts,
        data: block.data,
    })
}

/// The situation with the fewest facts in which the one holds and the other does not.
fn meeting(when: &Condition, unless: &Condition) -> Option<Facts> {
    let terms = when.0.iter().filter(|term| !term.is_absurd());
    terms.filter_map(|term| avoiding(*term, &unless.0)).min_by_key(|facts| facts.len())
}

/// Fills the term up so that none of the exceptions holds: each needs one of its facts to be the other way round.
fn avoiding(term: FactList, exceptions: &[FactList]) -> Option<Facts> {
    let Some((first, rest)) = exceptions.split_first() else { return Some(Facts(term.needs)) };
    if first.needs & term.lacks != 0 || first.lacks & term.needs != 0 {
        return avoiding(term, rest);
    }
    let kept_out =
        ones(first.needs & !term.needs).map(|fact| FactList { lacks: term.lacks | 1 << fact, ..term });
    let let_in =
        ones(first.lacks & !term.lacks).map(|fact| FactList { needs: term.needs | 1 << fact, ..term });
    let ways = kept_out.chain(let_in).filter_map(|term| avoiding(term, rest));
    ways.min_by_key(|facts| facts.len())
}
