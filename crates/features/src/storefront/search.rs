//! Search, with a hand held out when nothing is found.

use askama::Template;
use axum::extract::{Query, State};
use catalogue::Category;
use serde::Deserialize;
use web::{Ctx, Frame, Page, Stop};

use super::{shelf::Card, window};
use crate::shop::Shop;

/// Longer than any sensible question.
const LONGEST: usize = 100;

/// What was typed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
}

#[derive(Template)]
#[template(path = "storefront/search.html")]
struct SearchPage<'a> {
    frame: Frame,
    query: String,
    cards: Vec<Card>,
    categories: &'a [Category],
    houses: Vec<&'a str>,
}

/// The pieces that answer.
pub async fn show(ctx: Ctx, State(shop): State<Shop>, Query(asked): Query<Asked>) -> Result<Page, Stop> {
    let query: String = asked.q.trim().chars().take(LONGEST).collect();
    let left = window::stock(&shop).await?;
    let found = shop.catalogue.search(&query);
    Page::of(&SearchPage {
        frame: ctx.frame(),
        cards: found.into_iter().map(|product| Card::of(&shop, product, &left)).collect(),
        query,
        categories: shop.catalogue.categories(),
        houses: houses(&shop),
    })
}

fn houses(shop: &Shop) -> Vec<&str> {
    let mut houses: Vec<&str> =
        shop.catalogue.products().iter().map(|product| product.house.as_str()).collect();
    houses.sort_unstable();
    houses.dedup();
    houses
}
