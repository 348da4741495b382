//! The list of those outside, and how each one's agreement stands.

use askama::Template;
use axum::extract::State;
use consent::agreements;
use store::work;
use web::{Ctx, Frame, Page, Stop};

use super::{
    duties,
    recipients::{self, Recipient},
};
use crate::shop::Shop;

#[derive(Template)]
#[template(path = "dpo_desk/agreements.html")]
struct Agreements {
    frame: Frame,
    recipients: Vec<Recipient>,
    nothing: Vec<Recipient>,
    in_force: usize,
    ending: usize,
    ended: usize,
    late: Vec<duties::Told>,
    clock: bool,
}

pub async fn index(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let agreements = ctx.house.store().read(work!(|tx| { agreements::all(tx).await })).await?;
    let all = recipients::all(&shop, &agreements, ctx.now());
    let (recipients, nothing): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|recipient| !recipient.receives.is_empty());
    let count = |tone: &str| {
        recipients.iter().filter_map(|r| r.agreement.as_ref()).filter(|a| a.tone == tone).count()
    };
    Page::of(&Agreements {
        frame: ctx.frame(),
        in_force: recipients.iter().filter_map(|r| r.agreement.as_ref()).filter(|a| a.in_force).count(),
        ending: count("warn"),
        ended: count("bad"),
        recipients,
        nothing,
        late: duties::late(&shop).await?,
        clock: shop.demo.is_some(),
    })
}
