//! The whole space of situations, decided: the rules on one side, the table that the server asks on the other.

use std::fmt;

use policy::{Facts, Leaf, Mask, Party, Permission, Policy, Prohibition, Purpose, Verb};

use crate::combinations::{Combinations, bits};

/// Faults shown, at most: one bad cell can have a thousand.
const MOST_SHOWN: usize = 12;

/// What came out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sweep {
    /// Every party with every verb, kind of data, purpose and combination of facts.
    pub situations: u128,
    /// Those in which the table says yes.
    pub allowed: u128,
    /// Those in which the table says yes and a prohibition says no.
    pub breaches: u128,
    /// Those in which the table says yes and no permission does.
    pub unfounded: u128,
    /// Those in which the table says no, though a permission says yes and no prohibition says no.
    pub withheld: u128,
    /// Those in which a prohibition takes back what a permission gives. Without a law over the policy there are none:
    /// such a file does not load.
    pub taken_back: u128,
    /// The first faults, in words.
    pub faults: Vec<String>,
}

impl Sweep {
    /// Decides every situation. What a question turns on are the facts that its rules or its answers depend on; the
    /// others multiply the count and change nothing.
    pub fn of(policy: &Policy) -> Sweep {
        Sweep::against(policy, &|party, verb, purpose, facts| policy.mask(party, verb, purpose, facts))
    }

    /// The same for other answers than the policy's own table.
    pub fn against(policy: &Policy, answers: &Answers<'_>) -> Sweep {
        let mut sweep = Sweep { situations: size(policy), ..Sweep::default() };
        for party in policy.parties() {
            for verb in Verb::ALL {
                for purpose in policy.purposes() {
                    Cell::of(policy, party, verb, purpose).sweep(policy, answers, &mut sweep);
                }
            }
        }
        sweep
    }

    /// Whether the table says what the rules say, everywhere.
    pub fn is_sound(&self) -> bool {
        self.breaches + self.unfounded + self.withheld == 0
    }
}

impl fmt::Display for Sweep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (all, allowed) = (grouped(self.situations), grouped(self.allowed));
        if self.is_sound() {
            return write!(
                f,
                "all {all} situations decided: {allowed} are allowed, and none breaks a prohibition"
            );
        }
        write!(
            f,
            "of {all} situations {} break a prohibition, {} are allowed by no rule, and {} are refused by none",
            grouped(self.breaches),
            grouped(self.unfounded),
            grouped(self.withheld)
        )
    }
}

/// What a party may do with a verb for a purpose while these facts hold.
pub type Answers<'a> = dyn Fn(Party, Verb, Purpose, Facts) -> Mask + 'a;

/// How many situations there are.
fn size(policy: &Policy) -> u128 {
    let cells = policy.parties().count() * Verb::ALL.len() * policy.purposes().count();
    cells as u128 * policy.all_leaves().count() as u128 * (1 << policy.facts().count())
}

/// The rules that speak about one party, verb and purpose.
struct Cell<'r> {
    party: Party,
    verb: Verb,
    purpose: Purpose,
    may: Vec<&'r Permission>,
    never: Vec<&'r Prohibition>,
    /// The data that a rule or the table gives in some situation.
    data: Mask,
}

impl<'r> Cell<'r> {
    fn of(policy: &'r Policy, party: Party, verb: Verb, purpose: Purpose) -> Cell<'r> {
        let covered = |block: policy::Block| block.covers(party.number(), verb, purpose.number());
        let rules = policy.rules();
        let may: Vec<_> = rules.permissions.iter().filter(|may| covered(may.block)).collect();
        let given = may.iter().fold(0, |data, may| data | may.block.data);
        let data = policy.ever(party, verb, purpose) | Mask::from_bits(given);
        let bites = |never: &&Prohibition| covered(never.block) && never.block.data & data.bits() != 0;
        Cell { party, verb, purpose, may, never: rules.prohibitions.iter().filter(bites).collect(), data }
    }

    fn sweep(&self, policy: &Policy, answers: &Answers<'_>, sweep: &mut Sweep) {
        if self.data.is_empty() {
            return;
        }
        let facts = self.facts(policy);
        let all = Combinations::of(facts);
        let alike = 1 << (policy.facts().count() as u32 - facts.count_ones());
        for word in 0..all.words() {
            let yes = self.yes(&all, word, answers);
            for leaf in self.data.iter() {
                let decided = self.decided(leaf, &all, word, yes[usize::from(leaf.number())]);
                sweep.count(&decided, alike);
                self.tell(policy, leaf, &decided, |bit| all.facts_of(word, bit), sweep);
            }
        }
    }

    /// The facts that the rules mention, and any more that the table heeds.
    fn facts(&self, policy: &Policy) -> u64 {
        let heeded = policy.facts_that_matter(self.party, self.verb, self.purpose, self.data).bits();
        let may = self.may.iter().fold(heeded, |facts, may| facts | may.when.facts());
        self.never.iter().fold(may, |facts, never| facts | never.unless.facts())
    }

    /// For each kind of data the combinations in which the table says yes.
    fn yes(&self, all: &Combinations, word: usize, answers: &Answers<'_>) -> [u64; 64] {
        let mut yes = [0; 64];
        for bit in bits(all.live()) {
            let mask = answers(self.party, self.verb, self.purpose, all.facts_of(word, bit));
            (mask & self.data).iter().for_each(|leaf| yes[usize::from(leaf.number())] |= 1 << bit);
        }
        yes
    }

    fn decided(&self, leaf: Leaf, all: &Combinations, word: usize, yes: u64) -> Decided {
        let about = |data: u64| data >> leaf.number() & 1 == 1;
        let may = self.may.iter().filter(|may| about(may.block.data));
        let never = self.never.iter().filter(|never| about(never.block.data));
        Decided {
            yes,
            may: may.fold(0, |any, may| any | all.holds(&may.when, word)),
            never: never.fold(0, |any, never| any | all.live() & !all.holds(&never.unless, word)),
        }
    }

    fn tell(
        &self,
        policy: &Policy,
        leaf: Leaf,
        decided: &Decided,
        facts: impl Fn(u8) -> Facts,
        sweep: &mut Sweep,
    ) {
        let kinds = [
            (decided.breaches(), "is allowed and forbidden"),
            (decided.unfounded(), "is allowed by no rule"),
            (decided.withheld(), "is refused by no rule"),
        ];
        for (found, words) in kinds.into_iter().filter(|(found, _)| *found != 0) {
            if sweep.faults.len() < MOST_SHOWN {
                let held = facts(found.trailing_zeros() as u8);
                sweep.faults.push(format!("{} {words}", self.in_words(policy, leaf, held)));
            }
        }
    }

    fn in_words(&self, policy: &Policy, leaf: Leaf, facts: Facts) -> String {
        let names: Vec<_> = facts.iter().map(|fact| policy.fact_name(fact)).collect();
        format!(
            "{} {} {} for {} with [{}]",
            policy.party_name(self.party),
            self.verb,
            policy.leaf_name(leaf),
            policy.purpose_name(self.purpose),
            names.join(", ")
        )
    }
}

/// 64 situations: what the table says, what permissions say, what prohibitions say.
struct Decided {
    yes: u64,
    may: u64,
    never: u64,
}

impl Decided {
    fn breaches(&self) -> u64 {
        self.yes & self.never
    }

    fn unfounded(&self) -> u64 {
        self.yes & !self.may
    }

    fn withheld(&self) -> u64 {
        self.may & !self.never & !self.yes
    }
}

impl Sweep {
    fn count(&mut self, decided: &Decided, alike: u128) {
        let times = |found: u64| u128::from(found.count_ones()) * alike;
        self.allowed += times(decided.yes);
        self.breaches += times(decided.breaches());
        self.unfounded += times(decided.unfounded());
        self.withheld += times(decided.withheld());
        self.taken_back += times(decided.may & decided.never);
    }
}

/// A number with its thousands apart: "3,317,170,176".
pub fn grouped(number: u128) -> String {
    let digits = number.to_string();
    let groups: Vec<&[u8]> = digits.as_bytes().rchunks(3).rev().collect();
    groups.iter().map(|group| String::from_utf8_lossy(group)).collect::<Vec<_>>().join(",")
}
