//! The wish list.

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::Response,
};
use catalogue::{Product, View};
use serde::Deserialize;
use web::{Ctx, Frame, Page, Stop, see_other};

use super::{
    keeping::{After, change, held, kept_for, visited},
    rules,
};
use crate::{forms, shop::Shop, storefront};

#[derive(Template)]
#[template(path = "basket/wishes.html")]
struct WishList {
    frame: Frame,
    wishes: Vec<Wish>,
    kept_for: String,
    /// Whether what stood here has run out of time.
    over: bool,
}

struct Wish {
    slug: String,
    name: String,
    house: String,
    now: String,
    before: String,
    less: String,
    picture: String,
    note: String,
}

/// The wish list.
pub async fn show(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let held = held(&ctx, &shop).await?;
    if let Some(held) = &held {
        visited(&ctx, &shop, held).await?;
    }
    let over = held.as_ref().is_some_and(|held| held.over);
    let slugs = held.map(|held| held.basket.wishes).unwrap_or_default();
    let wishes = slugs
        .iter()
        .rev()
        .filter_map(|slug| shop.catalogue.product(slug))
        .map(|product| shown(&shop, product));
    Page::of(&WishList {
        frame: ctx.frame(),
        wishes: wishes.collect(),
        kept_for: kept_for(&shop, "account.wish-list"),
        over,
    })
}

fn shown(shop: &Shop, product: &Product) -> Wish {
    Wish {
        slug: product.slug.clone(),
        name: product.name.clone(),
        house: product.house.clone(),
        now: product.price.to_string(),
        before: product.before.to_string(),
        less: product.percent_off().to_string(),
        picture: storefront::picture(shop, &product.slug, View::Front),
        note: product.colour.name.clone(),
    }
}

/// Where the wish was made, to lead back there.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct From {
    back: String,
}

/// Wishes for a product.
pub async fn create(
    ctx: Ctx,
    State(shop): State<Shop>,
    Path(slug): Path<String>,
    Form(from): Form<From>,
) -> Result<Response, Stop> {
    shop.catalogue.product(&slug).ok_or(Stop::NotFound)?;
    change(&ctx, &shop, |held| After { basket: rules::wish(&held.basket, &slug), undo: None }).await?;
    Ok(see_other(forms::page_of_ours(&from.back, "/wishlist"), Some("wished")))
}

/// Takes a wish back.
pub async fn remove(
    ctx: Ctx,
    State(shop): State<Shop>,
    Path(slug): Path<String>,
    Form(from): Form<From>,
) -> Result<Response, Stop> {
    if held(&ctx, &shop).await?.is_none() {
        return Ok(see_other("/wishlist", None));
    }
    change(&ctx, &shop, |held| After { basket: rules::unwish(&held.basket, &slug), undo: None }).await?;
    Ok(see_other(forms::page_of_ours(&from.back, "/wishlist"), Some("removed")))
}
