//! Questions that customers ask about a line of their record: each with that line, its proof and the day of the answer.

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use consent::requests::{self, ABOUT_A_LINE, Attached, Request};
use gate::{Ask, Class};
use serde::Deserialize;
use store::{Id, Time, work};
use web::{Ctx, Frame, Page, Stop, date_in_words, hex, moment_in_words, see_other};

use super::queries;
use crate::{
    account::Told,
    columns,
    forms::Problems,
    help::{Line, Words, code_of},
    needs,
    shop::Shop,
};

#[derive(Template)]
#[template(path = "dpo_desk/questions.html")]
struct Questions {
    frame: Frame,
    clock: bool,
    waiting: Vec<Waiting>,
    late: usize,
    next: String,
}

/// A question that waits, without a name.
struct Waiting {
    customer: Id,
    request: Id,
    code: String,
    asked: String,
    due: String,
    left: String,
    tone: &'static str,
}

/// The questions that wait, the most urgent first.
pub async fn index(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let now = ctx.now();
    let open = ctx.house.store().read(work!(|tx| { queries::questions_open(tx).await })).await?;
    let waiting: Vec<Waiting> = open.into_iter().map(|question| Waiting::of(question, now)).collect();
    Page::of(&Questions {
        frame: ctx.frame(),
        clock: shop.demo.is_some(),
        late: waiting.iter().filter(|waiting| waiting.tone == "bad").count(),
        next: waiting.first().map_or_else(|| "none".to_owned(), |first| first.left.clone()),
        waiting,
    })
}

impl Waiting {
    fn of(question: queries::Question, now: Time) -> Waiting {
        let (left, tone) = left(question.due_at, now);
        Waiting {
            customer: question.customer,
            request: question.request,
            code: code_of(question.request),
            asked: moment_in_words(question.opened_at),
            due: date_in_words(question.due_at),
            left,
            tone,
        }
    }
}

/// How long is left until the day of the answer, and how urgent that is.
fn left(due: Time, now: Time) -> (String, &'static str) {
    let days = due.seconds_since(now) / 86_400;
    match due.seconds_since(now) {
        ..0 => (format!("{} late", in_days(-days)), "bad"),
        0..86_400 => ("less than a day left".to_owned(), "bad"),
        _ if days < 7 => (format!("{} left", in_days(days)), "warn"),
        _ => (format!("{} left", in_days(days)), ""),
    }
}

fn in_days(days: i64) -> String {
    match days {
        0 => "less than a day".to_owned(),
        1 => "1 day".to_owned(),
        n => format!("{n} days"),
    }
}

#[derive(Template)]
#[template(path = "dpo_desk/question.html")]
struct Question {
    frame: Frame,
    clock: bool,
    customer: Id,
    line: Line,
    due: String,
    left: String,
    tone: &'static str,
    seq: u64,
    /// The attached line in words; none when the record has no such line any more.
    told: Option<Told>,
    /// Whether the record still has that line with that leaf and head.
    same: bool,
    /// Whether the record as a whole holds.
    whole: bool,
    leaf: String,
    head: String,
    typed: String,
    problems: Problems,
}

/// One question with its line. Both looks stand in the customer's record.
pub async fn show(ctx: Ctx, State(shop): State<Shop>, path: Path<(String, String)>) -> Result<Page, Stop> {
    let (customer, request) = ids(path)?;
    Page::of(&page(&ctx, &shop, customer, request, String::new(), Problems::default()).await?)
}

fn ids(Path((customer, request)): Path<(String, String)>) -> Result<(Id, Id), Stop> {
    match (customer.parse(), request.parse()) {
        (Ok(customer), Ok(request)) => Ok((customer, request)),
        _ => Err(Stop::NotFound),
    }
}

async fn page(
    ctx: &Ctx,
    shop: &Shop,
    customer: Id,
    request: Id,
    typed: String,
    problems: Problems,
) -> Result<Question, Stop> {
    let (line, attached) = question(ctx, customer, request).await?;
    let ask =
        Ask::new(&needs::QUESTION_LINE, ctx.actor(), customer).about(&format!("question {}", line.code));
    let record = ctx.house.gate.ledger_of(ask).await?;
    let found = record.lines.iter().find(|line| line.seq == attached.seq);
    let told = match found {
        Some(line) => Some(Told::of(shop, &line.entry).await?),
        None => None,
    };
    let (left, tone) = left(attached.due_at, ctx.now());
    Ok(Question {
        frame: ctx.frame(),
        clock: shop.demo.is_some(),
        customer,
        line,
        due: date_in_words(attached.due_at),
        left,
        tone,
        seq: attached.seq,
        told,
        same: found.is_some_and(|line| line.leaf == attached.leaf && line.head == attached.head),
        whole: record.is_whole(),
        leaf: hex(&attached.leaf),
        head: hex(&attached.head),
        typed,
        problems,
    })
}

/// The words of an open question, and the line that goes with it.
async fn question(ctx: &Ctx, customer: Id, request: Id) -> Result<(Line, Attached), Stop> {
    let ask = Ask::new(&needs::QUESTION_READ, ctx.actor(), customer)
        .about(&format!("question {}", code_of(request)));
    let (pass, all) = ctx
        .house
        .gate
        .admit(ask, move |tx| Box::pin(async move { Ok::<_, Stop>(requests::all(tx, customer).await?) }))
        .await?;
    let wanted = |one: &Request| one.id == request && one.open && one.kind == ABOUT_A_LINE;
    let found = all.into_iter().find(wanted).ok_or(Stop::NotFound)?;
    let attached = found.attached.clone().ok_or(Stop::NotFound)?;
    Ok((Line::read(found, &pass)?, attached))
}

/// The officer's answer.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    words: String,
}

/// Answers the question and closes it: the officer's right to look ends with it.
pub async fn answer(
    ctx: Ctx,
    State(shop): State<Shop>,
    path: Path<(String, String)>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let (customer, request) = ids(path)?;
    let mut problems = Problems::default();
    let Some(words) = problems.check("words", Words::parse(&typed.words)) else {
        let page = page(&ctx, &shop, customer, request, typed.words, problems).await?;
        return Ok(Page::invalid(&page)?.into_response());
    };
    ctx.house.gate.prepare(customer, &[Class::Care]).await?;
    let (now, code) = (ctx.now(), code_of(request));
    let ask =
        Ask::new(&needs::QUESTION_ANSWER, ctx.actor(), customer).about(&format!("question {code}, answered"));
    let answered = ctx.house.gate.record(ask, move |tx, sealer| {
        let words = words.clone();
        Box::pin(async move {
            let sealed = sealer.seal(&columns::REQUEST_ANSWER, request, &words.0)?;
            Ok::<_, Stop>(requests::answer(tx, customer, request, now, sealed).await?)
        })
    });
    match answered.await? {
        true => Ok(see_other("/desk/dpo/questions", Some("answered"))),
        false => Err(Stop::Conflict("This question is closed already.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_desk_warns_before_the_day_of_the_answer_and_says_when_it_is_over() {
        let now = Time(0).plus_days(100);
        assert_eq!(left(now.plus_days(30), now), ("30 days left".to_owned(), ""));
        assert_eq!(left(now.plus_days(6), now), ("6 days left".to_owned(), "warn"));
        assert_eq!(left(now.plus_seconds(60), now), ("less than a day left".to_owned(), "bad"));
        assert_eq!(left(now.minus_days(2), now), ("2 days late".to_owned(), "bad"));
    }
}
