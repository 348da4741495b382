//! Signing in and out with address and password.

use askama::Template;
use axum::{
    Form,
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use gate::{Actor, Ask};
use serde::Deserialize;
use store::{Id, work};
use web::{Ctx, Frame, Page, Stop, Who, see_other, sessions};

use super::{
    passwords::{self, TypedPassword},
    queries, rules,
};
use crate::{
    basket, columns,
    forms::{Email, Problems},
    needs,
    shop::Shop,
};

/// What the sign-in form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    email: String,
    password: TypedPassword,
    then: String,
}

#[derive(Template)]
#[template(path = "sign_in/session.html")]
struct SignIn {
    frame: Frame,
    email: String,
    then: String,
    problems: Problems,
}

/// The page somebody wanted before they were asked to sign in.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    then: String,
}

/// The form; whoever is signed in already is led on.
pub async fn new(ctx: Ctx, Query(wanted): Query<Wanted>) -> Result<Response, Stop> {
    if ctx.customer().is_some() {
        return Ok(see_other(rules::onward(&wanted.then), None));
    }
    let page =
        SignIn { frame: ctx.frame(), email: String::new(), then: wanted.then, problems: Problems::default() };
    Ok(Page::of(&page)?.into_response())
}

/// Signs in. Whatever is wrong, the answer is the same and takes as long.
pub async fn create(ctx: Ctx, State(shop): State<Shop>, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    ctx.house.limits.try_from(ctx.from)?;
    ctx.house.limits.try_for(&typed.email.trim().to_lowercase())?;
    match prove(&ctx, &typed).await? {
        Some(Proven { customer, confirmed: true }) => {
            let merged = enter(&ctx, &shop, customer).await?;
            Ok(see_other(
                rules::onward(&typed.then),
                Some(if merged { "basket-merged" } else { "signed-in" }),
            ))
        }
        Some(Proven { customer, confirmed: false }) => {
            remind(&ctx, &typed.email, customer).await?;
            not_known(&ctx, typed)
        }
        None => not_known(&ctx, typed),
    }
}

/// Signs out, here alone; the basket stays with the account.
pub async fn remove(ctx: Ctx) -> Result<Response, Stop> {
    let old = session_of(&ctx);
    let ended = ctx.house.store().write(work!(|tx| [old] -> Result<(), Stop> {
        old.map_or(Ok(()), |token| sessions::end(tx, token))?;
        Ok(())
    }));
    ended.await?;
    ctx.jar.remove("session");
    ctx.jar.remove("basket");
    Ok(see_other("/", Some("signed-out")))
}

fn not_known(ctx: &Ctx, typed: Typed) -> Result<Response, Stop> {
    let mut problems = Problems::default();
    problems.note(
        "email",
        "We do not know this pair of address and password. Please check both, or set a new password.",
    );
    let page = SignIn { frame: ctx.frame(), email: typed.email, then: typed.then, problems };
    Ok(Page::invalid(&page)?.into_response())
}

/// Somebody who showed the right password.
struct Proven {
    customer: Id,
    confirmed: bool,
}

async fn prove(ctx: &Ctx, typed: &Typed) -> Result<Option<Proven>, Stop> {
    let owner = match Email::parse(&typed.email) {
        Ok(email) => owner_of(ctx, &email).await?,
        Err(_) => None,
    };
    let proven = match owner {
        Some(customer) => compare(ctx, customer, typed.password.as_str().as_bytes()).await?,
        None => None,
    };
    if owner.is_none() {
        do_the_same_for_nobody(ctx, typed.password.as_str().as_bytes()).await?;
    }
    Ok(proven)
}

/// Nobody has this address. What a comparison costs is spent all the same, a hash and a write, so that time does not tell.
/// The write is a count; it is spread over sixteen rows so that tries do not wait for each other.
async fn do_the_same_for_nobody(ctx: &Ctx, password: &[u8]) -> Result<(), Stop> {
    let [shelf] = ctx.house.dice.bytes::<1>();
    let counted = ctx.house.store().write(work!(|tx| [shelf] { queries::stranger_count(tx, shelf % 16) }));
    counted.await?;
    passwords::hash_password(&ctx.house, password).await?;
    Ok(())
}

/// The account that signs in with this address.
pub(crate) async fn owner_of(ctx: &Ctx, email: &Email) -> Result<Option<Id>, Stop> {
    let tokens = ctx.house.gate.tokens("email", &email.compared());
    Ok(ctx.house.store().read(work!(|tx| [tokens] { tokens.owner(tx).await })).await?)
}

/// Whether this is the account's password, be its address confirmed or not.
pub async fn is_password_of(ctx: &Ctx, customer: Id, typed: &TypedPassword) -> Result<bool, Stop> {
    Ok(compare(ctx, customer, typed.as_str().as_bytes()).await?.is_some())
}

async fn compare(ctx: &Ctx, customer: Id, password: &[u8]) -> Result<Option<Proven>, Stop> {
    let ask = Ask::new(&needs::SIGN_IN, Actor::Shop, customer);
    let asked = ctx.house.gate.admit(ask, move |tx| {
        Box::pin(async move { Ok::<_, Stop>(queries::account_find(tx, customer).await?) })
    });
    let (pass, account) = asked.await?;
    let Some(account) = account else { return Ok(None) };
    let sealed = columns::CUSTOMER_PASSWORD.maybe(customer, account.password);
    let Some(hash) = pass.open_maybe(sealed.as_ref())? else { return Ok(None) };
    let right = passwords::verify_password(hash.show(), password).await?;
    Ok(right.then_some(Proven { customer, confirmed: account.confirmed }))
}

/// Signs somebody in who has proven who they are, and gives the account what lies in this device's basket; true when
/// something came along.
pub async fn enter(ctx: &Ctx, shop: &Shop, customer: Id) -> Result<bool, Stop> {
    let merged = match basket::claim(ctx, shop, customer).await {
        // Pieces that cannot be moved now stay where they are; nobody is kept out for that.
        Err(Stop::Conflict(_)) => false,
        claimed => claimed?,
    };
    start(ctx, sessions::Subject::Customer(customer)).await?;
    Ok(merged)
}

/// Starts a session; the one that was there ends, so that nobody can plant one beforehand.
pub(super) async fn start(ctx: &Ctx, subject: sessions::Subject) -> Result<(), Stop> {
    let (old, house) = (session_of(ctx), ctx.house.clone());
    let started = ctx.house.store().write(work!(|tx| [old, house, subject] -> Result<String, Stop> {
        old.map_or(Ok(()), |token| sessions::end(tx, token))?;
        Ok(sessions::start(tx, &house, subject)?)
    }));
    ctx.jar.set("session", &started.await?);
    Ok(())
}

fn session_of(ctx: &Ctx) -> Option<[u8; 32]> {
    match &ctx.who {
        Who::Customer { session, .. } | Who::Staff { session, .. } => Some(*session),
        Who::Nobody => None,
    }
}

/// The right password for an address that was never confirmed: the mail goes out once more, the page says nothing of it.
async fn remind(ctx: &Ctx, typed: &str, customer: Id) -> Result<(), Stop> {
    if ctx.house.limits.mail_to(&typed.trim().to_lowercase()).is_err() {
        return Ok(());
    }
    let (id, now) = (ctx.id(), ctx.now());
    let queued = ctx.house.store().write(work!(|tx| [id, customer, now] {
        mail::queue(tx, id, customer, "confirm-address", None, now)
    }));
    Ok(queued.await?)
}
