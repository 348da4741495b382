//! Coats, knitwear, shirts and dresses: the order in which their pieces lie on each other.

use super::line::{Line, sliver};
use super::placing::Extent;
use super::sheet::{Part, Sheet};
use super::torso::{self, Torso};
use super::{closures, collars};
use crate::picture::{Drape, Extra, Neck, Upper, Weave};

/// Draws the whole piece.
pub(super) fn draw(sheet: &mut Sheet, upper: &Upper) {
    let torso = Torso::of(upper);
    torso::inside(sheet, upper, &torso);
    outside(sheet, upper, &torso);
}

/// Draws the piece on somebody, whose head is drawn between its back and its front. A hood lies on the shoulders then.
pub(super) fn draw_on(sheet: &mut Sheet, upper: &Upper, head: impl FnOnce(&mut Sheet)) {
    let neck = if upper.neck == Neck::Hood { Neck::Funnel } else { upper.neck };
    let upper = Upper { neck, ..upper.clone() };
    let torso = Torso::of(&upper);
    sheet.on_somebody(|sheet| {
        torso::inside(sheet, &upper, &torso);
        head(sheet);
        outside(sheet, &upper, &torso);
    });
}

fn outside(sheet: &mut Sheet, upper: &Upper, torso: &Torso) {
    torso::sleeves(sheet, upper, torso);
    let body = torso::body(sheet, upper, torso);
    motifs(sheet, upper, torso, body);
    closures::pockets(sheet, upper, torso);
    if closures::tailored(upper.neck) {
        collars::collar(sheet, upper, torso);
        closures::closure(sheet, upper, torso);
    } else {
        closures::closure(sheet, upper, torso);
        collars::collar(sheet, upper, torso);
    }
    closures::extras(sheet, upper, torso);
}

/// How much room it takes on the table.
pub(super) fn extent(upper: &Upper) -> Extent {
    let torso = Torso::of(upper);
    let arm = torso::arm(upper, &torso).map_or(torso.shoulder.0, |arm| -arm.outer.0);
    let top = match upper.neck {
        Neck::Hood => -92.0,
        Neck::Roll => -52.0,
        Neck::Funnel => -44.0,
        _ => -20.0,
    };
    Extent { half: arm.max(torso.hem.0).max(torso.armpit.0) + 6.0, top, bottom: torso.hem.1 + 14.0 }
}

fn motifs(sheet: &mut Sheet, upper: &Upper, torso: &Torso, body: Part) {
    if let Some(drape) = upper.skirt {
        sheet.within(body, |sheet| skirt(sheet, drape, torso));
    }
    for extra in &upper.extras {
        match extra {
            Extra::Cables => sheet.within(body, |sheet| cables(sheet, torso)),
            Extra::Block => sheet.within(body, |sheet| block(sheet, torso)),
            Extra::Yoke if sheet.weave == Weave::Stocking => {
                sheet.within(body, |sheet| fair_isle_yoke(sheet, torso))
            }
            Extra::Ruffle => ruffle(sheet, torso),
            Extra::Slit => sheet.within(body, |sheet| slit(sheet, torso)),
            Extra::Gathers => sheet.within(body, |sheet| gathers(sheet, torso)),
            _ => {}
        }
    }
}

fn skirt(sheet: &mut Sheet, drape: Drape, torso: &Torso) {
    let ((wx, wy), (hx, hy)) = (torso.waist, torso.hem);
    if !matches!(drape, Drape::Bias) {
        sheet.seam(&Line::from(-wx - 6.0, wy).bow(wx + 6.0, wy, -4.0));
    }
    match drape {
        Drape::Bias => hang(sheet, torso, &[-0.55, 0.2, 0.62], 15.0, 0.24),
        Drape::Aline => hang(sheet, torso, &[-0.6, -0.16, 0.28, 0.68], 17.0, 0.26),
        Drape::Full => hang(sheet, torso, &[-0.78, -0.5, -0.22, 0.06, 0.34, 0.6, 0.84], 22.0, 0.34),
        Drape::Pencil => sheet.seam(&Line::from(0.0, wy).to(0.0, hy + 10.0)),
        Drape::Pleats => pleats(sheet, (wx, wy), (hx, hy), 9),
        Drape::Tiers => tiers(sheet, torso),
    }
}

/// Folds that open from the waist to the hem; places are shares of the half width.
fn hang(sheet: &mut Sheet, torso: &Torso, places: &[f32], width: f32, depth: f32) {
    let ((wx, wy), (hx, hy)) = (torso.waist, torso.hem);
    for (at, place) in places.iter().enumerate() {
        let stagger = (at % 3) as f32 * 26.0;
        let from = (place * wx * 0.9, wy + 6.0 + stagger);
        let line = Line::from(from.0, from.1)
            .bow(place * hx - width, hy + 16.0, place * 8.0)
            .to(place * hx + width, hy + 16.0)
            .bow(from.0, from.1, -place * 8.0)
            .close();
        sheet.tone(&line, false, depth * 0.42);
        let lit = line.moved(|(x, y)| (x - width * 1.5 * ((y - wy) / (hy - wy)).clamp(0.0, 1.0), y));
        sheet.tone(&lit, true, depth * 0.36);
    }
}

/// Knife pleats: each a lit face and a shadowed under-fold.
pub(super) fn pleats(sheet: &mut Sheet, waist: (f32, f32), hem: (f32, f32), count: u8) {
    for at in 0..count {
        let share = -1.0 + 2.0 * f32::from(at) / f32::from(count);
        let next = share + 2.0 / f32::from(count);
        let fold = Line::from(next * waist.0, waist.1)
            .to(next * hem.0, hem.1 + 24.0)
            .to((next - 0.09) * hem.0, hem.1 + 24.0)
            .close();
        sheet.tone(&fold, false, 0.3);
        let face = Line::from(share * waist.0, waist.1)
            .to((share + 0.03) * hem.0, hem.1 + 24.0)
            .to((share + 0.09) * hem.0, hem.1 + 24.0)
            .close();
        sheet.tone(&face, true, 0.2);
        sheet.seam(&Line::from(next * waist.0, waist.1).to(next * hem.0, hem.1 + 24.0));
    }
}

fn tiers(sheet: &mut Sheet, torso: &Torso) {
    let ((_, wy), (_, hy)) = (torso.waist, torso.hem);
    let step = (hy - wy) / 3.0;
    for tier in 0..3_u8 {
        let y = wy + step * f32::from(tier);
        let half = torso.width_at(y) + 14.0;
        sheet.tone(
            &Line::from(-half, y).bow(half, y, -7.0).to(half, y + 14.0).bow(-half, y + 12.0, 9.0).close(),
            false,
            0.2,
        );
        sheet.seam(&Line::from(-half, y).bow(half, y, -7.0));
        for at in 0..13_u8 {
            let x = -half + half / 6.0 * f32::from(at) + if tier % 2 == 0 { 4.0 } else { -5.0 };
            let long = step * if at % 3 == 0 { 0.7 } else { 0.36 };
            sheet.tone(&sliver((x, y + 5.0), (x * 1.08, y + 5.0 + long), 6.0, x * 0.02), false, 0.17);
        }
    }
}

fn cables(sheet: &mut Sheet, torso: &Torso) {
    for x in [-66.0_f32, 0.0, 66.0] {
        let plait = sheet.woven(sheet.colour, Weave::Cable, 0);
        let half = 22.0;
        sheet.begin(&format!("translate({} 0)", x - 22.0));
        sheet.part(
            &Line::through(&[
                (22.0 - half, -10.0),
                (22.0 + half, -10.0),
                (22.0 + half, torso.hem.1 + 20.0),
                (22.0 - half, torso.hem.1 + 20.0),
            ])
            .close(),
            plait,
        );
        sheet.end();
    }
}

fn block(sheet: &mut Sheet, torso: &Torso) {
    let y = torso.armpit.1 + (torso.hem.1 - torso.armpit.1) * 0.3;
    let band = Line::from(-260.0, y)
        .bow(260.0, y, -8.0)
        .to(260.0, torso.hem.1 + 40.0)
        .to(-260.0, torso.hem.1 + 40.0)
        .close();
    let second = sheet.woven(sheet.with, sheet.weave, 0);
    sheet.part(&band, second);
    sheet.fold((torso.hem.0 * 0.6, y + 20.0), (torso.hem.0 * 0.7, torso.hem.1), 13.0, -6.0, 0.25);
}

fn fair_isle_yoke(sheet: &mut Sheet, torso: &Torso) {
    let ring = |from: f32, to: f32| {
        Line::from(-170.0, from - 26.0)
            .bow(170.0, from - 26.0, -34.0)
            .to(170.0, to - 26.0)
            .bow(-170.0, to - 26.0, 34.0)
            .close()
    };
    let start = torso.drop - 10.0;
    let yoke = sheet.woven(sheet.colour.mix(sheet.with, 0.12), Weave::FairIsle, 0);
    sheet.part(&ring(start, start + 88.0), yoke);
}

fn ruffle(sheet: &mut Sheet, torso: &Torso) {
    for side in [-1.0_f32, 1.0] {
        let mut line = Line::from(side * 14.0, torso.drop + 4.0);
        let mut y = torso.drop + 4.0;
        while y < torso.waist.1 - 14.0 {
            line = line.curve((side * 44.0, y + 2.0), (side * 44.0, y + 22.0), (side * 20.0, y + 24.0));
            y += 24.0;
        }
        let line = line.to(side * 12.0, y).close();
        sheet.tone(&line.moved(|(x, y)| (x + 3.0, y + 4.0)), false, 0.2);
        let cloth = sheet.cloth((side * 8.0) as i16);
        sheet.part(&line, cloth);
        let mut at = torso.drop + 10.0;
        while at < y - 6.0 {
            sheet.tone(&sliver((side * 14.0, at), (side * 36.0, at + 10.0), 4.0, 2.0), false, 0.25);
            at += 12.0;
        }
    }
}

fn slit(sheet: &mut Sheet, torso: &Torso) {
    let (hx, hy) = torso.hem;
    let gap = Line::from(hx * 0.42, hy - 150.0)
        .bow(hx * 0.5, hy + 20.0, 3.0)
        .to(hx * 0.36, hy + 20.0)
        .bow(hx * 0.42, hy - 150.0, 3.0)
        .close();
    sheet.tone(&gap, false, 0.62);
    sheet.stitch(&Line::from(hx * 0.39, hy - 150.0).to(hx * 0.33, hy + 20.0));
}

fn gathers(sheet: &mut Sheet, torso: &Torso) {
    let y = torso.shoulder.1 + 52.0;
    for at in 0..11_u8 {
        let x = -60.0 + 12.0 * f32::from(at);
        let long = 34.0 + f32::from(at * 7 % 5) * 12.0;
        sheet.tone(&sliver((x, y), (x * 1.12, y + long), 5.0, x * 0.03), false, 0.2);
    }
}
