//! Signed notes: a text and who stands for it (`c2sp.org/signed-note`).

use std::fmt::Write;

use thiserror::Error;

use crate::{
    VerifierKey,
    key::key_name,
    limits,
    text::{Malformed, from_base64, line, plain, to_base64},
};

/// One signature as it stands under a note. What it says is not known before it is checked with its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    name: String,
    id: u32,
    bytes: Vec<u8>,
}

impl Signature {
    pub(crate) fn new(key: &VerifierKey, bytes: Vec<u8>) -> Result<Self, Malformed> {
        Ok(Self { name: key_name(key.name())?.to_owned(), id: key.id(), bytes })
    }

    /// The name of the key.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id of the key.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.id
    }

    /// The signature itself; what its bytes are depends on the kind of the key.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The line under the note, with its end.
    #[must_use]
    pub fn to_line(&self) -> String {
        let bytes = [self.id.to_be_bytes().as_slice(), &self.bytes].concat();
        format!("— {} {}\n", self.name, to_base64(&bytes))
    }

    /// Lines of signatures and nothing else; at least one.
    pub(crate) fn read_lines(mut text: &str) -> Result<Vec<Self>, Malformed> {
        let mut signatures = Vec::new();
        while !text.is_empty() {
            let (first, rest) = line(text)?;
            if signatures.len() == limits::SIGNATURES {
                return Err(Malformed::TooManySignatures);
            }
            signatures.push(Self::read(first)?);
            text = rest;
        }
        if signatures.is_empty() { Err(Malformed::NotANote) } else { Ok(signatures) }
    }

    fn read(line: &str) -> Result<Self, Malformed> {
        let (name, base64) =
            line.strip_prefix("— ").and_then(|rest| rest.split_once(' ')).ok_or(Malformed::SignatureLine)?;
        let bytes = from_base64(base64)?;
        let (id, bytes) = bytes.split_first_chunk().ok_or(Malformed::SignatureLine)?;
        if bytes.is_empty() {
            return Err(Malformed::SignatureLine);
        }
        Ok(Self { name: key_name(name)?.to_owned(), id: u32::from_be_bytes(*id), bytes: bytes.to_vec() })
    }
}

/// A text with signatures under it. Nothing in it is to be believed before [`Note::check`] says who signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

/// A signature that is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checked<'a> {
    /// Whose it is.
    pub key: &'a VerifierKey,
    /// For a cosignature, the time that it states, in seconds since 1970.
    pub time: Option<u64>,
}

/// Why the text of a note is not to be believed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Forged {
    /// A signature under the name and id of a key that is trusted is not that key's.
    #[error("the signature of {0} is false")]
    Signature(String),
    /// Nobody who is trusted signed it.
    #[error("none of the keys that are trusted has signed it")]
    Nobody,
    /// Too few witnesses signed it.
    #[error("{found} of the trusted witnesses have signed it, and {wanted} are wanted")]
    TooFewWitnesses {
        /// How many did.
        found: usize,
        /// How many had to.
        wanted: usize,
    },
    /// Two keys are said to come after the same one, or before it.
    #[error("two different keys are said to come after, or before, the same key of the log")]
    TwoSuccessors,
    /// It is the checkpoint of another log.
    #[error("it belongs to another log")]
    OtherLog,
}

impl Note {
    /// A note of a text and the signatures under it.
    ///
    /// # Errors
    /// When the text does not end a line or has control characters, or there is no signature, or too many.
    pub fn new(text: String, signatures: Vec<Signature>) -> Result<Self, Malformed> {
        plain(text.as_bytes(), limits::NOTE)?;
        if !text.ends_with('\n') || signatures.is_empty() {
            return Err(Malformed::NotANote);
        }
        let note = Self { text, signatures };
        // Read as anyone else would read it: what comes back must be the same note.
        if Self::read(note.to_text().as_bytes())? == note { Ok(note) } else { Err(Malformed::NotANote) }
    }

    /// The note in bytes from outside.
    ///
    /// # Errors
    /// When it is too large, not text, or not of the form of a signed note.
    pub fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        let whole = plain(bytes, limits::NOTE)?;
        let cut = whole.rfind("\n\n").ok_or(Malformed::NotANote)?;
        let (text, signatures) = (&whole[..=cut], &whole[cut + 2..]);
        Ok(Self { text: text.to_owned(), signatures: Signature::read_lines(signatures)? })
    }

    /// The text that was signed, with the end of its last line.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signatures, checked or not.
    #[must_use]
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// The note as it is published, byte for byte as it was read.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut out = format!("{}\n", self.text);
        for signature in &self.signatures {
            let _ = out.write_str(&signature.to_line());
        }
        out
    }

    /// The good signatures of keys that are trusted, one for each key. Signatures of other keys are passed over.
    ///
    /// # Errors
    /// When a signature that names a trusted key is false, or no trusted key signed.
    pub fn check<'a>(&self, trusted: &'a [VerifierKey]) -> Result<Vec<Checked<'a>>, Forged> {
        let mut good: Vec<Checked<'a>> = Vec::new();
        for signature in &self.signatures {
            let Some(key) = trusted.iter().find(|key| key.is_named_by(signature)) else { continue };
            let forged = || Forged::Signature(key.name().to_owned());
            let time = key.check(&self.text, signature).ok_or_else(forged)?;
            if !good.iter().any(|checked| checked.key == key) {
                good.push(Checked { key, time });
            }
        }
        if good.is_empty() { Err(Forged::Nobody) } else { Ok(good) }
    }

    /// This note with one signature more, unless it has that one already.
    ///
    /// # Errors
    /// When it would have too many, or become too large.
    pub fn with(mut self, signature: Signature) -> Result<Self, Malformed> {
        if !self.signatures.contains(&signature) {
            self.signatures.push(signature);
        }
        Self::new(self.text, self.signatures)
    }
}
