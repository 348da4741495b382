//! The gate itself: decide, write the ledger line, let through or refuse.

use std::{collections::HashMap, sync::Arc};

use futures_util::future::BoxFuture;
use policy::{Facts, Mask, Party, Policy, Purpose, Verb};
use store::{Clock, Dice, Id, Store, Tx};

use crate::{
    chain,
    column::{Class, Column},
    keyring::{CustomerKeys, Keyring, Links, RootKey},
    need::{Ask, Need},
    own_record::Shown,
    pass::{Pass, Sealer},
    stop::{Fault, Refusal, Stop},
};

/// What a gate is made of.
pub struct Parts {
    /// The data.
    pub store: Store,
    /// The wrapped keys, in a store of their own.
    pub keys: Store,
    /// What the wrapped keys hang on.
    pub root: RootKey,
    /// The policy in force.
    pub policy: Arc<Policy>,
    /// Every need that code declares.
    pub needs: &'static [&'static Need],
    /// Every column that holds personal values.
    pub columns: &'static [&'static Column],
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
    policy: Arc<Policy>,
    needs: HashMap<&'static str, Resolved>,
    pub(crate) columns: &'static [&'static Column],
    clock: Clock,
    dice: Dice,
    shown: Shown,
}

#[derive(Clone, Copy)]
struct Resolved {
    party: Party,
    purpose: Purpose,
    data: Mask,
}

/// What the policy said yes to.
struct Grant {
    mask: Mask,
    facts: Facts,
}

enum Verdict<T> {
    Through(Mask, T),
    Refused(Box<Refusal>),
}

impl Gate {
    /// Opens the gate: the key store under the root key, and every need resolved to the policy's words.
    ///
    /// # Errors
    /// [`Fault::Undeclared`] names the first need or column that uses a word the policy does not have; the others are
    /// faults of the stores.
    pub async fn open(parts: Parts) -> Result<Gate, Fault> {
        let needs = parts.needs.iter().map(|need| Ok((need.at, resolve(&parts.policy, need)?)));
        let needs = needs.collect::<Result<HashMap<_, _>, Fault>>()?;
        if let Some(column) = parts.columns.iter().find(|column| parts.policy.leaf(column.leaf).is_none()) {
            return Err(Fault::Undeclared(column.leaf, column.table));
        }
        let keyring = Keyring::open(parts.keys, &parts.root, parts.clock.clone(), parts.dice.clone()).await?;
        let Parts { store, policy, columns, clock, dice, .. } = parts;
        let shown = Shown::default();
        Ok(Gate(Arc::new(Inner { store, keyring, policy, needs, columns, clock, dice, shown })))
    }

    /// Makes the keys a person needs before the first value of these classes is sealed; the ledger's comes along.
    pub async fn prepare(&self, customer: Id, classes: &'static [Class]) -> Result<(), Fault> {
        self.keyring().ensure(customer, &[Class::Ledger]).await?;
        self.keyring().ensure(customer, classes).await
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
        let keys = self.0.keyring.of(ask.customer).await.map_err(Stop::from)?;
        let trip = Arc::new(Trip { gate: self.clone(), ask, keys });
        let verdict = match trip.ask.own_sitting() {
            Some(sitting) => trip.own_look(sitting, Arc::new(fetch)).await?,
            None => trip.write_down_and(Arc::new(fetch)).await?,
        };
        match verdict {
            Verdict::Through(mask, fetched) => Ok((trip.pass(mask), fetched)),
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
        let keys = self.0.keyring.of(ask.customer).await.map_err(Stop::from)?;
        let trip = Arc::new(Trip { gate: self.clone(), ask, keys });
        let (work, store) = (Arc::new(work), self.0.store.clone());
        let verdict = store
            .write(move |tx| {
                let (trip, work) = (Arc::clone(&trip), Arc::clone(&work));
                Box::pin(async move {
                    match trip.decide(tx).await? {
                        Err(refusal) => trip.refuse::<_, E>(tx, refusal).await,
                        Ok(grant) => {
                            trip.line(tx, &grant).await?;
                            let sealer = trip.sealer(grant.mask);
                            let done = work(tx, &sealer).await?;
                            Ok::<_, E>(Verdict::Through(grant.mask, done))
                        }
                    }
                })
            })
            .await?;
        match verdict {
            Verdict::Through(_, done) => Ok(done),
            Verdict::Refused(refusal) => Err(Stop::Refused(refusal).into()),
        }
    }

    /// The blind index token of a value: equal values of one kind give equal tokens, and nothing leads back.
    pub fn token(&self, kind: &str, value: &str) -> [u8; 32] {
        self.0.keyring.index().token(kind, value)
    }

    /// The key of signed links.
    pub fn links(&self) -> &Links {
        self.0.keyring.links()
    }

    /// The policy in force.
    pub fn policy(&self) -> &Arc<Policy> {
        &self.0.policy
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
        let keys = self.0.keyring.of(customer).await?;
        let fetched = self
            .admit(ask, move |tx| Box::pin(async move { Ok::<_, Stop>(chain::stored(tx, customer).await?) }));
        let (_, stored) = fetched.await?;
        Ok(chain::read(customer, &keys, stored)?)
    }

    pub(crate) fn keyring(&self) -> &Keyring {
        &self.0.keyring
    }

    pub(crate) fn parts(&self) -> &Inner {
        &self.0
    }

    pub(crate) fn clock(&self) -> &Clock {
        &self.0.clock
    }

    pub(crate) fn dice(&self) -> &Dice {
        &self.0.dice
    }
}

fn resolve(policy: &Policy, need: &'static Need) -> Result<Resolved, Fault> {
    let party = policy.party(need.party).ok_or(Fault::Undeclared(need.party, need.at))?;
    let purpose = policy.purpose(need.purpose).ok_or(Fault::Undeclared(need.purpose, need.at))?;
    let data = need.data.iter().try_fold(Mask::EMPTY, |mask, set| {
        policy.leaves(set).map(|leaves| mask | leaves).ok_or(Fault::Undeclared(set, need.at))
    })?;
    Ok(Resolved { party, purpose, data })
}

impl Ask {
    /// The sitting, when somebody looks at their own values.
    fn own_sitting(&self) -> Option<[u8; 32]> {
        let looks = matches!(self.need.verb, Verb::See | Verb::Use);
        if looks && self.actor.is(self.customer) { self.actor.sitting() } else { None }
    }
}

/// One question on its way through the gate.
struct Trip {
    gate: Gate,
    ask: Ask,
    keys: Arc<CustomerKeys>,
}

type Fetch<T, E> = dyn for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync;

impl Trip {
    async fn own_look<T, E>(
        self: &Arc<Self>,
        sitting: [u8; 32],
        fetch: Arc<Fetch<T, E>>,
    ) -> Result<Verdict<T>, E>
    where
        E: From<Stop> + From<store::Error> + Send + 'static,
        T: Send + 'static,
    {
        let (trip, look) = (Arc::clone(self), Arc::clone(&fetch));
        let seen = self.gate.0.store.read(move |tx| {
            let (trip, look) = (Arc::clone(&trip), Arc::clone(&look));
            Box::pin(async move {
                match trip.decide(tx).await? {
                    Ok(grant) if trip.shown(sitting, grant.mask) => Ok(Some((grant.mask, look(tx).await?))),
                    _ => Ok::<_, E>(None),
                }
            })
        });
        if let Some((mask, fetched)) = seen.await? {
            return Ok(Verdict::Through(mask, fetched));
        }
        let verdict = self.write_down_and(fetch).await?;
        if let Verdict::Through(mask, _) = &verdict {
            self.gate.0.shown.remember(sitting, self.ask.need.at, *mask);
        }
        Ok(verdict)
    }

    async fn write_down_and<T, E>(self: &Arc<Self>, fetch: Arc<Fetch<T, E>>) -> Result<Verdict<T>, E>
    where
        E: From<Stop> + From<store::Error> + Send + 'static,
        T: Send + 'static,
    {
        let trip = Arc::clone(self);
        let work = self.gate.0.store.write(move |tx| {
            let (trip, fetch) = (Arc::clone(&trip), Arc::clone(&fetch));
            Box::pin(async move {
                match trip.decide(tx).await? {
                    Err(refusal) => trip.refuse(tx, refusal).await,
                    Ok(grant) => {
                        trip.line(tx, &grant).await?;
                        Ok(Verdict::Through(grant.mask, fetch(tx).await?))
                    }
                }
            })
        });
        work.await
    }

    fn shown(&self, sitting: [u8; 32], mask: Mask) -> bool {
        self.gate.0.shown.covers(sitting, self.ask.need.at, mask)
    }

    /// Facts, then the policy's answer.
    async fn decide(&self, tx: &mut Tx) -> Result<Result<Grant, Box<Refusal>>, Stop> {
        let (inner, need) = (&self.gate.0, self.ask.need);
        let r = *inner.needs.get(need.at).ok_or(Fault::Undeclared("this need", need.at))?;
        let data = self.asked_for(r.data);
        let wanted = inner.policy.facts_that_matter(r.party, need.verb, r.purpose, data);
        let facts = consent::facts(tx, &inner.policy, wanted, &self.question()).await?;
        let mask = inner.policy.mask(r.party, need.verb, r.purpose, facts) & data;
        Ok(if mask.is_empty() { Err(Box::new(self.refusal(r, facts))) } else { Ok(Grant { mask, facts }) })
    }

    /// What the need declares, without what there is none of.
    fn asked_for(&self, declared: Mask) -> Mask {
        let lacking = self.ask.lacking.iter().filter_map(|name| self.gate.0.policy.leaves(name));
        lacking.fold(declared, |data, leaves| data.without(leaves))
    }

    fn question(&self) -> consent::Question {
        consent::Question {
            customer: self.ask.customer,
            signed_in: self.ask.actor.is(self.ask.customer),
            party: self.ask.need.party.to_owned(),
            purpose: self.ask.need.purpose.to_owned(),
            order: self.ask.order,
            now: self.gate.0.clock.now(),
        }
    }

    fn refusal(&self, r: Resolved, facts: Facts) -> Refusal {
        let (policy, need) = (&self.gate.0.policy, self.ask.need);
        let why = r.data.iter().next().map(|leaf| policy.explain(r.party, need.verb, leaf, r.purpose, facts));
        let clause = why.as_ref().and_then(|why| why.clause.as_ref());
        Refusal {
            party: need.party.to_owned(),
            verb: need.verb.to_string(),
            purpose: policy.purpose_words(need.purpose),
            categories: policy.describe(r.data),
            paragraph: clause.map(|c| c.paragraph.clone()).unwrap_or_default(),
            sentence: clause.map(|c| c.sentence.clone()).unwrap_or_default(),
            missing: why.as_ref().map(|why| why.missing.clone()).unwrap_or_default(),
        }
    }

    async fn refuse<T, E: From<Stop>>(&self, tx: &mut Tx, refusal: Box<Refusal>) -> Result<Verdict<T>, E> {
        let leaves = self.gate.0.needs.get(self.ask.need.at).map(|r| r.data).unwrap_or(Mask::EMPTY);
        let line = self.entry(ledger::Kind::Refused, leaves, String::new(), refusal.paragraph.clone());
        self.append(tx, line).await.map_err(Stop::from)?;
        Ok(Verdict::Refused(refusal))
    }

    async fn line(&self, tx: &mut Tx, grant: &Grant) -> Result<(), Stop> {
        let (ground, paragraph) = self.cited(grant);
        let entry = self.entry(chain::kind_of(self.ask.need.verb), grant.mask, ground, paragraph);
        Ok(self.append(tx, entry).await?)
    }

    /// Grounds and paragraphs that allow it, each once.
    fn cited(&self, grant: &Grant) -> (String, String) {
        let (policy, need) = (&self.gate.0.policy, self.ask.need);
        let Some(r) = self.gate.0.needs.get(need.at) else { return Default::default() };
        let (mut grounds, mut paragraphs) = (Vec::new(), Vec::new());
        for leaf in grant.mask.iter() {
            if let Some(clause) = policy.clause(r.party, need.verb, leaf, r.purpose, grant.facts) {
                let ground = clause.ground.map(|g| g.to_string()).unwrap_or_default();
                if !grounds.contains(&ground) {
                    grounds.push(ground);
                }
                if !paragraphs.contains(&clause.paragraph) {
                    paragraphs.push(clause.paragraph.clone());
                }
            }
        }
        (grounds.join(", "), paragraphs.join(", "))
    }

    fn entry(&self, kind: ledger::Kind, mask: Mask, ground: String, paragraph: String) -> ledger::Entry {
        let (inner, need) = (&self.gate.0, self.ask.need);
        ledger::Entry {
            at: inner.clock.now().0,
            kind,
            actor: self.ask.actor.named(),
            party: need.party.to_owned(),
            verb: need.verb.to_string(),
            purpose: need.purpose.to_owned(),
            leaves: mask.iter().map(|leaf| inner.policy.leaf_name(leaf).to_owned()).collect(),
            ground,
            paragraph,
            policy_version: inner.policy.version().to_owned(),
            policy_hash: inner.policy.hash_hex(),
            about: self.ask.about.clone(),
            recipient: self.ask.recipient.clone(),
        }
    }

    async fn append(&self, tx: &mut Tx, entry: ledger::Entry) -> Result<(), Fault> {
        chain::append(tx, self.ask.customer, self.keys.class(Class::Ledger)?, entry, &self.gate.0.dice).await
    }

    fn pass(&self, mask: Mask) -> Pass {
        Pass {
            customer: self.ask.customer,
            mask,
            keys: Arc::clone(&self.keys),
            policy: Arc::clone(&self.gate.0.policy),
            at: self.ask.need.at,
        }
    }

    fn sealer(&self, mask: Mask) -> Sealer {
        Sealer {
            customer: self.ask.customer,
            mask,
            keys: Arc::clone(&self.keys),
            policy: Arc::clone(&self.gate.0.policy),
            dice: self.gate.0.dice.clone(),
            at: self.ask.need.at,
        }
    }
}
