//! A store with ledgers of numbered people, a clock to move, and a witness without a network.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::{
    collections::BTreeMap,
    ops::{Range, RangeInclusive},
    sync::{Arc, Mutex},
};

use publiclog::{Beat, Key, Keyholder, Next, PublicLog, Ring, Settings, Trouble};
use store::{Clock, Dice, Error, Id, Step, Store, Time, sql, work};
use tlog::{
    Hash, Head, Kind, Known, Name, ProofFile, Published, SeedKey, Signer, Submission, Trust, audit, bundle,
};

const STEPS: [Step; 2] = [
    Step { number: 1, name: "shop", sql: include_str!("../../../../migrations/0001_shop.sql") },
    Step { number: 7, name: "public log", sql: include_str!("../../../../migrations/0007_public_log.sql") },
];
const ORIGIN: &str = "shop.example/log";
const LINE: &str =
    "INSERT INTO ledger (customer_id, seq, at, leaf, head, body) VALUES ($1, $2, $3, $4, $5, $6)";
const WAITS: &str = "INSERT INTO log_waiting (customer_id, seq) VALUES ($1, $2)";

pub struct Town {
    store: Store,
    clock: Clock,
    dice: Dice,
}

impl Town {
    pub async fn new(store: &Store) -> Town {
        store.migrate(&STEPS).await.unwrap();
        Town { store: store.clone(), clock: Clock::fixed(Time(1_800_000_000_000_000)), dice: Dice::seeded(1) }
    }

    /// One more server on the same store, with the log's key.
    pub async fn server(&self) -> PublicLog {
        self.opened(Settings::new(ORIGIN)).await
    }

    pub async fn watched_by(&self, witness: &Witness) -> PublicLog {
        let witnesses = vec![witness.known()];
        self.opened(Settings { witnesses, ..Settings::new(ORIGIN) }).await
    }

    async fn opened(&self, settings: Settings) -> PublicLog {
        self.opened_with(key(7), settings).await
    }

    /// A server whose keys turn when the test says so.
    pub async fn turning(&self, keys: &Turning) -> PublicLog {
        self.opened_with(keys.clone(), Settings::new(ORIGIN)).await
    }

    async fn opened_with(&self, keys: impl Keyholder + 'static, settings: Settings) -> PublicLog {
        PublicLog::open(self.store.clone(), keys, settings, (self.clock.clone(), self.dice.clone()))
            .await
            .unwrap()
    }

    pub fn witness(&self) -> Witness {
        let key = SeedKey::new(&[8; 32]).unwrap();
        let signer = Signer::new("witness.example", Kind::Cosignature, key).unwrap();
        Witness { signer, latest: Head::EMPTY }
    }

    pub fn later(&self, seconds: i64) {
        self.clock.advance(seconds).unwrap();
    }

    /// A beat later, sealed.
    pub async fn beats(&self, log: &PublicLog) -> Beat {
        self.later(60);
        log.beat().await.unwrap()
    }

    /// Lines of somebody's ledger, committed.
    pub async fn writes(&self, who: u8, lines: RangeInclusive<i64>) {
        self.write(who, lines, self.clock.now(), 0).await;
    }

    pub async fn writes_of_the_past(&self, who: u8, lines: RangeInclusive<i64>) {
        self.write(who, lines, self.clock.now().minus_days(2), 0).await;
    }

    /// The same lines with other heads, waiting anew: what somebody does who rewrites a ledger.
    pub async fn writes_again(&self, who: u8, lines: RangeInclusive<i64>) {
        self.meddle("DELETE FROM ledger").await;
        self.write(who, lines, self.clock.now(), 1).await;
    }

    async fn write(&self, who: u8, lines: RangeInclusive<i64>, at: Time, edition: u8) {
        let done = self.store.write(work!(|tx| [lines] -> Result<(), Error> {
            for seq in lines {
                let head = head(who, seq, edition);
                tx.put(sql!(LINE, person(who), seq, at, head, head, head))?;
                tx.put(sql!(WAITS, person(who), seq))?;
            }
            Ok(())
        }));
        done.await.unwrap();
    }

    pub async fn waiting(&self) -> i64 {
        let read = self.store.read(work!(|tx| -> Result<i64, Error> {
            tx.row(sql!("SELECT COUNT(*) FROM log_waiting")).await?.map_or(Ok(0), |mut row| row.take(0))
        }));
        read.await.unwrap()
    }

    pub async fn heads(&self) -> Vec<[u8; 32]> {
        let read = self.store.read(work!(|tx| -> Result<Vec<[u8; 32]>, Error> {
            tx.rows(sql!("SELECT head FROM ledger")).await?.into_iter().map(|mut row| row.take(0)).collect()
        }));
        read.await.unwrap()
    }

    pub fn id(&self, who: u8) -> Id {
        person(who)
    }

    pub async fn meddle(&self, text: &'static str) {
        self.store.write(work!(|tx| -> Result<(), Error> { tx.put(sql!(text)) })).await.unwrap();
    }

    /// The numbers of somebody's lines whose heads are proven to be in the log.
    pub async fn proven(&self, log: &PublicLog, who: u8) -> Vec<u64> {
        let proofs = log.proofs(person(who)).await.unwrap();
        let trust =
            Trust { origin: ORIGIN.to_owned(), log: vec![log.key()], witnesses: Vec::new(), wanted: 0 };
        let mut lines = Vec::new();
        for proof in &proofs.proofs {
            let file = ProofFile::read(proof.text.as_bytes()).unwrap();
            file.verify(&head(who, proof.seq.cast_signed(), 0), &trust).unwrap();
            lines.push(proof.seq);
        }
        lines
    }
}

fn key(seed: u8) -> Key {
    Key::new(SeedKey::new(&[seed; 32]).unwrap())
}

/// Keys of a log, and which of them sign.
#[derive(Clone, Default)]
pub struct Turning(Arc<Mutex<Range<usize>>>);

impl Turning {
    pub fn signs_with(&self, places: Range<usize>) {
        *self.0.lock().unwrap() = places;
    }
}

impl Keyholder for Turning {
    fn ring(&self) -> Ring {
        Ring::new((7..10).map(key).collect(), self.0.lock().unwrap().clone())
    }
}

fn person(who: u8) -> Id {
    Id([who; 16])
}

fn head(who: u8, seq: i64, edition: u8) -> [u8; 32] {
    Hash::leaf(&[&[who, edition], seq.to_be_bytes().as_slice()].concat()).0
}

/// A witness that keeps its memory in a variable.
pub struct Witness {
    signer: Signer<SeedKey>,
    latest: Head,
}

impl Witness {
    /// As a shop knows it.
    pub fn known(&self) -> publiclog::Witness {
        publiclog::Witness { url: "http://witness.example".to_owned(), key: self.signer.verifier().clone() }
    }

    /// Is asked about the newest checkpoint, as often as it says.
    pub async fn signs(&mut self, log: &PublicLog) -> Result<(), Trouble> {
        let witness = log.settings().witnesses[0].clone();
        loop {
            let submission = log.submission(&witness).await?.unwrap();
            let (status, kind, body) = self.answers(log, &submission);
            if log.answered(&witness, &submission, Some((status, kind, body.as_bytes()))).await? == Next::Done
            {
                return Ok(());
            }
        }
    }

    fn answers(&mut self, log: &PublicLog, submission: &Submission) -> (u16, &'static str, String) {
        let known = Known { origin: ORIGIN.to_owned(), keys: vec![log.key()], latest: self.latest };
        // As it comes over the wire.
        let submission = Submission::read(submission.to_body().as_bytes()).unwrap();
        match known.judge(submission) {
            Ok(accepted) => {
                self.latest = accepted.head();
                (200, "text/plain", accepted.cosign(&self.signer, 1_800_000_000).unwrap().to_line())
            }
            Err(refusal) => (refusal.status(), refusal.content_type(), refusal.body()),
        }
    }
}

/// The files of a log, fetched one by one as anybody fetches them.
async fn files(log: &PublicLog, size: u64) -> BTreeMap<Name, Vec<u8>> {
    let mut files = BTreeMap::new();
    for level in ["0", "1", "2", "entries"] {
        let hashes = match level {
            "1" => size >> 8,
            "2" => size >> 16,
            _ => size,
        };
        for index in 0..hashes.div_ceil(256) {
            let width = (hashes - index * 256).min(256);
            let end = if width < 256 { format!(".p/{width}") } else { String::new() };
            let name: Name = format!("tile/{level}/{index:03}{end}").parse().unwrap();
            files.insert(name, log.file(&name.to_string()).await.unwrap().unwrap());
        }
    }
    files
}

/// Every entry of a log, after the whole of it was held against its checkpoint.
pub async fn audited(log: &PublicLog) -> Vec<[u8; 32]> {
    let note = log.checkpoint().await.unwrap().unwrap();
    let published = Published::read(note.as_bytes()).unwrap();
    let head = published.believe(ORIGIN, &[log.key()]).unwrap();
    let files = files(log, head.size).await;
    audit(&files, &head).unwrap();
    let bundles = files.iter().filter(|(name, _)| matches!(name, Name::Entries { .. }));
    let entries = bundles.flat_map(|(name, bytes)| bundle::entries(bytes, name.width()).unwrap());
    entries.map(|entry| entry.try_into().unwrap()).collect()
}

/// How many of these heads are entries.
pub fn heads_in(entries: &[[u8; 32]], heads: &[[u8; 32]]) -> usize {
    heads.iter().filter(|head| entries.contains(head)).count()
}

/// The keys that signed the checkpoint.
pub async fn signed_by(log: &PublicLog) -> Vec<u32> {
    let note = log.checkpoint().await.unwrap().unwrap();
    let published = Published::read(note.as_bytes()).unwrap();
    published.note().signatures().iter().map(tlog::Signature::id).collect()
}
