//! The certificate of an account that was closed while its keys could not be destroyed: made once they are gone, of what the
//! record says of it. A link leads there, which only whoever closed the account was given.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use gate::{Actor, Ask, Class, Record};
use store::{Id, Time, work};
use web::{Ctx, Frame, House, Page, Stop};

use super::{
    close::{self, Gone},
    queries::closing,
};
use crate::{
    needs,
    retention::forgetting::{self, Forgetting},
    shop::Shop,
};

const PURPOSE: &str = "closed";

#[derive(Template)]
#[template(path = "account/closed.html")]
struct Closed {
    frame: Frame,
    link: String,
    /// Whether a mail with the link left; nothing for whoever comes back.
    mailed: Option<bool>,
}

/// The address under which the certificate will be.
pub fn link(house: &House, customer: Id) -> String {
    let token = house.gate.links().token(PURPOSE, &[&customer.0]);
    format!("{}/account/closed/{customer}-{token}", house.setup.base_url)
}

/// Says that the keys have still to go.
pub fn waits(ctx: &Ctx, link: String, mailed: Option<bool>) -> Result<Response, Stop> {
    let frame = if mailed.is_some() { close::bare_frame(ctx) } else { ctx.frame() };
    Ok(Page::of(&Closed { frame, link, mailed })?.into_response())
}

/// The certificate, or that it has to wait.
pub async fn show(ctx: Ctx, State(shop): State<Shop>, Path(link): Path<String>) -> Result<Response, Stop> {
    let customer = customer_of(&ctx.house, &link).ok_or(Stop::NotFound)?;
    let found = ctx.house.store().read(work!(|tx| [customer] -> Result<_, store::Error> {
        Ok((forgetting::promised(tx, customer).await?, closing::last_order(tx, customer).await?))
    }));
    let (promised, last_order) = found.await?;
    if promised.contains(&Forgetting::Account) {
        return waits(&ctx, self::link(&ctx.house, customer), None);
    }
    let holder = Actor::Holder { id: customer, secret: web::sha256(&[link.as_bytes()]) };
    let record = ctx.house.gate.ledger_of(Ask::new(&needs::LEDGER_SEE, holder, customer)).await?;
    let gone = told_by(&ctx.house, &record, last_order).ok_or(Stop::NotFound)?;
    let certificate = gone.certificate(&shop, customer)?;
    close::farewell(&ctx, customer, &gone, certificate, None)
}

fn customer_of(house: &House, link: &str) -> Option<Id> {
    let (customer, token) = link.split_once('-')?;
    let customer: Id = customer.parse().ok()?;
    house.gate.links().verify(PURPOSE, &[&customer.0], token).then_some(customer)
}

/// What the record says is gone; nothing of an account that is not closed.
fn told_by(house: &House, record: &Record, last_order: Option<Time>) -> Option<Gone> {
    let (mut classes, mut keys, mut at) = (Vec::new(), Vec::new(), None);
    for line in &record.lines {
        let (of, destroyed) = house.gate.destroyed_by(&line.entry);
        at = at.or_else(|| of.contains(&Class::Account).then_some(Time(line.entry.at)));
        classes.extend(of);
        keys.extend(destroyed);
    }
    // Cut off half-way and done again, a key stands in two lines.
    keys.sort_by_key(|key| (Class::ALL.iter().position(|class| *class == key.class), key.id));
    keys.dedup();
    Some(Gone { at: at?, classes, keys, last_order })
}
