//! Lines as a pattern cutter draws them: straight, bowed, or curved by two handles; turned over along the centre of the piece.

use std::fmt::Write;

/// A place on the cutting table: 5 units a centimetre, x from the centre of the piece, y downwards.
pub(super) type Spot = (f32, f32);

#[derive(Clone, Copy, Debug)]
enum Reach {
    Straight(Spot),
    Bow(Spot, Spot),
    Curve(Spot, Spot, Spot),
}

#[derive(Clone, Debug)]
pub(super) struct Line {
    start: Spot,
    reaches: Vec<Reach>,
    closed: bool,
}

impl Line {
    pub(super) fn from(x: f32, y: f32) -> Line {
        Line { start: (x, y), reaches: Vec::new(), closed: false }
    }

    /// Straight on.
    pub(super) fn to(self, x: f32, y: f32) -> Line {
        self.with(Reach::Straight((x, y)))
    }

    /// A shallow arc whose middle lies `bulge` units off the chord: going down, positive bulges right; going right, positive
    /// bulges up.
    pub(super) fn bow(self, x: f32, y: f32, bulge: f32) -> Line {
        let (fx, fy) = self.end();
        let (dx, dy) = (x - fx, y - fy);
        let length = (dx * dx + dy * dy).sqrt().max(0.01);
        let handle = ((fx + x) / 2.0 + dy / length * bulge * 2.0, (fy + y) / 2.0 - dx / length * bulge * 2.0);
        self.with(Reach::Bow(handle, (x, y)))
    }

    /// A free curve with a handle for each end.
    pub(super) fn curve(self, leaving: Spot, arriving: Spot, end: Spot) -> Line {
        self.with(Reach::Curve(leaving, arriving, end))
    }

    /// Through every spot with straight lines.
    pub(super) fn through(spots: &[Spot]) -> Line {
        let start = spots.first().copied().unwrap_or_default();
        spots.iter().skip(1).fold(Line::from(start.0, start.1), |line, spot| line.to(spot.0, spot.1))
    }

    fn with(mut self, reach: Reach) -> Line {
        self.reaches.push(reach);
        self
    }

    fn end(&self) -> Spot {
        self.reaches.last().map_or(self.start, Reach::end)
    }

    /// The same line on the other side of the centre.
    pub(super) fn mirrored(&self) -> Line {
        self.moved(|(x, y)| (-x, y))
    }

    /// The same line with every spot carried elsewhere.
    pub(super) fn moved(&self, carry: impl Fn(Spot) -> Spot) -> Line {
        let reaches = self.reaches.iter().map(|reach| reach.moved(&carry)).collect();
        Line { start: carry(self.start), reaches, closed: self.closed }
    }

    /// The whole piece from its left half: down this side, up the other.
    pub(super) fn folded(self) -> Line {
        let other = self.mirrored().reversed();
        let mut whole = self;
        if near(whole.end(), other.start) {
            whole.reaches.extend(other.reaches);
            return whole.close();
        }
        whole = whole.to(other.start.0, other.start.1);
        whole.reaches.extend(other.reaches);
        whole.close()
    }

    fn reversed(&self) -> Line {
        let mut from = self.start;
        let mut back = Vec::new();
        for reach in &self.reaches {
            back.push(reach.towards(from));
            from = reach.end();
        }
        back.reverse();
        Line { start: from, reaches: back, closed: self.closed }
    }

    pub(super) fn close(mut self) -> Line {
        self.closed = true;
        self
    }

    /// As SVG path data, in tenths of a unit.
    pub(super) fn data(&self) -> String {
        let mut data = format!("M{} {}", short(self.start.0), short(self.start.1));
        for reach in &self.reaches {
            reach.write(&mut data);
        }
        if self.closed {
            data.push('Z');
        }
        data
    }
}

impl Reach {
    fn end(&self) -> Spot {
        match *self {
            Reach::Straight(end) | Reach::Bow(_, end) | Reach::Curve(_, _, end) => end,
        }
    }

    fn towards(&self, start: Spot) -> Reach {
        match *self {
            Reach::Straight(_) => Reach::Straight(start),
            Reach::Bow(handle, _) => Reach::Bow(handle, start),
            Reach::Curve(leaving, arriving, _) => Reach::Curve(arriving, leaving, start),
        }
    }

    fn moved(&self, carry: &impl Fn(Spot) -> Spot) -> Reach {
        match *self {
            Reach::Straight(end) => Reach::Straight(carry(end)),
            Reach::Bow(handle, end) => Reach::Bow(carry(handle), carry(end)),
            Reach::Curve(leaving, arriving, end) => Reach::Curve(carry(leaving), carry(arriving), carry(end)),
        }
    }

    fn write(&self, data: &mut String) {
        let (letter, spots) = match *self {
            Reach::Straight(end) => ('L', vec![end]),
            Reach::Bow(handle, end) => ('Q', vec![handle, end]),
            Reach::Curve(leaving, arriving, end) => ('C', vec![leaving, arriving, end]),
        };
        data.push(letter);
        for (at, (x, y)) in spots.into_iter().enumerate() {
            let gap = if at == 0 { "" } else { " " };
            let _ = write!(data, "{gap}{} {}", short(x), short(y));
        }
    }
}

/// A number with at most one decimal: finer than a screen can show, and a third shorter.
pub(super) fn short(number: f32) -> String {
    let tenths = (number * 10.0).round() / 10.0;
    if tenths == 0.0 { "0".to_owned() } else { tenths.to_string() }
}

fn near(a: Spot, b: Spot) -> bool {
    (a.0 - b.0).abs() < 0.05 && (a.1 - b.1).abs() < 0.05
}

/// A fold in cloth: a sliver from `from` to `to`, `width` units at its middle, leaning `bend` off the straight.
pub(super) fn sliver(from: Spot, to: Spot, width: f32, bend: f32) -> Line {
    Line::from(from.0, from.1)
        .bow(to.0, to.1, bend + width / 2.0)
        .bow(from.0, from.1, width / 2.0 - bend)
        .close()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_half_that_ends_on_the_centre_folds_into_a_closed_whole() {
        let whole = Line::from(0.0, 0.0).to(-10.0, 5.0).to(0.0, 20.0).folded();
        assert_eq!(whole.data(), "M0 0L-10 5L0 20L10 5L0 0Z");
    }

    #[test]
    fn a_half_that_ends_beside_the_centre_is_bridged() {
        let whole = Line::from(0.0, 0.0).to(-10.0, 5.0).folded();
        assert_eq!(whole.data(), "M0 0L-10 5L10 5L0 0Z");
    }

    #[test]
    fn a_bow_going_down_bulges_right_when_positive() {
        assert_eq!(Line::from(0.0, 0.0).bow(0.0, 10.0, 2.0).data(), "M0 0Q4 5 0 10");
    }

    #[test]
    fn numbers_are_cut_to_tenths() {
        assert_eq!(short(-0.04), "0");
        assert_eq!(short(12.345), "12.3");
    }
}
