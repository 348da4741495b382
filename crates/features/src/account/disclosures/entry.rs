//! One line of the record: what it says, what one can do about it, and its proof. A question about it opens a case.

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use consent::requests::Attached;
use gate::{Entry, Line};
use policy::Policy;
use serde::Deserialize;
use store::{Time, work};
use web::{Ctx, Frame, Page, Stop, date_in_words, hex, see_other};

use super::{Statement, record, statement, told::Told};
use crate::{
    account::choices,
    forms::Problems,
    help::{self, Words},
    shop::Shop,
};

#[derive(Template)]
#[template(path = "account/disclosure.html")]
struct Disclosure {
    frame: Frame,
    seq: u64,
    told: Told,
    /// Whether somebody other than the customer did it.
    by_others: bool,
    remedy: Remedy,
    asked: Option<Asked>,
    typed: String,
    problems: Problems,
    answer_within: String,
    policy_hash: String,
    head_before: String,
    leaf: String,
    head: String,
    statement: Statement,
}

/// A question about this line that waits for an answer.
struct Asked {
    code: String,
    due: String,
}

/// What a customer can do besides asking.
enum Remedy {
    /// It rests on the shop's interest: an objection ends it.
    Object(String),
    /// They objected already.
    Objected,
    /// It rests on a yes that can be taken back, on that page.
    TakeBack(&'static str),
    /// It belongs to what they ordered or to their account.
    Contract,
    /// The law wants it.
    Law,
    /// Nothing was opened, or it was their own deed.
    None,
}

/// Shows one line.
pub async fn show(ctx: Ctx, State(shop): State<Shop>, Path(seq): Path<String>) -> Result<Page, Stop> {
    Page::of(&page(&ctx, &shop, &seq, String::new(), Problems::default()).await?.0)
}

async fn page(
    ctx: &Ctx,
    shop: &Shop,
    seq: &str,
    typed: String,
    problems: Problems,
) -> Result<(Disclosure, Line), Stop> {
    let seq: u64 = seq.parse().map_err(|_| Stop::NotFound)?;
    let mut record = record(ctx).await?;
    let statement = statement(&record);
    let place = record.lines.iter().position(|line| line.seq == seq).ok_or(Stop::NotFound)?;
    let head_before = head_before(&record.lines, place);
    let line = record.lines.swap_remove(place);
    let page = Disclosure {
        frame: ctx.frame(),
        seq,
        told: Told::of(shop, &line.entry).await?,
        by_others: line.entry.party != "customer",
        remedy: remedy(ctx, &line.entry).await?,
        asked: asked(ctx, seq).await?,
        typed,
        problems,
        answer_within: help::answer_time(ctx, "complaint"),
        policy_hash: line.entry.policy_hash.clone(),
        head_before,
        leaf: hex(&line.leaf),
        head: hex(&line.head),
        statement,
    };
    Ok((page, line))
}

/// The head before a line: of nothing before the first, and untold while the line before it is covered.
fn head_before(lines: &[Line], place: usize) -> String {
    let seq = lines[place].seq;
    if seq == 1 {
        return hex(&[0; 32]);
    }
    let before = place.checked_sub(1).map(|before| &lines[before]);
    before.filter(|line| line.seq + 1 == seq).map(|line| hex(&line.head)).unwrap_or_default()
}

/// The question about this line that is open, if there is one.
async fn asked(ctx: &Ctx, seq: u64) -> Result<Option<Asked>, Stop> {
    let customer = ctx.signed_in()?;
    let all =
        ctx.house.store().read(work!(|tx| [customer] { consent::requests::all(tx, customer).await })).await?;
    let about_it = |request: &&consent::requests::Request| {
        request.open && request.attached.as_ref().is_some_and(|attached| attached.seq == seq)
    };
    Ok(all.iter().find(about_it).map(|request| Asked {
        code: help::code_of(request.id),
        due: request.attached.as_ref().map(|attached| date_in_words(attached.due_at)).unwrap_or_default(),
    }))
}

async fn remedy(ctx: &Ctx, entry: &Entry) -> Result<Remedy, Stop> {
    if entry.party == "customer" || entry.kind == gate::Kind::Refused {
        return Ok(Remedy::None);
    }
    if let Some(objected) = choices::objection_to(ctx, &entry.purpose).await? {
        return Ok(if objected { Remedy::Objected } else { Remedy::Object(entry.purpose.clone()) });
    }
    Ok(match (entry.purpose.as_str(), entry.ground.as_str()) {
        ("marketing.email", _) => Remedy::TakeBack("/account/emails"),
        ("marketing.post", _) => Remedy::TakeBack("/account/post"),
        (_, ground) if ground.contains("consent") => Remedy::TakeBack("/account/privacy"),
        (_, ground) if ground.contains("contract") => Remedy::Contract,
        _ => Remedy::Law,
    })
}

/// What is asked about a line; it may be nothing but the question mark.
#[derive(Deserialize)]
pub struct Typed {
    #[serde(default)]
    words: String,
}

/// What a question without words of its own says.
const JUST_ASKED: &str = "Please explain this line of my record.";

/// Opens a case with this line attached: its number, leaf and head, so that nobody can later say it was another.
pub async fn ask(
    ctx: Ctx,
    State(shop): State<Shop>,
    Path(seq): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let (mut page, line) = page(&ctx, &shop, &seq, typed.words, Problems::default()).await?;
    if page.asked.is_some() {
        return Err(Stop::Conflict(
            "You have asked about this line already, and the question is still open.",
        ));
    }
    let said = if page.typed.trim().is_empty() { JUST_ASKED } else { &page.typed };
    let mut problems = Problems::default();
    let Some(words) = problems.check("words", Words::parse(said)) else {
        page.problems = problems;
        return Ok(Page::invalid(&page)?.into_response());
    };
    let due_at = due(&ctx.house.policy(), ctx.now());
    let attached = Attached { seq: line.seq, leaf: line.leaf, head: line.head, due_at };
    help::ask_about(&ctx, words, attached).await?;
    Ok(see_other("/account/requests", Some("line-asked")))
}

/// The day by which the policy promises an answer; the law's month where it promises none.
fn due(policy: &Policy, now: Time) -> Time {
    const MONTH: i64 = 30 * 86_400;
    now.plus_seconds(policy.answer("complaint").map_or(MONTH, |answer| answer.span.to_seconds()))
}
