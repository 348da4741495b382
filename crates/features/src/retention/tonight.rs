//! What will be forgotten within a day, in counts alone: so that whoever reads a term can see it being kept.

use policy::{Mask, Policy};
use store::{Time, work};
use web::{House, Stop};

use super::{
    over::{Search, Term},
    queries,
};
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
    let (house, until) = (&shop.house, now.plus_days(1));
    let answers = Term::Figure("guardian-answer");
    let lapsed = house.store().read(work!(|tx| [until] { queries::lapsed(tx, until).await })).await?.len();
    let counts = [
        ("leaving-answers", "identity.birth-date, identity.guardian", answers.paragraph(house), lapsed),
        going("leaving-baskets", "account", &queries::BASKETS, house, until).await?,
        going("leaving-orders", "orders", &queries::LAST_ORDERS, house, until).await?,
        going("leaving-requests", "care", &queries::REQUESTS, house, until).await?,
        going("leaving-records", "ledger", &queries::CLOSED, house, until).await?,
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

/// What is counted and of whose data, the paragraph whose term ends, and how many are over by then.
type Going = (&'static str, &'static str, Option<String>, usize);

async fn going<T: Ord + Send + 'static>(
    what: &'static str,
    data: &'static str,
    search: &'static Search<T>,
    house: &House,
    until: Time,
) -> Result<Going, Stop> {
    Ok((what, data, search.term.paragraph(house), search.over(house, until).await?.len()))
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
