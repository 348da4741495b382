//! What is in an order, as it is sealed: a picture of the moment, so that a later price or name changes no old order.

use gate::Opened;
use serde::{Deserialize, Serialize};
use web::price;

/// One size of one piece.
#[derive(Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct Piece {
    /// Stock-keeping unit.
    pub sku: String,
    /// The product's address in the shop.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Who made it.
    pub house: String,
    /// Its colour.
    pub colour: String,
    /// The size.
    pub size: String,
    /// How many.
    pub quantity: i64,
    /// What one costs, in minor units.
    pub unit_minor: i64,
}

/// All pieces of an order and what they cost.
#[derive(Clone, Default, Serialize, Deserialize, PartialEq, Eq)]
pub struct Items {
    /// The pieces.
    pub pieces: Vec<Piece>,
    /// What bringing them costs, in minor units.
    pub delivery_minor: i64,
    /// The currency of every amount.
    pub currency: String,
}

impl Piece {
    /// What all of them cost.
    pub fn minor(&self) -> i64 {
        self.unit_minor * self.quantity
    }

    /// Colour and size, and how many if it is more than one.
    pub fn detail(&self) -> String {
        match self.quantity {
            1 => format!("{}, {}", self.colour, self.size),
            n => format!("{}, {} × {n}", self.colour, self.size),
        }
    }

    /// Its front view.
    pub fn picture(&self) -> String {
        format!("/pictures/{}/front.svg", self.slug)
    }
}

impl Items {
    /// From what was sealed; something unreadable shows as no pieces rather than failing a page.
    pub fn read(opened: &Opened) -> Items {
        serde_json::from_str(opened.show()).unwrap_or_default()
    }

    /// As it is sealed.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// How many pieces.
    pub fn count(&self) -> i64 {
        self.pieces.iter().map(|piece| piece.quantity).sum()
    }

    /// What the pieces cost.
    pub fn goods_minor(&self) -> i64 {
        self.pieces.iter().map(Piece::minor).sum()
    }

    /// What everything costs.
    pub fn total_minor(&self) -> i64 {
        self.goods_minor() + self.delivery_minor
    }

    /// An amount in words.
    pub fn price(&self, minor: i64) -> String {
        price(minor, &self.currency)
    }

    /// The whole amount in words.
    pub fn total(&self) -> String {
        self.price(self.total_minor())
    }

    /// What bringing it costs, in words.
    pub fn delivery(&self) -> String {
        if self.delivery_minor == 0 { "free".to_owned() } else { self.price(self.delivery_minor) }
    }
}
