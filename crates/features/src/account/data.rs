//! Take my data: everything held, as a file for machines and as a page to read.

pub(super) mod file;

use askama::Template;
use axum::{
    extract::{Form, State},
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use store::Time;
use web::{Ctx, Frame, Page, Stop};

use super::{
    disclosures::attachment,
    held::{self, Held, Value},
};
use crate::{needs, public_log, shop::Shop};

#[derive(Template)]
#[template(path = "account/data.html")]
struct Data {
    frame: Frame,
}

/// Says what the copy holds.
pub async fn show(ctx: Ctx) -> Result<impl IntoResponse, Stop> {
    ctx.signed_in()?;
    Page::of(&Data { frame: ctx.frame() })
}

/// Everything on one page that needs nothing else to be read.
#[derive(Template)]
#[template(path = "account/copy.html")]
struct Copy {
    shop: String,
    made: Time,
    policy_version: String,
    held: Held,
}

/// In which form the copy is wanted.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    form: String,
}

/// Makes the copy and hands it over, which is itself a line in the record.
pub async fn create(
    ctx: Ctx,
    State(shop): State<Shop>,
    Form(wanted): Form<Wanted>,
) -> Result<Response, Stop> {
    let customer = ctx.signed_in()?;
    let mut held = held::of(&ctx, &shop, customer, &needs::EXPORT).await?;
    if wanted.form != "page" {
        held.ledger.file = public_log::with_proofs(&shop, customer, held.ledger.file).await?;
        return Ok(attachment("my-data.json", "application/json", file::of(&ctx, &held)?));
    }
    let policy_version = ctx.house.policy().version().to_owned();
    let copy = Copy { shop: ctx.house.setup.title.clone(), made: ctx.now(), policy_version, held };
    let html = copy.render().map_err(Stop::fault)?;
    Ok(attachment("my-data.html", "text/html; charset=utf-8", html))
}
