//! A forgotten password: a link to the address on file, and with it a new one.

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use gate::{Actor, Ask};
use serde::Deserialize;
use store::{Id, work};
use web::{Ctx, Frame, Handle, Handles, Page, Stop, see_other, sessions};
use zeroize::Zeroizing;

use super::{
    passwords::{self, TypedPassword},
    queries,
};
use crate::{
    columns,
    forms::{Email, Password, Problems},
    needs, register,
    shop::Shop,
};

#[derive(Template)]
#[template(path = "sign_in/recovery.html")]
struct Recovery {
    frame: Frame,
    email: String,
    problems: Problems,
}

#[derive(Template)]
#[template(path = "sign_in/recovery_sent.html")]
struct Sent {
    frame: Frame,
}

#[derive(Template)]
#[template(path = "sign_in/password.html")]
struct NewPassword {
    frame: Frame,
    token: String,
    problems: Problems,
}

#[derive(Template)]
#[template(path = "sign_in/link_over.html")]
struct LinkOver {
    frame: Frame,
}

/// What the first form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct TypedAddress {
    email: String,
}

/// What the second form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct TypedNew {
    password: TypedPassword,
}

/// Asks for the address.
pub async fn new(ctx: Ctx) -> Result<Page, Stop> {
    Page::of(&Recovery { frame: ctx.frame(), email: String::new(), problems: Problems::default() })
}

/// Has the mail sent if the address is known; the answer is the same if it is not.
pub async fn create(ctx: Ctx, Form(typed): Form<TypedAddress>) -> Result<Response, Stop> {
    ctx.house.limits.try_from(ctx.from)?;
    let mut problems = Problems::default();
    let Some(email) = problems.check("email", Email::parse(&typed.email)) else {
        let page = Recovery { frame: ctx.frame(), email: typed.email, problems };
        return Ok(Page::invalid(&page)?.into_response());
    };
    ctx.house.limits.try_for(&email.compared())?;
    ctx.house.limits.mail_to(&email.compared())?;
    note_question(&ctx, &email).await?;
    Ok(see_other("/recover/sent", None))
}

/// What happens next, whether or not there is an account.
pub async fn sent(ctx: Ctx) -> Result<Page, Stop> {
    Page::of(&Sent { frame: ctx.frame() })
}

/// Writes down that somebody asked. Whether an account has the address is looked up later, away from whoever waits for the
/// page, so that not even the time of the answer tells.
async fn note_question(ctx: &Ctx, email: &Email) -> Result<(), Stop> {
    let tokens = ctx.house.gate.tokens("email", &email.compared());
    let (token, id, now) = (tokens.to_bytes(), ctx.id(), ctx.now());
    let noted =
        ctx.house.store().write(work!(|tx| [token, id, now] { queries::question_put(tx, id, token, now) }));
    Ok(noted.await?)
}

/// Answers those who asked: a mail, where there is an account.
pub async fn answer_due(shop: &Shop) -> Result<(), Stop> {
    let (house, now) = (&shop.house, shop.house.clock.now());
    let asked = house.store().read(work!(|tx| [now] { queries::questions_due(tx, now).await })).await?;
    for question in asked {
        let id = Id::new(&house.clock, &house.dice);
        let tokens = house.gate.tokens_again("email", &question.token);
        let answered =
            house.store().write(work!(|tx| [question, tokens, id, now] -> Result<(), store::Error> {
                if !queries::question_take(tx, &question).await? {
                    return Ok(());
                }
                match tokens.owner(tx).await? {
                    Some(customer) => mail::queue(tx, id, customer, "recover", None, now),
                    None => Ok(()),
                }
            }));
        answered.await?;
    }
    Ok(())
}

/// The page behind the mailed link. Looking at it changes nothing.
pub async fn edit(ctx: Ctx, Path(token): Path<String>) -> Result<Page, Stop> {
    match find(&ctx, &token).await? {
        Some(_) => Page::of(&NewPassword { frame: ctx.frame(), token, problems: Problems::default() }),
        None => over(&ctx),
    }
}

/// Sets the new password and ends every session.
pub async fn update(
    ctx: Ctx,
    State(_shop): State<Shop>,
    Path(token): Path<String>,
    Form(typed): Form<TypedNew>,
) -> Result<Response, Stop> {
    ctx.house.limits.try_from(ctx.from)?;
    let Some(handle) = find(&ctx, &token).await? else { return Ok(over(&ctx)?.into_response()) };
    let mut problems = Problems::default();
    let Some(password) =
        problems.check("password", new_password(&ctx, handle.customer, typed.password.as_str()).await?)
    else {
        return Ok(Page::invalid(&NewPassword { frame: ctx.frame(), token, problems })?.into_response());
    };
    let hash = passwords::hash_password(&ctx.house, password.bytes()).await?;
    if !change(&ctx, handle.customer, hash, Some(token)).await? {
        return Ok(over(&ctx)?.into_response());
    }
    ctx.jar.remove("session");
    Ok(see_other("/signin", Some("password-changed")))
}

fn over(ctx: &Ctx) -> Result<Page, Stop> {
    Ok(Page::of(&LinkOver { frame: ctx.frame() })?.status(http::StatusCode::NOT_FOUND))
}

async fn find(ctx: &Ctx, token: &str) -> Result<Option<Handle>, Stop> {
    let (token, now) = (token.to_owned(), ctx.now());
    Ok(ctx
        .house
        .store()
        .read(work!(|tx| [token, now] { Handles::find(tx, "recover", &token, now).await }))
        .await?)
}

/// Parses a new password against the account's own words.
pub async fn new_password(ctx: &Ctx, customer: Id, typed: &str) -> Result<Result<Password, String>, Stop> {
    let ask = Ask::new(&needs::ACCOUNT_MAIL, Actor::Shop, customer);
    let asked = ctx.house.gate.admit(ask, move |tx| {
        Box::pin(async move { Ok::<_, Stop>(queries::address_find(tx, customer).await?) })
    });
    let (pass, found) = asked.await?;
    let (name, email) = found.ok_or(Stop::NotFound)?;
    let name = pass.open_maybe(columns::CUSTOMER_NAME.maybe(customer, name).as_ref())?;
    let email = pass.open_maybe(columns::CUSTOMER_EMAIL.maybe(customer, email).as_ref())?;
    let own = [name.as_ref().map_or("", |name| name.show()), email.as_ref().map_or("", |email| email.show())];
    Ok(Password::parse(typed, &[own[0], own[1], &ctx.house.setup.title]))
}

/// Stores the password, ends sessions and links, and tells the owner; false when the link was used meanwhile.
///
/// Whoever sets a password by a mailed link reads the mail of that address, so the address is confirmed by it too.
async fn change(ctx: &Ctx, customer: Id, hash: String, token: Option<String>) -> Result<bool, Stop> {
    let (hash, id, now) = (Zeroizing::new(hash), ctx.id(), ctx.now());
    let ask = Ask::new(&needs::PASSWORD_SET, Actor::Shop, customer);
    let changed = ctx.house.gate.record(ask, move |tx, sealer| {
        let (hash, token) = (hash.clone(), token.clone());
        Box::pin(async move {
            if let Some(token) = token {
                if Handles::find(tx, "recover", &token, now).await?.is_none() {
                    return Ok::<_, Stop>(false);
                }
                register::confirmed(tx, customer, now).await?;
            }
            queries::password_set(tx, customer, sealer.seal(&columns::CUSTOMER_PASSWORD, customer, &hash)?)?;
            Handles::burn_kind(tx, "recover", customer)?;
            sessions::end_all(tx, customer)?;
            mail::queue(tx, id, customer, "password-changed", None, now)?;
            Ok(true)
        })
    });
    changed.await
}
