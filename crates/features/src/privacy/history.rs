//! Which version is in force, and how to tell that it is the one the server runs on.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::header;
use web::{Ctx, Frame, Page, Stop};

use crate::shop::Shop;

#[derive(Template)]
#[template(path = "privacy/history.html")]
struct History {
    frame: Frame,
    version: String,
    effective: String,
    hash: String,
    notice: String,
    asks_again: bool,
}

/// The version in force.
pub async fn show(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let policy = shop.house.policy();
    let (notice, asks_again) = policy.change().unwrap_or_default();
    Page::of(&History {
        frame: ctx.frame(),
        version: policy.version().to_owned(),
        effective: day_in_words(&policy.document().effective),
        hash: policy.hash_hex(),
        notice: policy
            .figure(notice)
            .and_then(|figure| figure.span)
            .map(|span| span.to_string())
            .unwrap_or_default(),
        asks_again,
    })
}

/// The file itself, byte by byte, so that anybody can take its hash.
pub async fn file(State(shop): State<Shop>) -> Response {
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
