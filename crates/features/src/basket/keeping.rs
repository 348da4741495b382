//! Keeping a basket: read through the gate, changed in one commit with its ledger line.

use gate::{Actor, Ask, Class};
use store::{Id, Time, Tx, work};
use web::{Ctx, Handle, Handles, Stop};

use super::{
    contents::{Basket, Deed, Held, Line, Undo, read, to_json},
    queries,
    rules::{self, Size},
};
use crate::{columns, delivery, needs, shop::Shop};

/// Two tabs at once: the later one reads again and comes after.
const TRIES: usize = 4;
/// What was removed can be brought back for a day.
const UNDO_SECONDS: i64 = 86_400;

/// The basket of whoever is there; `None` for a visitor who keeps nothing.
///
/// # Errors
/// Refused by the policy, or a fault.
pub async fn held(ctx: &Ctx, shop: &Shop) -> Result<Option<Held>, Stop> {
    if let Some(customer) = ctx.customer() {
        return Ok(Some(look(shop, customer, ctx.actor()).await?));
    }
    let Some(handle) = ctx.handle("basket").await? else { return Ok(None) };
    match look(shop, handle.customer, holder(&handle)).await {
        Ok(held) => Ok(Some(held)),
        // Its keys are destroyed: there is no basket any more.
        Err(Stop::NotFound) => Ok(None),
        Err(stop) => Err(stop),
    }
}

fn holder(handle: &Handle) -> Actor {
    Actor::Holder { id: handle.customer, secret: handle.secret }
}

async fn look(shop: &Shop, customer: Id, actor: Actor) -> Result<Held, Stop> {
    let seen =
        shop.house.store().read(work!(|tx| [customer] { queries::outside(tx, customer).await })).await?;
    let Some(outside) = seen else { return Ok(Held::empty(customer, actor)) };
    if !outside.has_lines && !outside.has_wishes {
        return Ok(Held { version: outside.version, ..Held::empty(customer, actor) });
    }
    let mut ask = Ask::new(&needs::BASKET_USE, actor.clone(), customer);
    if !outside.has_wishes {
        ask = ask.lacking("account.wish-list");
    }
    if !outside.has_lines {
        ask = ask.lacking("account.basket");
    }
    let asked = shop
        .house
        .gate
        .admit(ask, move |tx| Box::pin(async move { Ok::<_, Stop>(queries::find(tx, customer).await?) }));
    let (pass, row) = asked.await?;
    let Some(row) = row else { return Ok(Held::empty(customer, actor)) };
    let lines = pass.open_maybe(row.lines.as_ref())?;
    let wishes = pass.open_maybe(row.wishes.as_ref())?;
    let undo = pass.open_maybe(row.undo.as_ref())?;
    let mut over = false;
    for sealed in [&row.lines, &row.wishes].into_iter().flatten() {
        over |= pass.is_over(sealed)?;
    }
    let lines: Vec<Line> = read(lines.as_ref()).unwrap_or_default();
    let wishes: Vec<String> = read(wishes.as_ref()).unwrap_or_default();
    let basket = Basket { lines, wishes };
    Ok(Held { customer, actor, basket, version: row.version, undo: read(undo.as_ref()), over })
}

/// A basket after a deed; with a deed named, the basket before it can be brought back.
pub(super) struct After {
    pub(super) basket: Basket,
    pub(super) undo: Option<Deed>,
}

/// A basket before and after a deed.
pub(super) struct Changed {
    pub(super) before: Basket,
    pub(super) after: Basket,
}

/// Changes the basket of whoever is there. A visitor who keeps nothing yet gets one with the first piece.
pub(super) async fn change(ctx: &Ctx, shop: &Shop, alter: impl Fn(&Held) -> After) -> Result<Changed, Stop> {
    for _ in 0..TRIES {
        let (held, newcomer) = match held(ctx, shop).await? {
            Some(held) => (held, None),
            None => newcomer(ctx),
        };
        let after = alter(&held);
        if held.version == 0 {
            ctx.house.gate.prepare(held.customer, &[Class::Basket]).await?;
        }
        if write(shop, &held, &after, newcomer.clone(), Vec::new(), ctx.now()).await? {
            remember(ctx, newcomer, after.basket.pieces());
            return Ok(Changed { before: held.basket, after: after.basket });
        }
    }
    Err(Stop::Conflict("Your basket was changed from somewhere else at the same moment. Please look again."))
}

/// Somebody new, with the secret that their browser will hold.
fn newcomer(ctx: &Ctx) -> (Held, Option<String>) {
    (Held::empty(ctx.id(), Actor::Shop), Some(ctx.house.dice.token()))
}

/// Other baskets that go in the same commit: whose, and the secret that led to it.
type Absorbed = (Id, String);

async fn write(
    shop: &Shop,
    held: &Held,
    after: &After,
    newcomer: Option<String>,
    absorbed: Vec<Absorbed>,
    now: Time,
) -> Result<bool, Stop> {
    let customer = held.customer;
    let (lines, wishes) = (to_json(&after.basket.lines), to_json(&after.basket.wishes));
    let undo = after.undo.map(|deed| undo_of(deed, held, now));
    let policy_version = shop.house.policy().version().to_owned();
    let (version, until) = (held.version, lasts_until(shop, now));
    let ask = Ask::new(&needs::BASKET_KEEP, held.actor.clone(), customer);
    let written = shop.house.gate.record(ask, move |tx, sealer| {
        let (newcomer, policy_version, absorbed) =
            (newcomer.clone(), policy_version.clone(), absorbed.clone());
        let sealed = || {
            Ok::<_, Stop>(queries::Row {
                version,
                lines: sealer.seal_maybe(&columns::BASKET_LINES, customer, lines.as_deref())?,
                wishes: sealer.seal_maybe(&columns::BASKET_WISHES, customer, wishes.as_deref())?,
                undo: match sealer.may_seal(&columns::BASKET_UNDO)? {
                    true => sealer.seal_maybe(&columns::BASKET_UNDO, customer, undo.as_deref())?,
                    false => None,
                },
            })
        };
        let sealed = sealed();
        Box::pin(async move {
            if let Some(secret) = newcomer {
                queries::visitor_new(tx, customer, &policy_version, now)?;
                Handles::put(tx, "basket", &secret, customer, None, until)?;
            }
            for (whose, secret) in absorbed {
                queries::remove(tx, whose)?;
                Handles::burn(tx, "basket", &secret)?;
            }
            Ok::<_, Stop>(queries::keep(tx, customer, now, sealed?).await?)
        })
    });
    written.await
}

fn undo_of(deed: Deed, held: &Held, now: Time) -> String {
    let undo = Undo { deed, before: held.basket.clone(), until: now.plus_seconds(UNDO_SECONDS).0 };
    serde_json::to_string(&undo).unwrap_or_default()
}

/// As long as the policy lets the cookie live.
fn lasts_until(shop: &Shop, now: Time) -> Time {
    now.plus_seconds(shop.house.policy().cookie("basket").map_or(0, |cookie| cookie.lasts.to_seconds()))
}

/// Lets the browser remember: the secret of a visitor, and for everybody how many pieces there are.
fn remember(ctx: &Ctx, newcomer: Option<String>, pieces: u32) {
    match newcomer {
        Some(secret) => ctx.jar.set("basket", &format!("{secret}.{pieces}")),
        None => shows(ctx, pieces),
    }
}

/// How many pieces the head of the page shows from now on.
pub fn shows(ctx: &Ctx, pieces: u32) {
    let cookie = ctx.jar.get("basket").unwrap_or_default();
    // An account's basket hangs on the session, so the cookie holds no secret then.
    let secret = if ctx.customer().is_some() { "own" } else { cookie.split('.').next().unwrap_or("own") };
    ctx.jar.set("basket", &format!("{secret}.{pieces}"));
}

/// How long a basket or a wish list is kept, in the policy's own words.
pub(super) fn kept_for(shop: &Shop, leaf: &str) -> String {
    let policy = shop.house.policy();
    policy.leaf(leaf).map(|leaf| policy.keep_words(leaf)).unwrap_or_default()
}

/// A look at basket or wish list counts as a visit, written down once a day, so that they last as long again.
pub(super) async fn visited(ctx: &Ctx, shop: &Shop, held: &Held) -> Result<(), Stop> {
    let (customer, now) = (held.customer, ctx.now());
    let seen =
        shop.house.store().read(work!(|tx| [customer] { queries::outside(tx, customer).await })).await?;
    if held.over || seen.is_none_or(|outside| outside.updated_at.plus_seconds(86_400) >= now) {
        return Ok(());
    }
    touch(shop, held, now).await?;
    shows(ctx, held.basket.pieces());
    Ok(())
}

async fn touch(shop: &Shop, held: &Held, now: Time) -> Result<(), Stop> {
    let secret = match held.actor {
        Actor::Holder { secret, .. } => Some(secret),
        _ => None,
    };
    let (customer, until) = (held.customer, lasts_until(shop, now));
    let touched =
        shop.house.store().write(work!(|tx| [customer, secret, now, until] -> Result<(), store::Error> {
            queries::touch(tx, customer, now)?;
            secret.map_or(Ok(()), |token| queries::prolong(tx, token, until))
        }));
    Ok(touched.await?)
}

/// Gives an account what lies in the basket of this browser, and makes the browser's secret worthless. What the account
/// held before can be brought back for a day. True when pieces or wishes came along.
///
/// While a payment of the visitor is under way nothing moves: what is being paid for stays as it was frozen.
///
/// # Errors
/// Refused by the policy, or a fault.
pub async fn claim(ctx: &Ctx, shop: &Shop, customer: Id) -> Result<bool, Stop> {
    let own = look(shop, customer, Actor::Shop).await?;
    let Some((came, secret)) = left_here(ctx, shop, customer).await? else {
        if !own.over {
            touch(shop, &own, ctx.now()).await?;
        }
        ctx.jar.set("basket", &format!("own.{}", own.basket.pieces()));
        return Ok(false);
    };
    if is_paying(shop, came.customer, ctx.now()).await? {
        return Ok(false);
    }
    shop.house.gate.prepare(customer, &[Class::Basket]).await?;
    let (after, moved) = taken_in(shop, &own, &came, ctx.now()).await?;
    let pieces = after.basket.pieces();
    if !write(shop, &own, &after, None, vec![(came.customer, secret)], ctx.now()).await? {
        return Err(Stop::Conflict(
            "Your basket was changed from somewhere else at the same moment. Please look again.",
        ));
    }
    ctx.jar.set("basket", &format!("own.{pieces}"));
    Ok(moved)
}

/// The basket that this browser holds as a visitor's, with its secret.
async fn left_here(ctx: &Ctx, shop: &Shop, customer: Id) -> Result<Option<(Held, String)>, Stop> {
    let Some(handle) = ctx.handle("basket").await?.filter(|handle| handle.customer != customer) else {
        return Ok(None);
    };
    let cookie = ctx.jar.get("basket").unwrap_or_default();
    let secret = cookie.split('.').next().unwrap_or_default().to_owned();
    match look(shop, handle.customer, holder(&handle)).await {
        Ok(held) => Ok(Some((held, secret))),
        Err(Stop::NotFound) => Ok(None),
        Err(stop) => Err(stop),
    }
}

async fn is_paying(shop: &Shop, customer: Id, now: Time) -> Result<bool, Stop> {
    Ok(shop
        .house
        .store()
        .read(work!(|tx| [customer, now] { queries::is_paying(tx, customer, now).await }))
        .await?)
}

async fn taken_in(shop: &Shop, own: &Held, came: &Held, now: Time) -> Result<(After, bool), Stop> {
    let left = stock_of(shop, &came.basket, now).await?;
    let size = |sku: &str| Size {
        left: left.iter().find(|(known, _)| known == sku).map_or(0, |(_, left)| *left),
        slug: shop.catalogue.variant(sku).map(|(product, _)| product.slug.clone()),
    };
    let basket = rules::merge(&own.basket, &came.basket, size);
    let moved = basket != own.basket;
    let undo = (moved && own.basket != Basket::default()).then_some(Deed::Merged);
    Ok((After { basket, undo }, moved))
}

/// How many of each size in a basket can be bought now.
pub(super) async fn stock_of(shop: &Shop, basket: &Basket, now: Time) -> Result<Vec<(String, u32)>, Stop> {
    let skus: Vec<String> = basket.lines.iter().map(|line| line.sku.clone()).collect();
    let counted = shop.house.store().read(work!(|tx| [skus, now] { counted(tx, skus, now).await }));
    Ok(counted.await?)
}

async fn counted(tx: &mut Tx, skus: Vec<String>, now: Time) -> Result<Vec<(String, u32)>, store::Error> {
    let mut left = Vec::with_capacity(skus.len());
    for sku in skus {
        let count = delivery::stock(tx, &sku, now).await?;
        left.push((sku, u32::try_from(count).unwrap_or(0)));
    }
    Ok(left)
}
