//! What a witness answers, as both sides see it (`c2sp.org/tlog-witness`).

use thiserror::Error;

use crate::{
    Kind, Note, Signature, Unproven, VerifierKey, limits,
    text::{Malformed, number, plain},
};

/// Why a witness does not countersign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// 400: the request cannot be read.
    #[error("the request is not of the form: {0}")]
    Malformed(Malformed),
    /// 400: the checkpoint is of a smaller tree than the one it is said to continue.
    #[error("the checkpoint is smaller than the old size")]
    Backwards,
    /// 404: the witness does not watch this log.
    #[error("this witness does not know the log")]
    UnknownLog,
    /// 403: no key of this log has signed the checkpoint.
    #[error("none of the keys of this log has signed the checkpoint")]
    NotSigned,
    /// 409: the last tree that the witness saw has another size, namely this one. To be asked again from there.
    #[error("the last checkpoint seen has the size {0}")]
    Conflict(u64),
    /// 409: the witness saw a tree of this size with another root. The log has split, or was rewritten.
    #[error("a checkpoint of this size with another root was seen before")]
    OtherRoot,
    /// 422: the proof does not show that the new tree begins with the old one. The log was rewritten.
    #[error("the consistency proof does not hold: {0}")]
    Unproven(Unproven),
}

impl Refusal {
    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) | Self::Backwards => 400,
            Self::NotSigned => 403,
            Self::UnknownLog => 404,
            Self::Conflict(_) | Self::OtherRoot => 409,
            Self::Unproven(_) => 422,
        }
    }

    /// The type of the answer's body.
    #[must_use]
    pub fn content_type(&self) -> &'static str {
        match self {
            Self::Conflict(_) => SIZE_TYPE,
            _ => "text/plain; charset=utf-8",
        }
    }

    /// The body of the answer.
    #[must_use]
    pub fn body(&self) -> String {
        match self {
            Self::Conflict(size) => format!("{size}\n"),
            other => format!("{other}\n"),
        }
    }
}

const SIZE_TYPE: &str = "text/x.tlog.size";

/// What a log makes of a witness's answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Countersignatures, all of them good and of keys that are trusted. They may be put under the checkpoint.
    Cosigned(Vec<Signature>),
    /// The witness saw a tree of this size last: make the proof from there and ask again.
    From(u64),
    /// The witness saw another root at this size. An alarm: there are two histories.
    OtherRoot,
    /// The proof did not hold for the witness. An alarm, unless the proof was damaged on its way.
    Unproven,
    /// None of the log's keys that the witness knows has signed.
    NotSigned,
    /// The witness does not watch this log.
    UnknownLog,
    /// The witness could not read the request, or it goes backwards.
    Malformed,
}

/// An answer that none of the above explains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum UnexpectedAnswer {
    /// A status that the protocol does not have.
    #[error("the witness answered with the status {0}")]
    Status(u16),
    /// A body that is not what its status says.
    #[error("the answer of the witness cannot be read: {0}")]
    Body(#[from] Malformed),
    /// Signatures, but no good one of a witness that is trusted.
    #[error("the witness answered with signatures, and none of a trusted witness is good")]
    NotSigned,
}

impl Answer {
    /// Reads an answer to the submission of a checkpoint whose text is given.
    ///
    /// # Errors
    /// When it is no answer of the protocol, or no signature in it is of a trusted witness.
    pub fn read(
        (status, content_type, body): (u16, &str, &[u8]),
        checkpoint: &str,
        witnesses: &[VerifierKey],
    ) -> Result<Self, UnexpectedAnswer> {
        match status {
            200 => cosigned(body, checkpoint, witnesses).map(Self::Cosigned),
            400 => Ok(Self::Malformed),
            403 => Ok(Self::NotSigned),
            404 => Ok(Self::UnknownLog),
            409 if content_type == SIZE_TYPE => Ok(Self::From(size(body)?)),
            409 => Ok(Self::OtherRoot),
            422 => Ok(Self::Unproven),
            other => Err(UnexpectedAnswer::Status(other)),
        }
    }
}

fn size(body: &[u8]) -> Result<u64, Malformed> {
    number(plain(body, 32)?.strip_suffix('\n').ok_or(Malformed::CutOff)?)
}

fn cosigned(body: &[u8], text: &str, keys: &[VerifierKey]) -> Result<Vec<Signature>, UnexpectedAnswer> {
    let all = Signature::read_lines(plain(body, limits::NOTE)?)?;
    let counts = |signature: &Signature, key: &VerifierKey| {
        key.kind() == Kind::Cosignature && key.is_named_by(signature)
    };
    let trusted: Vec<Signature> =
        all.into_iter().filter(|signature| keys.iter().any(|key| counts(signature, key))).collect();
    let note = Note::new(text.to_owned(), trusted.clone()).map_err(|_| UnexpectedAnswer::NotSigned)?;
    note.check(keys).map_err(|_| UnexpectedAnswer::NotSigned)?;
    Ok(trusted)
}
