//! Checkpoints: what a log says of itself at one moment (`c2sp.org/tlog-checkpoint`).

use std::collections::HashSet;

use crate::{
    Hash, Head, Signer, SigningKey, VerifierKey, limits,
    note::{Checked, Forged, Note},
    text::{Malformed, line, number, plain},
};

/// The three lines of a log: who it is, how large, and its root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    origin: String,
    head: Head,
    extensions: Vec<String>,
}

impl Checkpoint {
    /// A checkpoint without extension lines, as a log should write them.
    ///
    /// # Errors
    /// When the origin is empty, longer than a name may be or has a control character, or the tree is too large.
    pub fn new(origin: &str, head: Head) -> Result<Self, Malformed> {
        if head.size > limits::SIZE {
            return Err(Malformed::Number);
        }
        Ok(Self { origin: origin_of(origin)?.to_owned(), head, extensions: Vec::new() })
    }

    /// The checkpoint in the text of a note.
    ///
    /// # Errors
    /// When it does not begin with the three lines, or has an empty one.
    pub fn read(text: &str) -> Result<Self, Malformed> {
        let text = plain(text.as_bytes(), limits::NOTE)?;
        let (origin, rest) = line(text).map_err(|_| Malformed::Checkpoint)?;
        let (size, rest) = line(rest).map_err(|_| Malformed::Checkpoint)?;
        let (root, rest) = line(rest).map_err(|_| Malformed::Checkpoint)?;
        let head = Head { size: number(size)?, root: Hash::from_base64(root)? };
        Ok(Self { origin: origin_of(origin)?.to_owned(), head, extensions: extensions(rest)? })
    }

    /// The log that speaks.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Its tree.
    #[must_use]
    pub fn head(&self) -> Head {
        self.head
    }

    /// Lines after the third. They are carried along and mean nothing here.
    #[must_use]
    pub fn extensions(&self) -> &[String] {
        &self.extensions
    }

    /// The text to sign.
    #[must_use]
    pub fn to_text(&self) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.head.size, self.head.root);
        for line in &self.extensions {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// This checkpoint, signed by the log.
    ///
    /// A log must never sign two trees of which the smaller is not the beginning of the larger one. Whoever calls this
    /// sees to that; nothing here remembers.
    ///
    /// # Errors
    /// When the key is not one for notes.
    pub fn sign<K: SigningKey>(&self, signer: &Signer<K>) -> Result<Published, Malformed> {
        self.sign_with(std::slice::from_ref(signer))
    }

    /// The same by several keys of the log, while one is about to follow another.
    ///
    /// # Errors
    /// As for [`Checkpoint::sign`], and when there is no key.
    pub fn sign_with<K: SigningKey>(&self, signers: &[Signer<K>]) -> Result<Published, Malformed> {
        let text = self.to_text();
        let signatures = signers.iter().map(|signer| signer.sign(&text)).collect::<Result<_, _>>()?;
        Ok(Published { checkpoint: self.clone(), note: Note::new(text, signatures)? })
    }
}

/// A checkpoint with the signatures under it, as it is published. Not to be believed before it is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    checkpoint: Checkpoint,
    note: Note,
}

impl Published {
    /// A published checkpoint from outside.
    ///
    /// # Errors
    /// When it is not a signed note, or its text not a checkpoint.
    pub fn read(bytes: &[u8]) -> Result<Self, Malformed> {
        let note = Note::read(bytes)?;
        Ok(Self { checkpoint: Checkpoint::read(note.text())?, note })
    }

    /// What it claims.
    #[must_use]
    pub fn checkpoint(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// Text and signatures.
    #[must_use]
    pub fn note(&self) -> &Note {
        &self.note
    }

    /// This checkpoint with one signature more.
    ///
    /// # Errors
    /// When it would have too many.
    pub fn with(self, signature: crate::Signature) -> Result<Self, Malformed> {
        Ok(Self { checkpoint: self.checkpoint, note: self.note.with(signature)? })
    }

    /// The tree, once it is known that this log signed it with one of these keys.
    ///
    /// # Errors
    /// When it is another log's, or none of the keys signed it, or a signature is false.
    pub fn believe(&self, origin: &str, keys: &[VerifierKey]) -> Result<Head, Forged> {
        if self.checkpoint.origin != origin {
            return Err(Forged::OtherLog);
        }
        self.note.check(keys)?;
        Ok(self.checkpoint.head)
    }

    /// The witnesses among these that countersigned, with the times they state; at least so many different ones.
    ///
    /// A countersignature does not bind the name of the witness, so one key under two names counts once, as two keys
    /// under one name do. Keys that are not a witness's count for nothing.
    ///
    /// # Errors
    /// When there are fewer, or a signature of one of them is false.
    pub fn witnessed<'a>(&self, by: &'a [VerifierKey], wanted: usize) -> Result<Vec<Checked<'a>>, Forged> {
        let mut good = match self.note.check(by) {
            Err(Forged::Nobody) => Vec::new(),
            checked => checked?,
        };
        good.retain(|checked| checked.time.is_some());
        let names: HashSet<&str> = good.iter().map(|checked| checked.key.name()).collect();
        let keys: HashSet<[u8; 32]> = good.iter().map(|checked| checked.key.public()).collect();
        let found = names.len().min(keys.len());
        if found < wanted { Err(Forged::TooFewWitnesses { found, wanted }) } else { Ok(good) }
    }
}

fn origin_of(line: &str) -> Result<&str, Malformed> {
    let good = !line.is_empty() && line.len() <= limits::NAME && !line.contains(char::is_control);
    if good { Ok(line) } else { Err(Malformed::Name) }
}

fn extensions(text: &str) -> Result<Vec<String>, Malformed> {
    let lines: Vec<String> = text.split_terminator('\n').map(str::to_owned).collect();
    let whole = text.is_empty() || text.ends_with('\n');
    if whole && lines.iter().all(|line| !line.is_empty()) { Ok(lines) } else { Err(Malformed::Checkpoint) }
}
