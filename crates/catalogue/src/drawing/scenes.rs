//! Pictures for the front page, put together from the pieces themselves: a rail, a shelf, people.

use super::line::Line;
use super::sheet::{Paint, Sheet};
use super::{alone, framed, worn};
use crate::picture::Cut;
use crate::{Catalogue, Colour, Product};

/// A scene and what hangs or stands in it.
struct Scene {
    name: &'static str,
    size: (u32, u32),
    paper: Colour,
    kind: Kind,
    pieces: &'static [&'static str],
}

enum Kind {
    Rail,
    Shelf,
    People,
}

const SCENES: [Scene; 0] = [];

/// The names of all scenes.
pub fn scenes() -> impl Iterator<Item = &'static str> {
    SCENES.iter().map(|scene| scene.name)
}

/// The scene of that name, drawn from the pieces of this catalogue; pieces it lacks are left out.
pub fn draw_scene(catalogue: &Catalogue, name: &str) -> Option<String> {
    let _ = (catalogue, name);
    None
}
