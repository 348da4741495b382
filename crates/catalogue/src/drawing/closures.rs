//! How fronts close: buttons, zips, toggles, belts; and what is sewn on: pockets, straps, flaps.

use super::line::{Line, Spot};
use super::sheet::{Paint, Sheet};
use super::torso::Torso;
use crate::picture::{Closure, Extra, Neck, Pockets, Upper};

/// Draws the front edge and what holds it.
pub(super) fn closure(sheet: &mut Sheet, upper: &Upper, torso: &Torso) {
    match upper.closure {
        Closure::None | Closure::Wrap => {}
        Closure::Single => single(sheet, upper, torso),
        Closure::Double => double(sheet, upper, torso),
        Closure::Zip => zip(sheet, torso, 0.0),
        Closure::Biker => biker(sheet, torso),
        Closure::Toggles => toggles(sheet, upper, torso),
        Closure::Placket => placket(sheet, upper, torso, bottom(torso)),
        Closure::Polo => placket(sheet, upper, torso, torso.drop + 74.0),
        Closure::Hidden => hidden(sheet, torso),
    }
}

fn bottom(torso: &Torso) -> f32 {
    torso.hem.1 + torso.hem.0 * 0.05
}

/// The overlapping edge with its shadow.
fn edge(sheet: &mut Sheet, from: Spot, to: Spot) {
    let line = Line::from(from.0, from.1).bow(to.0, to.1, 1.5);
    sheet.tone(
        &Line::from(from.0, from.1)
            .bow(to.0, to.1, 1.5)
            .to(to.0 + 9.0, to.1)
            .bow(from.0 + 2.0, from.1, -1.5)
            .close(),
        false,
        0.2,
    );
    sheet.seam(&line);
}

fn single(sheet: &mut Sheet, upper: &Upper, torso: &Torso) {
    let end = bottom(torso);
    edge(sheet, (11.0, torso.drop + 2.0), (13.0, end));
    sheet.stitch(&Line::from(5.0, torso.drop + 10.0).to(7.0, end - 4.0));
    let (first, last) = (torso.drop + 12.0, (end - 90.0).min(torso.waist.1 + 190.0).max(torso.drop + 60.0));
    column(sheet, upper.buttons, -1.0, first, last, 6.4);
}

fn column(sheet: &mut Sheet, count: u8, x: f32, first: f32, last: f32, radius: f32) {
    let step = if count > 1 { (last - first) / f32::from(count - 1) } else { 0.0 };
    for at in 0..count {
        let y = first + step * f32::from(at);
        sheet.stroke(&Line::from(x - 8.0, y).to(x + 7.0, y), sheet.colour.darker(0.5), 1.2);
        sheet.button((x, y), radius);
    }
}

fn double(sheet: &mut Sheet, upper: &Upper, torso: &Torso) {
    edge(sheet, (37.0, torso.drop + 14.0), (44.0, bottom(torso)));
    let rows = (upper.buttons / 2).max(1);
    let first = torso.drop + 16.0;
    let gap = 58.0;
    for row in 0..rows {
        let y = first + gap * f32::from(row);
        let spread = 26.0;
        sheet.button((-spread, y), 7.0);
        sheet.button((spread, y), 7.0);
    }
}

fn zip(sheet: &mut Sheet, torso: &Torso, top: f32) {
    let (start, end) = (top.max(-30.0).min(torso.drop - 6.0), bottom(torso) - 2.0);
    let line = Line::from(0.0, start).to(0.0, end);
    sheet.stroke(&line, sheet.colour.darker(0.5), 7.0);
    sheet.stroke(&line, sheet.metal, 2.4);
    sheet.stitch_in(&line, sheet.metal.darker(0.5));
    sheet.stitch(&Line::from(-8.0, start).to(-8.0, end));
    sheet.stitch(&Line::from(8.0, start).to(8.0, end));
    pull(sheet, (0.0, start + 16.0));
}

fn pull(sheet: &mut Sheet, (x, y): Spot) {
    let tag = Line::from(x - 3.0, y).to(x + 3.0, y).to(x + 4.0, y + 18.0).bow(x - 4.0, y + 18.0, 3.0).close();
    sheet.part(&tag, Paint::plain(sheet.metal));
}

fn biker(sheet: &mut Sheet, torso: &Torso) {
    let end = bottom(torso);
    let line = Line::from(42.0, torso.drop - 20.0).bow(14.0, end - 6.0, 4.0);
    sheet.stroke(&line, sheet.colour.darker(0.6), 7.0);
    sheet.stroke(&line, sheet.metal, 2.6);
    sheet.stitch_in(&line, sheet.metal.darker(0.5));
    pull(sheet, (39.0, torso.drop));
    for side in [-1.0, 1.0] {
        let pocket = Line::from(side * 44.0, torso.waist.1 + 10.0).to(side * 84.0, torso.waist.1 - 26.0);
        sheet.metal_line(&pocket, 2.4);
    }
}

fn toggles(sheet: &mut Sheet, upper: &Upper, torso: &Torso) {
    edge(sheet, (8.0, torso.drop), (10.0, bottom(torso)));
    let cord = sheet.trim.darker(0.35);
    for at in 0..upper.buttons.max(1) {
        let y = torso.drop + 34.0 + 62.0 * f32::from(at);
        for side in [-1.0, 1.0] {
            let patch = Line::from(side * 30.0, y - 10.0)
                .to(side * 52.0, y - 8.0)
                .to(side * 52.0, y + 8.0)
                .to(side * 30.0, y + 10.0)
                .close();
            sheet.part(&patch, Paint::plain(cord));
            sheet.stroke(&Line::from(side * 32.0, y - 3.0).bow(0.0, y, 2.0), cord, 2.2);
        }
        let horn = Line::from(-16.0, y).bow(16.0, y, 5.0).bow(-16.0, y, 5.0).close();
        sheet.part(&horn, Paint::plain(sheet.trim));
    }
}

fn placket(sheet: &mut Sheet, upper: &Upper, torso: &Torso, end: f32) {
    let top = torso.drop - 2.0;
    let end = if upper.hem_shape == crate::picture::HemShape::Shirttail && end > 180.0 {
        torso.hem.1 + 34.0
    } else {
        end
    };
    let strip = Line::from(-11.0, top).to(11.0, top - 3.0).to(11.0, end).to(-11.0, end).close();
    let cloth = sheet.cloth(0);
    sheet.tone(&strip.moved(|(x, y)| (x + 4.0, y)), false, 0.14);
    sheet.part(&strip, cloth);
    sheet.stitch(&Line::from(-7.5, top).to(-7.5, end));
    sheet.stitch(&Line::from(7.5, top).to(7.5, end));
    let count = upper.buttons.max(2);
    let step = (end - top - 34.0) / f32::from(count);
    for at in 0..count {
        sheet.button((0.0, top + 14.0 + step * f32::from(at)), 4.4);
    }
}

fn hidden(sheet: &mut Sheet, torso: &Torso) {
    let end = bottom(torso);
    edge(sheet, (14.0, torso.drop - 4.0), (15.0, end));
    sheet.stitch(&Line::from(-12.0, torso.drop + 4.0).to(-12.0, end - 6.0));
}

/// Draws the pockets.
pub(super) fn pockets(sheet: &mut Sheet, upper: &Upper, torso: &Torso) {
    let y = (torso.waist.1 + 46.0).min(torso.hem.1 - 84.0);
    match upper.pockets {
        Pockets::None => {}
        Pockets::Patch => both(|side| patch(sheet, side * (torso.width_at(y) * 0.58), y, side)),
        Pockets::Flap => both(|side| flap(sheet, side * (torso.width_at(y) * 0.56), y)),
        Pockets::Welt => both(|side| welt(sheet, side * (torso.width_at(y) * 0.6), y, side)),
        Pockets::Slant => both(|side| slant(sheet, torso.width_at(y), y, side)),
        Pockets::Chest => chest(sheet, (torso.armpit.0 * 0.46, torso.armpit.1 - 12.0)),
        Pockets::Utility => utility(sheet, torso, y),
    }
}

fn both(mut draw: impl FnMut(f32)) {
    draw(-1.0);
    draw(1.0);
}

fn patch(sheet: &mut Sheet, x: f32, y: f32, side: f32) {
    let shape = |inset: f32| {
        let w = 33.0 - inset;
        Line::from(x - w, y + inset * 0.4)
            .to(x + w, y + inset * 0.4)
            .to(x + w, y + 66.0 - inset)
            .bow(x + w - 9.0, y + 74.0 - inset, -3.0)
            .to(x - w + 9.0, y + 74.0 - inset)
            .bow(x - w, y + 66.0 - inset, -3.0)
            .close()
    };
    sheet.tone(&shape(0.0).moved(|(x, y)| (x + 3.0, y + 5.0)), false, 0.2);
    let cloth = sheet.cloth(0);
    sheet.part(&shape(0.0), cloth);
    sheet.stitch(&shape(4.0));
    sheet.seam(&Line::from(x - 33.0, y + 13.0).to(x + 33.0, y + 13.0));
    let _ = side;
}

fn flap(sheet: &mut Sheet, x: f32, y: f32) {
    let shape = Line::from(x - 34.0, y)
        .to(x + 34.0, y)
        .to(x + 34.0, y + 19.0)
        .bow(x + 28.0, y + 24.0, -2.0)
        .to(x - 28.0, y + 24.0)
        .bow(x - 34.0, y + 19.0, -2.0)
        .close();
    sheet.tone(&shape.moved(|(x, y)| (x + 3.0, y + 5.0)), false, 0.24);
    let cloth = sheet.cloth(0);
    sheet.part(&shape, cloth);
    sheet.stitch(
        &Line::from(x - 30.0, y + 3.0).to(x - 30.0, y + 18.0).to(x + 30.0, y + 18.0).to(x + 30.0, y + 3.0),
    );
}

fn welt(sheet: &mut Sheet, x: f32, y: f32, side: f32) {
    let lean = side * 9.0;
    let shape = Line::from(x - 7.0 + lean, y + 58.0)
        .to(x + 7.0 + lean, y + 60.0)
        .to(x + 7.0 - lean, y)
        .to(x - 7.0 - lean, y - 2.0)
        .close();
    sheet.tone(&shape.moved(|(x, y)| (x + 4.0, y + 4.0)), false, 0.22);
    let cloth = sheet.cloth((-side * 16.0) as i16);
    sheet.part(&shape, cloth);
}

fn slant(sheet: &mut Sheet, half: f32, y: f32, side: f32) {
    let line = Line::from(side * half * 0.5, y - 4.0).bow(side * half * 0.78, y + 56.0, side * -2.0);
    sheet.tone(
        &Line::from(side * half * 0.5, y - 4.0)
            .to(side * half * 0.78, y + 56.0)
            .to(side * half * 0.72, y + 58.0)
            .close(),
        false,
        0.4,
    );
    sheet.seam(&line);
    sheet.stitch(&line.moved(|(x, y)| (x - side * 5.0, y + 2.0)));
}

fn chest(sheet: &mut Sheet, (x, y): Spot) {
    let shape = Line::from(x - 23.0, y)
        .to(x + 23.0, y)
        .to(x + 23.0, y + 44.0)
        .to(x, y + 54.0)
        .to(x - 23.0, y + 44.0)
        .close();
    sheet.tone(&shape.moved(|(x, y)| (x + 2.0, y + 3.0)), false, 0.16);
    let cloth = sheet.cloth(0);
    sheet.part(&shape, cloth);
    sheet.stitch(
        &Line::from(x - 20.0, y + 8.0)
            .to(x + 20.0, y + 8.0)
            .to(x + 20.0, y + 42.0)
            .to(x, y + 50.0)
            .to(x - 20.0, y + 42.0)
            .close(),
    );
}

fn utility(sheet: &mut Sheet, torso: &Torso, y: f32) {
    for (x, y) in [(-52.0, torso.armpit.1 - 6.0), (52.0, torso.armpit.1 - 6.0)] {
        chest(sheet, (x, y));
        flap_small(sheet, x, y - 4.0);
    }
    both(|side| {
        patch(sheet, side * torso.width_at(y) * 0.56, y, side);
        flap(sheet, side * torso.width_at(y) * 0.56, y - 8.0);
        sheet.button((side * torso.width_at(y) * 0.56, y + 6.0), 4.0);
    });
}

fn flap_small(sheet: &mut Sheet, x: f32, y: f32) {
    let shape = Line::from(x - 25.0, y)
        .to(x + 25.0, y)
        .to(x + 25.0, y + 13.0)
        .to(x, y + 21.0)
        .to(x - 25.0, y + 13.0)
        .close();
    let cloth = sheet.cloth(0);
    sheet.part(&shape, cloth);
    sheet.button((x, y + 13.0), 3.6);
}

/// Draws what is sewn on or tied round, in the order it lies.
pub(super) fn extras(sheet: &mut Sheet, upper: &Upper, torso: &Torso) {
    for extra in &upper.extras {
        match extra {
            Extra::Epaulettes => both(|side| epaulette(sheet, torso, side)),
            Extra::StormFlap => storm_flap(sheet, torso),
            Extra::Yoke => yoke(sheet, torso),
            Extra::Piping => piping(sheet, upper, torso),
            Extra::Darts => both(|side| dart(sheet, torso, side)),
            Extra::Initial => initial(sheet, torso),
            Extra::Smocking => smocking(sheet, torso),
            _ => {}
        }
    }
    if upper.extras.contains(&Extra::WaistTie) {
        tie(sheet, torso);
    }
    if upper.extras.contains(&Extra::Belt) {
        belt(sheet, torso);
    }
}

fn epaulette(sheet: &mut Sheet, torso: &Torso, side: f32) {
    let (sx, sy) = torso.shoulder;
    let line = Line::from(-sx - 4.0, sy - 1.0)
        .to(-sx + 44.0, sy - 15.0)
        .to(-sx + 50.0, sy - 5.0)
        .to(-sx + 44.0, sy + 1.0)
        .to(-sx - 4.0, sy + 15.0)
        .close();
    let line = if side < 0.0 { line } else { line.mirrored() };
    let cloth = sheet.cloth(70);
    sheet.part(&line, cloth);
    sheet.button((side * (sx - 41.0), sy - 6.0), 4.2);
}

fn storm_flap(sheet: &mut Sheet, torso: &Torso) {
    let (sx, sy) = torso.shoulder;
    let line = Line::from(34.0, 44.0)
        .to(torso.neck + 4.0, 3.0)
        .to(sx - 3.0, sy + 2.0)
        .bow(sx - 2.0, torso.armpit.1 - 10.0, -4.0)
        .bow(52.0, torso.armpit.1 + 42.0, -6.0)
        .close();
    sheet.tone(&line.moved(|(x, y)| (x + 2.0, y + 6.0)), false, 0.2);
    let cloth = sheet.cloth(0);
    sheet.part(&line, cloth);
    sheet.stitch(&Line::from(sx - 8.0, torso.armpit.1 - 14.0).bow(53.0, torso.armpit.1 + 35.0, -6.0));
}

fn yoke(sheet: &mut Sheet, torso: &Torso) {
    let y = torso.shoulder.1 + 44.0;
    for side in [-1.0, 1.0] {
        let line = Line::from(side * (torso.shoulder.0 - 8.0), y).bow(side * 14.0, y + 14.0, side * 3.0);
        sheet.seam(&line);
        sheet.stitch(&line.moved(|(x, y)| (x, y + 4.0)));
    }
}

fn piping(sheet: &mut Sheet, upper: &Upper, torso: &Torso) {
    let end = bottom(torso) - 1.0;
    let trim = sheet.trim;
    for side in [-1.0, 1.0] {
        let line = Line::from(side * (torso.neck + 2.0), 2.0).curve(
            (side * torso.neck, torso.drop * 0.6),
            (side * torso.neck * 0.6, torso.drop + 2.0),
            (side * 4.0, torso.drop + 4.0),
        );
        sheet.stroke(&line, trim, 5.0);
        if upper.closure != Closure::None {
            sheet.stroke(&Line::from(side * 4.0, torso.drop + 4.0).to(side * 4.0, end), trim, 5.0);
        }
    }
    let hem = Line::from(-torso.hem.0 + 2.0, torso.hem.1 - 3.0).bow(
        torso.hem.0 - 2.0,
        torso.hem.1 - 3.0,
        -torso.hem.0 * 0.045,
    );
    sheet.stroke(&hem, trim, 5.0);
}

fn dart(sheet: &mut Sheet, torso: &Torso, side: f32) {
    let line = Line::from(side * torso.armpit.0 * 0.5, torso.armpit.1 + 12.0)
        .bow(side * torso.waist.0 * 0.52, torso.waist.1 + 6.0, side * -2.0)
        .bow(side * torso.waist.0 * 0.56, torso.waist.1 + 76.0, side * 2.0);
    sheet.seam(&line);
}

fn initial(sheet: &mut Sheet, torso: &Torso) {
    let (x, y) = (torso.armpit.0 * 0.5, torso.armpit.1 - 4.0);
    let mark = Line::from(x - 6.0, y + 8.0)
        .to(x - 6.0, y - 8.0)
        .to(x, y + 2.0)
        .to(x + 6.0, y - 8.0)
        .to(x + 6.0, y + 8.0);
    sheet.stroke(&mark, sheet.trim, 2.2);
}

fn smocking(sheet: &mut Sheet, torso: &Torso) {
    let (top, end) = (torso.armpit.1 + 4.0, torso.waist.1 - 4.0);
    let rows = ((end - top) / 11.0) as u8;
    for row in 0..=rows {
        let y = top + f32::from(row) * 11.0;
        let half = torso.width_at(y) - 4.0;
        sheet.stitch_in(&Line::from(-half, y).bow(half, y, -2.0), sheet.colour.darker(0.42));
        sheet
            .stitch_in(&Line::from(-half + 2.0, y + 2.0).bow(half, y + 2.0, -2.0), sheet.colour.lighter(0.4));
    }
}

fn belt(sheet: &mut Sheet, torso: &Torso) {
    let (wx, wy) = (torso.waist.0 + 4.0, torso.waist.1);
    let strap = Line::from(-wx, wy - 11.0)
        .bow(wx, wy - 11.0, -5.0)
        .to(wx, wy + 10.0)
        .bow(-wx, wy + 10.0, 5.0)
        .close();
    sheet.tone(&strap.moved(|(x, y)| (x, y + 7.0)), false, 0.24);
    let cloth = sheet.cloth(90);
    sheet.part(&strap, cloth);
    let tail = Line::from(22.0, wy - 6.0)
        .curve((50.0, wy + 6.0), (56.0, wy + 50.0), (52.0, wy + 92.0))
        .to(34.0, wy + 90.0)
        .curve((38.0, wy + 52.0), (34.0, wy + 20.0), (16.0, wy + 12.0))
        .close();
    let cloth = sheet.cloth(6);
    sheet.part(&tail, cloth);
    let buckle =
        Line::from(-20.0, wy - 14.0).to(20.0, wy - 14.0).to(20.0, wy + 17.0).to(-20.0, wy + 17.0).close();
    sheet.metal_line(&buckle, 3.6);
    sheet.metal_line(&Line::from(0.0, wy - 12.0).to(3.0, wy + 15.0), 2.4);
}

fn tie(sheet: &mut Sheet, torso: &Torso) {
    let (wx, wy) = (torso.waist.0 + 3.0, torso.waist.1);
    let sash =
        Line::from(-wx, wy - 10.0).bow(wx, wy - 10.0, -5.0).to(wx, wy + 9.0).bow(-wx, wy + 9.0, 5.0).close();
    sheet.tone(&sash.moved(|(x, y)| (x, y + 7.0)), false, 0.22);
    let cloth = sheet.cloth(90);
    sheet.part(&sash, cloth);
    let x = if torso.neck < 60.0 { 20.0 } else { -18.0 };
    let tail = Line::from(x - 5.0, wy)
        .curve((x - 26.0, wy + 40.0), (x - 18.0, wy + 80.0), (x - 30.0, wy + 128.0))
        .to(x - 10.0, wy + 132.0)
        .curve((x - 2.0, wy + 80.0), (x - 6.0, wy + 40.0), (x + 5.0, wy + 6.0))
        .close();
    let short = tail.moved(|(px, py)| (2.0 * x - px + 4.0, wy + (py - wy) * 0.78));
    let ear = Line::from(x, wy)
        .curve((x - 16.0, wy - 20.0), (x - 50.0, wy - 14.0), (x - 46.0, wy + 4.0))
        .curve((x - 42.0, wy + 20.0), (x - 14.0, wy + 12.0), (x, wy + 2.0))
        .close();
    let other = ear.moved(|(px, py)| (2.0 * x - px, py));
    for line in [tail, short, ear, other] {
        sheet.tone(&line.moved(|(x, y)| (x + 3.0, y + 4.0)), false, 0.18);
        let cloth = sheet.cloth(10);
        sheet.part(&line, cloth);
    }
    let cloth = sheet.cloth(0);
    sheet.part(
        &Line::from(x - 8.0, wy - 11.0)
            .bow(x + 8.0, wy - 11.0, 2.0)
            .bow(x + 8.0, wy + 11.0, 2.0)
            .bow(x - 8.0, wy + 11.0, 2.0)
            .close(),
        cloth,
    );
}

/// Whether the front lies open at the neck and needs no finish of its own there.
pub(super) fn tailored(neck: Neck) -> bool {
    matches!(neck, Neck::Notch | Neck::Peak | Neck::Shawl)
}
