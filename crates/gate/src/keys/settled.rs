//! From when on a further key of the server's own is used, of which every server and every copy has to know.

use std::sync::atomic::Ordering;

use store::{Store, Time, sql, work};

use super::{Keyring, customer::LEAD, held::Held, status::IndexState};
use crate::{stop::Fault, tombstones::BACKUPS_OF_KEYS_LIVE_DAYS};

const COPIED: &str = "SELECT MAX(at) FROM backup_made WHERE part = 'keys'";

impl Keyring {
    /// How many keys of the blind indexes are settled: rows may be known by what the last of these makes, and nothing else.
    pub(crate) async fn settled_index(&self) -> Result<i64, Fault> {
        let held = self.held();
        Ok(number(self.settled(held.index().iter().map(|link| link.made_at)).await?))
    }

    /// Looks how many keys of the public log may sign.
    pub(super) async fn settle_log(&self) -> Result<(), Fault> {
        let (held, before) = (self.held(), self.settled_log.load(Ordering::Acquire));
        if before < held.log_made_at().count() {
            let settled = self.settled(held.log_made_at()).await?;
            self.settled_log.fetch_max(settled, Ordering::AcqRel);
        }
        Ok(())
    }

    /// How many keys are settled, of those made at these times, the first one first.
    ///
    /// A key is settled a minute after it was made, when every server has seen it; and, where copies of the key store are
    /// made, once one of them has it. Restored from a copy without it, the shop would find nobody any more, or could not
    /// go on with its log. The first key is there from the beginning.
    async fn settled(&self, made_at: impl Iterator<Item = Time>) -> Result<usize, Fault> {
        let made_at: Vec<Time> = made_at.collect();
        let (copied, now) = (self.copied_until().await?, self.clock.now());
        let is_settled =
            |made_at: &&Time| made_at.plus_seconds(LEAD) <= now && copied.is_none_or(|at| **made_at <= at);
        Ok(1 + made_at.iter().skip(1).take_while(is_settled).count())
    }

    /// When the last of the copies that could be restored was made. Copies live seven days; without any there is nothing
    /// to wait for.
    async fn copied_until(&self) -> Result<Option<Time>, Fault> {
        let last = self.store.read(work!(|tx| -> Result<Option<Time>, store::Error> {
            tx.row(sql!(COPIED)).await?.map_or(Ok(None), |mut row| row.take(0))
        }));
        let live_from = self.clock.now().minus_days(BACKUPS_OF_KEYS_LIVE_DAYS);
        Ok(last.await?.filter(|last| *last >= live_from))
    }

    pub(super) async fn index_state(&self, data: &Store) -> Result<IndexState, Fault> {
        let held = self.hold_anew().await?;
        let newest = held.index().last().ok_or(Fault::KeysGone)?;
        let (keys, made_at) = (held.index_keys(), newest.made_at);
        let behind = data.read(work!(|tx| { crate::index::count_behind(tx, keys).await })).await?;
        let waits_for_copy = behind > 0 && self.copied_until().await?.is_some_and(|at| at < made_at);
        Ok(IndexState { made_at, behind, waits_for_copy })
    }
}

impl Held {
    pub(crate) fn index_keys(&self) -> i64 {
        number(self.index().len())
    }
}

fn number(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
