//! What we hold: every kind of thing, where it came from, since when, under which policy, and the way to change it.

use askama::Template;
use axum::{extract::State, response::IntoResponse};
use web::{Ctx, Frame, Page, Stop};

use super::held::{self, Held, Value};
use crate::{needs, shop::Shop};

/// Of long lists the page shows this many; the copy of everything holds them all.
const SHOWN: usize = 4;
/// Of one thing the page shows this many values at once; the rest is in a fold.
const FEW: usize = 5;

#[derive(Template)]
#[template(path = "account/overview.html")]
struct Overview {
    frame: Frame,
    held: Held,
    shown: usize,
    few: usize,
}

/// Shows what is held.
pub async fn show(ctx: Ctx, State(shop): State<Shop>) -> Result<impl IntoResponse, Stop> {
    let customer = ctx.signed_in()?;
    let held = held::of(&ctx, &shop, customer, &needs::HELD_SEE).await?;
    Page::of(&Overview { frame: ctx.frame(), held, shown: SHOWN, few: FEW })
}
