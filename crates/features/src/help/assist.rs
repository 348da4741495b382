//! Asking an advisor: until then nobody in customer care can open a customer's details, and after closing neither.

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use web::{Ctx, Frame, Page, Stop, see_other};

use super::requests::{self, Line, Words};
use crate::{
    forms::Problems,
    needs,
    shop::{Contact, Shop},
};

#[derive(Template)]
#[template(path = "help/assist.html")]
struct Assist {
    frame: Frame,
    open: Vec<Line>,
    /// What an advisor could see, in the policy's words.
    would_see: String,
    words: String,
    problems: Problems,
    contact: Contact,
}

/// What was typed.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    words: String,
}

pub async fn new(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    Page::of(&page(&ctx, &shop, String::new(), Problems::default()).await?)
}

pub async fn create(ctx: Ctx, State(shop): State<Shop>, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let mut problems = Problems::default();
    match problems.check("words", Words::parse(&typed.words)) {
        Some(words) => {
            requests::open(&ctx, "help", words).await?;
            Ok(see_other("/account/assist", Some("asked")))
        }
        None => Ok(Page::invalid(&page(&ctx, &shop, typed.words, problems).await?)?.into_response()),
    }
}

async fn page(ctx: &Ctx, shop: &Shop, words: String, problems: Problems) -> Result<Assist, Stop> {
    let open = requests::open_ones(ctx, ctx.signed_in()?).await?;
    Ok(Assist {
        frame: ctx.frame(),
        open,
        would_see: would_see(ctx),
        words,
        problems,
        contact: shop.contact.clone(),
    })
}

/// What the desk's need asks for; the policy may let less through, never more.
fn would_see(ctx: &Ctx) -> String {
    let policy = ctx.house.policy();
    let leaves = needs::ADVISOR_SEE.data.iter().filter_map(|set| policy.leaves(set));
    leaves.reduce(|all, more| all | more).map(|mask| policy.describe(mask)).unwrap_or_default()
}
