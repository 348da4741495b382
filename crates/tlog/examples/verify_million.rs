//! How long a log of a million entries takes to verify whole: every entry read, every tile built again and compared.
//!
//! `cargo run --release -p tlog --example verify_million [ENTRIES]`

use std::{collections::BTreeMap, io::Write, time::Instant};

use tlog::{Head, append, audit};

/// Entries that a beat of a busy shop has.
const BEAT: u64 = 4_096;

fn entry(number: u64) -> [u8; 32] {
    let mut entry = [0; 32];
    entry[..8].copy_from_slice(&number.to_be_bytes());
    entry
}

fn main() -> std::io::Result<()> {
    let wanted = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(1_000_000);
    let (mut files, mut head) = (BTreeMap::new(), Head::EMPTY);
    let begun = Instant::now();
    while head.size < wanted {
        let entries: Vec<[u8; 32]> = (head.size..wanted.min(head.size + BEAT)).map(entry).collect();
        let built = append(&files, &head, &entries).map_err(std::io::Error::other)?;
        files.extend(built.files);
        head = built.head;
    }
    let built = begun.elapsed();
    let begun = Instant::now();
    audit(&files, &head).map_err(std::io::Error::other)?;
    let seconds = begun.elapsed().as_secs_f64();
    writeln!(
        std::io::stdout(),
        "{} entries: built in {:.1} s, verified in {seconds:.2} s ({:.0} a second)",
        head.size,
        built.as_secs_f64(),
        head.size as f64 / seconds
    )
}
