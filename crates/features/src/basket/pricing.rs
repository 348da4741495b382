//! A basket with names, pictures and today's prices.

use catalogue::{Money, View};

use super::contents::Basket;
use crate::{shop::Shop, storefront};

/// A basket as pages and orders show it.
#[derive(Clone, Debug)]
pub struct Priced {
    /// Its lines; what is no longer sold is left out.
    pub lines: Vec<PricedLine>,
    /// What the goods cost, tax included, without delivery, in minor units.
    pub goods_minor: i64,
    /// ISO 4217.
    pub currency: &'static str,
}

/// A line with its product.
#[derive(Clone, Debug)]
pub struct PricedLine {
    /// The size.
    pub sku: String,
    /// The product's part of the address.
    pub slug: String,
    /// The product's name.
    pub name: String,
    /// The label that made it.
    pub house: String,
    /// Its colour in words.
    pub colour: String,
    /// The size as the label says it.
    pub size: String,
    /// How many.
    pub quantity: u32,
    /// What one costs, in minor units.
    pub each_minor: i64,
    /// What one cost last season.
    pub before_minor: i64,
    /// What the line costs.
    pub sum_minor: i64,
    /// Address of its picture.
    pub picture: String,
    /// Weight of the line with its wrapping, in grams.
    pub weight_grams: u32,
}

impl PricedLine {
    /// Colour and size: "Camel, M".
    pub fn detail(&self) -> String {
        format!("{}, {}", self.colour, self.size)
    }
}

/// The lines at today's prices, and their sum.
pub fn priced(shop: &Shop, basket: &Basket) -> Priced {
    let found = basket.lines.iter().filter_map(|line| {
        let (product, size) = shop.catalogue.variant(&line.sku)?;
        let Money { minor, .. } = product.price;
        Some(PricedLine {
            sku: line.sku.clone(),
            slug: product.slug.clone(),
            name: product.name.clone(),
            house: product.house.clone(),
            colour: product.colour.name.clone(),
            size: size.size.clone(),
            quantity: line.quantity,
            each_minor: minor,
            before_minor: product.before.minor,
            sum_minor: minor * i64::from(line.quantity),
            picture: storefront::picture(shop, &product.slug, View::Front),
            weight_grams: product.weight_grams * line.quantity,
        })
    });
    let lines: Vec<PricedLine> = found.collect();
    let goods_minor = lines.iter().map(|line| line.sum_minor).sum();
    let currency = shop.catalogue.products().first().map_or("GBP", |product| product.price.currency.code());
    Priced { lines, goods_minor, currency }
}
