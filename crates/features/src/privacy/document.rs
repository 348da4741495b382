//! The policy as a page: in short, then paragraph by paragraph, and under each the rules that make it true and how often
//! they did.

use askama::Template;
use axum::{extract::State, response::Response};
use gate::Evidence;
use http::HeaderMap;
use policy::{Document, Policy};
use store::Time;
use web::{Ctx, Frame, Stop};

use super::{scrutiny::Scrutiny, shelf, summary::Summary, told::Told};
use crate::{retention::tonight::Leaving, shop::Shop};

#[derive(Template)]
#[template(path = "privacy/document.html")]
struct PolicyPage<'a> {
    frame: Frame,
    book: &'a str,
}

#[derive(Template)]
#[template(path = "privacy/book.html")]
struct Book<'a> {
    document: &'a Document,
    effective: String,
    promises: usize,
    rules: usize,
    summary: Summary,
    told: Told,
    leaving: &'a [Leaving],
    scrutiny: &'a Scrutiny,
}

/// The policy.
pub async fn show(ctx: Ctx, State(shop): State<Shop>, headers: HeaderMap) -> Result<Response, Stop> {
    shelf::page(&shop, &ctx, &headers).await
}

/// The page without its frame.
pub(super) fn book(
    policy: &Policy,
    evidence: Option<&Evidence>,
    leaving: &[Leaving],
    scrutiny: &Scrutiny,
    now: Time,
) -> Result<String, Stop> {
    let document = policy.document();
    let paragraphs = || document.sections.iter().flat_map(|section| &section.paragraphs);
    let book = Book {
        effective: super::history::day_in_words(&document.effective),
        promises: paragraphs().filter(|paragraph| !paragraph.rules.is_empty()).count(),
        rules: paragraphs().map(|paragraph| paragraph.rules.len()).sum(),
        summary: Summary::of(policy),
        told: Told::of(policy, evidence, now),
        document,
        leaving,
        scrutiny,
    };
    book.render().map_err(Stop::template)
}

/// The page in its frame.
pub(super) fn in_frame(frame: Frame, book: &str) -> Result<String, Stop> {
    PolicyPage { frame, book }.render().map_err(Stop::template)
}
