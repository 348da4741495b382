//! What a write promises, on both engines.

#![cfg(test)]

mod cast;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use cast::{ADA, BEN, CHOICES, CHOOSE, append, choices, choose, furnish};
use futures_util::FutureExt;
use store::{Error, on_both_engines, sql, work};
use tokio::sync::oneshot;

on_both_engines! {
    async fn what_was_written_is_read(store: Store) {
        furnish(&store).await;
        choose(&store, ADA, "adverts", 0).await.unwrap();
        assert_eq!(choices(&store, ADA).await, ["adverts"]);
        assert!(choices(&store, BEN).await.is_empty());
    }

    async fn a_work_sees_what_it_has_put(store: Store) {
        furnish(&store).await;
        let seen = store.write(work!(|tx| -> Result<usize, Error> {
            tx.put(sql!(CHOOSE, ADA, "adverts", 0))?;
            tx.put(sql!(CHOOSE, ADA, "news", 1))?;
            Ok(tx.rows(sql!(CHOICES, ADA)).await?.len())
        }));
        assert_eq!(seen.await, Ok(2));
    }

    async fn a_work_that_fails_leaves_nothing_behind(store: Store) {
        furnish(&store).await;
        let done = store.write(work!(|tx| -> Result<(), Error> {
            tx.put(sql!(CHOOSE, ADA, "adverts", 0))?;
            tx.row(sql!(CHOICES, ADA)).await?;
            Err(Error::Broken(String::from("changed her mind")))
        }));
        assert_eq!(done.await, Err(Error::Broken(String::from("changed her mind"))));
        assert!(choices(&store, ADA).await.is_empty());
    }

    async fn a_failed_statement_fails_the_work_that_overlooks_it(store: Store) {
        furnish(&store).await;
        choose(&store, ADA, "adverts", 0).await.unwrap();
        let done = store.write(work!(|tx| -> Result<(), Error> {
            tx.put(sql!(CHOOSE, BEN, "news", 0))?;
            drop(tx.put(sql!(CHOOSE, ADA, "adverts", 1)));
            drop(tx.row(sql!(CHOICES, ADA)).await);
            Ok(())
        }));
        assert_eq!(done.await, Err(Error::Taken(String::from("choice"))));
        assert!(choices(&store, BEN).await.is_empty());
    }

    async fn nothing_runs_after_a_failed_statement(store: Store) {
        furnish(&store).await;
        choose(&store, ADA, "adverts", 0).await.unwrap();
        let done = store.write(work!(|tx| -> Result<(), Error> {
            drop(tx.put(sql!(CHOOSE, ADA, "adverts", 1)));
            drop(tx.row(sql!(CHOICES, ADA)).await);
            assert_eq!(tx.row(sql!(CHOICES, ADA)).await.err(), Some(Error::Taken(String::from("choice"))));
            Ok(())
        }));
        assert_eq!(done.await, Err(Error::Taken(String::from("choice"))));
    }

    async fn a_failure_in_the_midst_of_queued_statements_undoes_all_of_them(store: Store) {
        furnish(&store).await;
        choose(&store, ADA, "news", 0).await.unwrap();
        let done = store.write(work!(|tx| -> Result<(), Error> {
            for name in ["adverts", "news", "post"] {
                tx.put(sql!(CHOOSE, ADA, name, 1))?;
            }
            Ok(())
        }));
        assert_eq!(done.await, Err(Error::Taken(String::from("choice"))));
        assert_eq!(choices(&store, ADA).await, ["news"]);
    }

    async fn a_token_that_is_taken_is_told_once_and_not_tried_again(store: Store) {
        furnish(&store).await;
        let tries = Arc::new(AtomicUsize::new(0));
        let token = [7u8; 32];
        let join = |who| work!(|tx| [who, token, tries] -> Result<(), Error> {
            tries.fetch_add(1, Ordering::SeqCst);
            tx.put(sql!("INSERT INTO email_index (token, customer_id) VALUES ($1, $2)", token, who))
        });
        store.write(join(ADA)).await.unwrap();
        assert_eq!(store.write(join(BEN)).await, Err(Error::Taken(String::from("email_index"))));
        assert_eq!(tries.load(Ordering::SeqCst), 2);
    }

    async fn a_chain_that_many_append_to_has_no_gap_and_no_fork(store: Store) {
        furnish(&store).await;
        let writers = (0..24u8).map(|n| {
            let store = store.clone();
            tokio::spawn(async move {
                store.write(work!(|tx| [n] -> Result<i64, Error> { append(tx, ADA, &[n]).await })).await
            })
        });
        let mut places = Vec::new();
        for writer in writers.collect::<Vec<_>>() {
            places.push(writer.await.unwrap().unwrap());
        }
        places.sort_unstable();
        assert_eq!(places, (1..=24).collect::<Vec<i64>>());
    }

    async fn a_write_runs_to_its_end_when_its_caller_hangs_up(store: Store) {
        furnish(&store).await;
        for n in 0..40u32 {
            let mut write = Box::pin(store.write(work!(|tx| [n] -> Result<(), Error> {
                tx.rows(sql!(CHOICES, ADA)).await?;
                tx.put(sql!("INSERT INTO choice (customer_id, name, state) VALUES ($1, $2, 1)", ADA, format!("{n:02}")))?;
                tx.rows(sql!(CHOICES, ADA)).await?;
                Ok(())
            })));
            assert!((&mut write).now_or_never().is_none());
            drop(write);
        }
        while choices(&store, ADA).await.len() < 40 {
            tokio::task::yield_now().await;
        }
        assert!(store.alive().await);
    }

    async fn a_panic_undoes_its_own_work_and_nobody_elses(store: Store) {
        furnish(&store).await;
        let panicking = store.write(work!(|tx| -> Result<(), Error> {
            tx.put(sql!(CHOOSE, BEN, "adverts", 1))?;
            tx.rows(sql!(CHOICES, BEN)).await?;
            panic!("a fault of the program")
        }));
        let (panicked, kept) = tokio::join!(panicking, choose(&store, ADA, "news", 1));
        assert_eq!((panicked, kept), (Err(Error::Panicked), Ok(())));
        assert!(choices(&store, BEN).await.is_empty());
        assert_eq!(choices(&store, ADA).await, ["news"]);
    }

    async fn a_panicking_read_leaves_the_store_working(store: Store) {
        furnish(&store).await;
        for _ in 0..40 {
            let done = store.read(work!(|tx| -> Result<(), Error> {
                tx.rows(sql!(CHOICES, BEN)).await?;
                panic!("a fault of the program")
            }));
            assert_eq!(done.await, Err(Error::Panicked));
        }
        assert!(choices(&store, ADA).await.is_empty());
    }

    async fn whether_a_row_changed_is_told_by_returning(store: Store) {
        furnish(&store).await;
        choose(&store, ADA, "news", 1).await.unwrap();
        let change = |who| work!(|tx| [who] -> Result<bool, Error> {
            let changed = "UPDATE choice SET state = 0 WHERE customer_id = $1 AND state = 1 RETURNING name";
            Ok(tx.row(sql!(changed, who)).await?.is_some())
        });
        assert_eq!(store.write(change(ADA)).await, Ok(true));
        assert_eq!(store.write(change(ADA)).await, Ok(false));
        assert_eq!(store.write(change(BEN)).await, Ok(false));
    }

    async fn a_read_cannot_write(store: Store) {
        furnish(&store).await;
        let put = store.read(work!(|tx| -> Result<(), Error> { tx.put(sql!(CHOOSE, ADA, "news", 1)) }));
        assert!(matches!(put.await, Err(Error::Broken(_))));
        let returning = "INSERT INTO choice (customer_id, name) VALUES ($1, 'news') RETURNING name";
        let row = store.read(work!(|tx| -> Result<(), Error> { tx.row(sql!(returning, ADA)).await.map(drop) }));
        // The engine itself refuses this one, in the words it has for a database that may only be read.
        assert!(row.await.is_err());
        assert!(choices(&store, ADA).await.is_empty());
    }

    async fn all_statements_of_a_read_see_the_same_moment(store: Store) {
        furnish(&store).await;
        let written = Arc::new(AtomicBool::new(false));
        let handle = tokio::runtime::Handle::current();
        let seen = store.read(work!(|tx| [store, written, handle] -> Result<(usize, usize), Error> {
            let before = tx.rows(sql!(CHOICES, ADA)).await?.len();
            if !written.swap(true, Ordering::SeqCst) {
                std::thread::spawn(move || handle.block_on(choose(&store, ADA, "news", 1))).join().unwrap()?;
            }
            Ok((before, tx.rows(sql!(CHOICES, ADA)).await?.len()))
        }));
        assert_eq!(seen.await, Ok((0, 0)));
        assert_eq!(choices(&store, ADA).await, ["news"]);
    }

    async fn an_error_of_the_caller_passes_through_as_it_is(store: Store) {
        #[derive(Debug, PartialEq)]
        enum Mine {
            Unwilling,
            Store(Error),
        }
        impl From<Error> for Mine {
            fn from(error: Error) -> Mine {
                Mine::Store(error)
            }
        }
        let done = store.write(work!(|_tx| -> Result<(), Mine> { Err(Mine::Unwilling) })).await;
        assert_eq!(done, Err(Mine::Unwilling));
        let done = store.write(work!(|tx| -> Result<(), Mine> { Ok(tx.put(sql!("DELETE FROM nowhere"))?) })).await;
        assert!(matches!(done, Err(Mine::Store(Error::Broken(_)))));
    }
}

#[test]
fn on_sqlite_a_work_that_waits_for_something_else_is_refused() {
    store::testing::run(store::Engine::Sqlite, |store| async move {
        let (_never, waiting) = oneshot::channel::<()>();
        let waiting = Arc::new(tokio::sync::Mutex::new(waiting));
        let work = work!(|_tx| [waiting] -> Result<(), Error> {
            drop((&mut *waiting.lock().await).await);
            Ok(())
        });
        assert!(matches!(store.write(work.clone()).await, Err(Error::Broken(_))));
        assert!(matches!(store.read(work).await, Err(Error::Broken(_))));
        assert!(store.alive().await);
    });
}
