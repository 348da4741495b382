//! An order's page, for its owner and for whoever holds the secret of its receipt.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use gate::{Actor, Ask, Opened, Pass};
use store::Id;
use web::{Ctx, Frame, Handles, Page, Stop, date_in_words, moment_in_words, price, see_other};

use super::{
    Items, OrderRow, Step, Track, cancel,
    queries::{self, Event},
};
use crate::{forms::Address, needs, shop::Shop};

#[derive(Template)]
#[template(path = "orders/show.html")]
struct Show {
    frame: Frame,
    number: String,
    placed: String,
    lead: String,
    cancelled: bool,
    refunded: bool,
    may_cancel: bool,
    /// Where the button that cancels leads.
    address: String,
    waits: bool,
    delivered: Option<String>,
    closed: Option<String>,
    track: Track,
    events: Vec<Line>,
    /// How long pieces are kept, when that time is over.
    over: Option<String>,
    items: Option<Items>,
    total: String,
    name: Option<Opened>,
    email: Option<Opened>,
    phone: Option<Opened>,
    shipping: Option<Opened>,
    billing: Option<Opened>,
    payment: Option<Opened>,
    delivery: Option<Opened>,
    courier: String,
    tracking: Option<String>,
}

struct Line {
    words: &'static str,
    when: String,
}

/// A signed-in customer's own order. Somebody else's is not there.
pub async fn own(ctx: Ctx, State(shop): State<Shop>, Path(number): Path<String>) -> Result<Page, Stop> {
    let (customer, order) = whose(&ctx, &number).await?;
    let address = format!("/orders/{number}");
    Page::of(&page(&ctx, &shop, ctx.actor(), customer, order, address).await?)
}

/// The order of whoever holds the secret.
pub async fn held(ctx: Ctx, State(shop): State<Shop>, Path(secret): Path<String>) -> Result<Page, Stop> {
    let (actor, customer, order) = holder(&ctx, &secret).await?;
    Page::of(&page(&ctx, &shop, actor, customer, order, format!("/order/{secret}")).await?)
}

/// Cancels an own order that is not packed yet.
pub async fn own_cancel(
    ctx: Ctx,
    State(shop): State<Shop>,
    Path(number): Path<String>,
) -> Result<Response, Stop> {
    let (customer, order) = whose(&ctx, &number).await?;
    cancel::cancel(&shop, customer, order).await?;
    Ok(see_other(&format!("/orders/{number}"), Some("order-cancelled")))
}

/// The same for whoever holds the secret.
pub async fn held_cancel(
    ctx: Ctx,
    State(shop): State<Shop>,
    Path(secret): Path<String>,
) -> Result<Response, Stop> {
    let (_, customer, order) = holder(&ctx, &secret).await?;
    cancel::cancel(&shop, customer, order).await?;
    Ok(see_other(&format!("/order/{secret}"), Some("order-cancelled")))
}

async fn whose(ctx: &Ctx, number: &str) -> Result<(Id, Id), Stop> {
    let (customer, number) = (ctx.signed_in()?, number.to_owned());
    let found = ctx.house.store().read(store::work!(|tx| [number] { queries::led_to(tx, &number).await }));
    found.await?.filter(|(owner, _)| *owner == customer).ok_or(Stop::NotFound)
}

async fn holder(ctx: &Ctx, secret: &str) -> Result<(Actor, Id, Id), Stop> {
    let (secret, now) = (secret.to_owned(), ctx.now());
    let found = ctx.house.store().read(store::work!(|tx| [secret, now] {
        Handles::find(tx, "receipt", &secret, now).await
    }));
    let handle = found.await?.ok_or(Stop::NotFound)?;
    let order = handle.reference.ok_or(Stop::NotFound)?;
    Ok((Actor::Holder { id: handle.customer, secret: handle.secret }, handle.customer, order))
}

struct Found {
    order: OrderRow,
    events: Vec<Event>,
    tracking: Option<String>,
}

async fn page(
    ctx: &Ctx,
    shop: &Shop,
    actor: Actor,
    customer: Id,
    order: Id,
    address: String,
) -> Result<Show, Stop> {
    let ask = Ask::new(&needs::ORDERS_SEE, actor, customer).about("your order");
    let asked = shop.house.gate.admit(ask, move |tx| {
        Box::pin(async move {
            let Some(row) = queries::find(tx, customer, order).await? else { return Ok(None) };
            let events = queries::events(tx, customer, order).await?;
            let tracking = queries::tracking(tx, customer, order).await?;
            Ok::<_, Stop>(Some(Found { order: row, events, tracking }))
        })
    });
    let (pass, found) = asked.await?;
    shown(ctx, shop, &pass, found.ok_or(Stop::NotFound)?, address)
}

fn shown(ctx: &Ctx, shop: &Shop, pass: &Pass, found: Found, address: String) -> Result<Show, Stop> {
    let Found { order, events, tracking } = found;
    let open = |sealed: &Option<_>| pass.open_maybe(sealed.as_ref());
    let step = Step::of(&order.fulfilment_state).unwrap_or(Step::Placed);
    let policy = shop.house.policy();
    let kept = policy.leaf("orders.items").map(|leaf| policy.keep_words(leaf)).unwrap_or_default();
    Ok(Show {
        frame: ctx.frame(),
        placed: moment_in_words(order.placed_at),
        lead: lead(step, &shop.partners.courier.name),
        cancelled: order.state == "cancelled",
        refunded: order.payment_state == "refunded",
        may_cancel: order.state == "open" && step == Step::Placed,
        address,
        waits: order.waits.is_some(),
        delivered: order.delivered_at.map(date_in_words),
        closed: order.closed_at.map(date_in_words),
        track: Track::of(step),
        events: events.iter().rev().filter_map(line).collect(),
        over: order.items.as_ref().map_or(Ok(false), |sealed| pass.is_over(sealed))?.then_some(kept),
        items: open(&order.items)?.map(|opened| Items::read(&opened)),
        total: price(order.total_minor, &order.currency),
        name: still(pass, &order, &order.name)?,
        email: still(pass, &order, &order.email)?,
        phone: still(pass, &order, &order.phone)?,
        shipping: still(pass, &order, &order.shipping)?,
        billing: still(pass, &order, &order.billing)?,
        payment: open(&order.payment)?,
        delivery: open(&order.delivery)?,
        courier: shop.partners.courier.name.clone(),
        tracking,
        number: order.number,
    })
}

/// Who the order was for is forgotten some time after it was closed, while its pieces stay.
fn still(pass: &Pass, order: &OrderRow, sealed: &Option<gate::Sealed>) -> Result<Option<Opened>, Stop> {
    match pass.open_maybe(sealed.as_ref()) {
        Err(gate::Fault::Forgotten) if order.closed_at.is_some() => Ok(None),
        opened => Ok(opened?),
    }
}

/// The first sentence of the page, as long as the parcel is not delivered.
fn lead(step: Step, courier: &str) -> String {
    match step {
        Step::Placed => {
            "Thank you. It is paid, we pack it next, and a mail with all of this is on its way to you."
                .to_owned()
        }
        Step::Packed => "Thank you. It is packed and about to leave.".to_owned(),
        Step::HandedOver => format!("It is packed, and {courier} has been told to collect it."),
        Step::Collected => format!("{courier} has your parcel."),
        Step::OutForDelivery => format!("It is in {courier}’s van and comes today."),
        Step::Delivered => "Delivered.".to_owned(),
    }
}

fn line(event: &Event) -> Option<Line> {
    let words = match event.what.as_str() {
        "cancelled" => "Cancelled",
        "waits" => "Waits: we may not hand it to the courier yet",
        "goes-on" => "Goes on",
        word => Step::of(word)?.in_words(),
    };
    Some(Line { words, when: moment_in_words(event.at) })
}

/// An address line by line.
fn lines(opened: &Opened) -> Vec<String> {
    Address::from_json(opened.show()).lines()
}
