//! The versions of the policy, and how to prove which one is in force.

use askama::Template;
use axum::extract::State;
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
}

/// The page.
pub async fn show(ctx: Ctx, State(_shop): State<Shop>) -> Result<Page, Stop> {
    let policy = ctx.house.policy();
    Page::of(&History {
        frame: ctx.frame(),
        version: policy.version().to_owned(),
        effective: day_in_words(&policy.document().effective),
        hash: policy.hash_hex(),
        notice: policy
            .figure("notice")
            .map(|figure| format!("{} {}", figure.number, figure.unit))
            .unwrap_or_default(),
    })
}

/// "1 January 2027" for "2027-01-01".
pub fn day_in_words(day: &str) -> String {
    day.parse::<jiff::civil::Date>()
        .map_or_else(|_| day.to_owned(), |date| date.strftime("%-d %B %Y").to_string())
}
