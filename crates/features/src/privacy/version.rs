//! One edition of the page as it was or will be, and how it differs from the one before it.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::header;
use policy::{Document, Policy};
use review::{Change, Verdict, compare};
use web::{Ctx, Frame, Page, Stop, date_in_words, hex};

use super::differences::{self, Kind, Passage};
use crate::{
    editions::{self, Edition, State as Standing},
    shop::Shop,
};

#[derive(Template)]
#[template(path = "privacy/version.html")]
struct Version<'a> {
    frame: Frame,
    edition: &'a Edition,
    standing: String,
    hash: String,
    before: Option<Before>,
    asked_again: Vec<String>,
    agreeing: Agreeing,
    document: Option<&'a Document>,
}

/// The edition before, and what is different.
struct Before {
    version: String,
    wider: Vec<Change>,
    narrower: Vec<Change>,
    words: Vec<Change>,
    passages: Vec<Passage>,
}

/// Whether the reader is asked to agree.
#[derive(PartialEq, Eq)]
enum Agreeing {
    /// Not here, or nobody is signed in.
    No,
    /// The reader stands under an edition that allowed less.
    Asked(String),
    /// The reader stands under this one.
    Done,
}

/// Shows an edition that is, was or will be in force.
pub async fn show(ctx: Ctx, State(shop): State<Shop>, Path(version): Path<String>) -> Result<Page, Stop> {
    let all = editions::public(&shop).await?;
    let edition = all.iter().find(|edition| edition.version == version).ok_or(Stop::NotFound)?;
    let policy = editions::desk::read_edition(&shop, edition).ok();
    let before = editions::before(&all, edition);
    let labels = edition.asks_again.iter().map(|name| label(policy.as_deref(), name));
    Page::of(&Version {
        frame: ctx.frame(),
        standing: standing(edition),
        hash: hex(&edition.text_hash),
        before: before.map(|before| differences_of(&shop, before, edition, policy.as_deref())),
        asked_again: labels.collect(),
        agreeing: agreeing(&ctx, &shop, edition).await?,
        document: policy.as_deref().map(Policy::document),
        edition,
    })
}

fn label(policy: Option<&Policy>, name: &str) -> String {
    policy
        .and_then(|policy| policy.choice(name))
        .map_or_else(|| name.to_owned(), |choice| choice.label.clone())
}

fn differences_of(shop: &Shop, before: &Edition, edition: &Edition, policy: Option<&Policy>) -> Before {
    let old = editions::desk::read_edition(shop, before).ok();
    let changes = match (old, policy) {
        (Some(old), Some(policy)) => compare(&old, policy).changes,
        _ => Vec::new(),
    };
    let of = |verdict: Verdict| changes.iter().filter(|change| change.verdict == verdict).cloned().collect();
    Before {
        version: before.version.clone(),
        wider: of(Verdict::Wider),
        narrower: of(Verdict::Narrower),
        words: of(Verdict::Same),
        passages: differences::between(&before.text, &edition.text),
    }
}

async fn agreeing(ctx: &Ctx, shop: &Shop, edition: &Edition) -> Result<Agreeing, Stop> {
    let Some(customer) = ctx.customer().filter(|_| edition.state == Standing::InForce) else {
        return Ok(Agreeing::No);
    };
    Ok(match editions::stands_under(&shop.house, customer).await? {
        Some(version) if version == edition.version => Agreeing::Done,
        Some(version) if shop.house.gate.is_behind(&version) => Agreeing::Asked(version),
        _ => Agreeing::No,
    })
}

/// Since when, until when, or from when on.
pub(super) fn standing(edition: &Edition) -> String {
    let day = |at: Option<store::Time>| at.map(date_in_words).unwrap_or_default();
    match edition.state {
        Standing::InForce => format!("In force since {}.", day(edition.in_force_at)),
        Standing::Past => {
            format!("Was in force from {} to {}.", day(edition.in_force_at), day(edition.ended_at))
        }
        Standing::Scheduled => format!("Comes into force on {}.", day(edition.due_at)),
        Standing::Draft | Standing::Approved | Standing::Withdrawn => String::new(),
    }
}

/// The file of an edition, byte by byte, so that anybody can take its hash.
pub async fn file(State(shop): State<Shop>, Path(version): Path<String>) -> Result<Response, Stop> {
    let all = editions::public(&shop).await?;
    let edition = all.into_iter().find(|edition| edition.version == version).ok_or(Stop::NotFound)?;
    Ok(([(header::CONTENT_TYPE, "text/markdown; charset=utf-8")], edition.text).into_response())
}
