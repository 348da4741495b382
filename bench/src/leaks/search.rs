//! The search itself: every file below a folder, the memory of a process, and whatever is packed in either.

use std::{
    fs,
    io::{Read, Seek, SeekFrom},
    path::Path,
    time::SystemTime,
};

use aho_corasick::AhoCorasick;
use anyhow::{Context, Result};
use flate2::{
    Decompress, FlushDecompress,
    read::{GzDecoder, ZlibDecoder},
};

use super::forms::{self, Marker};

/// What is unpacked of one packed stretch at most.
const UNPACKED: u64 = 1 << 20;

/// A search for many markers at once.
pub struct Search {
    all: AhoCorasick,
    /// What each form is, in the order of the automaton's patterns.
    words: Vec<(&'static str, &'static str)>,
}

/// What a folder held.
#[derive(Default)]
pub struct Seen {
    /// Files looked at.
    pub files: usize,
    /// Their bytes.
    pub bytes: u64,
    /// What was found where.
    pub found: Vec<String>,
}

impl Seen {
    /// This, and what another folder held.
    pub fn add(&mut self, other: Seen) {
        self.files += other.files;
        self.bytes += other.bytes;
        self.found.extend(other.found);
    }
}

impl Search {
    /// For these markers in all their forms.
    pub fn new(markers: &[Marker]) -> Result<Search> {
        let (mut words, mut patterns) = (Vec::new(), Vec::new());
        for marker in markers {
            for (form, bytes) in forms::of(&marker.text) {
                words.push((marker.what, form));
                patterns.push(bytes);
            }
        }
        Ok(Search { all: AhoCorasick::new(patterns)?, words })
    }

    /// How many forms are looked for.
    pub fn forms(&self) -> usize {
        self.words.len()
    }

    /// Every file below a folder that changed since then.
    pub fn folder(&self, folder: &Path, since: SystemTime) -> Result<Seen> {
        let mut seen = Seen::default();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            // A database server takes files away while it is looked at.
            let Ok(kind) = entry.metadata() else { continue };
            if kind.is_dir() {
                seen.add(self.folder(&entry.path(), since)?);
            } else if kind.is_file() && kind.modified()? >= since {
                let Ok(bytes) = fs::read(entry.path()) else { continue };
                seen.files += 1;
                seen.bytes += bytes.len() as u64;
                let found = self.bytes(&bytes);
                seen.found
                    .extend(found.into_iter().map(|words| format!("{words}, {}", entry.path().display())));
            }
        }
        Ok(seen)
    }

    /// What stands in these bytes, and in what is packed in them: with a header wherever it begins, without one where a file
    /// begins.
    pub fn bytes(&self, bytes: &[u8]) -> Vec<String> {
        let mut found = self.plain(bytes, "");
        for at in 0..bytes.len().saturating_sub(2) {
            let unpacked = match &bytes[at..at + 2] {
                [0x1f, 0x8b] => unpacked(GzDecoder::new(&bytes[at..])),
                [0x78, 0x01 | 0x5e | 0x9c | 0xda] => unpacked(ZlibDecoder::new(&bytes[at..])),
                _ => continue,
            };
            found.extend(self.plain(&unpacked, ", packed"));
        }
        found.extend(self.plain(&bare(bytes), ", packed"));
        found.sort();
        found.dedup();
        found
    }

    fn plain(&self, bytes: &[u8], how: &str) -> Vec<String> {
        let words = |n: usize| self.words[n];
        let matches = self.all.find_iter(bytes).map(|found| words(found.pattern().as_usize()));
        matches.map(|(what, form)| format!("{what} {form}{how}")).collect()
    }

    /// What of the markers stands in the memory that a process may write to.
    pub fn memory(&self, process: u32) -> Result<Vec<String>> {
        let maps = fs::read_to_string(format!("/proc/{process}/maps"))?;
        let mut memory = fs::File::open(format!("/proc/{process}/mem"))?;
        let mut found = Vec::new();
        for line in maps.lines().filter(|line| line.contains(" rw")) {
            let (from, until) =
                line.split(' ').next().and_then(|range| range.split_once('-')).context("a map")?;
            let (from, until) = (u64::from_str_radix(from, 16)?, u64::from_str_radix(until, 16)?);
            let mut bytes = Vec::new();
            memory.seek(SeekFrom::Start(from))?;
            // Some stretches are not for reading; they hold nothing of ours.
            drop(memory.by_ref().take(until - from).read_to_end(&mut bytes));
            found.extend(self.plain(&bytes, ""));
        }
        found.sort();
        found.dedup();
        Ok(found)
    }
}

/// What comes out before it ends or turns out to be no packed text.
fn unpacked(mut packed: impl Read) -> Vec<u8> {
    let mut out = Vec::new();
    let mut part = [0; 4096];
    while (out.len() as u64) < UNPACKED {
        match packed.read(&mut part) {
            Ok(0) | Err(_) => break,
            Ok(read) => out.extend_from_slice(&part[..read]),
        }
    }
    out
}

/// The same of a text that was packed without a header, as in an archive's entry or a message of a web socket. Every bit could
/// begin one, so it is tried where something begins: at the first byte, and behind the name in the head of a zip's entry.
fn bare(bytes: &[u8]) -> Vec<u8> {
    let entries = bytes.windows(30).enumerate().filter(|(_, head)| head.starts_with(b"PK\x03\x04"));
    let starts = entries.map(|(at, head)| {
        let length = |place: usize| usize::from(u16::from_le_bytes([head[place], head[place + 1]]));
        at + 30 + length(26) + length(28)
    });
    let mut out = Vec::new();
    for start in std::iter::once(0).chain(starts).filter(|start| *start < bytes.len()) {
        let mut part = vec![0; 1 << 16];
        let mut inflate = Decompress::new(false);
        drop(inflate.decompress(&bytes[start..], &mut part, FlushDecompress::Sync));
        part.truncate(usize::try_from(inflate.total_out()).unwrap_or(0));
        out.extend(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::{
        Compression,
        write::{DeflateEncoder, GzEncoder, ZlibEncoder},
    };

    use super::*;

    const TEXT: &str = "qzmarker of ada@x";

    fn search() -> Search {
        Search::new(&[Marker { what: "name", text: TEXT.to_owned() }]).unwrap()
    }

    #[test]
    fn every_form_is_found_wherever_it_stands() {
        for (form, bytes) in forms::of(TEXT) {
            let around = [b"before ", &bytes[..], b" after"].concat();
            assert!(!search().bytes(&around).is_empty(), "{form}");
        }
        assert_eq!(search().bytes(b"before qzmarkes of ada@x after"), Vec::<String>::new());
    }

    #[test]
    fn what_is_packed_is_found_too() {
        let mut gzip = GzEncoder::new(b"before".to_vec(), Compression::default());
        gzip.write_all(TEXT.repeat(20).as_bytes()).unwrap();
        assert_eq!(search().bytes(&gzip.finish().unwrap()), ["name as it is, packed"]);
        let mut zlib = ZlibEncoder::new(b"before".to_vec(), Compression::best());
        zlib.write_all(TEXT.repeat(20).as_bytes()).unwrap();
        assert_eq!(search().bytes(&zlib.finish().unwrap()), ["name as it is, packed"]);
        let mut bare = DeflateEncoder::new(Vec::new(), Compression::default());
        bare.write_all(TEXT.repeat(20).as_bytes()).unwrap();
        let bare = bare.finish().unwrap();
        assert_eq!(search().bytes(&bare), ["name as it is, packed"]);
        let mut entry =
            [b"before PK\x03\x04".to_vec(), vec![0; 22], vec![1, 0, 0, 0], b"n".to_vec()].concat();
        entry.extend(bare);
        assert_eq!(search().bytes(&entry), ["name as it is, packed"]);
    }

    #[test]
    fn a_process_that_holds_a_marker_is_caught() {
        let held = std::hint::black_box(TEXT.to_owned());
        assert!(search().memory(std::process::id()).unwrap().iter().any(|found| found.starts_with("name")));
        drop(held);
    }
}
