//! The gate itself: decide, write the ledger line, let through or refuse.

use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock, atomic::AtomicBool};

use futures_util::future::BoxFuture;
use policy::Policy;
use store::{Clock, Dice, Id, Store, Tx, work};
use vault::Keeper;

use crate::{
    alarm,
    caps::Caps,
    chain,
    column::{Class, Column},
    durable::committed,
    editions::{Earlier, Editions, Kept},
    evidence::Counts,
    index::Stages,
    journal::Journal,
    keys::{Keyring, Links, LogKeys, Signature},
    need::{Ask, Need},
    pass::{Pass, Sealer},
    stop::{Fault, Stop},
    trip::{Trip, Verdict},
};

/// What a gate is made of.
pub struct Parts {
    /// The data.
    pub store: Store,
    /// The wrapped keys, in a store of their own.
    pub keys: Store,
    /// What the wrapped keys hang on.
    pub root: Arc<dyn Keeper>,
    /// The policy in force.
    pub policy: Arc<Policy>,
    /// Every need that code declares.
    pub needs: &'static [&'static Need],
    /// Every column that holds personal values.
    pub columns: &'static [&'static Column],
    /// How many customers staff may look at within an hour.
    pub caps: Caps,
    /// Time.
    pub clock: Clock,
    /// Chance.
    pub dice: Dice,
}

/// The one way to personal values. Cheap to clone.
#[derive(Clone)]
pub struct Gate(Arc<Inner>);

pub(crate) struct Inner {
    store: Store,
    keyring: Keyring,
    stages: Stages,
    editions: RwLock<Arc<Editions>>,
    needs: &'static [&'static Need],
    pub(crate) columns: &'static [&'static Column],
    caps: Caps,
    clock: Clock,
    dice: Dice,
    counts: Counts,
    journal: OnceLock<Journal>,
    logs_owed: AtomicBool,
}

impl Gate {
    /// Opens the gate: the key store under the root key, and every need resolved to the policy's words.
    ///
    /// # Errors
    /// [`Fault::Undeclared`] names the first column that uses a word the policy does not have; the others are faults of
    /// the stores. A need that uses such a word is refused whenever it asks.
    pub async fn open(parts: Parts) -> Result<Gate, Fault> {
        let editions = Editions::new(&[], parts.policy, parts.needs, parts.columns)?;
        let keyring = Keyring::open(parts.keys, parts.root, parts.clock.clone(), parts.dice.clone()).await?;
        let keyring = keyring.beside(parts.store.clone());
        keyring.has_found(parts.store.read(work!(|tx| { chain::any(tx).await })).await?);
        let stages = Stages::new(keyring.settled_index().await?);
        let Parts { store, needs, columns, caps, clock, dice, .. } = parts;
        let (editions, counts) = (RwLock::new(Arc::new(editions)), Counts::default());
        let (journal, logs_owed) = (OnceLock::new(), AtomicBool::new(true));
        let inner = Inner {
            store,
            keyring,
            stages,
            editions,
            needs,
            columns,
            caps,
            clock,
            dice,
            counts,
            journal,
            logs_owed,
        };
        Ok(Gate(Arc::new(inner)))
    }

    /// Decides by another edition from the next question on, and by those that were in force before it, oldest first.
    /// What is under way ends under the edition it began with.
    ///
    /// # Errors
    /// [`Fault::Undeclared`] when it lacks a word that columns use; then nothing changes.
    pub fn follow(&self, earlier: &[Earlier], now: Arc<Policy>) -> Result<(), Fault> {
        let editions = Arc::new(Editions::new(earlier, now, self.0.needs, self.0.columns)?);
        *self.0.editions.write().unwrap_or_else(PoisonError::into_inner) = editions;
        Ok(())
    }

    /// Makes the keys a person needs before the first value of these classes is sealed; the ledger's comes along.
    pub async fn prepare(&self, customer: Id, classes: &[Class]) -> Result<(), Fault> {
        self.keyring().ensure(customer, &[&[Class::Ledger], classes].concat()).await
    }

    /// Asks, fetches, and gives a pass for what was fetched. The ledger line is durable when this returns.
    ///
    /// # Errors
    /// Refused: the refusal is in the person's ledger. Fault: nothing was opened.
    pub async fn admit<T, E, F>(&self, ask: Ask, fetch: F) -> Result<(Pass, T), E>
    where
        F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
        E: From<Stop> + From<store::Error> + Send + 'static,
        T: Send + 'static,
    {
        let trip = Arc::new(self.trip(ask).await?);
        let (line, verdict) = match trip.ask.own_sitting() {
            Some(sitting) => trip.own_look(sitting, Arc::new(fetch)).await?,
            None => trip.write_down_and(Arc::new(fetch)).await?,
        };
        trip.count();
        match verdict {
            Verdict::Through(grant, fetched) => Ok((trip.pass(line, grant), fetched)),
            Verdict::Refused(refusal) => Err(Stop::Refused(refusal).into()),
        }
    }

    /// Asks, and works inside the same commit as the ledger line, with a sealer for the values it writes.
    ///
    /// # Errors
    /// As for [`Gate::admit`]; an error of the work rolls back everything, the ledger line too.
    pub async fn record<T, E, F>(&self, ask: Ask, work: F) -> Result<T, E>
    where
        F: for<'t> Fn(&'t mut Tx, &'t Sealer) -> BoxFuture<'t, Result<T, E>> + Send + Sync + 'static,
        E: From<Stop> + From<store::Error> + Send + 'static,
        T: Send + 'static,
    {
        let trip = Arc::new(self.trip(ask).await?);
        let (asked, work) = (Arc::clone(&trip), Arc::new(work));
        let written = committed(&self.0.store, move |tx| {
            let (trip, work) = (Arc::clone(&trip), Arc::clone(&work));
            Box::pin(async move {
                match trip.decide(tx).await? {
                    Err(refusal) => trip.refuse::<_, E>(tx, refusal).await,
                    Ok(grant) => {
                        let line = trip.line(tx, &grant).await?;
                        let done = work(tx, &trip.sealer(grant.mask, &line)).await?;
                        Ok::<_, E>((line, Verdict::Through(grant, done)))
                    }
                }
            })
        });
        let (_, verdict) = written.await?;
        asked.count();
        match verdict {
            Verdict::Through(_, done) => Ok(done),
            Verdict::Refused(refusal) => Err(Stop::Refused(refusal).into()),
        }
    }

    /// The keys of signed links.
    pub fn links(&self) -> Links {
        self.0.keyring.links()
    }

    /// The shop's signature, for what others must be able to check.
    pub fn signature(&self) -> Signature {
        self.0.keyring.signature()
    }

    /// Does for the keys what time brings: see [`crate::KeyDesk`] for what an operator does.
    ///
    /// # Errors
    /// A fault of the key store or of the root key's keeper; it is done the next time.
    pub async fn tend_keys(&self) -> Result<(), Fault> {
        self.0.keyring.tend().await?;
        self.tend_index().await
    }

    /// The keys of the public log.
    pub fn log_keys(&self) -> LogKeys {
        self.0.keyring.log()
    }

    /// The policy in force.
    pub fn policy(&self) -> Arc<Policy> {
        Arc::clone(&self.editions().now.policy)
    }

    /// The versions that came into force and that this gate goes by, oldest first; the last is in force.
    pub fn versions(&self) -> Vec<String> {
        self.editions().versions.clone()
    }

    /// Whether an edition after that version allows more: then whoever stands under it is bound by both.
    pub fn is_behind(&self, version: &str) -> bool {
        self.editions().is_behind(version)
    }

    /// For whom that kind of data is kept how long: everybody by the edition in force, and besides, by version, whoever
    /// stands under an earlier one until they agree. Of two terms the shorter counts.
    pub fn terms(&self, leaf: &str) -> Vec<Kept> {
        self.editions().terms(leaf)
    }

    /// The same for a figure of the policy that is a stretch of time.
    pub fn figures(&self, name: &str) -> Vec<Kept> {
        self.editions().spans(|policy| policy.figure(name).and_then(|figure| figure.span))
    }

    pub(crate) fn editions(&self) -> Arc<Editions> {
        Arc::clone(&self.0.editions.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The data store.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// Whether values can be opened now: both stores answer.
    pub async fn is_open(&self) -> bool {
        self.0.store.alive().await && self.0.keyring.alive().await
    }

    /// The person's whole ledger, opened and checked. Asking is itself written down, once a sitting for one's own look.
    ///
    /// # Errors
    /// As for [`Gate::admit`].
    pub async fn ledger_of(&self, ask: Ask) -> Result<chain::Record, Stop> {
        let customer = ask.customer;
        let fetched = self.admit(ask, move |tx| {
            Box::pin(async move {
                Ok::<_, Stop>((chain::stored(tx, customer).await?, alarm::unrecorded(tx, customer).await?))
            })
        });
        let (pass, stored) = fetched.await?;
        Ok(chain::read(&pass, stored)?)
    }

    pub(crate) async fn trip(&self, ask: Ask) -> Result<Trip, Stop> {
        let keys = self.keyring().of(ask.customer).await?;
        Ok(Trip { gate: self.clone(), editions: self.editions(), ask, keys, decided: Mutex::default() })
    }

    /// Has every erasure from now on written into a journal as well. Only the first one counts.
    pub fn keep_journal(&self, journal: Journal) {
        self.0.journal.get_or_init(|| journal);
    }

    pub(crate) fn journal(&self) -> Option<&Journal> {
        self.0.journal.get()
    }

    /// Whether a write-ahead log may hold what an erasure left: nobody has emptied it since, or since the start.
    pub(crate) fn logs_owed(&self) -> &AtomicBool {
        &self.0.logs_owed
    }

    pub(crate) fn keyring(&self) -> &Keyring {
        &self.0.keyring
    }

    pub(crate) fn stages(&self) -> &Stages {
        &self.0.stages
    }

    pub(crate) fn counts(&self) -> &Counts {
        &self.0.counts
    }

    pub(crate) fn parts(&self) -> &Inner {
        &self.0
    }

    pub(crate) fn caps(&self) -> &Caps {
        &self.0.caps
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub(crate) fn dice(&self) -> &Dice {
        &self.0.dice
    }
}
