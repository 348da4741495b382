//! Backups and restores, as the person at the terminal does them: the real program on real files.

#[path = "backup/witnessed.rs"]
mod witnessed;

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    sync::Arc,
};

use backup::{Key, Part};
use store::{Clock, Dice, Store, sql, work};

/// A shop in a folder of its own.
struct Shop(PathBuf);

impl Shop {
    fn new() -> Shop {
        let folder = std::env::temp_dir().join(format!("cloakroom-shop-{}", Dice::system().token()));
        fs::create_dir(&folder).expect("a folder can be made");
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cloakroom.example.toml");
        let text = fs::read_to_string(&example).expect("the example is there");
        let policy =
            example.parent().expect("a folder").join("policy").canonicalize().expect("the policy is there");
        let text = text
            .replace("\"policy/privacy", &format!("\"{}/privacy", policy.display()))
            .replace("\"env:", "\"plain:");
        fs::write(folder.join("cloakroom.toml"), text).expect("the configuration can be written");
        let shop = Shop(folder);
        shop.run(
            &["staff", "--config", &shop.at("cloakroom.toml"), "dev", "advisor"],
            "several words in a row",
        );
        shop
    }

    fn reconfigure(&self, change: impl FnOnce(String) -> String) {
        let text = fs::read_to_string(self.at("cloakroom.toml")).expect("the configuration is there");
        fs::write(self.at("cloakroom.toml"), change(text)).expect("the configuration can be written");
    }

    fn at(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    /// Runs the program and tells whether it ended well, with all it said.
    fn run(&self, words: &[&str], input: &str) -> (bool, String) {
        let child = Command::new(env!("CARGO_BIN_EXE_cloakroom"))
            .args(words)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = child.expect("the program starts");
        child.stdin.take().expect("it listens").write_all(input.as_bytes()).expect("it listens");
        let Output { status, stdout, stderr } = child.wait_with_output().expect("it ends");
        (status.success(), [String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr)].concat())
    }

    fn well(&self, words: &[&str]) -> String {
        let (good, said) = self.run(words, "");
        assert!(good, "{words:?}: {said}");
        said
    }

    fn refused(&self, words: &[&str]) -> String {
        let (good, said) = self.run(words, "");
        assert!(!good, "{words:?}: {said}");
        said
    }

    fn loses(&self, database: &str) {
        for ending in ["", "-wal", "-shm"] {
            drop(fs::remove_file(format!("{}{ending}", self.at(database))));
        }
    }

    async fn store(&self, database: &str) -> Store {
        Store::open(&format!("sqlite:{}", self.at(database))).await.expect("it opens")
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

const DATA: &str = "data/shop.db";
const KEYS: &str = "data-keys/keys.db";

async fn number(store: &Store, text: &'static str) -> i64 {
    let read = store.read(work!(|tx| -> Result<i64, store::Error> {
        tx.row(sql!(text)).await?.map_or(Ok(0), |mut row| row.take(0))
    }));
    read.await.expect("the number is read")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_data_store_comes_back_and_is_told_of() {
    let shop = Shop::new();
    let config = shop.at("cloakroom.toml");
    let said = shop.well(&["backup", "--config", &config, "--to", &shop.at("rows.backup")]);
    assert!(
        said.contains("backup.key was made") && said.contains("holds. A copy of the data store"),
        "{said}"
    );
    let said = shop.well(&["backup", "verify", "--config", &config, &shop.at("rows.backup")]);
    assert!(said.starts_with("It holds. A copy of the data store"), "{said}");
    let full = shop.refused(&["restore", "--config", &config, "--from", &shop.at("rows.backup")]);
    assert!(full.contains("the database is not empty: these tables have rows"), "{full}");
    shop.loses(DATA);
    let said = shop.well(&["restore", "--config", &config, "--from", &shop.at("rows.backup")]);
    assert!(said.contains("Restored.") && said.contains("Erased again: 0 classes"), "{said}");
    let data = shop.store(DATA).await;
    assert_eq!(number(&data, "SELECT COUNT(*) FROM staff").await, 1);
    assert_eq!(number(&data, "SELECT COUNT(*) FROM restoration WHERE part = 'data' AND forced = 0").await, 1);
    shop.run(&["staff", "--config", &config, "olu", "officer"], "several words in a row");
    assert_eq!(number(&data, "SELECT COUNT(*) FROM staff").await, 2, "the shop opens on it");
}

#[tokio::test(flavor = "multi_thread")]
async fn going_back_behind_a_newer_backup_needs_force_and_is_written_down() {
    let shop = Shop::new();
    let config = shop.at("cloakroom.toml");
    shop.well(&["backup", "--config", &config, "--to", &shop.at("monday.backup")]);
    shop.well(&["backup", "--config", &config, "--to", &shop.at("tuesday.backup")]);
    shop.loses(DATA);
    let restore = ["restore", "--config", &config, "--from", &shop.at("monday.backup")];
    let said = shop.refused(&restore);
    assert!(said.contains("a newer backup was made on") && said.contains("--force"), "{said}");
    shop.well(&[&restore[..], &["--force"]].concat());
    let forced = "SELECT COUNT(*) FROM restoration WHERE forced = 1 AND objection LIKE 'a newer backup%'";
    assert_eq!(number(&shop.store(DATA).await, forced).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_the_keys_is_of_use_for_seven_days_and_never_in_one_file_with_rows() {
    let shop = Shop::new();
    let config = shop.at("cloakroom.toml");
    let said = shop.well(&["backup", "keys", "--config", &config, "--to", &shop.at("keys.backup")]);
    assert!(said.contains("A copy of the key store") && said.contains("Delete it on"), "{said}");
    let key = fs::read_to_string(shop.at("backup.key")).expect("the key is there");
    let key = Arc::new(Key::from_file_text(&key).expect("the key is whole"));
    let old = Clock::fixed(Clock::system().now().minus_days(8));
    let (keys, file) = (shop.store(KEYS).await, shop.0.join("old.backup"));
    backup::make(&keys, Part::Keys, &file, &key, (&old, &Dice::system())).await.expect("a copy is made");
    drop(keys);
    shop.loses(KEYS);
    let restore = ["restore", "--config", &config, "--from", &shop.at("old.backup")];
    let said = shop.refused(&restore);
    assert!(said.contains("should have been deleted 7 days later"), "{said}");
    shop.well(&[&restore[..], &["--force"]].concat());
    let forced = "SELECT COUNT(*) FROM restoration WHERE part = 'keys' AND forced = 1";
    assert_eq!(number(&shop.store(DATA).await, forced).await, 1, "the officer's desk reads it there");
    shop.loses(KEYS);
    shop.well(&["restore", "--config", &config, "--from", &shop.at("keys.backup")]);
    shop.run(&["staff", "--config", &config, "olu", "officer"], "several words in a row");
    assert_eq!(
        number(&shop.store(DATA).await, "SELECT COUNT(*) FROM staff").await,
        2,
        "the shop opens on it"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_without_its_key_says_where_to_get_it() {
    let shop = Shop::new();
    let config = shop.at("cloakroom.toml");
    shop.well(&["backup", "--config", &config, "--to", &shop.at("rows.backup")]);
    fs::remove_file(shop.at("backup.key")).expect("the key is there");
    let said = shop.refused(&["backup", "verify", "--config", &config, &shop.at("rows.backup")]);
    assert!(said.contains("put it back from your copy"), "{said}");
}
