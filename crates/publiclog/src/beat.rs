//! When the log is sealed, and by whom.

use store::{Time, work};

use crate::{
    log::PublicLog,
    rows::{self, State},
    trouble::Trouble,
    witnessing::stopped_by,
};

/// A lease outlasts this many beats: a server that stands still for longer has lost it.
const LEASE: i64 = 3;

/// What came of a beat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beat {
    /// It is not time yet.
    NotDue,
    /// Another server seals.
    NotElected,
    /// The log grew to this size. With witnesses it is public once [`PublicLog::publish`] says so.
    Sealed {
        /// The new number of entries.
        size: u64,
    },
}

impl PublicLog {
    /// Seals the log when it is time and this server is the elected one. Cheap when it is not time: it looks once.
    ///
    /// # Errors
    /// Nothing is signed then: the store is away, the clock is behind the last checkpoint, tiles were changed, or a
    /// witness saw another history.
    pub async fn beat(&self) -> Result<Beat, Trouble> {
        let now = self.0.clock.now();
        if !self.is_due(now).await? {
            return Ok(Beat::NotDue);
        }
        let (me, until) = (self.0.me, now.plus_seconds(LEASE * self.0.settings.beat));
        let elected = self.0.store.write(work!(|tx| [me, now, until] -> Result<bool, Trouble> {
            rows::take_lease(tx, me, now, until).await
        }));
        if !elected.await? {
            return Ok(Beat::NotElected);
        }
        self.seal_all().await
    }

    async fn is_due(&self, now: Time) -> Result<bool, Trouble> {
        let witnesses = self.witness_keys();
        let state = self.0.store.read(work!(|tx| [witnesses] -> Result<State, Trouble> {
            stopped_by(tx, &witnesses).await?;
            rows::state(tx).await
        }));
        let state = state.await?;
        not_behind(now, state.sealed_at)?;
        Ok(now >= state.sealed_at.plus_seconds(self.0.settings.beat))
    }
}

/// A clock behind the last checkpoint would make times under the log's name that contradict each other.
pub(crate) fn not_behind(now: Time, sealed_at: Time) -> Result<(), Trouble> {
    let behind = sealed_at.seconds_since(now);
    if now < sealed_at { Err(Trouble::ClockBehind(behind.max(1))) } else { Ok(()) }
}
