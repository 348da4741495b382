//! The mailed link that confirms an address.

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use store::{Error, Id, Time, Tx, work};
use web::{Ctx, Frame, Handle, Handles, Page, Stop, see_other};

use super::queries;
use crate::{
    forms::Problems,
    shop::Shop,
    sign_in::{self, TypedPassword},
};

#[derive(Template)]
#[template(path = "register/verify.html")]
struct Verify {
    frame: Frame,
    token: String,
    holds: bool,
    problems: Problems,
}

/// What the form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    password: TypedPassword,
}

/// The page with the button. Looking at it changes nothing: mail programs look at links too.
pub async fn show(ctx: Ctx, Path(token): Path<String>) -> Result<Page, Stop> {
    let holds = find(&ctx, &token).await?.is_some();
    answer(&Verify { frame: ctx.frame(), token, holds, problems: Problems::default() })
}

async fn find(ctx: &Ctx, token: &str) -> Result<Option<Handle>, Stop> {
    let (secret, now) = (token.to_owned(), ctx.now());
    let found =
        ctx.house.store().read(work!(|tx| [secret, now] { Handles::find(tx, "verify", &secret, now).await }));
    Ok(found.await?)
}

/// Confirms the address and signs its owner in. The password is asked for once more: whoever reads the mail may not be
/// whoever filled in the form, and must not open an account to which a stranger has the key.
pub async fn update(
    ctx: Ctx,
    State(shop): State<Shop>,
    Path(token): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    ctx.house.limits.try_from(ctx.from)?;
    if let Some(handle) = find(&ctx, &token).await? {
        ctx.house.limits.try_for(&handle.customer.to_string())?;
        if !sign_in::is_password_of(&ctx, handle.customer, &typed.password).await? {
            let mut problems = Problems::default();
            problems.note("password", "This is not the password that this account was opened with.");
            let page = Verify { frame: ctx.frame(), token, holds: true, problems };
            return Ok(Page::invalid(&page)?.into_response());
        }
    }
    let (secret, now) = (token.clone(), ctx.now());
    let used = ctx.house.store().write(work!(|tx| [secret, now] -> Result<Option<Id>, Error> {
        let Some(handle) = Handles::find(tx, "verify", &secret, now).await? else { return Ok(None) };
        Ok(confirmed(tx, handle.customer, now).await?.then_some(handle.customer))
    }));
    let Some(customer) = used.await? else {
        return Ok(answer(&Verify {
            frame: ctx.frame(),
            token,
            holds: false,
            problems: Problems::default(),
        })?
        .into_response());
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
