//! The log itself: what it is made of, and how it stands.

use std::sync::Arc;

use store::{Clock, Dice, Id, Store, Time, work};
use tlog::{Head, Kind, Signer, SigningKey, VerifierKey};

use crate::{
    rows::{self, State},
    settings::Settings,
    trouble::Trouble,
};

/// The private key of a log, wherever it is kept.
#[derive(Clone)]
pub struct Key(Arc<dyn SigningKey + Send + Sync>);

impl Key {
    /// A key that is kept elsewhere.
    pub fn new(key: impl SigningKey + Send + Sync + 'static) -> Key {
        Key(Arc::new(key))
    }
}

impl SigningKey for Key {
    fn public(&self) -> [u8; 32] {
        self.0.public()
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message)
    }
}

/// The public log. Cheap to clone.
#[derive(Clone)]
pub struct PublicLog(pub(crate) Arc<Parts>);

pub(crate) struct Parts {
    pub store: Store,
    pub clock: Clock,
    pub dice: Dice,
    pub signer: Signer<Key>,
    pub settings: Settings,
    /// Which server this is, for the lease.
    pub me: Id,
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
        key: Key,
        settings: Settings,
        (clock, dice): (Clock, Dice),
    ) -> Result<PublicLog, Trouble> {
        let origin = settings.origin.clone();
        // Only a name that can stand under a signature is ever written down.
        Signer::new(&origin, Kind::Note, key.clone())?;
        let state =
            store.write(work!(|tx| [origin] -> Result<State, Trouble> { rows::begun(tx, &origin).await }));
        let signer = Signer::new(&state.await?.origin, Kind::Note, key)?;
        let me = Id::new(&clock, &dice);
        Ok(PublicLog(Arc::new(Parts { store, clock, dice, signer, settings, me })))
    }

    /// The public half of the log's key.
    pub fn key(&self) -> &VerifierKey {
        self.0.signer.verifier()
    }

    /// Who the log is.
    pub fn origin(&self) -> &str {
        self.key().name()
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
            key: self.key().clone(),
            origin: self.origin().to_owned(),
        }))
    }
}
