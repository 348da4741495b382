//! The text of the policy in a box, and what is wrong with what was typed there, line by line. Nothing here is in force.

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Response},
};
use serde::Deserialize;
use web::{Ctx, Frame, Page, Stop};

use super::trial::{Trial, Trouble};
use crate::shop::Shop;

#[derive(Template)]
#[template(path = "dpo_desk/policy/edit.html")]
struct Edit {
    frame: Frame,
    clock: bool,
    text: String,
    /// What came of the last check; nothing was checked while it is empty.
    heading: String,
    sound: bool,
    troubles: Vec<Trouble>,
}

/// What the form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    text: String,
}

impl Typed {
    /// As typed; a browser sends two signs for the end of a line where a file has one.
    pub(super) fn text(&self) -> String {
        self.text.replace("\r\n", "\n")
    }
}

/// The text in force, to begin with.
pub async fn new(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let text = shop.house.policy().source().to_owned();
    Page::of(&Edit {
        frame: ctx.frame(),
        clock: shop.demo.is_some(),
        text,
        heading: String::new(),
        sound: false,
        troubles: Vec::new(),
    })
}

/// What is wrong with the text, which stays as it was typed.
pub async fn check(ctx: Ctx, State(shop): State<Shop>, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let text = typed.text();
    let trial = Trial::of(&shop, &text);
    again(&ctx, &shop, text, trial)
}

/// The text in its box once more, with what came of a trial.
pub(super) fn again(ctx: &Ctx, shop: &Shop, text: String, trial: Trial) -> Result<Response, Stop> {
    let page = Edit {
        frame: ctx.frame(),
        clock: shop.demo.is_some(),
        text,
        heading: trial.heading(),
        sound: trial.policy.is_some(),
        troubles: trial.troubles,
    };
    if page.sound { Ok(Page::of(&page)?.into_response()) } else { Ok(Page::invalid(&page)?.into_response()) }
}
