//! Agreeing: a customer moves to the edition in force, by a button of their own and in no other way.

use axum::{
    extract::{Path, State},
    response::Response,
};
use consent::choices::{self, Made};
use gate::Ask;
use store::{Error, Id, Time, Tx, sql, work};
use web::{Ctx, House, Stop, see_other};

use super::{
    queries::{Edition, State as Standing},
    telling,
};
use crate::{needs, shop::Shop};

const STANDS_UNDER: &str =
    "SELECT COALESCE(agreed_version, policy_version) FROM customer WHERE customer_id = $1";

/// The version that a customer stands under.
pub async fn stands_under(house: &House, customer: Id) -> Result<Option<String>, Error> {
    let found = house.store().read(work!(|tx| [customer] -> Result<Option<String>, Error> {
        tx.row(sql!(STANDS_UNDER, customer)).await?.map(|mut row| row.take(0)).transpose()
    }));
    found.await
}

/// The version that a customer stands under and the one in force, when that allows more.
pub async fn behind(house: &House, customer: Id) -> Result<Option<(String, String)>, Error> {
    let mine = stands_under(house, customer).await?.filter(|version| house.gate.is_behind(version));
    Ok(mine.map(|mine| (mine, house.policy().version().to_owned())))
}

const MOVE: &str = "UPDATE customer SET agreed_version = $1 WHERE customer_id = $2";
const PROOF: &str =
    "INSERT INTO edition_agreed (customer_id, version, at, text_hash, channel) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (customer_id, version) DO NOTHING";

/// Agrees to the edition in force. What it asks again counts as not answered from here on.
pub async fn create(
    ctx: Ctx,
    State(shop): State<Shop>,
    Path(version): Path<String>,
) -> Result<Response, Stop> {
    let customer = ctx.signed_in()?;
    let found = shop.shelf.find(&version).await?.ok_or(Stop::NotFound)?;
    if found.state != Standing::InForce {
        return Err(Stop::Conflict(
            "Another edition of the page is in force by now. Please look at that one.",
        ));
    }
    let about = format!("agreed to version {version} of the policy");
    let ask = Ask::new(&needs::AGREE, ctx.actor(), customer).about(&about);
    let (now, asked) = (ctx.now(), telling::asked_of(&shop, &found));
    let done = ctx.house.gate.record(ask, move |tx, _| {
        let (found, asked) = (found.clone(), asked.clone());
        Box::pin(async move { Ok::<_, Stop>(move_on(tx, customer, &found, now, &asked).await?) })
    });
    done.await?;
    Ok(see_other(&format!("/privacy/versions/{version}"), Some("agreed")))
}

async fn move_on(
    tx: &mut Tx,
    customer: Id,
    edition: &Edition,
    now: Time,
    asked: &[Made],
) -> Result<(), Error> {
    tx.put(sql!(MOVE, &edition.version, customer))?;
    tx.put(sql!(PROOF, customer, &edition.version, now, edition.text_hash, "privacy-page"))?;
    let before = edition.in_force_at.unwrap_or(now);
    for made in asked {
        choices::ask_again(tx, customer, made, before).await?;
    }
    Ok(())
}
