//! A witness over HTTP: what it answers, and that it remembers what it saw before it answers.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod town;

use std::{collections::BTreeMap, path::Path};

use axum::{Router, body::Body};
use http::{Request, StatusCode, header};
use http_body_util::BodyExt;
use store::{Clock, Time};
use tlog::{
    Checkpoint, Head, Kind, Name, Note, Published, SeedKey, Signer, Submission, Succession, append,
    prove_consistency,
};
use tower::ServiceExt;
use town::{Folder, ORIGIN, Shop, shop_signer};
use witness::{BrokenKey, BrokenMemory, Memory, Witness, key_file, routes};

/// A log in memory that grows by numbers.
struct Log {
    tiles: BTreeMap<Name, Vec<u8>>,
    head: Head,
}

impl Log {
    fn of(entries: impl IntoIterator<Item = u8>) -> Log {
        let mut log = Log { tiles: BTreeMap::new(), head: Head::EMPTY };
        log.grows(entries);
        log
    }

    fn grows(&mut self, entries: impl IntoIterator<Item = u8>) {
        let entries: Vec<[u8; 1]> = entries.into_iter().map(|entry| [entry]).collect();
        let built = append(&self.tiles, &self.head, &entries).unwrap();
        self.tiles.extend(built.files);
        self.head = built.head;
    }

    fn checkpoint(&self) -> Published {
        Checkpoint::new(ORIGIN, self.head).unwrap().sign(&shop_signer()).unwrap()
    }

    fn asks(&self, old: u64) -> String {
        self.asks_by(&[shop_signer()], old)
    }

    /// The same, signed by these keys.
    fn asks_by(&self, signers: &[Signer<SeedKey>], old: u64) -> String {
        let proof = prove_consistency(&self.tiles, old, self.head.size).unwrap();
        let checkpoint = Checkpoint::new(ORIGIN, self.head).unwrap().sign_with(signers).unwrap();
        Submission { old, proof, checkpoint }.to_body()
    }
}

/// A witness with its files in this folder, started anew.
fn witness(folder: &Path) -> Router {
    let signer = key_file(&folder.join("witness.key"), "witness.example/w1").unwrap();
    let memory = Memory::open(folder.join("witness.state"), Shop::key()).unwrap();
    routes(Witness::new(signer, memory, Clock::fixed(Time(1_800_000_000_000_000))))
}

async fn post(witness: &Router, body: String) -> (StatusCode, String, String) {
    post_to(witness, "/add-checkpoint", body).await
}

/// Is told what keys of the log say of each other.
async fn told(witness: &Router, statements: &[Succession]) -> StatusCode {
    let text = statements.iter().map(Succession::to_text).collect();
    post_to(witness, "/succession", text).await.0
}

async fn post_to(witness: &Router, path: &str, body: String) -> (StatusCode, String, String) {
    let request = Request::post(path).body(Body::from(body)).unwrap();
    let response = witness.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let kind = parts.headers.get(header::CONTENT_TYPE).map_or("", |kind| kind.to_str().unwrap()).to_owned();
    (parts.status, kind, String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap())
}

#[tokio::test]
async fn it_signs_what_continues_and_its_signature_is_good() {
    let folder = Folder::new();
    let witness = witness(folder.path());
    let key = key_file(&folder.path().join("witness.key"), "other").unwrap().verifier().clone();
    assert_eq!(key.name(), "witness.example/w1");
    let mut log = Log::of(0..5);
    for old in [0, 5, 5] {
        let (status, _, line) = post(&witness, log.asks(old)).await;
        assert_eq!(status, StatusCode::OK, "{line}");
        let note = format!("{}{line}", log.checkpoint().note().to_text());
        let checked = Note::read(note.as_bytes()).unwrap();
        let checked = checked.check(std::slice::from_ref(&key)).unwrap();
        assert_eq!(checked[0].time, Some(1_800_000_000));
        if old == 5 && log.head.size == 5 {
            log.grows(5..9);
        }
    }
}

#[tokio::test]
async fn it_answers_each_fault_with_its_status() {
    let folder = Folder::new();
    let witness = witness(folder.path());
    let log = Log::of(0..6);
    assert_eq!(post(&witness, log.asks(0)).await.0, StatusCode::OK);
    assert_eq!(post(&witness, "nothing".to_owned()).await.0, StatusCode::BAD_REQUEST);
    let longer = Log::of(0..9);
    let (status, kind, body) = post(&witness, longer.asks(2)).await;
    assert_eq!((status, kind.as_str(), body.as_str()), (StatusCode::CONFLICT, "text/x.tlog.size", "6\n"));
    let other_root = Submission { old: 6, proof: Vec::new(), checkpoint: Log::of(1..7).checkpoint() };
    assert_eq!(post(&witness, other_root.to_body()).await.0, StatusCode::CONFLICT);
    assert_eq!(post(&witness, Log::of(1..10).asks(6)).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let stranger = Signer::new(ORIGIN, Kind::Note, SeedKey::new(&[9; 32]).unwrap()).unwrap();
    let forged = Checkpoint::new(ORIGIN, longer.head).unwrap().sign(&stranger).unwrap();
    let forged = Submission { old: 6, proof: Vec::new(), checkpoint: forged };
    assert_eq!(post(&witness, forged.to_body()).await.0, StatusCode::FORBIDDEN);
    let elsewhere = Checkpoint::new("other.example/log", longer.head).unwrap().sign(&shop_signer()).unwrap();
    let elsewhere = Submission { old: 6, proof: Vec::new(), checkpoint: elsewhere };
    assert_eq!(post(&witness, elsewhere.to_body()).await.0, StatusCode::NOT_FOUND);
    assert_eq!(post(&witness, "x".repeat(1_000_000)).await.0, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(post(&witness, longer.asks(6)).await.0, StatusCode::OK);
}

#[tokio::test]
async fn started_anew_it_still_knows_what_it_saw() {
    let folder = Folder::new();
    assert_eq!(post(&witness(folder.path()), Log::of(0..6).asks(0)).await.0, StatusCode::OK);
    let again = witness(folder.path());
    assert_eq!(post(&again, Log::of(1..7).asks(0)).await.0, StatusCode::CONFLICT);
    assert_eq!(post(&again, Log::of(1..9).asks(6)).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(post(&again, Log::of(0..9).asks(6)).await.0, StatusCode::OK);
}

fn another(seed: u8) -> Signer<SeedKey> {
    Signer::new(ORIGIN, Kind::Note, SeedKey::new(&[seed; 32]).unwrap()).unwrap()
}

#[tokio::test]
async fn it_follows_the_key_of_the_log_and_the_one_before_lets_nothing_grow_any_more() {
    let folder = Folder::new();
    let desk = witness(folder.path());
    let mut log = Log::of(0..4);
    assert_eq!(post(&desk, log.asks(0)).await.0, StatusCode::OK);
    log.grows(4..6);
    assert_eq!(post(&desk, log.asks_by(&[another(3)], 4)).await.0, StatusCode::FORBIDDEN);
    assert_eq!(
        post(&desk, log.asks_by(&[shop_signer(), another(3)], 4)).await.0,
        StatusCode::OK,
        "one is known"
    );
    assert_eq!(told(&desk, &[Succession::sign(&shop_signer(), &another(3)).unwrap()]).await, StatusCode::OK);
    let mut desk = desk;
    for _ in 0..2 {
        log.grows(6..8);
        let old = log.head.size - 2;
        assert_eq!(post(&desk, log.asks(old)).await.0, StatusCode::FORBIDDEN);
        assert_eq!(post(&desk, log.asks_by(&[another(3)], old)).await.0, StatusCode::OK);
        assert_eq!(
            post(&desk, log.asks(log.head.size)).await.0,
            StatusCode::OK,
            "what was seen is seen once more"
        );
        desk = witness(folder.path());
    }
    let turned = Memory::open(folder.path().join("witness.state"), another(3).verifier().clone()).unwrap();
    assert_eq!((turned.log(), turned.before()), (another(3).verifier(), &[Shop::key()][..]));
}

#[tokio::test]
async fn it_follows_nobody_whom_the_key_that_it_knows_did_not_name() {
    let folder = Folder::new();
    let desk = witness(folder.path());
    let turn = |before: &Signer<SeedKey>, after: &Signer<SeedKey>| Succession::sign(before, after).unwrap();
    assert_eq!(
        told(&desk, &[turn(&another(3), &another(4))]).await,
        StatusCode::OK,
        "that says nothing of this log"
    );
    let two = [turn(&shop_signer(), &another(3)), turn(&shop_signer(), &another(4))];
    assert_eq!(told(&desk, &two).await, StatusCode::FORBIDDEN);
    assert_eq!(post_to(&desk, "/succession", "nothing".to_owned()).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(post(&desk, Log::of(0..4).asks_by(&[another(4)], 0)).await.0, StatusCode::FORBIDDEN);

    assert_eq!(told(&desk, &two[..1]).await, StatusCode::OK);
    assert_eq!(told(&desk, &two[1..]).await, StatusCode::OK);
    let log = Log::of(0..4);
    assert_eq!(
        post(&desk, log.asks_by(&[another(4)], 0)).await.0,
        StatusCode::FORBIDDEN,
        "too late for another"
    );
    assert_eq!(post(&desk, log.asks_by(&[another(3)], 0)).await.0, StatusCode::OK);
}

#[tokio::test]
async fn what_cannot_be_kept_is_not_signed() {
    let folder = Folder::new();
    let witness = witness(folder.path());
    // A folder in the place of the file that is written first.
    std::fs::create_dir(folder.path().join("witness.new")).unwrap();
    let log = Log::of(0..6);
    assert_eq!(post(&witness, log.asks(0)).await.0, StatusCode::INTERNAL_SERVER_ERROR);
    std::fs::remove_dir(folder.path().join("witness.new")).unwrap();
    assert_eq!(post(&witness, log.asks(0)).await.0, StatusCode::OK);
}

#[tokio::test]
async fn of_two_histories_at_the_same_time_one_is_signed() {
    let folder = Folder::new();
    let witness = witness(folder.path());
    let (one, other) = (Log::of(0..6), Log::of(1..7));
    let (a, b) = tokio::join!(post(&witness, one.asks(0)), post(&witness, other.asks(0)));
    let mut both = [a.0, b.0];
    both.sort();
    assert_eq!(both, [StatusCode::OK, StatusCode::CONFLICT]);
}

#[test]
fn a_damaged_memory_is_not_begun_anew_and_one_of_another_log_is_not_used() {
    let folder = Folder::new();
    let path = folder.path().join("witness.state");
    drop(Memory::open(path.clone(), Shop::key()).unwrap());
    assert!(matches!(Memory::open(path.clone(), Shop::witness_key()), Err(BrokenMemory::OtherLog(_))));
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, &text[..text.len() / 2]).unwrap();
    assert!(matches!(Memory::open(path.clone(), Shop::key()), Err(BrokenMemory::Damaged)));
    std::fs::write(&path, "").unwrap();
    assert!(matches!(Memory::log_in(&path), Err(BrokenMemory::Damaged)));
}

#[test]
fn a_key_file_is_made_once_readable_for_its_user_alone_and_refused_when_damaged() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new();
    let path = folder.path().join("deep/witness.key");
    let key = key_file(&path, "w").unwrap().verifier().clone();
    assert_eq!(key_file(&path, "w").unwrap().verifier(), &key);
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    std::fs::write(&path, "cloakroom-witness-1 w 00ff").unwrap();
    assert!(matches!(key_file(&path, "w"), Err(BrokenKey::Form)));
    assert!(matches!(key_file(&folder.path().join("other"), "two words"), Err(BrokenKey::Form)));
    assert!(matches!(key_file(&folder.path().join("other"), "a+b"), Err(BrokenKey::Name(_))));
    assert!(!folder.path().join("other").exists());
}
