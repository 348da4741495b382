//! Who may do what: every party, verb, purpose and kind of data, in every situation that makes a difference.

use policy::{Fact, Facts, Leaf, Mask, Party, Policy, Purpose, Verb, begun, listed};

use super::{Change, Verdict, choices_of};

/// The changes of decisions.
pub(super) fn changes(old: &Policy, new: &Policy) -> Vec<Change> {
    let pair = Pair { old: Side::of(old), new: Side::of(new), names: Names::of(old, new) };
    let found = pair.differences();
    merged(found).iter().map(|difference| pair.change(difference)).collect()
}

/// The words of both policies; a number below is a place in these lists.
struct Names {
    parties: Vec<String>,
    purposes: Vec<String>,
    leaves: Vec<String>,
    facts: Vec<String>,
}

impl Names {
    fn of(old: &Policy, new: &Policy) -> Names {
        let parties =
            |policy: &Policy| policy.parties().map(|one| policy.party_name(one).to_owned()).collect();
        let purposes =
            |policy: &Policy| policy.purposes().map(|one| policy.purpose_name(one).to_owned()).collect();
        let leaves =
            |policy: &Policy| policy.all_leaves().map(|one| policy.leaf_name(one).to_owned()).collect();
        let facts = |policy: &Policy| policy.fact_names().map(str::to_owned).collect();
        Names {
            parties: united(parties(new), parties(old)),
            purposes: united(purposes(new), purposes(old)),
            leaves: united(leaves(new), leaves(old)),
            facts: united(facts(new), facts(old)),
        }
    }
}

fn united(mut names: Vec<String>, more: Vec<String>) -> Vec<String> {
    for name in more {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// One of the two policies, asked by name.
struct Side<'p> {
    policy: &'p Policy,
}

/// A place in the space of questions, in the numbers of one policy.
#[derive(Clone, Copy)]
struct Cell {
    party: Party,
    verb: Verb,
    purpose: Purpose,
}

impl<'p> Side<'p> {
    fn of(policy: &'p Policy) -> Side<'p> {
        Side { policy }
    }

    /// Nothing when this policy lacks the party or the purpose: it allows nothing there.
    fn cell(&self, names: &Names, at: At) -> Option<Cell> {
        let party = self.policy.party(&names.parties[at.party])?;
        let purpose = self.policy.purpose(&names.purposes[at.purpose])?;
        Some(Cell { party, verb: at.verb, purpose })
    }

    /// The places of the facts on which the cell depends.
    fn matter(&self, names: &Names, cell: Option<Cell>) -> Vec<usize> {
        let Some(Cell { party, verb, purpose }) = cell else { return Vec::new() };
        let all: Mask = self.policy.all_leaves().collect();
        let facts = self.policy.facts_that_matter(party, verb, purpose, all);
        facts.iter().filter_map(|fact| place(&names.facts, self.policy.fact_name(fact))).collect()
    }

    fn facts(&self, names: &Names, held: &[usize]) -> Facts {
        held.iter().filter_map(|at| self.fact(names, *at)).collect()
    }

    fn fact(&self, names: &Names, at: usize) -> Option<Fact> {
        self.policy.fact(&names.facts[at])
    }

    /// What the cell allows while these facts hold, as bits at the places of `names`.
    fn allows(&self, names: &Names, cell: Option<Cell>, held: &[usize]) -> u128 {
        let Some(Cell { party, verb, purpose }) = cell else { return 0 };
        self.placed(names, self.policy.mask(party, verb, purpose, self.facts(names, held)))
    }

    fn ever(&self, names: &Names, cell: Option<Cell>) -> u128 {
        cell.map_or(0, |cell| self.placed(names, self.policy.ever(cell.party, cell.verb, cell.purpose)))
    }

    fn placed(&self, names: &Names, data: Mask) -> u128 {
        let places = data.iter().filter_map(|leaf| place(&names.leaves, self.policy.leaf_name(leaf)));
        places.fold(0, |bits, at| bits | 1 << at)
    }

    /// The kinds of data at these places, in this policy's numbers.
    fn leaves(&self, names: &Names, places: u128) -> Mask {
        ones(places).filter_map(|at| self.policy.leaf(&names.leaves[at])).collect()
    }
}

fn place(names: &[String], name: &str) -> Option<usize> {
    names.iter().position(|known| known == name)
}

fn ones(bits: u128) -> impl Iterator<Item = usize> {
    (0..128).filter(move |at| bits >> at & 1 == 1)
}

/// A place in the space of questions of both policies.
#[derive(Clone, Copy, PartialEq, Eq)]
struct At {
    party: usize,
    verb: Verb,
    purpose: usize,
}

/// Data that one policy opens in a place where the other keeps it shut.
#[derive(Clone)]
struct Difference {
    verdict: Verdict,
    /// The other policy never opens it there, whatever the facts.
    outright: bool,
    party: usize,
    verbs: Vec<Verb>,
    purposes: Vec<usize>,
    leaves: u128,
    /// A situation that shows it, with as few facts holding as possible.
    held: Vec<usize>,
}

struct Pair<'p> {
    old: Side<'p>,
    new: Side<'p>,
    names: Names,
}

impl Pair<'_> {
    fn differences(&self) -> Vec<Difference> {
        let mut found = Vec::new();
        for party in 0..self.names.parties.len() {
            for purpose in 0..self.names.purposes.len() {
                for verb in Verb::ALL {
                    self.look(At { party, verb, purpose }, &mut found);
                }
            }
        }
        found
    }

    fn look(&self, at: At, found: &mut Vec<Difference>) {
        let (old, new) = (self.old.cell(&self.names, at), self.new.cell(&self.names, at));
        let ever = (self.old.ever(&self.names, old), self.new.ever(&self.names, new));
        if ever == (0, 0) {
            return;
        }
        let (mut gained, mut lost) = (0u128, 0u128);
        for held in situations(&self.matter(old, new)) {
            let before = self.old.allows(&self.names, old, &held);
            let after = self.new.allows(&self.names, new, &held);
            for (verdict, more, seen, other) in [
                (Verdict::Wider, after & !before, &mut gained, ever.0),
                (Verdict::Narrower, before & !after, &mut lost, ever.1),
            ] {
                let fresh = more & !*seen;
                *seen |= fresh;
                for (outright, leaves) in [(true, fresh & !other), (false, fresh & other)] {
                    if leaves != 0 {
                        found.push(difference(verdict, outright, at, leaves, &held));
                    }
                }
            }
        }
    }

    fn matter(&self, old: Option<Cell>, new: Option<Cell>) -> Vec<usize> {
        let mut facts = self.old.matter(&self.names, old);
        facts.extend(self.new.matter(&self.names, new));
        facts.sort_unstable();
        facts.dedup();
        facts
    }

    fn change(&self, difference: &Difference) -> Change {
        let (shut, open) = match difference.verdict {
            Verdict::Wider => (&self.old, &self.new),
            _ => (&self.new, &self.old),
        };
        let shown = self.shown(shut, open, difference);
        let (before, after) = match difference.verdict {
            Verdict::Wider => (shown.shut, shown.open),
            _ => (shown.open, shown.shut),
        };
        let data = ones(difference.leaves).map(|at| self.names.leaves[at].clone()).collect();
        let sentence = self.sentence(open.policy, difference, &shown.missing);
        Change {
            verdict: difference.verdict,
            sentence,
            before,
            after,
            data,
            choices: self.choices(open, difference),
        }
    }

    /// What decides in both policies, shown at the first kind of data.
    fn shown(&self, shut: &Side<'_>, open: &Side<'_>, difference: &Difference) -> Shown {
        let at = At { party: difference.party, verb: difference.verbs[0], purpose: difference.purposes[0] };
        let leaf = ones(difference.leaves).next().unwrap_or_default();
        let whys = difference.verbs.iter().filter_map(|verb| {
            let (cell, leaf) = self.question(shut, At { verb: *verb, ..at }, leaf)?;
            let facts = shut.facts(&self.names, &difference.held);
            Some(shut.policy.explain(cell.party, cell.verb, leaf, cell.purpose, facts))
        });
        let why = whys.min_by_key(|why| why.clause.is_none());
        let allowed = self.question(open, at, leaf).and_then(|(cell, leaf)| {
            let facts = open.facts(&self.names, &difference.held);
            open.policy.clause(cell.party, cell.verb, leaf, cell.purpose, facts)
        });
        let (shut, missing) = why.map(|why| (why.clause, why.missing)).unwrap_or_default();
        let paragraph = |clause: &policy::Clause| clause.paragraph.clone();
        Shown { shut: shut.as_ref().map(paragraph), open: allowed.map(paragraph), missing }
    }

    fn question(&self, side: &Side<'_>, at: At, leaf: usize) -> Option<(Cell, Leaf)> {
        Some((side.cell(&self.names, at)?, side.policy.leaf(&self.names.leaves[leaf])?))
    }

    fn sentence(&self, open: &Policy, difference: &Difference, missing: &[String]) -> String {
        let party = &self.names.parties[difference.party];
        let verbs: Vec<String> = difference.verbs.iter().map(Verb::to_string).collect();
        let purposes: Vec<String> =
            difference.purposes.iter().map(|at| open.purpose_words(&self.names.purposes[*at])).collect();
        let what = format!(
            "{} {} for {}",
            listed(&verbs, "and"),
            yours(open, Side::of(open).leaves(&self.names, difference.leaves)),
            listed(&purposes, "and")
        );
        let who = begun(&subject(open, party));
        let held: Vec<String> =
            difference.held.iter().map(|at| open.fact_words(&self.names.facts[*at], true)).collect();
        let missing = listed(missing, "and");
        match (difference.verdict, difference.outright) {
            (Verdict::Wider, true) if held.is_empty() => format!("{who} may now {what}."),
            (Verdict::Wider, true) => format!("{who} may now {what}, when {}.", listed(&held, "and")),
            (Verdict::Wider, false) => format!("{who} may now {what} even without this: {missing}."),
            (_, true) => format!("{who} may no longer {what}."),
            (_, false) if missing.is_empty() => format!("{who} may {what} in fewer situations."),
            (_, false) => format!("{who} may {what} only with this as well: {missing}."),
        }
    }

    /// The choices that the rules behind it ask for.
    fn choices(&self, open: &Side<'_>, difference: &Difference) -> Vec<String> {
        let data = open.leaves(&self.names, difference.leaves).bits();
        let Some(party) = open.policy.party(&self.names.parties[difference.party]) else { return Vec::new() };
        let purposes = difference.purposes.iter();
        let purposes: Vec<Purpose> =
            purposes.filter_map(|at| open.policy.purpose(&self.names.purposes[*at])).collect();
        let behind = |may: &&policy::Permission| {
            let covers = |verb: &Verb| {
                purposes.iter().any(|purpose| may.block.covers(party.number(), *verb, purpose.number()))
            };
            may.ground == Some(policy::Ground::Consent)
                && may.block.data & data != 0
                && difference.verbs.iter().any(covers)
        };
        choices_of(open.policy, open.policy.rules().permissions.iter().filter(behind))
    }
}

/// The paragraphs that decide, and what would have to be so where it is shut.
struct Shown {
    shut: Option<String>,
    open: Option<String>,
    missing: Vec<String>,
}

fn difference(verdict: Verdict, outright: bool, at: At, leaves: u128, held: &[usize]) -> Difference {
    let (verbs, purposes) = (vec![at.verb], vec![at.purpose]);
    Difference { verdict, outright, party: at.party, verbs, purposes, leaves, held: held.to_vec() }
}

/// Every choice of facts that may hold, those with few first.
fn situations(facts: &[usize]) -> Vec<Vec<usize>> {
    let chosen =
        |bits: u32| (0..facts.len()).filter(move |at| bits >> at & 1 == 1).map(|at| facts[at]).collect();
    let mut all: Vec<Vec<usize>> = (0..1u32 << facts.len()).map(chosen).collect();
    all.sort_by_key(Vec::len);
    all
}

/// Verbs of one sentence together, then purposes of one sentence.
fn merged(found: Vec<Difference>) -> Vec<Difference> {
    let by_verb = fold(
        found,
        |one, other| one.purposes == other.purposes,
        |one, other| {
            one.verbs.extend(other.verbs);
        },
    );
    fold(by_verb, |one, other| one.verbs == other.verbs, |one, other| one.purposes.extend(other.purposes))
}

fn fold(
    found: Vec<Difference>,
    alike: impl Fn(&Difference, &Difference) -> bool,
    join: impl Fn(&mut Difference, Difference),
) -> Vec<Difference> {
    let mut merged: Vec<Difference> = Vec::new();
    for other in found {
        let same = |one: &&mut Difference| {
            (one.verdict, one.outright, one.party, one.leaves)
                == (other.verdict, other.outright, other.party, other.leaves)
                && one.held == other.held
                && alike(one, &other)
        };
        match merged.iter_mut().find(same) {
            Some(one) => join(one, other),
            None => merged.push(other),
        }
    }
    merged
}

/// The party as the subject of a sentence to the customer.
fn subject(policy: &Policy, name: &str) -> String {
    match name {
        "customer" => "you".to_owned(),
        "shop" => "we".to_owned(),
        other => format!("the {}", policy.party_words_of(other)),
    }
}

/// "your name and phone number"; figures are nobody's.
fn yours(policy: &Policy, data: Mask) -> String {
    if data == policy.personal() {
        return "everything held about you".to_owned();
    }
    let whose = if (data & policy.personal()).is_empty() { "" } else { "your " };
    format!("{whose}{}", policy.describe(data))
}
