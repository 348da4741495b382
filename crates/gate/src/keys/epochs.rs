//! The weekly turn: a new epoch, everybody who is there wrapped under it, and the old one destroyed. A copy of
//! the customers' keys from before then opens nothing any more, unless its keeper kept the epoch's key too.

use std::sync::{Arc, atomic::Ordering};

use store::{Id, Time, Tx, sql, work};
use vault::Key;

use super::{
    Keyring,
    held::{Held, has_keys, turns, wrapped_safely},
};
use crate::stop::Fault;

/// Days after which a new epoch begins.
pub(crate) const EPOCH_DAYS: i64 = 7;
/// Seconds for which an epoch is kept at least after there is a newer one. A server that has not seen the newer one cannot
/// put anybody under the older one by then, for its transactions do not last that long and look which one is newest.
pub(crate) const GRACE: i64 = 3_600;
/// Customers that are wrapped anew in one commit.
const BATCH: i64 = 500;
/// Erasures by other servers that are looked through one by one; more of them at once empty the memory.
const FEW: i64 = 2_000;
/// Seconds after which an epoch that could not begin is tried again.
const REST: i64 = 60;
/// Seconds by which the clocks of two servers may differ.
const SKEW: i64 = 120;

impl Keyring {
    /// What time brings: follows what other servers did, begins an epoch when the newest is a week old, wraps one batch
    /// of customers under it, and destroys the epochs on which nobody hangs. Any number of servers may do it at once.
    ///
    /// # Errors
    /// A fault of the key store or of the root key's keeper; what is left is done the next time.
    pub(crate) async fn tend(&self) -> Result<(), Fault> {
        let held = self.follow().await?;
        self.settle_log().await?;
        let (epoch, newest) = held.newest()?;
        if newest.made_at.plus_days(EPOCH_DAYS) <= self.clock.now() && self.may_try() {
            self.begin_epoch(epoch).await.inspect_err(|_| self.rest())?;
        }
        if self.held().epochs.len() > 1 && self.wrap_batch().await? == 0 {
            self.destroy_epochs().await?;
        }
        Ok(())
    }

    /// A keeper that is away may take its time to say so, and other work waits for this one.
    fn rest(&self) {
        self.rests_until.store(self.clock.now().plus_seconds(REST).0, Ordering::Release);
    }

    fn may_try(&self) -> bool {
        Time(self.rests_until.load(Ordering::Acquire)) <= self.clock.now()
    }

    /// Reads the upper rungs anew if somebody turned keys, and forgets whom another server erased.
    async fn follow(&self) -> Result<Arc<Held>, Fault> {
        let (held, shared) = (self.held(), self.is_shared());
        let since = self.clock.now().minus_seconds(SKEW);
        let look =
            self.store.read(work!(|tx| [shared, since] -> Result<(bool, i64, Vec<Id>), store::Error> {
                let erased = if shared { erased(tx, since).await? } else { Vec::new() };
                Ok((has_keys(tx).await?, turns(tx).await?, erased))
            }));
        let (there, turns, erased) = self.heard(look.await)?;
        if !self.has_its_keys(there) {
            return Err(Fault::KeysGone);
        }
        if turns != held.turns || erased.len() >= usize::try_from(FEW).unwrap_or(usize::MAX) {
            self.forget_all_memory();
        }
        erased.into_iter().for_each(|customer| self.forget_memory(customer));
        if turns == held.turns { Ok(held) } else { self.hold_anew().await }
    }

    /// The epoch after that one, unless another server began it meanwhile.
    pub(super) async fn begin_epoch(&self, after: i64) -> Result<(), Fault> {
        let held = self.hold_anew().await?;
        if held.moved {
            return Err(Fault::RootMoved);
        }
        let (epoch, newest) = held.newest()?;
        if epoch != after {
            return Ok(());
        }
        let wrapped = wrapped_safely(&*self.keeper, &Key::from_bytes(self.dice.bytes())).await?;
        let (seen, now) = (newest.wrapped.clone(), self.clock.now());
        let begun = self
            .store
            .write(work!(|tx| [wrapped, seen, now] { begin(tx, epoch, wrapped, seen, now).await }))
            .await;
        match begun {
            Ok(()) | Err(store::Error::Taken(_)) => self.hold_anew().await.map(drop),
            Err(error) => Err(error.into()),
        }
    }

    /// Wraps some customers under the newest epoch; how many there were to wrap. Several servers begin at different places.
    pub(super) async fn wrap_batch(&self) -> Result<usize, Fault> {
        let held = self.held();
        let (epoch, _) = held.newest()?;
        let from = Id(self.dice.bytes());
        let read = self.store.read(work!(|tx| [from] -> Result<Vec<Under>, store::Error> {
            let behind = under(tx, BEHIND_FROM, epoch, from).await?;
            if behind.is_empty() { under(tx, BEHIND, epoch, from).await } else { Ok(behind) }
        }));
        let behind = read.await?;
        if behind.is_empty() {
            return Ok(0);
        }
        let count = behind.len();
        let wrapped =
            behind.into_iter().map(|row| row.wrapped_under(&held)).collect::<Result<Vec<_>, _>>()?;
        let write = self.store.write(work!(|tx| [wrapped] -> Result<(), store::Error> {
            wrapped.into_iter().try_for_each(|row| row.keep(tx, epoch))
        }));
        match write.await {
            // Another server wrapped the same ones.
            Ok(()) | Err(store::Error::Conflict) => Ok(count),
            Err(error) => Err(error.into()),
        }
    }

    /// Destroys every epoch but the newest on which nobody hangs; how many are left besides the newest.
    pub(super) async fn destroy_epochs(&self) -> Result<usize, Fault> {
        let held = self.held();
        if held.newest()?.1.made_at.plus_seconds(GRACE) > self.clock.now() {
            return Ok(held.epochs.len() - 1);
        }
        let held = self.hold_anew().await?;
        let (epoch, _) = held.newest()?;
        let before = held.epochs.len();
        self.store
            .write(work!(|tx| -> Result<(), store::Error> {
                tx.put(sql!(EPOCHS_GONE, epoch))?;
                tx.put(sql!(TURN))
            }))
            .await?;
        let left = self.hold_anew().await?.epochs.len();
        if left < before {
            self.tidy().await;
        }
        Ok(left - 1)
    }
}

const ERASED: &str = "SELECT customer_id FROM tombstone WHERE at >= $1 LIMIT $2";

async fn erased(tx: &mut Tx, since: Time) -> Result<Vec<Id>, store::Error> {
    let rows = tx.rows(sql!(ERASED, since, FEW)).await?;
    rows.into_iter().map(|mut row| row.take(0)).collect()
}

/// Only while the newest is still the one that was read, under the root key it was read under.
const BEGIN: &str = "INSERT INTO epoch_key (epoch, wrapped, made_at)
    SELECT epoch + 1, $1, $2 FROM epoch_key
    WHERE epoch = $3 AND wrapped = $4 AND epoch = (SELECT max(epoch) FROM epoch_key)";
/// So that every server reads anew.
pub(super) const TURN: &str = "INSERT INTO key_turn (what, turns) VALUES ('keys', 1)
    ON CONFLICT (what) DO UPDATE SET turns = key_turn.turns + 1";

async fn begin(
    tx: &mut Tx,
    epoch: i64,
    wrapped: Vec<u8>,
    seen: Vec<u8>,
    now: Time,
) -> Result<(), store::Error> {
    tx.put(sql!(BEGIN, wrapped, now, epoch, seen))?;
    tx.put(sql!(TURN))
}

const BEHIND_FROM: &str = "SELECT customer_id, epoch, wrapped FROM customer_key
    WHERE epoch < $1 AND customer_id >= $2 ORDER BY epoch, customer_id LIMIT $3";
const BEHIND: &str = "SELECT customer_id, epoch, wrapped FROM customer_key
    WHERE epoch < $1 AND customer_id < $2 ORDER BY epoch, customer_id LIMIT $3";
const WRAPPED: &str =
    "UPDATE customer_key SET epoch = $1, wrapped = $2 WHERE customer_id = $3 AND epoch = $4 AND wrapped = $5";
const EPOCHS_GONE: &str = "DELETE FROM epoch_key WHERE epoch < $1
    AND NOT EXISTS (SELECT 1 FROM customer_key WHERE customer_key.epoch = epoch_key.epoch)";

/// A customer who hangs on an epoch.
#[derive(Clone)]
struct Under {
    customer: Id,
    epoch: i64,
    wrapped: Vec<u8>,
}

async fn under(tx: &mut Tx, text: &'static str, epoch: i64, at: Id) -> Result<Vec<Under>, store::Error> {
    let rows = tx.rows(sql!(text, epoch, at, BATCH)).await?;
    rows.into_iter()
        .map(|mut row| Ok(Under { customer: row.take(0)?, epoch: row.take(1)?, wrapped: row.take(2)? }))
        .collect()
}

impl Under {
    fn wrapped_under(self, held: &Held) -> Result<Moving, Fault> {
        let key = vault::unwrap(held.epoch(self.epoch)?, &self.wrapped).map_err(|_| Fault::WrongRoot)?;
        let (_, newest) = held.newest()?;
        Ok(Moving { wrapped: vault::wrap(&newest.key, &key), from: self })
    }
}

/// The same on the way under another. An erasure in between leaves nothing to move.
#[derive(Clone)]
struct Moving {
    from: Under,
    wrapped: Vec<u8>,
}

impl Moving {
    fn keep(self, tx: &mut Tx, epoch: i64) -> Result<(), store::Error> {
        let Under { customer, epoch: before, wrapped } = self.from;
        tx.put(sql!(WRAPPED, epoch, self.wrapped, customer, before, wrapped))
    }
}
