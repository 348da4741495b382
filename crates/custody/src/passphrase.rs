//! A root key out of a passphrase. The header file is no secret; without it the passphrase gives no key.

use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use vault::Key;
use zeroize::Zeroizing;

const HEAD: &str = "cloakroom-passphrase-1";
const SALT_LENGTH: usize = 16;
/// RFC 9106, section 4, the second choice it recommends: 64 MiB, three passes, four lanes.
const COST: Cost = Cost { memory: 65_536, passes: 3, lanes: 4 };
/// No header may ask for more: 1 GiB, so that a changed header cannot use up the machine.
const DEAREST: Cost = Cost { memory: 1_048_576, passes: 64, lanes: 64 };
/// Characters of the shortest passphrase that is taken for a new header. Whoever has header and key store can try out
/// passphrases at leisure, so it is longer than a password at a door.
pub const SHORTEST: usize = 20;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Cost {
    /// KiB.
    memory: u32,
    passes: u32,
    lanes: u32,
}

/// How a passphrase becomes the root key: the costs of argon2id (RFC 9106), and the salt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    cost: Cost,
    salt: [u8; SALT_LENGTH],
}

/// Why a header is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrokenHeader {
    /// The first word is not that of a header.
    #[error("this is not the header of a passphrase: its first word is not `cloakroom-passphrase-1`")]
    OtherFile,
    /// The words after it are not those of a header.
    #[error("this header of a passphrase is damaged: put it back from your copy")]
    Damaged,
    /// It asks for more memory or time than any header that this program writes.
    #[error("this header of a passphrase asks for too much memory or time: put it back from your copy")]
    TooDear,
}

impl Header {
    /// A new one; the salt must be fresh randomness.
    #[must_use]
    pub fn new(salt: [u8; SALT_LENGTH]) -> Header {
        Header { cost: COST, salt }
    }

    /// The text of its file, one line with its end.
    #[must_use]
    pub fn to_text(&self) -> String {
        let Cost { memory, passes, lanes } = self.cost;
        let salt = URL_SAFE_NO_PAD.encode(self.salt);
        format!("{HEAD} argon2id m={memory} t={passes} p={lanes} {salt}\n")
    }

    /// The header in the text of its file.
    ///
    /// # Errors
    /// [`BrokenHeader`], which says in words what is wrong.
    pub fn parse(text: &str) -> Result<Header, BrokenHeader> {
        let words: Vec<&str> = text.split_whitespace().collect();
        if words.first() != Some(&HEAD) {
            return Err(BrokenHeader::OtherFile);
        }
        let [_, "argon2id", memory, passes, lanes, salt] = words[..] else {
            return Err(BrokenHeader::Damaged);
        };
        let number = |word: &str, name: &str| {
            word.strip_prefix(name).and_then(|digits| digits.parse().ok()).ok_or(BrokenHeader::Damaged)
        };
        let cost = Cost {
            memory: number(memory, "m=")?,
            passes: number(passes, "t=")?,
            lanes: number(lanes, "p=")?,
        };
        let salt = URL_SAFE_NO_PAD.decode(salt).map_err(|_| BrokenHeader::Damaged)?;
        let salt = salt.try_into().map_err(|_| BrokenHeader::Damaged)?;
        if cost.memory > DEAREST.memory || cost.passes > DEAREST.passes || cost.lanes > DEAREST.lanes {
            return Err(BrokenHeader::TooDear);
        }
        Ok(Header { cost, salt })
    }

    /// The root key of this passphrase. Takes about as long as a glance, and 64 MiB, on purpose.
    ///
    /// # Errors
    /// [`BrokenHeader::Damaged`] for costs that argon2id does not know.
    pub fn root_key(&self, passphrase: &str) -> Result<Key, BrokenHeader> {
        let Cost { memory, passes, lanes } = self.cost;
        let params = Params::new(memory, passes, lanes, Some(32)).map_err(|_| BrokenHeader::Damaged)?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.as_bytes(), &self.salt, key.as_mut_slice())
            .map_err(|_| BrokenHeader::Damaged)?;
        Ok(Key::from_bytes(*key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn small(salt: [u8; 16]) -> Header {
        Header { cost: Cost { memory: 64, passes: 1, lanes: 1 }, salt }
    }

    #[test]
    fn a_header_comes_back_from_its_file() {
        let header = Header::new([7; 16]);
        assert_eq!(Header::parse(&header.to_text()), Ok(header));
    }

    #[test]
    fn the_same_passphrase_and_salt_give_the_same_key_and_no_others_do() {
        let key = |salt, words| small(salt).root_key(words).unwrap();
        let one = key([1; 16], "several quiet herons");
        assert!(one.same(&key([1; 16], "several quiet herons")));
        assert!(!one.same(&key([1; 16], "several quiet heron")));
        assert!(!one.same(&key([2; 16], "several quiet herons")));
    }

    #[test]
    fn each_way_of_breaking_a_header_has_its_own_words() {
        let text = Header::new([7; 16]).to_text();
        assert_eq!(Header::parse("cloakroom-root-1 AAAA"), Err(BrokenHeader::OtherFile));
        assert_eq!(Header::parse(&text[..40]), Err(BrokenHeader::Damaged));
        assert_eq!(Header::parse(&text.replace("argon2id", "argon2i")), Err(BrokenHeader::Damaged));
        assert_eq!(Header::parse(&text.replace("t=3", "t=three")), Err(BrokenHeader::Damaged));
        assert_eq!(Header::parse(&text.replace("m=65536", "m=99999999")), Err(BrokenHeader::TooDear));
    }

    #[test]
    fn costs_that_argon2_does_not_know_are_refused() {
        let none = Header { cost: Cost { memory: 1, passes: 0, lanes: 0 }, salt: [0; 16] };
        assert_eq!(none.root_key("words").err(), Some(BrokenHeader::Damaged));
    }
}
