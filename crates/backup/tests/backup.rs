//! Backups from either engine into either engine, and what is wrong with those that do not hold.

#![cfg(test)]

use std::{fs, path::PathBuf, sync::Arc};

use backup::{Error, Head, Part, make, occupied, restore, verify};
use store::{Clock, Dice, Engine, Step, Store, Time, sql, testing::Guard, work};
use vault::Key;

const STEPS: [Step; 2] = [
    Step {
        number: 1,
        name: "shop",
        sql: "CREATE TABLE customer (customer_id BYTEA NOT NULL, name BYTEA, note TEXT, PRIMARY KEY (customer_id));
            CREATE TABLE counter (name TEXT NOT NULL, value BIGINT, PRIMARY KEY (name));",
    },
    Step {
        number: 2,
        name: "erasure",
        sql: "CREATE TABLE erasure (customer_id BYTEA NOT NULL, class TEXT NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (customer_id, class));",
    },
];

const MADE: Time = Time(1_800_000_000_123_456);
/// More than fit on a page of rows, and into a piece of the file.
const PEOPLE: i64 = 2_345;

struct Place {
    store: Store,
    _guard: Guard,
}

async fn empty(engine: Engine) -> Place {
    let (store, guard) = store::testing::fresh(engine).await;
    Place { store, _guard: guard }
}

async fn inhabited(engine: Engine) -> Place {
    let place = empty(engine).await;
    place.store.migrate(&STEPS).await.unwrap();
    let people = work!(|tx| -> Result<(), store::Error> {
        for n in 0..PEOPLE {
            let (id, name) = ([n.to_be_bytes(), n.to_be_bytes()].concat(), vec![7u8; 40 + (n as usize % 60)]);
            let note = (n % 3 > 0).then(|| format!("n{n} — “ü”"));
            tx.put(sql!(
                "INSERT INTO customer (customer_id, name, note) VALUES ($1, $2, $3)",
                id,
                name,
                note
            ))?;
        }
        tx.put(sql!("INSERT INTO counter (name, value) VALUES ($1, $2)", "orders", i64::MIN))?;
        tx.put(sql!("INSERT INTO counter (name, value) VALUES ($1, NULL)", "none"))?;
        tx.put(sql!(
            "INSERT INTO erasure (customer_id, class, at) VALUES ($1, $2, $3)",
            [3u8; 16],
            "account",
            42
        ))
    });
    place.store.write(people).await.unwrap();
    place
}

fn key() -> Arc<Key> {
    Arc::new(Key::from_bytes([9; 32]))
}

/// A folder that goes with its guard.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        let folder = std::env::temp_dir().join(format!("cloakroom-backup-{}", Dice::system().token()));
        fs::create_dir(&folder).unwrap();
        Folder(folder)
    }

    fn file(&self) -> PathBuf {
        self.0.join("shop.backup")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

async fn backed_up(engine: Engine) -> (Folder, Place) {
    let (folder, place) = (Folder::new(), inhabited(engine).await);
    let (clock, dice) = (Clock::fixed(MADE), Dice::system());
    let made = make(&place.store, Part::Data, &folder.file(), &key(), (&clock, &dice)).await.unwrap();
    assert_eq!(made.rows(), u64::try_from(PEOPLE).unwrap() + 3);
    (folder, place)
}

async fn there_and_back(from: Engine, to: Engine) {
    let (folder, _place) = backed_up(from).await;
    let target = empty(to).await;
    let restored = restore(&target.store, &folder.file(), &key(), &STEPS).await.unwrap();
    assert_eq!(restored.newest_erasure(), Some(Time(42)));
    assert_eq!(restored.begin.engine, format!("{from:?}"));
    let again = Folder::new();
    let (clock, dice) = (Clock::fixed(MADE), Dice::system());
    let copy = make(&target.store, Part::Data, &again.file(), &key(), (&clock, &dice)).await.unwrap();
    assert_eq!(copy.end, restored.end, "the same rows, wherever they lie");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_sqlite_fills_sqlite() {
    there_and_back(Engine::Sqlite, Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_sqlite_fills_postgresql() {
    there_and_back(Engine::Sqlite, Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_postgresql_fills_sqlite() {
    there_and_back(Engine::Postgres, Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_postgresql_fills_postgresql() {
    there_and_back(Engine::Postgres, Engine::Postgres).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_is_of_one_moment_although_others_write_meanwhile() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        let (folder, place) = (Folder::new(), inhabited(engine).await);
        let (store, stop) = (place.store.clone(), Arc::new(std::sync::atomic::AtomicBool::new(false)));
        let stopped = Arc::clone(&stop);
        // Both counters always move together.
        let moving = tokio::spawn(async move {
            while !stopped.load(std::sync::atomic::Ordering::SeqCst) {
                let both = work!(|tx| -> Result<(), store::Error> {
                    tx.put(sql!("UPDATE counter SET value = COALESCE(value, 0) + 1 WHERE name = 'none'"))?;
                    tx.put(sql!("INSERT INTO erasure (customer_id, class, at) SELECT customer_id, 'basket', 1 FROM customer
                        WHERE NOT EXISTS (SELECT 1 FROM erasure e WHERE e.customer_id = customer.customer_id) LIMIT 1"))
                });
                store.write(both).await.unwrap();
            }
        });
        let (clock, dice) = (Clock::fixed(MADE), Dice::system());
        make(&place.store, Part::Data, &folder.file(), &key(), (&clock, &dice)).await.unwrap();
        stop.store(true, std::sync::atomic::Ordering::SeqCst);
        moving.await.unwrap();
        let target = empty(engine).await;
        restore(&target.store, &folder.file(), &key(), &STEPS).await.unwrap();
        let look = work!(|tx| -> Result<(Option<i64>, i64), store::Error> {
            let mut moved = tx.row(sql!("SELECT value FROM counter WHERE name = 'none'")).await?.unwrap();
            let mut noted =
                tx.row(sql!("SELECT COUNT(*) FROM erasure WHERE class = 'basket'")).await?.unwrap();
            Ok((moved.take(0)?, noted.take(0)?))
        });
        let (moved, noted) = target.store.read(look).await.unwrap();
        assert_eq!(moved.unwrap_or(0), noted, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_value_and_no_number_of_a_customer_can_be_read_in_the_file() {
    let (folder, _place) = backed_up(Engine::Sqlite).await;
    let bytes = fs::read(folder.file()).unwrap();
    for part in [&[7u8; 40][..], b"customer", b"account", "n1 — “ü”".as_bytes()] {
        assert!(!bytes.windows(part.len()).any(|window| window == part));
    }
    assert!(bytes.starts_with(b"cloakroom-backup-1\ndata 2027-01-15T08:00:00.123456Z\n"));
    assert_eq!(Head::of(&folder.file()).unwrap(), Head { part: Part::Data, made: MADE });
}

#[tokio::test(flavor = "multi_thread")]
async fn another_key_opens_nothing() {
    let (folder, _place) = backed_up(Engine::Sqlite).await;
    let other = Key::from_bytes([8; 32]);
    assert!(matches!(verify(&folder.file(), &other), Err(Error::WrongKey)));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_change_and_every_cut_is_noticed_and_nothing_is_restored() {
    let (folder, _place) = backed_up(Engine::Sqlite).await;
    let whole = fs::read(folder.file()).unwrap();
    let head = whole.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(3).unwrap().0 + 1;
    let piece = 64 * 1024 + 16;
    let flipped = |at: usize| {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        bytes
    };
    let swapped = || {
        let mut bytes = whole.clone();
        let (one, two) = (head, head + piece);
        bytes.copy_within(two..two + piece, one);
        bytes[two..two + piece].copy_from_slice(&whole[one..one + piece]);
        bytes
    };
    let mut damaged = vec![
        whole[..whole.len() - 1].to_vec(),
        whole[..head + piece].to_vec(),
        whole[..head].to_vec(),
        [&whole[..], b"more"].concat(),
        String::from_utf8_lossy(&whole[..head]).replace("2027-01-15", "2027-01-16").into_bytes(),
        String::from_utf8_lossy(&whole[..head]).replace("data 2027", "keys 2027").into_bytes(),
        swapped(),
    ];
    damaged.extend((0..12).map(|n| flipped(head + n * (whole.len() - head) / 12)));
    for (n, bytes) in damaged.into_iter().enumerate() {
        let bytes = if (4..6).contains(&n) { [bytes, whole[head..].to_vec()].concat() } else { bytes };
        fs::write(folder.file(), bytes).unwrap();
        assert!(verify(&folder.file(), &key()).is_err(), "change {n}");
        let target = empty(Engine::Sqlite).await;
        assert!(restore(&target.store, &folder.file(), &key(), &STEPS).await.is_err(), "change {n}");
        assert!(target.store.shape().await.unwrap().is_empty(), "change {n}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_holds_something_is_not_filled() {
    let (folder, place) = backed_up(Engine::Sqlite).await;
    let refused = restore(&place.store, &folder.file(), &key(), &STEPS).await.unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the database is not empty: these tables have rows: counter (2), customer (2345), erasure (1)"
    );
    assert_eq!(occupied(&place.store).await.unwrap().0.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_knows_fewer_steps_or_others_refuses() {
    let (folder, _place) = backed_up(Engine::Sqlite).await;
    let target = empty(Engine::Sqlite).await;
    let fewer = restore(&target.store, &folder.file(), &key(), &STEPS[..1]).await.unwrap_err();
    assert!(fewer.to_string().contains("made by a later program"), "{fewer}");
    let others = [STEPS[0], Step { sql: "CREATE TABLE other (x BIGINT)", ..STEPS[1] }];
    let other = restore(&target.store, &folder.file(), &key(), &others).await.unwrap_err();
    assert!(other.to_string().contains("step 2"), "{other}");
    assert!(target.store.shape().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_there_is_not_written_over() {
    let (folder, place) = backed_up(Engine::Sqlite).await;
    let before = fs::read(folder.file()).unwrap();
    let (clock, dice) = (Clock::fixed(MADE), Dice::system());
    let again = make(&place.store, Part::Data, &folder.file(), &key(), (&clock, &dice)).await;
    assert!(matches!(again, Err(Error::File(_, std::io::ErrorKind::AlreadyExists))));
    assert_eq!(fs::read(folder.file()).unwrap(), before);
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1, "nothing half done lies beside it");
}
