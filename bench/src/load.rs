//! Load: walkers that take step after step for a while, and what came of it.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// Somebody who does the same again and again; one step is what is counted.
pub trait Walker: Send + 'static {
    /// Does it once; `false` when nothing is left to do. An answer that is not the right one is an error: nothing wrong is
    /// ever counted.
    fn step(&mut self) -> impl Future<Output = Result<bool>> + Send;
}

/// How long to look.
#[derive(Clone, Copy)]
pub struct Span {
    /// Not counted: caches fill, connections open.
    pub warm_up: Duration,
    /// Counted.
    pub counted: Duration,
}

/// What was counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// Steps a second.
    pub rate: f64,
    /// Half of the steps took no longer, in milliseconds.
    pub median: f64,
    /// All but one in a hundred took no longer, in milliseconds.
    pub p99: f64,
    /// Steps taken in all, the warm-up among them.
    pub steps: u64,
}

/// Lets all walk at once.
///
/// # Errors
/// The first error of anybody's step.
pub async fn walk<W: Walker>(walkers: Vec<W>, span: Span) -> Result<Sample> {
    let from = Instant::now() + span.warm_up;
    let walks: Vec<_> =
        walkers.into_iter().map(|walker| tokio::spawn(alone(walker, from, span.counted))).collect();
    let (mut took, mut steps, mut until) = (Vec::new(), 0, from);
    for walk in walks {
        let way = walk.await.context("a walker fell")??;
        took.extend(way.took);
        steps += way.steps;
        until = until.max(way.ended);
    }
    Ok(sample(took, steps, until - from))
}

struct Way {
    /// Microseconds of each counted step.
    took: Vec<u32>,
    steps: u64,
    /// When the time was over or nothing was left to do.
    ended: Instant,
}

async fn alone(mut walker: impl Walker, from: Instant, counted: Duration) -> Result<Way> {
    let (until, mut took, mut steps) = (from + counted, Vec::with_capacity(1 << 14), 0);
    loop {
        let began = Instant::now();
        if began >= until {
            return Ok(Way { took, steps, ended: until });
        }
        if !walker.step().await? {
            return Ok(Way { took, steps, ended: began });
        }
        steps += 1;
        let ended = Instant::now();
        if ended >= from && ended < until {
            took.push(u32::try_from((ended - began).as_micros()).unwrap_or(u32::MAX));
        }
        // A read of SQLite never waits; without this a walker would keep its thread to the end.
        tokio::task::yield_now().await;
    }
}

fn sample(mut took: Vec<u32>, steps: u64, counted: Duration) -> Sample {
    took.sort_unstable();
    let rate = took.len() as f64 / counted.as_secs_f64();
    Sample { rate, median: percentile(&took, 50), p99: percentile(&took, 99), steps }
}

/// In milliseconds, of sorted microseconds.
fn percentile(sorted: &[u32], percent: usize) -> f64 {
    let place = (sorted.len() * percent / 100).min(sorted.len().saturating_sub(1));
    sorted.get(place).map_or(f64::NAN, |micros| f64::from(*micros) / 1_000.0)
}

/// The middle of some figures.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_counts_what_was_taken_in_the_time() {
        let sample = sample((1..=100).rev().map(|n| n * 1_000).collect(), 120, Duration::from_secs(2));
        assert_eq!(sample, Sample { rate: 50.0, median: 51.0, p99: 100.0, steps: 120 });
    }

    #[test]
    fn the_middle_of_nothing_is_no_number() {
        assert!(median(Vec::new()).is_nan());
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
    }
}
