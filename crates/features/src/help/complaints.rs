//! Complaints: how to make one, and the form for whoever is signed in.

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use web::{Ctx, Frame, Page, Stop, see_other};

use super::{
    requests::{self, Words},
    texts::answer_time,
};
use crate::{
    forms::Problems,
    shop::{Contact, Shop},
};

#[derive(Template)]
#[template(path = "help/complaints.html")]
struct Complaints {
    frame: Frame,
    contact: Contact,
    answer: String,
    words: String,
    problems: Problems,
}

/// What was typed.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    words: String,
}

pub async fn new(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    Page::of(&page(&ctx, &shop, String::new(), Problems::default()))
}

pub async fn create(ctx: Ctx, State(shop): State<Shop>, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let mut problems = Problems::default();
    match problems.check("words", Words::parse(&typed.words)) {
        Some(words) => {
            requests::open(&ctx, "complaint", words).await?;
            Ok(see_other("/account/requests", Some("complained")))
        }
        None => Ok(Page::invalid(&page(&ctx, &shop, typed.words, problems))?.into_response()),
    }
}

fn page(ctx: &Ctx, shop: &Shop, words: String, problems: Problems) -> Complaints {
    Complaints {
        frame: ctx.frame(),
        contact: shop.contact.clone(),
        answer: answer_time(ctx, "complaint"),
        words,
        problems,
    }
}
