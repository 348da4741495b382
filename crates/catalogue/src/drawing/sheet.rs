//! The sheet a picture is drawn on: collects shapes, their shading and the paper, and hands out the finished SVG.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::cloth;
use super::line::{Line, Spot, short, sliver};
use crate::picture::{Metal, Picture, Weave};
use crate::{Colour, Product};

/// A shape already on the sheet, to draw inside of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part(usize);

/// What a shape is filled with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paint {
    pub(super) base: Colour,
    weave: Option<(Weave, i16)>,
    lit: bool,
}

impl Paint {
    pub(super) fn plain(base: Colour) -> Paint {
        Paint { base, weave: None, lit: true }
    }

    /// Without light and shade: skin of paper, insides.
    pub(super) fn flat(base: Colour) -> Paint {
        Paint { base, weave: None, lit: false }
    }
}

pub(super) struct Sheet {
    prefix: String,
    pub(super) colour: Colour,
    pub(super) with: Colour,
    pub(super) trim: Colour,
    pub(super) metal: Colour,
    pub(super) weave: Weave,
    defs: String,
    pub(super) body: String,
    shadow: String,
    parts: usize,
    clips: BTreeSet<usize>,
    weaves: BTreeSet<(String, i16)>,
    buttons: bool,
    casts: bool,
    hung: bool,
    worn: bool,
}

impl Sheet {
    /// An empty sheet for one picture. `prefix` keeps its ids apart from those of others in the same scene.
    pub(super) fn new(prefix: &str, colour: Colour, picture: &Picture) -> Sheet {
        let with = picture.with.unwrap_or_else(|| contrast(colour, 0.34));
        Sheet {
            prefix: prefix.to_owned(),
            colour,
            with,
            trim: picture.trim.unwrap_or_else(|| contrast(colour, 0.42)),
            metal: metal(picture.metal),
            weave: picture.weave,
            defs: String::new(),
            body: String::new(),
            shadow: String::new(),
            parts: 0,
            clips: BTreeSet::new(),
            weaves: BTreeSet::new(),
            buttons: false,
            casts: true,
            hung: false,
            worn: false,
        }
    }

    pub(super) fn of(prefix: &str, product: &Product) -> Sheet {
        Sheet::new(prefix, product.colour.hex, &product.picture)
    }

    /// The main cloth, its weave turned by some degrees.
    pub(super) fn cloth(&self, turned: i16) -> Paint {
        Paint { base: self.colour, weave: Some((self.weave, turned)), lit: true }
    }

    /// Another weave or another colour of it.
    pub(super) fn woven(&self, base: Colour, weave: Weave, turned: i16) -> Paint {
        Paint { base, weave: Some((weave, turned)), lit: true }
    }

    /// The inside of the piece, in shadow.
    pub(super) fn inside(&self) -> Paint {
        Paint::flat(self.colour.darker(0.42))
    }

    /// From here on shapes throw no shadow on the paper (or do again).
    pub(super) fn casting(&mut self, casts: bool) {
        self.casts = casts;
    }

    /// Lays a shape on the sheet: colour, weave, light, and an edge in a darker tone of itself.
    pub(super) fn part(&mut self, line: &Line, paint: Paint) -> Part {
        let part = Part(self.parts);
        self.parts += 1;
        let name = format!("{}p{}", self.prefix, part.0);
        let _ = write!(self.defs, r#"<path id="{name}" d="{}"/>"#, line.data());
        let edge = paint.base.darker(0.38);
        let _ = write!(
            self.body,
            r##"<use href="#{name}" fill="{}" stroke="{edge}" stroke-width="1.1" stroke-linejoin="round"/>"##,
            paint.base
        );
        self.weave_over(&name, paint);
        if paint.lit {
            let light = self.light();
            let _ = write!(self.body, r##"<use href="#{name}" fill="url(#{light})"/>"##);
        }
        if self.casts {
            let _ = write!(self.shadow, r##"<use href="#{name}"/>"##);
        }
        part
    }

    fn weave_over(&mut self, name: &str, paint: Paint) {
        let Some((weave, turned)) = paint.weave else { return };
        if let Some(pattern) = self.pattern(weave, paint.base, turned) {
            let _ = write!(self.body, r##"<use href="#{name}" fill="url(#{pattern})"/>"##);
        }
    }

    /// The id of a weave in these colours at this angle, defined when first asked for.
    fn pattern(&mut self, weave: Weave, base: Colour, turned: i16) -> Option<String> {
        let tile = cloth::tile(weave, base, self.with)?;
        let kind =
            format!("{}w{}{}", self.prefix, cloth::letter(weave), base.to_string().trim_start_matches('#'));
        if self.weaves.insert((kind.clone(), 0)) {
            let _ = write!(
                self.defs,
                r#"<pattern id="{kind}" width="{}" height="{}" patternUnits="userSpaceOnUse">{}</pattern>"#,
                short(tile.width),
                short(tile.height),
                tile.marks
            );
        }
        if turned == 0 {
            return Some(kind);
        }
        let name = format!("{kind}t{}", turned + 90);
        if self.weaves.insert((kind.clone(), turned)) {
            let _ = write!(
                self.defs,
                r##"<pattern id="{name}" href="#{kind}" patternTransform="rotate({turned})"/>"##
            );
        }
        Some(name)
    }

    fn light(&mut self) -> String {
        let name = format!("{}l", self.prefix);
        if self.weaves.insert((name.clone(), 0)) {
            let sheen = if self.weave == Weave::Satin { 0.42 } else { 0.2 };
            let _ = write!(
                self.defs,
                concat!(
                    r##"<linearGradient id="{}" x1="0" y1="0" x2="1" y2=".35"><stop stop-color="#1d171c" stop-opacity=".1"/>"##,
                    r##"<stop offset=".24" stop-color="#fff8ec" stop-opacity="{}"/><stop offset=".55" stop-color="#fff8ec" stop-opacity="0"/>"##,
                    r##"<stop offset="1" stop-color="#1d171c" stop-opacity=".3"/></linearGradient>"##
                ),
                name, sheen
            );
        }
        name
    }

    /// Draws inside the outline of a part.
    pub(super) fn within(&mut self, part: Part, draw: impl FnOnce(&mut Sheet)) {
        let (p, at) = (self.prefix.clone(), part.0);
        if self.clips.insert(at) {
            let _ = write!(self.defs, r##"<clipPath id="{p}c{at}"><use href="#{p}p{at}"/></clipPath>"##);
        }
        let _ = write!(self.body, r##"<g clip-path="url(#{p}c{at})">"##);
        let casts = std::mem::replace(&mut self.casts, false);
        draw(self);
        self.casts = casts;
        self.body.push_str("</g>");
    }

    /// A fold: shadow on one flank, a little light on the other. `depth` from 0 to 1.
    pub(super) fn fold(&mut self, from: Spot, to: Spot, width: f32, bend: f32, depth: f32) {
        let lit = |(x, y): Spot| (x - width * 0.55, y);
        self.tone(&sliver(from, to, width, bend), false, depth * 0.5);
        self.tone(&sliver(lit(from), lit(to), width * 0.6, bend), true, depth * 0.4);
    }

    /// A shape of pure light or shadow.
    pub(super) fn tone(&mut self, line: &Line, light: bool, share: f32) {
        let ink = if light { "#fff8ec" } else { "#1d171c" };
        let _ = write!(
            self.body,
            r#"<path d="{}" fill="{ink}" opacity="{}"/>"#,
            line.data(),
            (share * 100.0).round() / 100.0
        );
    }

    /// A shape in a flat colour, without an edge.
    pub(super) fn patch(&mut self, line: &Line, colour: Colour) {
        let _ = write!(self.body, r#"<path d="{}" fill="{colour}"/>"#, line.data());
    }

    /// A line of a given colour and width.
    pub(super) fn stroke(&mut self, line: &Line, colour: Colour, width: f32) {
        let _ = write!(
            self.body,
            r#"<path d="{}" fill="none" stroke="{colour}" stroke-width="{}" stroke-linecap="round" stroke-linejoin="round"/>"#,
            line.data(),
            short(width)
        );
    }

    /// A seam: a fine line in a darker tone of the cloth.
    pub(super) fn seam(&mut self, line: &Line) {
        self.stroke(line, self.colour.darker(0.36), 1.1);
    }

    /// Top-stitching: fine dashes that show on the cloth.
    pub(super) fn stitch(&mut self, line: &Line) {
        self.stitch_in(line, contrast(self.colour, 0.3));
    }

    pub(super) fn stitch_in(&mut self, line: &Line, thread: Colour) {
        let _ = write!(
            self.body,
            r#"<path d="{}" fill="none" stroke="{thread}" stroke-width="1" stroke-dasharray="3.4 2.2"/>"#,
            line.data()
        );
    }

    /// A line of dashes: links of a chain, teeth of a zip.
    pub(super) fn dashes(&mut self, line: &Line, colour: Colour, width: f32, rhythm: &str) {
        let _ = write!(
            self.body,
            r#"<path d="{}" fill="none" stroke="{colour}" stroke-width="{}" stroke-dasharray="{rhythm}" stroke-linecap="round"/>"#,
            line.data(),
            short(width)
        );
    }

    /// A band between two outlines, given as one path.
    pub(super) fn ring(&mut self, data: &str, colour: Colour, weave: Option<Weave>) {
        let _ = write!(self.body, r#"<path d="{data}" fill="{colour}" fill-rule="evenodd"/>"#);
        if let Some(pattern) = weave.and_then(|weave| self.pattern(weave, colour, 0)) {
            let _ = write!(self.body, r##"<path d="{data}" fill="url(#{pattern})" fill-rule="evenodd"/>"##);
        }
    }

    /// Draws something in another colour and cloth, such as what is worn with the piece.
    pub(super) fn dressed(&mut self, colour: Colour, weave: Weave, draw: impl FnOnce(&mut Sheet)) {
        let own = (self.colour, self.with, self.trim, self.weave);
        (self.colour, self.weave) = (colour, weave);
        (self.with, self.trim) = (contrast(colour, 0.34), contrast(colour, 0.42));
        draw(self);
        (self.colour, self.with, self.trim, self.weave) = own;
    }

    /// Draws a bag whose shoulder strap is on the paper already.
    pub(super) fn bare_strap(&mut self, draw: impl FnOnce(&mut Sheet)) {
        self.hung = true;
        draw(self);
        self.hung = false;
    }

    /// Draws what somebody has on: backs of collars and labels are hidden by the neck.
    pub(super) fn on_somebody(&mut self, draw: impl FnOnce(&mut Sheet)) {
        let before = std::mem::replace(&mut self.worn, true);
        draw(self);
        self.worn = before;
    }

    /// Whether somebody has it on.
    pub(super) fn is_worn(&self) -> bool {
        self.worn
    }

    /// Whether the shoulder strap is drawn elsewhere.
    pub(super) fn is_hung(&self) -> bool {
        self.hung
    }

    /// A four-hole button in the trim colour, `radius` units.
    pub(super) fn button(&mut self, (x, y): Spot, radius: f32) {
        let name = format!("{}b", self.prefix);
        if !self.buttons {
            self.buttons = true;
            let (rim, well) = (self.trim.darker(0.35), self.trim.darker(0.2));
            let hole = self.trim.darker(0.65);
            let _ = write!(
                self.defs,
                concat!(
                    r##"<g id="{}"><circle cx="1" cy="1.6" r="6" fill="#1d171c" opacity=".3"/><circle r="6" fill="{}" stroke="{}" stroke-width=".7"/>"##,
                    r##"<circle r="4" fill="{}"/><path d="M-4.2-2.4A5 5 0 0 1 1-4.8" fill="none" stroke="#fff8ec" stroke-opacity=".6" stroke-width=".9"/>"##,
                    r##"<path d="M-1.3-1.3h.1M1.3-1.3h.1M-1.3 1.3h.1M1.3 1.3h.1" stroke="{}" stroke-width="1.3" stroke-linecap="round"/></g>"##
                ),
                name, self.trim, rim, well, hole
            );
        }
        let scale = (radius / 6.0 * 100.0).round() / 100.0;
        let _ = write!(
            self.body,
            r##"<use href="#{name}" transform="translate({} {}) scale({scale})"/>"##,
            short(x),
            short(y)
        );
    }

    /// A circle in a flat colour.
    pub(super) fn dot(&mut self, (x, y): Spot, radius: f32, colour: Colour) {
        let _ = write!(
            self.body,
            r#"<circle cx="{}" cy="{}" r="{}" fill="{colour}"/>"#,
            short(x),
            short(y),
            short(radius)
        );
    }

    /// A ring or buckle outline of metal: dark below, bright above.
    pub(super) fn metal_line(&mut self, line: &Line, width: f32) {
        self.stroke(line, self.metal.darker(0.45), width + 1.2);
        self.stroke(line, self.metal, width);
        self.stroke(line, self.metal.lighter(0.6), width * 0.3);
    }

    /// Opens a group moved and scaled; every `begin` needs its `end`.
    pub(super) fn begin(&mut self, transform: &str) {
        let _ = write!(self.body, r#"<g transform="{transform}">"#);
        let _ = write!(self.shadow, r#"<g transform="{transform}">"#);
    }

    pub(super) fn end(&mut self) {
        self.body.push_str("</g>");
        self.shadow.push_str("</g>");
    }

    /// A soft shadow on the ground, under things that stand.
    pub(super) fn ground(&mut self, (x, y): Spot, half_width: f32, half_height: f32, share: f32) {
        let name = format!("{}g", self.prefix);
        if self.weaves.insert((name.clone(), 0)) {
            let _ = write!(
                self.defs,
                concat!(
                    r##"<radialGradient id="{}"><stop stop-color="#1d171c"/><stop offset=".45" stop-color="#1d171c" stop-opacity=".55"/>"##,
                    r##"<stop offset="1" stop-color="#1d171c" stop-opacity="0"/></radialGradient>"##
                ),
                name
            );
        }
        let _ = write!(
            self.body,
            r##"<ellipse cx="{}" cy="{}" rx="{}" ry="{}" fill="url(#{name})" opacity="{share}"/>"##,
            short(x),
            short(y),
            short(half_width),
            short(half_height)
        );
    }

    /// The definitions and the drawing with its shadow cast down and to the right, moved into place.
    pub(super) fn placed(self, transform: &str) -> (String, String) {
        let blur = format!("{}s", self.prefix);
        let defs = format!(
            r#"{}<filter id="{blur}" x="-20%" y="-20%" width="150%" height="150%"><feGaussianBlur stdDeviation="9"/></filter>"#,
            self.defs
        );
        let drawing = format!(
            concat!(
                r##"<g transform="{}"><g transform="translate(11 15)" fill="#2a1c14" opacity=".34" filter="url(#{})">{}</g>{}</g>"##,
            ),
            transform, blur, self.shadow, self.body
        );
        (defs, drawing)
    }
}

/// A tone of the colour that can be seen on it: darker on light cloth, lighter on dark.
pub(super) fn contrast(colour: Colour, share: f32) -> Colour {
    if colour.lightness() > 0.3 { colour.darker(share) } else { colour.lighter(share) }
}

fn metal(metal: Metal) -> Colour {
    match metal {
        Metal::Brass => Colour::rgb(0xc6, 0x9c, 0x4f),
        Metal::Steel => Colour::rgb(0xb4, 0xb6, 0xb8),
        Metal::Black => Colour::rgb(0x38, 0x36, 0x38),
    }
}
