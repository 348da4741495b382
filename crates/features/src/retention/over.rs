//! What of something kept is over by a moment. One search finds what is removed now and what a page says goes within a
//! day, so that the two cannot part.

use std::collections::BTreeSet;

use gate::Kept;
use store::{Error, Row, Sql, Time, Tx, work};
use web::{House, Stop};

/// Which words of the policy say how long.
#[derive(Clone, Copy)]
pub enum Term {
    /// How long it keeps that kind of data.
    Data(&'static str),
    /// One of its figures.
    Figure(&'static str),
}

impl Term {
    fn spans(self, house: &House) -> Vec<Kept> {
        match self {
            Term::Data(leaf) => house.gate.terms(leaf),
            Term::Figure(name) => house.gate.figures(name),
        }
    }

    /// The paragraph that ends the time by a span; nothing if none does.
    pub fn paragraph(self, house: &House) -> Option<String> {
        let policy = house.policy();
        match self {
            Term::Figure(name) => policy.figure(name).map(|figure| figure.paragraph.clone()),
            Term::Data(leaf) => {
                let keep = policy.leaf(leaf).and_then(|leaf| policy.keep(leaf))?;
                keep.span().map(|_| keep.paragraph.clone())
            }
        }
    }
}

/// What a search looks for: began by then, over by that moment, of those who stand under that version.
#[derive(Clone)]
pub struct Window {
    /// What began later cannot be over yet.
    pub before: Time,
    /// The moment that is asked about.
    pub until: Time,
    /// The edition of the policy that somebody has to stand under to be found; whoever it is, when there is none.
    pub under: Option<String>,
}

/// A search over all people for things of one kind. It may find some whose time is not over; those are left out here.
pub struct Search<T> {
    /// How long such a thing is kept.
    pub term: Term,
    /// The statement.
    pub sql: fn(&Window) -> Sql,
    /// When the thing began, and which it is.
    pub row: fn(&mut Row) -> Result<(Time, T), Error>,
}

impl<T: Ord + Send + 'static> Search<T> {
    /// The things that are over by that moment, as many as one search finds under each term.
    ///
    /// # Errors
    /// The store is away.
    pub async fn over(&'static self, house: &House, until: Time) -> Result<BTreeSet<T>, Stop> {
        let mut over = BTreeSet::new();
        for term in self.term.spans(house) {
            let window = Window { before: term.horizon(until), until, under: term.under.clone() };
            let found = house.store().read(work!(|tx| [window] { self.found(tx, &window).await })).await?;
            over.extend(found.into_iter().filter(|(began, _)| term.is_over(*began, until)).map(|(_, it)| it));
        }
        Ok(over)
    }

    async fn found(&self, tx: &mut Tx, window: &Window) -> Result<Vec<(Time, T)>, Error> {
        tx.rows((self.sql)(window)).await?.iter_mut().map(self.row).collect()
    }
}
