//! A shelf: sorted and narrowed down by the address alone.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, Query, State};
use catalogue::{Category, Product};
use serde::Deserialize;
use web::{Ctx, Frame, Page, Stop};

use super::{
    rules::{self, Filter, Sorting},
    shelf::Card,
    window,
};
use crate::shop::Shop;

/// The prices one may stop at, in pounds.
const STEPS: [i64; 5] = [50, 100, 150, 200, 250];
/// The cookie that remembers the sorting, for those who said yes to being remembered.
const SETTINGS: &str = "settings";

/// What the address asks for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    sort: String,
    size: String,
    colour: String,
    most: String,
}

#[derive(Template)]
#[template(path = "storefront/category.html")]
struct CategoryPage<'a> {
    frame: Frame,
    category: &'a Category,
    cards: Vec<Card>,
    all: usize,
    sorting: Sorting,
    sizes: Vec<String>,
    colours: Vec<&'static str>,
    asked: Asked,
    remembers: bool,
}

/// The pieces on a shelf.
pub async fn show(
    ctx: Ctx,
    State(shop): State<Shop>,
    Path(slug): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Page, Stop> {
    let category = shop.catalogue.category(&slug).ok_or(Stop::NotFound)?;
    let left = window::stock(&shop).await?;
    let sorting = sorting(&ctx, &asked);
    let all: Vec<&Product> = shop.catalogue.in_category(&slug).collect();
    let cards = cards(&shop, &all, &asked, sorting, &left);
    Page::of(&CategoryPage {
        frame: ctx.frame(),
        category,
        cards,
        all: all.len(),
        sorting,
        sizes: rules::sizes(all.iter().copied()),
        colours: rules::families(all.iter().copied()),
        asked,
        remembers: ctx.jar.chose("remember"),
    })
}

fn cards(
    shop: &Shop,
    all: &[&Product],
    asked: &Asked,
    sorting: Sorting,
    left: &HashMap<String, i64>,
) -> Vec<Card> {
    let filter = Filter { size: &asked.size, colour: &asked.colour, most_pounds: asked.most.parse().ok() };
    let mut found: Vec<&Product> =
        all.iter().copied().filter(|product| filter.passes(product, left)).collect();
    sorting.sort(&mut found);
    found.into_iter().map(|product| Card::of(shop, product, left)).collect()
}

/// The sorting asked for, or else the one of last time on this device, where that may be remembered.
fn sorting(ctx: &Ctx, asked: &Asked) -> Sorting {
    let remembers = ctx.jar.chose("remember");
    match Sorting::parse(&asked.sort) {
        Some(sorting) => {
            let mark = format!("sort.{}", sorting.code());
            if remembers && ctx.jar.get(SETTINGS).as_deref() != Some(&mark) {
                ctx.jar.set(SETTINGS, &mark);
            }
            sorting
        }
        None if remembers => remembered(ctx).unwrap_or(Sorting::New),
        None => Sorting::New,
    }
}

fn remembered(ctx: &Ctx) -> Option<Sorting> {
    Sorting::parse(ctx.jar.get(SETTINGS)?.strip_prefix("sort.")?)
}

impl CategoryPage<'_> {
    fn steps(&self) -> [(String, String); 5] {
        STEPS.map(|pounds| (pounds.to_string(), format!("up to £{pounds}")))
    }

    fn is_narrowed(&self) -> bool {
        !self.asked.size.is_empty() || !self.asked.colour.is_empty() || !self.asked.most.is_empty()
    }
}
