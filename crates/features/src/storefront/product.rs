//! A piece. Everything but the frame is the same for all, so it is rendered once for each count of the stock.

use std::{collections::HashMap, sync::Arc};

use askama::Template;
use axum::extract::{Path, State};
use catalogue::{Category, Product, View};
use web::{Ctx, Frame, Page, Stop};

use super::{
    shelf::Card,
    window::{self, picture},
};
use crate::shop::Shop;

/// Few enough to say so.
const FEW: i64 = 2;

#[derive(Template)]
#[template(path = "storefront/product.html")]
struct ProductPage<'a> {
    frame: Frame,
    product: &'a Product,
    body: Arc<str>,
}

#[derive(Template)]
#[template(path = "storefront/product_body.html")]
struct Body<'a> {
    product: &'a Product,
    category: Option<&'a Category>,
    pictures: Vec<Shown>,
    now: String,
    before: String,
    less: String,
    sizes: Vec<Size>,
    similar: Vec<Card>,
}

struct Shown {
    address: String,
    words: String,
}

struct Size {
    sku: String,
    label: String,
    left: i64,
}

/// The page of a piece.
pub async fn show(ctx: Ctx, State(shop): State<Shop>, Path(slug): Path<String>) -> Result<Page, Stop> {
    let product = shop.catalogue.product(&slug).ok_or(Stop::NotFound)?;
    let left = window::stock(&shop).await?;
    let body = match shop.window.body(&slug, &left) {
        Some(body) => body,
        None => shop.window.keep_body(&slug, &left, rendered(&shop, product, &left)?),
    };
    Page::of(&ProductPage { frame: ctx.frame(), product, body })
}

fn rendered(shop: &Shop, product: &Product, left: &HashMap<String, i64>) -> Result<String, Stop> {
    let pictures = View::ALL.map(|view| Shown {
        address: picture(shop, &product.slug, view),
        words: format!("{}, {}: {}", product.name, product.colour.name.to_lowercase(), view.in_words()),
    });
    let sizes = product.variants.iter().map(|size| Size {
        sku: size.sku.clone(),
        label: size.size.clone(),
        left: left.get(&size.sku).copied().unwrap_or(0),
    });
    let similar = shop.catalogue.similar(product);
    let body = Body {
        product,
        category: shop.catalogue.category(&product.category),
        pictures: pictures.into(),
        now: product.price.to_string(),
        before: product.before.to_string(),
        less: product.percent_off().to_string(),
        sizes: sizes.collect(),
        similar: similar.into_iter().map(|other| Card::of(shop, other, left)).collect(),
    };
    body.render().map_err(Stop::fault)
}

impl Body<'_> {
    fn in_stock(&self) -> bool {
        self.sizes.iter().any(|size| size.left > 0)
    }

    fn only_size(&self) -> bool {
        self.sizes.len() == 1
    }

    /// "Only 1 left in M, 2 in L."; empty when there are enough of all.
    fn few(&self) -> String {
        let few: Vec<&Size> = self.sizes.iter().filter(|size| (1..=FEW).contains(&size.left)).collect();
        let words: Vec<String> = match few.as_slice() {
            [] => return String::new(),
            [one] if self.only_size() => return format!("Only {} left.", one.left),
            few => few.iter().map(|size| format!("{} in {}", size.left, size.label)).collect(),
        };
        format!("Few left: {}.", words.join(", "))
    }
}
