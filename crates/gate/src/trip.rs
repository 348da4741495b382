//! One question on its way through the gate: facts, the answer of every edition that binds, the line.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;
use policy::{Facts, Mask, Verb};
use store::{Id, Tx};

use crate::{
    alarm::{self, Alarm},
    caps::{self, Standing},
    chain::{self, Written},
    doorway::Gate,
    durable::{Durable, committed},
    editions::{Edition, Editions, Resolved},
    evidence::Situation,
    keys::CustomerKeys,
    need::{Actor, Ask},
    pass::{Pass, Sealer},
    stop::{Fault, Refusal, Stop},
};

/// What the policy said yes to.
#[derive(Clone, Copy)]
pub(crate) struct Grant {
    pub(crate) mask: Mask,
    facts: Facts,
    /// The first earlier edition whose terms bind these values.
    keeps: usize,
}

/// A no: the edition that said it, when this server can read that one, and why.
pub(crate) struct No {
    by: Option<(String, String)>,
    refusal: Box<Refusal>,
}

pub(crate) enum Verdict<T> {
    Through(Grant, T),
    Refused(Box<Refusal>),
}

/// A verdict and the line that tells of it.
type Told<T> = (Durable, Verdict<T>);

impl Ask {
    /// The sitting, when somebody looks at their own values.
    pub(crate) fn own_sitting(&self) -> Option<[u8; 32]> {
        let looks = matches!(self.need.verb, Verb::See | Verb::Use);
        if looks && self.actor.is(self.customer) { self.actor.sitting() } else { None }
    }

    /// What a customer gives today is given under the page of today, and what they do with their own values needs no
    /// earlier page's leave. Everything else needs a yes of the page they stand under too.
    fn is_bound_by_earlier(&self) -> bool {
        let own_deed = self.need.party == "customer" && self.actor.is(self.customer);
        self.need.verb != Verb::Collect && !own_deed
    }
}

/// One question on its way through the gate.
pub(crate) struct Trip {
    pub(crate) gate: Gate,
    /// Pinned: a decision is made and written down by the same editions.
    pub(crate) editions: Arc<Editions>,
    pub(crate) ask: Ask,
    pub(crate) keys: Arc<CustomerKeys>,
    /// The last decision: a conflict in the store may have it made again.
    pub(crate) decided: Mutex<Option<Situation>>,
}

type Fetch<T, E> = dyn for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<T, E>> + Send + Sync;

impl Trip {
    pub(crate) async fn own_look<T, E>(
        self: &Arc<Self>,
        sitting: [u8; 32],
        fetch: Arc<Fetch<T, E>>,
    ) -> Result<Told<T>, E>
    where
        E: From<Stop> + From<store::Error> + Send + 'static,
        T: Send + 'static,
    {
        let (trip, look) = (Arc::clone(self), Arc::clone(&fetch));
        let seen = self.gate.store().read(move |tx| {
            let (trip, look) = (Arc::clone(&trip), Arc::clone(&look));
            Box::pin(async move {
                match trip.decide(tx).await? {
                    Ok(grant) => match trip.shown(sitting, grant.mask) {
                        Some(line) => Ok(Some((line, grant, look(tx).await?))),
                        None => Ok(None),
                    },
                    Err(_) => Ok::<_, E>(None),
                }
            })
        });
        if let Some((line, grant, fetched)) = seen.await? {
            return Ok((line, Verdict::Through(grant, fetched)));
        }
        let (line, verdict) = self.write_down_and(fetch).await?;
        if let Verdict::Through(grant, _) = &verdict {
            self.editions.shown.remember(sitting, self.ask.need.at, grant.mask, line);
        }
        Ok((line, verdict))
    }

    pub(crate) async fn write_down_and<T, E>(self: &Arc<Self>, fetch: Arc<Fetch<T, E>>) -> Result<Told<T>, E>
    where
        E: From<Stop> + From<store::Error> + Send + 'static,
        T: Send + 'static,
    {
        let trip = Arc::clone(self);
        let work = committed(self.gate.store(), move |tx| {
            let (trip, fetch) = (Arc::clone(&trip), Arc::clone(&fetch));
            Box::pin(async move {
                match trip.decide(tx).await? {
                    Err(refusal) => trip.refuse(tx, refusal).await,
                    Ok(grant) => {
                        let line = trip.line(tx, &grant).await?;
                        Ok((line, Verdict::Through(grant, fetch(tx).await?)))
                    }
                }
            })
        });
        work.await
    }

    fn shown(&self, sitting: [u8; 32], mask: Mask) -> Option<Durable> {
        self.editions.shown.covers(sitting, self.ask.need.at, mask)
    }

    /// Whether staff may look at one more customer, then what the policy says.
    pub(crate) async fn decide(&self, tx: &mut Tx) -> Result<Result<Grant, No>, Stop> {
        let Actor::Staff { id, role } = &self.ask.actor else { return self.by_policy(tx).await };
        let (pair, now, cap) = ((*id, self.ask.customer), self.gate.clock().now(), self.gate.caps().of(role));
        match caps::standing(tx, pair, cap, now).await? {
            Standing::Free => {}
            Standing::Frozen => return Ok(Err(self.stopped(cap))),
            Standing::Over => {
                let number = Id::new(self.gate.clock(), self.gate.dice());
                alarm::raise(tx, &Alarm::too_many(*id, role), 1, number, now).await?;
                return Ok(Err(self.stopped(cap)));
            }
        }
        let answer = self.by_policy(tx).await?;
        if answer.is_ok() {
            caps::looks(tx, pair, now)?;
        }
        Ok(answer)
    }

    fn stopped(&self, cap: u32) -> No {
        let mut refusal = self.bare_refusal();
        refusal.missing.push(format!(
            "the data-protection officer’s word: more than {cap} customers were looked at within an hour"
        ));
        No { by: None, refusal: Box::new(refusal) }
    }

    /// Facts, then the answer of the edition in force and of those the person stands under.
    async fn by_policy(&self, tx: &mut Tx) -> Result<Result<Grant, No>, Stop> {
        let (now, need) = (&self.editions.now, self.ask.need);
        let Some(r) = now.need(need.at) else {
            return Ok(Err(No { by: None, refusal: Box::new(self.bare_refusal()) }));
        };
        let asked = self.asked_for(r.data);
        let grant = self.answer(tx, now, r, asked).await?;
        let facts = grant.facts;
        let answer = self.under_all(tx, r, asked, grant).await?;
        let allowed = answer.as_ref().map_or(Mask::EMPTY, |grant| grant.mask);
        let (party, verb, purpose) = (r.party, need.verb, r.purpose);
        self.note(Situation { party, verb, purpose, facts, asked, allowed });
        Ok(answer)
    }

    fn note(&self, situation: Situation) {
        *self.decided.lock().unwrap_or_else(PoisonError::into_inner) = Some(situation);
    }

    /// Counts the decision, once nothing can take it back.
    pub(crate) fn count(&self) {
        let decided = self.decided.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(situation) = decided {
            let (policy, now) = (&self.editions.now.policy, self.gate.clock().now());
            self.gate.counts().add(policy, situation, now);
        }
    }

    async fn under_all(
        &self,
        tx: &mut Tx,
        r: Resolved,
        asked: Mask,
        mut grant: Grant,
    ) -> Result<Result<Grant, No>, Stop> {
        let now = &self.editions.now;
        if let Some(short) = r.short_of(asked, grant.mask) {
            return Ok(Err(self.no(now, short, grant.facts)));
        }
        let bound = self.ask.is_bound_by_earlier();
        if !self.editions.matters(bound) {
            return Ok(Ok(grant));
        }
        let standing = self.editions.standing(tx, self.ask.customer, self.ask.order).await?;
        grant.keeps = standing.keeps;
        if bound {
            for edition in self.editions.earlier(standing.decides) {
                if let Err(no) = self.narrow(tx, edition.as_ref(), &mut grant).await? {
                    return Ok(Err(no));
                }
            }
        }
        Ok(Ok(grant))
    }

    /// Takes out of a grant what an earlier edition does not allow.
    async fn narrow(
        &self,
        tx: &mut Tx,
        edition: Option<&Edition>,
        grant: &mut Grant,
    ) -> Result<Result<(), No>, Stop> {
        let now = &self.editions.now.policy;
        let Some((edition, r)) = edition.and_then(|e| Some((e, e.need(self.ask.need.at)?))) else {
            return Ok(Err(self.no_words()));
        };
        let asked = edition.in_its_words(now, grant.mask);
        let earlier = self.answer(tx, edition, r, asked).await?;
        grant.mask = grant.mask & self.editions.now.in_its_words(&edition.policy, earlier.mask);
        match r.short_of(asked, earlier.mask) {
            Some(short) => Ok(Err(self.not_yet(edition, short, earlier.facts))),
            None => Ok(Ok(())),
        }
    }

    /// What one edition allows of that data, with the facts it went by.
    async fn answer(&self, tx: &mut Tx, edition: &Edition, r: Resolved, data: Mask) -> Result<Grant, Stop> {
        let (policy, verb) = (&edition.policy, self.ask.need.verb);
        let wanted = policy.facts_that_matter(r.party, verb, r.purpose, data);
        let facts = consent::facts(tx, policy, wanted, &self.question()).await?;
        let mask = policy.mask(r.party, verb, r.purpose, facts) & data;
        Ok(Grant { mask, facts, keeps: self.editions.newest().keeps })
    }

    /// What the need declares, without what there is none of.
    fn asked_for(&self, declared: Mask) -> Mask {
        let lacking = self.ask.lacking.iter().filter_map(|name| self.editions.now.policy.leaves(name));
        lacking.fold(declared, |data, leaves| data.without(leaves))
    }

    fn question(&self) -> consent::Question {
        consent::Question {
            customer: self.ask.customer,
            signed_in: self.ask.actor.is(self.ask.customer),
            party: self.ask.need.party.to_owned(),
            purpose: self.ask.need.purpose.to_owned(),
            order: self.ask.order,
            now: self.gate.clock().now(),
        }
    }

    fn no(&self, by: &Edition, r: Resolved, facts: Facts) -> No {
        let (policy, need) = (&by.policy, self.ask.need);
        let why = r.data.iter().next().map(|leaf| policy.explain(r.party, need.verb, leaf, r.purpose, facts));
        let clause = why.as_ref().and_then(|why| why.clause.as_ref());
        let refusal = Refusal {
            paragraph: clause.map(|c| c.paragraph.clone()).unwrap_or_default(),
            sentence: clause.map(|c| c.sentence.clone()).unwrap_or_default(),
            missing: why.as_ref().map(|why| why.missing.clone()).unwrap_or_default(),
            categories: policy.describe(r.data),
            ..self.bare_refusal()
        };
        No { by: Some((policy.version().to_owned(), policy.hash_hex())), refusal: Box::new(refusal) }
    }

    /// The edition in force would allow it; the one the person stands under does not.
    fn not_yet(&self, by: &Edition, r: Resolved, facts: Facts) -> No {
        let mut no = self.no(by, r, facts);
        no.refusal.earlier_version = Some(by.policy.version().to_owned());
        no.refusal.missing.push(self.agreement_missing());
        no
    }

    /// The person stands under an edition that has no words for this.
    fn no_words(&self) -> No {
        let mut refusal = self.bare_refusal();
        refusal.missing.push(self.agreement_missing());
        No { by: None, refusal: Box::new(refusal) }
    }

    fn agreement_missing(&self) -> String {
        format!("the customer’s agreement to version {} of the policy", self.editions.now.policy.version())
    }

    fn bare_refusal(&self) -> Refusal {
        let (now, need) = (&self.editions.now, self.ask.need);
        Refusal {
            party: need.party.to_owned(),
            verb: need.verb.to_string(),
            purpose: now.policy.purpose_words(need.purpose),
            categories: now.need(need.at).map(|r| now.policy.describe(r.data)).unwrap_or_default(),
            paragraph: String::new(),
            sentence: String::new(),
            missing: Vec::new(),
            earlier_version: None,
        }
    }

    /// The line of a refusal cites the edition that refused.
    pub(crate) async fn refuse<T, E: From<Stop>>(
        &self,
        tx: &mut Tx,
        no: No,
    ) -> Result<(Written, Verdict<T>), E> {
        let leaves = self.editions.now.need(self.ask.need.at).map(|r| r.data).unwrap_or(Mask::EMPTY);
        let mut line = self.entry(ledger::Kind::Refused, leaves, String::new(), no.refusal.paragraph.clone());
        if let Some((version, hash)) = no.by {
            (line.policy_version, line.policy_hash) = (version, hash);
        }
        let line = self.append(tx, line).await.map_err(Stop::from)?;
        Ok((line, Verdict::Refused(no.refusal)))
    }

    pub(crate) async fn line(&self, tx: &mut Tx, grant: &Grant) -> Result<Written, Stop> {
        let (ground, paragraph) = self.cited(grant);
        let entry = self.entry(chain::kind_of(self.ask.need.verb), grant.mask, ground, paragraph);
        Ok(self.append(tx, entry).await?)
    }

    /// Grounds and paragraphs that allow it, each once.
    fn cited(&self, grant: &Grant) -> (String, String) {
        let (policy, need) = (&self.editions.now.policy, self.ask.need);
        let Some(r) = self.editions.now.need(need.at) else { return Default::default() };
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
        let (policy, need) = (&self.editions.now.policy, self.ask.need);
        ledger::Entry {
            at: self.gate.clock().now().0,
            kind,
            actor: self.ask.actor.named(),
            party: need.party.to_owned(),
            verb: need.verb.to_string(),
            purpose: need.purpose.to_owned(),
            leaves: mask.iter().map(|leaf| policy.leaf_name(leaf).to_owned()).collect(),
            ground,
            paragraph,
            policy_version: policy.version().to_owned(),
            policy_hash: policy.hash_hex(),
            about: self.ask.about.clone(),
            recipient: self.ask.recipient.clone(),
        }
    }

    async fn append(&self, tx: &mut Tx, entry: ledger::Entry) -> Result<Written, Fault> {
        let line = chain::append(tx, self.ask.customer, &self.keys, entry, self.gate.dice()).await?;
        if let Some(until) = self.ask.silent_until {
            line.cover(tx, until)?;
        }
        Ok(line)
    }

    pub(crate) fn pass(&self, line: Durable, grant: Grant) -> Pass {
        Pass {
            line,
            customer: self.ask.customer,
            mask: grant.mask,
            keys: Arc::clone(&self.keys),
            editions: Arc::clone(&self.editions),
            keeps: grant.keeps,
            now: self.gate.clock().now(),
            at: self.ask.need.at,
        }
    }

    pub(crate) fn sealer(&self, mask: Mask, line: &Written) -> Sealer {
        Sealer {
            customer: self.ask.customer,
            mask,
            keys: Arc::clone(&self.keys),
            policy: Arc::clone(&self.editions.now.policy),
            dice: self.gate.dice().clone(),
            at: self.ask.need.at,
            last: line.last(),
        }
    }
}
