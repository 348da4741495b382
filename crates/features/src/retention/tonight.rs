//! What will be forgotten within a day, in counts alone: so that whoever reads a term can see it being kept.

use std::collections::BTreeSet;

use policy::{Mask, Policy};
use store::{Time, work};
use web::Stop;

use super::queries;
use crate::shop::Shop;

/// A search finds at most so many.
const FOUND: usize = 200;

/// One kind of thing that is about to be forgotten.
pub struct Leaving {
    /// What: the name of its phrase on the page.
    pub what: &'static str,
    /// How many.
    pub how_many: HowMany,
    /// The paragraph whose term ends.
    pub paragraph: String,
}

/// How many there are, as far as it is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HowMany {
    /// Fewer than this.
    FewerThan(usize),
    /// So many.
    Exactly(usize),
    /// So many, or more.
    OrMore(usize),
    /// It is not told: the policy lets no figures be made of that data.
    NotCounted,
}

impl HowMany {
    /// A search that finds so many cannot tell whether a larger crowd is behind it.
    fn of(count: usize, crowd: Option<usize>) -> HowMany {
        match crowd {
            Some(crowd) if count < crowd.min(FOUND) => HowMany::FewerThan(crowd),
            Some(crowd) if crowd <= FOUND && count >= FOUND => HowMany::OrMore(FOUND),
            Some(crowd) if crowd <= FOUND => HowMany::Exactly(count),
            _ => HowMany::NotCounted,
        }
    }
}

/// What is forgotten within a day from now.
///
/// # Errors
/// The store is away.
pub async fn leaving(shop: &Shop, now: Time) -> Result<Vec<Leaving>, Stop> {
    let until = now.plus_days(1);
    let age = "identity.birth-date, identity.guardian";
    let counts = [
        ("leaving-answers", age, figure(shop, "guardian-answer"), lapsed(shop, until).await?),
        ("leaving-baskets", "account", term(shop, "account.basket"), baskets(shop, until).await?),
        ("leaving-orders", "orders", term(shop, "orders.items"), orders(shop, until).await?),
        ("leaving-requests", "care", term(shop, "care.request"), requests(shop, until).await?),
        ("leaving-records", "ledger", term(shop, "ledger"), records(shop, until).await?),
    ];
    let policy = shop.house.policy();
    let said = counts.into_iter().filter_map(|(what, data, paragraph, count)| {
        let how_many = HowMany::of(count, crowd(&policy, data));
        Some(Leaving { what, how_many, paragraph: paragraph? })
    });
    Ok(said.collect())
}

/// How many people have to stand behind a figure about that data; nothing when the policy lets no figures be made of it.
fn crowd(policy: &Policy, data: &str) -> Option<usize> {
    let data =
        data.split(", ").filter_map(|name| policy.leaves(name)).fold(Mask::EMPTY, |all, one| all | one);
    policy.crowd(data).and_then(|crowd| usize::try_from(crowd).ok())
}

fn figure(shop: &Shop, name: &str) -> Option<String> {
    shop.house.policy().figure(name).map(|figure| figure.paragraph.clone())
}

/// The paragraph that ends the time of that data by a span; nothing if no span does.
fn term(shop: &Shop, leaf: &str) -> Option<String> {
    let policy = shop.house.policy();
    let keep = policy.leaf(leaf).and_then(|leaf| policy.keep(leaf))?;
    keep.span().map(|_| keep.paragraph.clone())
}

async fn lapsed(shop: &Shop, until: Time) -> Result<usize, Stop> {
    Ok(shop.house.store().read(work!(|tx| [until] { queries::lapsed(tx, until).await })).await?.len())
}

async fn baskets(shop: &Shop, until: Time) -> Result<usize, Stop> {
    let mut found = BTreeSet::new();
    for term in shop.house.gate.terms("account.basket") {
        let (before, under) = (term.horizon(until), term.under.clone());
        let all = shop
            .house
            .store()
            .read(work!(|tx| [before, until, under] { queries::baskets(tx, before, until, &under).await }));
        found.extend(
            all.await?.into_iter().filter(|(_, since, _)| term.is_over(*since, until)).map(|one| one.0),
        );
    }
    Ok(found.len())
}

async fn orders(shop: &Shop, until: Time) -> Result<usize, Stop> {
    let mut found = BTreeSet::new();
    for term in shop.house.gate.terms("orders.items") {
        let (before, under) = (term.horizon(until), term.under.clone());
        let all = shop
            .house
            .store()
            .read(work!(|tx| [before, under] { queries::last_orders(tx, before, &under).await }));
        found
            .extend(all.await?.into_iter().filter(|(_, since)| term.is_over(*since, until)).map(|one| one.0));
    }
    Ok(found.len())
}

async fn requests(shop: &Shop, until: Time) -> Result<usize, Stop> {
    let mut found = BTreeSet::new();
    for term in shop.house.gate.terms("care.request") {
        let (before, under) = (term.horizon(until), term.under.clone());
        let all = shop
            .house
            .store()
            .read(work!(|tx| [before, under] { queries::requests(tx, before, &under).await }));
        found.extend(
            all.await?
                .into_iter()
                .filter(|(.., since)| term.is_over(*since, until))
                .map(|one| (one.0, one.1)),
        );
    }
    Ok(found.len())
}

async fn records(shop: &Shop, until: Time) -> Result<usize, Stop> {
    let mut found = BTreeSet::new();
    for term in shop.house.gate.terms("ledger") {
        let (before, under) = (term.horizon(until), term.under.clone());
        let all = shop
            .house
            .store()
            .read(work!(|tx| [before, under] { queries::closed(tx, before, &under).await }));
        found
            .extend(all.await?.into_iter().filter(|(_, since)| term.is_over(*since, until)).map(|one| one.0));
    }
    Ok(found.len())
}

#[cfg(test)]
mod tests {
    use super::HowMany;

    #[test]
    fn a_figure_is_said_when_as_many_as_the_policy_asks_stand_behind_it() {
        let said = |crowd: usize, counts: [usize; 3]| counts.map(|count| HowMany::of(count, Some(crowd)));
        assert_eq!(said(20, [0, 1, 19]), [HowMany::FewerThan(20); 3]);
        assert_eq!(
            said(20, [20, 199, 200]),
            [HowMany::Exactly(20), HowMany::Exactly(199), HowMany::OrMore(200)]
        );
        let few = HowMany::FewerThan(500);
        assert_eq!(said(500, [0, 199, 200]), [few, few, HowMany::NotCounted], "no search finds so many");
    }

    #[test]
    fn no_figure_is_said_of_data_that_no_figures_are_made_of() {
        assert_eq!(HowMany::of(1_000, None), HowMany::NotCounted);
    }
}
