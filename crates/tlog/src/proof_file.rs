//! A proof that someone can keep: entry number, path and checkpoint in one text file (`c2sp.org/tlog-proof`). It is
//! checked without asking anyone.

use std::fmt::Write;

use thiserror::Error;

use crate::{
    Forged, Hash, Head, Published, Unproven, VerifierKey, limits,
    text::{Malformed, from_base64, hashes, line, number, plain, to_base64},
    verify_inclusion,
};

const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// The content of a `.tlog-proof` file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProofFile {
    /// Whatever the application put beside the proof. Nothing vouches for it.
    pub extra: Option<Vec<u8>>,
    /// The number of the entry, from 0.
    pub index: u64,
    /// From the leaf's sibling up.
    pub path: Vec<Hash>,
    /// The tree that the entry is in.
    pub checkpoint: Published,
}

/// Whom a reader of proofs trusts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trust {
    /// The log.
    pub origin: String,
    /// Its keys.
    pub log: Vec<VerifierKey>,
    /// Witnesses.
    pub witnesses: Vec<VerifierKey>,
    /// How many different witnesses must have countersigned.
    pub wanted: usize,
}

/// What a proof file has shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// The tree.
    pub head: Head,
    /// The number of the entry in it.
    pub index: u64,
    /// The earliest time that a trusted witness states, in seconds since 1970: the entry was in the log by then.
    pub witnessed: Option<u64>,
}

/// Why a proof file shows nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotProven {
    /// The checkpoint is not to be believed.
    #[error("the checkpoint is not to be believed: {0}")]
    Forged(#[from] Forged),
    /// The path does not lead from the entry to the checkpoint.
    #[error("the entry is not proven to be in the log: {0}")]
    Unproven(#[from] Unproven),
}

impl ProofFile {
    /// The proof in a file from outside.
    ///
    /// # Errors
    /// When it is not of the form, or larger than one may be.
    pub fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        let text = plain(bytes, limits::PROOF_FILE)?;
        let (header, rest) = line(text)?;
        if header != HEADER {
            return Err(Malformed::ProofHeader);
        }
        let (extra, rest) = extra(rest)?;
        let (index, rest) = line(rest)?;
        let index = number(index.strip_prefix("index ").ok_or(Malformed::IndexLine)?)?;
        let (path, rest) = hashes(rest)?;
        Ok(Self { extra, index, path, checkpoint: Published::read(rest.as_bytes())? })
    }

    /// The file to keep. An extra that is empty is left out.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = format!("{HEADER}\n");
        if let Some(extra) = self.extra.as_deref().filter(|extra| !extra.is_empty()) {
            let _ = writeln!(out, "extra {}", to_base64(extra));
        }
        let _ = writeln!(out, "index {}", self.index);
        for hash in &self.path {
            let _ = writeln!(out, "{hash}");
        }
        format!("{out}\n{}", self.checkpoint.note().to_text())
    }

    /// What this file shows of an entry to a reader who trusts these keys.
    ///
    /// # Errors
    /// When the checkpoint is another log's, is not signed by it and by enough witnesses, or the path leads elsewhere.
    pub fn verify(&self, entry: &[u8], trust: &Trust) -> Result<Proven, NotProven> {
        let head = self.checkpoint.believe(&trust.origin, &trust.log)?;
        let witnesses = self.checkpoint.witnessed(&trust.witnesses, trust.wanted)?;
        verify_inclusion(&Hash::leaf(entry), self.index, &head, &self.path)?;
        let witnessed = witnesses.iter().filter_map(|checked| checked.time).min();
        Ok(Proven { head, index: self.index, witnessed })
    }
}

fn extra(text: &str) -> Result<(Option<Vec<u8>>, &str), Malformed> {
    let Some(after) = text.strip_prefix("extra ") else { return Ok((None, text)) };
    let (base64, rest) = line(after)?;
    let extra = from_base64(base64)?;
    let fits = !extra.is_empty() && extra.len() <= limits::EXTRA;
    if fits { Ok((Some(extra), rest)) } else { Err(Malformed::Extra) }
}
