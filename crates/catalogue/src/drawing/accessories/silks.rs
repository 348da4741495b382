//! Scarves and squares.

use super::super::line::{Line, Spot};
use super::super::sheet::{Paint, Sheet};

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

pub(super) fn scarf(sheet: &mut Sheet) {
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

pub(super) fn wound(sheet: &mut Sheet) {
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

pub(super) fn square(sheet: &mut Sheet) {
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

pub(super) fn knotted(sheet: &mut Sheet) {
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
