//! The bare engine beside it: the same rows in the fewest commits that keep them, one in each store, with nothing decided,
//! sealed, signed or opened. What would be sealed is a copy of what the gate sealed for somebody.

use anyhow::{Context, Result};
use consent::{choices, choices::Made, wording::Signed};
use features::{
    account::closing,
    retention::forgetting::Forgetting::{Account, Cards, Contact},
};
use gate::Sealed;
use store::{Error, Id, Store, Time, Tx, sql, work};

use super::gate_side::{LINES_OF_CLOSING, emptied};
use crate::{
    ground::{ADDRESS_NEW, ADDRESSES, CHOICES, CUSTOMER_NEW, Ground, TOKEN_NEW, owner},
    inside::{complete, missing, record},
};

/// Values and keys as they lie there, of one person: bytes of the right length.
#[derive(Clone)]
pub struct Copied {
    values: [Vec<u8>; 4],
    line: Line,
    /// Of the customer and of a class.
    wrapped: [Vec<u8>; 2],
    epoch: i64,
    words: Vec<Signed>,
}

/// A line of a ledger, sealed.
#[derive(Clone)]
struct Line {
    seq: i64,
    at: Time,
    leaf: [u8; 32],
    head: [u8; 32],
    body: Vec<u8>,
}

const VALUES: &str = "SELECT c.name, c.email, a.recipient, a.lines FROM customer c JOIN address a ON a.customer_id = c.customer_id
    WHERE c.customer_id = $1 LIMIT 1";
const KEYS: &str = "SELECT c.epoch, c.wrapped, k.wrapped FROM customer_key c JOIN class_key k ON k.customer_id = c.customer_id
    WHERE c.customer_id = $1 LIMIT 1";
const LAST: &str =
    "SELECT seq, at, leaf, head, body FROM ledger WHERE customer_id = $1 ORDER BY seq DESC LIMIT 1";
const LINE_NEW: &str =
    "INSERT INTO ledger (customer_id, seq, at, leaf, head, body) VALUES ($1, $2, $3, $4, $5, $6)";
const WAITS: &str = "INSERT INTO log_waiting (customer_id, seq) VALUES ($1, $2)";

async fn last(tx: &mut Tx, person: Id) -> Result<Line, Error> {
    let mut row = tx.row(sql!(LAST, person)).await?.ok_or_else(missing)?;
    let (seq, at, leaf) = (row.take(0)?, row.take(1)?, row.take(2)?);
    Ok(Line { seq, at, leaf, head: row.take(3)?, body: row.take(4)? })
}

/// A line of the same size behind that one.
fn put_after(tx: &mut Tx, person: Id, line: &Line, further: i64) -> Result<(), Error> {
    let seq = line.seq + further;
    tx.put(sql!(LINE_NEW, person, seq, line.at, line.leaf, line.head, &line.body))?;
    tx.put(sql!(WAITS, person, seq))
}

impl Copied {
    /// What the gate left of somebody.
    ///
    /// # Errors
    /// When a row is missing or a store fails.
    pub async fn of(ground: &Ground, person: Id) -> Result<Copied> {
        let rows = ground.house.store().read(work!(|tx| [person] -> Result<_, Error> {
            let mut row = tx.row(sql!(VALUES, person)).await?.ok_or_else(missing)?;
            Ok(([row.take(0)?, row.take(1)?, row.take(2)?, row.take(3)?], last(tx, person).await?))
        }));
        let keys = ground.keys.read(work!(|tx| [person] -> Result<_, Error> {
            let mut row = tx.row(sql!(KEYS, person)).await?.ok_or_else(missing)?;
            Ok((row.take(0)?, [row.take(1)?, row.take(2)?]))
        }));
        let ((values, line), (epoch, wrapped)) = (rows.await?, keys.await?);
        let words = CHOICES.iter().map(|name| ground.answer(name, true).1).collect();
        Ok(Copied { values, line, wrapped, epoch, words })
    }
}

/// The same lookup, rows and line, in one commit.
///
/// # Errors
/// When a value is missing or the store fails.
pub async fn read(ground: &Ground, token: [u8; 32]) -> Result<bool> {
    let found = ground.house.store().write(work!(|tx| [token] -> Result<Vec<Sealed>, Error> {
        let person = owner(tx, token).await?;
        let line = last(tx, person).await?;
        put_after(tx, person, &line, 1)?;
        record(tx, person).await
    }));
    complete(found.await?.len())
}

/// The same choice, its event, its words and a line.
///
/// # Errors
/// When the store fails.
pub async fn choose(ground: &Ground, copied: &Copied, person: Id, yes: bool) -> Result<bool> {
    let words = copied.words.first().context("no words")?.clone();
    let made = ground.made(CHOICES[0], yes, &words);
    let chosen = ground.house.store().write(work!(|tx| [person, made, words] -> Result<(), Error> {
        let line = last(tx, person).await?;
        put_after(tx, person, &line, 1)?;
        choices::set(tx, person, &made, &words)
    }));
    chosen.await?;
    Ok(true)
}

/// The same rows of a new customer: first the keys, then everything else.
///
/// # Errors
/// When a store fails.
pub async fn create(ground: &Ground, copied: &Copied, person: Id) -> Result<bool> {
    keys_of(&ground.keys, copied, person).await?;
    let (token, now, ids) =
        (ground.token(person), ground.house.clock.now(), [(); ADDRESSES].map(|()| ground.id()));
    let made: Vec<Made> =
        CHOICES.iter().zip(&copied.words).map(|(name, words)| ground.made(name, true, words)).collect();
    let copied = copied.clone();
    let added =
        ground.house.store().write(work!(|tx| [person, token, now, ids, made, copied] -> Result<(), Error> {
            put_after(tx, person, &Line { seq: 0, ..copied.line }, 1)?;
            let [name, email, recipient, lines] = copied.values;
            tx.put(sql!(CUSTOMER_NEW, person, now, name, email))?;
            tx.put(sql!(TOKEN_NEW, token, person))?;
            for id in ids {
                tx.put(sql!(ADDRESS_NEW, person, id, now, &recipient, &lines))?;
            }
            made.iter().zip(&copied.words).try_for_each(|(made, words)| choices::set(tx, person, made, words))
        }));
    added.await?;
    Ok(true)
}

const CUSTOMER_KEY_NEW: &str =
    "INSERT INTO customer_key (customer_id, epoch, wrapped, made_at) VALUES ($1, $2, $3, $4)";
const CLASS_KEY_NEW: &str =
    "INSERT INTO class_key (customer_id, class, version, wrapped, made_at) VALUES ($1, $2, 1, $3, $4)";

async fn keys_of(keys: &Store, copied: &Copied, person: Id) -> Result<()> {
    let (epoch, [own, class], at) = (copied.epoch, copied.wrapped.clone(), copied.line.at);
    let made = keys.write(work!(|tx| [person, epoch, own, class, at] -> Result<(), Error> {
        tx.put(sql!(CUSTOMER_KEY_NEW, person, epoch, own, at))?;
        tx.put(sql!(CLASS_KEY_NEW, person, "ledger", &class, at))?;
        tx.put(sql!(CLASS_KEY_NEW, person, "account", &class, at))
    }));
    Ok(made.await?)
}

const CLASS_KEY_GONE: &str = "DELETE FROM class_key WHERE customer_id = $1 AND class = $2";
const CLASS_KEY_PAST_GONE: &str = "DELETE FROM class_key_past WHERE customer_id = $1 AND class = $2";
const TOMBSTONE: &str = "INSERT INTO tombstone (customer_id, class, at) VALUES ($1, $2, $3)";
const ERASED: &str = "INSERT INTO erasure (customer_id, class, at, rows_gone_at) VALUES ($1, $2, $3, $4)";

/// The names of the classes that closing an account destroys.
fn classes() -> impl Iterator<Item = &'static str> {
    [Account, Cards, Contact].into_iter().flat_map(|what| what.classes()).map(|class| class.name())
}

/// The same rows gone, in one commit of each store.
///
/// # Errors
/// When a store fails or there is no such account.
pub async fn erase(ground: &Ground, person: Id) -> Result<bool> {
    let (token, now) = (ground.token(person), ground.house.clock.now());
    let emptied = ground.house.store().write(work!(|tx| [person, token, now] -> Result<bool, Error> {
        let line = last(tx, person).await?;
        (1..).take(LINES_OF_CLOSING as usize).try_for_each(|n| put_after(tx, person, &line, n))?;
        classes().try_for_each(|class| tx.put(sql!(ERASED, person, class, now, now)))?;
        emptied(tx, person, token)?;
        closing::account_close(tx, person, now).await
    }));
    let closed = emptied.await?;
    let gone = ground.keys.write(work!(|tx| [person, now] -> Result<(), Error> {
        classes().try_for_each(|class| {
            tx.put(sql!(CLASS_KEY_GONE, person, class))?;
            tx.put(sql!(CLASS_KEY_PAST_GONE, person, class))?;
            tx.put(sql!(TOMBSTONE, person, class, now))
        })
    }));
    gone.await?;
    closed.then_some(true).context("there was no account to close")
}
