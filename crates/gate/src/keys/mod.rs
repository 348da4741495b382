//! Keys: a keeper's root key wraps epoch keys, those wrap a key for each customer, that wraps keys for each retention
//! class. Wrapped keys live in a store apart from the data; unwrapped ones only in memory.

mod customer;
mod desk;
mod epochs;
mod first;
mod held;
mod root;
mod settled;
mod status;
mod turning;

use std::{
    collections::{BTreeSet, HashMap},
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering},
    },
};

use store::{Clock, Dice, Engine, Id, Row, Sql, Store, Time, Tx, sql, work};
use vault::{Keeper, Key};

use customer::Version;
pub(crate) use customer::{CustomerKeys, LEAD};
pub use desk::KeyDesk;
pub(crate) use held::Held;
use held::has_keys;
pub use held::{Links, LogKeys, Signature};
pub use root::RootKey;
pub use status::{EpochState, IndexState, KeyState, ServerKeyState, Versions};
pub use turning::Turned;

use crate::{
    alarm::{Alarm, Bell},
    chain,
    column::Class,
    stop::Fault,
};

/// People whose unwrapped keys are kept in memory, at most; beyond it the memory is emptied and fills again. One takes up
/// to 8 KiB; unwrapping takes microseconds.
const REMEMBERED: usize = 4_000;
/// How often something is tried again that another server's turning of keys came in between.
const TRIES: usize = 5;

pub(crate) struct Keyring {
    store: Store,
    clock: Clock,
    dice: Dice,
    keeper: Arc<dyn Keeper>,
    held: RwLock<Arc<Held>>,
    cache: Mutex<HashMap<Id, Arc<CustomerKeys>>>,
    bell: Arc<Bell>,
    /// The moment before which no epoch is begun, after one could not.
    rests_until: AtomicI64,
    /// How many keys of the public log may sign.
    settled_log: AtomicUsize,
    /// The store has lost its keys, and the alarm was rung.
    gone: AtomicBool,
    /// Whose keys the store has lost, and the alarm was rung.
    lost: Mutex<BTreeSet<Id>>,
    /// The data beside the keys: whoever has a record there had keys.
    data: Option<Store>,
}

impl Keyring {
    /// Opens the key store under this root key; makes the first keys when it is empty.
    pub(crate) async fn open(
        store: Store,
        keeper: Arc<dyn Keeper>,
        clock: Clock,
        dice: Dice,
    ) -> Result<Keyring, Fault> {
        let held = RwLock::new(Arc::new(Held::open(&store, &*keeper, (&clock, &dice)).await?));
        let (cache, bell) = (Mutex::default(), Arc::default());
        let (rests_until, settled_log) = (AtomicI64::new(i64::MIN), AtomicUsize::new(1));
        let (gone, lost, data) = (AtomicBool::new(false), Mutex::default(), None);
        let keyring = Keyring {
            store,
            clock,
            dice,
            keeper,
            held,
            cache,
            bell,
            rests_until,
            settled_log,
            gone,
            lost,
            data,
        };
        keyring.settle_log().await?;
        Ok(keyring)
    }

    /// Tells it where the data is, so that it knows lost keys from such as never were.
    pub(crate) fn beside(self, data: Store) -> Keyring {
        Keyring { data: Some(data), ..self }
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

    /// Rings if these are the first keys of a key store beside data that was sealed under others.
    pub(crate) fn has_found(&self, lines: bool) {
        if lines && self.held().first {
            self.bell.ring(Alarm::keys_gone(), 1);
        }
    }

    pub(crate) fn links(&self) -> Links {
        Links(self.held())
    }

    pub(crate) fn signature(&self) -> Signature {
        Signature(self.held())
    }

    pub(crate) fn log(&self) -> LogKeys {
        LogKeys::new(self.held(), self.settled_log.load(Ordering::Acquire), self.clock.now())
    }

    pub(crate) async fn alive(&self) -> bool {
        self.store.alive().await
    }

    pub(crate) fn held(&self) -> Arc<Held> {
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the upper rungs again: somebody else turned them.
    async fn hold_anew(&self) -> Result<Arc<Held>, Fault> {
        let held = Arc::new(self.held().again(&self.store, &*self.keeper).await?);
        *self.held.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&held);
        Ok(held)
    }

    /// What this server holds, with this epoch in it if there is such an epoch.
    async fn held_with(&self, epoch: i64) -> Result<Arc<Held>, Fault> {
        let held = self.held();
        if held.epochs.contains_key(&epoch) { Ok(held) } else { self.hold_anew().await }
    }

    /// The keys of a customer who has some. The key to their record is always among them, until it is erased.
    pub(crate) async fn of(&self, customer: Id) -> Result<Arc<CustomerKeys>, Fault> {
        if let Some(keys) = self.remembered(customer) {
            return Ok(keys);
        }
        let rows = self.rows(customer).await?.filter(CustomerRows::know_the_record);
        let Some(rows) = rows else { return Err(self.why_absent(customer).await?) };
        let held = self.held_with(rows.epoch).await?;
        let keys = Arc::new(self.unwrap(customer, held.epoch(rows.epoch)?, rows)?);
        self.remember(customer, &keys);
        Ok(keys)
    }

    fn unwrap(&self, customer: Id, epoch_key: &Key, rows: CustomerRows) -> Result<CustomerKeys, Fault> {
        let customer_key = vault::unwrap(epoch_key, &rows.wrapped).map_err(|_| Fault::WrongRoot)?;
        let mut classes: HashMap<Class, Vec<Version>> = HashMap::new();
        for row in rows.classes {
            let Some(class) = Class::ALL.into_iter().find(|class| class.name() == row.class) else {
                continue;
            };
            let key = vault::unwrap(&customer_key, &row.wrapped).map_err(|_| Fault::WrongRoot)?;
            let number = u32::try_from(row.version).map_err(|_| Fault::WrongRoot)?;
            classes.entry(class).or_default().push(Version::new(number, row.made_at, key));
        }
        let is_erased = |class: &Class| rows.erased.iter().any(|erased| erased == class.name());
        let erased = Class::ALL.into_iter().filter(is_erased).collect();
        Ok(CustomerKeys::new(customer, self.clock.clone(), (classes, erased), Arc::clone(&self.bell)))
    }

    async fn rows(&self, customer: Id) -> Result<Option<CustomerRows>, Fault> {
        let rows = self.heard(self.store.ask(keys_of(customer)).await)?;
        Ok(of_rows(rows)?)
    }

    /// Why somebody has no keys: they were erased or never known, or the store has lost theirs, or has no keys at all. The
    /// first is for ever, and nobody may take another for it. An erasure leaves its mark in both stores; what the journal
    /// alone knows was told to them before the shop opened.
    async fn why_absent(&self, customer: Id) -> Result<Fault, Fault> {
        let looked = self.store.read(work!(|tx| [customer] -> Result<(bool, bool), store::Error> {
            Ok((has_keys(tx).await?, tx.row(sql!(BURIED, customer, Class::Ledger.name())).await?.is_some()))
        }));
        let (there, buried) = self.heard(looked.await)?;
        if !self.has_its_keys(there) {
            return Ok(Fault::KeysGone);
        }
        let Some(data) = self.data.as_ref().filter(|_| !buried) else { return Ok(Fault::Forgotten) };
        if !data.read(work!(|tx| [customer] { chain::is_known(tx, customer).await })).await? {
            return Ok(Fault::Forgotten);
        }
        if self.lost.lock().unwrap_or_else(PoisonError::into_inner).insert(customer) {
            self.bell.ring(Alarm::keys_lost(customer), 1);
        }
        Ok(Fault::KeysLost)
    }

    fn is_new(&self, customer: Id) -> bool {
        customer.made_at().plus_seconds(LEAD) > self.clock.now()
    }

    /// Whoever is not new had keys: where there are none others may be made only after they were erased.
    async fn may_have_new(&self, customer: Id, found: Option<&CustomerRows>) -> Result<(), Fault> {
        if self.is_new(customer) || found.is_some_and(CustomerRows::know_the_record) {
            return Ok(());
        }
        match self.why_absent(customer).await? {
            Fault::Forgotten => Ok(()),
            fault => Err(fault),
        }
    }

    /// What the store answered. One that has lost a table has lost the keys in it, as has one whose file is another.
    fn heard<T>(&self, answer: Result<T, store::Error>) -> Result<T, store::Error> {
        if matches!(answer, Err(store::Error::Broken(_) | store::Error::Moved)) {
            self.has_its_keys(false);
        }
        answer
    }

    /// Notes whether the store has its keys; rings once when it has lost them.
    fn has_its_keys(&self, there: bool) -> bool {
        if !there && !self.gone.load(Ordering::Acquire) {
            self.bell.ring(Alarm::keys_gone(), 1);
        }
        self.gone.store(!there, Ordering::Release);
        there
    }

    /// Makes the keys that are missing. A class that was destroyed stays destroyed.
    pub(crate) async fn ensure(&self, customer: Id, classes: &[Class]) -> Result<(), Fault> {
        let holds = |keys: Arc<CustomerKeys>| classes.iter().all(|class| keys.has(*class));
        match self.remembered(customer) {
            Some(keys) if holds(Arc::clone(&keys)) => return Ok(()),
            None if self.is_new(customer) && self.make_first(customer, classes).await? => return Ok(()),
            _ => {}
        }
        for _ in 0..TRIES {
            let found = self.rows(customer).await?;
            self.may_have_new(customer, found.as_ref()).await?;
            let is_missing = |class: &Class| found.as_ref().is_none_or(|rows| !rows.has(class.name()));
            let missing: Vec<Class> = classes.iter().copied().filter(is_missing).collect();
            if missing.is_empty() || self.make(customer, found, &missing).await? {
                return Ok(());
            }
            self.hold_anew().await?;
        }
        Err(Fault::Store(store::Error::Conflict))
    }

    /// Whether the keys stand in the store now; not when the epoch or the customer's key was turned meanwhile.
    async fn make(
        &self,
        customer: Id,
        found: Option<CustomerRows>,
        missing: &[Class],
    ) -> Result<bool, Fault> {
        let held = self.held();
        let (epoch, newest) = held.newest()?;
        let customer_key = match &found {
            Some(rows) => {
                let held = self.held_with(rows.epoch).await?;
                vault::unwrap(held.epoch(rows.epoch)?, &rows.wrapped).map_err(|_| Fault::WrongRoot)?
            }
            None => Key::from_bytes(self.dice.bytes()),
        };
        let hold = match found {
            Some(rows) => Hold::Known(rows.wrapped),
            None => Hold::New(epoch, vault::wrap(&newest.key, &customer_key)),
        };
        let wrap = |class: &Class| (*class, vault::wrap(&customer_key, &Key::from_bytes(self.dice.bytes())));
        let wrapped: Vec<(Class, Vec<u8>)> = missing.iter().map(wrap).collect();
        let now = self.clock.now();
        let made = self
            .store
            .write(
                work!(|tx| [customer, hold, wrapped, now] { insert(tx, customer, hold, wrapped, now).await }),
            )
            .await;
        self.forget_memory(customer);
        match made {
            Err(store::Error::Taken(_)) => Ok(false),
            made => Ok(made?),
        }
    }

    /// Destroys the keys of these classes, for ever; the customer's own key goes with the last of them.
    pub(crate) async fn destroy(&self, customer: Id, classes: &[Class], now: Time) -> Result<(), Fault> {
        let classes = classes.to_vec();
        let gone = self.store.write(work!(|tx| [customer, classes, now] -> Result<(), store::Error> {
            destroy(tx, customer, &classes.iter().map(|class| class.name()).collect::<Vec<_>>(), now)
        }));
        gone.await?;
        self.forget_memory(customer);
        Ok(())
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// Has what was overwritten leave the write-ahead log. While somebody reads on it stays there until the next time.
    async fn tidy(&self) {
        drop(self.store.checkpoint().await);
    }

    fn remembered(&self, customer: Id) -> Option<Arc<CustomerKeys>> {
        let cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        cache.get(&customer).filter(|keys| !keys.is_behind()).cloned()
    }

    fn remember(&self, customer: Id, keys: &Arc<CustomerKeys>) {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        if cache.len() >= REMEMBERED {
            cache.clear();
        }
        cache.insert(customer, Arc::clone(keys));
        self.lost.lock().unwrap_or_else(PoisonError::into_inner).remove(&customer);
    }

    pub(crate) fn forget_memory(&self, customer: Id) {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner).remove(&customer);
    }

    fn forget_all_memory(&self) {
        self.cache.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Whether other servers may work on the same store: not on a file.
    fn is_shared(&self) -> bool {
        self.store.engine() == Engine::Postgres
    }
}

/// A customer's wrapped keys as they stand in the store.
pub(crate) struct CustomerRows {
    epoch: i64,
    wrapped: Vec<u8>,
    classes: Vec<ClassRow>,
    /// The classes whose keys were destroyed.
    erased: Vec<String>,
}

struct ClassRow {
    class: String,
    version: i64,
    wrapped: Vec<u8>,
    made_at: Time,
}

impl CustomerRows {
    fn has(&self, class: &str) -> bool {
        self.classes.iter().any(|row| row.class == class)
    }

    /// Whether the key to the record is there, or it was erased.
    fn know_the_record(&self) -> bool {
        let record = Class::Ledger.name();
        self.has(record) || self.erased.iter().any(|class| class == record)
    }
}

/// In one statement, for on PostgreSQL each is a journey. The customer's own key, which has no class, stands under its epoch;
/// a class that was destroyed has no key.
const KEYS: &str =
    "SELECT '' AS class, epoch AS version, wrapped, made_at FROM customer_key WHERE customer_id = $1
    UNION ALL SELECT class, version, wrapped, made_at FROM class_key WHERE customer_id = $2
    UNION ALL SELECT class, version, wrapped, made_at FROM class_key_past WHERE customer_id = $3
    UNION ALL SELECT class, 0, NULL, at FROM tombstone WHERE customer_id = $4";

async fn load(tx: &mut Tx, customer: Id) -> Result<Option<CustomerRows>, store::Error> {
    of_rows(tx.rows(keys_of(customer)).await?)
}

fn keys_of(customer: Id) -> Sql {
    sql!(KEYS, customer, customer, customer, customer)
}

fn of_rows(rows: Vec<Row>) -> Result<Option<CustomerRows>, store::Error> {
    let (mut own, mut classes, mut erased) = (None, Vec::new(), Vec::new());
    for mut row in rows {
        let (class, version): (String, i64) = (row.take(0)?, row.take(1)?);
        match row.take::<Option<Vec<u8>>>(2)? {
            None => erased.push(class),
            Some(wrapped) if class.is_empty() => own = Some((version, wrapped)),
            Some(wrapped) => classes.push(ClassRow { class, version, wrapped, made_at: row.take(3)? }),
        }
    }
    Ok(own.map(|(epoch, wrapped)| CustomerRows { epoch, wrapped, classes, erased }))
}

const BURIED: &str = "SELECT 1 FROM tombstone WHERE customer_id = $1 AND class = $2";

/// What new class keys hang on.
#[derive(Clone)]
enum Hold {
    /// A new customer's key, wrapped under this epoch.
    New(i64, Vec<u8>),
    /// The key of a known customer, as it is wrapped now.
    Known(Vec<u8>),
}

/// Only under the newest epoch: an epoch is destroyed an hour after there is a newer one, and nobody may be under it then.
const CUSTOMER_KEY_NEW: &str = "INSERT INTO customer_key (customer_id, epoch, wrapped, made_at)
    SELECT $1, epoch, $2, $3 FROM epoch_key
    WHERE epoch = $4 AND epoch = (SELECT max(epoch) FROM epoch_key) RETURNING epoch";
/// Holds the customer's row, so that their key is not turned before the class keys under it are in.
const CUSTOMER_KEY_HELD: &str =
    "UPDATE customer_key SET epoch = epoch WHERE customer_id = $1 AND wrapped = $2 RETURNING epoch";
const CLASS_KEY_NEW: &str = "INSERT INTO class_key (customer_id, class, version, wrapped, made_at)
    SELECT $1, $2, 1, $3, $4 WHERE NOT EXISTS (SELECT 1 FROM tombstone WHERE customer_id = $5 AND class = $6)
    ON CONFLICT (customer_id, class) DO NOTHING";

async fn insert(
    tx: &mut Tx,
    customer: Id,
    hold: Hold,
    wrapped: Vec<(Class, Vec<u8>)>,
    now: Time,
) -> Result<bool, store::Error> {
    let held = match hold {
        Hold::New(epoch, key) => tx.row(sql!(CUSTOMER_KEY_NEW, customer, key, now, epoch)).await?,
        Hold::Known(key) => tx.row(sql!(CUSTOMER_KEY_HELD, customer, key)).await?,
    };
    if held.is_none() {
        return Ok(false);
    }
    for (class, key) in wrapped {
        tx.put(sql!(CLASS_KEY_NEW, customer, class.name(), key, now, customer, class.name()))?;
    }
    Ok(true)
}

const CLASS_KEYS_GONE: &str =
    "DELETE FROM class_key WHERE customer_id = $1 AND class IN ($2, $3, $4, $5, $6, $7, $8, $9)";
const CLASS_KEYS_PAST_GONE: &str =
    "DELETE FROM class_key_past WHERE customer_id = $1 AND class IN ($2, $3, $4, $5, $6, $7, $8, $9)";
const TOMBSTONE: &str = "INSERT INTO tombstone (customer_id, class, at) VALUES ($1, $2, $3) ON CONFLICT (customer_id, class) DO NOTHING";
const CUSTOMER_KEY_GONE: &str = "DELETE FROM customer_key WHERE customer_id = $1
    AND NOT EXISTS (SELECT 1 FROM class_key WHERE customer_id = $2)";

/// Destroys a person's keys of these classes for ever; the customer's own key goes with the last of them.
pub(crate) fn destroy(tx: &mut Tx, customer: Id, classes: &[&str], at: Time) -> Result<(), store::Error> {
    for [a, b, c, d, e, f, g, h] in store::eights(classes) {
        tx.put(sql!(CLASS_KEYS_GONE, customer, a, b, c, d, e, f, g, h))?;
        tx.put(sql!(CLASS_KEYS_PAST_GONE, customer, a, b, c, d, e, f, g, h))?;
    }
    classes.iter().try_for_each(|class| tx.put(sql!(TOMBSTONE, customer, *class, at)))?;
    tx.put(sql!(CUSTOMER_KEY_GONE, customer, customer))
}
