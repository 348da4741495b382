//! Hashes of the tree (RFC 6962 section 2.1): a leaf and a node begin with different bytes, so that neither can be
//! taken for the other.

use std::fmt;

use aws_lc_rs::digest::{Context, SHA256};

use crate::text::{Malformed, from_base64, to_base64};

/// A hash of the tree, 32 bytes of SHA-256. Shown in base64, as the formats write it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Hash(pub [u8; 32]);

/// The root of a tree without entries: the hash of nothing.
pub const EMPTY_ROOT: Hash = Hash([
    0xe3, 0xb0, 0xc4, 0x42, 0x98, 0xfc, 0x1c, 0x14, 0x9a, 0xfb, 0xf4, 0xc8, 0x99, 0x6f, 0xb9, 0x24, 0x27,
    0xae, 0x41, 0xe4, 0x64, 0x9b, 0x93, 0x4c, 0xa4, 0x95, 0x99, 0x1b, 0x78, 0x52, 0xb8, 0x55,
]);

/// A tree at one moment: how many entries it has, and the hash that binds all of them in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Number of entries.
    pub size: u64,
    /// Root of the tree.
    pub root: Hash,
}

impl Head {
    /// A tree before its first entry.
    pub const EMPTY: Self = Self { size: 0, root: EMPTY_ROOT };
}

impl Hash {
    /// The leaf of an entry.
    #[must_use]
    pub fn leaf(entry: &[u8]) -> Self {
        digest(0, &[entry])
    }

    /// The node above two hashes.
    #[must_use]
    pub fn node(left: &Self, right: &Self) -> Self {
        digest(1, &[&left.0, &right.0])
    }

    /// The hash that 44 letters of base64 stand for.
    ///
    /// # Errors
    /// When they are not base64 in its one spelling, or not of 32 bytes.
    pub fn from_base64(text: &str) -> Result<Self, Malformed> {
        if text.len() != 44 {
            return Err(Malformed::Hash);
        }
        from_base64(text)?.try_into().map(Self).map_err(|_| Malformed::Hash)
    }

    /// This hash as 44 letters of base64.
    #[must_use]
    pub fn to_base64(&self) -> String {
        to_base64(&self.0)
    }
}

fn digest(kind: u8, parts: &[&[u8]]) -> Hash {
    let mut context = Context::new(&SHA256);
    context.update(&[kind]);
    for part in parts {
        context.update(part);
    }
    Hash(to_array(context.finish().as_ref()))
}

/// SHA-256 of bytes, without any byte before them.
pub(crate) fn sha256(bytes: &[u8]) -> [u8; 32] {
    to_array(aws_lc_rs::digest::digest(&SHA256, bytes).as_ref())
}

fn to_array(digest: &[u8]) -> [u8; 32] {
    let mut array = [0; 32];
    array.copy_from_slice(digest);
    array
}

impl fmt::Display for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.to_base64())
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, out)
    }
}
