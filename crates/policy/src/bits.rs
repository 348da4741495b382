//! The small numbers behind the policy's words, and sets of them as bits.

use std::ops::{BitAnd, BitOr};

/// A kind of data, such as `contact.email`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Leaf(pub(crate) u8);

impl Leaf {
    /// Its place in the policy, counted from 0: the bit that stands for it in a set.
    pub fn number(self) -> u8 {
        self.0
    }
}

/// Somebody who does things with data, such as `courier`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Party(pub(crate) u8);

impl Party {
    /// Its place in the policy, counted from 0: the bit that stands for it in a set.
    pub fn number(self) -> u8 {
        self.0
    }
}

/// What data is used for, such as `order.deliver`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Purpose(pub(crate) u8);

impl Purpose {
    /// Its place in the policy, counted from 0: the bit that stands for it in a set.
    pub fn number(self) -> u8 {
        self.0
    }
}

/// Something that is so or not, such as `order-open`. Choices are facts too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fact(pub(crate) u8);

impl Fact {
    /// Its place in the policy, counted from 0: the bit that stands for it in a set.
    pub fn number(self) -> u8 {
        self.0
    }
}

/// The numbers of the bits that are set, lowest first.
pub(crate) fn ones(bits: u64) -> impl Iterator<Item = u8> + Clone {
    let next = |bits: &u64| Some(bits & (bits - 1)).filter(|left| *left != 0);
    let start = Some(bits).filter(|bits| *bits != 0);
    std::iter::successors(start, next).map(|bits| bits.trailing_zeros() as u8)
}

macro_rules! set {
    ($(#[$about:meta])* $Set:ident of $One:ident) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        pub struct $Set(pub(crate) u64);

        impl $Set {
            /// The set whose bits are these.
            pub fn from_bits(bits: u64) -> $Set {
                $Set(bits)
            }

            /// As bits, each at the number of its member.
            pub fn bits(self) -> u64 {
                self.0
            }

            /// Nothing.
            pub const EMPTY: $Set = $Set(0);

            /// The set of one.
            pub fn of(one: $One) -> $Set {
                $Set(1 << one.0)
            }

            /// The set with this one as well.
            pub fn with(self, one: $One) -> $Set {
                self | $Set::of(one)
            }

            /// The set without those of the other.
            pub fn without(self, other: $Set) -> $Set {
                $Set(self.0 & !other.0)
            }

            /// Whether it is in the set.
            pub fn contains(self, one: $One) -> bool {
                self.0 >> one.0 & 1 == 1
            }

            /// Whether all of them are in the set, and there are any: what is made of several kinds of data needs a yes
            /// for each.
            pub fn covers(self, others: $Set) -> bool {
                !others.is_empty() && others.without(self).is_empty()
            }

            /// Whether nothing is in the set.
            pub fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// How many are in the set.
            pub fn len(self) -> usize {
                self.0.count_ones() as usize
            }

            /// Each of them, in the order of the policy.
            pub fn iter(self) -> impl Iterator<Item = $One> + Clone {
                ones(self.0).map($One)
            }
        }

        impl BitOr for $Set {
            type Output = $Set;

            fn bitor(self, other: $Set) -> $Set {
                $Set(self.0 | other.0)
            }
        }

        impl BitAnd for $Set {
            type Output = $Set;

            fn bitand(self, other: $Set) -> $Set {
                $Set(self.0 & other.0)
            }
        }

        impl FromIterator<$One> for $Set {
            fn from_iter<I: IntoIterator<Item = $One>>(each: I) -> $Set {
                each.into_iter().fold($Set::EMPTY, $Set::with)
            }
        }
    };
}

set! {
    /// A set of kinds of data.
    Mask of Leaf
}

set! {
    /// A set of facts: those that hold.
    Facts of Fact
}
