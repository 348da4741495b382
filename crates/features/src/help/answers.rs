//! Questions and answers, searched without scripts.

use askama::Template;
use axum::extract::{Query, State};
use serde::Deserialize;
use web::{Ctx, Frame, Page, Stop};

use super::questions::{ALL, Question, Topic, search};
use crate::shop::{Contact, Shop};

#[derive(Template)]
#[template(path = "help/answers.html")]
struct Answers {
    frame: Frame,
    looked_for: String,
    topics: Vec<(Topic, Vec<&'static Question>)>,
    found: Vec<&'static Question>,
    contact: Contact,
}

/// What is looked for.
#[derive(Deserialize)]
pub struct Search {
    #[serde(default)]
    q: String,
}

pub async fn index(
    ctx: Ctx,
    State(shop): State<Shop>,
    Query(search_for): Query<Search>,
) -> Result<Page, Stop> {
    let looked_for: String = search_for.q.trim().chars().take(100).collect();
    let found = if looked_for.is_empty() { Vec::new() } else { search(&looked_for) };
    Page::of(&Answers {
        frame: ctx.frame(),
        looked_for,
        topics: by_topic(),
        found,
        contact: shop.contact.clone(),
    })
}

fn by_topic() -> Vec<(Topic, Vec<&'static Question>)> {
    Topic::ALL
        .into_iter()
        .map(|topic| (topic, ALL.iter().filter(|question| question.topic == topic).collect()))
        .collect()
}
