//! Writes that travel as one statement leave what they would have left one after the other.

#![cfg(test)]

mod cast;

use cast::{ADA, BEN, CHOICES, append, furnish};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use store::testing::{Guard, fresh};
use store::{Engine, Error, Row, Sql, Store, sql, work};
use tokio::runtime::Runtime;

const CHOOSE: &str = "INSERT INTO choice (customer_id, name, state) VALUES ($1, $2, $3)
    ON CONFLICT (customer_id, name) DO UPDATE SET state = excluded.state";
const CHOOSE_FIRST: &str = "INSERT INTO choice (customer_id, name, state) VALUES ($1, 'news', $2)";
const UNLESS_THERE: &str =
    "INSERT INTO email_index (token, customer_id) VALUES ($1, $2) ON CONFLICT (token) DO NOTHING";
const TURN: &str = "UPDATE choice SET state = 1 - state WHERE customer_id = $1";
const MOVE: &str = "UPDATE email_index SET customer_id = $1 WHERE customer_id = $2";
const GONE: &str = "DELETE FROM choice WHERE customer_id = $1";
const TOKEN_GONE: &str = "DELETE FROM email_index WHERE token = $1";
const COPY: &str = "INSERT INTO ledger (customer_id, seq, body)
    SELECT choice.customer_id, state, token FROM choice CROSS JOIN email_index WHERE choice.customer_id = $1";
const LINE: &str = "INSERT INTO ledger (customer_id, seq, body) VALUES ($1, $2, $3)";

const DUMP: [&str; 3] = [
    "SELECT customer_id, name, state FROM choice ORDER BY customer_id, name",
    "SELECT token, customer_id FROM email_index ORDER BY token",
    "SELECT customer_id, seq FROM ledger ORDER BY customer_id, seq",
];
const EMPTY: [&str; 3] = ["DELETE FROM choice", "DELETE FROM email_index", "DELETE FROM ledger"];

/// A write, by the number of its text, on little ground, so that many meet.
type Write = (u8, bool, u8);

fn statement((text, whose, n): Write) -> Sql {
    let (who, name, n) = (if whose { ADA } else { BEN }, ["news", "taste"][usize::from(n % 2)], i64::from(n));
    let (token, other) = ([(n % 3) as u8; 4], if whose { BEN } else { ADA });
    match text {
        0 | 1 => sql!(CHOOSE, who, name, n % 2),
        2 => sql!(CHOOSE_FIRST, who, n % 2),
        3 | 4 => sql!(UNLESS_THERE, token, who),
        5 => sql!(TURN, who),
        6 => sql!(MOVE, who, other),
        7 => sql!(GONE, who),
        8 => sql!(TOKEN_GONE, token),
        9 => sql!(COPY, who),
        _ => sql!(LINE, who, n + 10, token),
    }
}

/// What the stores hold after it, or which error there was.
async fn left_by(store: &Store, queue: Vec<Write>) -> Result<Vec<Vec<String>>, String> {
    let done = store.write(work!(|tx| [queue] -> Result<(), Error> {
        EMPTY.iter().try_for_each(|text| tx.put(sql!(text)))?;
        // Now the tables are empty in fact, and what follows is queued anew.
        tx.row(sql!("SELECT 1")).await?;
        queue.into_iter().try_for_each(|write| tx.put(statement(write)))
    }));
    done.await.map_err(|error| kind(&error).to_owned())?;
    let mut all = Vec::new();
    for text in DUMP {
        all.push(store.ask(sql!(text)).await.unwrap().into_iter().map(shown).collect());
    }
    Ok(all)
}

/// A line that stands there already is a conflict on PostgreSQL, where it is tried again, and taken on SQLite.
fn kind(error: &Error) -> &'static str {
    match error {
        Error::Taken(_) | Error::Conflict => "taken",
        Error::Broken(_) => "broken",
        _ => "away",
    }
}

fn shown(mut row: Row) -> String {
    let id: Vec<u8> = row.take(0).unwrap();
    let rest = (1..3).map(|n| {
        row.take::<String>(n)
            .or_else(|_| row.take::<i64>(n).map(|n| n.to_string()))
            .or_else(|_| row.take::<Vec<u8>>(n).map(|bytes| format!("{bytes:?}")))
            .unwrap_or_default()
    });
    format!("{id:?} {}", rest.collect::<Vec<_>>().join(" "))
}

struct Three {
    runtime: Runtime,
    embedded: Store,
    together: Store,
    apart: Store,
    _guards: [Guard; 3],
}

impl Three {
    fn open() -> Three {
        let runtime = Runtime::new().unwrap();
        let (embedded, together, apart, guards) = runtime.block_on(async {
            let (embedded, first) = fresh(Engine::Sqlite).await;
            let (together, second) = fresh(Engine::Postgres).await;
            let (_, third) = fresh(Engine::Postgres).await;
            let apart = Store::open(&format!("{}&together=no", third.url())).await.unwrap();
            for store in [&embedded, &together, &apart] {
                furnish(store).await;
            }
            (embedded, together, apart, [first, second, third])
        });
        Three { runtime, embedded, together, apart, _guards: guards }
    }

    fn check(&self, queue: Vec<Write>) {
        let left = |store| self.runtime.block_on(left_by(store, queue.clone()));
        let (one, two, three) = (left(&self.embedded), left(&self.together), left(&self.apart));
        assert_eq!(two, three, "together and apart");
        assert_eq!(two, one, "PostgreSQL and SQLite");
    }
}

#[test]
fn whatever_is_queued_leaves_the_same_together_and_apart_and_on_sqlite() {
    let three = Three::open();
    let queue = proptest::collection::vec((0..12u8, any::<bool>(), any::<u8>()), 0..14);
    let mut runner = TestRunner::new(Config { cases: 300, failure_persistence: None, ..Config::default() });
    runner
        .run(&queue, |queue| {
            three.check(queue);
            Ok(())
        })
        .unwrap();
}

store::on_both_engines! {
    async fn whoever_finds_a_line_taken_among_other_writes_does_all_of_it_afresh(store: Store) {
        furnish(&store).await;
        let works = (0..8i64).map(|n| {
            let store = store.clone();
            async move {
                store.write(work!(|tx| -> Result<(), Error> {
                    append(tx, ADA, b"line").await?;
                    tx.put(sql!(CHOOSE, ADA, "news", n))?;
                    tx.put(sql!(UNLESS_THERE, n.to_be_bytes(), ADA))
                })).await
            }
        });
        for done in futures_util::future::join_all(works).await {
            done.unwrap();
        }
        for text in ["SELECT 1 FROM ledger", "SELECT 1 FROM email_index"] {
            assert_eq!(store.ask(sql!(text)).await.unwrap().len(), 8, "{text}");
        }
    }

    async fn one_statement_is_asked_without_a_work_around_it(store: Store) {
        furnish(&store).await;
        cast::choose(&store, ADA, "news", 1).await.unwrap();
        let names: Vec<String> = store.ask(sql!(CHOICES, ADA)).await.unwrap().into_iter().map(|mut row| row.take(0).unwrap()).collect();
        assert_eq!(names, ["news"]);
        assert!(matches!(store.ask(sql!("SELECT x FROM nowhere")).await, Err(Error::Broken(_))));
        assert!(store.ask(sql!("DELETE FROM choice")).await.is_err(), "only a look");
    }
}
