//! A chain as a file that its customer can keep, check and hand to anyone: JSON, in the form `cloakroom-chain-1`, or
//! `cloakroom-chain-2` with proofs that its heads are in a public log.
//!
//! Hashes are lower-case hexadecimal, records base64url without padding, exactly the bytes that the leaf commits to.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use crate::{Head, Line, Record};

const FORMAT: &str = "cloakroom-chain-1";
const WITH_PROOFS: &str = "cloakroom-chain-2";

/// What a chain file says of the public log. Nothing in it is checked here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InLog {
    /// The key of the log, in the form of signed notes.
    pub key: String,
    /// What each key of the log says of the next, as signed notes; nothing while the log had one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub succession: Vec<String>,
    /// Keys of the witnesses that the shop works with.
    pub witnesses: Vec<String>,
    /// The newest checkpoint when the file was made; none when there was none yet.
    pub checkpoint: Option<String>,
    /// A signed note with the text of a [`SignedHead`](crate::SignedHead): that the lines here are all there were. None
    /// where there is no checkpoint.
    pub signed_head: Option<String>,
    /// Proofs for heads of the chain, the older ones first.
    pub proofs: Vec<HeadInLog>,
}

/// That the head after one line is an entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeadInLog {
    /// The number of the line.
    pub seq: u64,
    /// The content of a `.tlog-proof` file; its entry is the 32 bytes of the head.
    pub proof: String,
}

/// A chain file as it was read, not yet verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// Its lines.
    pub lines: Vec<Line>,
    /// The head that it names as known.
    pub known: Option<Head>,
    /// What it says of the public log; none in a file of the first form.
    pub log: Option<InLog>,
}

/// Why a chain file cannot be read. It holds no part of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrokenChainFile {
    /// The file as a whole has another form.
    #[error("this is not a chain file of the form `cloakroom-chain-1` or `cloakroom-chain-2`")]
    Form,
    /// A hash is not 64 hexadecimal digits, or a record does not decode.
    #[error("line {seq} of this chain file is damaged")]
    Line {
        /// The number the line gives itself; 0 for the known head.
        seq: u64,
    },
}

/// A chain file on its way out, by itself or within another file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainFile {
    format: String,
    known: Option<FileHead>,
    lines: Vec<FileLine>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    log: Option<InLog>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileHead {
    seq: u64,
    hash: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileLine {
    seq: u64,
    leaf: String,
    head: String,
    record: Option<String>,
}

impl ChainFile {
    /// That of these lines, with the head that whoever checks it may hold them against.
    #[must_use]
    pub fn of(lines: &[Line], known: Option<Head>) -> ChainFile {
        ChainFile {
            format: FORMAT.to_owned(),
            known: known.map(|head| FileHead { seq: head.seq, hash: hex(&head.hash) }),
            lines: lines.iter().map(file_line).collect(),
            log: None,
        }
    }

    /// The same with what the public log has of it.
    #[must_use]
    pub fn with(self, log: InLog) -> ChainFile {
        ChainFile { format: WITH_PROOFS.to_owned(), log: Some(log), ..self }
    }

    /// Where its lines end; nothing without lines.
    #[must_use]
    pub fn end(&self) -> Option<Head> {
        let last = self.lines.last()?;
        Some(Head { seq: last.seq, hash: unhex(&last.head)? })
    }

    /// The file.
    #[must_use]
    pub fn to_text(&self) -> String {
        serde_json::to_string_pretty(self).expect("texts and numbers always have a JSON form")
    }
}

/// The chain file of these lines, with the head that whoever checks it may hold them against.
#[must_use]
pub fn to_chain_file(lines: &[Line], known: Option<Head>) -> String {
    ChainFile::of(lines, known).to_text()
}

/// The lines and the known head of a chain file, not yet verified.
///
/// # Errors
/// [`BrokenChainFile`], which names the first damaged line.
pub fn from_chain_file(text: &str) -> Result<(Vec<Line>, Option<Head>), BrokenChainFile> {
    read_chain_file(text).map(|read| (read.lines, read.known))
}

/// Everything in a chain file, not yet verified.
///
/// # Errors
/// [`BrokenChainFile`], which names the first damaged line.
pub fn read_chain_file(text: &str) -> Result<Read, BrokenChainFile> {
    let file: ChainFile = serde_json::from_str(text).map_err(|_| BrokenChainFile::Form)?;
    match (file.format.as_str(), &file.log) {
        (FORMAT, None) | (WITH_PROOFS, Some(_)) => {}
        _ => return Err(BrokenChainFile::Form),
    }
    let damaged = |seq| BrokenChainFile::Line { seq };
    let known = file.known.map(|head| read_head(&head).ok_or(damaged(0))).transpose()?;
    let lines = file.lines.iter().map(|line| read_line(line).ok_or(damaged(line.seq)));
    Ok(Read { lines: lines.collect::<Result<_, _>>()?, known, log: file.log })
}

fn file_line(line: &Line) -> FileLine {
    FileLine {
        seq: line.seq,
        leaf: hex(&line.leaf),
        head: hex(&line.head),
        record: line.record.as_ref().map(|record| URL_SAFE_NO_PAD.encode(record.encode())),
    }
}

fn read_head(head: &FileHead) -> Option<Head> {
    Some(Head { seq: head.seq, hash: unhex(&head.hash)? })
}

fn read_line(line: &FileLine) -> Option<Line> {
    let record = match &line.record {
        Some(letters) => Some(read_record(letters)?),
        None => None,
    };
    Some(Line { seq: line.seq, leaf: unhex(&line.leaf)?, head: unhex(&line.head)?, record })
}

fn read_record(letters: &str) -> Option<Record> {
    Record::decode(&URL_SAFE_NO_PAD.decode(letters).ok()?).ok()
}

pub(crate) fn hex(hash: &[u8; 32]) -> String {
    HEXLOWER.encode(hash)
}

/// Lower-case digits only, so that a hash has one spelling.
pub(crate) fn unhex(letters: &str) -> Option<[u8; 32]> {
    HEXLOWER.decode(letters.as_bytes()).ok()?.try_into().ok()
}
