//! Pictures for the front page, put together from the pieces themselves: a rail, a shelf, people.

use std::fmt::Write;

use super::sheet::Sheet;
use super::{alone, framed, worn};
use crate::{Catalogue, Colour, Product};

/// A scene: what stands behind, and what hangs or stands in it, the furthest first.
struct Scene {
    name: &'static str,
    size: (u32, u32),
    paper: Colour,
    behind: fn(Colour) -> String,
    pieces: &'static [Piece],
}

struct Piece {
    slug: &'static str,
    at: (f32, f32),
    scale: f32,
    how: How,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Hung,
    Standing,
    Worn,
}

const fn hung(slug: &'static str, x: f32, y: f32) -> Piece {
    Piece { slug, at: (x, y), scale: 1.3, how: How::Hung }
}

const fn standing(slug: &'static str, x: f32, y: f32, scale: f32) -> Piece {
    Piece { slug, at: (x, y), scale, how: How::Standing }
}

const fn person(slug: &'static str, x: f32, y: f32, scale: f32) -> Piece {
    Piece { slug, at: (x, y), scale, how: How::Worn }
}

const SCENES: [Scene; 3] = [
    Scene {
        name: "rail",
        size: (1500, 1300),
        paper: Colour::rgb(0xe4, 0xd6, 0xc6),
        behind: rail,
        pieces: &[
            hung("loden-cape-coat-charcoal", 1400.0, 268.0),
            hung("meadow-tea-dress-poppy", 1215.0, 268.0),
            hung("pane-overcoat-oat", 520.0, 268.0),
            hung("fallow-shirt-dress-chambray", 1000.0, 268.0),
            hung("ormond-wrap-coat-camel", 770.0, 268.0),
            standing("penny-loafer-oxblood", 470.0, 1205.0, 0.86),
            standing("market-tote-saddle", 1085.0, 1222.0, 0.86),
        ],
    },
    Scene {
        name: "shelf",
        size: (1500, 1000),
        paper: Colour::rgb(0xc6, 0xcb, 0xbd),
        behind: plinths,
        pieces: &[
            standing("post-satchel-forest", 300.0, 690.0, 1.12),
            standing("well-bucket-bag-cream", 640.0, 690.0, 1.06),
            standing("slouch-hobo-cognac", 1180.0, 560.0, 0.92),
            standing("opera-pump-emerald", 830.0, 846.0, 0.9),
            standing("quilt-flap-bag-night", 1240.0, 846.0, 0.9),
        ],
    },
    Scene {
        name: "people",
        size: (1500, 1050),
        paper: Colour::rgb(0xd9, 0xd3, 0xda),
        behind: street,
        pieces: &[
            person("moss-duffle-bottle", 1180.0, 232.0, 0.9),
            person("pleated-skirt-pine", 300.0, 232.0, 0.9),
            person("harrow-trench-stone", 590.0, 222.0, 0.96),
            person("shetland-yoke-cardigan-heather", 890.0, 222.0, 0.94),
        ],
    },
];

/// The names of all scenes.
pub fn scenes() -> impl Iterator<Item = &'static str> {
    SCENES.iter().map(|scene| scene.name)
}

/// The scene of that name, drawn from the pieces of this catalogue; pieces it lacks are left out.
pub fn draw_scene(catalogue: &Catalogue, name: &str) -> Option<String> {
    let scene = SCENES.iter().find(|scene| scene.name == name)?;
    let (mut defs, mut drawing) = (String::new(), (scene.behind)(scene.paper));
    let found = scene.pieces.iter().filter_map(|piece| Some((piece, catalogue.product(piece.slug)?)));
    for ((piece, product), letter) in found.zip('a'..='z') {
        let (own_defs, own) = placed(piece, product, letter);
        defs += &own_defs;
        drawing += &own;
    }
    Some(framed(scene.paper, scene.size, &defs, &drawing))
}

fn placed(piece: &Piece, product: &Product, letter: char) -> (String, String) {
    let mut sheet = Sheet::of(&letter.to_string(), product);
    match piece.how {
        How::Worn => drop(worn(&mut sheet, product)),
        How::Hung | How::Standing => drop(alone(&mut sheet, product)),
    }
    let ((x, y), scale) = (piece.at, piece.scale);
    let (defs, drawing) = sheet.placed(&format!("translate({x} {y}) scale({scale})"));
    let hanger = if piece.how == How::Hung { hanger(piece.at, scale) } else { String::new() };
    (defs, hanger + &drawing)
}

/// A wooden hanger whose hook lies over the rail.
fn hanger((x, y): (f32, f32), scale: f32) -> String {
    let rail = RAIL - y;
    format!(
        concat!(
            r##"<g transform="translate({} {})" fill="none" stroke-linecap="round"><path d="M0 {}C14 {} 16 {} 0 {}V-14" stroke="#8d8984" stroke-width="5"/>"##,
            r##"<path d="M{} 34Q0 -34 {} 34" stroke="#7a5433" stroke-width="17"/><path d="M{} 31Q0 -38 {} 31" stroke="#a9794d" stroke-width="9"/></g>"##
        ),
        x,
        y,
        rail - 5.0,
        rail - 16.0,
        rail + 14.0,
        rail + 24.0,
        -92.0 * scale,
        92.0 * scale,
        -90.0 * scale,
        90.0 * scale,
    )
}

const RAIL: f32 = 168.0;

fn rail(paper: Colour) -> String {
    let mut drawn = floor(paper, (1500.0, 1300.0), 1130.0);
    for (dy, width, colour) in [
        (10.0, 15.0, paper.darker(0.22)),
        (0.0, 15.0, Colour::rgb(0x4a, 0x46, 0x44)),
        (-3.5, 3.0, Colour::rgb(0x9a, 0x96, 0x92)),
    ] {
        let y = RAIL + dy;
        let _ = write!(drawn, r#"<path d="M0 {y}H1500" stroke="{colour}" stroke-width="{width}"/>"#);
    }
    drawn
}

fn plinths(paper: Colour) -> String {
    let mut drawn = floor(paper, (1500.0, 1000.0), 900.0);
    for (x, y, width) in [(60.0, 690.0, 790.0), (980.0, 560.0, 420.0), (620.0, 846.0, 880.0)] {
        let (top, face) = (paper.lighter(0.5), paper.lighter(0.22));
        let height = 1000.0 - y;
        let _ = write!(
            drawn,
            concat!(
                r##"<rect x="{}" y="{}" width="{}" height="{}" fill="#2a1c14" opacity=".1"/><rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>"##,
                r##"<path d="M{} {}h{}l-26 -26h-{}Z" fill="{}"/>"##
            ),
            x + 22.0,
            y + 12.0,
            width,
            height,
            x,
            y + 12.0,
            width,
            height,
            face,
            x,
            y + 12.0,
            width,
            width - 52.0,
            top,
        );
    }
    drawn
}

fn street(paper: Colour) -> String {
    floor(paper, (1500.0, 1050.0), 935.0)
}

/// The floor in front of the wall.
fn floor(paper: Colour, (width, height): (f32, f32), y: f32) -> String {
    let (ground, edge) = (paper.darker(0.1), paper.darker(0.2));
    format!(
        r#"<rect y="{y}" width="{width}" height="{}" fill="{ground}" opacity=".75"/><path d="M0 {y}H{width}" stroke="{edge}" stroke-width="2" opacity=".5"/>"#,
        height - y
    )
}
