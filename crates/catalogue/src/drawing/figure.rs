//! The person who wears a piece: calm, faceless, one of five skins and four heads of hair.

use super::line::{Line, Spot};
use super::paper::seed;
use super::sheet::{Paint, Sheet};
use super::torso::{Arm, Torso};
use super::{lower, upper};
use crate::Colour;
use crate::picture::{End, Front, Head, HemShape, Neck, Pockets, Sleeve, Trousers, Upper, Weave};

const SKINS: [Colour; 5] = [
    Colour::rgb(0xf0, 0xcf, 0xb6),
    Colour::rgb(0xdc, 0xad, 0x88),
    Colour::rgb(0xb9, 0x80, 0x5b),
    Colour::rgb(0x8a, 0x58, 0x3c),
    Colour::rgb(0x5a, 0x38, 0x29),
];
const HAIRS: [Colour; 4] = [
    Colour::rgb(0x2a, 0x20, 0x1d),
    Colour::rgb(0x5b, 0x3a, 0x27),
    Colour::rgb(0xa8, 0x6b, 0x3d),
    Colour::rgb(0x8f, 0x8a, 0x86),
];

/// Who wears it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Figure {
    pub(super) skin: Colour,
    hair: Colour,
    style: u32,
}

impl Figure {
    /// The same person for the same piece, always.
    pub(super) fn of(name: &str) -> Figure {
        let number = seed(name);
        let skin = SKINS[(number >> 3) as usize % SKINS.len()];
        let hair =
            if skin.lightness() < 0.6 { HAIRS[0] } else { HAIRS[(number >> 9) as usize % HAIRS.len()] };
        Figure { skin, hair, style: (number >> 13) % 3 }
    }

    /// Hair that falls behind the shoulders. Goes before everything.
    pub(super) fn back(self, sheet: &mut Sheet) {
        if self.style == 0 {
            let back = Line::from(0.0, -166.0)
                .curve((-58.0, -168.0), (-62.0, -92.0), (-54.0, -30.0))
                .bow(0.0, -14.0, -6.0)
                .folded();
            sheet.part(&back, Paint::plain(self.hair.darker(0.2)));
        }
    }

    /// Neck and head. Go between the back of a garment and its front.
    pub(super) fn head(self, sheet: &mut Sheet) {
        let neck = Line::from(0.0, -72.0)
            .to(-21.0, -74.0)
            .curve((-21.0, -34.0), (-24.0, -12.0), (-62.0, 10.0))
            .to(-30.0, 110.0)
            .to(0.0, 120.0)
            .folded();
        let skin = sheet.part(&neck, Paint::plain(self.skin));
        sheet.within(skin, |sheet| {
            sheet.tone(
                &Line::from(-30.0, -70.0)
                    .bow(30.0, -70.0, -30.0)
                    .to(34.0, -10.0)
                    .bow(-16.0, -44.0, -4.0)
                    .close(),
                false,
                0.2,
            )
        });
        let face = Line::from(0.0, -158.0)
            .curve((-34.0, -158.0), (-41.0, -128.0), (-38.0, -104.0))
            .curve((-35.0, -76.0), (-16.0, -56.0), (0.0, -55.0))
            .folded();
        sheet.part(&face, Paint::plain(self.skin));
        self.hair(sheet);
    }

    fn hair(self, sheet: &mut Sheet) {
        let cap = match self.style {
            0 => Line::from(-44.0, -84.0)
                .curve((-52.0, -140.0), (-34.0, -170.0), (2.0, -168.0))
                .curve((38.0, -168.0), (50.0, -136.0), (44.0, -80.0))
                .curve((40.0, -118.0), (24.0, -134.0), (-10.0, -138.0))
                .curve((-30.0, -134.0), (-40.0, -112.0), (-44.0, -84.0)),
            1 => Line::from(-42.0, -100.0)
                .curve((-50.0, -146.0), (-30.0, -168.0), (0.0, -168.0))
                .curve((32.0, -168.0), (50.0, -146.0), (42.0, -100.0))
                .curve((38.0, -126.0), (22.0, -136.0), (0.0, -137.0))
                .curve((-22.0, -136.0), (-38.0, -126.0), (-42.0, -100.0)),
            _ => Line::from(-43.0, -108.0)
                .curve((-54.0, -150.0), (-24.0, -178.0), (10.0, -170.0))
                .curve((44.0, -166.0), (48.0, -130.0), (41.0, -104.0))
                .curve((38.0, -128.0), (30.0, -132.0), (18.0, -142.0))
                .curve((-6.0, -130.0), (-36.0, -136.0), (-43.0, -108.0)),
        };
        if self.style == 1 {
            let bun = Line::from(0.0, -196.0).curve((-22.0, -196.0), (-24.0, -166.0), (0.0, -162.0)).folded();
            sheet.part(&bun, Paint::plain(self.hair));
        }
        let part = sheet.part(&cap.close(), Paint::plain(self.hair));
        sheet.within(part, |sheet| {
            sheet.fold((-4.0, -166.0), (-42.0, -104.0), 7.0, -10.0, 0.5);
            sheet.fold((6.0, -166.0), (42.0, -104.0), 8.0, 10.0, 0.5);
        });
    }

    /// Bare arms or only the hands, following the sleeves. Goes before the garment.
    pub(super) fn arms(self, sheet: &mut Sheet, torso: &Torso, arm: Option<Arm>, sleeve: f32) {
        let (shoulder, angle) =
            ((torso.shoulder.0.min(102.0), torso.shoulder.1), arm.map_or(0.17, |arm| arm.angle));
        let bare = sleeve < 40.0;
        let wrist = if bare {
            let angle: f32 = if sleeve > 0.0 { angle * 0.6 } else { 0.16 };
            (-shoulder.0 - 285.0 * angle.sin() + 10.0, shoulder.1 + 285.0 * angle.cos())
        } else {
            let arm_end = arm.map_or((-160.0, 320.0), |arm| {
                ((arm.outer.0 + arm.inner.0) / 2.0, (arm.outer.1 + arm.inner.1) / 2.0)
            });
            (arm_end.0, arm_end.1 - 4.0)
        };
        for side in [1.0, -1.0] {
            if bare {
                self.bare_arm(sheet, shoulder, wrist, side);
            }
            self.hand(sheet, wrist, side);
        }
    }

    fn bare_arm(self, sheet: &mut Sheet, (sx, sy): Spot, (wx, wy): Spot, side: f32) {
        let elbow = ((-sx + wx) / 2.0 - 6.0, (sy + wy) / 2.0);
        let line = Line::from(-sx + 24.0, sy + 2.0)
            .curve((-sx - 10.0, sy - 2.0), (-sx - 14.0, sy + 40.0), (elbow.0 - 18.0, elbow.1))
            .bow(wx - 13.0, wy, -3.0)
            .to(wx + 12.0, wy + 2.0)
            .bow(elbow.0 + 20.0, elbow.1, 3.0)
            .bow(-sx + 34.0, sy + 88.0, -3.0)
            .close();
        let line = if side > 0.0 { line } else { line.mirrored() };
        sheet.part(&line, Paint::plain(self.skin));
    }

    pub(super) fn hand(self, sheet: &mut Sheet, (x, y): Spot, side: f32) {
        let line = Line::from(x - 13.0, y - 8.0)
            .curve((x - 20.0, y + 18.0), (x - 22.0, y + 34.0), (x - 15.0, y + 56.0))
            .curve((x - 10.0, y + 72.0), (x + 2.0, y + 72.0), (x + 3.0, y + 58.0))
            .bow(x + 7.0, y + 36.0, -2.0)
            .curve((x + 12.0, y + 50.0), (x + 20.0, y + 46.0), (x + 17.0, y + 32.0))
            .curve((x + 16.0, y + 18.0), (x + 14.0, y + 6.0), (x + 12.0, y - 6.0))
            .close();
        let line = if side > 0.0 { line } else { line.mirrored() };
        let part = sheet.part(&line, Paint::plain(self.skin));
        sheet.within(part, |sheet| {
            sheet.stroke(
                &Line::from(side * (x - 9.0), y + 62.0).to(side * (x - 7.0), y + 42.0),
                self.skin.darker(0.3),
                1.0,
            );
            sheet.stroke(
                &Line::from(side * (x - 2.0), y + 64.0).to(side * (x - 1.0), y + 42.0),
                self.skin.darker(0.3),
                1.0,
            );
        });
    }

    /// Legs to the floor at y = 800 with plain shoes, in skin or in stockings.
    pub(super) fn legs(self, sheet: &mut Sheet, stocking: Option<Colour>, shoe: Colour) {
        let colour = stocking.unwrap_or(self.skin);
        for side in [1.0, -1.0] {
            let lift = if side > 0.0 { 0.0 } else { -8.0 };
            let line = Line::from(-82.0, 300.0)
                .curve((-88.0, 400.0), (-70.0, 480.0), (-64.0, 540.0))
                .curve((-74.0, 600.0), (-54.0, 690.0), (-50.0, 764.0 + lift))
                .to(-30.0, 764.0 + lift)
                .curve((-24.0, 690.0), (-26.0, 600.0), (-24.0, 540.0))
                .bow(-4.0, 350.0, 3.0)
                .to(-4.0, 300.0)
                .close();
            let line = if side > 0.0 { line } else { line.mirrored() };
            sheet.part(&line, Paint::plain(colour));
            foot(sheet, -40.0, 0.0 + lift, side, shoe);
        }
    }

    /// Ankles and shoes alone, `apart` units from the centre, under hems that end `low` units below the neck.
    pub(super) fn feet(self, sheet: &mut Sheet, apart: f32, low: f32, shoe: Colour) {
        for side in [1.0, -1.0] {
            let lift = low - 768.0 + if side > 0.0 { 0.0 } else { -8.0 };
            let ankle = Line::from(-apart - 13.0, low - 60.0)
                .to(-apart - 10.0, 766.0 + lift)
                .to(-apart + 11.0, 766.0 + lift)
                .to(-apart + 14.0, low - 60.0)
                .close();
            let ankle = if side > 0.0 { ankle } else { ankle.mirrored() };
            sheet.part(&ankle, Paint::plain(self.skin));
            foot(sheet, -apart, lift, side, shoe);
        }
    }
}

/// A plain shoe from the front, its ankle `x` units from the centre.
fn foot(sheet: &mut Sheet, x: f32, lift: f32, side: f32, shoe: Colour) {
    let line = Line::from(x - 13.0, 756.0 + lift)
        .curve((x - 18.0, 776.0 + lift), (x - 26.0, 790.0 + lift), (x - 28.0, 802.0 + lift))
        .curve((x - 28.0, 812.0 + lift), (x + 10.0, 814.0 + lift), (x + 14.0, 802.0 + lift))
        .bow(x + 12.0, 758.0 + lift, 2.0)
        .bow(x - 13.0, 756.0 + lift, -10.0)
        .close();
    let line = if side > 0.0 { line } else { line.mirrored() };
    sheet.part(&line, Paint::plain(shoe));
}

/// Somebody in a piece that hangs from the shoulders, with trousers below it unless it is long enough to need none.
pub(super) fn wearing(sheet: &mut Sheet, name: &str, piece: &Upper) {
    let figure = Figure::of(name);
    let torso = Torso::of(piece);
    let tone = companion(sheet.colour);
    figure.back(sheet);
    if piece.skirt.is_some() || piece.length > 78.0 {
        let stocking = piece.skirt.is_none().then(|| tone.darker(0.4));
        figure.legs(sheet, stocking, sheet.colour.darker(0.6));
    } else {
        let trousers = plain_trousers();
        let (apart, low) = lower::ankle(&trousers);
        figure.feet(sheet, apart, 186.0 + low, tone.darker(0.6));
        sheet.dressed(tone, Weave::Twill, |sheet| {
            sheet.begin("translate(0 186)");
            lower::trousers(sheet, &trousers);
            sheet.end();
        });
    }
    let sleeve = piece.sleeve.as_ref().map_or(0.0, |sleeve| sleeve.length);
    figure.arms(sheet, &torso, super::torso::arm(piece, &torso), sleeve);
    upper::draw_on(sheet, piece, |sheet| figure.head(sheet));
}

/// Plain trousers in a colour that keeps out of the way.
pub(super) fn plain_trousers() -> Trousers {
    Trousers {
        length: 106.0,
        waist: 38.0,
        hip: 50.0,
        knee: 23.0,
        hem: 20.0,
        rise: 29.0,
        front: Front::Flat,
        turn_up: false,
    }
}

/// A plain long-sleeved top in a colour that keeps out of the way.
pub(super) fn plain_top(neck: Neck) -> Upper {
    Upper {
        length: 58.0,
        chest: 46.0,
        waist: Some(40.0),
        hem: Some(44.0),
        shoulder: 39.0,
        sleeve: Some(Sleeve { length: 60.0, bicep: 16.0, cuff: 10.0, head: Head::Set, end: End::Plain }),
        neck,
        drop: None,
        closure: crate::picture::Closure::None,
        buttons: 0,
        pockets: Pockets::None,
        extras: Vec::new(),
        skirt: None,
        hem_shape: HemShape::Straight,
    }
}

/// A plain coat, for those who carry a bag.
pub(super) fn plain_coat() -> Upper {
    Upper {
        length: 112.0,
        chest: 54.0,
        waist: Some(53.0),
        hem: Some(64.0),
        shoulder: 43.0,
        sleeve: Some(Sleeve { length: 60.0, bicep: 19.0, cuff: 14.0, head: Head::Set, end: End::Plain }),
        neck: Neck::Notch,
        closure: crate::picture::Closure::Single,
        buttons: 2,
        pockets: Pockets::Welt,
        ..plain_top(Neck::Crew)
    }
}

/// A colour for what is worn with a piece: near-black with light pieces, oat with dark ones.
pub(super) fn companion(colour: Colour) -> Colour {
    if colour.lightness() > 0.42 { Colour::rgb(0x3a, 0x38, 0x3c) } else { Colour::rgb(0xd8, 0xcc, 0xb8) }
}

/// Draws companion clothes in their own colour and cloth, and the head that looks out of them.
pub(super) fn alongside(sheet: &mut Sheet, figure: Figure, colour: Colour, weave: Weave, piece: &Upper) {
    sheet.dressed(colour, weave, |sheet| upper::draw_on(sheet, piece, |sheet| figure.head(sheet)));
}
