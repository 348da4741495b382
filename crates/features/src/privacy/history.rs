//! Every edition of the page, which one is in force, and how to tell that it is the one the server runs on.

use askama::Template;
use axum::{
    extract::State as Of,
    response::{IntoResponse, Response},
};
use http::header;
use web::{Ctx, Frame, Page, Stop, date_in_words};

use super::version;
use crate::{
    editions::{self, Edition, State},
    shop::Shop,
};

#[derive(Template)]
#[template(path = "privacy/history.html")]
struct History {
    frame: Frame,
    version: String,
    dated: String,
    /// Empty until the editions are known.
    since: String,
    hash: String,
    notice: String,
    asks_again: bool,
    /// Every edition that is, was or will be in force, newest first.
    editions: Vec<Line>,
}

/// An edition in the list.
struct Line {
    version: String,
    standing: String,
    difference: &'static str,
}

fn line(edition: &Edition) -> Line {
    let difference = match edition.verdict.as_str() {
        "first" => "The first one.",
        "same" => "The same in other words.",
        "narrower" => "Allows less than the one before.",
        _ => "Allows more than the one before.",
    };
    Line { version: edition.version.clone(), standing: version::standing(edition), difference }
}

fn since(editions: &[Edition]) -> String {
    let in_force = editions.iter().find(|edition| edition.state == State::InForce);
    in_force.and_then(|edition| edition.in_force_at).map(date_in_words).unwrap_or_default()
}

/// The version in force.
pub async fn show(ctx: Ctx, Of(shop): Of<Shop>) -> Result<Page, Stop> {
    let policy = shop.house.policy();
    let (notice, asks_again) = policy.change().unwrap_or_default();
    let editions = editions::public(&shop).await?;
    Page::of(&History {
        frame: ctx.frame(),
        version: policy.version().to_owned(),
        dated: day_in_words(&policy.document().effective),
        since: since(&editions),
        hash: policy.hash_hex(),
        notice: policy
            .figure(notice)
            .and_then(|figure| figure.span)
            .map(|span| span.to_string())
            .unwrap_or_default(),
        asks_again,
        editions: editions.iter().rev().map(line).collect(),
    })
}

/// The file itself, byte by byte, so that anybody can take its hash.
pub async fn file(Of(shop): Of<Shop>) -> Response {
    let text = shop.house.policy().source().to_owned();
    ([(header::CONTENT_TYPE, "text/markdown; charset=utf-8")], text).into_response()
}

/// "1 January 2027" for `2027-01-01`.
pub(super) fn day_in_words(day: &str) -> String {
    let parsed = day.parse::<jiff::civil::Date>();
    parsed.map_or_else(|_| day.to_owned(), |date| date.strftime("%-d %B %Y").to_string())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_day_is_said_in_words() {
        assert_eq!(super::day_in_words("2027-01-01"), "1 January 2027");
        assert_eq!(super::day_in_words("soon"), "soon");
    }
}
