//! Turning keys by hand, while servers serve.

use store::{Dice, Id, Time, Tx, sql, work};
use vault::{Keeper, Key};

use super::{
    ClassRow, CustomerRows, Keyring, TRIES,
    epochs::TURN,
    held::{self, Held, wrapped_safely},
    load,
};
use crate::{column::Class, stop::Fault};

/// Customers whose keys are turned in one commit.
const BATCH: i64 = 100;

/// What came of turning keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turned {
    /// How many were turned.
    pub keys: u64,
    /// How many of the kind are still to be turned or destroyed, which servers that run will do.
    pub left: u64,
}

impl Keyring {
    /// A new epoch now, everybody under it, and the old ones destroyed unless they are younger than the grace.
    pub(super) async fn turn_epoch(&self) -> Result<Turned, Fault> {
        let (epoch, _) = self.hold_anew().await?.newest()?;
        self.begin_epoch(epoch).await?;
        let mut keys = 0;
        loop {
            match self.wrap_batch().await? as u64 {
                0 => break,
                some => keys += some,
            }
        }
        Ok(Turned { keys, left: self.destroy_epochs().await? as u64 })
    }

    /// A new key of the server with this name. Those before it are kept, so that what they signed stays good.
    pub(super) async fn turn_named(&self, name: &'static str) -> Result<Turned, Fault> {
        let held = self.hold_anew().await?;
        if held.moved {
            return Err(Fault::RootMoved);
        }
        let seen = held.named.get(name).ok_or(Fault::Forgotten)?.wrapped.clone();
        let earlier = held.named.keys().filter(|row| row.starts_with(&format!("{name}."))).count();
        let past = format!("{name}.{}", earlier + 1);
        let fresh = wrapped_safely(&*self.keeper, &Key::from_bytes(self.dice.bytes())).await?;
        let now = self.clock.now();
        let turned = self.store.write(work!(|tx| [seen, past, fresh, now] -> Result<bool, store::Error> {
            if tx.row(sql!(NAMED_PAST, past, name, seen)).await?.is_none() {
                return Ok(false);
            }
            tx.put(sql!(NAMED_NEW, name, fresh, now))?;
            tx.put(sql!(TURN))?;
            Ok(true)
        }));
        let turned = turned.await?;
        self.hold_anew().await?;
        if turned { Ok(Turned { keys: 1, left: 0 }) } else { Err(Fault::Store(store::Error::Conflict)) }
    }

    /// A new key for each customer, and their class keys wrapped under it.
    pub(super) async fn turn_customers(&self) -> Result<Turned, Fault> {
        self.for_everybody(What::Customers).await
    }

    /// A further key for each customer's classes, or one class alone. What is sealed already stays under the key before,
    /// which is kept; what is sealed from a minute on comes under the new one.
    pub(super) async fn turn_classes(&self, only: Option<Class>) -> Result<Turned, Fault> {
        self.for_everybody(What::Classes(only)).await
    }

    async fn for_everybody(&self, what: What) -> Result<Turned, Fault> {
        let (mut after, mut turned) = (Id([0; 16]), Turned::default());
        loop {
            let batch = self.store.read(work!(|tx| [after] { batch(tx, after).await })).await?;
            let Some(last) = batch.last() else { break };
            after = *last;
            turned.keys += self.turn_batch(what, batch).await?;
        }
        self.tidy().await;
        Ok(turned)
    }

    async fn turn_batch(&self, what: What, batch: Vec<Id>) -> Result<u64, Fault> {
        for _ in 0..TRIES {
            let (held, dice, now) = (self.held(), self.dice.clone(), self.clock.now());
            let turned = self.store.write(work!(|tx| [batch, held, dice, now] -> Result<u64, Fault> {
                let mut turned = 0;
                for customer in batch {
                    turned += Turn { held: &held, dice: &dice, now, customer }.of(tx, what).await?;
                }
                tx.put(sql!(TURN))?;
                Ok(turned)
            }));
            match turned.await {
                // Servers wrap the same customers under a new epoch, or give them keys.
                Err(Fault::WrongRoot | Fault::Store(store::Error::Conflict)) => {
                    self.hold_anew().await.map(drop)?
                }
                turned => return turned,
            }
        }
        Err(Fault::Store(store::Error::Conflict))
    }

    /// Wraps what hangs on the root key anew: by another keeper, or by the same, whose own newest key is used then.
    pub(super) async fn turn_root(&self, to: Option<&dyn Keeper>) -> Result<Turned, Fault> {
        for _ in 0..TRIES {
            let rows = held::rows(&self.store).await?;
            let mut hanging = Vec::new();
            for (epoch, (wrapped, _)) in rows.epochs {
                hanging.push((Row::Epoch(epoch), self.wrapped_by(to, &wrapped).await?, wrapped));
            }
            for (name, (wrapped, _)) in rows.named {
                hanging.push((Row::Named(name), self.wrapped_by(to, &wrapped).await?, wrapped));
            }
            let keys = hanging.len() as u64;
            let moved = self.store.write(work!(|tx| [hanging] -> Result<(), store::Error> {
                rehang(tx, hanging).await
            }));
            match moved.await {
                Ok(()) => {
                    self.tidy().await;
                    return Ok(Turned { keys, left: 0 });
                }
                Err(store::Error::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Fault::Store(store::Error::Conflict))
    }

    async fn wrapped_by(&self, to: Option<&dyn Keeper>, wrapped: &[u8]) -> Result<Vec<u8>, Fault> {
        match to {
            Some(to) => wrapped_safely(to, &self.keeper.unwrap(wrapped).await?).await,
            None => Ok(self.keeper.rewrap(wrapped).await?),
        }
    }
}

#[derive(Clone, Copy)]
enum What {
    Customers,
    Classes(Option<Class>),
}

const CUSTOMERS: &str =
    "SELECT customer_id FROM customer_key WHERE customer_id > $1 ORDER BY customer_id LIMIT $2";

async fn batch(tx: &mut Tx, after: Id) -> Result<Vec<Id>, store::Error> {
    let rows = tx.rows(sql!(CUSTOMERS, after, BATCH)).await?;
    rows.into_iter().map(|mut row| row.take(0)).collect()
}

/// One customer's turn.
struct Turn<'t> {
    held: &'t Held,
    dice: &'t Dice,
    now: Time,
    customer: Id,
}

impl Turn<'_> {
    /// Whoever was erased meanwhile has nothing to turn.
    async fn of(&self, tx: &mut Tx, what: What) -> Result<u64, Fault> {
        let Some(rows) = load(tx, self.customer).await? else { return Ok(0) };
        let broken = |_| Fault::WrongRoot;
        let key = vault::unwrap(self.held.epoch(rows.epoch)?, &rows.wrapped).map_err(broken)?;
        match what {
            What::Customers => self.customer(tx, rows, &key),
            What::Classes(only) => self.classes(tx, &rows, &key, only),
        }
    }

    fn fresh(&self) -> Key {
        Key::from_bytes(self.dice.bytes())
    }

    fn customer(&self, tx: &mut Tx, rows: CustomerRows, key: &Key) -> Result<u64, Fault> {
        let (fresh, customer) = (self.fresh(), self.customer);
        let wrapped = vault::wrap(self.held.epoch(rows.epoch)?, &fresh);
        tx.put(sql!(CUSTOMER_TURNED, wrapped, self.now, customer, rows.wrapped))?;
        for row in rows.classes {
            let class_key = vault::unwrap(key, &row.wrapped).map_err(|_| Fault::WrongRoot)?;
            let wrapped = vault::wrap(&fresh, &class_key);
            tx.put(sql!(CLASS_WRAPPED, wrapped, customer, row.class, row.version))?;
            tx.put(sql!(PAST_WRAPPED, wrapped, customer, row.class, row.version))?;
        }
        Ok(1)
    }

    fn classes(
        &self,
        tx: &mut Tx,
        rows: &CustomerRows,
        key: &Key,
        only: Option<Class>,
    ) -> Result<u64, Fault> {
        let mut turned = 0;
        let newest =
            |row: &&ClassRow| rows.classes.iter().all(|o| o.class != row.class || o.version <= row.version);
        let asked = |row: &&ClassRow| only.is_none_or(|class| class.name() == row.class);
        for row in rows.classes.iter().filter(newest).filter(asked) {
            let fresh = vault::wrap(key, &self.fresh());
            let (customer, class, version) = (self.customer, row.class.as_str(), row.version);
            tx.put(sql!(CLASS_PAST, customer, class, version))?;
            tx.put(sql!(CLASS_TURNED, fresh, self.now, customer, class, version))?;
            turned += 1;
        }
        Ok(turned)
    }
}

const CUSTOMER_TURNED: &str =
    "UPDATE customer_key SET wrapped = $1, made_at = $2 WHERE customer_id = $3 AND wrapped = $4";
const CLASS_WRAPPED: &str =
    "UPDATE class_key SET wrapped = $1 WHERE customer_id = $2 AND class = $3 AND version = $4";
const PAST_WRAPPED: &str =
    "UPDATE class_key_past SET wrapped = $1 WHERE customer_id = $2 AND class = $3 AND version = $4";
const CLASS_PAST: &str = "INSERT INTO class_key_past (customer_id, class, version, wrapped, made_at)
    SELECT customer_id, class, version, wrapped, made_at FROM class_key
    WHERE customer_id = $1 AND class = $2 AND version = $3";
const CLASS_TURNED: &str = "UPDATE class_key SET version = version + 1, wrapped = $1, made_at = $2
    WHERE customer_id = $3 AND class = $4 AND version = $5";

const NAMED_PAST: &str = "UPDATE server_key SET name = $1 WHERE name = $2 AND wrapped = $3 RETURNING name";
const NAMED_NEW: &str = "INSERT INTO server_key (name, wrapped, made_at) VALUES ($1, $2, $3)";

/// A row that hangs on the root key.
#[derive(Clone)]
enum Row {
    Epoch(i64),
    Named(String),
}

const HANGING: &str = "SELECT (SELECT count(*) FROM epoch_key) + (SELECT count(*) FROM server_key)";
const EPOCH_HUNG: &str =
    "UPDATE epoch_key SET wrapped = $1 WHERE epoch = $2 AND wrapped = $3 RETURNING epoch";
const NAMED_HUNG: &str =
    "UPDATE server_key SET wrapped = $1 WHERE name = $2 AND wrapped = $3 RETURNING made_at";

/// All of them or none: what came or went meanwhile is a conflict.
async fn rehang(tx: &mut Tx, hanging: Vec<(Row, Vec<u8>, Vec<u8>)>) -> Result<(), store::Error> {
    let there: i64 = tx.row(sql!(HANGING)).await?.map_or(Ok(0), |mut row| row.take(0))?;
    if usize::try_from(there) != Ok(hanging.len()) {
        return Err(store::Error::Conflict);
    }
    for (row, wrapped, before) in hanging {
        let done = match row {
            Row::Epoch(epoch) => tx.row(sql!(EPOCH_HUNG, wrapped, epoch, before)).await?,
            Row::Named(name) => tx.row(sql!(NAMED_HUNG, wrapped, name, before)).await?,
        };
        if done.is_none() {
            return Err(store::Error::Conflict);
        }
    }
    tx.put(sql!(TURN))
}
