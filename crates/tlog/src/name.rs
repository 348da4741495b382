//! Names of tiles and entry bundles, as `c2sp.org/tlog-tiles` writes them behind the address of a log.

use std::{fmt, str::FromStr};

use crate::{limits, text::Malformed};

/// Hashes in a full tile, entries in a full bundle.
pub(crate) const FULL: u64 = 256;

/// The name of a tile or of an entry bundle: `tile/0/x001/234.p/5`, `tile/entries/000`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Name {
    /// Hashes of the tree.
    Tile {
        /// 0 for leaves, 1 for the roots of full tiles of leaves, and so on, up to 63.
        level: u8,
        /// Which tile of its level, from 0.
        index: u64,
        /// How many hashes it has, 1 to 256; with 256 it is full and changes no more.
        width: u16,
    },
    /// The entries themselves.
    Entries {
        /// Which bundle, from 0.
        index: u64,
        /// How many entries it has, 1 to 256.
        width: u16,
    },
}

impl Name {
    /// How many hashes or entries it has, 1 to 256.
    #[must_use]
    pub fn width(&self) -> usize {
        match self {
            Self::Tile { width, .. } | Self::Entries { width, .. } => usize::from(*width),
        }
    }

    /// The tile at a level of a tree of this size, as wide as it is there.
    pub(crate) fn tile(level: u8, index: u64, size: u64) -> Self {
        Self::Tile { level, index, width: width(index, size.checked_shr(8 * u32::from(level)).unwrap_or(0)) }
    }

    /// The bundle of a tree of this size, as wide as it is there.
    pub(crate) fn entries(index: u64, size: u64) -> Self {
        Self::Entries { index, width: width(index, size) }
    }
}

/// How wide a tile is when its level has so many hashes.
fn width(index: u64, hashes: u64) -> u16 {
    let before = index.saturating_mul(FULL);
    u16::try_from(hashes.saturating_sub(before).min(FULL)).unwrap_or(256)
}

impl fmt::Display for Name {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (index, width) = match self {
            Self::Tile { level, index, width } => {
                write!(out, "tile/{level}/")?;
                (index, width)
            }
            Self::Entries { index, width } => {
                out.write_str("tile/entries/")?;
                (index, width)
            }
        };
        out.write_str(&index_path(*index))?;
        if *width < 256 { write!(out, ".p/{width}") } else { Ok(()) }
    }
}

/// Three digits a step, an `x` before each but the last.
fn index_path(mut index: u64) -> String {
    let mut path = format!("{:03}", index % 1000);
    while index >= 1000 {
        index /= 1000;
        path = format!("x{:03}/{path}", index % 1000);
    }
    path
}

impl FromStr for Name {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        if text.len() > limits::TILE_NAME {
            return Err(Malformed::TooLong(limits::TILE_NAME));
        }
        let name = read(text).ok_or(Malformed::TileName)?;
        // One name, one spelling: whatever was read must be what would have been written.
        if name.to_string() == text { Ok(name) } else { Err(Malformed::TileName) }
    }
}

fn read(text: &str) -> Option<Name> {
    let (level, rest) = text.strip_prefix("tile/")?.split_once('/')?;
    let (path, width) = match rest.split_once(".p/") {
        Some((path, width)) => (path, width.parse().ok().filter(|width| (1..256).contains(width))?),
        None => (rest, 256),
    };
    let digits: String = path.chars().filter(|letter| *letter != 'x' && *letter != '/').collect();
    let index = digits.parse().ok()?;
    if level == "entries" {
        return Some(Name::Entries { index, width });
    }
    let level = level.parse().ok().filter(|level| *level < 64)?;
    Some(Name::Tile { level, index, width })
}
