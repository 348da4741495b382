//! Finding an order without an account: number and address; the answer is the same whether or not there is one.

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Response},
};
use gate::Tokens;
use serde::Deserialize;
use store::{Id, Tx, work};
use web::{Ctx, Frame, Page, Stop, see_other};

use super::{placing, queries};
use crate::{
    forms::{Email, Problems},
    shop::Shop,
};

#[derive(Template)]
#[template(path = "orders/find.html")]
struct Find {
    frame: Frame,
    typed: Typed,
    problems: Problems,
}

#[derive(Template)]
#[template(path = "orders/found.html")]
struct Found {
    frame: Frame,
}

/// What the form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    number: String,
    email: String,
}

impl Typed {
    fn parse(&self) -> Result<(String, Email), Problems> {
        let mut problems = Problems::default();
        let number: String = self.number.chars().filter(char::is_ascii_digit).collect();
        let plausible = (4..=12).contains(&number.len());
        let number = plausible.then_some(number).ok_or_else(|| {
            "Please check the number: it is in the subject of our mails, such as 10480.".to_owned()
        });
        let (number, email) =
            (problems.check("number", number), problems.check("email", Email::parse(&self.email)));
        number.zip(email).ok_or(problems)
    }
}

/// Asks for number and address.
pub async fn new(ctx: Ctx) -> Result<Page, Stop> {
    Page::of(&Find { frame: ctx.frame(), typed: Typed::default(), problems: Problems::default() })
}

/// Queues a mail with a link, if the two belong together.
pub async fn create(ctx: Ctx, State(shop): State<Shop>, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    ctx.house.limits.try_from(ctx.from)?;
    let (number, email) = match typed.parse() {
        Ok(parsed) => parsed,
        Err(problems) => {
            return Ok(Page::invalid(&Find { frame: ctx.frame(), typed, problems })?.into_response());
        }
    };
    ctx.house.limits.try_for(&format!("order {number}"))?;
    ctx.house.limits.mail_to(&email.compared())?;
    queue_link(&ctx, &shop, number, &email).await?;
    Ok(see_other("/order/find/sent", None))
}

/// What happens next.
pub async fn sent(ctx: Ctx) -> Result<Page, Stop> {
    Page::of(&Found { frame: ctx.frame() })
}

/// One write either way, so that both answers take the same path to the store.
async fn queue_link(ctx: &Ctx, shop: &Shop, number: String, email: &Email) -> Result<(), Stop> {
    let (tokens, mail, now) = (placing::tokens(shop, &number, email), ctx.id(), ctx.now());
    let queued =
        shop.house.store().write(work!(|tx| [tokens, number, mail, now] -> Result<(), store::Error> {
            match found(tx, &tokens, &number).await? {
                Some((customer, order)) => mail::queue(tx, mail, customer, "order-link", Some(order), now),
                None => Ok(()),
            }
        }));
    Ok(queued.await?)
}

async fn found(tx: &mut Tx, tokens: &Tokens, number: &str) -> Result<Option<(Id, Id)>, store::Error> {
    let owner = tokens.owner(tx).await?;
    let led = queries::led_to(tx, number).await?;
    Ok(led.filter(|(customer, _)| owner == Some(*customer)))
}
