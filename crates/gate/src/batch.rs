//! Many customers at once: each is decided about alone and has a line of their own, and all lines are one commit. See
//! docs/decisions/0022-a-batch-is-one-commit.md.

use std::{collections::BTreeSet, sync::Arc};

use futures_util::future::BoxFuture;
use store::{Id, Tx};

use crate::{
    chain::Written,
    column::Class,
    doorway::Gate,
    durable::all_committed,
    need::{Actor, Ask, Need},
    pass::Pass,
    stop::{Fault, Stop},
    trip::{Trip, Verdict},
};

/// So many customers share a commit at most. With more the commit costs no less for each, and everybody else who writes
/// waits for it longer.
pub const AT_ONCE: usize = 256;

/// One question about several customers: the same need, the same actor.
#[derive(Clone, Debug)]
pub struct Batch {
    need: &'static Need,
    actor: Actor,
    customers: BTreeSet<Id>,
    about: Option<String>,
}

/// What came of a question for one customer of a batch.
pub type Answer<T> = Result<(Pass, T), Stop>;

/// A line and what it tells of, or why there is none.
type Told<T> = Result<(Written, Verdict<T>), Fault>;

impl Batch {
    /// May this actor have what the need declares, of each of these customers? As many batches as they fill.
    pub fn of(need: &'static Need, actor: &Actor, customers: impl IntoIterator<Item = Id>) -> Vec<Batch> {
        let each: Vec<Id> = customers.into_iter().collect::<BTreeSet<_>>().into_iter().collect();
        let batch = |some: &[Id]| Batch {
            need,
            actor: actor.clone(),
            customers: some.iter().copied().collect(),
            about: None,
        };
        each.chunks(AT_ONCE).map(batch).collect()
    }

    /// What it is about, in words that hold nothing personal and are the same for everybody.
    pub fn about(mut self, what: &str) -> Batch {
        self.about = Some(what.to_owned());
        self
    }

    /// What a line says it was about: how many share the commit, and not who.
    fn words(&self, lines: usize) -> Option<String> {
        let shared = (lines > 1).then(|| format!("one of {lines} customers at once"));
        let words: Vec<String> = self.about.clone().into_iter().chain(shared).collect();
        (!words.is_empty()).then(|| words.join(", "))
    }
}

impl Gate {
    /// Asks about each customer of a batch, fetches for those who are let through, and gives a pass for each. All lines are
    /// durable when this returns. Who is refused has a line that says so; of whom no line can be written, because their
    /// keys are gone or their chain is broken, there is no pass; neither stops the others.
    ///
    /// # Errors
    /// A store failed, or what fetches did: then nothing is written and there is no pass for anybody.
    pub async fn admit_many<T, E, F>(&self, batch: Batch, fetch: F) -> Result<Vec<(Id, Answer<T>)>, E>
    where
        F: for<'t> Fn(&'t mut Tx, Id) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
        E: From<Stop> + From<store::Error> + Send + 'static,
        T: Send + 'static,
    {
        let (trips, mut answers) = self.trips(&batch).await?;
        let (asked, fetch) = (Arc::clone(&trips), Arc::new(fetch));
        let written = all_committed(self.store(), move |tx| {
            let (trips, fetch) = (Arc::clone(&trips), Arc::clone(&fetch));
            Box::pin(async move {
                let mut told = Vec::with_capacity(trips.len());
                for trip in trips.iter() {
                    told.push(write_down::<T, E, F>(trip, tx, &fetch).await?);
                }
                Ok::<_, E>(told)
            })
        });
        for (trip, told) in asked.iter().zip(written.await?) {
            let answer = told.map_err(Stop::from).and_then(|(line, verdict)| match verdict {
                Verdict::Through(grant, fetched) => Ok((trip.pass(line, grant), fetched)),
                Verdict::Refused(refusal) => Err(Stop::Refused(refusal)),
            });
            trip.count();
            answers.push((trip.ask.customer, answer));
        }
        answers.sort_by_key(|(customer, _)| *customer);
        Ok(answers)
    }

    /// Those whose ledger can be written, and an answer for the others.
    async fn trips<T>(&self, batch: &Batch) -> Result<(Arc<Vec<Trip>>, Vec<(Id, Answer<T>)>), Stop> {
        let (mut trips, mut answers) = (Vec::new(), Vec::new());
        for customer in batch.customers.iter().copied() {
            match self.trip(Ask::new(batch.need, batch.actor.clone(), customer)).await {
                Ok(trip) if trip.keys.has(Class::Ledger) => trips.push(trip),
                Ok(_) | Err(Stop::Fault(Fault::Forgotten)) => {
                    answers.push((customer, Err(Stop::Fault(Fault::Forgotten))));
                }
                Err(Stop::Fault(Fault::KeysLost)) => {
                    answers.push((customer, Err(Stop::Fault(Fault::KeysLost))));
                }
                Err(stop) => return Err(stop),
            }
        }
        let about = batch.words(trips.len());
        trips.iter_mut().for_each(|trip: &mut Trip| trip.ask.about.clone_from(&about));
        Ok((Arc::new(trips), answers))
    }
}

/// Decides about one customer and writes their line. A chain that cannot be gone on with is this customer's trouble alone:
/// nothing was written for them yet.
async fn write_down<T, E, F>(trip: &Trip, tx: &mut Tx, fetch: &F) -> Result<Told<T>, E>
where
    F: for<'t> Fn(&'t mut Tx, Id) -> BoxFuture<'t, Result<T, E>>,
    E: From<Stop>,
{
    let line = match trip.decide(tx).await? {
        Err(refusal) => trip.refuse::<T, Stop>(tx, refusal).await,
        Ok(grant) => match trip.line(tx, &grant).await {
            Ok(line) => return Ok(Ok((line, Verdict::Through(grant, fetch(tx, trip.ask.customer).await?)))),
            Err(stop) => Err(stop),
        },
    };
    match line {
        Ok(told) => Ok(Ok(told)),
        Err(Stop::Fault(fault @ Fault::BrokenLedger(_))) => Ok(Err(fault)),
        Err(stop) => Err(stop.into()),
    }
}
