//! The basket's page and its deeds.

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::Response,
};
use serde::Deserialize;
use web::{Ctx, Frame, Page, Stop, price, see_other};

use super::{
    contents::{Basket, Deed, Held},
    keeping::{self, After, Changed, change, held, stock_of},
    pricing::{Priced, PricedLine, priced},
    rules,
};
use crate::shop::Shop;

/// From this much on, standard delivery costs nothing.
const FREE_FROM_MINOR: i64 = 15_000;
const STANDARD_MINOR: i64 = 450;

#[derive(Template)]
#[template(path = "basket/page.html")]
struct BasketPage {
    frame: Frame,
    lines: Vec<ShownLine>,
    pieces: u32,
    goods: String,
    less: String,
    delivery: Delivery,
    undo: Option<&'static str>,
    cookies_off: bool,
    wishes: usize,
    kept_for: String,
    /// Whether what lay here has run out of time.
    over: bool,
}

struct ShownLine {
    line: PricedLine,
    amount: String,
    each: String,
    quantities: Vec<u32>,
    /// Empty when there are as many as asked for.
    note: String,
}

enum Delivery {
    Free,
    /// Until it is free, this much is missing; what it costs till then.
    Costs {
        missing: String,
        standard: String,
    },
}

/// The basket.
pub async fn show(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let held = held(&ctx, &shop).await?;
    if let Some(held) = &held {
        keeping::visited(&ctx, &shop, held).await?;
    }
    let basket = held.as_ref().map_or_else(Basket::default, |held| held.basket.clone());
    let left = stock_of(&shop, &basket, ctx.now()).await?;
    let Priced { lines, goods_minor, currency } = priced(&shop, &basket);
    let before: i64 = lines.iter().map(|line| line.before_minor * i64::from(line.quantity)).sum();
    let lines = lines.into_iter().map(|line| shown(line, &left, currency)).collect();
    Page::of(&BasketPage {
        frame: ctx.frame(),
        lines,
        pieces: basket.pieces(),
        goods: price(goods_minor, currency),
        less: price(before - goods_minor, currency),
        delivery: delivery(goods_minor, currency),
        undo: held.as_ref().and_then(|held| held.undo_at(ctx.now())).map(|undo| undo_words(undo.deed)),
        cookies_off: held.is_none() && ctx.said.as_deref() == Some("added"),
        wishes: basket.wishes.len(),
        kept_for: keeping::kept_for(&shop, "account.basket"),
        over: held.as_ref().is_some_and(|held| held.over),
    })
}

fn undo_words(deed: Deed) -> &'static str {
    match deed {
        Deed::Removed => "You took a piece out.",
        Deed::Wished => "A piece went to your wish list.",
        Deed::Merged => "The pieces from this device joined those in your account.",
    }
}

fn shown(line: PricedLine, left: &[(String, u32)], currency: &str) -> ShownLine {
    let left = left.iter().find(|(sku, _)| *sku == line.sku).map_or(0, |(_, left)| *left);
    let most = left.min(rules::MOST).max(line.quantity);
    let note = match left {
        0 => "Sold out since you chose it. You can keep it on your wish list.".to_owned(),
        left if left < line.quantity => format!("Only {left} left: please choose fewer."),
        left if left <= 2 => format!("Only {left} left."),
        _ => String::new(),
    };
    ShownLine {
        amount: price(line.sum_minor, currency),
        each: price(line.each_minor, currency),
        quantities: (1..=most).collect(),
        note,
        line,
    }
}

fn delivery(goods_minor: i64, currency: &str) -> Delivery {
    if goods_minor >= FREE_FROM_MINOR {
        return Delivery::Free;
    }
    Delivery::Costs {
        missing: price(FREE_FROM_MINOR - goods_minor, currency),
        standard: price(STANDARD_MINOR, currency),
    }
}

/// A size that somebody chose.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Chosen {
    sku: String,
    slug: String,
}

/// Puts one piece of a size into the basket.
pub async fn create(
    ctx: Ctx,
    State(shop): State<Shop>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Stop> {
    if chosen.sku.is_empty() && shop.catalogue.product(&chosen.slug).is_some() {
        return Ok(see_other(&format!("/p/{}", chosen.slug), Some("choose-size")));
    }
    let left = left_of(&ctx, &shop, &chosen.sku).await?;
    let more = |held: &Held| After { basket: rules::put(&held.basket, &chosen.sku, 1, left), undo: None };
    let Changed { before, after } = change(&ctx, &shop, more).await?;
    let short = after.quantity(&chosen.sku) == before.quantity(&chosen.sku);
    Ok(see_other("/basket", Some(if short { "no-more" } else { "added" })))
}

/// How many of a size can be bought; not found when it is not sold here.
async fn left_of(ctx: &Ctx, shop: &Shop, sku: &str) -> Result<u32, Stop> {
    shop.catalogue.variant(sku).ok_or(Stop::NotFound)?;
    let one = rules::set(&Basket::default(), sku, 1, 1);
    Ok(stock_of(shop, &one, ctx.now()).await?.first().map_or(0, |(_, left)| *left))
}

/// How many somebody wants.
#[derive(Deserialize)]
pub struct Wanted {
    quantity: u32,
}

/// Changes how many of a size there are.
pub async fn update(
    ctx: Ctx,
    State(shop): State<Shop>,
    Path(sku): Path<String>,
    Form(wanted): Form<Wanted>,
) -> Result<Response, Stop> {
    let left = left_of(&ctx, &shop, &sku).await?;
    change(&ctx, &shop, |held| {
        let undo = (wanted.quantity == 0).then_some(Deed::Removed);
        After { basket: rules::set(&held.basket, &sku, wanted.quantity, left), undo }
    })
    .await?;
    Ok(see_other("/basket", Some(if left.min(rules::MOST) < wanted.quantity { "no-more" } else { "saved" })))
}

/// Takes a size out; for a day it can be brought back.
pub async fn remove(ctx: Ctx, State(shop): State<Shop>, Path(sku): Path<String>) -> Result<Response, Stop> {
    only_if_held(&ctx, &shop).await?;
    change(&ctx, &shop, |held| After {
        basket: rules::without(&held.basket, &sku),
        undo: Some(Deed::Removed),
    })
    .await?;
    Ok(see_other("/basket", Some("removed")))
}

/// Moves a size to the wish list.
pub async fn wish(ctx: Ctx, State(shop): State<Shop>, Path(sku): Path<String>) -> Result<Response, Stop> {
    only_if_held(&ctx, &shop).await?;
    let (product, _) = shop.catalogue.variant(&sku).ok_or(Stop::NotFound)?;
    change(&ctx, &shop, |held| {
        let basket = rules::wish(&rules::without(&held.basket, &sku), &product.slug);
        After { basket, undo: Some(Deed::Wished) }
    })
    .await?;
    Ok(see_other("/basket", Some("wished")))
}

/// Brings back what the last deed took away.
pub async fn undo(ctx: Ctx, State(shop): State<Shop>) -> Result<Response, Stop> {
    only_if_held(&ctx, &shop).await?;
    let now = ctx.now();
    change(&ctx, &shop, |held| {
        let before = held.undo_at(now).map(|undo| undo.before.clone());
        After { basket: before.unwrap_or_else(|| held.basket.clone()), undo: None }
    })
    .await?;
    Ok(see_other("/basket", Some("restored")))
}

/// A deed on a basket that is not there leads to the empty basket rather than making one.
async fn only_if_held(ctx: &Ctx, shop: &Shop) -> Result<(), Stop> {
    match held(ctx, shop).await? {
        Some(_) => Ok(()),
        None => Err(Stop::Elsewhere("/basket".to_owned())),
    }
}

impl BasketPage {
    fn has_trouble(&self) -> bool {
        self.lines.iter().any(|line| line.note.contains("Sold out") || line.note.contains("fewer"))
    }
}
