//! The shelf: every edition there is, and which of them the server obeys.

use std::sync::Arc;

use gate::Earlier;
use policy::{Policy, Settings};
use review::{Comparison, Verdict, compare};
use store::{Clock, Dice, Error, Id, Store, Time, Tx, work};

use super::{
    queries::{self, Edition, State},
    rules::{self, Arrival},
};
use crate::{columns, opening::Shut, unsaid};

/// Who is named where no person did it.
pub(super) const THE_SERVER: &str = "the server";

/// The policy file that a server was started with.
#[derive(Clone, Debug)]
pub struct File {
    /// Its name, for messages.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// What the gate is to go by.
pub struct InForce {
    /// Editions before the one in force, oldest first.
    pub earlier: Vec<Earlier>,
    /// The one in force.
    pub now: Arc<Policy>,
}

/// Where editions are kept, and how their texts are read.
#[derive(Clone)]
pub struct Shelf {
    pub(super) store: Store,
    pub(super) settings: Settings,
    pub(super) clock: Clock,
    pub(super) dice: Dice,
}

impl Shelf {
    /// A shelf over the data store. The settings are what the shop prints into every edition.
    pub fn new(store: Store, settings: Settings, clock: Clock, dice: Dice) -> Shelf {
        Shelf { store, settings, clock, dice }
    }

    /// Reads a text and holds it against this server.
    ///
    /// # Errors
    /// In words, everything that keeps it from being obeyed here.
    pub fn read(&self, file: &File) -> Result<Arc<Policy>, String> {
        let policy = Policy::load(&file.text, &self.settings)
            .map_err(|problems| problems.named(&file.name).to_string())?;
        let policy = Arc::new(policy);
        fits(&policy).map_err(|shut| shut.to_string())?;
        Ok(policy)
    }

    pub(super) fn read_edition(&self, edition: &Edition) -> Result<Arc<Policy>, String> {
        let name = format!("version {}", edition.version);
        self.read(&File { name, text: edition.text.clone() })
    }

    /// Takes in the file that this server was started with. What changes nothing or allows less comes into force; what
    /// allows more is scheduled after its notice; what cannot be obeyed leaves things as they are, with a warning.
    ///
    /// # Errors
    /// [`Shut`] when there is nothing that can be obeyed.
    pub async fn adopt(&self, file: &File) -> Result<InForce, Shut> {
        let found = self.read(file);
        while !self.arrive(file, &found).await? {}
        self.in_force().await
    }

    /// One try; false when another server was faster, and its deed has to be looked at first.
    async fn arrive(&self, file: &File, found: &Result<Arc<Policy>, String>) -> Result<bool, Shut> {
        let known = self.all().await?;
        let in_force = known.iter().find(|edition| edition.state == State::InForce);
        match (in_force, found) {
            (None, Ok(policy)) => self.first(policy).await,
            (None, Err(why)) => Err(Shut::Policy(why.clone())),
            (Some(old), Err(why)) => {
                tracing::warn!(file = %file.name, in_force = %old.version, "the policy file cannot be obeyed; the edition in force stays\n{why}");
                Ok(true)
            }
            (Some(old), Ok(policy)) => match rules::arrival(&known, &old.version, policy) {
                Arrival::Keep(said) => {
                    said.into_iter().for_each(|words| tracing::warn!("{words}"));
                    Ok(true)
                }
                Arrival::New => self.succeed(old, &known, policy).await,
            },
        }
    }

    async fn first(&self, policy: &Policy) -> Result<bool, Shut> {
        let now = self.clock.now();
        let mut edition = self.edition(policy, "the policy file", now);
        (edition.state, edition.place, edition.in_force_at) = (State::InForce, Some(1), Some(now));
        edition.verdict = "first".to_owned();
        let id = self.id();
        let put = self.store.write(work!(|tx| [edition, id, now] -> Result<(), Error> {
            queries::put(tx, &edition)?;
            queries::note(tx, &edition.version, id, now, THE_SERVER, "came into force as the first edition")
        }));
        was_first(put.await)
    }

    async fn succeed(&self, old: &Edition, known: &[Edition], policy: &Policy) -> Result<bool, Shut> {
        let obeyed = self.read_edition(old).map_err(|why| Shut::Edition(old.version.clone(), why))?;
        let (comparison, now) = (compare(&obeyed, policy), self.clock.now());
        let mut edition = self.edition(policy, "the policy file", now);
        judged(&mut edition, &obeyed, &comparison);
        let due = rules::earliest(&obeyed, &comparison, now);
        let replaced = known.iter().find(|other| other.state == State::Scheduled).cloned();
        let (old, ids) = (old.clone(), (self.id(), self.id()));
        let done =
            self.store.write(work!(|tx| [old, edition, replaced, due, now, ids] -> Result<bool, Error> {
                if let Some(replaced) = replaced {
                    withdraw(tx, replaced, ids.1, now, THE_SERVER, "withdrawn: another policy file came")?;
                }
                if due > now {
                    schedule(tx, edition, due, ids.0, now, THE_SERVER)?;
                    return Ok(true);
                }
                enter(tx, &old, edition, ids.0, now, THE_SERVER).await
            }));
        was_first(
            done.await.map(|done| if done { Ok(()) } else { Err(Error::Conflict) }).and_then(|done| done),
        )
    }

    /// Every edition that came into force, as the gate wants them.
    ///
    /// # Errors
    /// [`Shut`] when the one in force cannot be read by this server.
    pub async fn in_force(&self) -> Result<InForce, Shut> {
        let mut course: Vec<Edition> = self.all().await?;
        course.retain(|edition| edition.place.is_some());
        let Some(last) = course.pop() else { return Err(Shut::Policy("no edition is in force".to_owned())) };
        let now = self.read_edition(&last).map_err(|why| Shut::Edition(last.version.clone(), why))?;
        let widened = |at: usize| course.get(at + 1).unwrap_or(&last).verdict == Verdict::Wider.word();
        let earlier = course.iter().enumerate().map(|(at, edition)| Earlier {
            version: edition.version.clone(),
            policy: self.past(edition),
            widened: widened(at),
        });
        Ok(InForce { earlier: earlier.collect(), now })
    }

    /// An edition that is no longer in force need not fit this server: what it lacks it does not allow.
    fn past(&self, edition: &Edition) -> Option<Arc<Policy>> {
        let read = Policy::load(&edition.text, &self.settings);
        if read.is_err() {
            tracing::warn!(version = %edition.version, "an earlier edition cannot be read any more; whoever stands under it has to agree first");
        }
        read.ok().map(Arc::new)
    }

    /// Every edition.
    pub(super) async fn all(&self) -> Result<Vec<Edition>, Error> {
        self.store.read(work!(|tx| { queries::all(tx).await })).await
    }

    pub(super) async fn find(&self, version: &str) -> Result<Option<Edition>, Error> {
        let version = version.to_owned();
        self.store.read(work!(|tx| [version] { queries::find(tx, &version).await })).await
    }

    pub(super) fn id(&self) -> Id {
        Id::new(&self.clock, &self.dice)
    }

    /// A text as a new edition, a draft.
    pub(super) fn edition(&self, policy: &Policy, made_by: &str, now: Time) -> Edition {
        Edition {
            version: policy.version().to_owned(),
            state: State::Draft,
            text: policy.source().to_owned(),
            text_hash: policy.hash(),
            table_hash: web::sha256(&[policy.listing().as_bytes()]),
            verdict: String::new(),
            asks_again: Vec::new(),
            made_by: made_by.to_owned(),
            made_at: now,
            due_at: None,
            in_force_at: None,
            ended_at: None,
            place: None,
            told_at: None,
            asked_at: None,
        }
    }
}

/// Whether this server can keep what a policy promises: it finds out every fact, counts every term from where the policy
/// does, and every column has a word in it. And whether the policy says what the server does.
fn fits(policy: &Arc<Policy>) -> Result<(), Shut> {
    let unknown = consent::unknown_facts(policy);
    if !unknown.is_empty() {
        return Err(Shut::UnknownFacts(unknown));
    }
    let miscounted = gate::miscounted(policy, &columns::stored());
    if !miscounted.is_empty() {
        return Err(Shut::Terms(miscounted));
    }
    let unsaid = unsaid::by(policy);
    if !unsaid.is_empty() {
        return Err(Shut::Unsaid(unsaid));
    }
    Ok(gate::fits(policy, columns::ALL)?)
}

/// Writes down what an edition does to the one in force.
pub(super) fn judged(edition: &mut Edition, in_force: &Policy, comparison: &Comparison) {
    edition.verdict = comparison.verdict.word().to_owned();
    edition.asks_again = rules::asked_again(in_force, comparison);
}

/// Another server's write that came first is no fault: it has to be looked at.
fn was_first(done: Result<(), Error>) -> Result<bool, Shut> {
    match done {
        Ok(()) => Ok(true),
        Err(Error::Taken(_) | Error::Conflict) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn withdraw(
    tx: &mut Tx,
    mut edition: Edition,
    id: Id,
    now: Time,
    who: &str,
    what: &str,
) -> Result<(), Error> {
    (edition.state, edition.due_at) = (State::Withdrawn, None);
    queries::put(tx, &edition)?;
    queries::note(tx, &edition.version, id, now, who, what)
}

pub(super) fn schedule(
    tx: &mut Tx,
    mut edition: Edition,
    due: Time,
    id: Id,
    now: Time,
    who: &str,
) -> Result<(), Error> {
    (edition.state, edition.due_at) = (State::Scheduled, Some(due));
    queries::put(tx, &edition)?;
    let what = format!("scheduled for {}", web::date_in_words(due));
    queries::note(tx, &edition.version, id, now, who, &what)
}

/// Puts an edition into force in place of the old one; false when another server was faster.
pub(super) async fn enter(
    tx: &mut Tx,
    old: &Edition,
    mut new: Edition,
    id: Id,
    now: Time,
    who: &str,
) -> Result<bool, Error> {
    if !queries::end(tx, &old.version, now).await? {
        return Ok(false);
    }
    (new.state, new.in_force_at, new.place) = (State::InForce, Some(now), old.place.map(|place| place + 1));
    queries::put(tx, &new)?;
    let what = format!("came into force after {}", old.version);
    queries::note(tx, &new.version, id, now, who, &what)?;
    Ok(true)
}
