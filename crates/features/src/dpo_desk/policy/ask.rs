//! A question to the policy in force, and the sentence that answers it.

use askama::Template;
use axum::{
    extract::{Query, State},
    response::Response,
};
use review::{Answer, ask};
use serde::Deserialize;
use web::{Ctx, Frame, Page, Stop};

use crate::{account::attachment, shop::Shop};

#[derive(Template)]
#[template(path = "dpo_desk/policy/ask.html")]
struct AskPage {
    frame: Frame,
    clock: bool,
    question: String,
    answers: Vec<Answer>,
    /// Why it cannot be answered as it stands.
    unclear: String,
}

/// What is asked.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
}

/// Answers, or says what is not understood. Nothing about a person is asked, so nothing is written down.
pub async fn show(ctx: Ctx, State(shop): State<Shop>, Query(asked): Query<Asked>) -> Result<Page, Stop> {
    let question = asked.q.trim().to_owned();
    let answered = if question.is_empty() { Ok(Vec::new()) } else { ask(&shop.house.policy(), &question) };
    let (answers, unclear) = match answered {
        Ok(answers) => (answers, String::new()),
        Err(unclear) => (Vec::new(), unclear.to_string()),
    };
    Page::of(&AskPage { frame: ctx.frame(), clock: shop.demo.is_some(), question, answers, unclear })
}

/// The whole table as one page to keep, print and file.
pub async fn table(State(shop): State<Shop>) -> Result<Response, Stop> {
    let policy = shop.house.policy();
    let page = review::table_html(&policy).map_err(Stop::fault)?;
    Ok(attachment(&format!("policy-{}-table.html", policy.version()), "text/html; charset=utf-8", page))
}
