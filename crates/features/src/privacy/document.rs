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
    situations: String,
}

/// The policy.
pub async fn show(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let policy = shop.house.policy();
    Page::of(&PolicyPage {
        frame: ctx.frame(),
        document: policy.document(),
        effective: super::history::day_in_words(&policy.document().effective),
        situations: grouped(policy.situations()),
    })
}

/// "3,142,582,272".
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut shown = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
mod tests {
    #[test]
    fn large_numbers_are_shown_in_threes() {
        assert_eq!(super::grouped(3_142_582_272), "3,142,582,272");
        assert_eq!(super::grouped(999), "999");
    }
}
