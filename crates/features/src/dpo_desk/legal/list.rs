//! The orders of authorities, and the form to write one down.

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Response},
};
use consent::legal_orders::{self, LegalOrder};
use store::{Id, Time, work};
use web::{Ctx, Frame, Page, Stop, Who, date_in_words, see_other};

use super::rules::{PARTS, Part, Told, Typed, numbered, parts};
use crate::{care_desk::customer_of, forms::Problems, shop::Shop};

#[derive(Template)]
#[template(path = "dpo_desk/legal/list.html")]
struct List {
    frame: Frame,
    clock: bool,
    orders: Vec<Line>,
    all: &'static [Part],
    typed: Typed,
    problems: Problems,
}

impl List {
    fn picked(&self, key: &&'static str) -> bool {
        self.typed.scope.iter().any(|picked| picked == key)
    }
}

struct Line {
    address: String,
    authority: String,
    reference: String,
    whom: String,
    scope: String,
    state: (&'static str, &'static str),
    recorded: String,
}

/// How an order stands, in words, with a tone.
pub(super) fn standing(order: &LegalOrder, now: Time) -> (&'static str, &'static str) {
    match order {
        LegalOrder { ended_at: Some(_), .. } => ("ended", ""),
        _ if order.until <= now => ("over", ""),
        LegalOrder { approved: None, .. } => ("waits for a second officer", "warn"),
        LegalOrder { handed_at: Some(_), .. } => ("handed over", "good"),
        _ => ("approved", "good"),
    }
}

/// Where an order stands.
pub(super) fn address(order: &LegalOrder) -> String {
    format!("/desk/dpo/legal/{}/{}", order.customer, order.id)
}

fn line(order: &LegalOrder, now: Time) -> Line {
    let scope: Vec<&str> = parts(&order.scope).iter().map(|part| part.words).collect();
    Line {
        address: address(order),
        authority: order.authority.clone(),
        reference: order.reference.clone(),
        whom: numbered(order.customer),
        scope: scope.join("; "),
        state: standing(order, now),
        recorded: date_in_words(order.recorded.1),
    }
}

pub async fn index(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    Page::of(&page(&ctx, &shop, Typed::default(), Problems::default()).await?)
}

async fn page(ctx: &Ctx, shop: &Shop, typed: Typed, problems: Problems) -> Result<List, Stop> {
    let orders = ctx.house.store().read(work!(|tx| { legal_orders::all(tx).await })).await?;
    Ok(List {
        frame: ctx.frame(),
        clock: shop.demo.is_some(),
        orders: orders.iter().map(|order| line(order, ctx.now())).collect(),
        all: &PARTS,
        typed,
        problems,
    })
}

/// Writes an order down. It opens nothing until another officer has approved it.
pub async fn create(
    ctx: Ctx,
    State(shop): State<Shop>,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Stop> {
    let Who::Staff { id: by, .. } = ctx.who else { return Err(Stop::StaffSignIn) };
    let (typed, now, mut problems) = (Typed::of(fields), ctx.now(), Problems::default());
    let customer = customer_of(&shop, &typed.wanted).await?;
    let customer = problems.check("wanted", customer);
    let told = Told::parse(&typed, now, &mut problems);
    let (Some(customer), Some(told)) = (customer, told) else {
        return Ok(Page::invalid(&page(&ctx, &shop, typed, problems).await?)?.into_response());
    };
    let order = LegalOrder {
        id: Id::new(&ctx.house.clock, &ctx.house.dice),
        customer,
        authority: told.authority,
        reference: told.reference,
        scope: told.scope,
        recorded: (by, now),
        approved: None,
        until: told.until,
        silent_until: told.silent_until,
        handed_at: None,
        ended_at: None,
    };
    let place = address(&order);
    ctx.house.store().write(work!(|tx| [order] { legal_orders::record(tx, &order) })).await?;
    Ok(see_other(&place, Some("legal-recorded")))
}
