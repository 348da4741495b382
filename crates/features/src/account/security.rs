//! Signing in: another password, with the old one; and every device that is signed in.

use askama::Template;
use axum::{
    extract::Form,
    response::{IntoResponse, Response},
};
use gate::{Ask, Class};
use serde::Deserialize;
use store::{Id, work};
use web::{Ctx, Frame, Handles, Page, Stop, Who, see_other, sessions};
use zeroize::Zeroizing;

use super::queries::{self, SessionRow};
use crate::{
    columns,
    forms::Problems,
    needs,
    sign_in::{self, TypedPassword},
};

#[derive(Template)]
#[template(path = "account/security.html")]
struct Security {
    frame: Frame,
    sessions: Vec<SessionRow>,
    own: [u8; 32],
    problems: Problems,
}

/// What the form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    current: TypedPassword,
    password: TypedPassword,
}

/// Shows the form and the devices.
pub async fn show(ctx: Ctx) -> Result<impl IntoResponse, Stop> {
    Page::of(&page(&ctx, Problems::default()).await?)
}

async fn page(ctx: &Ctx, problems: Problems) -> Result<Security, Stop> {
    let (customer, now) = (ctx.signed_in()?, ctx.now());
    let sessions = ctx
        .house
        .store()
        .read(work!(|tx| [customer, now] { queries::sessions(tx, customer, now).await }))
        .await?;
    Ok(Security { frame: ctx.frame(), sessions, own: own_session(ctx)?, problems })
}

fn own_session(ctx: &Ctx) -> Result<[u8; 32], Stop> {
    match &ctx.who {
        Who::Customer { session, .. } => Ok(*session),
        _ => Err(Stop::SignIn { then: ctx.path.clone() }),
    }
}

/// Sets another password and signs out every other device; this one gets a fresh session.
pub async fn update(ctx: Ctx, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let customer = ctx.signed_in()?;
    let mut problems = Problems::default();
    if !is_own(&ctx, customer, &typed.current).await? {
        problems.note("current", "This is not your password as it is now. Please try again.");
    }
    let parsed = sign_in::new_password(&ctx, customer, typed.password.as_str()).await?;
    let password = problems.check("password", parsed);
    let Some(password) = password.filter(|_| problems.is_empty()) else {
        return Ok(Page::invalid(&page(&ctx, problems).await?)?.into_response());
    };
    let hash = sign_in::hash_password(&ctx.house, password.bytes()).await?;
    change(&ctx, customer, hash).await?;
    Ok(see_other("/account/security", Some("password-changed")))
}

async fn change(ctx: &Ctx, customer: Id, hash: String) -> Result<(), Stop> {
    ctx.house.gate.prepare(customer, &[Class::Account]).await?;
    let (hash, id, now, house) = (Zeroizing::new(hash), ctx.id(), ctx.now(), ctx.house.clone());
    let ask = Ask::new(&needs::PASSWORD_SET, ctx.actor(), customer).about("password");
    let changed = ctx.house.gate.record(ask, move |tx, sealer| {
        let (hash, house) = (hash.clone(), house.clone());
        Box::pin(async move {
            queries::password_put(tx, customer, sealer.seal(&columns::CUSTOMER_PASSWORD, customer, &hash)?)?;
            sessions::end_all(tx, customer)?;
            Handles::burn_kind(tx, "recover", customer)?;
            mail::queue(tx, id, customer, "password-changed", None, now)?;
            Ok::<_, Stop>(sessions::start(tx, &house, sessions::Subject::Customer(customer))?)
        })
    });
    ctx.jar.set("session", &changed.await?);
    Ok(())
}

/// Whether this is the account's password. Counted, so that a borrowed session cannot be used to guess it.
pub(super) async fn is_own(ctx: &Ctx, customer: Id, typed: &TypedPassword) -> Result<bool, Stop> {
    ctx.house.limits.try_for(&customer.to_string())?;
    let ask = Ask::new(&needs::SIGN_IN, ctx.actor(), customer);
    let fetch = work!(|tx| [customer] -> Result<_, Stop> { Ok(queries::password_find(tx, customer).await?) });
    let (pass, sealed) = ctx.house.gate.admit(ask, fetch).await?;
    let Some(hash) = pass.open_maybe(sealed.as_ref())? else { return Ok(false) };
    sign_in::verify_password(hash.show(), typed.as_str().as_bytes()).await
}

/// Signs out every other device.
pub async fn remove_others(ctx: Ctx) -> Result<Response, Stop> {
    let (customer, own) = (ctx.signed_in()?, own_session(&ctx)?);
    let ended = ctx
        .house
        .store()
        .write(work!(|tx| [customer, own] { queries::other_sessions_end(tx, customer, own) }));
    ended.await?;
    Ok(see_other("/account/security", Some("saved")))
}
