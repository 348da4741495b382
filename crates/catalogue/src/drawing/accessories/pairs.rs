//! What comes in pairs: glasses, gloves, socks.

use super::super::figure::{self, Figure};
use super::super::line::{Line, sliver};
use super::super::sheet::{Paint, Sheet};
use super::super::torso::{self, Torso};
use crate::Colour;
use crate::picture::Weave;

fn lens(side: f32) -> Line {
    let line = Line::from(-28.0, -54.0)
        .curve((-90.0, -72.0), (-210.0, -70.0), (-214.0, -34.0))
        .curve((-216.0, 44.0), (-170.0, 74.0), (-118.0, 72.0))
        .curve((-60.0, 70.0), (-30.0, 26.0), (-28.0, -54.0))
        .close();
    if side < 0.0 { line } else { line.mirrored() }
}

pub(super) fn lenses(sheet: &mut Sheet) {
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

pub(super) fn glasses(sheet: &mut Sheet) {
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

pub(super) fn gloves(sheet: &mut Sheet) {
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

pub(super) fn gloved(sheet: &mut Sheet) {
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

pub(super) fn socks(sheet: &mut Sheet) {
    for transform in ["translate(92 -18) rotate(5)", "translate(-20 16) rotate(-3)"] {
        sheet.begin(transform);
        one_sock(sheet);
        sheet.end();
    }
}

pub(super) fn stepping(sheet: &mut Sheet, name: &str) {
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
