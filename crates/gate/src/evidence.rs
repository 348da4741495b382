//! How often the gate decided what in which situation: counts without persons, from which a page can say how often a
//! rule was applied and a tool can decide everything again under another policy.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use policy::{Clause, Facts, Leaf, Mask, Party, Policy, Purpose, Verb};
use store::{Row, Store, Time, Tx, sql, work};

use crate::{doorway::Gate, stop::Fault};

/// What the gate looked at and what it answered. No person, no actor, no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Situation {
    pub(crate) party: Party,
    pub(crate) verb: Verb,
    pub(crate) purpose: Purpose,
    /// The facts that held, of those that make a difference.
    pub(crate) facts: Facts,
    pub(crate) asked: Mask,
    pub(crate) allowed: Mask,
}

/// Counts of this process that are not in the store yet.
#[derive(Default)]
pub(crate) struct Counts(Mutex<HashMap<([u8; 32], Situation), Count>>);

#[derive(Clone)]
struct Count {
    policy: Arc<Policy>,
    times: i64,
    last: Time,
}

impl Counts {
    /// One more decision, after it is durable.
    pub(crate) fn add(&self, policy: &Arc<Policy>, situation: Situation, now: Time) {
        self.put(policy.hash(), situation, Count { policy: Arc::clone(policy), times: 1, last: now });
    }

    fn put(&self, hash: [u8; 32], situation: Situation, more: Count) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count =
            counts.entry((hash, situation)).or_insert(Count { times: 0, last: more.last, ..more.clone() });
        count.times += more.times;
        count.last = count.last.max(more.last);
    }

    fn take(&self) -> HashMap<([u8; 32], Situation), Count> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// One situation as it was met under one policy, in that policy's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The version of the policy that decided.
    pub policy_version: String,
    /// SHA-256 of its file, in hex.
    pub policy_hash: String,
    /// Who wanted something, as the policy names the party.
    pub party: String,
    /// What they wanted to do.
    pub verb: Verb,
    /// What for.
    pub purpose: String,
    /// The facts that were looked up, and whether each held.
    pub facts: Vec<(String, bool)>,
    /// The kinds of data that were asked for.
    pub asked: Vec<String>,
    /// The kinds that were allowed; none when all was refused.
    pub allowed: Vec<String>,
    /// How often it was decided so.
    pub times: u64,
    /// The last time.
    pub last: Time,
}

/// How often something was applied and refused.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many decisions it allowed something in.
    pub applied: u64,
    /// The last of them.
    pub last_applied: Option<Time>,
    /// How many decisions it kept something shut in.
    pub refused: u64,
    /// The last of them.
    pub last_refused: Option<Time>,
}

impl Tally {
    fn add(&mut self, applied: bool, of: &Decided) {
        let (times, last) = if applied {
            (&mut self.applied, &mut self.last_applied)
        } else {
            (&mut self.refused, &mut self.last_refused)
        };
        *times += of.times;
        *last = (*last).max(Some(of.last));
    }
}

/// What the decisions so far say about the rules of one policy.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// For each rule that decided something, by its line in the file.
    pub rules: BTreeMap<usize, Tally>,
    /// For each paragraph with such a rule, by its number.
    pub paragraphs: BTreeMap<String, Tally>,
    /// For everything together: decisions that opened something, and those that kept all or a part of it shut.
    pub all: Tally,
}

impl Evidence {
    /// Reads it out of the decisions made under this very policy; others are left out.
    pub fn of(policy: &Policy, decided: &[Decided]) -> Evidence {
        let (hash, mut evidence) = (policy.hash_hex(), Evidence::default());
        for one in decided.iter().filter(|one| one.policy_hash == hash) {
            evidence.add(policy, one);
        }
        evidence
    }

    fn add(&mut self, policy: &Policy, one: &Decided) {
        for applied in [true, false] {
            let clauses = one.clauses(policy, applied);
            let lines: BTreeSet<usize> = clauses.iter().map(|clause| clause.line).collect();
            let numbers: BTreeSet<&str> = clauses.iter().map(|clause| clause.paragraph.as_str()).collect();
            for line in lines {
                self.rules.entry(line).or_default().add(applied, one);
            }
            for number in numbers {
                self.paragraphs.entry(number.to_owned()).or_default().add(applied, one);
            }
            if if applied { !one.allowed.is_empty() } else { one.allowed.len() < one.asked.len() } {
                self.all.add(applied, one);
            }
        }
    }
}

impl Decided {
    /// The rules that allowed what was allowed, or kept shut what was not.
    fn clauses(&self, policy: &Policy, applied: bool) -> Vec<Clause> {
        let (Some(party), Some(purpose)) = (policy.party(&self.party), policy.purpose(&self.purpose)) else {
            return Vec::new();
        };
        let held = self.facts.iter().filter(|(_, holds)| *holds);
        let facts: Facts = held.filter_map(|(name, _)| policy.fact(name)).collect();
        let leaves = self.asked.iter().filter(|name| self.allowed.contains(name) == applied);
        let clause = |leaf: Leaf| match applied {
            true => policy.clause(party, self.verb, leaf, purpose, facts).cloned(),
            false => policy.explain(party, self.verb, leaf, purpose, facts).clause,
        };
        leaves.filter_map(|name| policy.leaf(name)).filter_map(clause).collect()
    }
}

impl Gate {
    /// Adds the counts of this process to the store's, where those of several servers add up.
    ///
    /// # Errors
    /// The store is away; the counts are kept for the next time.
    pub async fn keep_evidence(&self) -> Result<(), Fault> {
        let counts = self.counts().take();
        if counts.is_empty() {
            return Ok(());
        }
        let counts = Arc::new(counts);
        let kept = self.store().write(work!(|tx| [counts] -> Result<(), store::Error> {
            // In one order everywhere, so that servers wait for each other's rows and never in a ring.
            let mut rows: Vec<_> = counts.iter().map(|((_, situation), count)| row(situation, count)).collect();
            rows.sort_by(|a, b| a.key().cmp(&b.key()));
            rows.into_iter().try_for_each(|row| put(tx, &row))
        }));
        if let Err(error) = kept.await {
            for ((hash, situation), count) in counts.iter() {
                self.counts().put(*hash, *situation, count.clone());
            }
            return Err(error.into());
        }
        Ok(())
    }

    /// Every situation that was met so far, under whichever policy.
    ///
    /// # Errors
    /// The store is away.
    pub async fn decided(&self) -> Result<Vec<Decided>, Fault> {
        Ok(decided(self.store()).await?)
    }
}

/// The same from a store of rows alone: a tool needs no keys for it.
///
/// # Errors
/// The store is away.
pub async fn decided(store: &Store) -> Result<Vec<Decided>, store::Error> {
    let rows = store.read(work!(|tx| -> Result<Vec<Decided>, store::Error> {
        tx.rows(sql!(EVERY)).await?.into_iter().map(read).collect()
    }));
    rows.await
}

/// A count with the words of its policy.
struct Kept {
    situation: Situation,
    decided: Decided,
}

impl Kept {
    fn key(&self) -> (&str, &str, String, &str, u64, u64, u64) {
        let (d, s) = (&self.decided, &self.situation);
        let bits = (s.facts.bits(), s.asked.bits(), s.allowed.bits());
        (&d.policy_hash, &d.party, d.verb.to_string(), &d.purpose, bits.0, bits.1, bits.2)
    }
}

fn row(situation: &Situation, count: &Count) -> Kept {
    let (policy, s) = (&count.policy, *situation);
    let names = |mask: Mask| mask.iter().map(|leaf| policy.leaf_name(leaf).to_owned()).collect();
    let looked_up = policy.facts_that_matter(s.party, s.verb, s.purpose, s.asked);
    let fact = |fact| (policy.fact_name(fact).to_owned(), s.facts.contains(fact));
    let decided = Decided {
        policy_version: policy.version().to_owned(),
        policy_hash: policy.hash_hex(),
        party: policy.party_name(s.party).to_owned(),
        verb: s.verb,
        purpose: policy.purpose_name(s.purpose).to_owned(),
        facts: looked_up.iter().map(fact).collect(),
        asked: names(s.asked),
        allowed: names(s.allowed),
        times: count.times.unsigned_abs(),
        last: count.last,
    };
    Kept { situation: s, decided }
}

const ADD: &str =
    "INSERT INTO evidence (policy_hash, party, verb, purpose, facts, asked, allowed, policy_version, fact_names,
        asked_names, allowed_names, count, last_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
    ON CONFLICT (policy_hash, party, verb, purpose, facts, asked, allowed) DO UPDATE SET count = evidence.count + excluded.count,
        last_at = CASE WHEN excluded.last_at > evidence.last_at THEN excluded.last_at ELSE evidence.last_at END";

fn put(tx: &mut Tx, kept: &Kept) -> Result<(), store::Error> {
    let (d, s) = (&kept.decided, &kept.situation);
    let signed = |(name, holds): &(String, bool)| if *holds { name.clone() } else { format!("not {name}") };
    let facts: Vec<String> = d.facts.iter().map(signed).collect();
    let verb = d.verb.to_string();
    tx.put(sql!(
        ADD,
        d.policy_hash,
        d.party,
        verb,
        d.purpose,
        s.facts.bits().cast_signed(),
        s.asked.bits().cast_signed(),
        s.allowed.bits().cast_signed(),
        d.policy_version,
        facts.join(", "),
        d.asked.join(", "),
        d.allowed.join(", "),
        d.times.cast_signed(),
        d.last
    ))
}

const EVERY: &str =
    "SELECT policy_version, policy_hash, party, verb, purpose, fact_names, asked_names, allowed_names, count, last_at
    FROM evidence ORDER BY policy_hash, party, verb, purpose, facts, asked, allowed";

fn read(mut row: Row) -> Result<Decided, store::Error> {
    let verb: String = row.take(3)?;
    let unknown = || store::Error::Broken("evidence of a verb that is none".to_owned());
    let fact = |name: String| match name.strip_prefix("not ") {
        Some(name) => (name.to_owned(), false),
        None => (name, true),
    };
    Ok(Decided {
        policy_version: row.take(0)?,
        policy_hash: row.take(1)?,
        party: row.take(2)?,
        verb: Verb::ALL.into_iter().find(|one| one.to_string() == verb).ok_or_else(unknown)?,
        purpose: row.take(4)?,
        facts: listed(&row.take::<String>(5)?).map(fact).collect(),
        asked: listed(&row.take::<String>(6)?).collect(),
        allowed: listed(&row.take::<String>(7)?).collect(),
        times: row.take::<i64>(8)?.unsigned_abs(),
        last: row.take(9)?,
    })
}

fn listed(names: &str) -> impl Iterator<Item = String> {
    names.split(", ").filter(|name| !name.is_empty()).map(str::to_owned)
}
