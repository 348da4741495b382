//! What holds on SQLite: its file, its log, its one writer.

#![cfg(test)]

mod cast;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex};

use cast::{ADA, BEN, CHOOSE, append, choices, choose, furnish};
use futures_util::FutureExt;
use store::testing::{Guard, fresh};
use store::{BoxFuture, Engine, Error, Store, Tx, sql, work};
use tokio::task::JoinHandle;

async fn furnished() -> (Store, Guard) {
    let (store, guard) = fresh(Engine::Sqlite).await;
    furnish(&store).await;
    (store, guard)
}

fn file(guard: &Guard) -> PathBuf {
    PathBuf::from(guard.url().trim_start_matches("sqlite:"))
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// Every byte of the database and its log.
fn on_disk(guard: &Guard) -> Vec<u8> {
    let files = fs::read_dir(file(guard).parent().unwrap()).unwrap();
    files.flat_map(|entry| fs::read(entry.unwrap().path()).unwrap()).collect()
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// A work that says when it has begun, and ends when its sender is dropped.
fn pausing() -> (impl Pausing, Begins, Sender<()>) {
    let ((release, released), (begun, begins)) = (channel::<()>(), tokio::sync::mpsc::channel::<()>(1));
    let released = Arc::new(Mutex::new(released));
    let pause = work!(|_tx| [released, begun] -> Result<(), Error> {
        begun.try_send(()).ok();
        released.lock().unwrap().recv().ok();
        Ok(())
    });
    (pause, begins, release)
}

type Begins = tokio::sync::mpsc::Receiver<()>;

trait Pausing: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<(), Error>> + Send + Sync + 'static {}
impl<F: for<'t> Fn(&'t mut Tx) -> BoxFuture<'t, Result<(), Error>> + Send + Sync + 'static> Pausing for F {}

/// Keeps the writer busy until the sender is dropped, so that what is ordered meanwhile shares a commit.
async fn busy(store: &Store) -> (Sender<()>, JoinHandle<Result<(), Error>>) {
    let (pause, mut begins, release) = pausing();
    let store = store.clone();
    let held = tokio::spawn(async move { store.write(pause).await });
    begins.recv().await.unwrap();
    (release, held)
}

/// In the writer's queue when this returns.
fn ordered<T>(mut write: BoxFuture<'_, T>) -> BoxFuture<'_, T> {
    assert!((&mut write).now_or_never().is_none());
    write
}

#[tokio::test]
async fn file_log_and_folder_belong_to_one_user() {
    let (_store, guard) = furnished().await;
    let file = file(&guard);
    assert_eq!(mode(&file), 0o600);
    assert_eq!(mode(&file.with_extension("db-wal")), 0o600);
    assert_eq!(mode(file.parent().unwrap()), 0o700);
}

#[tokio::test]
async fn a_file_that_was_open_to_others_is_closed_to_them() {
    let (store, guard) = furnished().await;
    drop(store);
    fs::set_permissions(file(&guard), fs::Permissions::from_mode(0o644)).unwrap();
    let _store = Store::open(guard.url()).await.unwrap();
    assert_eq!(mode(&file(&guard)), 0o600);
}

#[tokio::test]
async fn what_was_confirmed_is_in_the_files_at_that_moment() {
    let (store, guard) = furnished().await;
    choose(&store, ADA, "news", 1).await.unwrap();
    let (copy, there) = fresh(Engine::Sqlite).await;
    drop(copy);
    for ending in ["db", "db-wal"] {
        fs::copy(file(&guard).with_extension(ending), file(&there).with_extension(format!("copy.{ending}")))
            .unwrap();
    }
    let copied = Store::open(&there.url().replace("test.db", "test.copy.db")).await.unwrap();
    assert_eq!(choices(&copied, ADA).await, ["news"]);
}

#[tokio::test]
async fn after_a_checkpoint_nothing_erased_is_left_on_disk() {
    let (store, guard) = furnished().await;
    let body = b"a sealed value that is to be forgotten, long enough to be found again";
    store.write(work!(|tx| -> Result<i64, Error> { append(tx, ADA, body).await })).await.unwrap();
    assert!(holds(&on_disk(&guard), body));
    let erase = "DELETE FROM ledger WHERE customer_id = $1";
    store.write(work!(|tx| { tx.put(sql!(erase, ADA)) })).await.unwrap();
    store.checkpoint().await.unwrap();
    assert!(!holds(&on_disk(&guard), body));
    assert_eq!(fs::metadata(file(&guard).with_extension("db-wal")).unwrap().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn works_that_share_a_commit_fail_and_hold_each_for_itself() {
    let (store, _guard) = furnished().await;
    choose(&store, BEN, "news", 1).await.unwrap();
    let (release, held) = busy(&store).await;
    let (good, taken, other) = (
        ordered(Box::pin(choose(&store, ADA, "news", 1))),
        ordered(Box::pin(choose(&store, BEN, "news", 1))),
        ordered(Box::pin(choose(&store, BEN, "post", 1))),
    );
    drop(release);
    assert_eq!(held.await.unwrap(), Ok(()));
    assert_eq!(good.await, Ok(()));
    assert_eq!(taken.await, Err(Error::Taken(String::from("choice"))));
    assert_eq!(other.await, Ok(()));
    assert_eq!(choices(&store, ADA).await, ["news"]);
    assert_eq!(choices(&store, BEN).await, ["news", "post"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_hears_that_it_is_done_before_the_common_commit() {
    let (store, _guard) = furnished().await;
    let (release, held) = busy(&store).await;
    let mut early = ordered(Box::pin(choose(&store, ADA, "news", 1)));
    let (pause, mut begins, release_late) = pausing();
    let late = ordered(Box::pin(store.write(pause)));
    drop(release);
    held.await.unwrap().unwrap();
    begins.recv().await.unwrap();
    assert!((&mut early).now_or_never().is_none());
    assert!(choices(&store, ADA).await.is_empty());
    drop(release_late);
    assert_eq!(tokio::join!(early, late), (Ok(()), Ok(())));
    assert_eq!(choices(&store, ADA).await, ["news"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn when_the_disk_is_full_who_hears_ok_is_kept_and_who_hears_full_is_not() {
    let (store, _guard) = furnished().await;
    let room = |pages: &'static str| work!(|tx| -> Result<(), Error> { tx.row(sql!(pages)).await.map(drop) });
    store.write(room("PRAGMA max_page_count = 24")).await.unwrap();
    let (release, held) = busy(&store).await;
    let before = ordered(Box::pin(choose(&store, ADA, "news", 1)));
    let flood = work!(|tx| -> Result<i64, Error> { append(tx, BEN, &[7; 400_000]).await });
    let flood = ordered(Box::pin(store.write(flood)));
    let after = ordered(Box::pin(choose(&store, ADA, "post", 1)));
    drop(release);
    held.await.unwrap().ok();
    assert_eq!(flood.await, Err(Error::Full));
    let mut kept = Vec::new();
    for (name, answer) in [("news", before.await), ("post", after.await)] {
        match answer {
            Ok(()) => kept.push(name),
            Err(error) => assert_eq!(error, Error::Full),
        }
    }
    assert_eq!(choices(&store, ADA).await, kept);
    store.write(room("PRAGMA max_page_count = 1000000")).await.unwrap();
    choose(&store, ADA, "adverts", 0).await.unwrap();
    assert!(store.alive().await);
}

#[tokio::test]
async fn while_a_file_of_its_own_is_gone_or_another_nothing_is_confirmed() {
    let (store, guard) = furnished().await;
    for end in ["db", "db-wal", "db-shm"] {
        let place = file(&guard).with_extension(end);
        let away = place.with_extension("away");
        fs::rename(&place, &away).unwrap();
        assert_eq!(choose(&store, ADA, "news", 1).await, Err(Error::Moved));
        fs::copy(&away, &place).unwrap();
        assert_eq!(choose(&store, ADA, "news", 1).await, Err(Error::Moved));
        assert!(!store.alive().await);
        fs::rename(&away, &place).unwrap();
        assert!(choices(&store, ADA).await.is_empty());
    }
    choose(&store, ADA, "post", 1).await.unwrap();
    assert_eq!(choices(&store, ADA).await, ["post"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_written_to_a_file_that_is_taken_away_before_the_commit_ends_is_not_confirmed() {
    let (store, guard) = furnished().await;
    let (release, held) = busy(&store).await;
    let away = file(&guard).with_extension("away");
    fs::rename(file(&guard), &away).unwrap();
    drop(release);
    assert_eq!(held.await.unwrap(), Err(Error::Moved));
    fs::rename(&away, file(&guard)).unwrap();
    assert!(store.alive().await);
}

#[tokio::test]
async fn a_work_that_ends_the_common_transaction_is_told_so() {
    let (store, _guard) = furnished().await;
    let rogue = store.write(work!(|tx| -> Result<(), Error> {
        tx.put(sql!(CHOOSE, ADA, "news", 1))?;
        tx.put(sql!("ROLLBACK"))
    }));
    assert!(matches!(rogue.await, Err(Error::Broken(_))));
    assert!(choices(&store, ADA).await.is_empty());
    choose(&store, ADA, "post", 1).await.unwrap();
}

#[tokio::test]
async fn an_address_of_no_engine_and_a_file_out_of_reach_are_errors() {
    assert!(matches!(Store::open("mysql://host").await, Err(Error::Broken(_))));
    assert!(matches!(Store::open("sqlite:/proc/nowhere/test.db").await, Err(Error::Unavailable(_))));
}
