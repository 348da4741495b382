//! What holds on PostgreSQL: connections that come and go, transactions that meet.

#![cfg(test)]

mod cast;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use cast::{ADA, APPEND, BEN, CHOICES, CHOOSE, choices, choose, furnish};
use futures_util::FutureExt;
use store::testing::{Guard, fresh};
use store::{Engine, Error, Id, Store, sql, work};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{AbortHandle, JoinSet};

async fn furnished() -> (Store, Guard) {
    let (store, guard) = fresh(Engine::Postgres).await;
    furnish(&store).await;
    (store, guard)
}

/// The host and port in an address.
fn place(url: &str) -> &str {
    let after = url.split_once("://").unwrap().1.split('/').next().unwrap();
    after.rsplit('@').next().unwrap()
}

/// A wire to the server that can be cut.
struct Wire(AbortHandle);

impl Wire {
    async fn laid(at: SocketAddr, to: &str) -> (Wire, SocketAddr) {
        let listener = TcpListener::bind(at).await.unwrap();
        let (at, to) = (listener.local_addr().unwrap(), to.to_owned());
        let task = tokio::spawn(async move {
            let mut calls = JoinSet::new();
            while let Ok((mut near, _)) = listener.accept().await {
                let to = to.clone();
                calls.spawn(async move {
                    let mut far = TcpStream::connect(to).await.unwrap();
                    tokio::io::copy_bidirectional(&mut near, &mut far).await
                });
            }
        });
        (Wire(task.abort_handle()), at)
    }

    async fn cut(self) {
        self.0.abort();
        while !self.0.is_finished() {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_is_away_says_so_and_is_found_again_when_it_is_back() {
    let (_store, guard) = furnished().await;
    let (wire, at) = Wire::laid(SocketAddr::from(([127, 0, 0, 1], 0)), place(guard.url())).await;
    let store = Store::open(&guard.url().replace(place(guard.url()), &at.to_string())).await.unwrap();
    choose(&store, ADA, "news", 1).await.unwrap();
    wire.cut().await;
    assert!(matches!(choose(&store, ADA, "post", 1).await, Err(Error::Unavailable(_))));
    assert!(!store.alive().await);
    let _wire = Wire::laid(at, place(guard.url())).await;
    choose(&store, ADA, "adverts", 1).await.unwrap();
    assert_eq!(choices(&store, ADA).await, ["adverts", "news"]);
}

#[tokio::test]
async fn a_server_that_is_not_there_cannot_be_opened() {
    let opened = Store::open("postgres://cloakroom@127.0.0.1:1/cloakroom").await;
    assert!(matches!(opened, Err(Error::Unavailable(_))));
}

#[tokio::test]
async fn a_database_that_does_not_exist_is_a_fault_of_the_address() {
    let (_store, guard) = furnished().await;
    let address = guard.url().split('?').next().unwrap();
    let (server, _database) = address.rsplit_once('/').unwrap();
    assert!(matches!(Store::open(&format!("{server}/no_such_database")).await, Err(Error::Broken(_))));
}

#[tokio::test]
async fn a_server_that_confirms_before_it_writes_is_refused() {
    let (_store, guard) = furnished().await;
    let opened = Store::open(&format!("{}%20-csynchronous_commit%3Doff", guard.url())).await;
    assert!(matches!(opened, Err(Error::Broken(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn no_write_is_lost_when_many_change_the_same_row() {
    let (store, _guard) = furnished().await;
    choose(&store, ADA, "news", 0).await.unwrap();
    let mut writers = JoinSet::new();
    for _ in 0..12 {
        let store = store.clone();
        writers.spawn(async move {
            store
                .write(work!(|tx| -> Result<(), Error> {
                    let Some(mut row) = tx.row(sql!(CHOICES, ADA)).await? else { return Ok(()) };
                    let next = row.take::<i64>(1)? + 1;
                    tx.put(sql!("UPDATE choice SET state = $1 WHERE customer_id = $2", next, ADA))
                }))
                .await
        });
    }
    assert!(writers.join_all().await.into_iter().all(|done| done.is_ok()));
    let state =
        store.read(work!(|tx| -> Result<Vec<store::Row>, Error> { tx.rows(sql!(CHOICES, ADA)).await })).await;
    assert_eq!(state.unwrap()[0].take(1), Ok(12i64));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_that_wait_for_each_other_both_get_through() {
    let (store, _guard) = furnished().await;
    choose(&store, ADA, "news", 0).await.unwrap();
    choose(&store, BEN, "news", 0).await.unwrap();
    let meeting = Arc::new(tokio::sync::Barrier::new(2));
    let begun = Arc::new(AtomicUsize::new(0));
    let cross = |first: Id, second: Id| {
        let change = "UPDATE choice SET state = state + 1 WHERE customer_id = $1 RETURNING state";
        store.write(work!(|tx| [meeting, begun] -> Result<(), Error> {
            tx.row(sql!(change, first)).await?;
            if begun.fetch_add(1, Ordering::SeqCst) < 2 {
                meeting.wait().await;
            }
            tx.row(sql!(change, second)).await.map(drop)
        }))
    };
    let (one, other) = tokio::join!(cross(ADA, BEN), cross(BEN, ADA));
    assert_eq!((one, other), (Ok(()), Ok(())));
    assert!(begun.load(Ordering::SeqCst) > 2);
}

#[tokio::test]
async fn a_conflict_that_never_ends_is_given_up() {
    let (store, _guard) = furnished().await;
    let tries = Arc::new(AtomicUsize::new(0));
    let append_first = work!(|tx| [tries] -> Result<(), Error> {
        tries.fetch_add(1, Ordering::SeqCst);
        tx.put(sql!(APPEND, ADA, 1, [0u8]))
    });
    store.write(append_first.clone()).await.unwrap();
    assert_eq!(store.write(append_first).await, Err(Error::Conflict));
    assert!(tries.load(Ordering::SeqCst) > 10);
}

#[tokio::test]
async fn the_ledger_of_a_shard_is_a_ledger() {
    let (store, _guard) = furnished().await;
    let shard = "ALTER TABLE ledger RENAME CONSTRAINT ledger_pkey TO ledger_pkey_102092";
    store.write(work!(|tx| { tx.put(sql!(shard)) })).await.unwrap();
    let first = work!(|tx| { tx.put(sql!(APPEND, ADA, 1, [0u8])) });
    store.write(first).await.unwrap();
    assert_eq!(store.write(first).await, Err(Error::Conflict));
}

#[tokio::test(flavor = "multi_thread")]
async fn reads_that_are_dropped_half_way_leave_their_connections_in_order() {
    let (_store, guard) = furnished().await;
    let store = Store::open(&format!("{}&connections=2", guard.url())).await.unwrap();
    for polls in 0..60 {
        let mut read = Box::pin(store.read(work!(|tx| -> Result<(), Error> {
            tx.rows(sql!(CHOICES, ADA)).await?;
            tx.rows(sql!(CHOICES, BEN)).await.map(drop)
        })));
        for _ in 0..polls % 6 {
            if (&mut read).now_or_never().is_some() {
                break;
            }
            tokio::task::yield_now().await;
        }
    }
    choose(&store, ADA, "news", 1).await.unwrap();
    assert_eq!(choices(&store, ADA).await, ["news"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_works_than_connections_wait_for_one_another() {
    let (_store, guard) = furnished().await;
    let store = Store::open(&format!("{}&connections=1", guard.url())).await.unwrap();
    let names: Vec<String> = (0..20).map(|n| format!("{n:02}")).collect();
    let mut writers = JoinSet::new();
    for name in names.clone() {
        let store = store.clone();
        writers.spawn(async move {
            store.write(work!(|tx| [name] -> Result<(), Error> { tx.put(sql!(CHOOSE, ADA, name, 1)) })).await
        });
    }
    assert!(writers.join_all().await.into_iter().all(|done| done.is_ok()));
    assert_eq!(choices(&store, ADA).await, names);
}

#[tokio::test]
async fn statements_never_seen_before_may_travel_together() {
    let (store, _guard) = furnished().await;
    let done = store.write(work!(|tx| -> Result<i64, Error> {
        tx.put(sql!("INSERT INTO choice (customer_id, name, state) VALUES ($1, 'news', 1)", ADA))?;
        tx.put(sql!("UPDATE choice SET state = state + 1 WHERE customer_id = $1", ADA))?;
        tx.put(sql!("UPDATE choice SET state = state * 10 WHERE customer_id = $1", ADA))?;
        let row = tx.row(sql!("SELECT state FROM choice WHERE customer_id = $1", ADA)).await?;
        row.map_or(Ok(0), |mut row| row.take(0))
    }));
    assert_eq!(done.await, Ok(20));
}
