//! The front page: chosen by hand, the same for everybody.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use catalogue::{Product, View};
use web::{Ctx, Frame, Page, Stop};

use super::{
    shelf::Card,
    window::{self, picture, scene},
};
use crate::shop::Shop;

/// What is shown first, in this order.
const ARRIVALS: [&str; 8] = [
    "ormond-wrap-coat-camel",
    "shetland-yoke-cardigan-heather",
    "meadow-tea-dress-poppy",
    "bow-blouse-claret",
    "penny-loafer-oxblood",
    "wide-pleat-trousers-mushroom",
    "slouch-hobo-cognac",
    "silk-square-garden",
];

/// The piece in each shelf's door.
const DOORS: [(&str, &str); 8] = [
    ("coats", "harrow-trench-stone"),
    ("knitwear", "inish-cable-jumper-ecru"),
    ("dresses", "fallow-shirt-dress-chambray"),
    ("shirts-and-tops", "camp-shirt-lemon-leaf"),
    ("trousers-and-skirts", "pleated-skirt-pine"),
    ("shoes", "court-trainer-chalk"),
    ("bags", "post-satchel-forest"),
    ("accessories", "fedora-pecan"),
];

#[derive(Template)]
#[template(path = "storefront/home.html")]
struct Home {
    frame: Frame,
    hero: String,
    shelf: String,
    people: String,
    arrivals: Vec<Card>,
    doors: Vec<ShelfDoor>,
    pieces: usize,
}

struct ShelfDoor {
    slug: String,
    name: String,
    picture: String,
}

/// The front page.
pub async fn show(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let left = window::stock(&shop).await?;
    Page::of(&Home {
        frame: ctx.frame(),
        hero: scene(&shop, "rail"),
        shelf: scene(&shop, "shelf"),
        people: scene(&shop, "people"),
        arrivals: arrivals(&shop, &left),
        doors: doors(&shop),
        pieces: shop.catalogue.products().len(),
    })
}

fn arrivals(shop: &Shop, left: &HashMap<String, i64>) -> Vec<Card> {
    let found = ARRIVALS.iter().filter_map(|slug| shop.catalogue.product(slug));
    found.map(|product| Card::of(shop, product, left)).collect()
}

/// Every shelf of the catalogue, with a piece of its own in the door.
fn doors(shop: &Shop) -> Vec<ShelfDoor> {
    let doors = shop.catalogue.categories().iter().filter_map(|category| {
        let product = chosen(shop, &category.slug)?;
        Some(ShelfDoor {
            slug: category.slug.clone(),
            name: category.name.clone(),
            picture: picture(shop, &product.slug, View::Front),
        })
    });
    doors.collect()
}

fn chosen<'a>(shop: &'a Shop, category: &str) -> Option<&'a Product> {
    let (_, slug) = DOORS.iter().find(|(shelf, _)| *shelf == category)?;
    shop.catalogue.product(slug).or_else(|| shop.catalogue.in_category(category).next())
}
