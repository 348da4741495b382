//! The paper behind a picture.

use crate::Colour;

/// The shop's papers. Quiet enough that sixty cards side by side stay one room.
const PAPERS: [Colour; 9] = [
    Colour::rgb(0xe9, 0xe1, 0xd3),
    Colour::rgb(0xe4, 0xd3, 0xc4),
    Colour::rgb(0xd6, 0xd8, 0xca),
    Colour::rgb(0xd5, 0xdb, 0xdd),
    Colour::rgb(0xe8, 0xd6, 0xcf),
    Colour::rgb(0xdd, 0xd7, 0xde),
    Colour::rgb(0xc9, 0xbc, 0xa9),
    Colour::rgb(0xb9, 0xc0, 0xb6),
    Colour::rgb(0xeb, 0xdf, 0xc0),
];

/// The paper for a piece: far enough from its colour to show it, otherwise by chance of its name, always the same.
pub(super) fn under(colour: Colour, name: &str) -> Colour {
    let far: Vec<_> = PAPERS.into_iter().filter(|paper| paper.distance(colour) > 0.36).collect();
    let choice = if far.is_empty() { vec![Colour::rgb(0xb3, 0x9c, 0x86)] } else { far };
    choice[seed(name) as usize % choice.len()]
}

/// A number that is always the same for a name (FNV-1a) and spread well enough to choose by.
pub(super) fn seed(name: &str) -> u32 {
    let hash =
        name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash ^ (hash >> 15)
}

/// A sheet of this paper with light from the upper left, `width` by `height`.
pub(super) fn sheet(paper: Colour, width: u32, height: u32) -> (String, String) {
    let defs = format!(
        concat!(
            r#"<radialGradient id="air" cx=".3" cy=".18" r="1.05"><stop stop-color="{}"/><stop offset=".55" stop-color="{}"/>"#,
            r#"<stop offset="1" stop-color="{}"/></radialGradient>"#
        ),
        paper.lighter(0.42),
        paper,
        paper.darker(0.13)
    );
    (defs, format!(r##"<rect width="{width}" height="{height}" fill="url(#air)"/>"##))
}
