//! Following: every server looks once a second which edition is in force, and obeys it from then on.

use review::compare;
use store::{Error, Time, work};
use web::{Coming, Stop};

use super::{
    queries::{self, Course},
    shelf::{self, THE_SERVER},
};
use crate::{opening::Shut, privacy::scrutiny, shop::Shop};

/// Puts into force what is due, and obeys what is in force.
pub async fn follow(shop: &Shop) -> Result<(), Stop> {
    let mut course = course(shop).await?;
    if let Some((version, due)) = course.coming.clone()
        && due <= shop.house.clock.now()
    {
        bring_into_force(shop, &version).await?;
        course = self::course(shop).await?;
    }
    if course.versions != shop.house.gate.versions() {
        obey(shop).await?;
    }
    shop.house.ask_cookies_anew(cookie_round(shop, &course));
    shop.house.announce(course.coming.map(|(version, at)| Coming { version, at }));
    Ok(())
}

/// The place of the last edition that asked a choice of the cookie question again.
fn cookie_round(shop: &Shop, course: &Course) -> u64 {
    let policy = shop.house.policy();
    let at_banner = |name: &str| {
        policy.choice(name).is_some_and(|choice| choice.asked_at.iter().any(|place| place == "cookie-banner"))
    };
    let rounds = course.asked_again.iter().filter(|(name, _)| at_banner(name));
    rounds.map(|(_, place)| place.unsigned_abs()).max().unwrap_or(1)
}

async fn course(shop: &Shop) -> Result<Course, Error> {
    shop.house.store().read(work!(|tx| { queries::course(tx).await })).await
}

async fn obey(shop: &Shop) -> Result<(), Stop> {
    let found = shop.shelf.in_force().await.map_err(unreadable)?;
    shop.house.gate.follow(&found.earlier, found.now)?;
    tracing::info!(version = %shop.house.policy().version(), "another edition of the policy is in force");
    let scrutiny = scrutiny::of(shop).await?;
    tracing::info!("{scrutiny}");
    Ok(())
}

/// This server is older than the edition: it goes on with what it knows, and says so.
fn unreadable(shut: Shut) -> Stop {
    match shut {
        Shut::Store(error) => error.into(),
        other => {
            tracing::error!(
                "the edition in force cannot be obeyed by this server, which goes on with the one before: {other}"
            );
            Stop::Conflict("The edition in force cannot be obeyed by this server.")
        }
    }
}

/// Puts a scheduled edition into force; one that this server cannot obey is withdrawn, and the old one stays.
async fn bring_into_force(shop: &Shop, version: &str) -> Result<(), Stop> {
    let shelf = &shop.shelf;
    let known = shelf.all().await?;
    let in_force = known.iter().find(|edition| edition.state == queries::State::InForce);
    let due = known.iter().find(|edition| edition.version == version);
    let (Some(old), Some(edition)) = (in_force.cloned(), due.cloned()) else { return Ok(()) };
    let obeyed =
        shelf.read_edition(&old).map_err(|why| unreadable(Shut::Edition(old.version.clone(), why)))?;
    let (now, id) = (shop.house.clock.now(), shelf.id());
    match shelf.read_edition(&edition) {
        Err(why) => {
            tracing::error!(%version, "a scheduled edition cannot be obeyed and is withdrawn\n{why}");
            let done = shop.house.store().write(work!(|tx| [edition, id, now] {
                shelf::withdraw(tx, edition, id, now, THE_SERVER, "withdrawn: this server cannot obey it")
            }));
            Ok(done.await?)
        }
        Ok(policy) => {
            let mut edition = edition;
            shelf::judged(&mut edition, &obeyed, &compare(&obeyed, &policy));
            Ok(enter(shop, old, edition, id, now).await?)
        }
    }
}

async fn enter(
    shop: &Shop,
    old: queries::Edition,
    new: queries::Edition,
    id: store::Id,
    now: Time,
) -> Result<(), Error> {
    let done = shop.house.store().write(work!(|tx| [old, new, id, now] -> Result<bool, Error> {
        shelf::enter(tx, &old, new, id, now, THE_SERVER).await
    }));
    done.await.map(|_another_was_faster| ())
}
