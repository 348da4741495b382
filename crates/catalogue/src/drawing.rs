//! Pictures of everything the shop sells, drawn as SVG: one light, one angle, three views a piece.
//!
//! A drawing depends on the product alone, so the same piece is always the same picture.

mod accessories;
mod bags;
mod closures;
mod cloth;
mod collars;
mod figure;
mod line;
mod lower;
mod marks;
mod paper;
mod placing;
mod scenes;
mod sheet;
mod shoes;
mod torso;
mod upper;

use self::placing::{Extent, HEIGHT, Placing, VIEWS, WIDTH};
use self::sheet::Sheet;
use self::torso::Torso;
use crate::Product;
use crate::picture::{Cut, Upper};

pub use self::marks::{icon, mark};
pub use self::scenes::{draw_scene, scenes};

/// How a piece is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum View {
    /// The whole piece by itself.
    Front,
    /// One place of it, near enough to see the cloth.
    Detail,
    /// On somebody.
    Worn,
}

impl View {
    /// All views, in the order a product page shows them.
    pub const ALL: [View; 3] = VIEWS;

    /// Its part of the address.
    pub fn name(self) -> &'static str {
        match self {
            View::Front => "front",
            View::Detail => "detail",
            View::Worn => "worn",
        }
    }

    /// The view of that name.
    pub fn parse(name: &str) -> Option<View> {
        View::ALL.into_iter().find(|view| view.name() == name)
    }

    /// What the picture shows, for those who listen.
    pub fn in_words(self) -> &'static str {
        match self {
            View::Front => "the whole piece",
            View::Detail => "the cloth, from near",
            View::Worn => "worn",
        }
    }
}

/// The picture of a product, 800 by 1000 units.
pub fn draw(product: &Product, view: View) -> String {
    let paper = product.picture.paper.unwrap_or_else(|| paper::under(product.colour.hex, &product.slug));
    let mut sheet = Sheet::of("", product);
    let placing = match view {
        View::Front => front(&mut sheet, product),
        View::Detail => detail(&mut sheet, product),
        View::Worn => worn(&mut sheet, product),
    };
    let (defs, drawing) = sheet.placed(&placing.transform());
    framed(paper, (WIDTH as u32, HEIGHT as u32), &defs, &drawing)
}

/// A finished picture: paper, definitions, drawing.
fn framed(paper: crate::Colour, (width, height): (u32, u32), defs: &str, drawing: &str) -> String {
    let (air, ground) = paper::sheet(paper, width, height);
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}"><defs>{air}{defs}</defs>{ground}{drawing}</svg>"#
    )
}

/// The piece alone on its sheet, at the origin, and the room it takes.
fn alone(sheet: &mut Sheet, product: &Product) -> Extent {
    match &product.picture.cut {
        Cut::Upper(cut) => {
            upper::draw(sheet, cut);
            upper::extent(cut)
        }
        Cut::Trousers(cut) => {
            lower::trousers(sheet, cut);
            lower::trousers_extent(cut)
        }
        Cut::Skirt(cut) => {
            lower::skirt(sheet, cut);
            lower::skirt_extent(cut)
        }
        Cut::Shoe(cut) => {
            shoes::pair(sheet, cut);
            shoes::extent(cut)
        }
        Cut::Bag(cut) => {
            bags::standing(sheet, cut);
            bags::extent(cut)
        }
        Cut::Accessory(cut) => {
            accessories::alone(sheet, cut.style);
            accessories::extent(cut.style)
        }
    }
}

/// Largest scale for the whole piece, so that a belt is not as large as a coat.
fn largest(cut: &Cut) -> f32 {
    match cut {
        Cut::Upper(_) | Cut::Trousers(_) | Cut::Skirt(_) => 1.62,
        Cut::Shoe(_) => 1.5,
        Cut::Bag(_) => 1.5,
        Cut::Accessory(_) => 1.22,
    }
}

fn front(sheet: &mut Sheet, product: &Product) -> Placing {
    let extent = alone(sheet, product);
    Placing::whole(extent, largest(&product.picture.cut))
}

fn detail(sheet: &mut Sheet, product: &Product) -> Placing {
    alone(sheet, product);
    match &product.picture.cut {
        Cut::Upper(cut) => {
            let torso = Torso::of(cut);
            Placing::near((torso.neck * 0.3, (torso.drop * 0.5 + 40.0).min(120.0)), 2.7)
        }
        Cut::Trousers(cut) => Placing::near((cut.waist * 0.7, 62.0), 2.6),
        Cut::Skirt(cut) => Placing::near((cut.waist * 0.6, 76.0), 2.6),
        Cut::Shoe(cut) => Placing::near((-70.0, -64.0 - cut.heel * 3.0 - cut.shaft * 1.5), 2.6),
        Cut::Bag(cut) => Placing::near((cut.width * 1.2, -cut.height * 5.0), 2.5),
        Cut::Accessory(cut) => accessories::near(cut.style),
    }
}

fn worn(sheet: &mut Sheet, product: &Product) -> Placing {
    let name = &product.slug;
    match &product.picture.cut {
        Cut::Upper(cut) => figure::wearing(sheet, name, cut),
        Cut::Trousers(cut) => {
            lower::worn(sheet, name, Some(lower::ankle(cut)), |sheet| lower::trousers(sheet, cut))
        }
        Cut::Skirt(cut) => lower::worn(sheet, name, None, |sheet| lower::skirt(sheet, cut)),
        Cut::Shoe(cut) => shoes::worn(sheet, name, cut),
        Cut::Bag(cut) => bags::worn(sheet, name, cut),
        Cut::Accessory(cut) => accessories::worn(sheet, name, cut.style),
    }
    match &product.picture.cut {
        Cut::Upper(cut) => framing(cut),
        Cut::Trousers(_) | Cut::Skirt(_) => Placing { x: 400.0, y: 205.0, scale: 0.92 },
        Cut::Shoe(cut) => Placing { x: 400.0, y: 830.0, scale: 1.36 - cut.shaft * 0.006 },
        Cut::Bag(_) => Placing { x: 400.0, y: 290.0, scale: 1.18 },
        Cut::Accessory(cut) => accessories::framing(cut.style),
    }
}

/// Long pieces show the whole person, short ones stop at the knee.
fn framing(cut: &Upper) -> Placing {
    let scale = if cut.length > 78.0 { 0.92 } else { 1.24 };
    Placing { x: WIDTH / 2.0, y: 36.0 + 196.0 * scale, scale }
}
