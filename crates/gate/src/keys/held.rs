//! What a server holds in memory of the upper rungs: the keys of the epochs, and its own.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
    sync::{Arc, Mutex, PoisonError},
};

use store::{Clock, Dice, Row, Store, Time, Tx, sql, work};
use vault::{IndexKey, Keeper, Key, LinkKey, Signer, Trouble};

use crate::stop::Fault;

/// The server's own keys by name.
pub(crate) const SERVER_KEYS: [&str; 4] = ["index", "links", "log", "signing"];

/// A key that hangs on the root, unwrapped, with what the store has of it.
pub(crate) struct Hung {
    pub(crate) key: Arc<Key>,
    pub(crate) wrapped: Vec<u8>,
    pub(crate) made_at: Time,
}

/// Epoch keys by number and server keys by name, unwrapped.
pub(crate) struct Held {
    pub(crate) epochs: BTreeMap<i64, Hung>,
    pub(crate) named: BTreeMap<String, Hung>,
    /// The root key was rotated behind this server's back: what it holds still serves, but it can wrap nothing new.
    pub(crate) moved: bool,
    /// How often keys were turned when this was read.
    pub(crate) turns: i64,
    /// The store had no keys before: these are its first.
    pub(crate) first: bool,
    index: Vec<Linked>,
    links: Versions<LinkKey>,
    signers: Versions<Signer>,
    log: Vec<(Signer, Time)>,
    /// Signatures of what many are told alike.
    alike: Mutex<HashMap<Vec<u8>, [u8; 64]>>,
}

/// How many of them are remembered.
const ALIKE: usize = 256;

/// The newest of a key, and those before it.
struct Versions<T> {
    newest: T,
    earlier: Vec<T>,
}

impl Held {
    /// Reads the upper rungs; makes those that are missing.
    pub(crate) async fn open(
        store: &Store,
        keeper: &dyn Keeper,
        (clock, dice): (&Clock, &Dice),
    ) -> Result<Held, Fault> {
        let found = rows(store).await?;
        if !found.lacks().is_empty() {
            let first = found.lacks().contains(&FIRST_EPOCH);
            make(store, keeper, found.lacks(), (clock, dice)).await?;
            return Ok(Held { first, ..Held::read(rows(store).await?, keeper, None).await? });
        }
        Held::read(found, keeper, None).await
    }

    /// Reads them again; what is known already is not unwrapped once more.
    pub(crate) async fn again(&self, store: &Store, keeper: &dyn Keeper) -> Result<Held, Fault> {
        Held::read(rows(store).await?, keeper, Some(self)).await
    }

    async fn read(rows: Rows, keeper: &dyn Keeper, known: Option<&Held>) -> Result<Held, Fault> {
        let mut moved = false;
        let mut epochs = BTreeMap::new();
        for (epoch, row) in rows.epochs {
            let before = known.and_then(|known| known.epochs.get(&epoch));
            epochs.insert(epoch, hung(row, before, keeper, &mut moved).await?);
        }
        let mut named = BTreeMap::new();
        for (name, row) in rows.named {
            let before = known.and_then(|known| known.named.get(&name));
            named.insert(name, hung(row, before, keeper, &mut moved).await?);
        }
        Held::of(epochs, named, moved, rows.turns)
    }

    fn of(
        epochs: BTreeMap<i64, Hung>,
        named: BTreeMap<String, Hung>,
        moved: bool,
        turns: i64,
    ) -> Result<Held, Fault> {
        let index = in_order(&named, "index");
        let linked = |hung: &&Hung| Linked { key: IndexKey::new(&hung.key), made_at: hung.made_at };
        let index = index.iter().map(linked).collect();
        let links = versions(&named, "links", LinkKey::new)?;
        let signers = versions(&named, "signing", Signer::new)?;
        let log = in_order(&named, "log").iter().map(|hung| (Signer::new(&hung.key), hung.made_at)).collect();
        let first = false;
        Ok(Held { epochs, named, moved, turns, first, index, links, signers, log, alike: Mutex::default() })
    }

    /// The newest epoch, under which new customers come.
    pub(crate) fn newest(&self) -> Result<(i64, &Hung), Fault> {
        self.epochs.last_key_value().map(|(epoch, hung)| (*epoch, hung)).ok_or(Fault::KeysGone)
    }

    pub(crate) fn epoch(&self, epoch: i64) -> Result<&Key, Fault> {
        self.epochs.get(&epoch).map(|hung| &*hung.key).ok_or(Fault::WrongRoot)
    }

    /// When each key of the public log was made, the first one first.
    pub(crate) fn log_made_at(&self) -> impl Iterator<Item = Time> {
        self.log.iter().map(|(_, made_at)| *made_at)
    }

    /// The keys of the blind indexes: the first one makes a token of a value, each further one makes it again.
    pub(crate) fn index(&self) -> &[Linked] {
        &self.index
    }
}

/// A key of the blind indexes, one link of a chain.
pub(crate) struct Linked {
    pub(crate) key: IndexKey,
    pub(crate) made_at: Time,
}

/// The newest has the plain name; those before it have a number each, the last of them the highest.
fn versions<T>(
    named: &BTreeMap<String, Hung>,
    name: &str,
    ready: impl Fn(&Key) -> T,
) -> Result<Versions<T>, Fault> {
    let found = in_order(named, name);
    let (newest, earlier) = found.split_last().ok_or(Fault::KeysGone)?;
    Ok(Versions {
        newest: ready(&newest.key),
        earlier: earlier.iter().rev().map(|hung| ready(&hung.key)).collect(),
    })
}

/// The keys of this name, the oldest first.
fn in_order<'h>(named: &'h BTreeMap<String, Hung>, name: &str) -> Vec<&'h Hung> {
    let mut found: Vec<(i64, &Hung)> =
        named.iter().filter_map(|(row, hung)| Some((version(row, name)?, hung))).collect();
    found.sort_by_key(|(version, _)| *version);
    found.into_iter().map(|(_, hung)| hung).collect()
}

/// Of a row with this name, which key in their order it is; the newest comes after all others.
pub(crate) fn version(row: &str, name: &str) -> Option<i64> {
    match row.strip_prefix(name)? {
        "" => Some(i64::MAX),
        number => number.strip_prefix('.')?.parse().ok(),
    }
}

async fn hung(
    (wrapped, made_at): (Vec<u8>, Time),
    before: Option<&Hung>,
    keeper: &dyn Keeper,
    moved: &mut bool,
) -> Result<Hung, Fault> {
    let Some(known) = before else {
        return Ok(Hung { key: Arc::new(keeper.unwrap(&wrapped).await?), wrapped, made_at });
    };
    if known.wrapped == wrapped {
        return Ok(Hung { key: Arc::clone(&known.key), wrapped, made_at });
    }
    match keeper.unwrap(&wrapped).await {
        Ok(key) => Ok(Hung { key: Arc::new(key), wrapped, made_at }),
        Err(Trouble::OtherRoot { .. }) => {
            *moved = true;
            // With the bytes it was known by, so that the next look sees the same.
            Ok(Hung { key: Arc::clone(&known.key), wrapped: known.wrapped.clone(), made_at })
        }
        Err(trouble) => Err(trouble.into()),
    }
}

/// The rows of the upper rungs as they stand in the store.
#[derive(Clone)]
pub(crate) struct Rows {
    pub(crate) epochs: Vec<(i64, (Vec<u8>, Time))>,
    pub(crate) named: Vec<(String, (Vec<u8>, Time))>,
    pub(crate) turns: i64,
}

impl Rows {
    /// What is missing: names of server keys, and an empty name for the first epoch.
    fn lacks(&self) -> Vec<&'static str> {
        let mut lacks: Vec<&'static str> =
            if self.epochs.is_empty() { vec![FIRST_EPOCH] } else { Vec::new() };
        let has = |name: &str| self.named.iter().any(|(row, _)| row == name);
        lacks.extend(SERVER_KEYS.into_iter().filter(|name| !has(name)));
        lacks
    }
}

const FIRST_EPOCH: &str = "";
const EPOCHS: &str = "SELECT epoch, wrapped, made_at FROM epoch_key ORDER BY epoch";
const NAMED: &str = "SELECT name, wrapped, made_at FROM server_key ORDER BY name";
pub(crate) const TURNS: &str = "SELECT turns FROM key_turn WHERE what = 'keys'";

pub(crate) async fn rows(store: &Store) -> Result<Rows, store::Error> {
    store
        .read(work!(|tx| -> Result<Rows, store::Error> {
            let turns = turns(tx).await?;
            let epochs = tx.rows(sql!(EPOCHS)).await?.into_iter().map(row).collect::<Result<_, _>>()?;
            let named = tx.rows(sql!(NAMED)).await?.into_iter().map(row).collect::<Result<_, _>>()?;
            Ok(Rows { epochs, named, turns })
        }))
        .await
}

fn row<K: store::FromValue>(mut row: Row) -> Result<(K, (Vec<u8>, Time)), store::Error> {
    Ok((row.take(0)?, (row.take(1)?, row.take(2)?)))
}

const INDEX: &str = "SELECT 1 FROM server_key WHERE name = 'index'";

/// Whether the store has keys at all: the newest of the blind indexes has this name, however often it turned.
pub(crate) async fn has_keys(tx: &mut Tx) -> Result<bool, store::Error> {
    Ok(tx.row(sql!(INDEX)).await?.is_some())
}

pub(crate) async fn turns(tx: &mut Tx) -> Result<i64, store::Error> {
    tx.row(sql!(TURNS)).await?.map_or(Ok(0), |mut row| row.take(0))
}

const EPOCH_FIRST: &str =
    "INSERT INTO epoch_key (epoch, wrapped, made_at) VALUES (1, $1, $2) ON CONFLICT (epoch) DO NOTHING";
const NAMED_NEW: &str =
    "INSERT INTO server_key (name, wrapped, made_at) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING";

async fn make(
    store: &Store,
    keeper: &dyn Keeper,
    lacks: Vec<&'static str>,
    (clock, dice): (&Clock, &Dice),
) -> Result<(), Fault> {
    let mut fresh = Vec::new();
    for name in lacks {
        fresh.push((name, wrapped_safely(keeper, &Key::from_bytes(dice.bytes())).await?));
    }
    let now = clock.now();
    let made = store.write(work!(|tx| [fresh, now] -> Result<(), store::Error> {
        for (name, wrapped) in fresh {
            match name {
                FIRST_EPOCH => tx.put(sql!(EPOCH_FIRST, wrapped, now))?,
                name => tx.put(sql!(NAMED_NEW, name, wrapped, now))?,
            }
        }
        Ok(())
    }));
    Ok(made.await?)
}

/// Wrapped, and held against what the keeper makes of it: what a broken keeper could not unwrap would be lost for ever.
pub(crate) async fn wrapped_safely(keeper: &dyn Keeper, key: &Key) -> Result<Vec<u8>, Fault> {
    let wrapped = keeper.wrap(key).await?;
    if keeper.unwrap(&wrapped).await?.same(key) {
        return Ok(wrapped);
    }
    let why = "it unwraps another key than the one it was given to wrap".to_owned();
    Err(Trouble::Unreadable { keeper: keeper.in_words(), why }.into())
}

/// Signed links in mails. Links that an earlier key signed stay good.
#[derive(Clone)]
pub struct Links(pub(crate) Arc<Held>);

impl Links {
    /// 32 letters that vouch for the purpose and the parts.
    pub fn token(&self, purpose: &str, parts: &[&[u8]]) -> String {
        self.0.links.newest.token(purpose, parts)
    }

    /// Whether this key or one before it made this token for this purpose and these parts.
    pub fn verify(&self, purpose: &str, parts: &[&[u8]], token: &str) -> bool {
        let Versions { newest, earlier } = &self.0.links;
        // Every key is tried, so that the time does not tell which one it was.
        std::iter::once(newest)
            .chain(earlier)
            .fold(false, |good, key| good | key.verify(purpose, parts, token))
    }
}

/// The shop's signature under receipts, which anyone can check with its public half.
pub struct Signature(pub(crate) Arc<Held>);

impl Signature {
    /// The signature of a message, 64 bytes.
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.signers.newest.sign(message)
    }

    /// The same for what many are told alike, such as the words beside a box: made once and remembered, since Ed25519 gives
    /// one message one signature (RFC 8032, 5.1.6).
    pub fn sign_alike(&self, message: &[u8]) -> [u8; 64] {
        let mut alike = self.0.alike.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(signature) = alike.get(message) {
            return *signature;
        }
        if alike.len() >= ALIKE {
            alike.clear();
        }
        *alike.entry(message.to_vec()).or_insert_with(|| self.sign(message))
    }

    /// The public half of the key that signs now, 32 bytes.
    pub fn public(&self) -> [u8; 32] {
        self.0.signers.newest.public()
    }

    /// The public halves of the keys that signed before it, the last one first.
    pub fn earlier(&self) -> Vec<[u8; 32]> {
        self.0.signers.earlier.iter().map(Signer::public).collect()
    }
}

/// The keys of the public log, as they were at one moment.
pub struct LogKeys {
    held: Arc<Held>,
    signing: Range<usize>,
}

/// Days for which the key before signs beside the newest one, so that whoever watches the log can follow.
const OVERLAP_DAYS: i64 = 30;

impl LogKeys {
    /// The first `settled` of them may sign.
    pub(crate) fn new(held: Arc<Held>, settled: usize, now: Time) -> LogKeys {
        let end = settled.clamp(1, held.log.len().max(1));
        let is_over = |at: &usize| held.log[*at].1.plus_days(OVERLAP_DAYS) <= now;
        // A key ends when the one after it is so old.
        let start = (1..end).rev().find(is_over).unwrap_or(0);
        LogKeys { signing: start..end, held }
    }

    /// How many there are, the first one first.
    pub fn count(&self) -> usize {
        self.held.log.len()
    }

    /// Which of them sign now.
    pub fn signing(&self) -> Range<usize> {
        self.signing.clone()
    }

    /// The public half of one of them, 32 bytes.
    pub fn public(&self, place: usize) -> [u8; 32] {
        self.held.log[place].0.public()
    }

    /// The signature of one of them, 64 bytes.
    pub fn sign(&self, place: usize, message: &[u8]) -> [u8; 64] {
        self.held.log[place].0.sign(message)
    }
}
