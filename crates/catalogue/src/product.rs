//! A product as the shop describes it.

use serde::Deserialize;

use crate::{Colour, Money, Picture};

/// A shelf of the shop.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// Its part of the address.
    pub slug: String,
    /// Its heading.
    pub name: String,
    /// One sentence under the heading.
    pub blurb: String,
}

/// A colour with the name the house gives it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NamedColour {
    /// As the label says it.
    pub name: String,
    /// As a screen shows it.
    pub hex: Colour,
}

/// One piece in one colour; its sizes are the variants.
#[derive(Clone, Debug)]
pub struct Product {
    /// Its part of the address, unique in the shop.
    pub slug: String,
    /// What it is called, without house and colour.
    pub name: String,
    /// The label that made it.
    pub house: String,
    /// The slug of its category.
    pub category: String,
    /// The main colour.
    pub colour: NamedColour,
    /// What it costs now, tax included.
    pub price: Money,
    /// What it cost last season.
    pub before: Money,
    /// Fibres or materials, with shares.
    pub composition: String,
    /// How to wash and keep it.
    pub care: String,
    /// The country it was sewn in.
    pub made_in: String,
    /// Two or three sentences about the piece.
    pub story: String,
    /// Facts one by one: lining, pockets, measures.
    pub details: Vec<String>,
    /// Sizes, smallest first.
    pub variants: Vec<Variant>,
    /// Weight with its wrapping, in grams.
    pub weight_grams: u32,
    /// How it is drawn.
    pub picture: Picture,
}

impl Product {
    /// Whether any size can be bought.
    pub fn in_stock(&self) -> bool {
        self.variants.iter().any(|variant| variant.stock > 0)
    }

    /// The reduction in whole per cent, see [`crate::percent_off`].
    pub fn percent_off(&self) -> u8 {
        crate::percent_off(self.price, self.before)
    }
}

/// One size of a product.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Stock-keeping unit, unique in the shop.
    pub sku: String,
    /// The size as the label says it.
    pub size: String,
    /// How many there are when the shop opens.
    pub stock: u32,
}
