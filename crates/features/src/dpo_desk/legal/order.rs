//! One order of an authority: approved by a second officer, handed over, ended.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use consent::legal_orders::{self, LegalOrder};
use gate::{Actor, Ask};
use store::{Id, work};
use web::{Ctx, Frame, Page, Stop, Who, date_in_words, moment_in_words, see_other};

use super::{
    file,
    list::{address, standing},
    rules::{beyond, numbered, parts},
};
use crate::{
    account::{self, attachment},
    needs,
    shop::Shop,
};

#[derive(Template)]
#[template(path = "dpo_desk/legal/order.html")]
struct OrderPage {
    frame: Frame,
    clock: bool,
    order: LegalOrder,
    address: String,
    whom: String,
    parts: Vec<&'static str>,
    state: (&'static str, &'static str),
    recorded: String,
    approved: String,
    until: String,
    silent: String,
    handed: String,
    is_good: bool,
    is_open: bool,
    is_mine: bool,
}

/// The order's address on its way in.
type Place = Path<(String, String)>;

async fn found(ctx: &Ctx, Path((customer, order)): Place) -> Result<(LegalOrder, Id), Stop> {
    let Who::Staff { id: me, .. } = ctx.who else { return Err(Stop::StaffSignIn) };
    let (Ok(customer), Ok(order)) = (customer.parse::<Id>(), order.parse::<Id>()) else {
        return Err(Stop::NotFound);
    };
    let key = (customer, order);
    let order = ctx.house.store().read(work!(|tx| [key] { legal_orders::find(tx, key).await })).await?;
    Ok((order.ok_or(Stop::NotFound)?, me))
}

pub async fn show(ctx: Ctx, State(shop): State<Shop>, place: Place) -> Result<Page, Stop> {
    let (order, me) = found(&ctx, place).await?;
    let now = ctx.now();
    let officer = |(staff, at): (Id, store::Time)| {
        let who = Actor::Staff { id: staff, role: "officer".to_owned() }.named();
        format!("{who}{}, {}", if staff == me { " (you)" } else { "" }, moment_in_words(at))
    };
    Page::of(&OrderPage {
        frame: ctx.frame(),
        clock: shop.demo.is_some(),
        address: address(&order),
        whom: numbered(order.customer),
        parts: parts(&order.scope).iter().map(|part| part.words).collect(),
        state: standing(&order, now),
        recorded: officer(order.recorded),
        approved: order.approved.map(officer).unwrap_or_default(),
        until: date_in_words(order.until.minus_seconds(1)),
        silent: order.silent_until.map(|until| date_in_words(until.minus_seconds(1))).unwrap_or_default(),
        handed: order.handed_at.map(moment_in_words).unwrap_or_default(),
        is_good: order.is_good(now),
        is_open: order.ended_at.is_none() && now < order.until,
        is_mine: order.recorded.0 == me,
        order,
    })
}

pub async fn approve(ctx: Ctx, place: Place) -> Result<Response, Stop> {
    let (order, me) = found(&ctx, place).await?;
    let (key, now) = ((order.customer, order.id), ctx.now());
    let done =
        ctx.house.store().write(work!(|tx| [key, me, now] { legal_orders::approve(tx, key, me, now).await }));
    match done.await? {
        true => Ok(see_other(&address(&order), Some("legal-approved"))),
        false => Err(Stop::Conflict("Another officer has to approve it, once, and before it ends.")),
    }
}

pub async fn end(ctx: Ctx, place: Place) -> Result<Response, Stop> {
    let (order, _) = found(&ctx, place).await?;
    let (key, now) = ((order.customer, order.id), ctx.now());
    match ctx.house.store().write(work!(|tx| [key, now] { legal_orders::end(tx, key, now).await })).await? {
        true => Ok(see_other(&address(&order), Some("legal-ended"))),
        false => Err(Stop::Conflict("This order has ended already.")),
    }
}

/// The file for the authority: what the order names and the policy lets through, and not a line beyond it.
pub async fn hand_over(ctx: Ctx, State(shop): State<Shop>, place: Place) -> Result<Response, Stop> {
    let (order, _) = found(&ctx, place).await?;
    let about = format!("{}, {}", order.authority, order.reference);
    let mut ask =
        Ask::new(&needs::LEGAL_HAND, ctx.actor(), order.customer).recipient(&order.authority).about(&about);
    for data in beyond(&order.scope) {
        ask = ask.lacking(data);
    }
    if let Some(until) = order.silent_until.filter(|until| ctx.now() < *until) {
        ask = ask.silent_until(until);
    }
    let sections = account::things_of(&shop, ask, ctx.now()).await?;
    let (key, now) = ((order.customer, order.id), ctx.now());
    ctx.house.store().write(work!(|tx| [key, now] { legal_orders::handed(tx, key, now) })).await?;
    Ok(attachment("order.json", "application/json", file::of(&ctx, &order, sections)))
}
