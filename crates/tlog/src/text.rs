//! What all the text formats here share: lines, numbers and base64 with exactly one spelling each, so that what is read
//! and written again has the same bytes.

use base64::{Engine, engine::general_purpose::STANDARD};
use thiserror::Error;

use crate::limits;

/// Why a text was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Malformed {
    /// It is larger than anything of its kind may be.
    #[error("it has more than {0} bytes")]
    TooLong(usize),
    /// It is not UTF-8, or has a control character that is not the end of a line.
    #[error("it is not plain text in UTF-8")]
    NotText,
    /// A line, or the whole, ends before its end.
    #[error("it ends too early")]
    CutOff,
    /// A number has a sign, zeros in front, other letters, or is larger than any tree.
    #[error("a number is not written as a plain decimal, or is too large")]
    Number,
    /// Base64 that is not in its one spelling.
    #[error("it is not standard base64")]
    Base64,
    /// A hash does not have 32 bytes.
    #[error("a hash does not have 32 bytes")]
    Hash,
    /// A name or an origin is empty, too long, or has letters that it may not have.
    #[error("a name is empty, longer than {max} bytes, or has a letter that it may not have", max = limits::NAME)]
    Name,
    /// A line of signatures is not one.
    #[error("a signature line is not of the form “— name base64”")]
    SignatureLine,
    /// A note without the empty line before its signatures, or without signatures.
    #[error("a signed note needs a text, an empty line and at least one signature")]
    NotANote,
    /// More signatures than are read.
    #[error("there are more than {max} signatures", max = limits::SIGNATURES)]
    TooManySignatures,
    /// A verifier key that is not one, or whose id is not that of its name and key.
    #[error("it is not a verifier key of the form “name+id+key”, or its id does not belong to it")]
    Key,
    /// A key or signature of a kind that is not known here.
    #[error("keys of this kind are not known here")]
    KeyKind,
    /// A text that is not a checkpoint.
    #[error("a checkpoint begins with three lines: origin, size and root; no line of it is empty")]
    Checkpoint,
    /// The line before a consistency proof.
    #[error("a submission begins with “old” and a size")]
    OldLine,
    /// The first line of a proof file.
    #[error("a proof file begins with c2sp.org/tlog-proof@v1")]
    ProofHeader,
    /// The line with the number of the entry.
    #[error("a proof file names its entry in a line “index” and a number")]
    IndexLine,
    /// A line of extra data without data, or with too much.
    #[error("the extra data is empty or has more than {max} bytes", max = limits::EXTRA)]
    Extra,
    /// A proof with more hashes than the largest tree asks for.
    #[error("a proof has more than {max} hashes", max = limits::PROOF)]
    TooManyHashes,
    /// A tile or bundle has other bytes than its name says.
    #[error("its length is not what its name says")]
    Length,
    /// A statement that one key comes after another.
    #[error(
        "a statement that one key of a log comes after another has four lines: its form, the log, and the two keys"
    )]
    Succession,
    /// The name of a tile or bundle.
    #[error("it is not the name of a tile or of an entry bundle")]
    TileName,
}

/// The text in bytes: UTF-8 without control characters other than the end of a line.
pub(crate) fn plain(bytes: &[u8], most: usize) -> Result<&str, Malformed> {
    if bytes.len() > most {
        return Err(Malformed::TooLong(most));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| Malformed::NotText)?;
    let odd = |letter: char| letter < ' ' && letter != '\n';
    if text.contains(odd) { Err(Malformed::NotText) } else { Ok(text) }
}

/// The first line without its end, and what follows it.
pub(crate) fn line(text: &str) -> Result<(&str, &str), Malformed> {
    text.split_once('\n').ok_or(Malformed::CutOff)
}

/// A decimal number up to the largest tree, without sign and without zeros in front.
pub(crate) fn number(text: &str) -> Result<u64, Malformed> {
    let plain = text == "0" || !text.starts_with('0');
    let digits = plain && text.bytes().all(|byte| byte.is_ascii_digit());
    let value = if digits { text.parse().ok() } else { None };
    value.filter(|value| *value <= limits::SIZE).ok_or(Malformed::Number)
}

/// Hashes, one a line, up to the empty line; and what follows that.
pub(crate) fn hashes(mut text: &str) -> Result<(Vec<crate::Hash>, &str), Malformed> {
    let mut hashes = Vec::new();
    loop {
        let (first, rest) = line(text)?;
        text = rest;
        if first.is_empty() {
            return Ok((hashes, text));
        }
        if hashes.len() == limits::PROOF {
            return Err(Malformed::TooManyHashes);
        }
        hashes.push(crate::Hash::from_base64(first)?);
    }
}

/// Bytes written in standard base64 with its padding and without spare bits.
pub(crate) fn from_base64(text: &str) -> Result<Vec<u8>, Malformed> {
    STANDARD.decode(text).map_err(|_| Malformed::Base64)
}

/// Standard base64 with padding.
pub(crate) fn to_base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}
