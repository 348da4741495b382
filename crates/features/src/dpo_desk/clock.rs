//! The clock of the demo: "and thirteen months later", with everything done that falls due on the way.

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Response},
};
use consent::agreements::{self, Agreement};
use policy::Policy;
use serde::Deserialize;
use store::{Time, work};
use web::{Ctx, Frame, Page, Stop, moment_in_words, see_other};

use super::{queries, rules::months_ahead};
use crate::{clockwork, forms::Problems, shop::Shop};

/// One step at most: ten years.
const LARGEST: i64 = 3_660 * 86_400;

#[derive(Template)]
#[template(path = "dpo_desk/clock.html")]
struct Clock {
    frame: Frame,
    now: String,
    ahead: Vec<Ahead>,
    typed: Typed,
    problems: Problems,
}

/// Something that the clock will bring.
struct Ahead {
    when: String,
    what: String,
    at: Time,
}

/// What was typed or pressed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    amount: String,
    unit: String,
}

pub async fn edit(ctx: Ctx) -> Result<Page, Stop> {
    let typed = Typed { amount: "1".to_owned(), unit: "days".to_owned() };
    Page::of(&page(&ctx, typed, Problems::default()).await?)
}

pub async fn update(ctx: Ctx, State(shop): State<Shop>, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let mut problems = Problems::default();
    match problems.check("amount", seconds(&typed, ctx.now())) {
        Some(seconds) => {
            ctx.house.clock.advance(seconds).map_err(|_| Stop::Conflict("This clock cannot be moved."))?;
            clockwork::tick(&shop).await;
            Ok(see_other("/desk/clock", Some("clock-moved")))
        }
        None => Ok(Page::invalid(&page(&ctx, typed, problems).await?)?.into_response()),
    }
}

fn seconds(typed: &Typed, now: Time) -> Result<i64, String> {
    let words = || {
        "Please give a whole number of hours, days or months, up to ten years. The clock goes forward only."
            .to_owned()
    };
    let amount = typed
        .amount
        .trim()
        .parse::<u32>()
        .ok()
        .filter(|amount| (1..=100_000).contains(amount))
        .ok_or_else(words)?;
    let amount = i64::from(amount);
    let seconds = match typed.unit.as_str() {
        "hours" => amount * 3_600,
        "days" => amount * 86_400,
        "months" if amount <= 120 => months_ahead(now, amount),
        _ => return Err(words()),
    };
    (seconds <= LARGEST).then_some(seconds).ok_or_else(words)
}

async fn page(ctx: &Ctx, typed: Typed, problems: Problems) -> Result<Clock, Stop> {
    let reading = ctx.house.store().read(work!(|tx| -> Result<_, store::Error> {
        Ok((agreements::all(tx).await?, queries::due_next(tx).await?))
    }));
    let (agreements, due) = reading.await?;
    Ok(Clock {
        frame: ctx.frame(),
        now: moment_in_words(ctx.now()),
        ahead: ahead(&ctx.house.policy(), agreements, due, ctx.now()),
        typed,
        problems,
    })
}

fn ahead(policy: &Policy, agreements: Vec<Agreement>, due: Vec<(String, Time)>, now: Time) -> Vec<Ahead> {
    let ends = agreements.into_iter().filter(|agreement| now < agreement.until);
    let ends = ends.map(|agreement| {
        let party = policy.party_words_of(&agreement.party);
        (format!("The agreement with the {party} ends: it gets nothing more"), agreement.until)
    });
    let due = due.into_iter().map(|(kind, at)| (due_in_words(&kind), at));
    let mut all: Vec<Ahead> =
        ends.chain(due).map(|(what, at)| Ahead { when: moment_in_words(at), what, at }).collect();
    all.sort_by_key(|ahead| ahead.at);
    all
}

fn due_in_words(kind: &str) -> String {
    match kind {
        "order-close" => "An order closes: its name and address are seen by nobody any more".to_owned(),
        other => format!("{}: a term of the policy is over", other.replace('-', " ")),
    }
}
