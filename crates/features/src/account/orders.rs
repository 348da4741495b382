//! Orders, newest first; each leads to its own page.

use askama::Template;
use axum::response::IntoResponse;
use gate::Ask;
use store::work;
use web::{Ctx, Frame, Page, Stop};

use crate::{
    needs,
    orders::{self, OrderRow},
};

#[derive(Template)]
#[template(path = "account/orders.html")]
struct Orders {
    frame: Frame,
    orders: Vec<OrderRow>,
}

/// Shows the orders. What is in each stays shut until its page is opened.
pub async fn index(ctx: Ctx) -> Result<impl IntoResponse, Stop> {
    let customer = ctx.signed_in()?;
    let ask = Ask::new(&needs::ORDERS_SEE, ctx.actor(), customer);
    let fetch = work!(|tx| [customer] -> Result<_, Stop> { Ok(orders::of(tx, customer).await?) });
    let (_, orders) = ctx.house.gate.admit(ask, fetch).await?;
    Page::of(&Orders { frame: ctx.frame(), orders })
}
