//! Keys: the root key wraps epoch keys, those wrap a key for each customer, that wraps one for each retention class.
//! Wrapped keys live in a store apart from the data; unwrapped ones only in memory.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use store::{Clock, Dice, Id, Store, Tx, sql};
use vault::{ClassKey, IndexKey, Key, LinkKey, Signer};

use crate::{
    alarm::{Alarm, Bell},
    column::Class,
    durable::Durable,
    stop::Fault,
};

/// People whose unwrapped keys are kept in memory, at most; beyond it the memory is emptied and fills again. One takes up
/// to 8 KiB; unwrapping takes microseconds.
const REMEMBERED: usize = 4_000;

/// The one key that everything else hangs on.
pub struct RootKey(pub(crate) Key);

impl RootKey {
    /// A fresh one.
    pub fn new(dice: &Dice) -> RootKey {
        RootKey(Key::from_bytes(dice.bytes()))
    }

    /// From the text of its file.
    ///
    /// # Errors
    /// In words, when the text is no root key or was damaged. They hold no part of it.
    pub fn from_file_text(text: &str) -> Result<RootKey, String> {
        Key::from_file_text(text).map(RootKey).map_err(|broken| broken.to_string())
    }

    /// The text of its file, which is the secret itself.
    pub fn to_file_text(&self) -> zeroize::Zeroizing<String> {
        self.0.to_file_text()
    }
}

/// Signed links in mails.
pub type Links = LinkKey;

/// The shop's own signature, which anyone can check with its public half.
pub type Signature = Signer;

/// One customer's keys, unwrapped. Each opening is counted twice, by the key itself and by whoever shows the line that
/// stands for it; where the counts differ somebody opened a value that no line tells of.
pub(crate) struct CustomerKeys {
    customer: Id,
    keys: HashMap<Class, (Key, OnceLock<ClassKey>)>,
    accounted: AtomicU64,
    bell: Arc<Bell>,
}

impl CustomerKeys {
    /// The key of a class; forgotten when it was destroyed or never made.
    pub(crate) fn class(&self, class: Class) -> Result<&ClassKey, Fault> {
        let (key, prepared) = self.keys.get(&class).ok_or(Fault::Forgotten)?;
        Ok(prepared.get_or_init(|| ClassKey::new(key)))
    }

    /// The key of a class, for one opening that a durable line of this customer's ledger stands for.
    pub(crate) fn for_opening(&self, line: Durable, class: Class) -> Result<&ClassKey, Fault> {
        let key = self.class(class)?;
        if line.customer() == self.customer {
            self.accounted.fetch_add(1, Ordering::AcqRel);
        }
        Ok(key)
    }

    /// A value that does not fit its seal: somebody has to know.
    pub(crate) fn tampered(&self, table: &'static str, column: &'static str) -> Fault {
        self.bell.ring(Alarm::tampered(self.customer, table, column), 1);
        Fault::Tampered { table, column }
    }

    /// Rings for what was opened without a line since the last time. The keys' own count is read first, so that an
    /// opening under way never looks like one too many.
    pub(crate) fn reckon(&self) {
        let opened: u64 = self.keys.values().filter_map(|(_, key)| key.get()).map(ClassKey::openings).sum();
        let accounted = self.accounted.load(Ordering::Acquire);
        if opened > accounted {
            self.accounted.fetch_add(opened - accounted, Ordering::AcqRel);
            self.bell.ring(Alarm::unrecorded(self.customer), opened - accounted);
        }
    }

    /// The names of those of these keys that there are: they tell one key from another and lead to none.
    pub(crate) fn ids(&self, classes: &[Class]) -> Vec<(Class, [u8; 16])> {
        let held = classes.iter().filter_map(|class| Some((*class, &self.keys.get(class)?.0)));
        held.map(|(class, key)| (class, vault::key_id(key))).collect()
    }

    fn holds(&self, classes: &[Class]) -> bool {
        classes.iter().all(|class| self.keys.contains_key(class))
    }
}

impl Drop for CustomerKeys {
    fn drop(&mut self) {
        self.reckon();
    }
}

pub(crate) struct Keyring {
    store: Store,
    clock: Clock,
    dice: Dice,
    epoch: i64,
    epochs: HashMap<i64, Key>,
    index: IndexKey,
    links: LinkKey,
    signer: Signer,
    log: Signer,
    cache: Mutex<HashMap<Id, Arc<CustomerKeys>>>,
    bell: Arc<Bell>,
}

const EPOCHS: &str = "SELECT epoch, wrapped FROM epoch_key ORDER BY epoch";
const EPOCH_NEW: &str =
    "INSERT INTO epoch_key (epoch, wrapped, made_at) VALUES ($1, $2, $3) ON CONFLICT (epoch) DO NOTHING";
const SERVER_KEY: &str = "SELECT wrapped FROM server_key WHERE name = $1";
const SERVER_KEY_NEW: &str =
    "INSERT INTO server_key (name, wrapped, made_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING";

impl Keyring {
    /// Opens the key store under this root key; makes the first keys when it is empty.
    pub(crate) async fn open(
        store: Store,
        root: &RootKey,
        clock: Clock,
        dice: Dice,
    ) -> Result<Keyring, Fault> {
        let epochs = epochs(&store, root, &clock, &dice).await?;
        let epoch = *epochs.keys().max().ok_or(Fault::Forgotten)?;
        let index = IndexKey::new(&server_key(&store, root, "index", &clock, &dice).await?);
        let links = LinkKey::new(&server_key(&store, root, "links", &clock, &dice).await?);
        let signer = Signer::new(&server_key(&store, root, "signing", &clock, &dice).await?);
        let log = Signer::new(&server_key(&store, root, "log", &clock, &dice).await?);
        let (cache, bell) = (Mutex::default(), Arc::default());
        Ok(Keyring { store, clock, dice, epoch, epochs, index, links, signer, log, cache, bell })
    }

    /// Where whatever is wrong with keys and values is reported.
    pub(crate) fn bell(&self) -> &Bell {
        &self.bell
    }

    /// Holds the counts of all keys in memory against each other.
    pub(crate) fn reckon(&self) {
        let held: Vec<Arc<CustomerKeys>> =
            self.cache.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect();
        held.iter().for_each(|keys| keys.reckon());
    }

    pub(crate) fn index(&self) -> &IndexKey {
        &self.index
    }

    pub(crate) fn links(&self) -> &LinkKey {
        &self.links
    }

    pub(crate) fn signer(&self) -> &Signer {
        &self.signer
    }

    pub(crate) fn log(&self) -> &Signer {
        &self.log
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    pub(crate) async fn alive(&self) -> bool {
        self.store.alive().await
    }

    /// The keys of a customer who has some; forgotten otherwise.
    pub(crate) async fn of(&self, customer: Id) -> Result<Arc<CustomerKeys>, Fault> {
        if let Some(keys) = self.remembered(customer) {
            return Ok(keys);
        }
        let (found, classes) = self.store.read(move |tx| Box::pin(load(tx, customer))).await?;
        let keys = Arc::new(self.unwrap(customer, found.ok_or(Fault::Forgotten)?, classes)?);
        self.remember(customer, &keys);
        Ok(keys)
    }

    /// Makes the keys that are missing. A class that was destroyed stays destroyed.
    pub(crate) async fn ensure(&self, customer: Id, classes: &'static [Class]) -> Result<(), Fault> {
        if self.remembered(customer).is_some_and(|keys| keys.holds(classes)) {
            return Ok(());
        }
        let (found, held) = self.store.read(move |tx| Box::pin(load(tx, customer))).await?;
        let missing: Vec<Class> = classes
            .iter()
            .copied()
            .filter(|class| !held.iter().any(|(name, _)| name == class.name()))
            .collect();
        if !missing.is_empty() {
            self.make(customer, found, missing).await?;
        }
        Ok(())
    }

    async fn make(
        &self,
        customer: Id,
        found: Option<(i64, Vec<u8>)>,
        missing: Vec<Class>,
    ) -> Result<(), Fault> {
        let fresh = found.is_none();
        let customer_key = match found {
            Some((epoch, wrapped)) => self.customer_key(epoch, &wrapped)?,
            None => Key::from_bytes(self.dice.bytes()),
        };
        let epoch_key = self.epochs.get(&self.epoch).ok_or(Fault::WrongRoot)?;
        let wrapped_customer = fresh.then(|| vault::wrap(epoch_key, &customer_key));
        let wrapped: Vec<(Class, Vec<u8>)> = missing
            .into_iter()
            .map(|class| (class, vault::wrap(&customer_key, &Key::from_bytes(self.dice.bytes()))))
            .collect();
        let (epoch, now) = (self.epoch, self.clock.now());
        let insert = move |tx: &mut Tx| insert(tx, customer, epoch, &wrapped_customer, &wrapped, now);
        self.store
            .write(move |tx| {
                let done = insert(tx);
                Box::pin(async move { done })
            })
            .await?;
        self.forget_memory(customer);
        Ok(())
    }

    fn unwrap(
        &self,
        customer: Id,
        (epoch, wrapped): (i64, Vec<u8>),
        classes: Vec<(String, Vec<u8>)>,
    ) -> Result<CustomerKeys, Fault> {
        let customer_key = self.customer_key(epoch, &wrapped)?;
        let mut keys = HashMap::new();
        for (name, wrapped) in classes {
            let Some(class) = Class::ALL.into_iter().find(|class| class.name() == name) else { continue };
            let key = vault::unwrap(&customer_key, &wrapped).map_err(|_| Fault::WrongRoot)?;
            keys.insert(class, (key, OnceLock::new()));
        }
        Ok(CustomerKeys { customer, keys, accounted: AtomicU64::new(0), bell: Arc::clone(&self.bell) })
    }

    fn customer_key(&self, epoch: i64, wrapped: &[u8]) -> Result<Key, Fault> {
        let epoch_key = self.epochs.get(&epoch).ok_or(Fault::WrongRoot)?;
        vault::unwrap(epoch_key, wrapped).map_err(|_| Fault::WrongRoot)
    }

    /// Destroys the keys of these classes, for ever; the customer's own key goes with the last of them.
    pub(crate) async fn destroy(
        &self,
        customer: Id,
        classes: &'static [Class],
        now: store::Time,
    ) -> Result<(), Fault> {
        self.store
            .write(move |tx| {
                let done = classes.iter().try_for_each(|class| destroy(tx, customer, class.name(), now));
                Box::pin(async move { done })
            })
            .await?;
        self.forget_memory(customer);
        Ok(())
    }

    fn remembered(&self, customer: Id) -> Option<Arc<CustomerKeys>> {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner).get(&customer).cloned()
    }

    fn remember(&self, customer: Id, keys: &Arc<CustomerKeys>) {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        if cache.len() >= REMEMBERED {
            cache.clear();
        }
        cache.insert(customer, Arc::clone(keys));
    }

    pub(crate) fn forget_memory(&self, customer: Id) {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner).remove(&customer);
    }
}

type Wrapped = (Option<(i64, Vec<u8>)>, Vec<(String, Vec<u8>)>);

const CUSTOMER_KEY: &str = "SELECT epoch, wrapped FROM customer_key WHERE customer_id = $1";
const CLASS_KEYS: &str = "SELECT class, wrapped FROM class_key WHERE customer_id = $1";

async fn load(tx: &mut Tx, customer: Id) -> Result<Wrapped, store::Error> {
    let Some(mut row) = tx.row(sql!(CUSTOMER_KEY, customer)).await? else { return Ok((None, Vec::new())) };
    let found = (row.take(0)?, row.take(1)?);
    let rows = tx.rows(sql!(CLASS_KEYS, customer)).await?;
    let classes =
        rows.into_iter().map(|mut r| Ok((r.take(0)?, r.take(1)?))).collect::<Result<_, store::Error>>()?;
    Ok((Some(found), classes))
}

const CUSTOMER_KEY_NEW: &str =
    "INSERT INTO customer_key (customer_id, epoch, wrapped, made_at) VALUES ($1, $2, $3, $4)";
const CLASS_KEY_NEW: &str = "INSERT INTO class_key (customer_id, class, version, wrapped, made_at)
    SELECT $1, $2, 1, $3, $4 WHERE NOT EXISTS (SELECT 1 FROM tombstone WHERE customer_id = $5 AND class = $6)
    ON CONFLICT (customer_id, class) DO NOTHING";

fn insert(
    tx: &mut Tx,
    customer: Id,
    epoch: i64,
    wrapped_customer: &Option<Vec<u8>>,
    wrapped: &[(Class, Vec<u8>)],
    now: store::Time,
) -> Result<(), store::Error> {
    if let Some(key) = wrapped_customer {
        tx.put(sql!(CUSTOMER_KEY_NEW, customer, epoch, key, now))?;
    }
    for (class, key) in wrapped {
        tx.put(sql!(CLASS_KEY_NEW, customer, class.name(), key, now, customer, class.name()))?;
    }
    Ok(())
}

const CLASS_KEY_GONE: &str = "DELETE FROM class_key WHERE customer_id = $1 AND class = $2";
const TOMBSTONE: &str = "INSERT INTO tombstone (customer_id, class, at) VALUES ($1, $2, $3) ON CONFLICT (customer_id, class) DO NOTHING";
const CUSTOMER_KEY_GONE: &str = "DELETE FROM customer_key WHERE customer_id = $1
    AND NOT EXISTS (SELECT 1 FROM class_key WHERE customer_id = $2)";

/// Destroys a person's key of one class for ever; the customer's own key goes with the last of them.
pub(crate) fn destroy(tx: &mut Tx, customer: Id, class: &str, at: store::Time) -> Result<(), store::Error> {
    tx.put(sql!(CLASS_KEY_GONE, customer, class))?;
    tx.put(sql!(TOMBSTONE, customer, class, at))?;
    tx.put(sql!(CUSTOMER_KEY_GONE, customer, customer))
}

async fn epochs(
    store: &Store,
    root: &RootKey,
    clock: &Clock,
    dice: &Dice,
) -> Result<HashMap<i64, Key>, Fault> {
    let (wrapped, now) = (vault::wrap(&root.0, &Key::from_bytes(dice.bytes())), clock.now());
    let rows = store
        .write(move |tx| {
            let wrapped = wrapped.clone();
            Box::pin(async move {
                let rows = tx.rows(sql!(EPOCHS)).await?;
                if !rows.is_empty() {
                    return Ok::<_, store::Error>(rows);
                }
                tx.put(sql!(EPOCH_NEW, 1i64, wrapped, now))?;
                tx.rows(sql!(EPOCHS)).await
            })
        })
        .await?;
    let mut keys = HashMap::new();
    for mut row in rows {
        let wrapped: Vec<u8> = row.take(1)?;
        keys.insert(row.take(0)?, vault::unwrap(&root.0, &wrapped).map_err(|_| Fault::WrongRoot)?);
    }
    Ok(keys)
}

async fn server_key(
    store: &Store,
    root: &RootKey,
    name: &'static str,
    clock: &Clock,
    dice: &Dice,
) -> Result<Key, Fault> {
    let (fresh, now) = (vault::wrap(&root.0, &Key::from_bytes(dice.bytes())), clock.now());
    let row = store
        .write(move |tx| {
            let fresh = fresh.clone();
            Box::pin(async move {
                tx.put(sql!(SERVER_KEY_NEW, name, fresh, now))?;
                tx.row(sql!(SERVER_KEY, name)).await
            })
        })
        .await;
    let row: Option<store::Row> = row.map_err(|error: store::Error| Fault::Store(error))?;
    let wrapped: Vec<u8> = row.ok_or(Fault::Forgotten)?.take(0)?;
    vault::unwrap(&root.0, &wrapped).map_err(|_| Fault::WrongRoot)
}
