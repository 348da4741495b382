//! Growth: the same reads among few customers and among many, and what a customer takes on disk, table by table.

mod disk;

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use consent::wording::Signed;
use store::{Engine, Id};

use self::disk::{Taken, taken};
use crate::{
    bars::Bars,
    ground::{CHOICES, Ground, counted},
    inside::load,
    load::{Sample, Span, Walker, median, walk},
    server::{own_memory, own_peak_memory},
    writes::{engine_side, gate_side},
};

/// Readers at once.
const READERS: usize = 64;
/// Customers that are added at once, so that many share a commit.
const FILLERS: usize = 256;
/// A table is mentioned that takes more than one part in so many.
const MENTIONED: u64 = 200;
/// Caches hold people of another size before.
const WARM_UP: Duration = Duration::from_secs(1);

/// What was found at one size.
struct Size {
    customers: usize,
    /// How long those took who were not there before.
    filled: Duration,
    added: usize,
    /// Reads a second, of the gate's side and of the engine's.
    rates: [f64; 2],
    median: f64,
    tables: Vec<Taken>,
    memory: f64,
}

/// Fills one pair of stores to each size in turn and measures there.
///
/// # Errors
/// When a value does not open, a line is missing or a store fails.
pub async fn run(
    engine: Engine,
    policy: &Path,
    sizes: &[usize],
    rounds: usize,
    span: Span,
) -> Result<String> {
    ensure!(sizes.is_sorted() && sizes.first().is_some_and(|size| *size > 0), "sizes have to grow from 1 on");
    let mut town = Grown::on(engine, policy).await?;
    let mut found = Vec::new();
    for size in sizes {
        found.push(town.at(*size, rounds, Span { warm_up: WARM_UP, ..span }).await?);
    }
    words(&found)
}

/// A ground that fills.
struct Grown {
    ground: Arc<Ground>,
    /// Signed once: what is the same for everybody.
    words: Arc<[Signed]>,
    people: Arc<Vec<Id>>,
}

impl Grown {
    async fn on(engine: Engine, policy: &Path) -> Result<Grown> {
        let ground = Arc::new(Ground::with(engine, load(policy)?).await?);
        let words = CHOICES.iter().map(|name| ground.answer(name, true).1).collect();
        Ok(Grown { ground, words, people: Arc::default() })
    }

    async fn at(&mut self, customers: usize, rounds: usize, span: Span) -> Result<Size> {
        let (began, added) = (Instant::now(), customers - self.people.len());
        self.fill(added).await?;
        let filled = began.elapsed();
        self.ground.house.store().checkpoint().await?;
        self.ground.keys.checkpoint().await?;
        let tables = [taken(self.ground.house.store()).await?, taken(&self.ground.keys).await?].concat();
        let mut samples = Vec::new();
        for _ in 0..rounds {
            samples.push((self.read(false, span).await?, self.read(true, span).await?));
        }
        let middle = |of: fn(&(Sample, Sample)) -> f64| median(samples.iter().map(of).collect());
        let rates = [middle(|(ours, _)| ours.rate), middle(|(_, bare)| bare.rate)];
        let (median, memory) = (middle(|(ours, _)| ours.median), own_memory()?);
        Ok(Size { customers, filled, added, rates, median, tables, memory })
    }

    /// Adds so many, each with keys, ten sealed values, four choices and a line.
    async fn fill(&mut self, more: usize) -> Result<()> {
        let share = |n: usize| more / FILLERS + usize::from(n < more % FILLERS);
        let fillers = (0..FILLERS).map(|n| {
            let (ground, words, share) = (Arc::clone(&self.ground), Arc::clone(&self.words), share(n));
            tokio::spawn(async move { add(&ground, &words, share).await })
        });
        let mut people = Arc::unwrap_or_clone(std::mem::take(&mut self.people));
        people.reserve_exact(more);
        for filler in fillers.collect::<Vec<_>>() {
            people.extend(filler.await.context("somebody who adds customers fell")??);
        }
        self.people = Arc::new(people);
        Ok(())
    }

    async fn read(&self, bare: bool, span: Span) -> Result<Sample> {
        let before = self.lines().await?;
        let reader = |_| Anybody { ground: Arc::clone(&self.ground), people: Arc::clone(&self.people), bare };
        let sample = walk((0..READERS).map(reader).collect(), span).await?;
        let lines = self.lines().await? - before;
        ensure!(lines == sample.steps, "{} reads left {lines} lines", sample.steps);
        Ok(sample)
    }

    async fn lines(&self) -> Result<u64> {
        counted(self.ground.house.store(), "SELECT COUNT(*) FROM log_waiting").await
    }
}

async fn add(ground: &Ground, words: &[Signed], many: usize) -> Result<Vec<Id>> {
    let mut added = Vec::with_capacity(many);
    for _ in 0..many {
        let person = ground.id();
        let made =
            CHOICES.iter().zip(words).map(|(name, words)| (ground.made(name, true, words), words.clone()));
        ground.create(person, made.collect()).await?;
        added.push(person);
    }
    Ok(added)
}

/// Reads a customer drawn at random, by the address.
struct Anybody {
    ground: Arc<Ground>,
    people: Arc<Vec<Id>>,
    bare: bool,
}

impl Walker for Anybody {
    async fn step(&mut self) -> Result<bool> {
        let drawn = u64::from_le_bytes(self.ground.house.dice.bytes()) % self.people.len() as u64;
        let person = self.people.get(drawn as usize).context("nobody is there")?;
        let token = self.ground.token(*person);
        if self.bare {
            engine_side::read(&self.ground, token).await
        } else {
            gate_side::read(&self.ground, token).await
        }
    }
}

fn words(found: &[Size]) -> Result<String> {
    let mut words = String::from(
        "| customers | added in, s | read by e-mail address a second, at 64 (gate) | (engine) | half of them within, ms | bytes on disk each | memory, MiB |\n|--:|--:|--:|--:|--:|--:|--:|\n",
    );
    for size in found {
        let [gate, engine] = size.rates;
        let bytes: u64 = size.tables.iter().map(|taken| taken.bytes).sum();
        words.push_str(&format!(
            "| {} | {:.0} (for {}) | {gate:.0} | {engine:.0} | {:.2} | {} | {:.0} |\n",
            size.customers,
            size.filled.as_secs_f64(),
            size.added,
            size.median,
            bytes / size.customers as u64,
            size.memory
        ));
    }
    if let Some(size) = found.last() {
        words.push_str(&tables(size));
    }
    words.push('\n');
    words.push_str(&bars(found)?.markdown());
    Ok(words)
}

/// Table by table; those that take next to nothing are left out.
fn tables(size: &Size) -> String {
    let mut words = format!(
        "\nTable by table at {} customers, indexes and all:\n\n| table | bytes a customer |\n|---|--:|\n",
        size.customers
    );
    let all: u64 = size.tables.iter().map(|taken| taken.bytes).sum();
    for Taken { table, bytes } in size.tables.iter().filter(|taken| taken.bytes * MENTIONED > all) {
        words.push_str(&format!("| `{table}` | {} |\n", bytes / size.customers as u64));
    }
    words
}

fn bars(found: &[Size]) -> Result<Bars> {
    let (first, last) = (found.first().context("nothing")?, found.last().context("nothing")?);
    let mut bars = Bars::default();
    let what = format!("reads among {} customers, of those among {}", last.customers, first.customers);
    bars.at_least(&what, last.rates[0] / first.rates[0], 0.8, "");
    bars.beside("… by the engine alone", last.rates[1] / first.rates[1], "");
    bars.at_most("most memory of this program, load and all", own_peak_memory()?, 200.0, "MiB");
    Ok(bars)
}
