//! Bags from the front. Ten units a centimetre; the ground is y = 0.

mod soft;

use self::soft::{backpack, bucket, hobo, tote};
use super::figure::{self, Figure};
use super::line::{Line, Spot, sliver};
use super::placing::Extent;
use super::sheet::{Paint, Part, Sheet};
use super::torso::{self, Torso};
use crate::picture::{Bag, BagStyle, Weave};

pub(super) fn extent(bag: &Bag) -> Extent {
    Extent { half: bag.width * 5.0 + 26.0, top: -(bag.height * 10.0 + handle(bag.style)), bottom: 30.0 }
}

/// How far the handle stands above the bag.
fn handle(style: BagStyle) -> f32 {
    match style {
        BagStyle::Tote => 175.0,
        BagStyle::Hobo => 190.0,
        BagStyle::Satchel | BagStyle::Flap | BagStyle::Saddle => 185.0,
        BagStyle::Bucket => 170.0,
        BagStyle::TopHandle | BagStyle::Bowling => 105.0,
        BagStyle::Backpack => 60.0,
        BagStyle::Clutch => 10.0,
    }
}

/// Where the bag hangs from the hand or the shoulder when carried.
fn carried(style: BagStyle) -> bool {
    !matches!(
        style,
        BagStyle::Satchel
            | BagStyle::Flap
            | BagStyle::Saddle
            | BagStyle::Bucket
            | BagStyle::Hobo
            | BagStyle::Backpack
    )
}

/// The bag standing on the ground.
pub(super) fn standing(sheet: &mut Sheet, bag: &Bag) {
    sheet.casting(false);
    let half = bag.width * 5.0;
    sheet.ground((14.0, 3.0), half * 1.22, 22.0, 0.66);
    draw(sheet, bag);
}

fn draw(sheet: &mut Sheet, bag: &Bag) {
    let (half, tall) = (bag.width * 5.0, bag.height * 10.0);
    match bag.style {
        BagStyle::Tote => tote(sheet, half, tall),
        BagStyle::Satchel => satchel(sheet, half, tall),
        BagStyle::Bucket => bucket(sheet, half, tall),
        BagStyle::Flap => flap(sheet, half, tall),
        BagStyle::Clutch => clutch(sheet, half, tall),
        BagStyle::Backpack => backpack(sheet, half, tall),
        BagStyle::Hobo => hobo(sheet, half, tall),
        BagStyle::TopHandle => top_handle(sheet, half, tall),
        BagStyle::Bowling => bowling(sheet, half, tall),
        BagStyle::Saddle => saddle(sheet, half, tall),
    }
}

/// A strap as a band with an edge, in the trim of the bag's own hide.
fn strap(sheet: &mut Sheet, line: &Line, width: f32, behind: bool) {
    let colour = if behind { sheet.colour.darker(0.26) } else { sheet.trim };
    sheet.stroke(line, colour.darker(0.42), width + 2.2);
    sheet.stroke(line, colour, width);
    if !behind {
        sheet.stroke(
            &line.moved(|(x, y)| (x - width * 0.18, y - width * 0.12)),
            colour.lighter(0.28),
            width * 0.22,
        );
    }
}

fn shell(sheet: &mut Sheet, line: &Line) -> Part {
    let cloth = sheet.cloth(0);
    let part = sheet.part(line, cloth);
    sheet.within(part, |sheet| {
        sheet.tone(
            &Line::from(-400.0, -36.0).bow(400.0, -36.0, -8.0).to(400.0, 30.0).to(-400.0, 30.0).close(),
            false,
            0.16,
        );
    });
    part
}

/// A box with slightly bowed sides: `top` is its half width above.
fn trunk(half: f32, top: f32, tall: f32, round: f32) -> Line {
    Line::from(0.0, -tall)
        .bow(-top + round * 0.5, -tall, 1.0)
        .bow(-top, -tall + round * 0.5, -1.0)
        .bow(-half, -round, -3.0)
        .bow(-half + round, 0.0, -round * 0.28)
        .to(0.0, 0.0)
        .folded()
}

fn mouth(sheet: &mut Sheet, half: f32, y: f32, deep: f32) {
    let inside = sheet.inside();
    sheet.part(&Line::from(-half, y).bow(half, y, deep).bow(-half, y, deep * 0.6).close(), inside);
}

fn stitched(sheet: &mut Sheet, line: &Line) {
    sheet.stitch(line);
}

fn plate(sheet: &mut Sheet, (x, y): Spot) {
    sheet.stroke(&Line::from(x - 16.0, y + 6.0).to(x + 16.0, y + 6.0), sheet.colour.darker(0.4), 2.0);
}

fn shoulder_strap(sheet: &mut Sheet, half: f32, tall: f32) {
    if sheet.is_hung() {
        return;
    }
    strap(
        sheet,
        &Line::from(-half + 4.0, -tall * 0.86).curve(
            (-half * 1.1, -tall - 250.0),
            (half * 0.5, -tall - 260.0),
            (half - 4.0, -tall * 0.86),
        ),
        9.0,
        false,
    );
}

fn satchel(sheet: &mut Sheet, half: f32, tall: f32) {
    shoulder_strap(sheet, half, tall);
    strap(
        sheet,
        &Line::from(-52.0, -tall + 4.0).curve(
            (-50.0, -tall - 54.0),
            (50.0, -tall - 54.0),
            (52.0, -tall + 4.0),
        ),
        13.0,
        false,
    );
    shell(sheet, &trunk(half, half, tall, 22.0));
    let low = -tall * 0.34;
    let flap = Line::from(0.0, -tall - 4.0)
        .bow(-half - 2.0, -tall + 8.0, 4.0)
        .to(-half - 1.0, low - 14.0)
        .bow(-half + 20.0, low, -5.0)
        .to(0.0, low)
        .folded();
    sheet.tone(&flap.moved(|(x, y)| (x + 3.0, y + 9.0)), false, 0.26);
    let cloth = sheet.cloth(0);
    sheet.part(&flap, cloth);
    stitched(
        sheet,
        &Line::from(-half + 6.0, -tall + 14.0)
            .to(-half + 7.0, low - 16.0)
            .bow(-half + 22.0, low - 8.0, -4.0)
            .to(half - 22.0, low - 8.0)
            .bow(half - 7.0, low - 16.0, -4.0)
            .to(half - 6.0, -tall + 14.0),
    );
    for side in [-1.0, 1.0] {
        buckled(sheet, (side * half * 0.54, low), tall * 0.34);
    }
}

fn buckled(sheet: &mut Sheet, (x, y): Spot, long: f32) {
    let tongue = Line::from(x - 12.0, y - long)
        .to(x + 12.0, y - long)
        .to(x + 12.0, y + 34.0)
        .to(x, y + 44.0)
        .to(x - 12.0, y + 34.0)
        .close();
    sheet.tone(&tongue.moved(|(x, y)| (x + 3.0, y + 4.0)), false, 0.22);
    sheet.part(&tongue, Paint::plain(sheet.trim));
    sheet.metal_line(
        &Line::from(x - 17.0, y + 2.0)
            .to(x + 17.0, y + 2.0)
            .to(x + 17.0, y + 26.0)
            .to(x - 17.0, y + 26.0)
            .close(),
        3.6,
    );
    sheet.metal_line(&Line::from(x, y + 2.0).to(x, y + 24.0), 2.4);
}

fn chain(sheet: &mut Sheet, half: f32, tall: f32) {
    if sheet.is_hung() {
        return;
    }
    let line = Line::from(-half * 0.8, -tall + 14.0).curve(
        (-half * 0.9, -tall - 250.0),
        (half * 0.8, -tall - 250.0),
        (half * 0.8, -tall + 14.0),
    );
    let (dark, metal) = (sheet.metal.darker(0.45), sheet.metal.lighter(0.15));
    sheet.stroke(&line, dark, 7.4);
    sheet.dashes(&line, metal, 4.6, "9 4");
}

fn flap(sheet: &mut Sheet, half: f32, tall: f32) {
    chain(sheet, half, tall);
    shell(sheet, &trunk(half, half * 0.98, tall, 16.0));
    let low = -tall * 0.3;
    let line = Line::from(0.0, -tall - 5.0)
        .bow(-half, -tall + 4.0, 3.0)
        .curve((-half - 2.0, low - 30.0), (-half + 6.0, low - 12.0), (-half + 46.0, low - 4.0))
        .bow(0.0, low + 8.0, -3.0)
        .folded();
    sheet.tone(&line.moved(|(x, y)| (x + 3.0, y + 10.0)), false, 0.28);
    let cloth = sheet.cloth(0);
    let part = sheet.part(&line, cloth);
    sheet.within(part, |sheet| {
        sheet.tone(
            &Line::from(-half, -tall + 6.0)
                .bow(half, -tall + 6.0, 4.0)
                .to(half, -tall + 22.0)
                .bow(-half, -tall + 22.0, -4.0)
                .close(),
            true,
            0.2,
        )
    });
    stitched(
        sheet,
        &Line::from(-half + 7.0, -tall + 12.0)
            .curve((-half + 5.0, low - 30.0), (-half + 12.0, low - 18.0), (-half + 48.0, low - 12.0))
            .bow(half - 48.0, low - 12.0, -10.0)
            .curve((half - 12.0, low - 18.0), (half - 5.0, low - 30.0), (half - 7.0, -tall + 12.0)),
    );
    clasp(sheet, (0.0, low - 12.0));
}

fn clasp(sheet: &mut Sheet, (x, y): Spot) {
    let plate = Line::from(x - 23.0, y - 9.0)
        .to(x + 23.0, y - 9.0)
        .to(x + 23.0, y + 22.0)
        .to(x - 23.0, y + 22.0)
        .close();
    sheet.tone(&plate.moved(|(x, y)| (x + 2.0, y + 4.0)), false, 0.4);
    sheet.part(&plate, Paint::plain(sheet.metal));
    sheet.part(
        &Line::from(x - 6.0, y - 4.0)
            .bow(x + 6.0, y - 4.0, 2.0)
            .to(x + 6.0, y + 17.0)
            .to(x - 6.0, y + 17.0)
            .close(),
        Paint::plain(sheet.metal.darker(0.2)),
    );
}

fn clutch(sheet: &mut Sheet, half: f32, tall: f32) {
    shell(sheet, &trunk(half, half, tall, 12.0));
    let tip = -tall * 0.2;
    let line = Line::from(0.0, -tall - 3.0)
        .bow(-half - 1.0, -tall + 2.0, 2.0)
        .to(-half, -tall + 34.0)
        .bow(0.0, tip, -8.0)
        .folded();
    sheet.tone(&line.moved(|(x, y)| (x + 3.0, y + 10.0)), false, 0.28);
    let cloth = sheet.cloth(0);
    sheet.part(&line, cloth);
    stitched(
        sheet,
        &Line::from(-half + 6.0, -tall + 34.0).bow(0.0, tip - 9.0, -7.0).bow(half - 6.0, -tall + 34.0, -7.0),
    );
    sheet.dot((2.0, tip - 20.0), 12.0, sheet.metal.darker(0.4));
    sheet.dot((0.0, tip - 22.0), 11.0, sheet.metal);
    sheet.dot((-3.0, tip - 26.0), 4.0, sheet.metal.lighter(0.5));
    let loop_ = Line::from(half - 6.0, -tall * 0.7).curve(
        (half + 60.0, -tall * 0.6),
        (half + 50.0, -tall * 0.1),
        (half + 6.0, -tall * 0.2),
    );
    strap(sheet, &loop_, 7.0, false);
}

fn top_handle(sheet: &mut Sheet, half: f32, tall: f32) {
    strap(
        sheet,
        &Line::from(-half * 0.42, -tall + 6.0).curve(
            (-half * 0.36, -tall - 120.0),
            (half * 0.36, -tall - 120.0),
            (half * 0.42, -tall + 6.0),
        ),
        15.0,
        false,
    );
    shell(sheet, &trunk(half, half * 0.82, tall, 16.0));
    for side in [-1.0, 1.0] {
        stitched(sheet, &Line::from(side * half * 0.76, -tall + 8.0).to(side * half * 0.92, -8.0));
    }
    let low = -tall * 0.56;
    let lid = Line::from(0.0, -tall - 5.0)
        .bow(-half * 0.84, -tall + 2.0, 2.0)
        .to(-half * 0.88, low - 8.0)
        .bow(-half * 0.8, low, -3.0)
        .to(0.0, low)
        .folded();
    sheet.tone(&lid.moved(|(x, y)| (x + 3.0, y + 10.0)), false, 0.28);
    let cloth = sheet.cloth(0);
    sheet.part(&lid, cloth);
    stitched(
        sheet,
        &Line::from(-half * 0.8, -tall + 10.0)
            .to(-half * 0.83, low - 8.0)
            .to(half * 0.83, low - 8.0)
            .to(half * 0.8, -tall + 10.0),
    );
    let bar = Line::from(-half * 0.96, low + 18.0)
        .to(half * 0.96, low + 18.0)
        .to(half * 0.97, low + 40.0)
        .to(-half * 0.97, low + 40.0)
        .close();
    sheet.part(&bar, Paint::plain(sheet.trim));
    clasp(sheet, (0.0, low + 16.0));
    for side in [-1.0, 1.0] {
        sheet.dot((side * half * 0.42, -tall + 12.0), 5.0, sheet.metal);
    }
}

fn bowling(sheet: &mut Sheet, half: f32, tall: f32) {
    strap(
        sheet,
        &Line::from(-half * 0.4, -tall + 40.0).curve(
            (-half * 0.44, -tall - 116.0),
            (half * 0.44, -tall - 116.0),
            (half * 0.4, -tall + 40.0),
        ),
        12.0,
        true,
    );
    let line = Line::from(0.0, -tall)
        .curve((-half * 0.66, -tall), (-half * 0.9, -tall * 0.84), (-half * 0.97, -tall * 0.4))
        .bow(-half, -14.0, -3.0)
        .bow(-half + 14.0, 0.0, -4.0)
        .to(0.0, 0.0)
        .folded();
    let part = shell(sheet, &line);
    sheet.within(part, |sheet| {
        let base = Line::from(-half - 10.0, -tall * 0.24)
            .bow(half + 10.0, -tall * 0.24, -4.0)
            .to(half + 10.0, 10.0)
            .to(-half - 10.0, 10.0)
            .close();
        sheet.part(&base, Paint::plain(sheet.trim));
        sheet.tone(&sliver((-half * 0.7, -tall * 0.8), (half * 0.2, -tall * 0.9), 20.0, 12.0), true, 0.2);
    });
    let zip = Line::from(-half * 0.86, -tall * 0.64)
        .curve((-half * 0.7, -tall * 0.92), (-half * 0.4, -tall * 0.93), (0.0, -tall * 0.93))
        .curve((half * 0.4, -tall * 0.93), (half * 0.7, -tall * 0.92), (half * 0.86, -tall * 0.64));
    sheet.stroke(&zip, sheet.colour.darker(0.5), 6.0);
    sheet.dashes(&zip, sheet.metal, 3.0, "3 2");
    strap(
        sheet,
        &Line::from(-half * 0.46, -tall * 0.24)
            .to(-half * 0.44, -tall + 60.0)
            .curve((-half * 0.46, -tall - 130.0), (half * 0.46, -tall - 130.0), (half * 0.44, -tall + 60.0))
            .to(half * 0.46, -tall * 0.24),
        13.0,
        false,
    );
    for side in [-1.0, 1.0] {
        sheet.metal_line(
            &Line::from(side * half * 0.445 - 9.0, -tall * 0.56)
                .to(side * half * 0.445 + 9.0, -tall * 0.56)
                .to(side * half * 0.445 + 9.0, -tall * 0.48)
                .to(side * half * 0.445 - 9.0, -tall * 0.48)
                .close(),
            3.0,
        );
    }
}

fn saddle(sheet: &mut Sheet, half: f32, tall: f32) {
    shoulder_strap(sheet, half * 0.92, tall);
    let line = Line::from(0.0, -tall)
        .bow(-half * 0.9, -tall + 4.0, 2.0)
        .curve((-half * 1.04, -tall * 0.4), (-half * 0.9, 0.0), (0.0, 0.0))
        .folded();
    shell(sheet, &line);
    let low = -tall * 0.2;
    let lid = Line::from(0.0, -tall - 5.0)
        .bow(-half * 0.93, -tall + 4.0, 3.0)
        .curve((-half * 1.02, -tall * 0.52), (-half * 0.8, low), (0.0, low))
        .folded();
    sheet.tone(&lid.moved(|(x, y)| (x + 3.0, y + 10.0)), false, 0.28);
    let cloth = sheet.cloth(0);
    sheet.part(&lid, cloth);
    stitched(
        sheet,
        &Line::from(-half * 0.86, -tall + 12.0)
            .curve((-half * 0.96, -tall * 0.54), (-half * 0.74, low - 9.0), (0.0, low - 9.0))
            .curve((half * 0.74, low - 9.0), (half * 0.96, -tall * 0.54), (half * 0.86, -tall + 12.0)),
    );
    buckled(sheet, (0.0, low - 24.0), tall * 0.34);
}

/// The bag with someone: in the hand, or at the hip from the shoulder.
pub(super) fn worn(sheet: &mut Sheet, name: &str, bag: &Bag) {
    let figure = Figure::of(name);
    let coat = figure::plain_coat();
    let tone = figure::companion(sheet.colour);
    figure.back(sheet);
    let body = Torso::of(&coat);
    let arm = torso::arm(&coat, &body);
    figure.legs(sheet, Some(tone.darker(0.5)), tone.darker(0.6));
    figure::alongside(sheet, figure, tone, Weave::Twill, &coat);
    let hand = arm.map_or((-170.0, 320.0), |arm| ((arm.outer.0 + arm.inner.0) / 2.0, arm.outer.1));
    if carried(bag.style) {
        let reach = if bag.style == BagStyle::Clutch {
            bag.height * 5.0 + 20.0
        } else {
            (bag.height * 10.0 + handle(bag.style)) * 0.5 + 40.0
        };
        sheet.begin(&format!("translate({} {}) scale(.5)", hand.0 - 6.0, hand.1 + reach));
        draw(sheet, bag);
        sheet.end();
    } else {
        across(sheet, bag);
    }
    figure.hand(sheet, (hand.0, hand.1 - 4.0), 1.0);
    figure.hand(sheet, (hand.0, hand.1 - 4.0), -1.0);
}

/// From the far shoulder to the near hip.
fn across(sheet: &mut Sheet, bag: &Bag) {
    let tall = bag.height * 5.0;
    let (x, y) = (-74.0, 356.0 + tall * 0.4);
    let half = bag.width * 2.5;
    for (from, to) in
        [((78.0, 18.0), (x + half - 6.0, y - tall + 6.0)), ((64.0, 8.0), (x - half + 8.0, y - tall + 6.0))]
    {
        let line = Line::from(from.0, from.1).bow(to.0, to.1, -6.0);
        sheet.tone(&sliver((from.0 + 4.0, from.1 + 6.0), (to.0 + 4.0, to.1), 8.0, -6.0), false, 0.2);
        sheet.stroke(&line, sheet.trim.darker(0.42), 8.4);
        sheet.stroke(&line, sheet.trim, 6.6);
    }
    sheet.begin(&format!("translate({x} {y}) scale(.5)"));
    sheet.bare_strap(|sheet| draw(sheet, bag));
    sheet.end();
}
