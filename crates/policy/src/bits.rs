//! The small numbers behind the policy's words, and sets of them as bits.

use std::ops::{BitAnd, BitOr};

/// A kind of data, such as `contact.email`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Leaf(pub(crate) u8);

/// Somebody who does things with data, such as `courier`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Party(pub(crate) u8);

/// What data is used for, such as `order.deliver`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Purpose(pub(crate) u8);

/// Something that is so or not, such as `order-open`. Choices are facts too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fact(pub(crate) u8);

/// A set of kinds of data.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Mask(pub(crate) u64);

/// A set of facts, those that hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Facts(pub(crate) u64);

/// The numbers of the bits that are set, lowest first.
pub(crate) fn ones(bits: u64) -> impl Iterator<Item = u8> + Clone {
    let next = |bits: &u64| Some(bits & (bits - 1)).filter(|left| *left != 0);
    let start = Some(bits).filter(|bits| *bits != 0);
    std::iter::successors(start, next).map(|bits| bits.trailing_zeros() as u8)
}

impl Mask {
    /// No data.
    pub const EMPTY: Mask = Mask(0);

    /// The set of one kind.
    pub fn of(leaf: Leaf) -> Mask {
        Mask(1 << leaf.0)
    }

    /// The set with this kind as well.
    pub fn with(self, leaf: Leaf) -> Mask {
        self | Mask::of(leaf)
    }

    /// The set without those of the other.
    pub fn without(self, other: Mask) -> Mask {
        Mask(self.0 & !other.0)
    }

    /// Whether the kind is in the set.
    pub fn contains(self, leaf: Leaf) -> bool {
        self.0 >> leaf.0 & 1 == 1
    }

    /// Whether nothing is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many kinds are in the set.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The kinds, in the order of the policy.
    pub fn iter(self) -> impl Iterator<Item = Leaf> + Clone {
        ones(self.0).map(Leaf)
    }
}

impl Facts {
    /// No fact holds.
    pub const EMPTY: Facts = Facts(0);

    /// The set of one fact.
    pub fn of(fact: Fact) -> Facts {
        Facts(1 << fact.0)
    }

    /// The set with this fact as well.
    pub fn with(self, fact: Fact) -> Facts {
        self | Facts::of(fact)
    }

    /// The set without those of the other.
    pub fn without(self, other: Facts) -> Facts {
        Facts(self.0 & !other.0)
    }

    /// Whether the fact holds.
    pub fn contains(self, fact: Fact) -> bool {
        self.0 >> fact.0 & 1 == 1
    }

    /// Whether no fact holds.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many facts hold.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The facts, in the order of the policy.
    pub fn iter(self) -> impl Iterator<Item = Fact> + Clone {
        ones(self.0).map(Fact)
    }
}

impl BitOr for Mask {
    type Output = Mask;

    fn bitor(self, other: Mask) -> Mask {
        Mask(self.0 | other.0)
    }
}

impl BitAnd for Mask {
    type Output = Mask;

    fn bitand(self, other: Mask) -> Mask {
        Mask(self.0 & other.0)
    }
}

impl BitOr for Facts {
    type Output = Facts;

    fn bitor(self, other: Facts) -> Facts {
        Facts(self.0 | other.0)
    }
}

impl BitAnd for Facts {
    type Output = Facts;

    fn bitand(self, other: Facts) -> Facts {
        Facts(self.0 & other.0)
    }
}

impl FromIterator<Leaf> for Mask {
    fn from_iter<I: IntoIterator<Item = Leaf>>(leaves: I) -> Mask {
        leaves.into_iter().fold(Mask::EMPTY, Mask::with)
    }
}

impl FromIterator<Fact> for Facts {
    fn from_iter<I: IntoIterator<Item = Fact>>(facts: I) -> Facts {
        facts.into_iter().fold(Facts::EMPTY, Facts::with)
    }
}
