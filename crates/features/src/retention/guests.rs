//! A guest who still comes by when the last order is done: the basket goes on under another number, so that the one under
//! which they ordered can be forgotten.

use std::sync::Arc;

use gate::{Actor, Ask, Class, Column, Opened};
use store::{Id, Time, work};
use web::Stop;

use super::{
    forgetting::{self, Forgetting},
    queries,
};
use crate::{columns, needs, shop::Shop};

/// What lies in a basket, opened to be sealed again under another key.
#[derive(Clone)]
struct Contents {
    lines: Option<Arc<Opened>>,
    wishes: Option<Arc<Opened>>,
    visited: Time,
}

/// Gives a guest's basket to somebody new, if a browser still leads to it.
pub async fn part_from_orders(shop: &Shop, guest: Id) -> Result<(), Stop> {
    let now = shop.house.clock.now();
    let comes_by =
        shop.house.store().read(work!(|tx| [guest, now] { queries::comes_by(tx, guest, now).await }));
    if !comes_by.await? {
        return Ok(());
    }
    let contents = contents(shop, guest).await?;
    move_over(shop, guest, contents).await?;
    forgetting::carry_out(shop, guest, &[Forgetting::Basket]).await?;
    Ok(())
}

async fn contents(shop: &Shop, guest: Id) -> Result<Contents, Stop> {
    let nothing = |visited| Contents { lines: None, wishes: None, visited };
    let row = shop.house.store().read(work!(|tx| [guest] { queries::basket_find(tx, guest).await }));
    let Some((lines, wishes, visited)) = row.await? else { return Ok(nothing(shop.house.clock.now())) };
    if lines.is_none() && wishes.is_none() {
        return Ok(nothing(visited));
    }
    let mut ask =
        Ask::new(&needs::BASKET_USE, Actor::Shop, guest).about("your basket, parted from your orders");
    if lines.is_none() {
        ask = ask.lacking("account.basket");
    }
    if wishes.is_none() {
        ask = ask.lacking("account.wish-list");
    }
    let (pass, ()) = shop.house.gate.admit(ask, |_| Box::pin(async { Ok::<_, Stop>(()) })).await?;
    let open = |column: &'static Column, bytes| {
        let sealed = column.maybe(guest, bytes).map(|sealed| sealed.since(Some(visited)));
        Ok::<_, Stop>(pass.open_maybe(sealed.as_ref())?.map(Arc::new))
    };
    let (lines, wishes) = (open(&columns::BASKET_LINES, lines)?, open(&columns::BASKET_WISHES, wishes)?);
    Ok(Contents { lines, wishes, visited })
}

/// Two people's rows in one commit: there is no moment at which the browser leads to neither or to both.
async fn move_over(shop: &Shop, guest: Id, contents: Contents) -> Result<(), Stop> {
    let (house, now) = (&shop.house, shop.house.clock.now());
    let anew = Id::new(&house.clock, &house.dice);
    house.gate.prepare(anew, &[Class::Basket]).await?;
    let version = house.policy().version().to_owned();
    let moved = house.gate.record(Ask::new(&needs::BASKET_KEEP, Actor::Shop, anew), move |tx, sealer| {
        let (contents, version) = (contents.clone(), version.clone());
        Box::pin(async move {
            let text = |value: &Option<Arc<Opened>>| value.as_ref().map(|opened| opened.show().to_owned());
            let lines = sealer.seal_maybe(&columns::BASKET_LINES, anew, text(&contents.lines).as_deref())?;
            let wishes =
                sealer.seal_maybe(&columns::BASKET_WISHES, anew, text(&contents.wishes).as_deref())?;
            queries::visitor_new(tx, anew, &version, now)?;
            queries::basket_new(tx, anew, lines, wishes, contents.visited)?;
            queries::basket_handles_move(tx, guest, anew)?;
            queries::basket_remove(tx, guest)?;
            Ok::<_, Stop>(forgetting::promise(tx, guest, Forgetting::Basket, now)?)
        })
    });
    moved.await
}
