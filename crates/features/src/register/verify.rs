//! The mailed link that confirms an address.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use store::{Error, Id, Time, Tx, work};
use web::{Ctx, Frame, Handles, Page, Stop, see_other};

use super::queries;
use crate::{shop::Shop, sign_in};

#[derive(Template)]
#[template(path = "register/verify.html")]
struct Verify {
    frame: Frame,
    token: String,
    holds: bool,
}

/// The page with the button. Looking at it changes nothing: mail programs look at links too.
pub async fn show(ctx: Ctx, Path(token): Path<String>) -> Result<Page, Stop> {
    let (secret, now) = (token.clone(), ctx.now());
    let found =
        ctx.house.store().read(work!(|tx| [secret, now] { Handles::find(tx, "verify", &secret, now).await }));
    let page = Verify { frame: ctx.frame(), token, holds: found.await?.is_some() };
    answer(&page)
}

/// Confirms the address and signs its owner in.
pub async fn update(ctx: Ctx, State(shop): State<Shop>, Path(token): Path<String>) -> Result<Response, Stop> {
    ctx.house.limits.try_from(ctx.from)?;
    let (secret, now) = (token.clone(), ctx.now());
    let used = ctx.house.store().write(work!(|tx| [secret, now] -> Result<Option<Id>, Error> {
        let Some(handle) = Handles::find(tx, "verify", &secret, now).await? else { return Ok(None) };
        Ok(confirmed(tx, handle.customer, now).await?.then_some(handle.customer))
    }));
    let Some(customer) = used.await? else {
        return Ok(answer(&Verify { frame: ctx.frame(), token, holds: false })?.into_response());
    };
    sign_in::enter(&ctx, &shop, customer).await?;
    Ok(see_other("/account", Some("welcome")))
}

fn answer(page: &Verify) -> Result<Page, Stop> {
    let status = if page.holds { http::StatusCode::OK } else { http::StatusCode::NOT_FOUND };
    Ok(Page::of(page)?.status(status))
}

/// Makes an account active whose owner showed that they read its mail; its links are used up. False when it was so already.
pub async fn confirmed(tx: &mut Tx, customer: Id, now: Time) -> Result<bool, Error> {
    Handles::burn_kind(tx, "verify", customer)?;
    queries::confirm(tx, customer, now).await
}
