//! The exact words that an answer was given to, kept once for each distinct text and signed by the shop.

use store::{Error, Time, Tx, sql};

/// Words as they were shown, sworn to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// SHA-256 of the body: what a record of an answer points at.
    pub hash: [u8; 32],
    /// The words with their language, place and policy version, as canonical JSON (RFC 8785).
    pub body: String,
    /// The shop's signature over [`Signed::message`].
    pub signature: [u8; 64],
}

impl Signed {
    /// What is signed for words with this hash.
    pub fn message(hash: &[u8; 32]) -> Vec<u8> {
        [b"cloakroom wording 1\n".as_slice(), hash].concat()
    }
}

const KEEP: &str = "INSERT INTO wording (wording_hash, body, signature, signed_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (wording_hash) DO NOTHING";

/// Keeps the words, unless they are kept already.
pub fn keep(tx: &mut Tx, words: &Signed, now: Time) -> Result<(), Error> {
    tx.put(sql!(KEEP, words.hash, &words.body, words.signature.to_vec(), now))
}

const FIND: &str = "SELECT body, signature FROM wording WHERE wording_hash = $1";

/// The words with this hash; nothing for answers from before words were kept.
pub async fn find(tx: &mut Tx, hash: [u8; 32]) -> Result<Option<Signed>, Error> {
    let Some(mut row) = tx.row(sql!(FIND, hash)).await? else { return Ok(None) };
    let (body, signature) = (row.take(0)?, row.take::<Vec<u8>>(1)?);
    Ok(signature.try_into().ok().map(|signature| Signed { hash, body, signature }))
}
