//! What was measured, as a table in Markdown.

use std::{collections::BTreeMap, fmt::Write};

use crate::load::{Sample, median};

/// Connections at which everything is measured.
pub const CONNECTIONS: [usize; 3] = [1, 16, 64];

/// Everything measured, in the order of its first measurement.
#[derive(Default)]
pub struct Table {
    names: Vec<String>,
    samples: BTreeMap<(String, usize), Vec<(Sample, f64)>>,
}

impl Table {
    /// Adds a sample, with the server's processor time for a step in microseconds.
    pub fn add(&mut self, name: &str, connections: usize, sample: Sample, processor: f64) {
        if !self.names.iter().any(|known| known == name) {
            self.names.push(name.to_owned());
        }
        self.samples.entry((name.to_owned(), connections)).or_default().push((sample, processor));
    }

    /// The medians of all rounds.
    pub fn markdown(&self) -> String {
        let mut out = String::from(
            "| | 1 | 16 | 64 | half of them within, ms | all but 1 % within, ms | processor, µs |\n|---|--:|--:|--:|--:|--:|--:|\n",
        );
        for name in &self.names {
            let rates = self.each(name, |(sample, _)| sample.rate).map(thousands);
            let halves = self.each(name, |(sample, _)| sample.median).map(millis);
            let most = self.each(name, |(sample, _)| sample.p99).map(millis);
            let [.., processor] = self.each(name, |(_, processor)| *processor);
            let _ = writeln!(
                out,
                "| {name} | {} | {} | {} | {} | {} | {processor:.0} |",
                rates[0],
                rates[1],
                rates[2],
                halves.join(" / "),
                most.join(" / ")
            );
        }
        out
    }

    /// The middle rate of all rounds.
    pub fn rate(&self, name: &str, connections: usize) -> f64 {
        let samples = self.samples.get(&(name.to_owned(), connections));
        median(samples.into_iter().flatten().map(|(sample, _)| sample.rate).collect())
    }

    fn each(&self, name: &str, figure: impl Fn(&(Sample, f64)) -> f64) -> [f64; 3] {
        CONNECTIONS.map(|n| {
            let samples = self.samples.get(&(name.to_owned(), n));
            median(samples.into_iter().flatten().map(&figure).collect())
        })
    }
}

fn millis(figure: f64) -> String {
    match figure {
        small if small < 10.0 => format!("{small:.2}"),
        large => format!("{large:.0}"),
    }
}

/// Three digits that mean something, with commas.
fn thousands(figure: f64) -> String {
    if !figure.is_finite() {
        return "–".to_owned();
    }
    let digits = (figure.max(1.0).log10().floor() as i32 + 1).max(3);
    let step = 10f64.powi(digits - 3);
    let whole = ((figure / step).round() * step) as u64;
    match whole {
        small if small < 1_000 => small.to_string(),
        large => format!("{},{:03}", large / 1_000, large % 1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_shown_with_three_digits() {
        assert_eq!([12_345.0, 999.4, 8.0, f64::NAN].map(thousands), ["12,300", "999", "8", "–"]);
    }

    #[test]
    fn a_row_holds_the_middle_of_all_rounds() {
        let mut table = Table::default();
        for rate in [30.0, 10.0, 20.0] {
            table.add("page", 1, Sample { rate, median: 0.5, p99: 12.0, steps: 1 }, 40.0);
        }
        assert!(
            table.markdown().contains("| page | 20 | – | – | 0.50 / NaN / NaN | 12 / NaN / NaN |"),
            "{}",
            table.markdown()
        );
    }
}
