//! What a basket holds, and how it looks when it is sealed.

use gate::{Actor, Opened};
use serde::{Deserialize, Serialize};
use store::{Id, Time};

/// So many of one size.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The size, by its stock-keeping unit.
    pub sku: String,
    /// How many.
    pub quantity: u32,
}

/// What somebody put aside: pieces to buy, and pieces they wish for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basket {
    /// Pieces to buy, oldest first.
    pub lines: Vec<Line>,
    /// Products wished for, by slug, oldest first.
    pub wishes: Vec<String>,
}

/// What the last deed took away, as long as it can be brought back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Undo {
    /// What the deed was.
    pub deed: Deed,
    /// The basket before it.
    pub before: Basket,
    /// Until when, in microseconds.
    pub until: i64,
}

/// A deed that can be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Deed {
    /// A line was removed.
    Removed,
    /// A line went to the wish list.
    Wished,
    /// Pieces from a device came into an account's basket.
    Merged,
}

/// The basket of whoever is there.
#[derive(Clone, Debug)]
pub struct Held {
    /// Whose it is.
    pub customer: Id,
    /// Who asks the gate for it.
    pub actor: Actor,
    /// What it holds.
    pub basket: Basket,
    pub(super) version: i64,
    pub(super) undo: Option<Undo>,
    /// Whether the time of something that lies in it is over: that stays shut, and no visit brings it back.
    pub(super) over: bool,
}

impl Basket {
    /// How many pieces there are to buy.
    pub fn pieces(&self) -> u32 {
        self.lines.iter().map(|line| line.quantity).sum()
    }

    /// How many there are of a size.
    pub fn quantity(&self, sku: &str) -> u32 {
        self.lines.iter().find(|line| line.sku == sku).map_or(0, |line| line.quantity)
    }

    /// Whether a product is wished for.
    pub fn wishes_for(&self, slug: &str) -> bool {
        self.wishes.iter().any(|wish| wish == slug)
    }
}

impl Held {
    /// A basket with nothing in it.
    pub(super) fn empty(customer: Id, actor: Actor) -> Held {
        Held { customer, actor, basket: Basket::default(), version: 0, undo: None, over: false }
    }

    /// What can still be undone.
    pub(super) fn undo_at(&self, now: Time) -> Option<&Undo> {
        self.undo.as_ref().filter(|undo| now.0 < undo.until)
    }
}

/// As it is sealed; nothing at all when there is nothing.
pub(super) fn to_json<T: Serialize>(list: &[T]) -> Option<String> {
    (!list.is_empty()).then(|| serde_json::to_string(list).unwrap_or_default())
}

/// From what was sealed. The one place where a basket's words are read; what cannot be read counts as nothing.
pub(super) fn read<T: for<'de> Deserialize<'de>>(opened: Option<&Opened>) -> Option<T> {
    opened.and_then(|opened| serde_json::from_str(opened.show()).ok())
}
