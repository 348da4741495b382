//! Blind indexes: how a row is found by a value that it does not show, and how the tokens in them follow their key.
//!
//! The keys are a chain. The first makes a token of a value; each further one makes it again from the token before. So a
//! row comes under a further key by what stands in it, and nobody's value is opened. While rows are on their way, a
//! value is looked for under each token that its row may still have, from the oldest up: a row only ever moves up, so it
//! is not missed in between. Whoever takes a value takes all tokens that another server may take it by.

use std::sync::{Mutex, MutexGuard, PoisonError};

use store::{Id, Time, Tx, sql, work};

use crate::{
    doorway::Gate,
    keys::{Held, LEAD},
    stop::Fault,
};

/// Rows that come under a further key in one commit.
const BATCH: i64 = 500;

/// A token, and how many keys made it.
#[derive(Clone, Copy)]
struct Token {
    version: i64,
    bytes: [u8; 32],
}

/// Under what a value is found, and taken.
#[derive(Clone)]
pub struct Tokens {
    kind: &'static str,
    /// The oldest one that a row may still have first.
    all: Vec<Token>,
    /// The newest version that rows are given.
    settled: i64,
}

const OWNER: &str = "SELECT customer_id FROM blind_index WHERE token = $1 AND kind = $2";
const CLAIM: &str = "INSERT INTO blind_index (token, kind, customer_id, version) VALUES ($1, $2, $3, $4)
    ON CONFLICT (token) DO NOTHING RETURNING customer_id";
const LET_GO: &str = "DELETE FROM blind_index WHERE token = $1 AND customer_id = $2";
const AHEAD: &str = "SELECT 1 FROM blind_index WHERE version > $1 LIMIT 1";

impl Tokens {
    /// Whose value it is.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn owner(&self, tx: &mut Tx) -> Result<Option<Id>, store::Error> {
        let mut owner = None;
        // Every token is asked for, so that the time does not tell where a row stands.
        for token in &self.all {
            let found = tx.row(sql!(OWNER, token.bytes, self.kind)).await?;
            owner = owner.or(found.map(|mut row| row.take(0)).transpose()?);
        }
        Ok(owner)
    }

    /// Takes the value for a customer; false when somebody has it. Of two who try at once, one gets it.
    ///
    /// # Errors
    /// When the store fails; [`Fault::IndexAhead`] when this server does not know the newest index key.
    pub async fn claim(&self, tx: &mut Tx, customer: Id) -> Result<bool, Fault> {
        for token in &self.all {
            let taken = if token.version <= self.settled {
                tx.row(sql!(CLAIM, token.bytes, self.kind, customer, token.version)).await?.is_none()
            } else {
                tx.row(sql!(OWNER, token.bytes, self.kind)).await?.is_some()
            };
            if taken {
                self.below(token.version).try_for_each(|mine| tx.put(sql!(LET_GO, mine.bytes, customer)))?;
                return Ok(false);
            }
        }
        let newest = self.all.last().map_or(0, |token| token.version);
        if tx.row(sql!(AHEAD, newest)).await?.is_some() { Err(Fault::IndexAhead) } else { Ok(true) }
    }

    fn below(&self, version: i64) -> impl Iterator<Item = &Token> {
        self.all.iter().filter(move |token| token.version < version)
    }

    /// Lets go of the value, if it is this customer's.
    ///
    /// # Errors
    /// When the store fails.
    pub fn remove(&self, tx: &mut Tx, customer: Id) -> Result<(), store::Error> {
        self.all.iter().try_for_each(|token| tx.put(sql!(LET_GO, token.bytes, customer)))
    }

    /// The value without the value, to be looked for later: see [`Gate::tokens_again`].
    pub fn to_bytes(&self) -> Vec<u8> {
        match self.all.first() {
            // As it was before index keys could turn.
            Some(Token { version: 1, bytes }) => bytes.to_vec(),
            Some(Token { version, bytes }) => [&bytes[..], &version.to_be_bytes()].concat(),
            None => Vec::new(),
        }
    }
}

/// How far rows have come, as this server knows.
#[derive(Clone, Copy)]
struct Stage {
    /// No row is below this version.
    oldest: i64,
    /// The newest version that rows are given.
    settled: i64,
    /// Since when nothing below `settled` was found.
    complete_since: Option<Time>,
}

/// The same, shared.
pub(crate) struct Stages(Mutex<Stage>);

impl Stages {
    pub(crate) fn new(settled: i64) -> Stages {
        Stages(Mutex::new(Stage { oldest: 1, settled, complete_since: None }))
    }

    fn stage(&self) -> MutexGuard<'_, Stage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stage {
    /// Older tokens are taken until nothing was left of them for a minute: another server may be that far behind.
    fn complete(&mut self, now: Time) {
        let since = *self.complete_since.get_or_insert(now);
        if since.plus_seconds(LEAD) <= now {
            self.oldest = self.settled;
        }
    }
}

impl Gate {
    /// The blind index tokens of a value: equal values of one kind give equal ones, and nothing leads back.
    pub fn tokens(&self, kind: &'static str, value: &str) -> Tokens {
        let held = self.keyring().held();
        let first = held.index().first().map(|first| first.key.token(kind, value));
        self.chain(kind, first.map(|bytes| Token { version: 1, bytes }))
    }

    /// The tokens of a value that was kept as [`Tokens::to_bytes`].
    pub fn tokens_again(&self, kind: &'static str, bytes: &[u8]) -> Tokens {
        let (token, version) = bytes.split_at(bytes.len().min(32));
        let version = version.try_into().map_or(1, i64::from_be_bytes);
        self.chain(kind, token.try_into().ok().map(|bytes| Token { version, bytes }))
    }

    fn chain(&self, kind: &'static str, first: Option<Token>) -> Tokens {
        let (held, stage) = (self.keyring().held(), *self.stages().stage());
        let mut all: Vec<Token> = first.into_iter().collect();
        while let Some(token) = all.last().and_then(|last| again(&held, *last)) {
            all.push(token);
        }
        all.retain(|token| token.version >= stage.oldest);
        Tokens { kind, all, settled: stage.settled }
    }

    /// Has one batch of rows follow the newest settled index key. Any number of servers may do it at once.
    pub(crate) async fn tend_index(&self) -> Result<(), Fault> {
        let held = self.keyring().held();
        if held.index_keys() == 1 {
            return Ok(());
        }
        let settled = self.settle(held.index_keys()).await?;
        let behind = self.store().read(work!(|tx| { behind(tx, settled).await })).await?;
        if behind.is_empty() {
            self.stages().stage().complete(self.clock().now());
            return Ok(());
        }
        self.stages().stage().complete_since = None;
        let moves: Vec<Move> = behind.into_iter().filter_map(|from| Move::of(&held, from, settled)).collect();
        let moved = self.store().write(work!(|tx| [moves] -> Result<(), store::Error> {
            moves.into_iter().try_for_each(|row| row.make(tx))
        }));
        match moved.await {
            // Another server moved the same ones, or somebody left meanwhile.
            Ok(()) | Err(store::Error::Conflict) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn settle(&self, newest: i64) -> Result<i64, Fault> {
        let before = self.stages().stage().settled;
        if before >= newest {
            return Ok(before);
        }
        let settled = self.keyring().settled_index().await?.max(before);
        let mut stage = self.stages().stage();
        if settled > stage.settled {
            (stage.settled, stage.complete_since) = (settled, None);
        }
        Ok(stage.settled)
    }
}

/// The token after this one; none after the newest.
fn again(held: &Held, token: Token) -> Option<Token> {
    // The chain's first key has the number 1, so the next one stands at the place of this number.
    let key = &held.index().get(usize::try_from(token.version).ok()?)?.key;
    Some(Token { version: token.version + 1, bytes: key.again(&token.bytes) })
}

const BEHIND: &str =
    "SELECT token, version FROM blind_index WHERE version < $1 ORDER BY version, token LIMIT $2";
const COUNT_BEHIND: &str = "SELECT COUNT(*) FROM blind_index WHERE version < $1";

async fn behind(tx: &mut Tx, settled: i64) -> Result<Vec<Token>, store::Error> {
    let rows = tx.rows(sql!(BEHIND, settled, BATCH)).await?;
    rows.into_iter().map(|mut row| Ok(Token { bytes: row.take(0)?, version: row.take(1)? })).collect()
}

pub(crate) async fn count_behind(tx: &mut Tx, newest: i64) -> Result<i64, store::Error> {
    tx.row(sql!(COUNT_BEHIND, newest)).await?.map_or(Ok(0), |mut row| row.take(0))
}

/// A row on its way from one token to another.
#[derive(Clone)]
struct Move {
    from: Token,
    to: Token,
}

/// Whoever took the value meanwhile may have the newer token already.
const ARRIVE: &str = "INSERT INTO blind_index (token, kind, customer_id, version)
    SELECT $1, kind, customer_id, $2 FROM blind_index WHERE token = $3 ON CONFLICT (token) DO NOTHING";
const LEAVE: &str = "DELETE FROM blind_index WHERE token = $1";

impl Move {
    fn of(held: &Held, from: Token, settled: i64) -> Option<Move> {
        let mut to = from;
        while to.version < settled {
            to = again(held, to)?;
        }
        Some(Move { from, to })
    }

    /// A row that is gone goes nowhere; one that goes meanwhile is a conflict, and all is read anew.
    fn make(self, tx: &mut Tx) -> Result<(), store::Error> {
        tx.put(sql!(ARRIVE, self.to.bytes, self.to.version, self.from.bytes))?;
        tx.put(sql!(LEAVE, self.from.bytes))
    }
}
