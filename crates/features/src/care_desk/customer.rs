//! One customer at the desk: what the gate lets through while a request of theirs is open.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use consent::{
    choices,
    requests::{self, ABOUT_A_LINE, Request},
};
use gate::{Ask, Opened, Pass};
use store::{Error, Id, Tx, work};
use web::{Ctx, Frame, Page, Stop, date_in_words, moment_in_words, price, see_other};

use super::queries::{self, Contact, Order};
use crate::{
    forms::Address,
    help::{Line, code_of},
    needs,
    shop::Shop,
};

#[derive(Template)]
#[template(path = "care_desk/customer.html")]
struct Customer {
    frame: Frame,
    customer: Id,
    /// What the look is for, as it stands in the customer's record.
    reason: String,
    looked_at: String,
    name: Option<Opened>,
    email: Option<Opened>,
    phone: Option<Opened>,
    orders: Vec<OrderLine>,
    choices: Vec<ChoiceLine>,
    open: Vec<Line>,
}

struct OrderLine {
    number: String,
    state: String,
    waits: Option<String>,
    placed: String,
    total: String,
    name: Option<Opened>,
    shipping: Option<Opened>,
}

struct ChoiceLine {
    label: String,
    on: bool,
}

impl ChoiceLine {
    fn words(&self) -> &'static str {
        if self.on { "yes" } else { "no" }
    }
}

/// Everything that the page shows, sealed.
struct Record {
    contact: Contact,
    orders: Vec<Order>,
    chosen: Vec<(String, bool)>,
}

pub async fn show(ctx: Ctx, State(shop): State<Shop>, Path(customer): Path<String>) -> Result<Page, Stop> {
    let customer = customer.parse::<Id>().map_err(|_| Stop::NotFound)?;
    let reason = reason(&ctx, customer).await?;
    let ask = Ask::new(&needs::ADVISOR_SEE, ctx.actor(), customer).about(&reason);
    let (pass, record) = ctx
        .house
        .gate
        .admit(ask, move |tx| Box::pin(async move { Ok::<_, Stop>(record(tx, customer).await?) }))
        .await?;
    let record = record.ok_or(Stop::NotFound)?;
    let open = requests_read(&ctx, customer, &reason).await?;
    Page::of(&Customer {
        frame: ctx.frame(),
        customer,
        reason,
        looked_at: moment_in_words(ctx.now()),
        name: pass.open_maybe(record.contact.name.as_ref())?,
        email: pass.open_maybe(record.contact.email.as_ref())?,
        phone: pass.open_maybe(record.contact.phone.as_ref())?,
        orders: record.orders.iter().map(|order| order_line(order, &pass)).collect::<Result<_, Stop>>()?,
        choices: choice_lines(&shop, record.chosen),
        open,
    })
}

/// The requests that the look is for. Without one the gate will refuse; the attempt still says so.
async fn reason(ctx: &Ctx, customer: Id) -> Result<String, Stop> {
    let all = ctx.house.store().read(work!(|tx| [customer] { requests::all(tx, customer).await })).await?;
    let codes: Vec<String> =
        all.iter().filter(|request| concerns_care(request)).map(|request| code_of(request.id)).collect();
    Ok(if codes.is_empty() { "no open request".to_owned() } else { format!("request {}", codes.join(", ")) })
}

async fn record(tx: &mut Tx, customer: Id) -> Result<Option<Record>, Error> {
    let Some(contact) = queries::contact_find(tx, customer).await? else { return Ok(None) };
    let orders = queries::orders_of(tx, customer).await?;
    let chosen = choices::all(tx, customer).await?.into_iter().collect();
    Ok(Some(Record { contact, orders, chosen }))
}

/// The words of the open requests; those of closed ones stay shut.
async fn requests_read(ctx: &Ctx, customer: Id, reason: &str) -> Result<Vec<Line>, Stop> {
    let ask = Ask::new(&needs::REQUEST_READ, ctx.actor(), customer).about(reason);
    let (pass, all) = ctx
        .house
        .gate
        .admit(ask, move |tx| Box::pin(async move { Ok::<_, Stop>(requests::all(tx, customer).await?) }))
        .await?;
    all.into_iter().filter(concerns_care).map(|request| Line::read(request, &pass)).collect()
}

/// A question about a line of the record is for the officer.
fn concerns_care(request: &Request) -> bool {
    request.open && request.kind != ABOUT_A_LINE
}

fn order_line(order: &Order, pass: &Pass) -> Result<OrderLine, Stop> {
    Ok(OrderLine {
        number: order.number.clone(),
        state: order.state.clone(),
        waits: order.waits.clone(),
        placed: date_in_words(order.placed_at),
        total: price(order.total_minor, &order.currency),
        name: pass.open_maybe(order.name.as_ref())?,
        shipping: pass.open_maybe(order.shipping.as_ref())?,
    })
}

fn choice_lines(shop: &Shop, chosen: Vec<(String, bool)>) -> Vec<ChoiceLine> {
    let label = |name: &str| shop.house.policy().choice(name).map(|choice| choice.label.clone());
    chosen.into_iter().filter_map(|(name, on)| Some(ChoiceLine { label: label(&name)?, on })).collect()
}

/// Closes a request of the customer's: what it allowed is over.
pub async fn close(ctx: Ctx, Path((customer, request)): Path<(String, String)>) -> Result<Response, Stop> {
    let (customer, request) = (customer.parse::<Id>(), request.parse::<Id>());
    let (Ok(customer), Ok(request)) = (customer, request) else { return Err(Stop::NotFound) };
    let now = ctx.now();
    let ask = Ask::new(&needs::REQUEST_READ, ctx.actor(), customer)
        .about(&format!("request {}, closed", code_of(request)));
    let closed = ctx.house.gate.record(ask, move |tx, _| {
        Box::pin(async move { Ok::<_, Stop>(requests::close(tx, customer, request, now).await?) })
    });
    match closed.await? {
        true => Ok(see_other("/desk/care", Some("request-closed"))),
        false => Err(Stop::Conflict("This request is closed already.")),
    }
}
