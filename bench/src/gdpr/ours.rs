//! Our side: sealed values behind a gate with a policy of its own, each use written into the person's record before
//! anything opens. Purpose, objection, retention and sharing stand in the policy and in one row of a choice, not in each
//! record; so what other stores rewrite a quarter of a table for is a version here.

use std::{collections::BTreeMap, sync::Arc};

use anyhow::{Context, Result, ensure};
use gate::{
    Actor, Ask, Caps, Class, Column, Fault, Gate, Need, Parts, Pass, RootKey, Sealed, Stop,
    Verb::{Change, Collect, Erase, Receive, See, Use},
};
use policy::{Policy, Settings};
use store::{Clock, Dice, Engine, Error, Id, Row, Step, Store, Time, sql, testing::Guard, work};

use super::{
    MOST, Records,
    model::{Deed, Record},
};

/// A second version lets the carrier have notes too.
const POLICY: &str = include_str!("policy.md");
/// Longer than any term.
const LONG_AGO: i64 = 400;

const TABLE: &str = "bench_record";
static NOTE: Column = Column::new(TABLE, "data", "item.note", Class::Account);
static HABIT: Column = Column::new(TABLE, "data", "item.habit", Class::Account);
static ADDRESS: Column = Column::new(TABLE, "data", "item.address", Class::Account);
static RECEIPT: Column = Column::new(TABLE, "data", "item.receipt", Class::Orders);
/// In the order of the kinds.
static COLUMNS: &[&Column] = &[&NOTE, &HABIT, &ADDRESS, &RECEIPT];
const CLASSES: &[Class] = &[Class::Account, Class::Orders];

macro_rules! needs {
    ($($name:ident: $party:literal $verb:ident for $purpose:literal $data:literal;)*) => {
        $(static $name: Need = Need { at: concat!("gdpr.", stringify!($name)), party: $party, verb: $verb, purpose: $purpose, data: &[$data], essential: &[] };)*
        static NEEDS: &[&Need] = &[$(&$name),*];
    };
}

needs! {
    TAKE: "shop" Collect for "serve" "item";
    SERVE: "shop" Use for "serve" "item";
    NEWS: "shop" Use for "news" "item.habit";
    NEWS_OF_NOTES: "shop" Use for "news" "item.note";
    LOOK: "customer" See for "rights" "item";
    CORRECT: "customer" Change for "rights" "item";
    DROP: "customer" Erase for "rights" "item";
    CHOOSE: "customer" Change for "rights" "choices";
    HAND: "carrier" Receive for "serve" "item.address";
    INSPECT: "officer" See for "rights" "ledger";
}

fn schema() -> Vec<Step> {
    let mut steps = gate::data_steps();
    let number = steps.last().map_or(1, |step| step.number + 1);
    let sql = "CREATE TABLE bench_record (customer_id BYTEA NOT NULL, record_id BYTEA NOT NULL, kind BIGINT NOT NULL, made_at BIGINT NOT NULL,
        data BYTEA NOT NULL, PRIMARY KEY (customer_id, record_id));
        CREATE TABLE bench_version (number BIGINT NOT NULL, text TEXT NOT NULL, PRIMARY KEY (number))";
    steps.push(Step { number, name: "bench", sql });
    steps
}

/// A gate over two stores.
pub struct Ours {
    gate: Gate,
    keys: Store,
    clock: Clock,
    dice: Dice,
    _guards: [Guard; 2],
}

/// One record as it lies there.
struct Found {
    id: Id,
    sealed: Sealed,
}

fn read(mut row: Row) -> Result<Found, Error> {
    let (id, kind, made, data): (Id, i64, Time, Vec<u8>) =
        (row.take(0)?, row.take(1)?, row.take(2)?, row.take(3)?);
    Ok(Found { id, sealed: column(kind).sealed(id, data).since(Some(made)) })
}

fn column(kind: i64) -> &'static Column {
    usize::try_from(kind).ok().and_then(|kind| COLUMNS.get(kind)).copied().unwrap_or(&NOTE)
}

const ALL: &str = "SELECT record_id, kind, made_at, data FROM bench_record WHERE customer_id = $1";
const ONE: &str =
    "SELECT record_id, kind, made_at, data FROM bench_record WHERE customer_id = $1 AND record_id = $2";
const NEW: &str =
    "INSERT INTO bench_record (customer_id, record_id, kind, made_at, data) VALUES ($1, $2, $3, $4, $5)";
const SET: &str = "UPDATE bench_record SET data = $1 WHERE customer_id = $2 AND record_id = $3";
const REMOVE: &str = "DELETE FROM bench_record WHERE customer_id = $1 AND record_id = $2";
const REMOVE_ALL: &str = "DELETE FROM bench_record WHERE customer_id = $1";
const KIND: &str = "SELECT kind FROM bench_record WHERE customer_id = $1 AND record_id = $2";
const WILLING: &str = "SELECT r.customer_id, r.record_id FROM bench_record r WHERE r.customer_id >= $1 AND r.customer_id <= $2 AND r.kind = 1
    AND NOT EXISTS (SELECT 1 FROM choice c WHERE c.customer_id = r.customer_id AND c.name = 'news' AND c.state = 0)
    ORDER BY r.customer_id, r.record_id LIMIT 25";
const CHOICE: &str =
    "INSERT INTO choice (customer_id, name, state, at, policy_version, wording_hash, channel)
    VALUES ($1, 'news', $2, $3, '1.0.0', $4, 'bench')
    ON CONFLICT (customer_id, name) DO UPDATE SET state = excluded.state, at = excluded.at";
const CHOICE_EVENT: &str =
    "INSERT INTO choice_event (customer_id, event_id, name, state, at, policy_version, wording_hash, channel)
    VALUES ($1, $2, 'news', $3, $4, '1.0.0', $5, 'bench')";
const VERSION: &str =
    "INSERT INTO bench_version (number, text) VALUES ($1, $2) ON CONFLICT (number) DO NOTHING";

fn failed(stop: Stop) -> anyhow::Error {
    anyhow::anyhow!("{stop:?}")
}

fn load(text: &str) -> Result<Arc<Policy>> {
    let policy = Policy::load(text, &Settings::new());
    Ok(Arc::new(policy.map_err(|problems| anyhow::anyhow!("{problems}"))?))
}

impl Ours {
    /// On two empty stores.
    ///
    /// # Errors
    /// When a store fails.
    pub async fn on(engine: Engine) -> Result<Ours> {
        let ((data, one), (keys, two)) =
            (store::testing::fresh(engine).await, store::testing::fresh(engine).await);
        data.migrate(&schema()).await?;
        keys.migrate(&gate::key_steps()).await?;
        let (clock, dice) = (Clock::system(), Dice::system());
        let parts = Parts {
            store: data,
            keys: keys.clone(),
            root: Arc::new(RootKey::new(&dice)),
            policy: load(POLICY)?,
            needs: NEEDS,
            columns: COLUMNS,
            caps: Caps { by_role: BTreeMap::new(), otherwise: u32::MAX },
            clock: clock.clone(),
            dice: dice.clone(),
        };
        Ok(Ours { gate: Gate::open(parts).await?, keys, clock, dice, _guards: [one, two] })
    }

    /// The person, in a sitting of its own each time, so that each look leaves a line.
    fn oneself(&self, id: Id) -> Actor {
        Actor::Customer { id, session: self.dice.bytes() }
    }

    async fn fetched(&self, ask: Ask, person: Id, id: Id) -> Result<(Pass, Option<Found>), Stop> {
        let fetch = work!(|tx| [person, id] -> Result<Option<Found>, Stop> {
            Ok(tx.row(sql!(ONE, person, id)).await?.map(read).transpose()?)
        });
        self.gate.admit(ask, fetch).await
    }

    async fn opened(&self, ask: Ask, person: Id, id: Id) -> Result<Option<String>> {
        let (pass, row) = self.fetched(ask, person, id).await.map_err(failed)?;
        let Some(row) = row else { return Ok(None) };
        Ok(pass.open(&row.sealed)?.map(|opened| opened.show().to_owned()))
    }
}

impl Records for Ours {
    const ENFORCES: bool = true;

    async fn add(&self, person: Id, records: &[Record]) -> Result<()> {
        self.gate.prepare(person, CLASSES).await?;
        let (records, now) = (records.to_vec(), self.clock.now());
        let written = self.gate.record(Ask::new(&TAKE, Actor::Shop, person), move |tx, sealer| {
            let records = records.clone();
            Box::pin(async move {
                for record in &records {
                    let data = sealer.seal(column(record.kind), record.id, &record.text)?;
                    let made = if record.over { now.minus_days(LONG_AGO) } else { now };
                    tx.put(sql!(NEW, person, record.id, record.kind, made, data))?;
                }
                Ok::<_, Stop>(())
            })
        });
        written.await.map_err(failed)
    }

    async fn all_of(&self, person: Id) -> Result<BTreeMap<Id, String>> {
        let fetch = work!(|tx| [person] -> Result<Vec<Found>, Stop> {
            let rows = tx.rows(sql!(ALL, person)).await?.into_iter().map(read);
            Ok(rows.collect::<Result<Vec<Found>, Error>>()?)
        });
        let admitted = self.gate.admit(Ask::new(&LOOK, self.oneself(person), person), fetch);
        let (pass, rows) = admitted.await.map_err(failed)?;
        let mut found = BTreeMap::new();
        for row in rows {
            if let Some(opened) = pass.open(&row.sealed)? {
                found.insert(row.id, opened.show().to_owned());
            }
        }
        Ok(found)
    }

    async fn kind_of(&self, person: Id, id: Id) -> Result<Option<i64>> {
        let found = self.gate.store().read(work!(|tx| [person, id] -> Result<Option<i64>, Error> {
            tx.row(sql!(KIND, person, id)).await?.map(|mut row| row.take(0)).transpose()
        }));
        Ok(found.await?)
    }

    async fn one(&self, person: Id, record: &Record) -> Result<Option<String>> {
        self.opened(Ask::new(&SERVE, Actor::Shop, person), person, record.id).await
    }

    async fn change(&self, person: Id, record: &Record) -> Result<()> {
        let record = record.clone();
        let changed =
            self.gate.record(Ask::new(&CORRECT, self.oneself(person), person), move |tx, sealer| {
                let record = record.clone();
                Box::pin(async move {
                    let data = sealer.seal(column(record.kind), record.id, &record.text)?;
                    Ok::<_, Stop>(tx.put(sql!(SET, data, person, record.id))?)
                })
            });
        changed.await.map_err(failed)
    }

    async fn choose(&self, person: Id, yes: bool) -> Result<()> {
        let (now, event) = (self.clock.now(), Id::new(&self.clock, &self.dice));
        let chosen = self.gate.record(Ask::new(&CHOOSE, self.oneself(person), person), move |tx, _| {
            Box::pin(async move {
                tx.put(sql!(CHOICE, person, yes, now, [0_u8; 32]))?;
                Ok::<_, Stop>(tx.put(sql!(CHOICE_EVENT, person, event, yes, now, [0_u8; 32]))?)
            })
        });
        chosen.await.map_err(failed)
    }

    async fn remove(&self, person: Id, id: Id) -> Result<()> {
        let removed = self.gate.record(Ask::new(&DROP, self.oneself(person), person), move |tx, _| {
            Box::pin(async move { Ok::<_, Stop>(tx.put(sql!(REMOVE, person, id))?) })
        });
        removed.await.map_err(failed)
    }

    async fn forget(&self, person: Id) -> Result<()> {
        let rows = self.gate.store().write(work!(|tx| [person] -> Result<(), Error> {
            tx.put(sql!(REMOVE_ALL, person))
        }));
        rows.await?;
        self.gate.forget(person, CLASSES).await?;
        Ok(())
    }

    async fn for_news(&self, from: Id, until: Id) -> Result<BTreeMap<Id, String>> {
        let willing = self.gate.store().read(work!(|tx| [from, until] -> Result<Vec<(Id, Id)>, Error> {
            let rows = tx.rows(sql!(WILLING, from, until)).await?;
            rows.into_iter().map(|mut row| Ok((row.take(0)?, row.take(1)?))).collect()
        }));
        let willing = willing.await?;
        ensure!(willing.len() <= MOST, "more than was asked for");
        let opened = willing.iter().map(|(person, id)| async move {
            let text = self.opened(Ask::new(&NEWS, Actor::Shop, *person), *person, *id).await?;
            Ok::<_, anyhow::Error>((*id, text.context("a record that is there does not open")?))
        });
        Ok(futures_util::future::try_join_all(opened).await?.into_iter().collect())
    }

    /// Another edition of the page: kept, checked as every page is, and followed from the next question on.
    async fn share(&self, version: u64) -> Result<()> {
        let wider = if version.is_multiple_of(2) { "item.address" } else { "item.address, item.habit" };
        let text = POLICY
            .replace("carrier may receive item.address ", &format!("carrier may receive {wider} "))
            .replace("version: 1.0.0", &format!("version: 1.0.{version}"));
        let (policy, number) = (load(&text)?, i64::from_le_bytes(self.dice.bytes()));
        let kept = self.gate.store().write(work!(|tx| [text, number] -> Result<(), Error> {
            tx.put(sql!(VERSION, number, &text))
        }));
        kept.await?;
        Ok(self.gate.follow(&[], policy)?)
    }

    async fn uses(&self, person: Id) -> Result<Option<u64>> {
        let actor = Actor::Staff { id: Id([7; 16]), role: "officer".to_owned() };
        let record = self.gate.ledger_of(Ask::new(&INSPECT, actor, person)).await.map_err(failed)?;
        ensure!(record.broken_at.is_none(), "a chain does not verify");
        Ok(Some(record.lines.len() as u64))
    }

    /// The rows are gone, and a copy of one that somebody kept would not open either: its key is gone.
    async fn is_gone(&self, person: Id, last: &Record) -> Result<bool> {
        let ask = Ask::new(&SERVE, Actor::Shop, person);
        let (pass, row) = self.fetched(ask, person, last.id).await.map_err(failed)?;
        let kept = column(last.kind).sealed(last.id, vec![1; 64]).since(Some(self.clock.now()));
        Ok(row.is_none() && matches!(pass.open(&kept), Err(Fault::Forgotten)))
    }

    async fn refuses(&self, deed: Deed, person: Id, record: &Record) -> Result<bool> {
        let stranger = Id::new(&self.clock, &self.dice);
        let (need, actor): (&'static Need, Actor) = match deed {
            Deed::WrongPurpose => (&NEWS_OF_NOTES, Actor::Shop),
            Deed::Withdrawn => (&NEWS, Actor::Shop),
            Deed::Foreign => (&LOOK, self.oneself(stranger)),
            Deed::Unsigned => (&HAND, Actor::Shop),
            _ => (&SERVE, Actor::Shop),
        };
        match self.fetched(Ask::new(need, actor, person), person, record.id).await {
            Err(Stop::Refused(_)) => Ok(true),
            Err(stop) => Err(failed(stop)),
            Ok((pass, row)) => Ok(row.is_some_and(|row| matches!(pass.open(&row.sealed), Ok(None)))),
        }
    }

    async fn bytes(&self) -> Result<u64> {
        Ok(super::plain::size(self.gate.store()).await? + super::plain::size(&self.keys).await?)
    }
}
