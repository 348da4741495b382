//! The keys of the server for keys, and what they wrap.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, RandomizedNonceKey};
use base64::{Engine as _, engine::general_purpose::STANDARD};

use crate::chance;

const INVALID: &str = "invalid ciphertext: unable to decrypt";

/// One key with its versions, numbered from 1.
pub(super) struct Engine {
    versions: Vec<Option<RandomizedNonceKey>>,
}

impl Engine {
    pub(super) fn new() -> Engine {
        Engine { versions: vec![fresh()] }
    }

    pub(super) fn turn(&mut self) {
        self.versions.push(fresh());
    }

    pub(super) fn trim(&mut self) {
        let before = self.versions.len() - 1;
        self.versions[..before].iter_mut().for_each(|version| *version = None);
    }

    /// Base64 in, `vault:v1:…` out.
    pub(super) fn encrypt(&self, plaintext: &str) -> Result<String, &'static str> {
        let mut bytes = STANDARD.decode(plaintext).map_err(|_| "failed to base64-decode plaintext")?;
        let newest = self.versions.last().and_then(Option::as_ref).ok_or(INVALID)?;
        let nonce = newest.seal_in_place_append_tag(Aad::empty(), &mut bytes).map_err(|_| INVALID)?;
        let sealed = [nonce.as_ref().as_slice(), &bytes].concat();
        Ok(format!("vault:v{}:{}", self.versions.len(), STANDARD.encode(sealed)))
    }

    /// `vault:v1:…` in, base64 out.
    pub(super) fn decrypt(&self, ciphertext: &str) -> Result<String, &'static str> {
        let (version, letters) = ciphertext
            .strip_prefix("vault:v")
            .and_then(|rest| rest.split_once(':'))
            .ok_or("invalid ciphertext: no prefix")?;
        let place =
            version.parse::<usize>().ok().and_then(|version| version.checked_sub(1)).ok_or(INVALID)?;
        let key =
            self.versions.get(place).and_then(Option::as_ref).ok_or("ciphertext version is disallowed")?;
        let sealed = STANDARD.decode(letters).map_err(|_| INVALID)?;
        let (nonce, text) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(INVALID)?;
        let mut text = text.to_vec();
        let plain = key.open_in_place(nonce.into(), Aad::empty(), &mut text).map_err(|_| INVALID)?;
        Ok(STANDARD.encode(plain))
    }

    pub(super) fn rewrap(&self, ciphertext: &str) -> Result<String, &'static str> {
        self.encrypt(&self.decrypt(ciphertext)?)
    }
}

fn fresh() -> Option<RandomizedNonceKey> {
    RandomizedNonceKey::new(&AES_256_GCM, &chance::bytes::<32>()).ok()
}
