//! Bags that keep no shape of their own.

use super::super::line::Line;
use super::super::sheet::{Paint, Sheet};
use super::{buckled, mouth, plate, shell, shoulder_strap, stitched, strap, trunk};

pub(super) fn tote(sheet: &mut Sheet, half: f32, tall: f32) {
    let top = half * 1.04;
    strap(
        sheet,
        &Line::from(-half * 0.42, -tall + 8.0).curve(
            (-half * 0.44, -tall - 190.0),
            (half * 0.44, -tall - 190.0),
            (half * 0.42, -tall + 8.0),
        ),
        13.0,
        true,
    );
    mouth(sheet, top - 2.0, -tall, 9.0);
    let line = Line::from(0.0, -tall + 7.0)
        .bow(-top, -tall, -3.0)
        .bow(-half * 0.94, -14.0, 3.0)
        .bow(-half * 0.9, 0.0, -3.0)
        .to(0.0, 0.0)
        .folded();
    let part = shell(sheet, &line);
    sheet.within(part, |sheet| {
        sheet.fold((-half * 0.86, -tall + 30.0), (-half * 0.6, -30.0), 22.0, 6.0, 0.16);
        sheet.fold((half * 0.7, -tall + 20.0), (half * 0.8, -10.0), 26.0, -6.0, 0.26);
        sheet.fold((-half * 0.1, -30.0), (half * 0.5, -8.0), 16.0, 4.0, 0.14);
    });
    stitched(sheet, &Line::from(-top + 3.0, -tall + 15.0).bow(top - 3.0, -tall + 15.0, -6.0));
    strap(
        sheet,
        &Line::from(-half * 0.46, -tall + 84.0).curve(
            (-half * 0.5, -tall - 210.0),
            (half * 0.5, -tall - 210.0),
            (half * 0.46, -tall + 84.0),
        ),
        14.0,
        false,
    );
    for side in [-1.0, 1.0] {
        sheet.dot((side * half * 0.46, -tall + 70.0), 3.4, sheet.metal);
        sheet.dot((side * half * 0.46, -tall + 34.0), 3.4, sheet.metal);
    }
    plate(sheet, (0.0, -tall + 52.0));
}

pub(super) fn bucket(sheet: &mut Sheet, half: f32, tall: f32) {
    shoulder_strap(sheet, half * 0.9, tall);
    let top = half * 0.84;
    mouth(sheet, top, -tall, 20.0);
    let line = Line::from(0.0, -tall + 12.0)
        .bow(-top, -tall, -6.0)
        .curve((-top - 6.0, -tall * 0.6), (-half, -tall * 0.3), (-half * 0.96, -16.0))
        .bow(0.0, 6.0, -14.0)
        .folded();
    let part = shell(sheet, &line);
    sheet.within(part, |sheet| {
        for at in [-0.8_f32, -0.5, -0.15, 0.2, 0.5, 0.78] {
            sheet.fold((at * top, -tall - 10.0), (at * half * 0.8, -tall * 0.5), 15.0, at * 6.0, 0.4);
        }
    });
    let base = Line::from(-half * 0.98, -54.0)
        .bow(half * 0.98, -54.0, -16.0)
        .bow(half * 0.96, -16.0, 1.0)
        .bow(0.0, 6.0, 14.0)
        .bow(-half * 0.96, -16.0, 14.0)
        .close();
    sheet.part(&base, Paint::plain(sheet.trim));
    let cord = Line::from(-top + 2.0, -tall + 36.0).bow(top - 2.0, -tall + 36.0, -14.0);
    sheet.stroke(&cord, sheet.trim.darker(0.4), 6.6);
    sheet.stroke(&cord, sheet.trim, 4.8);
    for side in [-1.0, 1.0] {
        strap(
            sheet,
            &Line::from(side * 12.0, -tall + 64.0).curve(
                (side * 22.0, -tall + 92.0),
                (side * 12.0, -tall + 130.0),
                (side * 26.0, -tall + 164.0),
            ),
            4.6,
            false,
        );
        sheet.part(
            &Line::from(side * 20.0, -tall + 160.0)
                .to(side * 34.0, -tall + 160.0)
                .to(side * 37.0, -tall + 194.0)
                .to(side * 17.0, -tall + 194.0)
                .close(),
            Paint::plain(sheet.trim),
        );
    }
}

pub(super) fn backpack(sheet: &mut Sheet, half: f32, tall: f32) {
    strap(
        sheet,
        &Line::from(-28.0, -tall + 8.0).curve(
            (-28.0, -tall - 66.0),
            (28.0, -tall - 66.0),
            (28.0, -tall + 8.0),
        ),
        12.0,
        false,
    );
    for side in [-1.0, 1.0] {
        strap(
            sheet,
            &Line::from(side * half * 0.9, -tall * 0.7).curve(
                (side * half * 1.28, -tall * 0.6),
                (side * half * 1.28, -tall * 0.2),
                (side * half * 0.96, -26.0),
            ),
            15.0,
            true,
        );
    }
    let line = Line::from(0.0, -tall)
        .curve((-half * 0.8, -tall), (-half, -tall * 0.86), (-half, -tall * 0.66))
        .bow(-half, -30.0, -5.0)
        .bow(-half + 30.0, 0.0, -9.0)
        .to(0.0, 0.0)
        .folded();
    shell(sheet, &line);
    let pocket = trunk(half * 0.74, half * 0.74, tall * 0.36, 20.0).moved(|(x, y)| (x, y - 16.0));
    sheet.tone(&pocket.moved(|(x, y)| (x + 4.0, y + 6.0)), false, 0.2);
    shell(sheet, &pocket);
    stitched(sheet, &trunk(half * 0.7, half * 0.7, tall * 0.33, 18.0).moved(|(x, y)| (x, y - 21.0)));
    let low = -tall * 0.46;
    let lid = Line::from(0.0, -tall - 6.0)
        .curve((-half * 0.84, -tall - 6.0), (-half - 4.0, -tall * 0.86), (-half - 3.0, -tall * 0.66))
        .bow(-half + 24.0, low, -9.0)
        .to(0.0, low + 6.0)
        .folded();
    sheet.tone(&lid.moved(|(x, y)| (x + 3.0, y + 11.0)), false, 0.26);
    let cloth = sheet.cloth(0);
    sheet.part(&lid, cloth);
    for side in [-1.0, 1.0] {
        buckled(sheet, (side * half * 0.44, low), tall * 0.2);
    }
}

pub(super) fn hobo(sheet: &mut Sheet, half: f32, tall: f32) {
    let far = Line::from(-half * 0.86, -tall + 10.0).curve(
        (-half * 0.5, -tall - 220.0),
        (half * 0.6, -tall - 220.0),
        (half * 0.86, -tall + 10.0),
    );
    if !sheet.is_hung() {
        strap(sheet, &far, 15.0, false);
    }
    let line = Line::from(0.0, -tall * 0.74)
        .curve((-half * 0.4, -tall * 0.74), (-half * 0.7, -tall * 0.86), (-half * 0.9, -tall))
        .curve((-half * 1.14, -tall * 0.5), (-half * 0.96, -10.0), (-half * 0.4, -2.0))
        .bow(0.0, 2.0, -1.0)
        .folded();
    let part = shell(sheet, &line);
    sheet.within(part, |sheet| {
        sheet.fold((-half * 0.86, -tall + 12.0), (-half * 0.2, -tall * 0.24), 22.0, 16.0, 0.34);
        sheet.fold((half * 0.86, -tall + 12.0), (half * 0.24, -tall * 0.2), 24.0, -16.0, 0.36);
        sheet.fold((half * 0.92, -tall + 30.0), (half * 0.66, -tall * 0.2), 20.0, 6.0, 0.26);
        sheet.fold((-half * 0.94, -tall + 40.0), (-half * 0.7, -tall * 0.26), 16.0, -6.0, 0.22);
    });
    let zip = Line::from(-half * 0.84, -tall + 16.0)
        .curve((-half * 0.66, -tall * 0.84), (-half * 0.4, -tall * 0.7), (0.0, -tall * 0.7))
        .curve((half * 0.4, -tall * 0.7), (half * 0.66, -tall * 0.84), (half * 0.84, -tall + 16.0));
    sheet.stroke(&zip, sheet.colour.darker(0.5), 6.0);
    sheet.dashes(&zip, sheet.metal, 3.0, "3 2");
    for side in [-1.0, 1.0] {
        sheet.metal_line(
            &Line::from(side * half * 0.88 - 12.0, -tall + 2.0)
                .bow(side * half * 0.88 + 12.0, -tall + 2.0, 12.0)
                .bow(side * half * 0.88 - 12.0, -tall + 2.0, 12.0),
            4.0,
        );
    }
}
