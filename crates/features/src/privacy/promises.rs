//! Each promise with the paragraphs that make it, the places in the code that live by their rules, and the tests about it.
//! The list is written by `bin/promise-report`, which `bin/test` holds against the sources.

use std::sync::LazyLock;

use askama::Template;
use axum::extract::State;
use serde::Deserialize;
use web::{Ctx, Frame, Page, Stop};

use crate::shop::Shop;

static REPORT: LazyLock<Report> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../docs/promises.json")).unwrap_or_default()
});

#[derive(Default, Deserialize)]
struct Report {
    promises: Vec<Promise>,
    /// How many prohibitions are proved.
    proved: usize,
    /// What came of breaking all rules, in words.
    broken: String,
    /// Paragraphs that no promise of the list names.
    unnamed: Vec<String>,
}

#[derive(Deserialize)]
struct Promise {
    number: String,
    title: String,
    paragraphs: Vec<Says>,
    tests: Vec<Test>,
}

impl Promise {
    fn has_code(&self) -> bool {
        self.paragraphs.iter().any(|says| !says.code.is_empty())
    }

    /// The prohibitions behind it that hold in every situation, each once.
    fn proved(&self) -> Vec<&str> {
        self.paragraphs.iter().flat_map(|says| &says.proved).map(String::as_str).collect()
    }
}

#[derive(Deserialize)]
struct Says {
    number: String,
    /// Places in the code, by the names of their needs.
    code: Vec<String>,
    /// Its prohibitions that a solver has proved, in sentences.
    proved: Vec<String>,
    /// What came of breaking its rules, in words; empty for a paragraph without rules.
    broken: String,
}

#[derive(Deserialize)]
struct Test {
    name: String,
    file: String,
}

#[derive(Template)]
#[template(path = "privacy/promises.html")]
struct PromisesPage {
    frame: Frame,
    report: &'static Report,
    tested: usize,
    /// The paragraphs of the policy in force.
    known: Vec<String>,
}

/// The promises.
pub async fn show(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let policy = shop.house.policy();
    let paragraphs = policy.document().sections.iter().flat_map(|section| &section.paragraphs);
    Page::of(&PromisesPage {
        frame: ctx.frame(),
        report: &REPORT,
        tested: REPORT.promises.iter().filter(|promise| !promise.tests.is_empty()).count(),
        known: paragraphs.map(|paragraph| paragraph.number.clone()).collect(),
    })
}
