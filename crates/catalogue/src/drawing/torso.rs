//! Bodies and sleeves of everything that hangs from the shoulders.

use super::line::{Line, Spot};
use super::sheet::{Paint, Part, Sheet};
use crate::picture::{Closure, Drape, End, Extra, Head, HemShape, Neck, Upper};

const CM: f32 = 5.0;

/// The measures of a piece on the cutting table, in units; x is the distance from the centre.
#[derive(Clone, Copy, Debug)]
pub(super) struct Torso {
    /// Half the width of the neck at the shoulder.
    pub(super) neck: f32,
    /// Depth of the front neckline.
    pub(super) drop: f32,
    pub(super) shoulder: Spot,
    pub(super) armpit: Spot,
    pub(super) waist: Spot,
    pub(super) hem: Spot,
}

impl Torso {
    pub(super) fn of(upper: &Upper) -> Torso {
        let chest = upper.chest * CM / 2.0;
        let waist = upper.waist.map_or(chest * 0.97, |waist| waist * CM / 2.0);
        let hem = upper.hem.map_or(chest, |hem| hem * CM / 2.0);
        let shoulder = upper.shoulder * CM / 2.0;
        let slope = if shoulder > chest * 0.96 { 34.0 } else { 25.0 };
        let length = upper.length * CM;
        let waist_at = waist_height(upper).min(length - 40.0);
        let (neck, drop) = neckline(upper);
        Torso {
            neck,
            drop,
            shoulder: (shoulder, slope),
            armpit: (chest, 112.0 + (chest - 100.0).max(0.0) * 0.3),
            waist: (waist, waist_at),
            hem: (hem, length),
        }
    }

    /// Half the width of the body at a height below the armpit.
    pub(super) fn width_at(&self, y: f32) -> f32 {
        let ((ax, ay), (wx, wy), (hx, hy)) = (self.armpit, self.waist, self.hem);
        if y <= wy {
            ax + (wx - ax) * ((y - ay) / (wy - ay)).clamp(0.0, 1.0)
        } else {
            wx + (hx - wx) * ((y - wy) / (hy - wy)).clamp(0.0, 1.0)
        }
    }
}

fn waist_height(upper: &Upper) -> f32 {
    match upper.skirt {
        Some(Drape::Tiers) => 170.0,
        Some(_) => 196.0,
        None => 205.0,
    }
}

/// Half width and depth of the opening each neckline leaves.
fn neckline(upper: &Upper) -> (f32, f32) {
    let (neck, drop) = match upper.neck {
        Neck::Notch | Neck::Peak => (38.0, 21.0 * CM),
        Neck::Shawl => (38.0, 27.0 * CM),
        Neck::Wrap => (38.0, 24.0 * CM),
        Neck::Vee => (38.0, 19.0 * CM),
        Neck::Stand | Neck::Funnel | Neck::Roll | Neck::Hood => (36.0, 7.0 * CM),
        Neck::Shirt | Neck::Pussybow | Neck::PeterPan => (36.0, 8.0 * CM),
        Neck::Crew | Neck::Bare => (40.0, 9.0 * CM),
        Neck::Boat => (64.0, 5.0 * CM),
        Neck::Square => (56.0, 15.0 * CM),
        Neck::Straps => (52.0, 16.0 * CM),
        Neck::Halter => (26.0, 4.0 * CM),
        Neck::Scoop => (52.0, 15.0 * CM),
        Neck::Cowl => (56.0, 17.0 * CM),
    };
    (neck, upper.drop.map_or(drop, |chosen| chosen * CM))
}

/// The left half of the front, from the middle of the neckline round to the middle of the hem.
pub(super) fn front_half(upper: &Upper, torso: &Torso) -> Line {
    let start = Line::from(0.0, torso.drop);
    let neck = match upper.neck {
        Neck::Straps => return strapped(start, upper, torso),
        Neck::Halter => return haltered(upper, torso),
        Neck::Square => start.bow(-torso.neck + 4.0, torso.drop - 4.0, 2.0).bow(-torso.neck, 8.0, -2.0),
        Neck::Boat => start.bow(-torso.neck, 6.0, 7.0),
        Neck::Notch | Neck::Peak | Neck::Shawl | Neck::Wrap | Neck::Vee => start.bow(-torso.neck, 0.0, 3.0),
        _ => start.curve(
            (-torso.neck * 0.62, torso.drop),
            (-torso.neck, torso.drop * 0.55),
            (-torso.neck, 0.0),
        ),
    };
    let raglan = upper.sleeve.as_ref().is_some_and(|sleeve| sleeve.head == Head::Raglan);
    let shoulder = if raglan {
        neck.bow(-torso.armpit.0, torso.armpit.1, 8.0)
    } else {
        neck.bow(-torso.shoulder.0, torso.shoulder.1, 2.0).curve(
            (-torso.shoulder.0 + 10.0, torso.shoulder.1 + 34.0),
            (-torso.shoulder.0 + 4.0, torso.armpit.1 - 22.0),
            (-torso.armpit.0, torso.armpit.1),
        )
    };
    hemmed(side(shoulder, torso), upper, torso)
}

fn side(line: Line, torso: &Torso) -> Line {
    let ((ax, ay), (wx, wy), (hx, hy)) = (torso.armpit, torso.waist, torso.hem);
    let soft = (hy - wy) * 0.34;
    line.curve((-ax + 2.0, ay + (wy - ay) * 0.4), (-wx, wy - (wy - ay) * 0.35), (-wx, wy)).curve(
        (-wx - (hx - wx) * 0.12, wy + soft),
        (-hx + (hx - wx) * 0.12, hy - soft),
        (-hx, hy),
    )
}

fn hemmed(line: Line, upper: &Upper, torso: &Torso) -> Line {
    let (hx, hy) = torso.hem;
    match upper.hem_shape {
        HemShape::Straight => line.bow(0.0, hy + hx * 0.05, -hx * 0.022),
        HemShape::Shirttail => line.curve((-hx * 0.9, hy + 12.0), (-hx * 0.66, hy + 34.0), (0.0, hy + 34.0)),
        HemShape::Points => line.to(-hx * 0.72, hy + 4.0).to(-hx * 0.22, hy + 40.0).to(0.0, hy + 8.0),
    }
}

fn strapped(start: Line, upper: &Upper, torso: &Torso) -> Line {
    let top = torso.drop - 26.0;
    let bust = start
        .curve((-20.0, torso.drop - 6.0), (-34.0, top + 6.0), (-torso.neck + 6.0, top - 16.0))
        .to(-torso.neck - 2.0, top - 17.0)
        .curve(
            (-torso.neck - 8.0, top + 10.0),
            (-torso.armpit.0 + 18.0, torso.armpit.1 - 12.0),
            (-torso.armpit.0, torso.armpit.1),
        );
    hemmed(side(bust, torso), upper, torso)
}

fn haltered(upper: &Upper, torso: &Torso) -> Line {
    let line = Line::from(0.0, torso.drop).bow(-torso.neck - 8.0, 2.0, 5.0).curve(
        (-torso.neck - 22.0, 50.0),
        (-torso.armpit.0 + 30.0, torso.armpit.1 - 22.0),
        (-torso.armpit.0, torso.armpit.1),
    );
    hemmed(side(line, torso), upper, torso)
}

/// The back of the neck, seen through the opening, with the house's label.
pub(super) fn inside(sheet: &mut Sheet, upper: &Upper, torso: &Torso) {
    if matches!(upper.neck, Neck::Straps | Neck::Halter) {
        return straps(sheet, upper, torso);
    }
    let rise = if matches!(upper.neck, Neck::Boat) { 3.0 } else { 9.0 };
    let back = Line::from(0.0, -rise)
        .curve((-torso.neck * 0.5, -rise), (-torso.neck * 0.8, -rise * 0.6), (-torso.neck - 3.0, 4.0))
        .to(-torso.neck - 3.0, 12.0)
        .bow(0.0, torso.drop + 16.0, -6.0)
        .folded();
    let paint = match upper.closure {
        Closure::Single | Closure::Double | Closure::Wrap | Closure::Biker => {
            Paint::flat(sheet.trim.mix(sheet.colour, 0.45).darker(0.28))
        }
        _ => sheet.inside(),
    };
    let part = sheet.part(&back, paint);
    sheet.within(part, |sheet| {
        sheet.tone(
            &Line::from(-80.0, -20.0).to(80.0, -20.0).to(80.0, 14.0).bow(-80.0, 14.0, -12.0).close(),
            false,
            0.25,
        );
        if sheet.is_worn() {
            return;
        }
        let (y, light) = (10.0, sheet.colour.lighter(0.82));
        sheet.patch(&Line::from(-15.0, y).to(15.0, y).to(15.0, y + 11.0).to(-15.0, y + 11.0).close(), light);
        sheet.stroke(&Line::from(-9.0, y + 5.5).to(9.0, y + 5.5), sheet.colour.darker(0.5), 1.4);
    });
}

fn straps(sheet: &mut Sheet, upper: &Upper, torso: &Torso) {
    let cord = sheet.colour.darker(0.12);
    if upper.neck == Neck::Halter {
        let band = Line::from(-torso.neck - 8.0, 4.0).bow(torso.neck + 8.0, 4.0, 16.0);
        sheet.stroke(&band, sheet.colour.darker(0.4), 9.0);
        return sheet.stroke(&band, cord, 7.0);
    }
    let top = torso.drop - 42.0;
    for side in [-1.0, 1.0] {
        let x = side * (torso.neck - 2.0);
        let line = Line::from(x, top + 2.0).bow(x * 0.93, -14.0, side * -4.0);
        sheet.stroke(&line, sheet.colour.darker(0.42), 5.4);
        sheet.stroke(&line, cord, 3.8);
    }
    if sheet.is_worn() {
        return;
    }
    let rear = Line::from(0.0, torso.drop - 14.0)
        .bow(-torso.armpit.0 + 8.0, torso.armpit.1 - 4.0, 8.0)
        .bow(0.0, torso.drop + 20.0, -6.0)
        .folded();
    let inside = sheet.inside();
    sheet.part(&rear, inside);
}

/// The front, with the light falling across it and folds where cloth gathers.
pub(super) fn body(sheet: &mut Sheet, upper: &Upper, torso: &Torso) -> Part {
    let line = front_half(upper, torso).folded();
    let cloth = sheet.cloth(0);
    let part = sheet.part(&line, cloth);
    sheet.within(part, |sheet| body_folds(sheet, upper, torso));
    part
}

fn body_folds(sheet: &mut Sheet, upper: &Upper, torso: &Torso) {
    let ((ax, ay), (wx, wy), (hx, hy)) = (torso.armpit, torso.waist, torso.hem);
    let depth = if upper.skirt.is_some() { 0.0 } else { 0.22 };
    sheet.fold((-ax + 8.0, ay + 6.0), (-wx * 0.42, wy - 8.0), 9.0, 8.0, 0.2);
    sheet.fold((ax - 8.0, ay + 6.0), (wx * 0.4, wy - 12.0), 11.0, -8.0, 0.24);
    if depth > 0.0 && hy - wy > 60.0 {
        sheet.fold((-wx * 0.66, wy + 30.0), (-hx * 0.72, hy + 8.0), 10.0, 5.0, depth);
        sheet.fold((wx * 0.58, wy + 20.0), (hx * 0.66, hy + 8.0), 13.0, -6.0, depth + 0.06);
    }
    let shade = Line::from(ax + 4.0, ay - 30.0)
        .bow(hx * 0.62, hy + 20.0, 10.0)
        .to(hx + 30.0, hy + 30.0)
        .to(ax + 30.0, ay)
        .close();
    sheet.tone(&shade, false, 0.07);
    if upper.extras.contains(&Extra::HemRib) {
        rib_hem(sheet, torso);
    } else {
        let hem = Line::from(-hx - 4.0, hy - 9.0).bow(0.0, hy - 9.0 + hx * 0.05, -hx * 0.022).bow(
            hx + 4.0,
            hy - 9.0,
            -hx * 0.022,
        );
        if upper.hem_shape == HemShape::Straight {
            sheet.seam(&hem);
        }
    }
}

fn rib_hem(sheet: &mut Sheet, torso: &Torso) {
    let (hx, hy) = torso.hem;
    let band = Line::from(-hx - 30.0, hy - 26.0)
        .bow(hx + 30.0, hy - 26.0, -6.0)
        .to(hx + 30.0, hy + 24.0)
        .to(-hx - 30.0, hy + 24.0)
        .close();
    let rib = sheet.woven(sheet.colour.darker(0.05), crate::picture::Weave::Rib, 0);
    sheet.part(&band, rib);
}

/// Where a sleeve is: its corners and its axis, for the left arm.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arm {
    pub(super) outer: Spot,
    pub(super) inner: Spot,
    pub(super) along: Spot,
    pub(super) angle: f32,
}

/// Where the left sleeve of this length ends.
pub(super) fn arm(upper: &Upper, torso: &Torso) -> Option<Arm> {
    let sleeve = upper.sleeve.as_ref()?;
    let slack = (torso.hem.0.min(torso.waist.0 * 1.3) - 110.0).max(0.0) * 0.0016;
    let angle = if sleeve.length < 30.0 { 0.5 } else { 0.3 + slack };
    let (sin, cos) = angle.sin_cos();
    let length = sleeve.length * CM;
    let (sx, sy) = (-torso.shoulder.0, torso.shoulder.1);
    let outer = (sx - length * sin, sy + length * cos);
    let wide = sleeve.cuff * CM;
    Some(Arm { outer, inner: (outer.0 + wide * cos, outer.1 + wide * sin), along: (-sin, cos), angle })
}

/// Both sleeves. Drawn before the body, which covers where they are set in.
pub(super) fn sleeves(sheet: &mut Sheet, upper: &Upper, torso: &Torso) {
    let (Some(sleeve), Some(arm)) = (upper.sleeve.as_ref(), arm(upper, torso)) else { return };
    let line = sleeve_line(sleeve.head, sleeve.end, sleeve.bicep * CM, torso, &arm);
    let turned = arm.angle.to_degrees().round() as i16;
    for (side, degrees) in [(1.0, turned), (-1.0, -turned)] {
        let placed = if side > 0.0 { line.clone() } else { line.mirrored() };
        let cloth = sheet.cloth(degrees);
        let part = sheet.part(&placed, cloth);
        let long = sleeve.length > 30.0;
        sheet.within(part, |sheet| sleeve_folds(sheet, torso, &arm, side, long));
        ending(sheet, sleeve.end, &arm, side);
    }
}

fn sleeve_line(head: Head, end: End, bicep: f32, torso: &Torso, arm: &Arm) -> Line {
    let (sx, sy) = (-torso.shoulder.0, torso.shoulder.1);
    let (ax, ay) = (-torso.armpit.0, torso.armpit.1);
    let ((ox, oy), (ix, iy)) = (arm.outer, arm.inner);
    let swell = match (head, end) {
        (Head::Puff, _) => 26.0,
        (_, End::Bishop) => 10.0,
        _ => 5.0 + (bicep - 90.0).max(0.0) * 0.3,
    };
    let flare = match end {
        End::Bishop => 34.0,
        End::Bell => 4.0,
        _ => 8.0,
    };
    let (dx, dy) = (ox - sx, oy - sy);
    let start = match head {
        Head::Raglan => Line::from(-torso.neck, 2.0).bow(sx + 8.0, sy - 4.0, 3.0),
        _ => Line::from(sx + 26.0, sy + 14.0).to(sx + 10.0, sy - 3.0),
    };
    start
        .curve(
            (sx - swell, sy - swell * 0.2),
            (sx - swell + dx * 0.12, sy + dy * 0.14),
            (sx - swell * 0.6 + dx * 0.4, sy + dy * 0.4),
        )
        .curve((sx - flare + dx * 0.66, sy + dy * 0.66), (ox - flare * 0.5, oy - dy * 0.12), (ox, oy))
        .bow(ix, iy, -3.0)
        .curve(
            (ix + flare * 0.8 - dx * 0.1, iy - dy * 0.14),
            (ax + 6.0 + dx * 0.3, ay + dy * 0.36),
            (ax + 16.0, ay + 8.0),
        )
        .close()
}

fn sleeve_folds(sheet: &mut Sheet, torso: &Torso, arm: &Arm, side: f32, long: bool) {
    let at = |x: f32, y: f32| (x * side, y);
    let (ix, iy) = arm.inner;
    let (ax, ay) = (-torso.armpit.0, torso.armpit.1);
    sheet.fold(at(ax + 6.0, ay + 4.0), at(ax - 26.0, ay + 44.0), 9.0, 5.0 * side, 0.3);
    if !long {
        return;
    }
    let mid = |share: f32, in_by: f32| (ax + (ix - ax) * share - in_by, ay + (iy - ay) * share);
    let (x, y) = mid(0.36, 0.0);
    sheet.fold(at(x, y), at(x - 42.0, y - 14.0), 7.0, -3.0 * side, 0.3);
    let (x, y) = mid(0.5, 0.0);
    sheet.fold(at(x, y), at(x - 34.0, y + 18.0), 7.0, 3.0 * side, 0.26);
    let (x, y) = mid(0.74, 8.0);
    sheet.fold(at(x, y), at(x - 26.0, iy + 4.0), 8.0, 3.0 * side, 0.22);
    let under = Line::from(ax, ay).to(ix, iy).to(ix - 14.0, iy - 4.0).bow(ax - 10.0, ay + 10.0, -6.0).close();
    let under = if side > 0.0 { under } else { under.mirrored() };
    sheet.tone(&under, false, 0.1);
}

/// A quadrilateral across the sleeve from `from` to `to` units above its end, a little wider than the sleeve by `spill`.
fn band(arm: &Arm, from: f32, to: f32, spill: f32, side: f32) -> Line {
    let (ux, uy) = arm.along;
    let (vx, vy) = (-arm.along.1, arm.along.0);
    let at = |corner: Spot, up: f32, out: f32| (corner.0 - ux * up + vx * out, corner.1 - uy * up + vy * out);
    let (a, b) = (at(arm.outer, from, spill), at(arm.inner, from, -spill));
    let (c, d) = (at(arm.inner, to, -spill), at(arm.outer, to, spill));
    let line = Line::from(a.0, a.1).bow(b.0, b.1, -3.0).to(c.0, c.1).bow(d.0, d.1, 3.0).close();
    if side > 0.0 { line } else { line.mirrored() }
}

fn ending(sheet: &mut Sheet, end: End, arm: &Arm, side: f32) {
    let degrees = (arm.angle.to_degrees().round() as i16) * side as i16;
    match end {
        End::Plain | End::Bell => sheet.seam(&band(arm, 9.0, 9.0, 0.0, side)),
        End::Rib => {
            let rib = sheet.woven(sheet.colour.darker(0.05), crate::picture::Weave::Rib, degrees);
            sheet.part(&band(arm, 0.0, 26.0, 1.0, side), rib);
        }
        End::Shirt | End::Bishop => shirt_cuff(sheet, arm, side, degrees),
        End::Strap => {
            let cloth = sheet.cloth(degrees + 90);
            sheet.part(&band(arm, 28.0, 40.0, 2.5, side), cloth);
            let (x, y) = (arm.outer.0 - arm.along.0 * 34.0 + 16.0, arm.outer.1 - arm.along.1 * 34.0 + 4.0);
            sheet.button((x * side, y), 4.6);
        }
        End::Turned => {
            let cloth = sheet.cloth(degrees);
            sheet.part(&band(arm, -1.0, 34.0, 3.0, side), cloth);
        }
        End::Vent => {
            for at in [10.0, 21.0, 32.0] {
                let (x, y) = (arm.outer.0 - arm.along.0 * at + 7.0, arm.outer.1 - arm.along.1 * at + 2.0);
                sheet.button((x * side, y), 3.4);
            }
        }
    }
}

fn shirt_cuff(sheet: &mut Sheet, arm: &Arm, side: f32, degrees: i16) {
    let cloth = sheet.cloth(degrees);
    sheet.part(&band(arm, -2.0, 26.0, 1.0, side), cloth);
    sheet.stitch(&band(arm, 1.0, 23.0, -2.0, side));
    let (x, y) = (arm.outer.0 - arm.along.0 * 12.0 + 12.0, arm.outer.1 - arm.along.1 * 12.0 + 4.0);
    sheet.button((x * side, y), 3.4);
}
