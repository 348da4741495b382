//! Who the stories are about, and the tables they live in.
#![allow(dead_code, reason = "each story file uses a part")]

use store::{Error, Id, Row, Step, Store, Tx, sql, work};

pub const ADA: Id = Id([0xad; 16]);
pub const BEN: Id = Id([0xbe; 16]);

pub const SCHEMA: &[Step] = &[Step {
    number: 1,
    name: "cast",
    sql: "CREATE TABLE choice (customer_id BYTEA NOT NULL, name TEXT NOT NULL, state BIGINT, PRIMARY KEY (customer_id, name));
          CREATE TABLE email_index (token BYTEA NOT NULL, customer_id BYTEA NOT NULL, PRIMARY KEY (token));
          CREATE TABLE ledger (customer_id BYTEA NOT NULL, seq BIGINT NOT NULL, body BYTEA NOT NULL,
              CONSTRAINT ledger_pkey PRIMARY KEY (customer_id, seq));",
}];

pub const CHOOSE: &str = "INSERT INTO choice (customer_id, name, state) VALUES ($1, $2, $3)";
pub const CHOICES: &str = "SELECT name, state FROM choice WHERE customer_id = $1 ORDER BY name";
pub const HEAD: &str = "SELECT seq FROM ledger WHERE customer_id = $1 ORDER BY seq DESC LIMIT 1";
pub const APPEND: &str = "INSERT INTO ledger (customer_id, seq, body) VALUES ($1, $2, $3)";

pub async fn furnish(store: &Store) {
    store.migrate(SCHEMA).await.unwrap();
}

pub async fn choose(store: &Store, who: Id, name: &'static str, state: i64) -> Result<(), Error> {
    store.write(work!(|tx| [who] { tx.put(sql!(CHOOSE, who, name, state)) })).await
}

pub async fn choices(store: &Store, who: Id) -> Vec<String> {
    let rows =
        store.read(work!(|tx| [who] -> Result<Vec<Row>, Error> { tx.rows(sql!(CHOICES, who)).await })).await;
    rows.unwrap().into_iter().map(|mut row| row.take(0).unwrap()).collect()
}

pub async fn append(tx: &mut Tx, who: Id, body: &[u8]) -> Result<i64, Error> {
    let head = tx.row(sql!(HEAD, who)).await?;
    let seq = head.map_or(Ok(0), |mut row| row.take::<i64>(0))? + 1;
    tx.put(sql!(APPEND, who, seq, body))?;
    Ok(seq)
}
