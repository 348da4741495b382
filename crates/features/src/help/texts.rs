//! Pages that are mostly text: the terms of sale, and how our mails stop.

use askama::Template;
use axum::extract::State;
use web::{Ctx, Frame, Page, Stop};

use crate::shop::{Contact, Shop};

#[derive(Template)]
#[template(path = "help/terms.html")]
struct Terms {
    frame: Frame,
    text: String,
}

#[derive(Template)]
#[template(path = "help/terms_text.html")]
struct TermsText {
    title: String,
    contact: Contact,
    returns: String,
}

pub async fn terms(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    Page::of(&Terms { frame: ctx.frame(), text: terms_of(&shop).map_err(Stop::fault)? })
}

/// The terms of sale as HTML, for their page and for whoever is told of them.
pub fn terms_of(shop: &Shop) -> askama::Result<String> {
    let returns = figure(&shop.house.policy(), "returns");
    let text = TermsText { title: shop.house.setup.title.clone(), contact: shop.contact.clone(), returns };
    text.render()
}

#[derive(Template)]
#[template(path = "help/manage.html")]
struct Manage {
    frame: Frame,
    contact: Contact,
    answer: String,
}

pub async fn manage(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let answer = answer_time(&ctx, "opt-out");
    Page::of(&Manage { frame: ctx.frame(), contact: shop.contact.clone(), answer })
}

/// The time within which the policy promises an answer, in words; empty when it promises none.
pub fn answer_time(ctx: &Ctx, name: &str) -> String {
    ctx.house.policy().answer(name).map(|answer| answer.span.to_string()).unwrap_or_default()
}

/// A figure of the policy that is a stretch of time, in words; empty when there is none.
fn figure(policy: &policy::Policy, name: &str) -> String {
    let span = policy.figure(name).and_then(|figure| figure.span);
    span.map(|span| span.to_string()).unwrap_or_default()
}
