//! The second step: which card pays. Saved cards can be removed here at every purchase.

use std::str::FromStr;

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use consent::choices;
use gate::{Ask, Opened};
use serde::Deserialize;
use store::{Id, work};
use web::{Ctx, Frame, Page, Stop, see_other};

use super::{Till, enter, queries, reopen, rules::Service};
use crate::{
    forms::Problems,
    needs,
    orders::Items,
    payment::{self, Detached},
    receipts::{self, Place},
    shop::Shop,
};

/// The choice that a remembered card rests on.
const CHOICE: &str = "card-kept";

#[derive(Template)]
#[template(path = "checkout/pay_with.html")]
struct PayWith {
    frame: Frame,
    items: Items,
    partner: String,
    /// Saved cards: id and what the customer may see of each.
    cards: Vec<(String, Option<Opened>)>,
    picked: String,
    keep: bool,
    /// The policy's words beside the box, and its paragraph.
    label: String,
    clause: String,
    went_wrong: &'static str,
    problems: Problems,
}

/// What the form sends.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Typed {
    card: String,
    keep_card: String,
    shown: String,
}

/// Saved cards and the new one.
pub async fn edit(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let till = enter(&ctx, &shop).await?;
    Page::of(&page(&ctx, &shop, &till, None).await?)
}

/// Where the checkout stands, without opening anything.
pub(super) struct Stands {
    pub id: Id,
    pub service: Service,
    pub card: Option<Id>,
    pub keep_card: bool,
    pub went_wrong: &'static str,
}

/// The checkout under way, once the first step is done.
pub(super) async fn stands(shop: &Shop, customer: Id) -> Result<Stands, Stop> {
    let found = shop.house.store().read(work!(|tx| [customer] -> Result<Option<Stands>, store::Error> {
        let Some(checkout) = queries::current(tx, customer).await?.filter(queries::Checkout::is_told) else { return Ok(None) };
        let service = checkout.service.as_deref().and_then(Service::of).unwrap_or(Service::Standard);
        let went_wrong = payment::what_went_wrong(tx, customer, checkout.id).await?;
        Ok(Some(Stands { id: checkout.id, service, card: checkout.card, keep_card: checkout.keep_card, went_wrong }))
    }));
    found.await?.ok_or_else(|| Stop::Elsewhere("/checkout/delivery".to_owned()))
}

async fn page(
    ctx: &Ctx,
    shop: &Shop,
    till: &Till,
    typed: Option<(Typed, Problems)>,
) -> Result<PayWith, Stop> {
    let stands = stands(shop, till.customer).await?;
    let cards = match ctx.customer() {
        Some(customer) => payment::cards(ctx, customer).await?,
        None => Vec::new(),
    };
    let last = cards.first().map(|(id, _)| id.clone()).unwrap_or_else(|| "new".to_owned());
    let kept = stands.card.map(|id| id.to_string()).filter(|id| cards.iter().any(|(card, _)| card == id));
    let (typed, problems) = typed.unwrap_or_default();
    let policy = shop.house.policy();
    let choice = policy.choice(CHOICE);
    Ok(PayWith {
        frame: ctx.frame(),
        items: till.items(shop, stands.service),
        partner: shop.partners.payment.name.clone(),
        picked: if typed.card.is_empty() { kept.unwrap_or(last) } else { typed.card },
        keep: stands.keep_card || typed.keep_card == "yes",
        label: choice.map(|choice| choice.label.clone()).unwrap_or_default(),
        clause: choice.map(|choice| format!("p{}", choice.paragraph.replace('.', "-"))).unwrap_or_default(),
        cards,
        went_wrong: stands.went_wrong,
        problems,
    })
}

/// Keeps how it shall be paid, with a yes to remembering the card if there was one.
pub async fn update(ctx: Ctx, State(shop): State<Shop>, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let till = enter(&ctx, &shop).await?;
    let card = match typed.card.as_str() {
        "new" | "" => None,
        id => Some(Id::from_str(id).map_err(|_| Stop::NotFound)?),
    };
    if !is_theirs(&ctx, card).await? {
        let mut problems = Problems::default();
        problems.note("card", "That card is no longer saved. Please pick another.");
        let shown =
            page(&ctx, &shop, &till, Some((Typed { card: "new".to_owned(), ..typed }, problems))).await?;
        return Ok(Page::invalid(&shown)?.into_response());
    }
    reopen(&shop, till.customer).await?;
    let keep = typed.keep_card == "yes" && card.is_none() && ctx.customer().is_some();
    if keep {
        say_yes(&ctx, till.customer, &typed.shown).await?;
    }
    choose(&ctx, till.customer, card, keep).await?;
    Ok(see_other("/checkout/review", None))
}

/// Whether the picked card is one that this customer has saved.
async fn is_theirs(ctx: &Ctx, card: Option<Id>) -> Result<bool, Stop> {
    let Some(card) = card else { return Ok(true) };
    let Some(customer) = ctx.customer() else { return Ok(false) };
    Ok(ctx
        .house
        .store()
        .read(work!(|tx| [customer, card] { payment::is_kept(tx, customer, card).await }))
        .await?)
}

/// The yes that a remembered card rests on, kept with the words it was given to.
async fn say_yes(ctx: &Ctx, customer: Id, shown: &str) -> Result<(), Stop> {
    let (made, words) = receipts::answer(ctx, CHOICE, true, Place::Checkout, shown)?;
    let ask = Ask::new(&needs::CARD_CHOICE, ctx.actor(), customer).about("remembering a card");
    let said = ctx.house.gate.record(ask, move |tx, _| {
        let done = choices::set(tx, customer, &made, &words).map_err(Stop::from);
        Box::pin(async move { done })
    });
    said.await
}

async fn choose(ctx: &Ctx, customer: Id, card: Option<Id>, keep: bool) -> Result<(), Stop> {
    let now = ctx.now();
    let chosen =
        ctx.house.store().write(work!(|tx| [customer, card, keep, now] -> Result<bool, store::Error> {
            match queries::current(tx, customer).await?.filter(queries::Checkout::is_told) {
                Some(checkout) => queries::choose(tx, customer, checkout.id, card, keep, now).await,
                None => Ok(false),
            }
        }));
    match chosen.await? {
        true => Ok(()),
        false => Err(Stop::Elsewhere("/checkout/delivery".to_owned())),
    }
}

/// Removes a saved card, here and at the partner.
pub async fn remove(ctx: Ctx, State(shop): State<Shop>, Path(card): Path<String>) -> Result<Response, Stop> {
    let (customer, card) = (ctx.signed_in()?, Id::from_str(&card).map_err(|_| Stop::NotFound)?);
    let ask = Ask::new(&needs::CARD_REMOVE, ctx.actor(), customer).about("a saved card");
    let allowed = shop.house.gate.record(ask, |_, _| Box::pin(async { Ok::<_, Stop>(()) }));
    allowed.await?;
    let said = match payment::detach(&shop, customer, card).await? {
        Detached::Gone => "card-removed",
        Detached::Asked => "card-removing",
    };
    Ok(see_other("/checkout/payment", Some(said)))
}
