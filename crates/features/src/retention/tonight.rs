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
    /// What, in words for many.
    pub what: &'static str,
    /// How many, in words: "12", "fewer than 5", "200 or more".
    pub how_many: String,
    /// The paragraph whose term ends.
    pub paragraph: String,
}

/// What is forgotten within a day from now.
///
/// # Errors
/// The store is away.
pub async fn leaving(shop: &Shop, now: Time) -> Result<Vec<Leaving>, Stop> {
    let until = now.plus_days(1);
    let counts = [
        ("answers to the question of age", figure(shop, "guardian-answer"), lapsed(shop, until).await?),
        ("baskets that nobody came back to", term(shop, "account.basket"), baskets(shop, until).await?),
        ("orders that nobody has to keep any more", term(shop, "orders.items"), orders(shop, until).await?),
        ("answered requests and complaints", term(shop, "care.request"), requests(shop, until).await?),
        ("records of accounts closed long ago", term(shop, "ledger"), records(shop, until).await?),
    ];
    let said = counts.into_iter().filter_map(|(what, paragraph, count)| {
        Some(Leaving { what, how_many: in_words(count), paragraph: paragraph? })
    });
    Ok(said.collect())
}

fn in_words(count: usize) -> String {
    match count {
        few if few < A_FEW => format!("fewer than {A_FEW}"),
        many if many >= FOUND => format!("{FOUND} or more"),
        some => some.to_string(),
    }
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
    use super::in_words;

    #[test]
    fn a_few_are_not_counted_out() {
        assert_eq!([0, 1, 4].map(in_words).join(", "), "fewer than 5, fewer than 5, fewer than 5");
        assert_eq!([5, 199, 200].map(in_words).join(", "), "5, 199, 200 or more");
    }
}
