//! Trousers and skirts.

use super::figure::{self, Figure};
use super::line::{Line, Spot, sliver};
use super::placing::Extent;
use super::sheet::{Part, Sheet, contrast};
use super::upper;
use crate::picture::{Front, Neck, Skirt, SkirtStyle, Trousers, Weave};

const CM: f32 = 5.0;
const BAND: f32 = 19.0;

/// Widths of a pair of trousers as distances from the centre, in units.
struct Legs {
    waist: f32,
    hip: f32,
    fork: f32,
    knee: (f32, f32),
    hem: (f32, f32),
    length: f32,
}

impl Legs {
    fn of(trousers: &Trousers) -> Legs {
        let hip = trousers.hip * CM / 2.0;
        let spread = 7.0 + (trousers.hem - 16.0).max(0.0) * 0.4;
        let middle = hip * 0.55 + spread;
        let knee = trousers.knee * CM / 2.0;
        let hem = trousers.hem * CM / 2.0;
        Legs {
            waist: trousers.waist * CM / 2.0,
            hip,
            fork: trousers.rise * CM,
            knee: (middle - knee, middle + knee),
            hem: (middle + 8.0 - hem, middle + 8.0 + hem),
            length: trousers.length * CM,
        }
    }
}

pub(super) fn trousers_extent(trousers: &Trousers) -> Extent {
    let legs = Legs::of(trousers);
    Extent { half: legs.hem.1.max(legs.hip) + 10.0, top: -4.0, bottom: legs.length + 8.0 }
}

pub(super) fn trousers(sheet: &mut Sheet, trousers: &Trousers) {
    let legs = Legs::of(trousers);
    let back = Line::from(-legs.waist + 4.0, -3.0)
        .bow(legs.waist - 4.0, -3.0, 3.0)
        .to(legs.waist - 4.0, 12.0)
        .to(-legs.waist + 4.0, 12.0)
        .close();
    let inside = sheet.inside();
    sheet.part(&back, inside);
    let half = leg_line(&legs);
    for (line, side) in [(half.mirrored(), 1.0), (half, -1.0)] {
        let cloth = sheet.cloth((side * -2.0) as i16);
        let part = sheet.part(&line, cloth);
        sheet.within(part, |sheet| leg_folds(sheet, &legs, trousers, side));
        turn_up(sheet, &legs, trousers, side);
    }
    fly(sheet, &legs, trousers);
    waistband(sheet, legs.waist, trousers.front);
    front(sheet, &legs, trousers);
}

fn leg_line(legs: &Legs) -> Line {
    let knee_at = legs.fork + (legs.length - legs.fork) * 0.44;
    Line::from(0.0, BAND - 4.0)
        .bow(-legs.waist, BAND - 6.0, 2.0)
        .curve((-legs.waist - 4.0, BAND + 40.0), (-legs.hip, legs.fork * 0.55), (-legs.hip, legs.fork * 0.8))
        .curve(
            (-legs.hip - 1.0, legs.fork + 40.0),
            (-legs.knee.1 - 2.0, knee_at - 50.0),
            (-legs.knee.1, knee_at),
        )
        .curve(
            (-legs.knee.1, knee_at + 70.0),
            (-legs.hem.1 + 1.0, legs.length - 70.0),
            (-legs.hem.1, legs.length - 3.0),
        )
        .bow(-legs.hem.0, legs.length, -3.0)
        .curve(
            (-legs.hem.0 - 1.0, legs.length - 70.0),
            (-legs.knee.0, knee_at + 60.0),
            (-legs.knee.0, knee_at),
        )
        .curve((-legs.knee.0 + 1.0, knee_at - 70.0), (-8.0, legs.fork + 50.0), (0.0, legs.fork))
        .close()
}

fn leg_folds(sheet: &mut Sheet, legs: &Legs, trousers: &Trousers, side: f32) {
    let middle = (legs.knee.0 + legs.knee.1) / 2.0;
    let at = |x: f32| x * side;
    let end = legs.length;
    sheet.tone(
        &Line::from(0.0, legs.fork - 30.0)
            .bow(at(legs.hem.0), end + 10.0, side * 8.0)
            .to(at(legs.hem.0 + 16.0), end + 10.0)
            .bow(at(14.0), legs.fork - 30.0, side * 4.0)
            .close(),
        false,
        0.16,
    );
    if matches!(trousers.front, Front::Pleats | Front::Flat | Front::Sailor) {
        let crease = Line::from(at(legs.waist * 0.52), BAND + 20.0)
            .bow(at(middle), end * 0.55, side * -2.0)
            .to(at((legs.hem.0 + legs.hem.1) / 2.0), end);
        sheet.seam(&crease);
        sheet.tone(
            &sliver((at(legs.waist * 0.52 + 5.0), BAND + 60.0), (at(middle + 10.0), end), 16.0, 0.0),
            false,
            0.12,
        );
        sheet.tone(
            &sliver((at(legs.waist * 0.52) - 6.0, BAND + 60.0), (at(middle) - 10.0, end), 14.0, 0.0),
            true,
            0.12,
        );
    }
    sheet.fold((at(6.0), legs.fork - 8.0), (at(legs.hip * 0.62), legs.fork - 40.0), 9.0, side * 6.0, 0.28);
    sheet.fold((at(10.0), legs.fork + 12.0), (at(legs.hip * 0.6), legs.fork + 30.0), 9.0, side * -6.0, 0.24);
    let knee = legs.fork + (end - legs.fork) * 0.46;
    sheet.fold((at(legs.knee.0 + 2.0), knee), (at(legs.knee.1 - 16.0), knee + 16.0), 8.0, side * 5.0, 0.2);
    sheet.fold(
        (at(legs.hem.1 - 6.0), end - 60.0),
        (at(legs.hem.0 + 14.0), end - 34.0),
        8.0,
        side * 4.0,
        0.18,
    );
    if !trousers.turn_up {
        sheet.stitch(&Line::from(at(legs.hem.0 - 4.0), end - 10.0).to(at(legs.hem.1 + 4.0), end - 13.0));
    }
}

fn turn_up(sheet: &mut Sheet, legs: &Legs, trousers: &Trousers, side: f32) {
    if !trousers.turn_up {
        return;
    }
    let end = legs.length;
    let line = Line::from(side * (legs.hem.0 - 2.0), end - 26.0)
        .to(side * (legs.hem.1 + 2.0), end - 29.0)
        .to(side * (legs.hem.1 + 2.0), end - 2.0)
        .bow(side * (legs.hem.0 - 2.0), end + 1.0, side * 3.0)
        .close();
    let base = if trousers.front == Front::Jeans { sheet.colour.lighter(0.45) } else { sheet.colour };
    let cloth = sheet.woven(base, sheet.weave, (side * -3.0) as i16);
    sheet.part(&line, cloth);
}

fn fly(sheet: &mut Sheet, legs: &Legs, trousers: &Trousers) {
    if matches!(trousers.front, Front::Drawstring | Front::Sailor) {
        return sheet.seam(&Line::from(0.0, BAND).to(0.0, legs.fork));
    }
    sheet.seam(&Line::from(0.0, BAND - 4.0).to(0.0, legs.fork));
    let stitched = Line::from(14.0, BAND).to(14.0, legs.fork * 0.56).curve(
        (14.0, legs.fork * 0.68),
        (8.0, legs.fork * 0.74),
        (1.0, legs.fork * 0.78),
    );
    let thread = thread(sheet, trousers.front);
    sheet.stitch_in(&stitched, thread);
}

fn thread(sheet: &Sheet, front: Front) -> crate::Colour {
    if front == Front::Jeans { sheet.trim } else { contrast(sheet.colour, 0.3) }
}

fn waistband(sheet: &mut Sheet, half: f32, front: Front) {
    let line =
        Line::from(-half, 0.0).bow(half, 0.0, -4.0).to(half + 1.5, BAND).bow(-half - 1.5, BAND, 4.0).close();
    let cloth = sheet.cloth(90);
    let part = sheet.part(&line, cloth);
    if front == Front::Drawstring {
        return sheet.within(part, |sheet| {
            for at in 0..19_u8 {
                let x = -half + half / 9.0 * f32::from(at);
                sheet.tone(&sliver((x, 0.0), (x, BAND + 4.0), 4.0, 0.0), false, 0.26);
            }
        });
    }
    let thread = thread(sheet, front);
    sheet.stitch_in(&Line::from(-half, BAND - 3.0).bow(half, BAND - 3.0, -4.0), thread);
    for x in [-0.62, 0.62] {
        let x = half * x;
        let cloth = sheet.cloth(0);
        sheet.part(
            &Line::from(x - 4.0, 1.0)
                .to(x + 4.0, 1.0)
                .to(x + 4.0, BAND + 6.0)
                .to(x - 4.0, BAND + 6.0)
                .close(),
            cloth,
        );
    }
}

fn front(sheet: &mut Sheet, legs: &Legs, trousers: &Trousers) {
    match trousers.front {
        Front::Flat => {
            side_pockets(sheet, legs, 0.0);
            sheet.button((2.0, BAND * 0.66), 4.6);
        }
        Front::Pleats => {
            side_pockets(sheet, legs, 0.0);
            for side in [-1.0, 1.0] {
                for x in [0.4, 0.62] {
                    let x = legs.waist * x * side;
                    sheet.fold((x, BAND + 2.0), (x * 1.1, BAND + 96.0), 9.0, side * 1.0, 0.42);
                    sheet.seam(&Line::from(x, BAND + 2.0).to(x * 1.03, BAND + 34.0));
                }
            }
            sheet.button((2.0, BAND * 0.66), 4.6);
        }
        Front::Jeans => jeans(sheet, legs),
        Front::Drawstring => cord(sheet),
        Front::Sailor => sailor(sheet, legs),
    }
}

fn side_pockets(sheet: &mut Sheet, legs: &Legs, inward: f32) {
    for side in [-1.0, 1.0] {
        let line = Line::from(side * (legs.waist * 0.8 - inward), BAND + 2.0).bow(
            side * (legs.hip - 9.0),
            BAND + 70.0,
            side * 2.0,
        );
        sheet.seam(&line);
        sheet.stitch(&line.moved(|(x, y)| (x - side * 4.5, y)));
    }
}

fn jeans(sheet: &mut Sheet, legs: &Legs) {
    let thread = sheet.trim;
    for side in [-1.0, 1.0] {
        let line = Line::from(side * legs.waist * 0.5, BAND + 1.0).curve(
            (side * legs.waist * 0.52, BAND + 38.0),
            (side * legs.waist * 0.9, BAND + 46.0),
            (side * (legs.hip - 11.0), BAND + 48.0),
        );
        sheet.seam(&line);
        sheet.stitch_in(&line.moved(|(x, y)| (x, y + 4.0)), thread);
        sheet.stitch_in(
            &Line::from(side * (legs.hip - 11.0), BAND + 50.0)
                .bow(side * (legs.knee.1 - 5.0), legs.fork + (legs.length - legs.fork) * 0.44, side * -4.0)
                .to(side * (legs.hem.1 - 5.0), legs.length - 4.0),
            thread,
        );
        sheet.dot((side * legs.waist * 0.53, BAND + 6.0), 2.3, sheet.metal);
    }
    sheet.dot((2.0, BAND * 0.66), 5.2, sheet.metal.darker(0.4));
    sheet.dot((1.6, BAND * 0.62), 4.2, sheet.metal);
}

fn cord(sheet: &mut Sheet) {
    let colour = sheet.trim;
    for side in [-1.0, 1.0] {
        let line =
            Line::from(0.0, BAND * 0.6).curve((side * 10.0, 40.0), (side * 22.0, 50.0), (side * 14.0, 92.0));
        sheet.stroke(&line.moved(|(x, y)| (x + 2.0, y + 3.0)), sheet.colour.darker(0.4), 3.0);
        sheet.stroke(&line, colour, 3.0);
        sheet.dot((side * 14.0, 94.0), 3.4, colour);
    }
    sheet.dot((0.0, BAND * 0.6), 5.0, colour);
}

fn sailor(sheet: &mut Sheet, legs: &Legs) {
    for side in [-1.0, 1.0] {
        let x = side * legs.waist * 0.62;
        sheet.stitch(&Line::from(x, BAND).to(x * 1.08, legs.fork * 0.86));
        for at in 0..3_u8 {
            sheet.button((x * (0.84 + 0.02 * f32::from(at)), BAND + 16.0 + 27.0 * f32::from(at)), 5.2);
        }
    }
}

pub(super) fn skirt_extent(skirt: &Skirt) -> Extent {
    Extent { half: skirt.hem.max(skirt.hip) * CM / 2.0 + 14.0, top: -4.0, bottom: skirt.length * CM + 14.0 }
}

pub(super) fn skirt(sheet: &mut Sheet, skirt: &Skirt) {
    let (waist, hip, hem) = (skirt.waist * CM / 2.0, skirt.hip * CM / 2.0, skirt.hem * CM / 2.0);
    let length = skirt.length * CM;
    let inside = sheet.inside();
    sheet.part(
        &Line::from(-waist + 4.0, -4.0)
            .bow(waist - 4.0, -4.0, 3.0)
            .to(waist - 4.0, 12.0)
            .to(-waist + 4.0, 12.0)
            .close(),
        inside,
    );
    let full = if matches!(skirt.style, SkirtStyle::Tiered | SkirtStyle::Pleated) { 0.35 } else { 1.0 };
    let half = Line::from(0.0, BAND - 4.0)
        .bow(-waist, BAND - 6.0, 2.0)
        .curve((-waist - 6.0 / full, BAND + 36.0), (-hip, 76.0), (-hip, 106.0))
        .curve(
            (-hip - (hem - hip) * 0.3, 106.0 + (length - 106.0) * 0.36),
            (-hem + (hem - hip) * 0.16, length * 0.74),
            (-hem, length - 6.0),
        )
        .bow(0.0, length + hem * 0.05, -hem * 0.025)
        .folded();
    let cloth = sheet.cloth(0);
    let part = sheet.part(&half, cloth);
    sheet.within(part, |sheet| style(sheet, skirt.style, (waist, hip, hem), length));
    if skirt.style == SkirtStyle::Wrap {
        wrap(sheet, part, waist, hem, length);
    }
    waistband(sheet, waist, if skirt.style == SkirtStyle::Tiered { Front::Drawstring } else { Front::Flat });
    if skirt.style == SkirtStyle::Buttoned {
        buttoned(sheet, length);
    }
}

fn style(sheet: &mut Sheet, style: SkirtStyle, (waist, hip, hem): (f32, f32, f32), length: f32) {
    match style {
        SkirtStyle::Pleated => upper::pleats(sheet, (waist, BAND), (hem, length), 12),
        SkirtStyle::Tiered => tiers(sheet, (waist, hem), length),
        SkirtStyle::Pencil => {
            for side in [-1.0, 1.0] {
                sheet.seam(&Line::from(side * waist * 0.5, BAND).bow(side * hip * 0.52, 100.0, side * -2.0));
            }
            hang(sheet, hip, hem, length, &[0.5], 0.16);
            sheet.tone(
                &Line::from(hem * 0.3, length - 92.0)
                    .to(hem * 0.38, length + 20.0)
                    .to(hem * 0.26, length + 20.0)
                    .close(),
                false,
                0.5,
            );
        }
        SkirtStyle::Bias => hang(sheet, hip, hem, length, &[-0.55, -0.1, 0.3, 0.7], 0.34),
        SkirtStyle::Aline | SkirtStyle::Buttoned | SkirtStyle::Wrap => {
            hang(sheet, hip, hem, length, &[-0.66, 0.36, 0.72], 0.26)
        }
    }
    if !matches!(style, SkirtStyle::Pleated) {
        sheet.stitch(&Line::from(-hem, length - 13.0).bow(hem, length - 13.0, -hem * 0.05));
    }
}

fn hang(sheet: &mut Sheet, hip: f32, hem: f32, length: f32, places: &[f32], depth: f32) {
    for place in places {
        let (from, to) = ((place * hip * 0.8, 90.0 + place.abs() * 40.0), (place * hem, length + 14.0));
        let line = Line::from(from.0, from.1)
            .bow(to.0 - 15.0, to.1, place * 6.0)
            .to(to.0 + 15.0, to.1)
            .bow(from.0, from.1, -place * 6.0)
            .close();
        sheet.tone(&line, false, depth * 0.45);
        sheet.tone(&line.moved(|(x, y)| (x - 26.0 * (y / length), y)), true, depth * 0.4);
    }
}

fn tiers(sheet: &mut Sheet, (waist, hem): (f32, f32), length: f32) {
    for tier in 1..4_u8 {
        let y = BAND + (length - BAND) * (f32::from(tier) - 1.0) / 3.0;
        let half = waist + (hem - waist) * (y / length).sqrt() + 20.0;
        if tier > 1 {
            sheet.seam(&Line::from(-half, y).bow(half, y, -7.0));
            sheet.tone(
                &Line::from(-half, y).bow(half, y, -7.0).to(half, y + 12.0).bow(-half, y + 12.0, 8.0).close(),
                false,
                0.18,
            );
        }
        for at in 0..15_u8 {
            let x = -half + half / 7.0 * f32::from(at) + f32::from(tier) * 3.0;
            sheet.tone(
                &sliver((x, y + 4.0), (x * 1.1, y + 34.0 + f32::from(at * 5 % 4) * 18.0), 7.0, x * 0.02),
                false,
                0.18,
            );
        }
    }
}

fn wrap(sheet: &mut Sheet, part: Part, waist: f32, hem: f32, length: f32) {
    sheet.within(part, |sheet| {
        let over = Line::from(waist * 0.62, BAND).bow(hem * 0.28, length * 0.7, 8.0).bow(
            -hem * 0.2,
            length + 24.0,
            16.0,
        );
        let under = over
            .clone()
            .to(-hem * 0.12, length + 24.0)
            .bow(hem * 0.34, length * 0.7, -12.0)
            .to(waist * 0.68, BAND)
            .close();
        sheet.tone(&under, false, 0.3);
        sheet.seam(&over);
        sheet.stitch(&over.moved(|(x, y)| (x - 6.0, y)));
    });
    sheet.button((waist * 0.6, BAND + 6.0), 6.4);
    sheet.button((waist * 0.57, BAND + 38.0), 6.4);
}

fn buttoned(sheet: &mut Sheet, length: f32) {
    let cloth = sheet.cloth(0);
    sheet.part(
        &Line::from(-13.0, BAND).to(13.0, BAND).to(13.0, length + 3.0).to(-13.0, length + 3.0).close(),
        cloth,
    );
    sheet.stitch(&Line::from(-9.0, BAND).to(-9.0, length));
    sheet.stitch(&Line::from(9.0, BAND).to(9.0, length));
    let count = (length / 62.0) as u8;
    for at in 0..count {
        sheet.button((0.0, 10.0 + 60.0 * f32::from(at)), 6.2);
    }
}

/// The piece on a person with a plain knit tucked in. The waistband sits at the figure's waist, 200 units below the neck.
///
/// `legs` are the trousers' ankle, for feet below their hems; without them the legs show.
pub(super) fn worn(sheet: &mut Sheet, name: &str, legs: Option<Spot>, draw: impl FnOnce(&mut Sheet)) {
    let figure = Figure::of(name);
    let top = figure::companion(sheet.colour);
    let shoe = sheet.colour.darker(0.55).mix(top, 0.2);
    figure.back(sheet);
    match legs {
        Some((apart, low)) => figure.feet(sheet, apart, 186.0 + low, shoe),
        None => figure.legs(sheet, None, shoe),
    }
    let piece = figure::plain_top(Neck::Crew);
    let torso = super::torso::Torso::of(&piece);
    figure.arms(sheet, &torso, super::torso::arm(&piece, &torso), 60.0);
    figure::alongside(sheet, figure, top, Weave::Stocking, &piece);
    sheet.begin("translate(0 186)");
    draw(sheet);
    sheet.end();
}

/// Where the ankle of these trousers is: from the centre, and below the waist.
pub(super) fn ankle(trousers: &Trousers) -> Spot {
    let legs = Legs::of(trousers);
    ((legs.hem.0 + legs.hem.1) / 2.0, legs.length)
}
