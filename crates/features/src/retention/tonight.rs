//! What will be forgotten within a day, in counts alone: so that whoever reads a term can see it being kept.

use store::{Time, work};
use web::Stop;

use super::{queries, rules};
use crate::shop::Shop;

/// Fewer than this many are not counted out: who knows one of them could tell that it is them.
const A_FEW: usize = 5;
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
}

impl HowMany {
    fn of(count: usize) -> HowMany {
        match count {
            few if few < A_FEW => HowMany::FewerThan(A_FEW),
            many if many >= FOUND => HowMany::OrMore(FOUND),
            some => HowMany::Exactly(some),
        }
    }
}

/// What is forgotten within a day from now.
///
/// # Errors
/// The store is away.
pub async fn leaving(shop: &Shop, now: Time) -> Result<Vec<Leaving>, Stop> {
    let until = now.plus_days(1);
    let counts = [
        ("leaving-answers", figure(shop, "guardian-answer"), lapsed(shop, until).await?),
        ("leaving-baskets", term(shop, "account.basket"), baskets(shop, until).await?),
        ("leaving-orders", term(shop, "orders.items"), orders(shop, until).await?),
        ("leaving-requests", term(shop, "care.request"), requests(shop, until).await?),
        ("leaving-records", term(shop, "ledger"), records(shop, until).await?),
    ];
    let said = counts.into_iter().filter_map(|(what, paragraph, count)| {
        Some(Leaving { what, how_many: HowMany::of(count), paragraph: paragraph? })
    });
    Ok(said.collect())
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
    let Some(span) = rules::span_of(&shop.house.policy(), "account.basket") else { return Ok(0) };
    let before = rules::horizon(span, until);
    let found =
        shop.house.store().read(work!(|tx| [before, until] { queries::baskets(tx, before, until).await }));
    Ok(found.await?.iter().filter(|(_, since, _)| rules::is_due(*since, span, until)).count())
}

async fn orders(shop: &Shop, until: Time) -> Result<usize, Stop> {
    let Some(span) = rules::span_of(&shop.house.policy(), "orders.items") else { return Ok(0) };
    let before = rules::horizon(span, until);
    let found =
        shop.house.store().read(work!(|tx| [before] { queries::last_orders(tx, before).await })).await?;
    Ok(found.iter().filter(|(_, since)| rules::is_due(*since, span, until)).count())
}

async fn requests(shop: &Shop, until: Time) -> Result<usize, Stop> {
    let Some(span) = rules::span_of(&shop.house.policy(), "care.request") else { return Ok(0) };
    let before = rules::horizon(span, until);
    let found = shop.house.store().read(work!(|tx| [before] { queries::requests(tx, before).await })).await?;
    Ok(found.iter().filter(|(.., since)| rules::is_due(*since, span, until)).count())
}

async fn records(shop: &Shop, until: Time) -> Result<usize, Stop> {
    let Some(span) = rules::span_of(&shop.house.policy(), "ledger") else { return Ok(0) };
    let before = rules::horizon(span, until);
    let found = shop.house.store().read(work!(|tx| [before] { queries::closed(tx, before).await })).await?;
    Ok(found.iter().filter(|(_, since)| rules::is_due(*since, span, until)).count())
}

#[cfg(test)]
mod tests {
    use super::HowMany;

    #[test]
    fn a_few_are_not_counted_out() {
        assert_eq!([0, 1, 4].map(HowMany::of), [HowMany::FewerThan(5); 3]);
        assert_eq!(
            [5, 199, 200].map(HowMany::of),
            [HowMany::Exactly(5), HowMany::Exactly(199), HowMany::OrMore(200)]
        );
    }
}
