//! Weaves, knits, hides and prints as small repeating tiles.

use std::fmt::Write;

use super::line::short;
use super::sheet::contrast;
use crate::Colour;
use crate::picture::Weave;

/// One repeat of a cloth, in units of 5 a centimetre.
pub(super) struct Tile {
    pub(super) width: f32,
    pub(super) height: f32,
    pub(super) marks: String,
}

/// The repeat of a weave over a base colour; none for cloth without a visible one.
pub(super) fn tile(weave: Weave, base: Colour, with: Colour) -> Option<Tile> {
    let tone = Tone { base, with };
    structure(weave, &tone)
        .or_else(|| stripe_or_check(weave, &tone))
        .or_else(|| hide(weave, &tone))
        .or_else(|| print(weave, &tone))
}

/// A short name for ids.
pub(super) fn letter(weave: Weave) -> u8 {
    weave as u8
}

struct Tone {
    base: Colour,
    with: Colour,
}

impl Tone {
    fn soft(&self) -> Colour {
        contrast(self.base, 0.2)
    }

    fn dark(&self) -> Colour {
        self.base.darker(0.3)
    }

    fn light(&self) -> Colour {
        self.base.lighter(0.24)
    }
}

fn of(width: f32, height: f32, marks: String) -> Option<Tile> {
    Some(Tile { width, height, marks })
}

fn drawn(data: &str, colour: Colour, width: f32, opacity: f32) -> String {
    format!(r#"<path d="{data}" fill="none" stroke="{colour}" stroke-width="{width}" opacity="{opacity}"/>"#)
}

fn filled(data: &str, colour: Colour, opacity: f32) -> String {
    format!(r#"<path d="{data}" fill="{colour}" opacity="{opacity}"/>"#)
}

fn structure(weave: Weave, tone: &Tone) -> Option<Tile> {
    match weave {
        Weave::Twill => of(5.0, 5.0, drawn("M-1 6L6-1M-1 1L1-1M4 6L6 4", tone.dark(), 1.0, 0.42)),
        Weave::Denim => of(4.0, 4.0, drawn("M-1 5L5-1M-1 1L1-1M3 5L5 3", tone.light(), 0.8, 0.55)),
        Weave::Canvas => of(4.0, 4.0, drawn("M0 1H4M1 0V4", tone.dark(), 0.7, 0.3)),
        Weave::Herringbone => of(
            16.0,
            8.0,
            drawn("M0 8L8 0M-4 4L0 0M4 12L8 8M8 0L16 8M16 0L20 4M8 8L12 12", tone.with, 1.5, 0.62),
        ),
        Weave::Rib => of(
            7.0,
            20.0,
            drawn("M1 0V20", tone.dark(), 1.5, 0.6) + &drawn("M4.4 0V20", tone.light(), 1.6, 0.55),
        ),
        Weave::Stocking => of(
            8.0,
            7.0,
            drawn("M.4 1Q1 5 4 6.4Q7 5 7.6 1", tone.dark(), 1.2, 0.5)
                + &drawn("M1.6 0Q2 3 4 4.2Q6 3 6.4 0", tone.light(), 0.9, 0.5),
        ),
        Weave::Cable => of(44.0, 36.0, cable(tone)),
        Weave::Corduroy => {
            of(8.0, 8.0, drawn("M.8 0V8", tone.dark(), 1.6, 0.6) + &drawn("M4.6 0V8", tone.light(), 1.6, 0.5))
        }
        Weave::Boucle => of(46.0, 46.0, loops(tone)),
        Weave::Tweed => of(48.0, 48.0, flecks(tone)),
        Weave::Linen => of(52.0, 52.0, slubs(tone)),
        Weave::Quilt => of(
            46.0,
            46.0,
            drawn("M0 0L46 46M46 0L0 46", tone.dark(), 1.7, 0.75)
                + &drawn("M-1.5 1.5L44.5 47.5M47.5 1.5L1.5 47.5M44.5-1.5L47.5 1.5", tone.light(), 1.6, 0.6),
        ),
        Weave::Channel => of(40.0, 38.0, channel(tone)),
        _ => None,
    }
}

fn stripe_or_check(weave: Weave, tone: &Tone) -> Option<Tile> {
    let with = tone.with;
    match weave {
        Weave::Houndstooth => of(
            16.0,
            16.0,
            filled(
                "M0 0H8V4L12 8H8V16H4L8 12V8H0V4L-4 8V4ZM12 0L16 4V0ZM0 16H4L0 12ZM16 8H12L16 4Z",
                with,
                0.9,
            ),
        ),
        Weave::Windowpane => of(
            46.0,
            54.0,
            drawn("M10 0V54M0 12H46", with, 2.0, 0.85) + &drawn("M14.5 0V54M0 16.5H46", with, 0.8, 0.6),
        ),
        Weave::Tartan => of(
            72.0,
            72.0,
            drawn("M14 0V72M0 14H72", with, 16.0, 0.5)
                + &drawn("M44 0V72M0 44H72", tone.base.darker(0.5), 9.0, 0.5)
                + &drawn("M29 0V72M0 29H72M58 0V72M0 58H72", with.lighter(0.55), 1.6, 0.8),
        ),
        Weave::Gingham => of(20.0, 20.0, drawn("M5 0V20M0 5H20", with, 10.0, 0.5)),
        Weave::Pinstripe => of(15.0, 20.0, drawn("M5 0V20", with, 1.1, 0.8)),
        Weave::Breton => of(20.0, 27.0, drawn("M0 12H20", with, 9.5, 0.95)),
        Weave::Awning => of(28.0, 20.0, drawn("M8 0V20", with, 12.0, 0.92)),
        Weave::Argyle => of(
            58.0,
            88.0,
            filled("M29 4L54 44L29 84L4 44Z", with, 0.92)
                + &drawn("M0 88L58 0M0 0L58 88", contrast(with, 0.45), 1.1, 0.8),
        ),
        Weave::FairIsle => of(36.0, 96.0, fair_isle(tone)),
        _ => None,
    }
}

fn hide(weave: Weave, tone: &Tone) -> Option<Tile> {
    match weave {
        Weave::Leather => of(64.0, 64.0, grain(tone)),
        Weave::Suede => of(40.0, 40.0, nap(tone)),
        Weave::Basket => of(
            28.0,
            28.0,
            filled("M1 1H13V13H1ZM15 15H27V27H15Z", tone.light(), 0.35)
                + &drawn(
                    "M1 4H13M1 7H13M1 10H13M15 18H27M15 21H27M15 24H27M18 1V13M21 1V13M24 1V13M4 15V27M7 15V27M10 15V27",
                    tone.dark(),
                    0.9,
                    0.5,
                )
                + &drawn("M0 0H28M0 14H28M0 0V28M14 0V28", tone.dark(), 1.5, 0.8),
        ),
        Weave::Croc => of(
            44.0,
            30.0,
            drawn(
                "M2 2H20Q22 2 22 5V12Q22 14 20 14H3Q1 14 1 12V4Q1 2 3 2M24 2H42V14H24ZM13 16H33V28H13ZM-9 16H11V28H-9ZM35 16H55V28H35Z",
                tone.dark(),
                1.5,
                0.7,
            ) + &drawn("M4 4.6H18M26 4.6H40M15 18.6H31", tone.light(), 1.4, 0.5),
        ),
        _ => None,
    }
}

fn print(weave: Weave, tone: &Tone) -> Option<Tile> {
    match weave {
        Weave::Dots => {
            let mut marks = String::new();
            for (x, y) in [(7, 7), (21, 21)] {
                let _ = write!(marks, r#"<circle cx="{x}" cy="{y}" r="3.6" fill="{}"/>"#, tone.with);
            }
            of(28.0, 28.0, marks)
        }
        Weave::Floral => of(92.0, 92.0, floral(tone)),
        Weave::Leaf => of(84.0, 96.0, leaves(tone)),
        Weave::Brush => of(96.0, 84.0, strokes(tone)),
        Weave::Eyelet => of(26.0, 26.0, eyelets(tone)),
        _ => None,
    }
}

fn cable(tone: &Tone) -> String {
    let ribs = drawn("M2 0V36M42 0V36M6 0V36M38 0V36", tone.dark(), 1.5, 0.5);
    let strands = drawn(
        "M13 0C13 12 31 12 31 18C31 27 13 25 13 36M31 0C31 6 27 8 24 10M20 15C15 19 13 16 13 18C13 24 18 26 21 27M25 30C29 32 31 33 31 36",
        tone.dark(),
        2.0,
        0.6,
    );
    let ridge = drawn("M17 0C18 11 35 12 27 20C22 25 17 26 17 36", tone.light(), 3.2, 0.45);
    ribs + &ridge + &strands
}

/// A number stream for hand-made irregularity, the same in every drawing.
struct Scatter(u32);

impl Scatter {
    fn next(&mut self, below: f32) -> f32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as f32 / 16_777_216.0 * below
    }
}

fn loops(tone: &Tone) -> String {
    let mut scatter = Scatter(7);
    let (mut dark, mut light) = (String::new(), String::new());
    for at in 0..34 {
        let (x, y, r) = (scatter.next(42.0) + 1.0, scatter.next(42.0) + 1.0, 1.6 + scatter.next(1.6));
        let data = if at % 2 == 0 { &mut dark } else { &mut light };
        let (x, y, r) = (short(x), short(y), short(r));
        let _ = write!(data, "M{x} {y}a{r} {r} 0 1 1 {r} {r}");
    }
    drawn(&dark, tone.dark(), 1.2, 0.55) + &drawn(&light, tone.light(), 1.3, 0.75)
}

fn flecks(tone: &Tone) -> String {
    let mut scatter = Scatter(11);
    let mut marks = String::new();
    for (colour, opacity) in [(tone.dark(), 0.6), (tone.with, 0.9), (tone.light(), 0.7)] {
        let mut data = String::new();
        for _ in 0..18 {
            let (x, y) = (short(scatter.next(45.0)), short(scatter.next(46.0)));
            let _ = write!(data, "M{x} {y}l{} 1.6", short(1.0 + scatter.next(2.0)));
        }
        marks += &drawn(&data, colour, 1.3, opacity);
    }
    marks
}

fn slubs(tone: &Tone) -> String {
    let mut scatter = Scatter(23);
    let mut data = String::new();
    for _ in 0..16 {
        let _ = write!(
            data,
            "M{} {}h{}",
            short(scatter.next(40.0)),
            short(scatter.next(52.0)),
            short(5.0 + scatter.next(9.0))
        );
        let _ = write!(
            data,
            "M{} {}v{}",
            short(scatter.next(52.0)),
            short(scatter.next(40.0)),
            short(4.0 + scatter.next(9.0))
        );
    }
    drawn(&data, tone.soft(), 0.8, 0.5)
}

fn channel(tone: &Tone) -> String {
    let puff = |y: f32, height: f32, colour: Colour, opacity: f32| {
        format!(r#"<rect y="{y}" width="40" height="{height}" fill="{colour}" opacity="{opacity}"/>"#)
    };
    puff(2.0, 6.0, tone.light(), 0.3)
        + &puff(6.0, 9.0, tone.light(), 0.42)
        + &puff(24.0, 8.0, tone.dark(), 0.26)
        + &puff(31.0, 7.0, tone.dark(), 0.5)
        + &drawn("M0 37.4H40", tone.base.darker(0.5), 1.3, 0.8)
        + &drawn("M6 36L8 30M18 36L17 31M29 36L31 31M12 2L13 6M35 2L34 7", tone.dark(), 1.0, 0.6)
}

fn fair_isle(tone: &Tone) -> String {
    let (a, b) = (tone.with, contrast(tone.with, 0.45));
    filled("M0 8H36V11H0ZM0 71H36V74H0Z", b, 0.85)
        + &filled(
            "M18 20L24 26L18 32L12 26ZM6 26H10V30H6ZM26 26H30V30H26ZM6 20H10V24H6ZM26 20H30V24H26Z",
            a,
            0.95,
        )
        + &filled("M18 38L27 50L18 62L9 50ZM0 44L5 50L0 56ZM36 44L31 50L36 56Z", a, 0.95)
        + &filled("M18 45L22 50L18 55L14 50Z", tone.base, 1.0)
        + &filled("M4 80H8V84H4ZM12 84H16V88H12ZM20 80H24V84H20ZM28 84H32V88H28Z", a, 0.95)
}

fn grain(tone: &Tone) -> String {
    let mut scatter = Scatter(5);
    let (mut dark, mut light) = (String::new(), String::new());
    for _ in 0..40 {
        let (x, y) = (scatter.next(60.0), scatter.next(62.0));
        let (dx, dy) = (1.5 + scatter.next(3.0), scatter.next(3.0) - 1.5);
        let _ = write!(dark, "M{} {}q{} {} {} 0", short(x), short(y), short(dx / 2.0), short(dy), short(dx));
        let _ = write!(light, "M{} {}h1.2", short(x), short(y + 1.5));
    }
    drawn(&dark, tone.dark(), 0.9, 0.5) + &drawn(&light, tone.light(), 0.9, 0.5)
}

fn nap(tone: &Tone) -> String {
    let mut scatter = Scatter(17);
    let (mut dark, mut light) = (String::new(), String::new());
    for at in 0..70 {
        let data = if at % 2 == 0 { &mut dark } else { &mut light };
        let _ = write!(data, "M{} {}l.8 1.4", short(scatter.next(39.0)), short(scatter.next(38.0)));
    }
    drawn(&dark, tone.dark(), 0.9, 0.4) + &drawn(&light, tone.light(), 0.9, 0.4)
}

fn petals(x: f32, y: f32, size: f32, colour: Colour, heart: Colour) -> String {
    let mut data = String::new();
    for at in 0..5 {
        let angle = at as f32 * 1.2566 + x;
        let (px, py) = (x + angle.cos() * size, y + angle.sin() * size);
        let r = size * 0.78;
        let _ = write!(data, "M{} {}a{r} {r} 0 1 1 0 .1Z", short(px - r), short(py), r = short(r));
    }
    filled(&data, colour, 0.95)
        + &format!(r#"<circle cx="{x}" cy="{y}" r="{}" fill="{heart}"/>"#, short(size * 0.55))
}

/// A pointed leaf from its stalk along (`dx`, `dy`).
fn leaf_at(x: f32, y: f32, dx: f32, dy: f32) -> String {
    let (out_x, out_y) = (short(dx / 2.0 - dy * 0.4), short(dy / 2.0 + dx * 0.4));
    let (back_x, back_y) = (short(dy * 0.4 - dx / 2.0), short(-dx * 0.4 - dy / 2.0));
    let (x, y, dx, dy, home_x, home_y) = (short(x), short(y), short(dx), short(dy), short(-dx), short(-dy));
    format!("M{x} {y}q{out_x} {out_y} {dx} {dy}q{back_x} {back_y} {home_x} {home_y}Z")
}

fn floral(tone: &Tone) -> String {
    let leaf = contrast(tone.base, 0.42);
    let heart = tone.with.mix(Colour::rgb(0xe8, 0xb0, 0x3c), 0.7);
    let stems = drawn("M26 28Q34 46 28 60M70 74Q60 62 62 50", leaf, 1.3, 0.8);
    let greens = [
        (28.0, 44.0, -14.0, 6.0),
        (30.0, 52.0, 13.0, 3.0),
        (63.0, 60.0, 13.0, -8.0),
        (80.0, 22.0, -12.0, 9.0),
    ];
    let foliage: String = greens.iter().map(|&(x, y, dx, dy)| leaf_at(x, y, dx, dy)).collect();
    stems
        + &filled(&foliage, leaf, 0.85)
        + &petals(25.0, 24.0, 8.0, tone.with, heart)
        + &petals(70.0, 76.0, 7.0, tone.with, heart)
        + &petals(72.0, 34.0, 4.6, tone.with.lighter(0.4), heart)
        + &petals(22.0, 74.0, 4.2, tone.with.lighter(0.4), heart)
}

fn leaves(tone: &Tone) -> String {
    let sprigs = [(20.0, 84.0, 1.0), (62.0, 46.0, -1.0)];
    let mut marks = String::new();
    for (x, y, side) in sprigs {
        let mut data = String::new();
        for at in 0..4 {
            let (lx, ly) = (x + side * at as f32 * 3.0, y - at as f32 * 13.0);
            data += &leaf_at(lx, ly, 15.0, -11.0);
            data += &leaf_at(lx, ly - 5.0, -15.0, -9.0);
        }
        marks += &filled(&data, tone.with, 0.9);
        marks +=
            &drawn(&format!("M{x} {}q{} -30 {} -56", y + 8.0, side * 3.0, side * 12.0), tone.with, 1.5, 0.9);
    }
    marks
}

fn strokes(tone: &Tone) -> String {
    let third = tone.with.mix(tone.base, 0.5);
    filled(
        "M8 14Q24 4 42 12Q46 20 36 24Q20 20 10 26Q2 22 8 14ZM58 52Q74 42 88 50Q94 58 84 64Q70 58 60 66Q50 60 58 52Z",
        tone.with,
        0.92,
    ) + &filled(
        "M14 52Q26 46 34 56Q36 70 24 72Q10 68 14 52ZM66 10Q76 6 82 14Q84 26 74 28Q62 24 66 10Z",
        third,
        0.9,
    )
}

fn eyelets(tone: &Tone) -> String {
    let mut marks = String::new();
    for (x, y) in [(7, 7), (20, 20)] {
        let _ = write!(
            marks,
            r#"<circle cx="{x}" cy="{y}" r="2.3" fill="{}" stroke="{}" stroke-width="1"/>"#,
            tone.base.darker(0.5),
            tone.base.lighter(0.6)
        );
    }
    marks + &drawn("M7 1V3M7 11V13M1 7H3M11 7H13M20 14V16M20 24V26M14 20H16M24 20H26", tone.dark(), 1.1, 0.5)
}
