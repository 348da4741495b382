//! What a text would change if it came into force, in sentences to the customer, before anybody keeps it.

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Response},
};
use policy::Policy;
use review::{Change, Comparison, Verdict, compare};
use web::{Ctx, Frame, Page, Stop};

use super::{
    edit::{self, Typed},
    trial::Trial,
};
use crate::shop::Shop;

/// A comparison as pages show it.
pub(super) struct Difference {
    pub verdict: Verdict,
    pub wider: Vec<Change>,
    pub narrower: Vec<Change>,
    pub worded: Vec<Change>,
    /// Labels of the choices whose yes is asked for again.
    pub asked_again: Vec<String>,
    /// Kinds of data of which more may become, in words.
    pub data: Vec<String>,
    /// How long the notice is, if it waits for one.
    pub notice: String,
}

impl Difference {
    pub fn of(in_force: &Policy, new: &Policy) -> Difference {
        let comparison = compare(in_force, new);
        let changes = |verdict| comparison.of(verdict).cloned().collect();
        Difference {
            verdict: comparison.verdict,
            wider: changes(Verdict::Wider),
            narrower: changes(Verdict::Narrower),
            worded: changes(Verdict::Same),
            asked_again: asked_again(&comparison, new),
            data: comparison.widened_data().into_iter().map(|name| new.leaf_words(name)).collect(),
            notice: notice(in_force),
        }
    }

    /// What follows, in one sentence.
    pub fn follows(&self) -> String {
        match self.verdict {
            Verdict::Same => "Only words change, so it may come into force at once.".to_owned(),
            Verdict::Narrower => {
                "It allows less than the text in force and nowhere more, so it may come into force at once."
                    .to_owned()
            }
            Verdict::Wider => format!(
                "It allows more than the text in force, so every customer is told first and it waits for {}.",
                self.notice
            ),
        }
    }

    pub fn title(&self) -> &'static str {
        match self.verdict {
            Verdict::Same => "Nothing but words changes",
            Verdict::Narrower => "Less may happen than before",
            Verdict::Wider => "More may happen than before",
        }
    }

    /// The tone of the notice: widening is the one to stop at.
    pub fn tone(&self) -> &'static str {
        match self.verdict {
            Verdict::Same => "",
            Verdict::Narrower => "good",
            Verdict::Wider => "warn",
        }
    }
}

/// Where the policy in force promises to ask again: the labels of those choices.
fn asked_again(comparison: &Comparison, new: &Policy) -> Vec<String> {
    let label = |name: &str| new.choice(name).map_or(name.to_owned(), |choice| choice.label.clone());
    comparison.asked_again().into_iter().map(label).collect()
}

fn notice(in_force: &Policy) -> String {
    let figure = in_force.change().and_then(|(figure, _)| in_force.figure(figure));
    figure.map_or("its notice".to_owned(), |figure| format!("{} {}", figure.number, figure.unit))
}

#[derive(Template)]
#[template(path = "dpo_desk/policy/compare.html")]
struct Compare {
    frame: Frame,
    clock: bool,
    text: String,
    version: String,
    difference: Difference,
}

/// Compares what was typed with the text in force; a text that does not hold goes back to its box.
pub async fn show(ctx: Ctx, State(shop): State<Shop>, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let text = typed.text();
    let trial = Trial::of(&shop, &text);
    let Some(policy) = &trial.policy else { return edit::again(&ctx, &shop, text, trial) };
    let page = Compare {
        frame: ctx.frame(),
        clock: shop.demo.is_some(),
        version: policy.version().to_owned(),
        difference: Difference::of(&shop.house.policy(), policy),
        text,
    };
    Ok(Page::of(&page)?.into_response())
}
