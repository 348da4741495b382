//! What a figure has to reach, and whether it does.

use std::fmt::Write;

/// Figures beside their bars, as a table in Markdown.
#[derive(Default)]
pub struct Bars(Vec<String>);

impl Bars {
    /// A figure that has to be at least so much.
    pub fn at_least(&mut self, what: &str, figure: f64, bar: f64, unit: &str) {
        self.add(what, figure, &format!("≥ {}", short(bar)), unit, figure >= bar);
    }

    /// A figure that has to be at most so much.
    pub fn at_most(&mut self, what: &str, figure: f64, bar: f64, unit: &str) {
        self.add(what, figure, &format!("≤ {}", short(bar)), unit, figure <= bar);
    }

    /// A figure without a bar, to be read beside the one before.
    pub fn beside(&mut self, what: &str, figure: f64, unit: &str) {
        self.0.push(format!("| {what} | {} | | |", with(&short(figure), unit)));
    }

    fn add(&mut self, what: &str, figure: f64, bar: &str, unit: &str, holds: bool) {
        let word = if holds { "yes" } else { "**no**" };
        let figure = short(figure);
        self.0.push(format!("| {what} | {} | {} | {word} |", with(&figure, unit), with(bar, unit)));
    }

    /// The table.
    pub fn markdown(&self) -> String {
        let mut out = String::from("| | figure | bar | holds |\n|---|--:|--:|---|\n");
        for row in &self.0 {
            let _ = writeln!(out, "{row}");
        }
        out
    }
}

fn with(figure: &str, unit: &str) -> String {
    format!("{figure} {unit}").trim_end().to_owned()
}

/// As many digits as mean something.
fn short(figure: f64) -> String {
    match figure {
        small if small < 10.0 => format!("{small:.2}"),
        middle if middle < 100.0 => format!("{middle:.1}"),
        large => format!("{large:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_at_its_bar_holds_and_one_beyond_it_does_not() {
        let mut bars = Bars::default();
        bars.at_least("reads", 7_000.0, 7_000.0, "/s");
        bars.at_most("memory", 200.5, 200.0, "MiB");
        let table = bars.markdown();
        assert!(table.contains("| reads | 7000 /s | ≥ 7000 /s | yes |"), "{table}");
        assert!(table.contains("| memory | 200 MiB | ≤ 200 MiB | **no** |"), "{table}");
    }

    #[test]
    fn no_figure_holds_no_bar() {
        let mut bars = Bars::default();
        bars.at_least("nothing", f64::NAN, 1.0, "/s");
        assert!(bars.markdown().contains("**no**"));
    }
}
