//! Boots with a shaft.

use super::super::line::Line;
use super::super::sheet::Sheet;
use super::{Last, bow_of_lace, laces, mouth, sole, upper_part};
use crate::picture::{Shoe, ShoeStyle, Weave};

pub(super) fn boot(sheet: &mut Sheet, shoe: &Shoe, last: Last) {
    let top = -shoe.shaft * 10.0;
    let (front, back) = if shoe.style == ShoeStyle::Knee { (-22.0, 142.0) } else { (8.0, 130.0) };
    mouth(sheet, last, &Line::from(front, top).bow(back, top + 6.0, 9.0).bow(front, top, 9.0).close());
    sole(sheet, shoe, last);
    let ankle = -104.0_f32.min(-top * 0.5);
    let shell = Line::from(-138.0, -8.0)
        .curve((-146.0, -36.0), (-128.0, -60.0), (-92.0, -66.0))
        .curve((-50.0, -72.0), (0.0, ankle + 20.0), (12.0, ankle - 22.0))
        .curve((14.0, ankle - 50.0), (front - 2.0, top * 0.8), (front, top))
        .bow(back, top + 6.0, -7.0)
        .curve((back + 2.0, top * 0.7), (118.0, ankle - 34.0), (121.0, ankle - 6.0))
        .curve((126.0, -70.0), (136.0, -40.0), (135.0, -4.0))
        .curve((60.0, 2.0), (-60.0, 2.0), (-138.0, -8.0))
        .close();
    let part = upper_part(sheet, last, &shell);
    sheet.within(part, |sheet| {
        sheet.tone(
            &last.carry(
                &Line::from(92.0, top - 10.0)
                    .bow(88.0, ankle, 6.0)
                    .bow(126.0, 0.0, -6.0)
                    .to(170.0, 0.0)
                    .to(170.0, top - 10.0)
                    .close(),
            ),
            false,
            0.16,
        );
        sheet.tone(
            &last.carry(
                &Line::from(front + 14.0, top + 6.0)
                    .bow(28.0, ankle - 30.0, 2.0)
                    .bow(front + 26.0, top + 6.0, 4.0)
                    .close(),
            ),
            true,
            0.22,
        );
        for (x, y) in [(18.0, ankle - 8.0), (24.0, ankle + 14.0)] {
            let (from, to) = (last.lift((x, y)), last.lift((x + 62.0, y + 10.0)));
            sheet.fold(from, to, 8.0, -5.0, 0.3);
        }
    });
    match shoe.style {
        ShoeStyle::Chelsea => gore(sheet, last, top, ankle),
        ShoeStyle::Lace => laced(sheet, last, top, ankle),
        _ => knee(sheet, last, top, ankle),
    }
}

fn gore(sheet: &mut Sheet, last: Last, top: f32, ankle: f32) {
    let panel = Line::from(42.0, top + 3.0)
        .to(92.0, top + 5.0)
        .curve((90.0, ankle - 20.0), (84.0, ankle + 18.0), (68.0, ankle + 34.0))
        .curve((54.0, ankle + 20.0), (44.0, ankle - 20.0), (42.0, top + 3.0))
        .close();
    let elastic = sheet.woven(sheet.colour.darker(0.35), Weave::Rib, 0);
    sheet.part(&last.carry(&panel), elastic);
    sheet.stitch(
        &last.carry(
            &Line::from(37.0, top + 4.0)
                .curve((39.0, ankle - 18.0), (50.0, ankle + 26.0), (68.0, ankle + 41.0))
                .curve((90.0, ankle + 22.0), (96.0, ankle - 18.0), (97.0, top + 6.0)),
        ),
    );
    let tab = Line::from(122.0, top + 22.0)
        .curve((118.0, top - 26.0), (138.0, top - 26.0), (134.0, top + 22.0))
        .close();
    let cloth = sheet.cloth(0);
    sheet.part(&last.carry(&tab), cloth);
}

fn laced(sheet: &mut Sheet, last: Last, top: f32, ankle: f32) {
    let facing = Line::from(-30.0, -84.0)
        .curve((4.0, -96.0), (24.0, ankle), (26.0, ankle - 20.0))
        .to(30.0, top + 4.0)
        .to(46.0, top + 4.0)
        .bow(42.0, ankle, -2.0)
        .bow(-14.0, -62.0, -4.0)
        .close();
    let cloth = sheet.cloth(0);
    sheet.part(&last.carry(&facing), cloth);
    let lace = sheet.with;
    laces(sheet, last, (-14.0, -82.0), (14.0, ankle + 2.0), 3, lace);
    laces(sheet, last, (14.0, ankle - 16.0), (16.0, top + 18.0), 4, lace);
    bow_of_lace(sheet, last, (20.0, top + 12.0), lace);
    sheet.seam(&last.carry(&Line::from(-98.0, -64.0).bow(-84.0, -4.0, -10.0)));
    sheet.seam(&last.carry(&Line::from(92.0, ankle).bow(98.0, -4.0, -6.0)));
    let collar = Line::from(8.0, top - 2.0)
        .bow(131.0, top + 5.0, -7.0)
        .to(130.0, top + 24.0)
        .bow(8.0, top + 18.0, 7.0)
        .close();
    let pad = sheet.woven(sheet.colour.darker(0.2), Weave::Plain, 0);
    sheet.part(&last.carry(&collar), pad);
}

fn knee(sheet: &mut Sheet, last: Last, top: f32, ankle: f32) {
    sheet.stitch(&last.carry(&Line::from(-20.0, top + 12.0).bow(141.0, top + 18.0, -7.0)));
    sheet.seam(&last.carry(&Line::from(66.0, top + 14.0).curve(
        (70.0, top * 0.6),
        (58.0, ankle),
        (70.0, -2.0),
    )));
    let strap = Line::from(10.0, ankle - 8.0)
        .bow(122.0, ankle + 14.0, -6.0)
        .to(122.0, ankle + 28.0)
        .bow(8.0, ankle + 6.0, 6.0)
        .close();
    let cloth = sheet.cloth(90);
    sheet.part(&last.carry(&strap), cloth);
    let (x, y) = last.lift((62.0, ankle + 14.0));
    sheet.metal_line(
        &Line::from(x - 11.0, y - 11.0)
            .to(x + 11.0, y - 8.0)
            .to(x + 11.0, y + 13.0)
            .to(x - 11.0, y + 10.0)
            .close(),
        3.0,
    );
}
