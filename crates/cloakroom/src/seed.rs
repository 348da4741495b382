//! The demo's cast, and members of staff of a real shop.

use std::io::Read;

use anyhow::{Context, Result, bail, ensure};
use consent::agreements::{self, Agreement};
use features::{shop::Shop, sign_in};
use store::{Clock, Id, sql, work};

use crate::{boot, config::Config, tell};

/// Everybody's password in the demo.
pub const PASSWORD: &str = "a coat for all weathers";

/// Roles that have a desk.
const ROLES: [&str; 3] = ["advisor", "fulfilment", "officer"];

/// Sets up the demo's staff and agreements where they are not there yet, and the clock no earlier than anything that was
/// written down: it may have been moved the last time.
///
/// # Errors
/// When a store fails.
pub async fn demo(shop: &Shop) -> Result<()> {
    catch_up(shop).await?;
    for (name, role) in [("dev", "advisor"), ("faye", "fulfilment"), ("olu", "officer"), ("omar", "officer")]
    {
        put_staff(shop, name, role, PASSWORD).await?;
    }
    for (party, document) in [("payment-partner", "PP-2026-11"), ("courier", "SW-2026-04")] {
        agree(shop, party, document).await?;
    }
    Ok(())
}

const LATEST: &str = "SELECT max(at) FROM ledger";

async fn catch_up(shop: &Shop) -> Result<()> {
    let look = work!(|tx| -> Result<Option<store::Time>, store::Error> {
        tx.row(sql!(LATEST)).await?.map_or(Ok(None), |mut row| row.take(0))
    });
    let (latest, clock) = (shop.house.store().read(look).await?, &shop.house.clock);
    let behind = latest.map_or(0, |latest| latest.seconds_since(clock.now()));
    if behind > 0 {
        clock.advance(behind + 1)?;
    }
    Ok(())
}

/// An agreement of a year, unless the officer has registered one already.
async fn agree(shop: &Shop, party: &'static str, document: &'static str) -> Result<(), store::Error> {
    let house = &shop.house;
    let (now, by) = (house.clock.now(), Id::new(&house.clock, &house.dice));
    let work = house.store().write(work!(|tx| [now, by] -> Result<(), store::Error> {
        if agreements::all(tx).await?.iter().any(|known| known.party == party) {
            return Ok(());
        }
        let agreement = Agreement {
            party: party.to_owned(),
            document: document.to_owned(),
            from: now.minus_days(30),
            until: now.plus_days(365),
        };
        agreements::set(tx, &agreement, by, now)
    }));
    work.await
}

/// Adds a member of staff; the password is the first line of standard input.
///
/// # Errors
/// When the role has no desk or the password is too short, in words.
pub async fn add_staff(config: &Config, name: &str, role: &str) -> Result<()> {
    ensure!(ROLES.contains(&role), "there is no desk for `{role}`: the roles are {}", ROLES.join(", "));
    let mut typed = String::new();
    std::io::stdin()
        .read_to_string(&mut typed)
        .context("the password could not be read from standard input")?;
    let password = typed.lines().next().unwrap_or_default();
    if password.chars().count() < 15 {
        bail!("the password has fewer than 15 characters: give a longer one, for example several words");
    }
    let shop = boot::open(config, Clock::system(), None).await?;
    put_staff(&shop, name, role, password).await?;
    tell(&format!("{name} may now sign in at {}/desk/signin as {role}", config.shop.base_url));
    Ok(())
}

async fn put_staff(shop: &Shop, name: &str, role: &str, password: &str) -> Result<()> {
    let house = &shop.house;
    let hash = sign_in::hash_password(house, password.as_bytes()).await;
    let hash = hash.map_err(|stop| anyhow::anyhow!("the password could not be hashed: {stop:?}"))?;
    let (id, now) = (Id::new(&house.clock, &house.dice), house.clock.now());
    let (name, role) = (name.to_owned(), role.to_owned());
    let put = house.store().write(work!(|tx| [id, hash, now, name, role] -> Result<(), store::Error> {
        sign_in::staff_put(tx, id, &name, &role, &hash, now)
    }));
    Ok(put.await?)
}
