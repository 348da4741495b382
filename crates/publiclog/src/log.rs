//! The log itself: what it is made of, and how it stands.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use store::{Clock, Dice, Id, Store, Time, work};
use tlog::{Head, Kind, Signer, Succession, VerifierKey};

use crate::{
    keys::{Key, Keyholder},
    rows::{self, State},
    settings::Settings,
    trouble::Trouble,
};

/// The public log. Cheap to clone.
#[derive(Clone)]
pub struct PublicLog(pub(crate) Arc<Parts>);

pub(crate) struct Parts {
    pub store: Store,
    pub clock: Clock,
    pub dice: Dice,
    pub keys: Box<dyn Keyholder>,
    /// The name under which every key of the log signs, with no key.
    pub named: VerifierKey,
    pub settings: Settings,
    /// Which server this is, for the lease.
    pub me: Id,
    /// How many statements about its key this server told each witness.
    pub told: Mutex<BTreeMap<String, usize>>,
}

impl Parts {
    /// The keys that sign now.
    pub(crate) fn signers(&self) -> Vec<Signer<Key>> {
        self.keys.ring().signers(&self.named)
    }
}

/// How the log stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The tree that is public.
    pub shown: Head,
    /// When its checkpoint was signed.
    pub at: Time,
    /// Seconds between two checkpoints.
    pub beat: i64,
    /// The log's key.
    pub key: VerifierKey,
    /// Who the log is.
    pub origin: String,
}

impl PublicLog {
    /// The log in this store, begun when there is none yet. The settings' origin counts for a new log only.
    ///
    /// # Errors
    /// When the store is away, or the origin cannot be one.
    pub async fn open(
        store: Store,
        keys: impl Keyholder + 'static,
        settings: Settings,
        (clock, dice): (Clock, Dice),
    ) -> Result<PublicLog, Trouble> {
        let origin = settings.origin.clone();
        // Only a name that can stand under a signature is ever written down.
        VerifierKey::new(&origin, Kind::Note, [0; 32])?;
        let state =
            store.write(work!(|tx| [origin] -> Result<State, Trouble> { rows::begun(tx, &origin).await }));
        let named = VerifierKey::new(&state.await?.origin, Kind::Note, [0; 32])?;
        let (me, keys, told) = (Id::new(&clock, &dice), Box::new(keys), Mutex::default());
        Ok(PublicLog(Arc::new(Parts { store, clock, dice, keys, named, settings, me, told })))
    }

    /// The public half of the log's key: of the newest that signs.
    pub fn key(&self) -> VerifierKey {
        self.0.signers().last().map_or_else(|| self.0.named.clone(), |signer| signer.verifier().clone())
    }

    /// What each key of the log says of the next, from the first one on; nothing while there was one.
    ///
    /// # Errors
    /// When keys have no form that can be written, which none has.
    pub fn succession(&self) -> Result<Vec<Succession>, Trouble> {
        Ok(self.0.keys.ring().succession(&self.0.named)?)
    }

    /// Who the log is.
    pub fn origin(&self) -> &str {
        self.0.named.name()
    }

    /// How the log is set up.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// How the log stands; nothing before its first checkpoint.
    ///
    /// # Errors
    /// When the store is away.
    pub async fn standing(&self) -> Result<Option<Standing>, Trouble> {
        let found = self.0.store.read(work!(|tx| -> Result<Option<rows::Checkpoint>, Trouble> {
            let state = rows::state(tx).await?;
            rows::checkpoint(tx, state.shown).await
        }));
        let Some(found) = found.await? else { return Ok(None) };
        Ok(Some(Standing {
            shown: found.published()?.checkpoint().head(),
            at: found.at,
            beat: self.0.settings.beat,
            key: self.key(),
            origin: self.origin().to_owned(),
        }))
    }
}
