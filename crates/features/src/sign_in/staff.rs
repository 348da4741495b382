//! The door of the desks.

use askama::Template;
use axum::{
    Form,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use store::{Id, work};
use web::{Ctx, Frame, Page, Stop, Who, see_other, sessions};

use super::{
    passwords::{self, TypedPassword},
    queries, session,
};
use crate::forms::Problems;

/// What the form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    username: String,
    password: TypedPassword,
}

#[derive(Template)]
#[template(path = "sign_in/staff.html")]
struct StaffSignIn {
    frame: Frame,
    username: String,
    problems: Problems,
}

/// The form; whoever is at the desk already is led there.
pub async fn new(ctx: Ctx) -> Result<Response, Stop> {
    if matches!(ctx.who, Who::Staff { .. }) {
        return Ok(see_other("/desk", None));
    }
    let page = StaffSignIn { frame: ctx.frame(), username: String::new(), problems: Problems::default() };
    Ok(Page::of(&page)?.into_response())
}

/// Signs in.
pub async fn create(ctx: Ctx, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    ctx.house.limits.try_from(ctx.from)?;
    ctx.house.limits.try_for(&format!("staff {}", typed.username.trim()))?;
    match prove(&ctx, &typed).await? {
        Some(staff) => {
            session::start(&ctx, sessions::Subject::Staff(staff)).await?;
            Ok(see_other("/desk", None))
        }
        None => not_known(&ctx, typed),
    }
}

/// Signs out.
pub async fn remove(ctx: Ctx) -> Result<Response, Stop> {
    session::remove(ctx).await?;
    Ok(see_other("/desk/signin", Some("signed-out")))
}

fn not_known(ctx: &Ctx, typed: Typed) -> Result<Response, Stop> {
    let mut problems = Problems::default();
    problems.note("username", "We do not know this pair of user name and password.");
    let page = StaffSignIn { frame: ctx.frame(), username: typed.username, problems };
    Ok(Page::invalid(&page)?.into_response())
}

async fn prove(ctx: &Ctx, typed: &Typed) -> Result<Option<Id>, Stop> {
    // No name of ours holds a control character, and a database may refuse to look for one.
    let name = typed.username.trim().replace(char::is_control, " ");
    let found = ctx.house.store().read(work!(|tx| [name] { queries::staff_find(tx, &name).await })).await?;
    let Some(staff) = found else {
        passwords::hash_password(&ctx.house, typed.password.as_str().as_bytes()).await?;
        return Ok(None);
    };
    let right = passwords::verify_password(&staff.password, typed.password.as_str().as_bytes()).await?;
    Ok(right.then_some(staff.id))
}
