//! Shoes that leave the foot bare: pumps, slingbacks, sandals.

use super::super::line::{Line, Spot};
use super::super::sheet::{Paint, Sheet};
use super::{Last, mouth, sole, upper_part};
use crate::Colour;
use crate::picture::{Shoe, ShoeStyle};

pub(super) fn pump(sheet: &mut Sheet, shoe: &Shoe, last: Last) {
    mouth(sheet, last, &Line::from(-62.0, -58.0).bow(118.0, -78.0, -14.0).bow(-40.0, -38.0, -6.0).close());
    sole(sheet, shoe, last);
    let line = Line::from(-140.0, -6.0)
        .curve((-150.0, -22.0), (-126.0, -46.0), (-100.0, -52.0))
        .bow(-64.0, -60.0, 1.0)
        .curve((-40.0, -30.0), (60.0, -22.0), (120.0, -80.0))
        .curve((132.0, -56.0), (136.0, -30.0), (133.0, -3.0))
        .curve((60.0, 3.0), (-60.0, 3.0), (-140.0, -6.0))
        .close();
    upper_part(sheet, last, &line);
    sheet.stitch(&last.carry(&Line::from(-62.0, -56.0).curve((-40.0, -26.0), (60.0, -18.0), (119.0, -74.0))));
    if shoe.style == ShoeStyle::Ballet {
        little_bow(sheet, last, (-66.0, -58.0));
    } else {
        sheet.seam(&last.carry(&Line::from(40.0, -28.0).bow(48.0, 2.0, -2.0)));
    }
}

fn little_bow(sheet: &mut Sheet, last: Last, (x, y): Spot) {
    for side in [-1.0, 1.0] {
        let ear = Line::from(x, y)
            .curve((x + side * 10.0, y - 16.0), (x + side * 28.0, y - 14.0), (x + side * 24.0, y + 1.0))
            .curve((x + side * 22.0, y + 10.0), (x + side * 8.0, y + 8.0), (x, y))
            .close();
        sheet.part(&last.carry(&ear), Paint::plain(sheet.trim));
    }
    let (x, y) = last.lift((x, y - 1.0));
    sheet.dot((x, y), 4.4, sheet.trim.darker(0.25));
}

pub(super) fn open_back(sheet: &mut Sheet, shoe: &Shoe, last: Last) {
    insole(sheet, last);
    sole(sheet, shoe, last);
    let vamp = Line::from(-140.0, -6.0)
        .curve((-150.0, -24.0), (-126.0, -48.0), (-100.0, -54.0))
        .bow(-58.0, -66.0, 1.0)
        .curve((-40.0, -44.0), (-6.0, -34.0), (18.0, -4.0))
        .curve((-20.0, 2.0), (-80.0, 0.0), (-140.0, -6.0))
        .close();
    upper_part(sheet, last, &vamp);
    sheet.stitch(&last.carry(&Line::from(-56.0, -61.0).curve((-38.0, -38.0), (-6.0, -28.0), (12.0, -4.0))));
    if shoe.style == ShoeStyle::Slingback {
        sling(sheet, last);
    } else {
        let (x, y) = last.lift((-62.0, -44.0));
        sheet.metal_line(
            &Line::from(x - 15.0, y - 6.0).bow(x + 13.0, y - 6.0, 5.0).bow(x - 15.0, y - 6.0, 5.0),
            3.0,
        );
        sheet.metal_line(
            &Line::from(x + 4.0, y - 6.0).bow(x + 30.0, y + 1.0, 5.0).bow(x + 4.0, y - 6.0, 5.0),
            3.0,
        );
    }
}

fn insole(sheet: &mut Sheet, last: Last) {
    let bed = Line::from(-120.0, -12.0)
        .curve((-40.0, -12.0), (60.0, -12.0), (133.0, -12.0))
        .to(134.0, 2.0)
        .bow(-120.0, 0.0, 0.0)
        .close();
    sheet.part(&last.carry(&bed), Paint::plain(Colour::rgb(0xcf, 0xb5, 0x93)));
}

fn sling(sheet: &mut Sheet, last: Last) {
    let strap =
        last.carry(&Line::from(2.0, -18.0).curve((44.0, -44.0), (90.0, -70.0), (124.0, -78.0)).curve(
            (136.0, -80.0),
            (138.0, -66.0),
            (126.0, -64.0),
        ));
    sheet.stroke(&strap, sheet.colour.darker(0.45), 9.0);
    sheet.stroke(&strap, sheet.colour, 7.2);
    let (x, y) = last.lift((40.0, -43.0));
    sheet.metal_line(
        &Line::from(x - 7.0, y - 5.0).to(x + 7.0, y - 11.0).to(x + 9.0, y + 3.0).to(x - 4.0, y + 9.0).close(),
        2.4,
    );
}

pub(super) fn sandal(sheet: &mut Sheet, shoe: &Shoe, last: Last) {
    insole(sheet, last);
    sole(sheet, shoe, last);
    let straps = [
        ((-104.0, -2.0), (-92.0, -42.0), (-44.0, -2.0), 22.0),
        ((-62.0, -2.0), (-34.0, -58.0), (4.0, -2.0), 20.0),
    ];
    for (from, crown, to, wide) in straps {
        let band = Line::from(from.0, from.1)
            .curve((from.0, crown.1), (to.0 - 16.0, crown.1 - 8.0), to)
            .to(to.0 - wide, to.1)
            .curve(
                (to.0 - 22.0 - wide * 0.5, crown.1 + wide),
                (from.0 + wide, crown.1 + wide),
                (from.0 + wide, from.1),
            )
            .close();
        upper_part(sheet, last, &band);
    }
    let back = last.carry(&Line::from(72.0, -2.0).bow(58.0, -108.0, 4.0));
    sheet.stroke(&back, sheet.colour.darker(0.45), 15.0);
    sheet.stroke(&back, sheet.colour, 13.0);
    let ankle = Line::from(30.0, -118.0)
        .curve((50.0, -94.0), (100.0, -92.0), (128.0, -112.0))
        .to(128.0, -98.0)
        .curve((100.0, -78.0), (48.0, -80.0), (28.0, -104.0))
        .close();
    upper_part(sheet, last, &ankle);
    let ring = last.carry(&Line::from(30.0, -118.0).curve((52.0, -130.0), (100.0, -128.0), (128.0, -112.0)));
    sheet.stroke(&ring, sheet.colour.darker(0.35), 8.0);
    let (x, y) = last.lift((62.0, -88.0));
    sheet.metal_line(
        &Line::from(x - 9.0, y - 9.0).to(x + 9.0, y - 9.0).to(x + 9.0, y + 9.0).to(x - 9.0, y + 9.0).close(),
        2.6,
    );
}
