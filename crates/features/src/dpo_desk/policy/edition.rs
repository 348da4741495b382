//! One edition on its way: approved by two people, scheduled or put into force, withdrawn; and what it would change.

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use gate::Actor;
use jiff::{civil::Date, tz::TimeZone};
use serde::Deserialize;
use store::Time;
use web::{Ctx, Frame, Page, Stop, Who, date_in_words, moment_in_words, see_other};

use super::{
    compare::Difference,
    edit::{self, Typed},
    trial::{Trial, Trouble as Found},
};
use crate::{
    editions::{
        Edition, State as Standing,
        desk::{self, APPROVALS, Dossier, Officer, Trouble},
    },
    shop::Shop,
};

#[derive(Template)]
#[template(path = "dpo_desk/policy/edition.html")]
struct EditionPage {
    frame: Frame,
    clock: bool,
    edition: Edition,
    /// What a deed came up against, in words.
    trouble: String,
    approvals: Vec<String>,
    approved_by_me: bool,
    deeds: Vec<(String, String)>,
    /// What it would change, for one that is not in force.
    difference: Option<Difference>,
    hash: String,
    coming: String,
}

impl EditionPage {
    fn is_draft(&self) -> bool {
        self.edition.state == Standing::Draft
    }

    fn is_approved(&self) -> bool {
        self.edition.state == Standing::Approved
    }

    fn is_open(&self) -> bool {
        is_open(&self.edition)
    }

    fn tone(&self) -> &'static str {
        tone(&self.edition)
    }

    fn missing(&self) -> usize {
        APPROVALS.saturating_sub(self.approvals.len())
    }

    fn waits(&self) -> bool {
        self.difference.as_ref().is_some_and(|difference| difference.verdict == review::Verdict::Wider)
    }
}

/// Whether it may still come into force.
fn is_open(edition: &Edition) -> bool {
    matches!(edition.state, Standing::Draft | Standing::Approved | Standing::Scheduled)
}

/// The tone of a state.
pub(super) fn tone(edition: &Edition) -> &'static str {
    match edition.state {
        Standing::InForce => "good",
        Standing::Approved | Standing::Scheduled => "warn",
        Standing::Draft | Standing::Past | Standing::Withdrawn => "",
    }
}

/// Shows it.
pub async fn show(ctx: Ctx, State(shop): State<Shop>, Path(version): Path<String>) -> Result<Page, Stop> {
    Page::of(&page(&ctx, &shop, &version, String::new()).await?)
}

async fn page(ctx: &Ctx, shop: &Shop, version: &str, trouble: String) -> Result<EditionPage, Stop> {
    let Dossier { edition, approvals, deeds } = desk::find(shop, version).await?.ok_or(Stop::NotFound)?;
    let me = officer(ctx)?;
    let named = |approval: &desk::Approval| {
        let who = Actor::Staff { id: approval.staff, role: "officer".to_owned() }.named();
        let me = if approval.staff == me.id { " (you)" } else { "" };
        format!("{who}{me}, {}", moment_in_words(approval.at))
    };
    Ok(EditionPage {
        frame: ctx.frame(),
        clock: shop.demo.is_some(),
        trouble,
        approvals: approvals.iter().map(named).collect(),
        approved_by_me: approvals.iter().any(|approval| approval.staff == me.id),
        deeds: deeds
            .iter()
            .map(|deed| (format!("{} {}", deed.who, deed.what), moment_in_words(deed.at)))
            .collect(),
        difference: difference(shop, &edition),
        hash: web::hex(&edition.text_hash),
        coming: edition.due_at.map(date_in_words).unwrap_or_default(),
        edition,
    })
}

fn difference(shop: &Shop, edition: &Edition) -> Option<Difference> {
    let new = is_open(edition).then(|| Trial::of(shop, &edition.text).policy)??;
    Some(Difference::of(&shop.house.policy(), &new))
}

fn officer(ctx: &Ctx) -> Result<Officer, Stop> {
    match &ctx.who {
        Who::Staff { id, .. } => Ok(Officer { id: *id, named: ctx.actor().named() }),
        _ => Err(Stop::StaffSignIn),
    }
}

fn address(version: &str) -> String {
    format!("/desk/dpo/policy/editions/{version}")
}

/// Keeps what was typed as a draft. What cannot be kept goes back to its box with the reason.
pub async fn create(ctx: Ctx, State(shop): State<Shop>, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let (text, by) = (typed.text(), officer(&ctx)?);
    let trial = Trial::of(&shop, &text);
    if trial.policy.is_none() {
        return edit::again(&ctx, &shop, text, trial);
    }
    match desk::put_draft(&shop, &by, &text).await {
        Ok(edition) => Ok(see_other(&address(&edition.version), Some("saved"))),
        Err(Trouble::Stop(stop)) => Err(stop),
        Err(Trouble::Words(words)) => {
            let trial = Trial { policy: None, troubles: vec![Found::whole(words)] };
            edit::again(&ctx, &shop, text, trial)
        }
    }
}

/// What an approval sends: the hash of the text that was looked at.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Looked {
    hash: String,
}

/// Approves the text that was shown.
pub async fn approve(
    ctx: Ctx,
    State(shop): State<Shop>,
    Path(version): Path<String>,
    Form(looked): Form<Looked>,
) -> Result<Response, Stop> {
    let Some(hash) = from_hex(&looked.hash) else { return Err(Stop::Bad("This approves no text.")) };
    let done = desk::approve(&shop, &officer(&ctx)?, &version, hash).await;
    answer(&ctx, &shop, &version, done.map(|_| ())).await
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    let digits = text.is_ascii() && text.len() == 64;
    let byte = |at: usize| u8::from_str_radix(text.get(at..at + 2)?, 16).ok();
    let bytes: Option<Vec<u8>> = (0..64).step_by(2).map(byte).collect();
    bytes.filter(|_| digits)?.try_into().ok()
}

/// When it shall come into force; as early as it may while no day is given.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct When {
    day: String,
}

/// Lets an approved text come into force at a day.
pub async fn schedule(
    ctx: Ctx,
    State(shop): State<Shop>,
    Path(version): Path<String>,
    Form(when): Form<When>,
) -> Result<Response, Stop> {
    let done = match start_of(&when.day) {
        Ok(at) => desk::schedule(&shop, &officer(&ctx)?, &version, at).await.map(|_| ()),
        Err(words) => Err(Trouble::Words(words)),
    };
    answer(&ctx, &shop, &version, done).await
}

fn start_of(day: &str) -> Result<Option<Time>, String> {
    if day.trim().is_empty() {
        return Ok(None);
    }
    let zone = TimeZone::get("Europe/London").unwrap_or(TimeZone::UTC);
    let start = day.trim().parse::<Date>().and_then(|day| day.to_zoned(zone));
    match start {
        Ok(start) => Ok(Some(Time(start.timestamp().as_microsecond()))),
        Err(_) => Err(format!("“{day}” is no day. Write it as 2027-03-31, or leave it empty.")),
    }
}

/// Puts an approved text into force now.
pub async fn activate(
    ctx: Ctx,
    State(shop): State<Shop>,
    Path(version): Path<String>,
) -> Result<Response, Stop> {
    let done = desk::activate(&shop, &officer(&ctx)?, &version).await;
    answer(&ctx, &shop, &version, done).await
}

/// Takes it back before it is in force.
pub async fn withdraw(
    ctx: Ctx,
    State(shop): State<Shop>,
    Path(version): Path<String>,
) -> Result<Response, Stop> {
    let done = desk::withdraw(&shop, &officer(&ctx)?, &version).await;
    answer(&ctx, &shop, &version, done).await
}

/// Back to the edition; with words, when it could not be done.
async fn answer(ctx: &Ctx, shop: &Shop, version: &str, done: Result<(), Trouble>) -> Result<Response, Stop> {
    match done {
        Ok(()) => Ok(see_other(&address(version), Some("saved"))),
        Err(Trouble::Stop(stop)) => Err(stop),
        Err(Trouble::Words(words)) => Ok(Page::of(&page(ctx, shop, version, words).await?)?
            .status(http::StatusCode::CONFLICT)
            .into_response()),
    }
}
