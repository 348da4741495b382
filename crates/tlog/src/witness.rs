//! What a log asks of a witness, and how a witness judges it (`c2sp.org/tlog-witness`).

use std::fmt::Write;

use crate::{
    Hash, Head, Published, Signature, Signer, SigningKey, VerifierKey, limits,
    text::{Malformed, hashes, line, number, plain},
    verify_consistency,
    witness_answer::Refusal,
};

/// A new checkpoint, and the proof that it continues the last one that the witness saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Submission {
    /// Size of the tree that the witness saw last.
    pub old: u64,
    /// From that tree to the new one; empty when the old one is.
    pub proof: Vec<Hash>,
    /// What is to be countersigned.
    pub checkpoint: Published,
}

impl Submission {
    /// The body of a request from outside.
    ///
    /// # Errors
    /// When it is not of the form, or larger than one may be.
    pub fn read(body: &[u8]) -> Result<Self, Malformed> {
        let text = plain(body, limits::SUBMISSION)?;
        let (first, rest) = line(text)?;
        let old = number(first.strip_prefix("old ").ok_or(Malformed::OldLine)?)?;
        let (proof, rest) = hashes(rest)?;
        Ok(Self { old, proof, checkpoint: Published::read(rest.as_bytes())? })
    }

    /// The body to send.
    #[must_use]
    pub fn to_body(&self) -> String {
        let mut body = format!("old {}\n", self.old);
        for hash in &self.proof {
            let _ = writeln!(body, "{hash}");
        }
        format!("{body}\n{}", self.checkpoint.note().to_text())
    }
}

/// What a witness knows of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Who the log is.
    pub origin: String,
    /// Keys of the log.
    pub keys: Vec<VerifierKey>,
    /// The last tree that was countersigned; [`Head::EMPTY`] when none was.
    pub latest: Head,
}

/// A submission that may be countersigned.
///
/// The witness keeps [`Accepted::head`] first, durably, and only if the latest tree is still the one that was judged by:
/// of two submissions at the same time one must get a conflict. Then it signs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    published: Published,
}

impl Accepted {
    /// The tree to keep as the latest one.
    #[must_use]
    pub fn head(&self) -> Head {
        self.published.checkpoint().head()
    }

    /// The countersignature of a witness, with the time in seconds since 1970.
    ///
    /// # Errors
    /// When the key is not one of a witness.
    pub fn cosign<K: SigningKey>(&self, witness: &Signer<K>, time: u64) -> Result<Signature, Malformed> {
        witness.cosign(self.published.note().text(), time)
    }
}

impl Known {
    /// Whether a submission may be countersigned. Submissions of other logs are refused as unknown.
    ///
    /// # Errors
    /// The refusal to answer with.
    pub fn judge(&self, submission: Submission) -> Result<Accepted, Refusal> {
        let Submission { old, proof, checkpoint } = submission;
        if checkpoint.checkpoint().origin() != self.origin {
            return Err(Refusal::UnknownLog);
        }
        let new = checkpoint.believe(&self.origin, &self.keys).map_err(|_| Refusal::NotSigned)?;
        if old > new.size {
            return Err(Refusal::Backwards);
        }
        if old != self.latest.size {
            return Err(Refusal::Conflict(self.latest.size));
        }
        if old == new.size && old != 0 && new.root != self.latest.root {
            return Err(Refusal::OtherRoot);
        }
        verify_consistency(&self.latest, &new, &proof).map_err(Refusal::Unproven)?;
        Ok(Accepted { published: checkpoint })
    }
}
