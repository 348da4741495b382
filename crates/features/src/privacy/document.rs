//! The policy as a page: paragraphs, and under each the rules that make it true.

use askama::Template;
use axum::extract::State;
use policy::Document;
use web::{Ctx, Frame, Page, Stop};

use crate::shop::Shop;

#[derive(Template)]
#[template(path = "privacy/document.html")]
struct PolicyPage<'a> {
    frame: Frame,
    document: &'a Document,
    effective: String,
    promises: usize,
    rules: usize,
}

/// The policy.
pub async fn show(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let policy = shop.house.policy();
    let document = policy.document();
    let paragraphs = || document.sections.iter().flat_map(|section| &section.paragraphs);
    Page::of(&PolicyPage {
        frame: ctx.frame(),
        effective: super::history::day_in_words(&document.effective),
        promises: paragraphs().filter(|paragraph| !paragraph.rules.is_empty()).count(),
        rules: paragraphs().map(|paragraph| paragraph.rules.len()).sum(),
        document,
    })
}
