//! Values on their way from a sealed column to the person, partner or page that may have them.

use aws_lc_rs::constant_time;
use zeroize::Zeroizing;

use crate::Tampered;

/// An opened text. It is wiped from memory when dropped.
///
/// It has no `Debug`, `Display`, `Serialize`, `Clone`, `Deref`, `AsRef` or `PartialEq`, so it slips into no log, error,
/// answer or test snapshot. Its way out is one word that a reader can search for: [`Opened::show`], said only by
/// templates and by adapters that hand a value over.
pub struct Opened(Zeroizing<String>);

impl Opened {
    /// The text, for a template or an adapter.
    #[must_use]
    pub fn show(&self) -> &str {
        &self.0
    }

    /// Whether the text equals what someone typed, in a time that tells nothing about where they differ.
    #[must_use]
    pub fn same(&self, typed: &str) -> bool {
        constant_time::verify_slices_are_equal(self.0.as_bytes(), typed.as_bytes()).is_ok()
    }
}

/// Opened bytes, as closed as [`Opened`]; for what is not text, such as a ledger record.
pub struct OpenedBytes(Zeroizing<Vec<u8>>);

impl OpenedBytes {
    /// The bytes, for the decoder of the form they are in.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub(crate) fn copy_of(bytes: &[u8]) -> Self {
        Self(Zeroizing::new(bytes.to_vec()))
    }

    /// The same memory as text, without a copy that would have to be wiped too.
    pub(crate) fn into_text(mut self) -> Result<Opened, Tampered> {
        match String::from_utf8(std::mem::take(&mut *self.0)) {
            Ok(text) => Ok(Opened(Zeroizing::new(text))),
            Err(refused) => {
                drop(Zeroizing::new(refused.into_bytes()));
                Err(Tampered)
            }
        }
    }
}
