//! Small things: scarves, hats, belts, gloves and the like. Ten units a centimetre, each around its own origin.

mod hats;
mod pairs;
mod silks;

use self::hats::{beanie, brim, cap};
use self::pairs::{glasses, gloved, gloves, lenses, socks, stepping};
use self::silks::{knotted, scarf, square, wound};
use super::figure::{self, Figure};
use super::line::{Line, Spot};
use super::lower;
use super::placing::{Extent, Placing};
use super::sheet::{Paint, Sheet};
use super::torso::{self, Torso};
use crate::picture::{AccessoryStyle, Neck, Weave};

/// How much room it takes.
pub(super) fn extent(style: AccessoryStyle) -> Extent {
    let (half, top, bottom) = match style {
        AccessoryStyle::Scarf => (190.0, -330.0, 350.0),
        AccessoryStyle::Square => (270.0, -270.0, 270.0),
        AccessoryStyle::Beanie => (190.0, -220.0, 150.0),
        AccessoryStyle::Brim => (300.0, -180.0, 110.0),
        AccessoryStyle::Cap => (260.0, -170.0, 110.0),
        AccessoryStyle::Belt => (290.0, -150.0, 150.0),
        AccessoryStyle::Glasses => (270.0, -120.0, 110.0),
        AccessoryStyle::Gloves => (230.0, -260.0, 270.0),
        AccessoryStyle::Umbrella => (110.0, -400.0, 400.0),
        AccessoryStyle::Socks => (220.0, -290.0, 250.0),
    };
    Extent { half, top, bottom }
}

/// The thing by itself.
pub(super) fn alone(sheet: &mut Sheet, style: AccessoryStyle) {
    match style {
        AccessoryStyle::Scarf => scarf(sheet),
        AccessoryStyle::Square => square(sheet),
        AccessoryStyle::Beanie => beanie(sheet),
        AccessoryStyle::Brim => brim(sheet),
        AccessoryStyle::Cap => cap(sheet),
        AccessoryStyle::Belt => belt(sheet),
        AccessoryStyle::Glasses => glasses(sheet),
        AccessoryStyle::Gloves => gloves(sheet),
        AccessoryStyle::Umbrella => umbrella(sheet),
        AccessoryStyle::Socks => socks(sheet),
    }
}

/// Where to look from near.
pub(super) fn near(style: AccessoryStyle) -> Placing {
    let (focus, scale) = match style {
        AccessoryStyle::Scarf => ((-50.0, 250.0), 2.4),
        AccessoryStyle::Square => ((130.0, 120.0), 2.2),
        AccessoryStyle::Beanie => ((40.0, 40.0), 2.7),
        AccessoryStyle::Brim => ((70.0, -10.0), 2.6),
        AccessoryStyle::Cap => ((-40.0, 0.0), 2.5),
        AccessoryStyle::Belt => ((-40.0, 70.0), 2.8),
        AccessoryStyle::Glasses => ((-120.0, 0.0), 2.6),
        AccessoryStyle::Gloves => ((-70.0, 180.0), 2.5),
        AccessoryStyle::Umbrella => ((0.0, 250.0), 2.7),
        AccessoryStyle::Socks => ((-40.0, -170.0), 2.5),
    };
    Placing::near(focus, scale)
}

/// How close one stands to whoever wears it.
pub(super) fn framing(style: AccessoryStyle) -> Placing {
    match style {
        AccessoryStyle::Beanie | AccessoryStyle::Brim | AccessoryStyle::Cap | AccessoryStyle::Glasses => {
            Placing { x: 400.0, y: 640.0, scale: 2.5 }
        }
        AccessoryStyle::Square => Placing { x: 400.0, y: 480.0, scale: 2.1 },
        AccessoryStyle::Scarf => Placing { x: 400.0, y: 330.0, scale: 1.5 },
        AccessoryStyle::Belt => Placing { x: 400.0, y: -10.0, scale: 1.9 },
        AccessoryStyle::Gloves => Placing { x: 560.0, y: -30.0, scale: 1.9 },
        AccessoryStyle::Umbrella => Placing { x: 430.0, y: 250.0, scale: 0.92 },
        AccessoryStyle::Socks => Placing { x: 400.0, y: 560.0, scale: 1.2 },
    }
}

/// The thing on somebody.
pub(super) fn worn(sheet: &mut Sheet, name: &str, style: AccessoryStyle) {
    match style {
        AccessoryStyle::Belt => return belted(sheet, name),
        AccessoryStyle::Socks => return stepping(sheet, name),
        _ => {}
    }
    let figure = Figure::of(name);
    let tone = figure::companion(sheet.colour);
    figure.back(sheet);
    if matches!(style, AccessoryStyle::Square | AccessoryStyle::Glasses) {
        figure::alongside(sheet, figure, tone, Weave::Plain, &figure::plain_top(Neck::Crew));
    } else {
        figure.legs(sheet, Some(tone.darker(0.5)), tone.darker(0.6));
        figure::alongside(sheet, figure, tone, Weave::Twill, &figure::plain_coat());
    }
    on(sheet, figure, style);
}

fn on(sheet: &mut Sheet, figure: Figure, style: AccessoryStyle) {
    let placed = |sheet: &mut Sheet, transform: &str, draw: fn(&mut Sheet)| {
        sheet.begin(transform);
        draw(sheet);
        sheet.end();
    };
    match style {
        AccessoryStyle::Beanie => placed(sheet, "translate(0 -136) scale(.29)", beanie),
        AccessoryStyle::Brim => placed(sheet, "translate(0 -138) scale(.37)", brim),
        AccessoryStyle::Cap => placed(sheet, "translate(6 -136) scale(.31)", cap),
        AccessoryStyle::Glasses => placed(sheet, "translate(0 -108) scale(.155)", lenses),
        AccessoryStyle::Square => knotted(sheet),
        AccessoryStyle::Scarf => wound(sheet),
        AccessoryStyle::Gloves => gloved(sheet),
        AccessoryStyle::Umbrella => carried(sheet, figure),
        AccessoryStyle::Belt | AccessoryStyle::Socks => {}
    }
}

/// A band standing on its edge: the half behind, then the half in front with the buckle.
fn belt(sheet: &mut Sheet) {
    let back = Line::from(-270.0, -20.0)
        .curve((-200.0, -130.0), (200.0, -130.0), (270.0, -20.0))
        .to(270.0, 30.0)
        .curve((200.0, -84.0), (-200.0, -84.0), (-270.0, 30.0))
        .close();
    sheet.part(&back, Paint::plain(sheet.colour.darker(0.32)));
    let front = Line::from(-274.0, -22.0)
        .curve((-210.0, 96.0), (210.0, 96.0), (274.0, -22.0))
        .to(274.0, 32.0)
        .curve((210.0, 154.0), (-210.0, 154.0), (-274.0, 32.0))
        .close();
    let cloth = sheet.cloth(0);
    let part = sheet.part(&front, cloth);
    sheet.within(part, |sheet| {
        sheet.tone(
            &Line::from(-280.0, 10.0)
                .curve((-210.0, 132.0), (210.0, 132.0), (280.0, 10.0))
                .to(280.0, 60.0)
                .bow(-280.0, 60.0, -120.0)
                .close(),
            false,
            0.2,
        );
    });
    sheet.stitch(&Line::from(-268.0, -8.0).curve((-206.0, 106.0), (206.0, 106.0), (268.0, -8.0)));
    sheet.stitch(&Line::from(-268.0, 22.0).curve((-206.0, 142.0), (206.0, 142.0), (268.0, 22.0)));
    for at in 0..4_u8 {
        let x = 66.0 + 30.0 * f32::from(at);
        sheet.dot((x, 92.0 - x * 0.02 - (x / 60.0).powi(2) * 2.6), 4.6, sheet.colour.darker(0.66));
    }
    buckle(sheet, (-30.0, 92.0), 1.0);
    let keeper = Line::from(26.0, 62.0).to(46.0, 61.0).to(46.0, 126.0).to(26.0, 127.0).close();
    let cloth = sheet.cloth(90);
    sheet.part(&keeper, cloth);
}

fn buckle(sheet: &mut Sheet, (x, y): Spot, size: f32) {
    let frame = Line::from(x - 44.0 * size, y - 46.0 * size)
        .to(x + 40.0 * size, y - 46.0 * size)
        .to(x + 40.0 * size, y + 46.0 * size)
        .to(x - 44.0 * size, y + 46.0 * size)
        .close();
    sheet.tone(&frame.moved(|(x, y)| (x + 3.0, y + 6.0)), false, 0.2);
    sheet.metal_line(&frame, 11.0 * size);
    sheet.metal_line(&Line::from(x - 40.0 * size, y).to(x + 44.0 * size, y), 7.0 * size);
}

fn belted(sheet: &mut Sheet, name: &str) {
    let tone = figure::companion(sheet.colour);
    let (colour, weave) = (sheet.colour, sheet.weave);
    sheet.dressed(tone, Weave::Twill, |sheet| {
        let trousers = figure::plain_trousers();
        lower::worn(sheet, name, Some(lower::ankle(&trousers)), |sheet| {
            lower::trousers(sheet, &trousers);
            sheet.dressed(colour, weave, band);
        });
    });
}

fn band(sheet: &mut Sheet) {
    let strap = Line::from(-96.0, 1.0).bow(96.0, 1.0, -4.0).to(97.0, 18.0).bow(-97.0, 18.0, 4.0).close();
    let cloth = sheet.cloth(0);
    sheet.part(&strap, cloth);
    sheet.stitch(&Line::from(-94.0, 4.5).bow(94.0, 4.5, -4.0));
    let end = Line::from(14.0, 5.0).to(58.0, 4.0).to(64.0, 12.0).to(58.0, 21.0).to(14.0, 22.0).close();
    let cloth = sheet.cloth(0);
    sheet.part(&end, cloth);
    buckle(sheet, (0.0, 13.0), 0.3);
}

fn umbrella(sheet: &mut Sheet) {
    let wood = sheet.trim;
    let crook = Line::from(0.0, 200.0)
        .to(0.0, 320.0)
        .curve((0.0, 392.0), (84.0, 392.0), (84.0, 330.0))
        .to(84.0, 312.0);
    sheet.stroke(&crook, wood.darker(0.45), 21.0);
    sheet.stroke(&crook, wood, 17.0);
    sheet.stroke(&crook.moved(|(x, y)| (x - 4.0, y)), wood.lighter(0.4), 3.0);
    sheet.metal_line(&Line::from(0.0, -392.0).to(0.0, -330.0), 7.0);
    let furled = Line::from(0.0, -350.0)
        .curve((-20.0, -330.0), (-54.0, 60.0), (-50.0, 190.0))
        .bow(-24.0, 240.0, 4.0)
        .to(0.0, 226.0)
        .folded();
    let cloth = sheet.cloth(4);
    let part = sheet.part(&furled, cloth);
    sheet.within(part, |sheet| {
        for x in [-34.0_f32, -12.0, 14.0, 38.0] {
            sheet.fold((x * 0.2, -340.0), (x * 1.1, 240.0), 15.0, x * 0.2, 0.46);
        }
    });
    let tie = Line::from(-56.0, 60.0).bow(56.0, 44.0, -5.0).to(57.0, 62.0).bow(-56.0, 80.0, 5.0).close();
    let cloth = sheet.cloth(90);
    sheet.part(&tie, cloth);
    sheet.button((14.0, 63.0), 7.0);
}

fn carried(sheet: &mut Sheet, figure: Figure) {
    let coat = figure::plain_coat();
    let body = Torso::of(&coat);
    let Some(arm) = torso::arm(&coat, &body) else { return };
    let hand = ((arm.outer.0 + arm.inner.0) / 2.0, arm.outer.1);
    sheet.begin(&format!("translate({} {}) rotate(184) scale(.56)", hand.0 - 2.0, hand.1 + 208.0));
    umbrella(sheet);
    sheet.end();
    figure.hand(sheet, (hand.0, hand.1 - 4.0), 1.0);
    figure.hand(sheet, (hand.0, hand.1 - 4.0), -1.0);
}
