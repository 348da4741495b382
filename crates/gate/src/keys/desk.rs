//! The operator's way to the key store: to look, and to turn keys. It opens no value of anybody.

use std::sync::Arc;

use store::{Clock, Dice, Store, sql, work};
use vault::Keeper;

use super::{Keyring, status::KeyState, turning::Turned};
use crate::{column::Class, stop::Fault};

/// A key store under its root key, for the operator. Servers may serve at the same time.
pub struct KeyDesk(Keyring);

impl KeyDesk {
    /// Whether a key store has keys already, which all hang on one root key.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn has_keys(store: &Store) -> Result<bool, store::Error> {
        store
            .read(work!(|tx| -> Result<bool, store::Error> {
                Ok(tx.row(sql!("SELECT 1 FROM epoch_key LIMIT 1")).await?.is_some())
            }))
            .await
    }

    /// Opens a key store that has keys.
    ///
    /// # Errors
    /// [`Fault::Forgotten`] when there are none yet, [`Fault::WrongRoot`] or [`Fault::Keeper`] when they do not open.
    pub async fn open(
        store: Store,
        root: Arc<dyn Keeper>,
        clock: Clock,
        dice: Dice,
    ) -> Result<KeyDesk, Fault> {
        if !KeyDesk::has_keys(&store).await? {
            return Err(Fault::Forgotten);
        }
        Keyring::open(store, root, clock, dice).await.map(KeyDesk)
    }

    /// What there is.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn state(&self) -> Result<KeyState, Fault> {
        self.0.state().await
    }

    /// Wraps what hangs on the root key anew, under another root key or under the newest of the same keeper's own. The
    /// old root key opens nothing of the store any more.
    ///
    /// # Errors
    /// Of the store or a keeper; then nothing was changed.
    pub async fn turn_root(&self, to: Option<&dyn Keeper>) -> Result<Turned, Fault> {
        self.0.turn_root(to).await
    }

    /// A new epoch, and everybody under it.
    ///
    /// # Errors
    /// Of the store or the keeper; what is left is done the next time or by a server that runs.
    pub async fn turn_epoch(&self) -> Result<Turned, Fault> {
        self.0.turn_epoch().await
    }

    /// A new key for each customer.
    ///
    /// # Errors
    /// Of the store; customers up to there have their new keys.
    pub async fn turn_customers(&self) -> Result<Turned, Fault> {
        self.0.turn_customers().await
    }

    /// A further key for each customer's classes, or one class alone.
    ///
    /// # Errors
    /// Of the store; customers up to there have their further keys.
    pub async fn turn_classes(&self, only: Option<Class>) -> Result<Turned, Fault> {
        self.0.turn_classes(only).await
    }

    /// What there is, with the rows of the data store that wait for the newest index key.
    ///
    /// # Errors
    /// When one of the stores cannot be read.
    pub async fn state_with(&self, data: &Store) -> Result<KeyState, Fault> {
        Ok(KeyState { index: Some(self.0.index_state(data).await?), ..self.0.state().await? })
    }

    /// A further key of the blind indexes. Servers make the tokens of all rows again with it, from the tokens alone.
    ///
    /// # Errors
    /// Of the store or the keeper; then nothing was changed.
    pub async fn turn_index(&self) -> Result<Turned, Fault> {
        self.0.turn_named("index").await
    }

    /// A new key of the public log. Both sign for a month from a minute on, each vouches for the other, and then the new
    /// one alone.
    ///
    /// # Errors
    /// Of the store or the keeper; then nothing was changed.
    pub async fn turn_log(&self) -> Result<Turned, Fault> {
        self.0.turn_named("log").await
    }

    /// A new key that signs links. Links that were signed before stay good.
    ///
    /// # Errors
    /// Of the store or the keeper; then nothing was changed.
    pub async fn turn_links(&self) -> Result<Turned, Fault> {
        self.0.turn_named("links").await
    }

    /// A new key that signs receipts. The public halves of those before it stay published.
    ///
    /// # Errors
    /// Of the store or the keeper; then nothing was changed.
    pub async fn turn_signing(&self) -> Result<Turned, Fault> {
        self.0.turn_named("signing").await
    }
}
