//! The root key in the memory of this process: from a file, the environment or a passphrase.

use store::Dice;
use vault::{Answer, Keeper, Key, Trouble};

/// A root key that this process holds itself. Another sort of [`Keeper`] may stand in its place.
pub struct RootKey {
    key: Key,
    source: String,
}

impl RootKey {
    /// A fresh one.
    pub fn new(dice: &Dice) -> RootKey {
        RootKey::of(Key::from_bytes(dice.bytes()))
    }

    /// This key.
    pub fn of(key: Key) -> RootKey {
        RootKey { key, source: "this root key".to_owned() }
    }

    /// The same key; `source` says in words where it came from.
    #[must_use]
    pub fn from_source(self, source: &str) -> RootKey {
        RootKey { source: source.to_owned(), ..self }
    }

    /// From the text of its file.
    ///
    /// # Errors
    /// In words, when the text is no root key or was damaged. They hold no part of it.
    pub fn from_file_text(text: &str) -> Result<RootKey, String> {
        Key::from_file_text(text).map(RootKey::of).map_err(|broken| broken.to_string())
    }

    /// The text of its file, which is the secret itself.
    pub fn to_file_text(&self) -> zeroize::Zeroizing<String> {
        self.key.to_file_text()
    }
}

impl Keeper for RootKey {
    fn wrap<'k>(&'k self, key: &'k Key) -> Answer<'k, Vec<u8>> {
        Box::pin(std::future::ready(Ok(vault::wrap(&self.key, key))))
    }

    fn unwrap<'k>(&'k self, wrapped: &'k [u8]) -> Answer<'k, Key> {
        let opened =
            vault::unwrap(&self.key, wrapped).map_err(|_| Trouble::OtherRoot { keeper: self.in_words() });
        Box::pin(std::future::ready(opened))
    }

    fn in_words(&self) -> String {
        self.source.clone()
    }
}
