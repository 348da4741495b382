//! A shop with one customer's chain and a public log with a witness, all in memory, the same with every run.

#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test file uses its part; a test that cannot go on fails"
)]

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use ledger::{Entry, Head as ChainHead, Kind as LineKind, Line, SignedHead};
use serde_json::{Value, json};
use tlog::{
    Checkpoint, Hash, Head, Kind, Name, Note, ProofFile, Published, SeedKey, Signer, VerifierKey, append,
    prove_inclusion,
};

pub const ORIGIN: &str = "shop.example/log";
/// Seconds since 1970 at the first beat.
const FIRST: i64 = 1_800_000_060;
/// Entries of a beat.
const BUCKET: usize = 8;
/// Which line is the newest at each beat.
const BEATS: [u64; 3] = [2, 4, 5];

pub fn shop_signer() -> Signer<SeedKey> {
    Signer::new(ORIGIN, Kind::Note, SeedKey::new(&[1; 32]).unwrap()).unwrap()
}

pub fn witness_signer() -> Signer<SeedKey> {
    Signer::new("witness.example/w1", Kind::Cosignature, SeedKey::new(&[2; 32]).unwrap()).unwrap()
}

/// The file of somebody with seven lines, of which five are in the log.
pub fn record() -> Value {
    Shop::new().file()
}

/// A folder that goes when the test ends.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Folder {
        let name =
            format!("cloakroom-witness-{}", store::Id::new(&store::Clock::system(), &store::Dice::system()));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).unwrap();
        Folder(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

pub struct Shop {
    lines: Vec<Line>,
    tiles: BTreeMap<Name, Vec<u8>>,
    /// Number of the line, of its entry, and the checkpoint that first had it.
    logged: Vec<(u64, u64, Published)>,
}

impl Shop {
    pub fn new() -> Shop {
        Shop::made("courier", 0, true)
    }

    /// The same shop, had it written another first line.
    pub fn with_another_past() -> Shop {
        Shop::made("nobody", 0, true)
    }

    /// A shop whose lines say that they are hours older than they are.
    pub fn that_wrote_late() -> Shop {
        Shop::made("courier", 5 * 3_600, true)
    }

    fn made(party: &str, earlier: i64, witnessed: bool) -> Shop {
        let lines = chain(party, earlier);
        let mut shop = Shop { lines, tiles: BTreeMap::new(), logged: Vec::new() };
        let mut head = Head::EMPTY;
        for (beat, seq) in BEATS.into_iter().enumerate() {
            let place = (beat * 5 + 3) % BUCKET;
            let entries: Vec<[u8; 32]> = (0..BUCKET).map(|at| shop.entry(beat, at, place, seq)).collect();
            let built = append(&shop.tiles, &head, &entries).unwrap();
            shop.tiles.extend(built.files);
            let entry = head.size + place as u64;
            head = built.head;
            let at = FIRST + 60 * i64::try_from(beat).unwrap();
            shop.logged.push((seq, entry, published(head, at, witnessed)));
        }
        shop
    }

    fn entry(&self, beat: usize, at: usize, place: usize, seq: u64) -> [u8; 32] {
        let random = Hash::leaf(&[u8::try_from(beat).unwrap(), u8::try_from(at).unwrap()]).0;
        if at == place { self.lines[usize::try_from(seq).unwrap() - 1].head } else { random }
    }

    pub fn key() -> VerifierKey {
        shop_signer().verifier().clone()
    }

    pub fn witness_key() -> VerifierKey {
        witness_signer().verifier().clone()
    }

    /// The file that the customer downloads.
    pub fn file(&self) -> Value {
        let mut file: Value = serde_json::from_str(&ledger::to_chain_file(&self.lines, None)).unwrap();
        file["format"] = json!("cloakroom-chain-2");
        file["log"] = json!({
            "key": Shop::key().to_string(),
            "witnesses": [Shop::witness_key().to_string()],
            "signed_head": self.signed_head(),
            "checkpoint": self.logged.last().unwrap().2.note().to_text(),
            "proofs": self.logged.iter().map(|logged| self.proof(logged)).collect::<Vec<_>>(),
        });
        file
    }

    /// What the shop signs under the file.
    fn signed_head(&self) -> String {
        let (last, tree) = (self.lines.last().unwrap(), self.logged.last().unwrap().2.checkpoint().head());
        let head = ChainHead { seq: last.seq, hash: last.head };
        let text = SignedHead { head, size: tree.size, root: tree.root.to_string() }.to_text();
        let signature = shop_signer().sign(&text).unwrap();
        Note::new(text, vec![signature]).unwrap().to_text()
    }

    /// The same from a shop whose checkpoints no witness signs.
    pub fn unwitnessed(&self) -> Value {
        Shop::made("nobody", 0, false).file()
    }

    fn proof(&self, (seq, index, checkpoint): &(u64, u64, Published)) -> Value {
        let path = prove_inclusion(&self.tiles, *index, checkpoint.checkpoint().head().size).unwrap();
        let file = ProofFile { extra: None, index: *index, path, checkpoint: checkpoint.clone() };
        json!({ "seq": seq, "proof": file.to_text() })
    }
}

fn published(head: Head, at: i64, witnessed: bool) -> Published {
    let published = Checkpoint::new(ORIGIN, head).unwrap().sign(&shop_signer()).unwrap();
    if !witnessed {
        return published;
    }
    let signature = witness_signer().cosign(published.note().text(), at.unsigned_abs()).unwrap();
    published.with(signature).unwrap()
}

fn chain(party: &str, earlier: i64) -> Vec<Line> {
    let mut head = ChainHead::GENESIS;
    let line = |seq: u8| {
        let new = ledger::append(head, entry(seq, party, earlier), [seq; 32]);
        head = new.head;
        Line::from(new)
    };
    (1..=7).map(line).collect()
}

fn entry(seq: u8, party: &str, earlier: i64) -> Entry {
    Entry {
        at: (FIRST - 60 - earlier + i64::from(seq) * 20) * 1_000_000,
        kind: LineKind::HandedOver,
        actor: "shop".to_owned(),
        party: party.to_owned(),
        verb: "receive".to_owned(),
        purpose: "order.deliver".to_owned(),
        leaves: vec!["identity.name".to_owned(), "contact.shipping".to_owned()],
        ground: "contract".to_owned(),
        paragraph: "2.4".to_owned(),
        policy_version: "3".to_owned(),
        policy_hash: "c0ffee".to_owned(),
        about: Some("10480".to_owned()),
        recipient: Some("Swift".to_owned()),
    }
}
