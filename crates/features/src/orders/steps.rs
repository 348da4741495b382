//! How far an order is, as words for people and for the store.

/// A step of an order, in the order they come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Paid and placed.
    Placed,
    /// In its parcel, to be handed over.
    Packed,
    /// The courier has been told of it.
    HandedOver,
    /// The courier has the parcel.
    Collected,
    /// In the van.
    OutForDelivery,
    /// With the customer.
    Delivered,
}

use Step::{Collected, Delivered, HandedOver, OutForDelivery, Packed, Placed};

impl Step {
    /// Every step, first to last.
    pub const ALL: [Step; 6] = [Placed, Packed, HandedOver, Collected, OutForDelivery, Delivered];

    /// As it is stored, and as the courier says it.
    pub fn word(self) -> &'static str {
        match self {
            Placed => "placed",
            Packed => "packed",
            HandedOver => "handed-over",
            Collected => "collected",
            OutForDelivery => "out-for-delivery",
            Delivered => "delivered",
        }
    }

    /// From what is stored.
    pub fn of(word: &str) -> Option<Step> {
        Step::ALL.into_iter().find(|step| step.word() == word)
    }

    /// As the customer reads it.
    pub fn in_words(self) -> &'static str {
        match self {
            Placed => "Placed and paid",
            Packed => "Packed",
            HandedOver => "Announced to the courier",
            Collected => "With the courier",
            OutForDelivery => "Out for delivery",
            Delivered => "Delivered",
        }
    }
}

/// The four stations that a customer sees, and how far an order has come.
pub struct Track {
    /// Name of each station, and whether the order is past it or stands there.
    pub stations: [Station; 4],
}

/// One station.
pub struct Station {
    /// Its name.
    pub name: &'static str,
    /// Whether the order has passed it.
    pub done: bool,
    /// Whether the order is there.
    pub now: bool,
}

impl Track {
    /// For an order that has come so far.
    pub fn of(step: Step) -> Track {
        let at = match step {
            Placed => 0,
            Packed | HandedOver => 1,
            Collected | OutForDelivery => 2,
            Delivered => 3,
        };
        let names = ["Placed", "Packed", "On its way", "Delivered"];
        let station = |n: usize| Station { name: names[n], done: n < at || at == 3, now: n == at };
        Track { stations: [station(0), station(1), station(2), station(3)] }
    }
}

/// An order's state in a word or two, for lists.
pub fn in_words(state: &str, fulfilment: &str) -> &'static str {
    match (state, Step::of(fulfilment)) {
        ("cancelled", _) => "Cancelled",
        (_, Some(step)) => step.in_words(),
        _ => "Placed and paid",
    }
}
