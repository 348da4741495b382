//! The queue: who asked and since when, without a name; and the search for exactly one customer.

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use store::{Id, Time, work};
use web::{Ctx, Frame, Page, Stop, moment_in_words, see_other};

use super::{
    queries::{self, Open},
    rules::{Wanted, age, tone},
};
use crate::{forms::Problems, help::code_of, shop::Shop};

#[derive(Template)]
#[template(path = "care_desk/queue.html")]
struct Queue {
    frame: Frame,
    waiting: Vec<Waiting>,
    complaints: usize,
    oldest: String,
    problems: Problems,
}

struct Waiting {
    customer: Id,
    code: String,
    complaint: bool,
    age: String,
    tone: &'static str,
    since: String,
}

impl Waiting {
    fn of(open: Open, now: Time) -> Waiting {
        Waiting {
            customer: open.customer,
            code: code_of(open.request),
            complaint: open.kind == "complaint",
            age: age(open.opened_at, now),
            tone: tone(open.opened_at, now),
            since: moment_in_words(open.opened_at),
        }
    }
}

pub async fn index(ctx: Ctx) -> Result<Page, Stop> {
    Page::of(&page(&ctx, Problems::default()).await?)
}

/// What is looked for. It comes by POST, so that no address or number of a customer stands in a URL or a log.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    wanted: String,
}

/// Leads to the one customer it belongs to. Whether the advisor may look is decided there, by the gate.
pub async fn find(ctx: Ctx, State(shop): State<Shop>, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    ctx.house.limits.try_from(ctx.from)?;
    let mut problems = Problems::default();
    let found = customer_of(&shop, &typed.wanted).await?;
    if let Some(customer) = problems.check("wanted", found) {
        return Ok(see_other(&format!("/desk/care/{customer}"), None));
    }
    Ok(Page::invalid(&page(&ctx, problems).await?)?.into_response())
}

/// The one customer to whom a request's code, an order number or an address leads; otherwise words.
pub(crate) async fn customer_of(shop: &Shop, typed: &str) -> Result<Result<Id, String>, Stop> {
    let wanted = match Wanted::parse(typed) {
        Ok(wanted) => wanted,
        Err(words) => return Ok(Err(words)),
    };
    let nobody = || "Nobody has this. Please check every letter and digit.".to_owned();
    Ok(led_to(shop, wanted).await?.ok_or_else(nobody))
}

async fn led_to(shop: &Shop, wanted: Wanted) -> Result<Option<Id>, Stop> {
    let (store, gate) = (shop.house.store(), &shop.house.gate);
    Ok(match wanted {
        Wanted::Number(number) => {
            store.read(work!(|tx| [number] { queries::customer_by_number(tx, &number).await })).await?
        }
        Wanted::Email(email) => {
            let tokens = gate.tokens("email", &email.compared());
            store.read(work!(|tx| [tokens] { tokens.owner(tx).await })).await?
        }
        Wanted::Code(code) => {
            let open = store.read(work!(|tx| { queries::requests_open(tx).await })).await?;
            open.into_iter().find(|open| code_of(open.request) == code).map(|open| open.customer)
        }
    })
}

async fn page(ctx: &Ctx, problems: Problems) -> Result<Queue, Stop> {
    let open = ctx.house.store().read(work!(|tx| { queries::requests_open(tx).await })).await?;
    let now = ctx.now();
    let waiting: Vec<Waiting> = open.into_iter().map(|open| Waiting::of(open, now)).collect();
    Ok(Queue {
        frame: ctx.frame(),
        complaints: waiting.iter().filter(|waiting| waiting.complaint).count(),
        oldest: waiting.first().map(|first| first.age.clone()).unwrap_or_else(|| "none".to_owned()),
        waiting,
        problems,
    })
}
