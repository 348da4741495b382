//! The policy in force as its officer sees it: in figures, with what is worth a second look, and rule by rule.

use askama::Template;
use axum::extract::State;
use policy::{Policy, Section};
use web::{Ctx, Frame, Page, Stop, date_in_words};

use super::trial::{Trial, Trouble};
use crate::{
    editions::{Edition, desk},
    shop::Shop,
};

#[derive(Template)]
#[template(path = "dpo_desk/policy/read.html")]
struct Read {
    frame: Frame,
    clock: bool,
    title: String,
    effective: String,
    hash: String,
    figures: Vec<(&'static str, String)>,
    troubles: Vec<Trouble>,
    sections: Vec<Section>,
    editions: Vec<Listed>,
}

/// An edition in the list.
struct Listed {
    edition: Edition,
    tone: &'static str,
    when: String,
}

pub async fn show(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let policy = shop.house.policy();
    let document = policy.document();
    Page::of(&Read {
        frame: ctx.frame(),
        clock: shop.demo.is_some(),
        title: document.title.clone(),
        effective: document.effective.clone(),
        hash: policy.hash_hex(),
        figures: figures(&policy),
        troubles: Trial::of(&shop, policy.source()).troubles,
        sections: document.sections.clone(),
        editions: desk::list(&shop).await?.into_iter().rev().map(listed).collect(),
    })
}

fn listed(edition: Edition) -> Listed {
    let when = match (edition.in_force_at, edition.due_at) {
        (Some(at), _) => format!("in force since {}", date_in_words(at)),
        (None, Some(due)) => format!("due {}", date_in_words(due)),
        (None, None) => format!("written {}", date_in_words(edition.made_at)),
    };
    Listed { tone: super::edition::tone(&edition), when, edition }
}

fn figures(policy: &Policy) -> Vec<(&'static str, String)> {
    let paragraphs = policy.document().sections.iter().flat_map(|section| &section.paragraphs);
    let rules = paragraphs.clone().map(|paragraph| paragraph.rules.len()).sum::<usize>();
    vec![
        ("Paragraphs", paragraphs.count().to_string()),
        ("Rules", rules.to_string()),
        ("Parties", policy.parties().count().to_string()),
        ("Purposes", policy.purposes().count().to_string()),
        ("Choices", policy.choices().len().to_string()),
        ("Cookies", policy.cookies().len().to_string()),
    ]
}
