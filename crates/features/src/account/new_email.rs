//! Another e-mail address counts only after its owner pressed the button that the mail to it leads to.

use askama::Template;
use axum::{
    extract::{Form, Path},
    response::{IntoResponse, Response},
};
use gate::{Actor, Ask, Opened, Tokens};
use serde::Deserialize;
use store::{Error, work};
use web::{Ctx, Frame, Handle, Handles, Page, Stop, see_other};

use super::{profile, queries, security};
use crate::{
    columns,
    forms::{Email, Problems},
    needs,
    sign_in::TypedPassword,
};

/// The kind of the secret in the mail.
pub(super) const SECRET: &str = "new-email";
/// How long it may be used: a day.
pub(super) const LASTS: i64 = 86_400;

/// What the form sends.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    email: String,
    #[serde(default)]
    current: TypedPassword,
}

/// Keeps the new address apart and writes to both: a link to the new one, a note to the old one.
pub async fn create(ctx: Ctx, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let customer = ctx.signed_in()?;
    ctx.house.limits.try_from(ctx.from)?;
    let mut problems = Problems::default();
    let email = problems.check("email", Email::parse(&typed.email));
    // Who holds the address holds the account, so a borrowed session is not enough.
    if !security::is_own(&ctx, customer, &typed.current).await? {
        problems.note("current", "This is not your password. Nothing was changed.");
    }
    let Some(email) = email.filter(|_| problems.is_empty()) else {
        let mut page = profile::page(&ctx, customer).await?;
        (page.typed_email, page.problems) = (typed.email, problems);
        return Ok(Page::invalid(&page)?.into_response());
    };
    let (note, link, now, email) = (ctx.id(), ctx.id(), ctx.now(), email.as_str().to_owned());
    let ask = Ask::new(&needs::EMAIL_CHANGE, ctx.actor(), customer).about("new address, not confirmed yet");
    let done = ctx.house.gate.record(ask, move |tx, sealer| {
        let email = email.clone();
        Box::pin(async move {
            let sealed = sealer.seal(&columns::CUSTOMER_NEW_EMAIL, customer, &email)?;
            queries::new_email_put(tx, customer, Some(sealed))?;
            Handles::burn_kind(tx, SECRET, customer)?;
            mail::queue(tx, note, customer, "new-email-note", None, now)?;
            Ok::<_, Stop>(mail::queue(tx, link, customer, "new-email", None, now)?)
        })
    });
    done.await?;
    Ok(see_other("/account/profile", Some("mail-sent")))
}

/// Lets go of the new address.
pub async fn remove(ctx: Ctx) -> Result<Response, Stop> {
    let customer = ctx.signed_in()?;
    let ask = Ask::new(&needs::EMAIL_CHANGE, ctx.actor(), customer).about("new address, let go of");
    let done = ctx.house.gate.record(ask, move |tx, _| {
        Box::pin(async move {
            Handles::burn_kind(tx, SECRET, customer)?;
            Ok::<_, Stop>(queries::new_email_put(tx, customer, None)?)
        })
    });
    done.await?;
    Ok(see_other("/account/profile", Some("saved")))
}

#[derive(Template)]
#[template(path = "account/new_email.html")]
struct Confirm {
    frame: Frame,
    new_email: Option<Opened>,
    secret: String,
    taken: bool,
}

/// Where the mail leads: a page with one button, which changes nothing by being looked at.
pub async fn edit(ctx: Ctx, Path(secret): Path<String>) -> Result<impl IntoResponse, Stop> {
    let handle = find(&ctx, &secret).await?;
    let (_, new_email) = waiting(&ctx, &handle).await?;
    Page::of(&Confirm { frame: ctx.frame(), new_email: Some(new_email), secret, taken: false })
}

/// Puts the new address in the old one's place.
pub async fn update(ctx: Ctx, Path(secret): Path<String>) -> Result<Response, Stop> {
    let handle = find(&ctx, &secret).await?;
    let (old, new) = waiting(&ctx, &handle).await?;
    if !swap(&ctx, &handle, &secret, tokens(&ctx, &old, &new)?, new).await? {
        let page = Confirm { frame: ctx.frame(), new_email: None, secret, taken: true };
        return Ok(Page::invalid(&page)?.into_response());
    }
    Ok(see_other("/account/profile", Some("saved")))
}

async fn find(ctx: &Ctx, secret: &str) -> Result<Handle, Stop> {
    ctx.house.limits.try_from(ctx.from)?;
    let (secret, now) = (secret.to_owned(), ctx.now());
    let found = ctx.house.store().read(work!(|tx| [secret, now] -> Result<Option<Handle>, store::Error> {
        Handles::find(tx, SECRET, &secret, now).await
    }));
    found.await?.ok_or(Stop::NotFound)
}

/// Old and new address, opened for whoever holds the secret that went to the new one.
async fn waiting(ctx: &Ctx, handle: &Handle) -> Result<(Opened, Opened), Stop> {
    let customer = handle.customer;
    let actor = Actor::Holder { id: customer, secret: handle.secret };
    let fetch = work!(|tx| [customer] -> Result<_, Stop> { Ok(queries::person_find(tx, customer).await?) });
    let ask = Ask::new(&needs::ACCOUNT_MAIL, actor, customer).about("new address, being confirmed");
    let (pass, person) = ctx.house.gate.admit(ask, fetch).await?;
    let person = person.ok_or(Stop::NotFound)?;
    let (Some(old), Some(new)) = (person.email, person.new_email) else { return Err(Stop::NotFound) };
    Ok((pass.need(&old)?, pass.need(&new)?))
}

/// The ways in for both addresses. The values are shown to the index alone.
fn tokens(ctx: &Ctx, old: &Opened, new: &Opened) -> Result<[Tokens; 2], Stop> {
    let tokens = |address: &Opened| {
        let email = Email::parse(address.show())
            .map_err(|_| Stop::Conflict("This address cannot be read any more."))?;
        Ok::<_, Stop>(ctx.house.gate.tokens("email", &email.compared()))
    };
    Ok([tokens(old)?, tokens(new)?])
}

/// False when the new address belongs to another account.
async fn swap(
    ctx: &Ctx,
    handle: &Handle,
    secret: &str,
    [old, new]: [Tokens; 2],
    address: Opened,
) -> Result<bool, Stop> {
    let (customer, secret, address) = (handle.customer, secret.to_owned(), std::sync::Arc::new(address));
    let now = ctx.now();
    let ask = Ask::new(&needs::EMAIL_CHANGE, Actor::Holder { id: customer, secret: handle.secret }, customer);
    let gate = &ctx.house.gate;
    gate.record(ask, move |tx, sealer| {
        let (secret, address) = (secret.clone(), std::sync::Arc::clone(&address));
        let (old, new) = (old.clone(), new.clone());
        Box::pin(async move {
            // Whoever asked may have let go of the address since it was opened, or asked for another.
            if Handles::find(tx, SECRET, &secret, now).await?.is_none() {
                return Err(Stop::NotFound);
            }
            if new.owner(tx).await?.is_some_and(|owner| owner != customer) {
                return Ok::<_, Stop>(false);
            }
            let sealed = sealer.seal(&columns::CUSTOMER_EMAIL, customer, address.show())?;
            if !queries::email_put(tx, customer, sealed).await? {
                return Err(Stop::NotFound);
            }
            Handles::burn(tx, SECRET, &secret)?;
            // A way back in that was mailed to the old address ends with it.
            Handles::burn_kind(tx, "recover", customer)?;
            old.remove(tx, customer)?;
            if new.claim(tx, customer).await? { Ok(true) } else { Err(Error::Conflict.into()) }
        })
    })
    .await
}
