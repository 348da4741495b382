//! One recipient's agreement: registered, renewed, or ended at once.

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use consent::agreements::{self, Agreement};
use serde::Deserialize;
use store::{Id, work};
use web::{Ctx, Frame, Page, Stop, Who, see_other};

use super::{
    recipients::{self, Recipient},
    rules::{Terms, day_of},
};
use crate::{forms::Problems, shop::Shop};

#[derive(Template)]
#[template(path = "dpo_desk/agreement.html")]
struct Edit {
    frame: Frame,
    recipient: Recipient,
    typed: Typed,
    problems: Problems,
}

/// What was typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    document: String,
    from: String,
    until: String,
}

pub async fn edit(ctx: Ctx, State(shop): State<Shop>, Path(party): Path<String>) -> Result<Page, Stop> {
    let all = registered(&ctx).await?;
    let before = all.iter().find(|agreement| agreement.party == party);
    let typed = Typed {
        document: before.map(|agreement| agreement.document.clone()).unwrap_or_default(),
        from: day_of(before.map_or(ctx.now(), |agreement| agreement.from)),
        until: before.map(|agreement| day_of(agreement.until.minus_seconds(1))).unwrap_or_default(),
    };
    Page::of(&page(&ctx, &shop, &party, &all, typed, Problems::default())?)
}

/// Registers or renews. A party that the policy allows nothing is answered in words: no paper can stand above the policy.
pub async fn update(
    ctx: Ctx,
    State(shop): State<Shop>,
    Path(party): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let (all, now, mut problems) = (registered(&ctx).await?, ctx.now(), Problems::default());
    let recipient = recipients::find(&shop, &party, &all, now).ok_or(Stop::NotFound)?;
    if recipient.receives.is_empty() {
        problems.note(
            "document",
            "The policy allows this recipient nothing, so there is nothing an agreement could be about.",
        );
    }
    let terms = Terms::parse(&typed.document, &typed.from, &typed.until, now, &mut problems);
    match terms.filter(|_| problems.is_empty()) {
        Some(terms) => {
            save(&ctx, Agreement { party, document: terms.document, from: terms.from, until: terms.until })
                .await?;
            Ok(see_other("/desk/agreements", Some("agreement-saved")))
        }
        None => Ok(Page::invalid(&page(&ctx, &shop, &party, &all, typed, problems)?)?.into_response()),
    }
}

/// Ends it at once: the next hand-over is refused.
pub async fn end(ctx: Ctx, Path(party): Path<String>) -> Result<Response, Stop> {
    let (all, now) = (registered(&ctx).await?, ctx.now());
    let agreement = all
        .into_iter()
        .find(|agreement| agreement.party == party && now < agreement.until)
        .ok_or(Stop::NotFound)?;
    save(&ctx, Agreement { from: agreement.from.min(now), until: now, ..agreement }).await?;
    Ok(see_other("/desk/agreements", Some("agreement-ended")))
}

async fn registered(ctx: &Ctx) -> Result<Vec<Agreement>, Stop> {
    Ok(ctx.house.store().read(work!(|tx| { agreements::all(tx).await })).await?)
}

async fn save(ctx: &Ctx, agreement: Agreement) -> Result<(), Stop> {
    let (by, now) = (staff(ctx)?, ctx.now());
    Ok(ctx
        .house
        .store()
        .write(work!(|tx| [agreement, by, now] { agreements::set(tx, &agreement, by, now) }))
        .await?)
}

fn staff(ctx: &Ctx) -> Result<Id, Stop> {
    match &ctx.who {
        Who::Staff { id, .. } => Ok(*id),
        _ => Err(Stop::StaffSignIn),
    }
}

fn page(
    ctx: &Ctx,
    shop: &Shop,
    party: &str,
    all: &[Agreement],
    typed: Typed,
    problems: Problems,
) -> Result<Edit, Stop> {
    let recipient = recipients::find(shop, party, all, ctx.now()).ok_or(Stop::NotFound)?;
    Ok(Edit { frame: ctx.frame(), recipient, typed, problems })
}
