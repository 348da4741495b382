//! Collars, lapels and other finishes of the neck.

use super::line::{Line, Spot};
use super::sheet::Sheet;
use super::torso::Torso;
use crate::picture::{Closure, Neck, Upper, Weave};

/// Draws the finish of the neck on top of the front.
pub(super) fn collar(sheet: &mut Sheet, upper: &Upper, torso: &Torso) {
    match upper.neck {
        Neck::Notch => lapels(
            sheet,
            torso,
            Gorge { tip: (-78.0, 66.0), notch: (-62.0, 60.0), fall: (-82.0, 44.0) },
            lap(upper),
        ),
        Neck::Peak => lapels(
            sheet,
            torso,
            Gorge { tip: (-92.0, 44.0), notch: (-64.0, 60.0), fall: (-78.0, 42.0) },
            lap(upper),
        ),
        Neck::Shawl => shawl(sheet, torso, lap(upper)),
        Neck::Wrap => wrap_edge(sheet, torso),
        Neck::Vee => edging(sheet, torso, upper, 13.0),
        Neck::Crew | Neck::Scoop => edging(sheet, torso, upper, 12.0),
        Neck::Roll => roll(sheet, 46.0, 54.0),
        Neck::Funnel => funnel(sheet),
        Neck::Stand => stand(sheet),
        Neck::Hood => hood(sheet),
        Neck::Shirt => shirt(sheet, 42.0),
        Neck::Pussybow => pussybow(sheet),
        Neck::PeterPan => peter_pan(sheet),
        Neck::Cowl => cowl(sheet, torso),
        Neck::Bare | Neck::Boat | Neck::Square | Neck::Straps | Neck::Halter => binding(sheet, torso, upper),
    }
}

struct Gorge {
    tip: Spot,
    notch: Spot,
    fall: Spot,
}

fn lap(upper: &Upper) -> f32 {
    match upper.closure {
        Closure::Double => 34.0,
        Closure::Wrap => 26.0,
        Closure::Biker => 40.0,
        _ => 7.0,
    }
}

fn lapels(sheet: &mut Sheet, torso: &Torso, gorge: Gorge, lap: f32) {
    let lapel = |cross: f32| {
        let Gorge { tip, notch, .. } = gorge;
        Line::from(-torso.neck + 2.0, 8.0)
            .bow(cross, torso.drop + cross * 0.5, 3.0)
            .curve((cross - 26.0, torso.drop - 34.0), (tip.0 - 6.0, tip.1 + 46.0), tip)
            .to(notch.0, notch.1)
            .close()
    };
    let under = lapel(-lap + 3.0).mirrored();
    fall_shadow(sheet, &under);
    let cloth = sheet.cloth(16);
    sheet.part(&under, cloth);
    let over = lapel(lap);
    fall_shadow(sheet, &over);
    let cloth = sheet.cloth(-16);
    sheet.part(&over, cloth);
    sheet.stitch(&lapel_stitch(torso, &gorge, lap));
    fall(sheet, torso, gorge.fall, gorge.notch);
}

fn lapel_stitch(torso: &Torso, gorge: &Gorge, lap: f32) -> Line {
    Line::from(lap - 5.0, torso.drop - 6.0).curve(
        (lap - 28.0, torso.drop - 38.0),
        (gorge.tip.0 - 1.0, gorge.tip.1 + 44.0),
        (gorge.tip.0 + 5.0, gorge.tip.1 + 4.0),
    )
}

/// The shadow a turned-back edge throws on the cloth below it.
fn fall_shadow(sheet: &mut Sheet, line: &Line) {
    sheet.tone(&line.moved(|(x, y)| (x + 4.0, y + 6.0)), false, 0.2);
}

/// The fall of a tailored collar: two leaves that meet behind the neck.
fn fall(sheet: &mut Sheet, torso: &Torso, tip: Spot, notch: Spot) {
    let leaf = Line::from(0.0, -16.0)
        .curve((-22.0, -17.0), (-40.0, -14.0), (-torso.neck - 12.0, 2.0))
        .bow(tip.0, tip.1, -3.0)
        .to(notch.0, notch.1)
        .bow(-torso.neck + 3.0, 9.0, -3.0)
        .curve((-28.0, -1.0), (-16.0, -4.0), (0.0, -4.0));
    if sheet.is_worn() {
        return leaves(sheet, torso, tip, notch);
    }
    let whole = leaf.folded();
    sheet.tone(&whole.moved(|(x, y)| (x + 3.0, y + 5.0)), false, 0.16);
    let cloth = sheet.cloth(0);
    sheet.part(&whole, cloth);
    let crease =
        Line::from(-torso.neck - 2.0, 2.0).curve((-28.0, -10.0), (28.0, -10.0), (torso.neck + 2.0, 2.0));
    sheet.stroke(&crease, sheet.colour.darker(0.25), 0.8);
}

/// The two leaves alone, when a neck hides where they meet.
fn leaves(sheet: &mut Sheet, torso: &Torso, tip: Spot, notch: Spot) {
    let leaf = Line::from(-26.0, -22.0)
        .curve((-36.0, -20.0), (-44.0, -12.0), (-torso.neck - 12.0, 2.0))
        .bow(tip.0, tip.1, -3.0)
        .to(notch.0, notch.1)
        .bow(-torso.neck + 3.0, 9.0, -3.0)
        .bow(-26.0, -22.0, 3.0)
        .close();
    for (line, turned) in [(leaf.mirrored(), 8), (leaf, -8)] {
        fall_shadow(sheet, &line);
        let cloth = sheet.cloth(turned);
        sheet.part(&line, cloth);
    }
}

fn shawl(sheet: &mut Sheet, torso: &Torso, lap: f32) {
    let middle = if sheet.is_worn() { -25.0 } else { 0.0 };
    let half = |cross: f32| {
        Line::from(middle, -17.0)
            .curve((-24.0 + middle * 0.4, -18.0), (-42.0, -12.0), (-torso.neck - 14.0, 6.0))
            .curve((-92.0, 52.0), (cross - 58.0, torso.drop - 56.0), (cross, torso.drop + 4.0))
            .bow(-torso.neck + 3.0, 10.0, -3.0)
            .curve((-26.0 + middle * 0.4, -2.0), (-14.0 + middle * 0.6, -5.0), (middle, -5.0))
            .close()
    };
    for (line, turned) in [(half(-lap + 4.0).mirrored(), 14), (half(lap), -14)] {
        fall_shadow(sheet, &line);
        let cloth = sheet.cloth(turned);
        sheet.part(&line, cloth);
    }
    sheet.stitch(&Line::from(lap - 8.0, torso.drop - 6.0).curve(
        (lap - 56.0, torso.drop - 60.0),
        (-84.0, 54.0),
        (-torso.neck - 10.0, 10.0),
    ));
}

fn wrap_edge(sheet: &mut Sheet, torso: &Torso) {
    let (wx, wy) = torso.waist;
    let under =
        Line::from(torso.neck, 0.0).bow(-20.0, torso.drop + 6.0, 4.0).to(0.0, wy).to(30.0, wy).close();
    let cloth = sheet.cloth(12);
    sheet.part(&under.moved(|(x, y)| (x.max(-20.0), y)), cloth);
    let over = Line::from(-torso.neck - 3.0, 0.0)
        .bow(wx * 0.72, wy - 4.0, 10.0)
        .to(wx * 0.6, wy + 6.0)
        .to(-wx * 0.3, wy + 6.0)
        .bow(-torso.neck - 14.0, 4.0, -8.0)
        .close();
    fall_shadow(sheet, &over);
    let cloth = sheet.cloth(-12);
    let part = sheet.part(&over, cloth);
    sheet.within(part, |sheet| {
        sheet.fold((-40.0, 60.0), (wx * 0.5, wy), 10.0, 8.0, 0.25);
        sheet.fold((-50.0, 100.0), (wx * 0.2, wy + 2.0), 9.0, 6.0, 0.22);
    });
    sheet.stitch(&Line::from(-torso.neck + 1.0, 6.0).bow(wx * 0.68, wy - 8.0, 9.0));
}

fn edging(sheet: &mut Sheet, torso: &Torso, upper: &Upper, wide: f32) {
    if upper.neck == Neck::Vee && upper.closure == Closure::Single {
        return;
    }
    let outline = |grow: f32| {
        let (neck, drop) = (torso.neck + grow, torso.drop + grow);
        let start = Line::from(0.0, drop);
        match upper.neck {
            Neck::Vee => start.bow(-neck, 0.0, 3.0),
            _ => start.curve((-neck * 0.62, drop), (-neck, drop * 0.55), (-neck, 0.0)),
        }
    };
    let knit = matches!(
        sheet.weave,
        Weave::Rib
            | Weave::Stocking
            | Weave::Cable
            | Weave::FairIsle
            | Weave::Argyle
            | Weave::Breton
            | Weave::Boucle
    );
    let colour = if sheet.weave == Weave::Argyle { sheet.with } else { sheet.colour.darker(0.08) };
    let (outer, inner) = (outline(wide).folded(), outline(0.0).folded());
    let ring = format!("{}{}", outer.data(), inner.data());
    sheet.ring(&ring, colour, if knit { Some(Weave::Rib) } else { None });
    for edge in [outline(wide), outline(0.0)] {
        sheet.stroke(&edge.mirrored(), colour.darker(0.38), 1.1);
        sheet.stroke(&edge, colour.darker(0.38), 1.1);
    }
    back_band(sheet, torso, colour, wide);
}

/// The band round the back of the neck, above the opening.
fn back_band(sheet: &mut Sheet, torso: &Torso, colour: crate::Colour, wide: f32) {
    if sheet.is_worn() {
        return;
    }
    let top = Line::from(-torso.neck - wide * 0.6, 0.0).curve(
        (-torso.neck * 0.6, -13.0),
        (torso.neck * 0.6, -13.0),
        (torso.neck + wide * 0.6, 0.0),
    );
    sheet.stroke(&top, colour.darker(0.35), 8.0);
    sheet.stroke(&top, colour.darker(0.14), 6.2);
}

fn binding(sheet: &mut Sheet, torso: &Torso, upper: &Upper) {
    if matches!(upper.neck, Neck::Straps | Neck::Halter) {
        return;
    }
    let edge = Line::from(-torso.neck - 5.0, 6.0);
    let line = match upper.neck {
        Neck::Square => edge
            .to(-torso.neck - 1.0, torso.drop + 3.0)
            .bow(torso.neck + 1.0, torso.drop + 3.0, -4.0)
            .to(torso.neck + 5.0, 6.0),
        Neck::Boat => edge.bow(torso.neck + 5.0, 8.0, -torso.drop * 0.75),
        _ => edge
            .curve(
                (-torso.neck - 2.0, torso.drop * 0.6),
                (-torso.neck * 0.6, torso.drop + 6.0),
                (0.0, torso.drop + 6.0),
            )
            .curve(
                (torso.neck * 0.6, torso.drop + 6.0),
                (torso.neck + 2.0, torso.drop * 0.6),
                (torso.neck + 5.0, 6.0),
            ),
    };
    sheet.stitch(&line);
}

fn roll(sheet: &mut Sheet, tall: f32, half: f32) {
    let tube = Line::from(0.0, -tall - 4.0)
        .curve((-30.0, -tall - 4.0), (-half + 8.0, -tall), (-half + 8.0, -tall + 12.0))
        .bow(-half, 22.0, 3.0)
        .bow(0.0, 36.0, -5.0)
        .folded();
    let rib = sheet.woven(sheet.colour.darker(0.03), Weave::Rib, 0);
    let part = sheet.part(&tube, rib);
    sheet.within(part, |sheet| {
        sheet.tone(
            &Line::from(-half + 8.0, -tall + 8.0)
                .bow(half - 8.0, -tall + 8.0, -9.0)
                .to(half, -tall - 30.0)
                .to(-half, -tall - 30.0)
                .close(),
            false,
            0.34,
        );
        sheet.tone(
            &Line::from(-60.0, 2.0).bow(60.0, 2.0, -8.0).to(60.0, 9.0).bow(-60.0, 9.0, 8.0).close(),
            false,
            0.22,
        );
        sheet.fold((-38.0, -20.0), (-10.0, 30.0), 8.0, 4.0, 0.22);
    });
}

fn funnel(sheet: &mut Sheet) {
    let tube =
        Line::from(0.0, -40.0).bow(-46.0, -34.0, 2.0).bow(-52.0, 14.0, 3.0).bow(0.0, 42.0, -5.0).folded();
    let cloth = sheet.cloth(0);
    let part = sheet.part(&tube, cloth);
    sheet.within(part, |sheet| {
        sheet.tone(
            &Line::from(-46.0, -34.0).bow(46.0, -34.0, -9.0).to(50.0, -60.0).to(-50.0, -60.0).close(),
            false,
            0.5,
        );
        sheet.fold((-40.0, -10.0), (-12.0, 34.0), 9.0, 4.0, 0.25);
        sheet.fold((42.0, -14.0), (14.0, 34.0), 9.0, -4.0, 0.28);
    });
    sheet.stitch(&Line::from(-44.0, -28.0).bow(44.0, -28.0, -8.5));
}

fn stand(sheet: &mut Sheet) {
    let leaf = Line::from(0.0, 36.0)
        .bow(-42.0, 4.0, 4.0)
        .bow(-46.0, -18.0, 2.0)
        .curve((-28.0, -4.0), (-12.0, 12.0), (0.0, 18.0))
        .close();
    let back = Line::from(-44.0, -16.0)
        .curve((-26.0, -28.0), (26.0, -28.0), (44.0, -16.0))
        .bow(-44.0, -16.0, 15.0)
        .close();
    if !sheet.is_worn() {
        let inside = sheet.inside();
        sheet.part(&back, inside);
    }
    for line in [leaf.mirrored(), leaf] {
        let cloth = sheet.cloth(0);
        sheet.part(&line, cloth);
    }
}

fn hood(sheet: &mut Sheet) {
    let shell = Line::from(0.0, -88.0)
        .curve((-46.0, -90.0), (-74.0, -54.0), (-70.0, 8.0))
        .curve((-66.0, 30.0), (-30.0, 46.0), (0.0, 50.0))
        .folded();
    let cloth = sheet.cloth(0);
    sheet.part(&shell, cloth);
    let opening = Line::from(0.0, -66.0)
        .curve((-32.0, -68.0), (-48.0, -40.0), (-44.0, 2.0))
        .curve((-40.0, 22.0), (-18.0, 38.0), (0.0, 50.0))
        .folded();
    let inside = sheet.inside();
    let part = sheet.part(&opening, inside);
    sheet.within(part, |sheet| {
        sheet.tone(&Line::from(-60.0, -80.0).to(40.0, -80.0).bow(-50.0, 40.0, -20.0).close(), false, 0.25)
    });
    sheet.stitch(&Line::from(0.0, -72.0).curve((-38.0, -74.0), (-55.0, -42.0), (-50.0, 4.0)).curve(
        (-46.0, 24.0),
        (-24.0, 40.0),
        (-6.0, 48.0),
    ));
    sheet.stitch(&Line::from(0.0, -72.0).curve((38.0, -74.0), (55.0, -42.0), (50.0, 4.0)).curve(
        (46.0, 24.0),
        (24.0, 40.0),
        (6.0, 48.0),
    ));
}

/// A shirt collar: stand behind, two points in front.
pub(super) fn shirt(sheet: &mut Sheet, point: f32) {
    let back = Line::from(-38.0, 2.0)
        .curve((-24.0, -24.0), (24.0, -24.0), (38.0, 2.0))
        .curve((20.0, -8.0), (-20.0, -8.0), (-38.0, 2.0))
        .close();
    if !sheet.is_worn() {
        let inside = sheet.inside();
        sheet.part(&back, inside);
    }
    let leaf = Line::from(-34.0, -15.0)
        .curve((-42.0, -12.0), (-50.0, 2.0), (-52.0, 14.0))
        .to(-38.0, 22.0 + point)
        .to(0.0, 36.0)
        .curve((-18.0, 22.0), (-30.0, 4.0), (-34.0, -15.0))
        .close();
    for (line, turned) in [(leaf.mirrored(), 28), (leaf, -28)] {
        fall_shadow(sheet, &line);
        let cloth = sheet.cloth(turned);
        sheet.part(&line, cloth);
    }
    for side in [-1.0, 1.0] {
        sheet.stitch(&Line::from(side * 48.0, 15.0).to(side * 37.0, 17.0 + point).to(side * 5.0, 35.0));
    }
}

fn pussybow(sheet: &mut Sheet) {
    shirt_band(sheet);
    let tail = Line::from(0.0, 40.0)
        .curve((-10.0, 80.0), (-44.0, 120.0), (-38.0, 176.0))
        .to(-12.0, 184.0)
        .curve((-8.0, 130.0), (8.0, 90.0), (8.0, 44.0))
        .close();
    let ear = Line::from(0.0, 40.0)
        .curve((-30.0, 12.0), (-78.0, 22.0), (-74.0, 46.0))
        .curve((-70.0, 72.0), (-26.0, 62.0), (0.0, 44.0))
        .close();
    for (line, turned) in [(tail.mirrored(), -14), (tail, 14), (ear.mirrored(), 60), (ear, -60)] {
        fall_shadow(sheet, &line);
        let cloth = sheet.cloth(turned);
        let part = sheet.part(&line, cloth);
        sheet.within(part, |sheet| {
            sheet.fold((-4.0, 42.0), (-56.0, 50.0), 8.0, 4.0, 0.4);
            sheet.fold((4.0, 42.0), (56.0, 50.0), 8.0, 4.0, 0.4);
            sheet.fold((-4.0, 60.0), (-26.0, 170.0), 8.0, -4.0, 0.3);
            sheet.fold((4.0, 60.0), (26.0, 170.0), 8.0, 4.0, 0.3);
        });
    }
    let knot = Line::from(-9.0, 32.0).bow(9.0, 32.0, 3.0).bow(10.0, 54.0, 2.0).bow(-10.0, 54.0, 3.0).close();
    let cloth = sheet.cloth(0);
    sheet.part(&knot, cloth);
}

fn shirt_band(sheet: &mut Sheet) {
    let band = Line::from(-40.0, -8.0)
        .curve((-26.0, -24.0), (26.0, -24.0), (40.0, -8.0))
        .to(42.0, 12.0)
        .bow(0.0, 46.0, -8.0)
        .bow(-42.0, 12.0, -8.0)
        .close();
    let hole = Line::from(-33.0, -8.0)
        .curve((-20.0, -18.0), (20.0, -18.0), (33.0, -8.0))
        .bow(0.0, 26.0, -7.0)
        .bow(-33.0, -8.0, -7.0)
        .close();
    let cloth = sheet.cloth(0);
    sheet.part(&band, cloth);
    if !sheet.is_worn() {
        let inside = sheet.inside();
        sheet.part(&hole, inside);
    }
}

fn peter_pan(sheet: &mut Sheet) {
    let leaf = Line::from(-40.0, -6.0)
        .curve((-72.0, 10.0), (-84.0, 54.0), (-46.0, 72.0))
        .curve((-18.0, 80.0), (-2.0, 62.0), (0.0, 42.0))
        .curve((-22.0, 40.0), (-38.0, 20.0), (-40.0, -6.0))
        .close();
    let colour = sheet.trim;
    for line in [leaf.mirrored(), leaf] {
        fall_shadow(sheet, &line);
        sheet.part(&line, super::sheet::Paint::plain(colour));
    }
}

fn cowl(sheet: &mut Sheet, torso: &Torso) {
    let (neck, drop) = (torso.neck, torso.drop);
    for (at, depth) in [(0.0, 0.46), (22.0, 0.34), (48.0, 0.24)] {
        let shrink = at * 0.22;
        sheet.fold((-neck + shrink - 6.0, 6.0 + at), (0.0, drop + at * 0.9), 10.0, 14.0, depth);
        sheet.fold((neck - shrink + 6.0, 6.0 + at), (0.0, drop + at * 0.9), 10.0, -14.0, depth);
    }
}
