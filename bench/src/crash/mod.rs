//! The proof by power cut: a shop under load is killed at a random moment, looked at while it is dead, started again and
//! asked, many times over.
//!
//! While it is dead: whatever the payment partner, the courier and the mail sink have received has its line in the
//! person's own record by then, the record verifies, and what the shop had said yes to is in its stores. Once it is up:
//! each person still finds what was theirs. The recipients are a process of their own that outlives every kill and keeps
//! what it was sent.

pub mod acts;
pub mod books;

use std::{path::Path, sync::Arc, time::Duration};

use anyhow::{Context, Result, ensure};
use store::Dice;
use tokio::task::JoinSet;

use self::{
    acts::{Acts, Kept},
    books::Books,
};
use crate::{server::Place, town::Town};

/// Guests who order, one beside the other.
const GUESTS: usize = 4;
/// Customers who correct their name again and again.
const CUSTOMERS: usize = 3;
/// A kill comes at the latest after so many milliseconds of load, or after twice the time in which every guest could have
/// ordered one after the other, if that is later: on a slow machine nothing would be placed otherwise.
const LATEST: u64 = 2_000;
/// With so many kills something must have been placed, or nothing was proved.
const ENOUGH: usize = 10;

/// Kills the shop that often.
///
/// # Errors
/// At the first thing received without a line, chain that does not verify, or acknowledged write that is lost.
pub async fn run(program: &Path, policy: &Path, place: &Place, kills: usize) -> Result<String> {
    let mut town = Town::open(program, policy, place, "warn").await?;
    let mut acts = Acts::begin(&town, CUSTOMERS).await?;
    let mut books = Books::new(place, policy);
    let dice = Dice::system();
    let alone = u64::try_from(acts::one_order(&town).await?.as_millis())?;
    let latest = LATEST.max(2 * GUESTS as u64 * alone);
    for n in 1..=kills {
        let moment = Duration::from_millis(u64::from_le_bytes(dice.bytes()) % latest);
        one(&mut town, &mut acts, &mut books, moment)
            .await
            .with_context(|| format!("kill {n}, after {moment:?} of load"))?;
    }
    town.kill()?;
    ensure!(
        kills < ENOUGH || acts.kept.orders > 0,
        "no order was placed in {kills} stretches: nothing is proved"
    );
    let chains = books.verify_all().await?;
    Ok(format!(
        "{kills} kills: {} orders, {} parcels and {} corrections were acknowledged, none was lost; {} payments, {} parcels and {} \
         mails were received, each after its line; {chains} chains verify",
        acts.kept.orders, acts.kept.parcels, acts.kept.names, books.payments, books.parcels, books.mails
    ))
}

async fn one(town: &mut Town, acts: &mut Acts, books: &mut Books, moment: Duration) -> Result<()> {
    let mut busy = JoinSet::new();
    let kept = Arc::new(Kept::default());
    acts.all_begin(town, GUESTS, &kept, &mut busy);
    tokio::time::sleep(moment).await;
    town.kill()?;
    while let Some(ended) = busy.join_next().await {
        ended?;
    }
    books.look(town, &kept).await.context("while it was dead")?;
    town.start().await?;
    acts.find_theirs(&kept).await.context("once it was up again")
}
