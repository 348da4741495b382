//! Shoes and boots from the side, toe to the left. Ten units a centimetre; the ground is y = 0, the middle of the foot x = 0.

mod boots;
mod open;

use self::boots::boot;
use self::open::{open_back, pump, sandal};
use super::figure::Figure;
use super::line::{Line, Spot};
use super::placing::Extent;
use super::sheet::{Paint, Part, Sheet, contrast};
use crate::Colour;
use crate::picture::{Shoe, ShoeStyle, Weave};

/// The room a pair takes.
pub(super) fn extent(shoe: &Shoe) -> Extent {
    Extent { half: 215.0, top: -(height(shoe) + 75.0), bottom: 40.0 }
}

fn height(shoe: &Shoe) -> f32 {
    (shoe.shaft * 10.0).max(110.0) + shoe.heel * 10.0
}

/// How far the foot stands above the ground at heel and ball.
#[derive(Clone, Copy)]
struct Last {
    heel: f32,
    sole: f32,
}

impl Last {
    fn of(shoe: &Shoe) -> Last {
        let sole = match shoe.style {
            ShoeStyle::Trainer => 34.0,
            ShoeStyle::Lace => 22.0,
            ShoeStyle::Pump
            | ShoeStyle::Slingback
            | ShoeStyle::Ballet
            | ShoeStyle::Mule
            | ShoeStyle::Sandal => 7.0,
            _ => 13.0,
        };
        Last { heel: shoe.heel * 10.0, sole }
    }

    /// The foot's own line carried onto the last: the heel is lifted, the ball stays.
    fn lift(self, (x, y): Spot) -> Spot {
        let share = ((x + 62.0) / 150.0).clamp(0.0, 1.0);
        let eased = share * share * (3.0 - 2.0 * share);
        (x, y - self.sole - self.heel * eased)
    }

    fn carry(self, line: &Line) -> Line {
        line.moved(|spot| self.lift(spot))
    }
}

/// A pair, the further shoe behind and above the nearer one.
pub(super) fn pair(sheet: &mut Sheet, shoe: &Shoe) {
    sheet.casting(false);
    sheet.ground((70.0, -38.0), 190.0, 20.0, 0.5);
    sheet.begin("translate(66 -40) scale(.93)");
    one(sheet, shoe);
    sheet.end();
    sheet.ground((-30.0, 4.0), 205.0, 24.0, 0.62);
    sheet.begin("translate(-44 0)");
    one(sheet, shoe);
    sheet.end();
}

/// One shoe.
pub(super) fn one(sheet: &mut Sheet, shoe: &Shoe) {
    let last = Last::of(shoe);
    match shoe.style {
        ShoeStyle::Loafer => loafer(sheet, shoe, last),
        ShoeStyle::Derby => derby(sheet, shoe, last),
        ShoeStyle::Trainer => trainer(sheet, shoe, last),
        ShoeStyle::Chelsea | ShoeStyle::Lace | ShoeStyle::Knee => boot(sheet, shoe, last),
        ShoeStyle::Pump | ShoeStyle::Ballet => pump(sheet, shoe, last),
        ShoeStyle::Slingback | ShoeStyle::Mule => open_back(sheet, shoe, last),
        ShoeStyle::Sandal => sandal(sheet, shoe, last),
    }
}

fn sole_colour(sheet: &Sheet, shoe: &Shoe) -> Colour {
    shoe.sole.unwrap_or_else(|| sheet.colour.darker(0.62))
}

/// The sole under the whole foot, with a heel of the shoe's height.
fn sole(sheet: &mut Sheet, shoe: &Shoe, last: Last) {
    let colour = sole_colour(sheet, shoe);
    heel(sheet, shoe, last, colour);
    let thick = last.sole;
    let tread = Line::from(-139.0, -8.0)
        .curve((-142.0, thick * 0.6), (-128.0, thick), (-100.0, thick))
        .curve((-60.0, thick), (20.0, thick * 0.9), (60.0, thick * 0.7))
        .bow(134.0, thick * 0.7, 0.0)
        .to(135.0, -3.0)
        .curve((60.0, 2.0), (-60.0, 2.0), (-139.0, -8.0))
        .close();
    sheet.part(&last.carry(&tread), Paint::plain(colour));
    let welt = last.carry(&Line::from(-136.0, -5.0).curve((-60.0, 3.0), (60.0, 3.0), (133.0, -1.0)));
    if matches!(shoe.style, ShoeStyle::Loafer | ShoeStyle::Derby | ShoeStyle::Lace) {
        sheet.stitch_in(&welt, colour.lighter(0.55));
    }
}

fn heel(sheet: &mut Sheet, shoe: &Shoe, last: Last, colour: Colour) {
    let top = -last.heel - last.sole;
    let slim = matches!(shoe.style, ShoeStyle::Pump | ShoeStyle::Slingback) && shoe.heel > 5.5;
    let line = if slim {
        Line::from(133.0, top + 2.0)
            .curve((134.0, top * 0.55), (118.0, top * 0.4), (117.0, 0.0))
            .to(104.0, 0.0)
            .curve((104.0, top * 0.45), (88.0, top * 0.75), (66.0, top * 0.96))
            .close()
    } else {
        Line::from(134.0, top + 4.0)
            .bow(127.0, 0.0, -2.0)
            .to(74.0, 0.0)
            .curve((74.0, top * 0.5), (68.0, top * 0.8), (58.0, top * 0.93))
            .close()
    };
    if last.heel > 4.0 {
        let stack = if matches!(shoe.style, ShoeStyle::Pump | ShoeStyle::Slingback | ShoeStyle::Knee)
            && shoe.sole.is_none()
        {
            sheet.colour
        } else {
            colour
        };
        let part = sheet.part(&line, Paint::plain(stack));
        sheet.within(part, |sheet| {
            sheet.tone(
                &Line::from(40.0, -8.0).to(150.0, -8.0).to(150.0, 6.0).to(40.0, 6.0).close(),
                false,
                0.35,
            );
        });
    }
}

fn upper_part(sheet: &mut Sheet, last: Last, line: &Line) -> Part {
    let cloth = sheet.cloth(0);
    let part = sheet.part(&last.carry(line), cloth);
    sheet.within(part, |sheet| gloss(sheet, last));
    part
}

/// Light on the toe and along the flank, shadow in the arch.
fn gloss(sheet: &mut Sheet, last: Last) {
    let toe = Line::from(-126.0, -40.0)
        .curve((-112.0, -62.0), (-84.0, -70.0), (-66.0, -72.0))
        .curve((-84.0, -60.0), (-108.0, -52.0), (-126.0, -40.0))
        .close();
    sheet.tone(&last.carry(&toe), true, if sheet.weave == Weave::Suede { 0.12 } else { 0.34 });
    let arch = Line::from(-140.0, 0.0)
        .curve((-60.0, -18.0), (30.0, -28.0), (140.0, -12.0))
        .to(140.0, 14.0)
        .to(-140.0, 14.0)
        .close();
    sheet.tone(&last.carry(&arch), false, 0.2);
    let back = Line::from(140.0, -110.0).to(112.0, -104.0).bow(118.0, 4.0, -5.0).to(142.0, 4.0).close();
    sheet.tone(&last.carry(&back), false, 0.16);
}

fn mouth(sheet: &mut Sheet, last: Last, line: &Line) {
    let lining = Paint::flat(sheet.trim.mix(Colour::rgb(0xc9, 0xae, 0x8c), 0.6).darker(0.42));
    sheet.part(&last.carry(line), lining);
}

/// A closed low shoe with its throat at `throat`, from the toe over the vamp to the heel.
fn low(throat: Spot, dip: f32, back: f32) -> Line {
    Line::from(-138.0, -8.0)
        .curve((-146.0, -34.0), (-128.0, -58.0), (-92.0, -62.0))
        .curve((-66.0, -66.0), (throat.0 - 24.0, throat.1 + 12.0), throat)
        .curve((throat.0 + 24.0, throat.1 + dip), (70.0, -66.0), (122.0, -back))
        .bow(135.0, -4.0, -4.0)
        .curve((60.0, 2.0), (-60.0, 2.0), (-138.0, -8.0))
        .close()
}

fn loafer(sheet: &mut Sheet, shoe: &Shoe, last: Last) {
    mouth(sheet, last, &Line::from(-22.0, -98.0).bow(120.0, -100.0, 5.0).bow(0.0, -66.0, -8.0).close());
    sole(sheet, shoe, last);
    let part = upper_part(sheet, last, &low((-20.0, -98.0), 22.0, 96.0));
    let apron = Line::from(-24.0, -70.0).curve((-60.0, -50.0), (-118.0, -42.0), (-128.0, -54.0));
    sheet.within(part, |sheet| {
        sheet.stroke(&last.carry(&apron), sheet.colour.darker(0.45), 2.6);
        sheet.stroke(&last.carry(&apron.moved(|(x, y)| (x, y - 3.0))), sheet.colour.lighter(0.3), 1.2);
    });
    let saddle = Line::from(-38.0, -92.0)
        .to(0.0, -95.0)
        .bow(32.0, -14.0, -5.0)
        .to(-16.0, -12.0)
        .bow(-38.0, -92.0, 6.0)
        .close();
    let cloth = sheet.cloth(30);
    sheet.within(part, |sheet| {
        sheet.part(&last.carry(&saddle), cloth);
        let slot = Line::from(-27.0, -66.0).bow(0.0, -68.0, 4.0);
        sheet.stroke(&last.carry(&slot), sheet.colour.darker(0.6), 3.0);
    });
    sheet.stitch(&last.carry(&Line::from(4.0, -88.0).bow(34.0, -20.0, -5.0)));
    sheet.seam(&last.carry(&Line::from(96.0, -84.0).bow(104.0, -6.0, -5.0)));
}

fn laces(sheet: &mut Sheet, last: Last, from: Spot, to: Spot, rows: u8, colour: Colour) {
    for at in 0..rows {
        let share = f32::from(at) / f32::from(rows - 1);
        let (x, y) = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
        let line = last.carry(&Line::from(x - 11.0, y - 7.0).bow(x + 14.0, y + 8.0, 3.0));
        sheet.stroke(&line, colour.darker(0.45), 6.0);
        sheet.stroke(&line, colour, 4.2);
        let (hx, hy) = last.lift((x + 15.0, y + 9.0));
        sheet.dot((hx, hy), 3.0, sheet.metal);
    }
}

fn bow_of_lace(sheet: &mut Sheet, last: Last, (x, y): Spot, colour: Colour) {
    for (dx, dy) in [(30.0, 12.0), (-20.0, 18.0)] {
        let (ex, ey) = (x + dx, y + dy);
        let line =
            last.carry(&Line::from(x, y).curve((x + dx, y - 14.0), (ex + dx * 0.5, ey), (x + 2.0, y + 3.0)));
        sheet.stroke(&line, colour.darker(0.4), 4.6);
        sheet.stroke(&line, colour, 3.2);
    }
}

fn derby(sheet: &mut Sheet, shoe: &Shoe, last: Last) {
    mouth(sheet, last, &Line::from(18.0, -116.0).bow(118.0, -106.0, 6.0).bow(30.0, -84.0, -6.0).close());
    sole(sheet, shoe, last);
    let tongue =
        Line::from(-28.0, -82.0).bow(20.0, -132.0, 3.0).bow(42.0, -112.0, 4.0).to(10.0, -70.0).close();
    upper_part(sheet, last, &tongue);
    upper_part(sheet, last, &low((-6.0, -98.0), 4.0, 102.0));
    let quarter = Line::from(-34.0, -80.0)
        .bow(12.0, -118.0, 2.0)
        .curve((40.0, -100.0), (76.0, -84.0), (123.0, -102.0))
        .bow(135.0, -4.0, -4.0)
        .bow(22.0, -4.0, 2.0)
        .curve((16.0, -40.0), (-8.0, -58.0), (-34.0, -80.0))
        .close();
    upper_part(sheet, last, &quarter);
    let edge = Line::from(-28.0, -78.0).curve((-4.0, -58.0), (20.0, -40.0), (27.0, -8.0));
    sheet.stitch(&last.carry(&edge));
    let cap = Line::from(-98.0, -62.0).bow(-82.0, -4.0, -10.0);
    sheet.seam(&last.carry(&cap));
    sheet.stitch(&last.carry(&cap.moved(|(x, y)| (x - 4.0, y))));
    let lace = contrast(sheet.colour, 0.5);
    laces(sheet, last, (-18.0, -84.0), (14.0, -108.0), 4, lace);
    bow_of_lace(sheet, last, (10.0, -112.0), lace);
}

fn trainer(sheet: &mut Sheet, shoe: &Shoe, last: Last) {
    mouth(sheet, last, &Line::from(14.0, -112.0).bow(118.0, -104.0, 6.0).bow(30.0, -80.0, -6.0).close());
    let tongue =
        Line::from(-34.0, -80.0).bow(14.0, -142.0, 3.0).bow(44.0, -118.0, 5.0).to(10.0, -70.0).close();
    upper_part(sheet, last, &tongue);
    upper_part(sheet, last, &low((-6.0, -104.0), 8.0, 108.0));
    let toe = Line::from(-140.0, -8.0)
        .curve((-146.0, -34.0), (-128.0, -58.0), (-92.0, -61.0))
        .curve((-74.0, -44.0), (-70.0, -24.0), (-74.0, 0.0))
        .close();
    let second = sheet.woven(sheet.with, Weave::Suede, 0);
    sheet.part(&last.carry(&toe), second);
    let heel_tab = Line::from(96.0, -94.0)
        .bow(123.0, -108.0, 2.0)
        .bow(136.0, -4.0, -4.0)
        .to(84.0, -2.0)
        .curve((104.0, -30.0), (104.0, -60.0), (96.0, -94.0))
        .close();
    let second = sheet.woven(sheet.with, Weave::Suede, 0);
    sheet.part(&last.carry(&heel_tab), second);
    let eyestay =
        Line::from(-40.0, -76.0).bow(8.0, -118.0, 1.0).bow(26.0, -104.0, 3.0).bow(-22.0, -56.0, -2.0).close();
    let stay = sheet.cloth(0);
    sheet.part(&last.carry(&eyestay), stay);
    for x in [18.0, 34.0] {
        let stripe = Line::from(x, -4.0).to(x + 12.0, -4.0).to(x + 2.0, -70.0).to(x - 10.0, -66.0).close();
        sheet.patch(&last.carry(&stripe), sheet.with);
    }
    laces(sheet, last, (-26.0, -74.0), (10.0, -108.0), 5, Colour::rgb(0xf3, 0xee, 0xe2));
    rubber(sheet, shoe, last);
}

fn rubber(sheet: &mut Sheet, shoe: &Shoe, last: Last) {
    let colour = shoe.sole.unwrap_or(Colour::rgb(0xec, 0xe5, 0xd6));
    let line = Line::from(-145.0, -12.0)
        .curve((-152.0, 16.0), (-142.0, 34.0), (-118.0, 34.0))
        .to(122.0, 34.0)
        .curve((142.0, 34.0), (146.0, 10.0), (140.0, -14.0))
        .curve((70.0, -4.0), (-70.0, -2.0), (-145.0, -12.0))
        .close();
    let part = sheet.part(&last.carry(&line), Paint::plain(colour));
    sheet.within(part, |sheet| {
        sheet.stroke(&last.carry(&Line::from(-148.0, 12.0).bow(146.0, 10.0, -3.0)), colour.darker(0.3), 1.6);
        sheet.stitch_in(&last.carry(&Line::from(-146.0, -4.0).bow(144.0, -5.0, -4.0)), colour.darker(0.45));
        sheet.tone(
            &last.carry(&Line::from(-150.0, 24.0).to(150.0, 24.0).to(150.0, 40.0).to(-150.0, 40.0).close()),
            false,
            0.3,
        );
    });
}

/// The pair being walked in: a leg out of each shoe.
pub(super) fn worn(sheet: &mut Sheet, name: &str, shoe: &Shoe) {
    let figure = Figure::of(name);
    sheet.casting(false);
    for (transform, shade) in [("translate(92 -46) scale(.93)", 0.12), ("translate(-52 0)", 0.0)] {
        sheet.ground(if shade > 0.0 { (98.0, -44.0) } else { (-36.0, 4.0) }, 200.0, 22.0, 0.55);
        sheet.begin(transform);
        leg(sheet, figure.skin.darker(shade), shoe);
        one(sheet, shoe);
        if shoe.shaft < 30.0 {
            trouser_hem(sheet, shoe, shade);
        }
        sheet.end();
    }
}

fn leg(sheet: &mut Sheet, skin: Colour, shoe: &Shoe) {
    let last = Last::of(shoe);
    let foot = Line::from(-78.0, -30.0)
        .curve((-40.0, -62.0), (10.0, -84.0), (24.0, -140.0))
        .curve((28.0, -230.0), (-4.0, -330.0), (0.0, -700.0))
        .to(142.0, -700.0)
        .curve((150.0, -330.0), (106.0, -220.0), (112.0, -130.0))
        .curve((118.0, -80.0), (132.0, -50.0), (122.0, -8.0))
        .to(-70.0, -4.0)
        .close();
    sheet.part(&last.carry(&foot), Paint::plain(skin));
}

fn trouser_hem(sheet: &mut Sheet, shoe: &Shoe, shade: f32) {
    let low = -(shoe.shaft * 10.0 - 30.0).max(shoe.heel * 9.0 + 150.0);
    let tone = super::figure::companion(sheet.colour).darker(shade);
    let line = Line::from(-22.0, low - 8.0)
        .bow(140.0, low + 6.0, -8.0)
        .curve((156.0, low - 200.0), (170.0, -640.0), (180.0, -980.0))
        .to(-60.0, -980.0)
        .curve((-40.0, -600.0), (-34.0, low - 160.0), (-22.0, low - 8.0))
        .close();
    let cloth = sheet.woven(tone, Weave::Twill, 0);
    let part = sheet.part(&line, cloth);
    sheet.within(part, |sheet| {
        sheet.fold((20.0, low - 330.0), (30.0, low), 24.0, -8.0, 0.3);
        sheet.fold((110.0, low - 360.0), (100.0, low), 26.0, 10.0, 0.34);
        sheet.stroke(&Line::from(-26.0, low - 44.0).bow(150.0, low - 32.0, -8.0), tone.darker(0.35), 1.6);
    });
}
