//! The officer's view of the handshake: what the code needs and what the policy allows, held against each other.

use askama::Template;
use axum::extract::State;
use gate::Need;
use policy::Policy;
use web::{Ctx, Frame, Page, Stop};

use crate::{
    columns,
    handshake::{self, Answer, Handshake, Idle},
    needs,
    shop::Shop,
};

#[derive(Template)]
#[template(path = "dpo_desk/handshake.html")]
struct Shown {
    frame: Frame,
    off: Vec<Line>,
    partly: Vec<Line>,
    fine: usize,
    idle: Vec<Idle>,
    clock: bool,
}

/// A need as the page shows it.
struct Line {
    at: &'static str,
    who: String,
    verb: String,
    purpose: String,
    /// What it does not get, in words.
    lacks: String,
}

/// Shows both sides.
pub async fn show(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let policy = ctx.house.policy();
    let Handshake { needs, idle, .. } = handshake::check(&policy, needs::ALL, columns::ALL);
    let (mut off, mut partly, mut fine) = (Vec::new(), Vec::new(), 0);
    for met in &needs {
        match met.answer {
            Answer::Fine => fine += 1,
            Answer::Partly(withheld) => partly.push(line(&policy, met.need, policy.describe(withheld))),
            Answer::Refused => off.push(line(&policy, met.need, "the policy never allows it".to_owned())),
            Answer::Unknown(word) => {
                off.push(line(&policy, met.need, format!("the policy has no word “{word}”")))
            }
        }
    }
    Page::of(&Shown { frame: ctx.frame(), off, partly, fine, idle, clock: shop.demo.is_some() })
}

fn line(policy: &Policy, need: &'static Need, lacks: String) -> Line {
    Line {
        at: need.at,
        who: policy.party_words_of(need.party),
        verb: need.verb.to_string(),
        purpose: policy.purpose_words(need.purpose),
        lacks,
    }
}
