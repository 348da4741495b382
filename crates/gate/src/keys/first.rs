//! The first keys of somebody new. Nobody has to look first whether there are some: they are made or they are not, in one
//! commit, and what was made is known without reading it back.

use std::{collections::HashMap, sync::Arc};

use store::{Error, Id, Time, Tx, sql, work};
use vault::Key;

use super::{CustomerKeys, Keyring, customer::Version};
use crate::{column::Class, stop::Fault};

/// Only under the newest epoch, as in [`super::CUSTOMER_KEY_NEW`]; and only of whom nothing was ever destroyed.
const CUSTOMER_KEY_FIRST: &str = "INSERT INTO customer_key (customer_id, epoch, wrapped, made_at)
    SELECT $1, epoch, $2, $3 FROM epoch_key
    WHERE epoch = $4 AND epoch = (SELECT max(epoch) FROM epoch_key)
    AND NOT EXISTS (SELECT 1 FROM tombstone WHERE customer_id = $5)
    ON CONFLICT (customer_id) DO NOTHING RETURNING epoch";
const CLASS_KEY_FIRST: &str =
    "INSERT INTO class_key (customer_id, class, version, wrapped, made_at) VALUES ($1, $2, 1, $3, $4)";

/// The keys, wrapped.
#[derive(Clone)]
struct Wrapped {
    epoch: i64,
    own: Vec<u8>,
    classes: Vec<(Class, Vec<u8>)>,
    at: Time,
}

impl Keyring {
    /// Makes them for these classes, each once. False when somebody has keys already, or had some.
    pub(super) async fn make_first(&self, customer: Id, classes: &[Class]) -> Result<bool, Fault> {
        let held = self.held();
        let (epoch, newest) = held.newest()?;
        let own = Key::from_bytes(self.dice.bytes());
        let (mut keys, mut wrapped, at) = (HashMap::new(), Vec::new(), self.clock.now());
        for class in classes {
            keys.entry(*class).or_insert_with(|| {
                let key = Key::from_bytes(self.dice.bytes());
                wrapped.push((*class, vault::wrap(&own, &key)));
                vec![Version::new(1, at, key)]
            });
        }
        let wrapped = Wrapped { epoch, own: vault::wrap(&newest.key, &own), classes: wrapped, at };
        let made = self.store.write(work!(|tx| [customer, wrapped] { insert(tx, customer, &wrapped).await }));
        let made = match made.await {
            Err(Error::Taken(_)) => false,
            made => made?,
        };
        if made {
            let (clock, bell) = (self.clock.clone(), Arc::clone(&self.bell));
            self.remember(customer, &Arc::new(CustomerKeys::new(customer, clock, (keys, Vec::new()), bell)));
        }
        Ok(made)
    }
}

async fn insert(tx: &mut Tx, customer: Id, keys: &Wrapped) -> Result<bool, Error> {
    let first = sql!(CUSTOMER_KEY_FIRST, customer, &keys.own, keys.at, keys.epoch, customer);
    if tx.row(first).await?.is_none() {
        return Ok(false);
    }
    for (class, key) in &keys.classes {
        tx.put(sql!(CLASS_KEY_FIRST, customer, class.name(), key, keys.at))?;
    }
    Ok(true)
}
