//! The policy, set like a book, with the rules under each promise.

use askama::Template;
use axum::extract::State;
use policy::Document;
use web::{Ctx, Frame, Page, Stop};

use crate::shop::Shop;

#[derive(Template)]
#[template(path = "privacy/policy_page.html")]
struct PolicyPage<'a> {
    frame: Frame,
    document: &'a Document,
    effective: String,
    promises: usize,
    rules: usize,
}

/// The page.
pub async fn show(ctx: Ctx, State(_shop): State<Shop>) -> Result<Page, Stop> {
    let policy = ctx.house.policy();
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
