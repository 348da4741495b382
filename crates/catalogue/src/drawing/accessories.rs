//! Small things: scarves, hats, belts, gloves and the like. Ten units a centimetre, each around its own origin.

use super::figure::{self, Figure};
use super::line::{Line, Spot, sliver};
use super::lower;
use super::placing::{Extent, Placing};
use super::sheet::{Paint, Sheet};
use super::torso::{self, Torso};
use crate::Colour;
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

fn tail(sheet: &mut Sheet, top: Spot, end: Spot, half: f32, turned: i16) {
    let ((tx, ty), (ex, ey)) = (top, end);
    let line = Line::from(tx - half * 0.8, ty)
        .curve((tx - half, ty + 120.0), (ex - half - 8.0, ey - 160.0), (ex - half, ey))
        .bow(ex + half, ey + 6.0, -3.0)
        .curve((ex + half + 6.0, ey - 160.0), (tx + half, ty + 120.0), (tx + half * 0.8, ty))
        .close();
    let mut at = -half + 5.0;
    while at < half {
        sheet.stroke(
            &Line::from(ex + at, ey).bow(ex + at - 2.0, ey + 34.0, 2.0),
            sheet.colour.darker(0.22),
            3.4,
        );
        at += 9.0;
    }
    sheet.tone(&line.moved(|(x, y)| (x + 6.0, y + 6.0)), false, 0.18);
    let cloth = sheet.cloth(turned);
    let part = sheet.part(&line, cloth);
    sheet.within(part, |sheet| {
        sheet.fold((tx - half * 0.3, ty), (ex - half * 0.4, ey), 16.0, 8.0, 0.28);
        sheet.fold((tx + half * 0.4, ty), (ex + half * 0.3, ey), 18.0, -8.0, 0.32);
    });
}

fn scarf(sheet: &mut Sheet) {
    tail(sheet, (52.0, -220.0), (96.0, 232.0), 66.0, 4);
    let over = Line::from(-112.0, -190.0)
        .curve((-120.0, -330.0), (120.0, -340.0), (118.0, -196.0))
        .curve((90.0, -150.0), (20.0, -190.0), (0.0, -170.0))
        .curve((-30.0, -150.0), (-80.0, -150.0), (-112.0, -190.0))
        .close();
    let cloth = sheet.cloth(70);
    let part = sheet.part(&over, cloth);
    sheet.within(part, |sheet| {
        sheet.fold((-100.0, -210.0), (100.0, -230.0), 26.0, 34.0, 0.4);
        sheet.fold((-84.0, -180.0), (88.0, -196.0), 22.0, 22.0, 0.36);
    });
    tail(sheet, (-52.0, -224.0), (-84.0, 300.0), 70.0, -3);
}

fn wound(sheet: &mut Sheet) {
    sheet.begin("translate(22 66) scale(.5)");
    tail(sheet, (20.0, -60.0), (44.0, 330.0), 60.0, 3);
    sheet.end();
    sheet.begin("translate(-30 66) scale(.5)");
    tail(sheet, (10.0, -60.0), (-10.0, 420.0), 64.0, -3);
    sheet.end();
    for (y, wide, turned) in [(34.0, 86.0, 80), (2.0, 74.0, 96)] {
        let roll = Line::from(-wide, y - 20.0)
            .curve((-wide * 0.7, y + 46.0), (wide * 0.7, y + 46.0), (wide, y - 20.0))
            .curve((wide * 0.9, y - 56.0), (wide * 0.5, y - 40.0), (0.0, y - 34.0))
            .curve((-wide * 0.5, y - 40.0), (-wide * 0.9, y - 56.0), (-wide, y - 20.0))
            .close();
        sheet.tone(&roll.moved(|(x, y)| (x + 3.0, y + 7.0)), false, 0.22);
        let cloth = sheet.cloth(turned);
        let part = sheet.part(&roll, cloth);
        sheet.within(part, |sheet| {
            sheet.fold((-wide * 0.9, y - 18.0), (wide * 0.8, y - 10.0), 12.0, -20.0, 0.36);
            sheet.fold((-wide * 0.6, y - 26.0), (wide * 0.9, y - 20.0), 9.0, -14.0, 0.3);
        });
    }
}

fn square(sheet: &mut Sheet) {
    let silk = |inset: f32| {
        let r = 250.0 - inset;
        Line::from(-r, -r * 0.96)
            .bow(r, -r, 2.0)
            .bow(r * 0.98, r, -3.0)
            .bow(-r, r * 0.97, 3.0)
            .bow(-r, -r * 0.96, -2.0)
            .close()
    };
    sheet.part(&silk(0.0), Paint::plain(sheet.with));
    sheet.stroke(&silk(12.0), sheet.colour.lighter(0.5), 2.0);
    let cloth = sheet.cloth(0);
    let part = sheet.part(&silk(40.0), cloth);
    sheet.stroke(&silk(52.0), sheet.trim, 5.0);
    sheet.within(part, |sheet| {
        sheet.fold((-210.0, -30.0), (210.0, -50.0), 26.0, 12.0, 0.18);
        sheet.fold((-20.0, -210.0), (-50.0, 210.0), 30.0, -14.0, 0.18);
    });
}

fn knotted(sheet: &mut Sheet) {
    let bib = Line::from(-46.0, -18.0)
        .curve((-40.0, 30.0), (-20.0, 66.0), (4.0, 92.0))
        .curve((26.0, 64.0), (42.0, 28.0), (46.0, -18.0))
        .curve((20.0, 8.0), (-20.0, 8.0), (-46.0, -18.0))
        .close();
    sheet.tone(&bib.moved(|(x, y)| (x + 3.0, y + 5.0)), false, 0.22);
    let cloth = sheet.cloth(40);
    let part = sheet.part(&bib, cloth);
    sheet.stroke(
        &Line::from(-40.0, 10.0).curve((-34.0, 36.0), (-16.0, 66.0), (4.0, 84.0)).curve(
            (24.0, 60.0),
            (36.0, 36.0),
            (41.0, 8.0),
        ),
        sheet.with,
        5.0,
    );
    sheet.within(part, |sheet| {
        sheet.fold((-38.0, -8.0), (2.0, 80.0), 9.0, -8.0, 0.36);
        sheet.fold((36.0, -8.0), (8.0, 80.0), 9.0, 8.0, 0.36);
    });
    let band = Line::from(-46.0, -30.0)
        .curve((-22.0, -4.0), (22.0, -4.0), (46.0, -30.0))
        .to(48.0, -10.0)
        .curve((22.0, 20.0), (-22.0, 20.0), (-48.0, -10.0))
        .close();
    let cloth = sheet.cloth(84);
    let part = sheet.part(&band, cloth);
    sheet.within(part, |sheet| sheet.fold((-44.0, -16.0), (44.0, -16.0), 7.0, -14.0, 0.4));
}

fn beanie(sheet: &mut Sheet) {
    let dome = Line::from(0.0, -210.0)
        .curve((-110.0, -208.0), (-166.0, -110.0), (-160.0, 60.0))
        .bow(0.0, 84.0, -6.0)
        .folded();
    let cloth = sheet.cloth(0);
    let part = sheet.part(&dome, cloth);
    sheet.within(part, |sheet| {
        for x in [-96.0_f32, -40.0, 34.0, 92.0] {
            sheet.fold((x * 0.1, -206.0), (x, -40.0), 16.0, x * 0.12, 0.3);
        }
    });
    let turn = Line::from(-176.0, 30.0)
        .bow(176.0, 30.0, -16.0)
        .bow(172.0, 128.0, -5.0)
        .bow(-172.0, 128.0, 18.0)
        .bow(-176.0, 30.0, -5.0)
        .close();
    sheet.tone(&turn.moved(|(x, y)| (x, y - 9.0)), false, 0.2);
    let rib = sheet.woven(sheet.colour.darker(0.04), Weave::Rib, 0);
    sheet.part(&turn, rib);
    let label = Line::from(58.0, 78.0).to(104.0, 74.0).to(105.0, 102.0).to(59.0, 106.0).close();
    sheet.part(&label, Paint::plain(sheet.trim));
}

fn brim(sheet: &mut Sheet) {
    let under = Line::from(-290.0, 40.0)
        .curve((-200.0, -60.0), (200.0, -60.0), (290.0, 40.0))
        .curve((200.0, 70.0), (-200.0, 70.0), (-290.0, 40.0))
        .close();
    sheet.part(&under, Paint::flat(sheet.colour.darker(0.4)));
    let crown = Line::from(-132.0, 26.0)
        .curve((-142.0, -110.0), (-120.0, -168.0), (-66.0, -166.0))
        .curve((-30.0, -164.0), (-20.0, -140.0), (0.0, -140.0))
        .curve((24.0, -140.0), (34.0, -170.0), (76.0, -166.0))
        .curve((126.0, -160.0), (144.0, -106.0), (134.0, 26.0))
        .bow(-132.0, 26.0, 16.0)
        .close();
    let cloth = sheet.cloth(0);
    let part = sheet.part(&crown, cloth);
    let ribbon = sheet.trim;
    sheet.within(part, |sheet| {
        sheet.fold((-10.0, -142.0), (-30.0, -50.0), 34.0, -10.0, 0.4);
        let band = Line::from(-150.0, -32.0)
            .bow(150.0, -32.0, -14.0)
            .to(150.0, 40.0)
            .bow(-150.0, 40.0, 14.0)
            .close();
        sheet.part(&band, Paint::plain(ribbon));
    });
    let over = Line::from(-290.0, 36.0)
        .curve((-220.0, 90.0), (220.0, 90.0), (290.0, 36.0))
        .curve((250.0, 10.0), (180.0, 8.0), (134.0, 16.0))
        .curve((70.0, 46.0), (-70.0, 46.0), (-132.0, 16.0))
        .curve((-180.0, 8.0), (-250.0, 10.0), (-290.0, 36.0))
        .close();
    let cloth = sheet.cloth(0);
    let part = sheet.part(&over, cloth);
    sheet.within(part, |sheet| {
        sheet.tone(
            &Line::from(-134.0, 10.0)
                .curve((-70.0, 60.0), (90.0, 62.0), (180.0, 20.0))
                .bow(-134.0, 10.0, -20.0)
                .close(),
            false,
            0.22,
        )
    });
    sheet.stitch(&Line::from(-270.0, 40.0).curve((-200.0, 82.0), (200.0, 82.0), (270.0, 40.0)));
}

fn cap(sheet: &mut Sheet) {
    let crown = Line::from(-150.0, 42.0)
        .curve((-160.0, -90.0), (-70.0, -160.0), (20.0, -158.0))
        .curve((120.0, -154.0), (176.0, -60.0), (172.0, 54.0))
        .bow(-150.0, 42.0, 12.0)
        .close();
    let cloth = sheet.cloth(0);
    let part = sheet.part(&crown, cloth);
    sheet.within(part, |sheet| {
        for (to, bend) in [((-60.0, 60.0), 14.0), ((90.0, 64.0), -14.0)] {
            sheet.seam(&Line::from(16.0, -158.0).bow(to.0, to.1, bend));
            sheet.stitch(&Line::from(20.0, -156.0).bow(to.0 + 5.0, to.1, bend));
        }
        sheet.fold((120.0, -100.0), (150.0, 50.0), 26.0, -10.0, 0.3);
    });
    sheet.dot((18.0, -160.0), 10.0, sheet.colour.darker(0.2));
    let peak = Line::from(-152.0, 34.0)
        .curve((-220.0, 26.0), (-262.0, 60.0), (-256.0, 84.0))
        .curve((-180.0, 64.0), (-60.0, 66.0), (40.0, 62.0))
        .curve((-20.0, 40.0), (-90.0, 36.0), (-152.0, 34.0))
        .close();
    sheet.tone(&peak.moved(|(x, y)| (x + 4.0, y + 8.0)), false, 0.24);
    let cloth = sheet.cloth(20);
    sheet.part(&peak, cloth);
    sheet.stitch(&Line::from(-240.0, 72.0).curve((-180.0, 56.0), (-60.0, 58.0), (20.0, 56.0)));
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

fn lens(side: f32) -> Line {
    let line = Line::from(-28.0, -54.0)
        .curve((-90.0, -72.0), (-210.0, -70.0), (-214.0, -34.0))
        .curve((-216.0, 44.0), (-170.0, 74.0), (-118.0, 72.0))
        .curve((-60.0, 70.0), (-30.0, 26.0), (-28.0, -54.0))
        .close();
    if side < 0.0 { line } else { line.mirrored() }
}

fn lenses(sheet: &mut Sheet) {
    let frame = sheet.colour;
    let bridge = Line::from(-34.0, -40.0).bow(34.0, -40.0, 12.0);
    sheet.stroke(&bridge, frame.darker(0.4), 19.0);
    sheet.stroke(&bridge, frame, 16.0);
    for side in [-1.0, 1.0] {
        let glass = sheet.with;
        let part = sheet.part(&lens(side), Paint::plain(glass));
        sheet.within(part, |sheet| {
            let x = side * 121.0;
            sheet.tone(
                &Line::from(x - 90.0, 40.0)
                    .to(x + 10.0, -90.0)
                    .to(x + 46.0, -90.0)
                    .to(x - 60.0, 70.0)
                    .close(),
                true,
                0.2,
            );
            sheet.tone(
                &Line::from(x - 120.0, -90.0)
                    .to(x + 120.0, -90.0)
                    .to(x + 120.0, -20.0)
                    .to(x - 120.0, -20.0)
                    .close(),
                false,
                0.25,
            );
        });
        sheet.stroke(&lens(side), frame.darker(0.4), 20.0);
        sheet.stroke(&lens(side), frame, 17.0);
        sheet.stroke(&lens(side).moved(|(x, y)| (x - 3.0, y - 4.0)), frame.lighter(0.4), 2.6);
        let hinge = Line::from(side * 206.0, -44.0).to(side * 226.0, -48.0);
        sheet.stroke(&hinge, frame.darker(0.2), 18.0);
        sheet.dot((side * 206.0, -46.0), 4.6, sheet.metal);
    }
}

fn glasses(sheet: &mut Sheet) {
    sheet.ground((10.0, 84.0), 230.0, 16.0, 0.5);
    for side in [-1.0, 1.0] {
        let temple = Line::from(side * 222.0, -48.0)
            .curve((side * 190.0, -96.0), (side * 60.0, -104.0), (side * -60.0, -92.0))
            .bow(side * -104.0, -70.0, side * -8.0);
        sheet.stroke(&temple, sheet.colour.darker(0.55), 17.0);
        sheet.stroke(&temple, sheet.colour.darker(0.3), 13.0);
    }
    lenses(sheet);
}

fn glove() -> Line {
    Line::from(-66.0, 240.0)
        .curve((-60.0, 150.0), (-70.0, 110.0), (-74.0, 60.0))
        .curve((-104.0, 20.0), (-140.0, -20.0), (-136.0, -44.0))
        .curve((-130.0, -66.0), (-104.0, -50.0), (-78.0, -6.0))
        .curve((-84.0, -90.0), (-82.0, -170.0), (-60.0, -172.0))
        .curve((-40.0, -172.0), (-40.0, -120.0), (-36.0, -50.0))
        .curve((-38.0, -130.0), (-34.0, -214.0), (-12.0, -214.0))
        .curve((10.0, -214.0), (10.0, -130.0), (8.0, -52.0))
        .curve((14.0, -120.0), (20.0, -196.0), (42.0, -192.0))
        .curve((62.0, -188.0), (54.0, -110.0), (46.0, -40.0))
        .curve((60.0, -90.0), (74.0, -140.0), (90.0, -132.0))
        .curve((108.0, -122.0), (90.0, -60.0), (78.0, 10.0))
        .curve((72.0, 80.0), (62.0, 140.0), (68.0, 240.0))
        .bow(-66.0, 240.0, -8.0)
        .close()
}

fn gloves(sheet: &mut Sheet) {
    for (transform, mirrored) in
        [("translate(92 -14) rotate(9)", true), ("translate(-70 14) rotate(-7)", false)]
    {
        sheet.begin(transform);
        let line = if mirrored { glove().mirrored() } else { glove() };
        one_glove(sheet, &line, if mirrored { -1.0 } else { 1.0 });
        sheet.end();
    }
}

fn one_glove(sheet: &mut Sheet, line: &Line, side: f32) {
    sheet.tone(&line.moved(|(x, y)| (x + 7.0, y + 9.0)), false, 0.22);
    let cloth = sheet.cloth(0);
    let part = sheet.part(line, cloth);
    sheet.within(part, |sheet| {
        for x in [-22.0_f32, 8.0, 36.0] {
            sheet.seam(&Line::from(side * x, -46.0).bow(side * x * 0.7, 50.0, 2.0));
        }
        sheet.fold((-70.0, 120.0), (70.0, 112.0), 14.0, 8.0, 0.3);
        sheet.stitch(&Line::from(-80.0, 222.0).bow(80.0, 222.0, -8.0));
        let cuff = Line::from(-100.0, 168.0).bow(100.0, 168.0, -8.0);
        sheet.seam(&cuff);
    });
    sheet.button((side * 40.0, 196.0), 8.0);
}

fn gloved(sheet: &mut Sheet) {
    let coat = figure::plain_coat();
    let body = Torso::of(&coat);
    let Some(arm) = torso::arm(&coat, &body) else { return };
    let hand = ((arm.outer.0 + arm.inner.0) / 2.0, arm.outer.1);
    for side in [1.0, -1.0] {
        sheet.begin(&format!(
            "translate({} {}) rotate({}) scale(.31)",
            hand.0 * side,
            hand.1 + 52.0,
            180.0 + side * 9.0
        ));
        let line = if side > 0.0 { glove() } else { glove().mirrored() };
        one_glove(sheet, &line, side);
        sheet.end();
    }
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

fn sock() -> Line {
    Line::from(-64.0, -270.0)
        .curve((-60.0, -120.0), (-64.0, -20.0), (-62.0, 60.0))
        .curve((-90.0, 110.0), (-170.0, 130.0), (-190.0, 176.0))
        .curve((-204.0, 226.0), (-150.0, 232.0), (-100.0, 226.0))
        .curve((-20.0, 216.0), (50.0, 226.0), (64.0, 170.0))
        .curve((76.0, 100.0), (60.0, -60.0), (66.0, -270.0))
        .close()
}

fn one_sock(sheet: &mut Sheet) {
    let line = sock();
    sheet.tone(&line.moved(|(x, y)| (x + 7.0, y + 8.0)), false, 0.2);
    let cloth = sheet.cloth(0);
    let part = sheet.part(&line, cloth);
    let (with, trim) = (sheet.with, sheet.trim);
    sheet.within(part, |sheet| {
        let heel = Line::from(80.0, 70.0)
            .curve((10.0, 90.0), (0.0, 190.0), (60.0, 240.0))
            .to(120.0, 240.0)
            .to(120.0, 70.0)
            .close();
        sheet.part(&heel, Paint::plain(with));
        let toe =
            Line::from(-220.0, 120.0).to(-140.0, 120.0).bow(-132.0, 250.0, 12.0).to(-220.0, 250.0).close();
        sheet.part(&toe, Paint::plain(with));
        sheet.fold((-60.0, 70.0), (30.0, 100.0), 14.0, 8.0, 0.3);
        sheet.fold((-56.0, -20.0), (40.0, -6.0), 12.0, 5.0, 0.2);
    });
    let cuff =
        Line::from(-68.0, -284.0).bow(70.0, -284.0, 3.0).to(68.0, -216.0).bow(-66.0, -216.0, -3.0).close();
    let rib = sheet.woven(trim, Weave::Rib, 0);
    sheet.part(&cuff, rib);
}

fn socks(sheet: &mut Sheet) {
    for transform in ["translate(92 -18) rotate(5)", "translate(-20 16) rotate(-3)"] {
        sheet.begin(transform);
        one_sock(sheet);
        sheet.end();
    }
}

fn stepping(sheet: &mut Sheet, name: &str) {
    let skin: Colour = Figure::of(name).skin;
    sheet.casting(false);
    for (transform, shade) in [("translate(112 -30) scale(.95)", 0.12), ("translate(-60 20)", 0.0)] {
        sheet.ground(if shade > 0.0 { (60.0, 186.0) } else { (-110.0, 246.0) }, 200.0, 22.0, 0.5);
        sheet.begin(transform);
        let leg = Line::from(-64.0, -200.0)
            .curve((-84.0, -330.0), (-80.0, -420.0), (-64.0, -620.0))
            .to(84.0, -620.0)
            .curve((96.0, -420.0), (90.0, -330.0), (66.0, -200.0))
            .close();
        let part = sheet.part(&leg, Paint::plain(skin.darker(shade)));
        sheet.within(part, |sheet| {
            sheet.tone(&sliver((60.0, -600.0), (60.0, -240.0), 40.0, 10.0), false, 0.14)
        });
        one_sock(sheet);
        sheet.end();
    }
}
