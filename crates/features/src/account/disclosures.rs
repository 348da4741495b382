//! Who used my data: the person's own record as a time line, complete and checked, each line with its proof.

mod days;
mod entry;
mod flows;
mod sentences;
mod summary;
mod told;
mod wanted;

use askama::Template;
use axum::{
    extract::{Query, State},
    response::{IntoResponse, Response},
};
use gate::{Ask, Line};
use http::{HeaderValue, header};
use web::{Ctx, Frame, Page, Stop, date_in_words};

pub use self::entry::{ask, show};
pub(crate) use self::told::Told;
use self::{
    days::{Day, Setting},
    flows::Flows,
    sentences::Words,
    wanted::{Facet, Wanted},
};
use crate::{needs, public_log, shop::Shop};

/// Lines on one page.
const PAGE: usize = 40;

/// The statement above the list.
struct Statement {
    lines: usize,
    broken_at: Option<u64>,
    unrecorded: u64,
    /// Lines that may not be shown yet, and until when the last of them.
    covered: Option<(usize, String)>,
}

impl Statement {
    fn is_whole(&self) -> bool {
        self.broken_at.is_none() && self.unrecorded == 0
    }
}

#[derive(Template)]
#[template(path = "account/disclosures.html")]
struct Disclosures {
    frame: Frame,
    sentence: String,
    statement: Statement,
    flows: Flows,
    facets: Vec<Facet>,
    everything: bool,
    matching: usize,
    days: Vec<Day>,
    newer: Option<String>,
    older: Option<String>,
}

/// Shows the time line, newest first.
pub async fn index(ctx: Ctx, Query(wanted): Query<Wanted>) -> Result<impl IntoResponse, Stop> {
    let (record, policy, now) = (record(&ctx).await?, ctx.house.policy(), ctx.now());
    let takes = |line: &&Line| wanted.takes(&policy, &line.entry, now);
    let matching: Vec<&Line> = record.lines.iter().rev().filter(takes).collect();
    let (shown, newer, older) = page_of(&matching, &wanted);
    let words = Words(&policy);
    let folds = !wanted.is_about_me();
    let setting = Setting { words: &words, now, folds, broken_at: record.broken_at };
    Page::of(&Disclosures {
        frame: ctx.frame(),
        sentence: summary::sentence(&words, &record.lines, now),
        statement: statement(&record),
        flows: Flows::of(&words, &record.lines),
        facets: wanted.facets(&policy, &record.lines, now),
        everything: wanted.is_everything(),
        matching: matching.len(),
        days: setting.days(shown),
        newer,
        older,
    })
}

/// A page of lines by their numbers, so that it stays what it is while new lines come; and the ways to the next ones.
fn page_of<'a, 'l>(
    matching: &'a [&'l Line],
    wanted: &Wanted,
) -> (&'a [&'l Line], Option<String>, Option<String>) {
    let before = wanted.before().unwrap_or(u64::MAX);
    let from = matching.iter().position(|line| line.seq < before).unwrap_or(matching.len());
    let to = matching.len().min(from + PAGE);
    let newer = (from > 0).then(|| {
        let first = from.checked_sub(PAGE).filter(|first| *first > 0);
        wanted.address(first.map(|first| matching[first].seq + 1))
    });
    let older = (to < matching.len()).then(|| wanted.address(Some(matching[to - 1].seq)));
    (&matching[from..to], newer, older)
}

async fn record(ctx: &Ctx) -> Result<gate::Record, Stop> {
    let customer = ctx.signed_in()?;
    Ok(ctx.house.gate.ledger_of(Ask::new(&needs::LEDGER_SEE, ctx.actor(), customer)).await?)
}

fn statement(record: &gate::Record) -> Statement {
    Statement {
        lines: record.lines.len() + record.covered.map_or(0, |(count, _)| count),
        broken_at: record.broken_at,
        unrecorded: record.unrecorded,
        covered: record.covered.map(|(count, until)| (count, date_in_words(until))),
    }
}

/// The whole chain as a file that checks without us, with its proofs in the public log: `cloakroom verify`,
/// `docs/cloakroom-verify.html` and `docs/verify_chain.py` read it.
pub async fn file(ctx: Ctx, State(shop): State<Shop>) -> Result<Response, Stop> {
    let record = record(&ctx).await?;
    let file = public_log::with_proofs(&shop, ctx.signed_in()?, record.file).await?;
    Ok(attachment("my-record.json", "application/json", file.to_text() + "\n"))
}

/// The page that checks that file on its owner's own machine. It is the same for everybody and speaks of nobody.
pub async fn verifier() -> Response {
    const PAGE: &str = include_str!("../../../../docs/cloakroom-verify.html");
    attachment("cloakroom-verify.html", "text/html; charset=utf-8", PAGE.to_owned())
}

/// A file to keep, which no cache may.
pub(crate) fn attachment(name: &str, kind: &'static str, content: String) -> Response {
    let mut response = content.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

#[cfg(test)]
mod tests;
