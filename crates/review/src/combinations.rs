//! Every combination of some facts, 64 to a word, so that a condition is decided for 64 situations at a time.

use policy::{Condition, FactList, Facts};

/// Which of 64 neighbouring combinations have the fact at the first six places.
const PATTERNS: [u64; 6] = [
    0xAAAA_AAAA_AAAA_AAAA,
    0xCCCC_CCCC_CCCC_CCCC,
    0xF0F0_F0F0_F0F0_F0F0,
    0xFF00_FF00_FF00_FF00,
    0xFFFF_0000_FFFF_0000,
    0xFFFF_FFFF_0000_0000,
];

/// All combinations of these facts. Combination `n` has the fact at place `p` when bit `p` of `n` is set.
pub(crate) struct Combinations {
    facts: u64,
}

impl Combinations {
    /// Of the facts with these bits.
    pub fn of(facts: u64) -> Combinations {
        Combinations { facts }
    }

    /// How many words of 64 combinations there are.
    pub fn words(&self) -> usize {
        1 << self.facts.count_ones().saturating_sub(PATTERNS.len() as u32)
    }

    /// The combinations of a word that exist: fewer than six facts do not fill one.
    pub fn live(&self) -> u64 {
        match self.facts.count_ones() {
            places if places < PATTERNS.len() as u32 => (1 << (1 << places)) - 1,
            _ => u64::MAX,
        }
    }

    /// Those of a word in which the condition holds.
    pub fn holds(&self, condition: &Condition, word: usize) -> u64 {
        condition.0.iter().fold(0, |any, term| any | self.term(*term, word)) & self.live()
    }

    fn term(&self, term: FactList, word: usize) -> u64 {
        let needed = bits(term.needs).fold(u64::MAX, |all, fact| all & self.fact(fact, word));
        bits(term.lacks).fold(needed, |all, fact| all & !self.fact(fact, word))
    }

    fn fact(&self, fact: u8, word: usize) -> u64 {
        let place = (self.facts & ((1 << fact) - 1)).count_ones() as usize;
        match PATTERNS.get(place) {
            Some(pattern) => *pattern,
            None if word >> (place - PATTERNS.len()) & 1 == 1 => u64::MAX,
            None => 0,
        }
    }

    /// The facts of one combination.
    pub fn facts_of(&self, word: usize, bit: u8) -> Facts {
        let number = word * 64 + usize::from(bit);
        let held = bits(self.facts).enumerate().filter(|(place, _)| number >> place & 1 == 1);
        Facts::from_bits(held.fold(0, |facts, (_, fact)| facts | 1 << fact))
    }
}

/// The numbers of the bits that are set, lowest first.
pub(crate) fn bits(set: u64) -> impl Iterator<Item = u8> + Clone {
    (0..64).filter(move |bit| set >> bit & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_says_for_each_combination_what_the_condition_says() {
        let facts = 0b1011_0110_1101;
        let all = Combinations::of(facts);
        let condition = Condition(vec![
            FactList { needs: 0b1000_0000_0001, lacks: 0b100 },
            FactList { needs: 0b0010_0000_0000, lacks: 0b1000 },
        ]);
        for word in 0..all.words() {
            let held = all.holds(&condition, word);
            for bit in 0..64 {
                assert_eq!(held >> bit & 1 == 1, condition.holds(all.facts_of(word, bit)), "{word} {bit}");
            }
        }
        assert_eq!(all.words(), 4);
    }

    #[test]
    fn fewer_facts_than_fill_a_word_leave_the_rest_empty() {
        let all = Combinations::of(0b101);
        assert_eq!((all.words(), all.live()), (1, 0b1111));
        assert_eq!(all.holds(&Condition::always(), 0), 0b1111);
        assert_eq!(Combinations::of(0).holds(&Condition::always(), 0), 1);
    }
}
