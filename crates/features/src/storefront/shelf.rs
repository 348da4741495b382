//! Cards of pieces, as every list shows them.

use std::collections::HashMap;

use catalogue::{Product, View};

use super::window::picture;
use crate::shop::Shop;

/// A piece in a list.
pub(super) struct Card {
    pub(super) slug: String,
    pub(super) name: String,
    pub(super) house: String,
    pub(super) now: String,
    pub(super) before: String,
    pub(super) less: String,
    pub(super) picture: String,
    pub(super) note: String,
}

impl Card {
    /// A card; what is left of each size decides its note.
    pub(super) fn of(shop: &Shop, product: &Product, left: &HashMap<String, i64>) -> Card {
        Card {
            slug: product.slug.clone(),
            name: product.name.clone(),
            house: product.house.clone(),
            now: product.price.to_string(),
            before: product.before.to_string(),
            less: product.percent_off().to_string(),
            picture: picture(shop, &product.slug, View::Front),
            note: note(product, left),
        }
    }
}

fn note(product: &Product, left: &HashMap<String, i64>) -> String {
    let sizes: Vec<&str> = product
        .variants
        .iter()
        .filter(|size| left.get(&size.sku).is_some_and(|left| *left > 0))
        .map(|size| size.size.as_str())
        .collect();
    match sizes.as_slice() {
        [] => "Sold out".to_owned(),
        ["One size"] => product.colour.name.clone(),
        [only] if product.variants.len() > 1 => format!("{}, only {only} left", product.colour.name),
        _ => product.colour.name.clone(),
    }
}
