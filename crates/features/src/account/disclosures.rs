//! Who used my data: the person's own record as a time line, complete and checked, each line with its proof.

mod flows;
mod sentences;

use askama::Template;
use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use gate::{Ask, Entry, Kind, Line};
use http::{HeaderValue, header};
use serde::Deserialize;
use store::Time;
use web::{Ctx, Frame, Page, Stop, date_in_words, hex};

use self::{flows::Flows, sentences::Words};
use crate::{needs, public_log, shop::Shop};

/// Lines on one page.
const PAGE: usize = 25;

/// Which lines are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Show {
    Everything,
    HandedOver,
    Opened,
    Refused,
    Own,
}

impl Show {
    const ALL: [Show; 5] = [Show::Everything, Show::HandedOver, Show::Opened, Show::Refused, Show::Own];

    fn of(word: &str) -> Show {
        Show::ALL.into_iter().find(|show| show.word() == word).unwrap_or(Show::Everything)
    }

    fn word(self) -> &'static str {
        match self {
            Show::Everything => "everything",
            Show::HandedOver => "handed",
            Show::Opened => "opened",
            Show::Refused => "refused",
            Show::Own => "own",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Show::Everything => "Everything",
            Show::HandedOver => "Handed to others",
            Show::Opened => "Opened inside the shop",
            Show::Refused => "Refused",
            Show::Own => "What I did myself",
        }
    }

    fn takes(self, entry: &Entry) -> bool {
        let own = entry.party == "customer";
        match self {
            Show::Everything => true,
            Show::HandedOver => entry.kind == Kind::HandedOver && !own,
            Show::Refused => entry.kind == Kind::Refused,
            Show::Own => own && entry.kind != Kind::Refused,
            Show::Opened => !own && !matches!(entry.kind, Kind::HandedOver | Kind::Refused),
        }
    }
}

/// One filter with the number of lines behind it, so that none hides that there are more.
struct Filter {
    word: &'static str,
    label: &'static str,
    count: usize,
    current: bool,
}

/// A line in words.
struct Item {
    seq: u64,
    symbol: &'static str,
    sentence: String,
    at: Time,
    new_day: bool,
    paragraphs: Vec<String>,
    refused: bool,
}

/// The statement above the list.
struct Statement {
    lines: usize,
    broken_at: Option<u64>,
}

#[derive(Template)]
#[template(path = "account/disclosures.html")]
struct Disclosures {
    frame: Frame,
    items: Vec<Item>,
    filters: Vec<Filter>,
    shown: Show,
    matching: usize,
    statement: Statement,
    flows: Flows,
    page: usize,
    pages: usize,
    earlier: String,
    later: String,
}

/// What the address asks for.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    show: String,
    page: Option<usize>,
}

/// Shows the time line, newest first.
pub async fn index(ctx: Ctx, Query(wanted): Query<Wanted>) -> Result<impl IntoResponse, Stop> {
    let record = record(&ctx).await?;
    let show = Show::of(&wanted.show);
    let matching: Vec<&Line> = record.lines.iter().rev().filter(|line| show.takes(&line.entry)).collect();
    let pages = matching.len().div_ceil(PAGE).max(1);
    let page = wanted.page.unwrap_or(1).clamp(1, pages);
    let (words, skipped) = (Words(&ctx.house.policy()), (page - 1) * PAGE);
    let items = items(&words, matching.iter().skip(skipped).take(PAGE).copied());
    let to = |page: usize| format!("/account/disclosures?show={}&page={page}", show.word());
    Page::of(&Disclosures {
        frame: ctx.frame(),
        items,
        filters: filters(&record.lines, show),
        shown: show,
        matching: matching.len(),
        statement: statement(&record),
        flows: Flows::of(&words, &record.lines),
        page,
        pages,
        earlier: if page > 1 { to(page - 1) } else { String::new() },
        later: if page < pages { to(page + 1) } else { String::new() },
    })
}

async fn record(ctx: &Ctx) -> Result<gate::Record, Stop> {
    let customer = ctx.signed_in()?;
    Ok(ctx.house.gate.ledger_of(Ask::new(&needs::LEDGER_SEE, ctx.actor(), customer)).await?)
}

fn statement(record: &gate::Record) -> Statement {
    Statement { lines: record.lines.len(), broken_at: record.broken_at }
}

fn filters(lines: &[Line], shown: Show) -> Vec<Filter> {
    let filter = |show: Show| Filter {
        word: show.word(),
        label: show.label(),
        count: lines.iter().filter(|line| show.takes(&line.entry)).count(),
        current: show == shown,
    };
    Show::ALL.into_iter().map(filter).collect()
}

fn items<'a>(words: &Words<'_>, lines: impl Iterator<Item = &'a Line>) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for line in lines {
        let at = Time(line.entry.at);
        let new_day = items.last().is_none_or(|last| date_in_words(last.at) != date_in_words(at));
        items.push(Item {
            seq: line.seq,
            symbol: sentences::symbol(&line.entry),
            sentence: words.sentence(&line.entry),
            at,
            new_day,
            paragraphs: sentences::paragraphs(&line.entry),
            refused: line.entry.kind == Kind::Refused,
        });
    }
    items
}

#[derive(Template)]
#[template(path = "account/disclosure.html")]
struct Disclosure {
    frame: Frame,
    line: Line,
    sentence: String,
    categories: Vec<(String, String)>,
    purpose: String,
    party: String,
    ground: Vec<String>,
    paragraphs: Vec<Quoted>,
    same_policy: bool,
    head_before: String,
    leaf: String,
    head: String,
    statement: Statement,
}

/// A paragraph of the policy, as it reads now.
struct Quoted {
    number: String,
    anchor: String,
    text: String,
}

/// Shows one line with everything in it, and its proof.
pub async fn show(ctx: Ctx, Path(seq): Path<String>) -> Result<impl IntoResponse, Stop> {
    let seq: u64 = seq.parse().map_err(|_| Stop::NotFound)?;
    let mut record = record(&ctx).await?;
    let statement = statement(&record);
    let place = record.lines.iter().position(|line| line.seq == seq).ok_or(Stop::NotFound)?;
    let head_before =
        place.checked_sub(1).map_or_else(|| hex(&[0; 32]), |before| hex(&record.lines[before].head));
    let line = record.lines.swap_remove(place);
    let (policy, entry) = (ctx.house.policy(), &line.entry);
    let words = Words(&policy);
    Page::of(&Disclosure {
        frame: ctx.frame(),
        sentence: words.sentence(entry),
        categories: entry.leaves.iter().map(|leaf| (policy.leaf_words(leaf), leaf.clone())).collect(),
        purpose: policy.purpose_words(&entry.purpose),
        party: words.party(entry),
        ground: sentences::grounds(entry),
        paragraphs: quoted(&policy, entry),
        same_policy: entry.policy_hash == policy.hash_hex(),
        head_before,
        leaf: hex(&line.leaf),
        head: hex(&line.head),
        statement,
        line,
    })
}

fn quoted(policy: &policy::Policy, entry: &Entry) -> Vec<Quoted> {
    let quote = |number: String| Quoted {
        text: policy.document().paragraph(&number).map(|p| p.text.clone()).unwrap_or_default(),
        anchor: format!("p{}", number.replace('.', "-")),
        number,
    };
    sentences::paragraphs(entry).into_iter().map(quote).collect()
}

/// The whole chain as a file that checks without us, with its proofs in the public log: `cloakroom verify` and
/// `docs/verify_chain.py` read it.
pub async fn file(ctx: Ctx, State(shop): State<Shop>) -> Result<Response, Stop> {
    let record = record(&ctx).await?;
    let file = public_log::with_proofs(&shop, ctx.signed_in()?, &record.file).await?;
    Ok(attachment("my-record.json", "application/json", file))
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
