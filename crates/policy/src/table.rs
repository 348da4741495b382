//! The compiled policy: for each party, verb and purpose, which data, in every situation that makes a difference.

use crate::{
    bits::{Fact, Facts, Mask, Party, Purpose, ones},
    rules::{Permission, Prohibition, Rules},
    verb::Verb,
    vocabulary::Vocabulary,
};

/// Facts on which one cell may depend, and situations in the whole table, at most.
const MOST_FACTS: u32 = 10;
const MOST_SITUATIONS: usize = 1 << 20;

/// Why there is no table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum TooMuch {
    /// This many facts decide one question; the rules by their place in the list.
    Facts(Vec<usize>),
    Situations,
}

/// One question: party, verb and purpose.
#[derive(Clone, Debug, Default)]
struct Cell {
    /// The facts that its rules mention.
    facts: u64,
    /// Where its answers begin, one for each combination of those facts.
    start: usize,
    /// The facts that make a difference, each with the data for which.
    matters: Vec<(u8, u64)>,
}

/// All answers, ready.
#[derive(Debug, Default)]
pub(crate) struct Table {
    cells: Vec<Cell>,
    answers: Vec<u64>,
    purposes: usize,
}

impl Table {
    pub fn compile(rules: &Rules, vocabulary: &Vocabulary) -> Result<Table, TooMuch> {
        let purposes = vocabulary.purposes.names.len();
        let mut table = Table { cells: Vec::new(), answers: vec![0], purposes };
        for party in 0..vocabulary.parties.names.len() as u8 {
            for verb in Verb::ALL {
                for purpose in 0..purposes as u8 {
                    let cell = table.cell(&Sides::of(rules, party, verb, purpose))?;
                    table.cells.push(cell);
                }
            }
        }
        Ok(table)
    }

    fn cell(&mut self, sides: &Sides) -> Result<Cell, TooMuch> {
        if sides.may.is_empty() {
            return Ok(Cell::default());
        }
        let facts = sides.facts();
        if facts.count_ones() > MOST_FACTS {
            return Err(TooMuch::Facts(sides.may.iter().map(|may| may.rule).collect()));
        }
        let (start, count) = (self.answers.len(), 1 << facts.count_ones());
        if start + count > MOST_SITUATIONS {
            return Err(TooMuch::Situations);
        }
        self.answers.extend((0..count as u64).map(|index| sides.answer(Facts(spread(index, facts)))));
        let matters =
            ones(facts).enumerate().map(|(at, fact)| (fact, self.difference(start, count, 1 << at)));
        Ok(Cell { facts, start, matters: matters.filter(|(_, data)| *data != 0).collect() })
    }

    /// The data for which it makes a difference whether the fact of this bit holds.
    fn difference(&self, start: usize, count: usize, bit: usize) -> u64 {
        (0..count).fold(0, |data, at| data | (self.answers[start + at] ^ self.answers[start + (at ^ bit)]))
    }

    fn find(&self, party: Party, verb: Verb, purpose: Purpose) -> &Cell {
        &self.cells[(usize::from(party.0) * Verb::ALL.len() + verb as usize) * self.purposes
            + usize::from(purpose.0)]
    }

    pub fn mask(&self, party: Party, verb: Verb, purpose: Purpose, facts: Facts) -> Mask {
        let cell = self.find(party, verb, purpose);
        Mask(self.answers[cell.start + gather(facts.0, cell.facts)])
    }

    pub fn facts_that_matter(&self, party: Party, verb: Verb, purpose: Purpose, data: Mask) -> Facts {
        let matters = self.find(party, verb, purpose).matters.iter();
        matters.filter(|(_, of)| of & data.0 != 0).map(|(fact, _)| Fact(*fact)).collect()
    }

    /// What this party may ever do with data for that purpose.
    pub fn ever(&self, party: Party, verb: Verb, purpose: Purpose) -> Mask {
        let cell = self.find(party, verb, purpose);
        let count = 1 << cell.facts.count_ones();
        Mask(self.answers[cell.start..cell.start + count].iter().fold(0, |all, mask| all | mask))
    }
}

/// The rules that speak about one cell.
struct Sides<'r> {
    may: Vec<&'r Permission>,
    never: Vec<&'r Prohibition>,
}

impl Sides<'_> {
    fn of(rules: &Rules, party: u8, verb: Verb, purpose: u8) -> Sides<'_> {
        let may: Vec<_> =
            rules.permissions.iter().filter(|may| may.block.covers(party, verb, purpose)).collect();
        let granted = may.iter().fold(0, |data, may| data | may.block.data);
        let bites = |never: &&Prohibition| {
            never.block.data & granted != 0 && never.block.covers(party, verb, purpose)
        };
        Sides { may, never: rules.prohibitions.iter().filter(bites).collect() }
    }

    fn facts(&self) -> u64 {
        let may = self.may.iter().fold(0, |facts, may| facts | may.when.facts());
        self.never.iter().fold(may, |facts, never| facts | never.unless.facts())
    }

    /// A prohibition wins: the checks find every overlap before, and this is the second lock.
    fn answer(&self, facts: Facts) -> u64 {
        let may =
            self.may.iter().filter(|may| may.when.holds(facts)).fold(0, |data, may| data | may.block.data);
        let bites = self.never.iter().filter(|never| !never.unless.holds(facts));
        bites.fold(may, |data, never| data & !never.block.data)
    }
}

/// Packs the bits of `facts` at the places of `of` together.
fn gather(facts: u64, of: u64) -> usize {
    ones(of).enumerate().fold(0, |index, (at, fact)| index | (((facts >> fact & 1) as usize) << at))
}

/// The opposite: spreads the low bits of `index` over the places of `over`.
fn spread(index: u64, over: u64) -> u64 {
    ones(over).enumerate().fold(0, |facts, (at, fact)| facts | ((index >> at & 1) << fact))
}
