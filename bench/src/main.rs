//! Measures what a request costs at 1, 16 and 64 connections, on SQLite and on PostgreSQL. `bench/README.md` says what is
//! measured and how to read it; `bench/run` builds and starts everything.

mod bars;
mod browser;
mod cost;
mod crash;
mod export;
mod faults;
mod gdpr;
mod ground;
mod growth;
mod inside;
mod leaks;
mod load;
mod people;
mod server;
mod stage;
mod start;
mod table;
mod town;
mod walks;
mod writes;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use anyhow::{Context, Result, ensure};
use clap::{Parser, ValueEnum};
use inside::{Inside, Way};
use load::{Span, walk};
use server::Place;
use stage::Stage;
use store::{
    Engine,
    testing::{Guard, fresh},
};
use table::{CONNECTIONS, Table};
use tokio::runtime::{Builder, Runtime};

/// What a request costs.
#[derive(Parser)]
struct Arguments {
    /// The shop's program.
    #[arg(long, default_value = "target/release/cloakroom")]
    program: PathBuf,
    /// The policy for the measurements without HTTP.
    #[arg(long, default_value = "policy/privacy.md")]
    policy: PathBuf,
    /// How long each measurement is counted, in seconds.
    #[arg(long, default_value_t = 2.0)]
    seconds: f64,
    /// How often each is repeated; the middle one is shown.
    #[arg(long, default_value_t = 3)]
    rounds: usize,
    /// Which parts; all of them without this.
    #[arg(long, value_delimiter = ',', default_values_t = [Part::Inside, Part::Writes, Part::Shop, Part::Start])]
    parts: Vec<Part>,
    /// Over HTTP, only what has these words in its name.
    #[arg(long, default_value = "")]
    only: String,
    /// Records, for `--parts gdpr`; a person has ten.
    #[arg(long, default_value_t = 100_000)]
    records: usize,
    /// Operations of each role, for `--parts gdpr`.
    #[arg(long, default_value_t = 10_000)]
    operations: usize,
    /// Who does them at once, for `--parts gdpr`.
    #[arg(long, default_value_t = 16)]
    clients: usize,
    /// How many customers there are, one size after the other, for `--parts growth`.
    #[arg(long, value_delimiter = ',', default_values_t = [10_000, 1_000_000])]
    customers: Vec<usize>,
    /// Orders of the customer, for `--parts export`.
    #[arg(long, default_value_t = 100)]
    orders: usize,
    /// Chats of the customer, for `--parts export`.
    #[arg(long, default_value_t = 20)]
    chats: usize,
    /// How often the shop is killed, for `--parts crash`.
    #[arg(long, default_value_t = 10)]
    kills: usize,
    /// On which engines; PostgreSQL needs CLOAKROOM_TEST_POSTGRES, as `bin/postgres-for-tests` prints it.
    #[arg(long, value_delimiter = ',', default_values_t = [On::Sqlite, On::Postgres])]
    engines: Vec<On>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Part {
    /// The gate and the engine in one process, without HTTP.
    Inside,
    /// Reading by address, choices, new customers and closed accounts, each beside the bare engine, without HTTP.
    Writes,
    /// The shop over HTTP.
    Shop,
    /// What deciding, sealing and writing down cost, beside plain columns; only when asked for.
    Cost,
    /// Taking one's data, over HTTP; only when asked for.
    Export,
    /// Reads among few customers and among many; only when asked for.
    Growth,
    /// Starting, memory and size.
    Start,
    /// The shop killed under load, again and again; a proof rather than a measurement, so only when asked for.
    Crash,
    /// GDPRbench-R; only when asked for.
    Gdpr,
    /// The search for personal values where none should lie; only when asked for.
    Leaks,
    /// What the store stands on goes away under load and comes back; a proof as well, so only when asked for.
    Faults,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum On {
    Sqlite,
    Postgres,
}

impl std::fmt::Display for Part {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.to_possible_value().as_ref().map_or("", |value| value.get_name()))
    }
}

impl std::fmt::Display for On {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.to_possible_value().as_ref().map_or("", |value| value.get_name()))
    }
}

impl On {
    fn engine(self) -> Engine {
        match self {
            On::Sqlite => Engine::Sqlite,
            On::Postgres => Engine::Postgres,
        }
    }

    fn name(self) -> &'static str {
        match self {
            On::Sqlite => "SQLite",
            On::Postgres => "PostgreSQL",
        }
    }
}

fn main() -> ExitCode {
    match measure(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("bench: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn measure(asked: &Arguments) -> Result<()> {
    let counted = Duration::from_secs_f64(asked.seconds);
    let span = Span { warm_up: Duration::from_millis(300), counted };
    for on in &asked.engines {
        let wanted = |part: &&Part| **part != Part::Start && asked.parts.contains(part);
        for part in Part::value_variants().iter().filter(wanted) {
            let words = part.runtime()?.block_on(part.words(asked, *on, span))?;
            print(&match part {
                Part::Leaks | Part::Crash | Part::Faults => format!("{}: {words}", on.name()),
                _ => format!("\n### {}, {}\n\n{words}", on.name(), part.title()),
            });
        }
    }
    Ok(())
}

impl Part {
    /// One thread for the load leaves a server as much of the cores as it can; what has no server has as many threads as
    /// one would have.
    fn runtime(self) -> Result<Runtime> {
        let mut builder = match self {
            Part::Shop | Part::Export => Builder::new_current_thread(),
            _ => Builder::new_multi_thread(),
        };
        if matches!(self, Part::Leaks | Part::Crash | Part::Faults) {
            builder.worker_threads(2);
        }
        Ok(builder.enable_all().build()?)
    }

    fn title(self) -> &'static str {
        match self {
            Part::Inside => "without HTTP",
            Part::Writes => "deeds beside the engine, without HTTP",
            Part::Cost => "beside plain columns",
            Part::Growth => "growth",
            Part::Shop => "over HTTP",
            Part::Export => "take my data",
            Part::Gdpr => "GDPRbench-R beside plain PostgreSQL",
            Part::Start | Part::Leaks | Part::Crash | Part::Faults => "",
        }
    }

    async fn words(self, asked: &Arguments, on: On, span: Span) -> Result<String> {
        let Arguments { policy, rounds, customers, records, operations, clients, .. } = asked;
        let engine = on.engine();
        match self {
            Part::Inside => Ok(without_http(asked, engine, span).await?.markdown()),
            Part::Writes => writes::run(engine, policy, *rounds, span).await,
            Part::Cost => cost::run(engine, policy, *rounds, span).await,
            Part::Growth => growth::run(engine, policy, customers, *rounds, span).await,
            Part::Shop => shop(asked, on, span).await,
            Part::Export => exported(asked, on).await,
            Part::Gdpr => {
                let size = gdpr::Size { records: *records, operations: *operations, clients: *clients };
                gdpr::run(engine, size).await
            }
            Part::Leaks => leaked(asked, on).await,
            Part::Crash => killed(asked, on).await,
            Part::Faults => faulted(asked, on).await,
            // It is told with the shop.
            Part::Start => Ok(String::new()),
        }
    }
}

async fn without_http(asked: &Arguments, engine: Engine, span: Span) -> Result<Table> {
    let most = *CONNECTIONS.iter().max().context("no connections")?;
    let inside = Inside::with(engine, &asked.policy, most).await?;
    let mut table = Table::default();
    for _ in 0..asked.rounds {
        for (way, words) in Way::ALL {
            for n in CONNECTIONS {
                let (before, spent) = (inside.lines().await?, server::own_processor_seconds()?);
                let sample = walk(inside.readers(way, n)?, span).await?;
                let spent = server::own_processor_seconds()? - spent;
                let lines = inside.lines().await? - before;
                ensure!(
                    lines == way.lines(sample.steps, n),
                    "{} looks left {lines} lines: {words}",
                    sample.steps
                );
                table.add(words, n, sample, spent * 1e6 / sample.steps as f64);
            }
        }
    }
    Ok(table)
}

async fn shop(asked: &Arguments, on: On, span: Span) -> Result<String> {
    let (place, _guards) = new_place(on).await;
    let words = in_shop(asked, &place, span).await;
    drop(std::fs::remove_dir_all(&place.folder));
    words
}

async fn exported(asked: &Arguments, on: On) -> Result<String> {
    let (place, _guards) = new_place(on).await;
    let past = export::Past { orders: asked.orders, chats: asked.chats };
    let words = export::run(&asked.program, &place, past, asked.rounds).await;
    drop(std::fs::remove_dir_all(&place.folder));
    words
}

async fn leaked(asked: &Arguments, on: On) -> Result<String> {
    let (place, _guards) = new_place(on).await;
    let words = leaks::run(&asked.program, &asked.policy, &place).await;
    drop(std::fs::remove_dir_all(&place.folder));
    words
}

async fn killed(asked: &Arguments, on: On) -> Result<String> {
    let (place, _guards) = new_place(on).await;
    let words = crash::run(&asked.program, &asked.policy, &place, asked.kills).await;
    if words.is_ok() {
        drop(std::fs::remove_dir_all(&place.folder));
    }
    words.with_context(|| format!("{} holds what was left", place.folder.display()))
}

async fn faulted(asked: &Arguments, on: On) -> Result<String> {
    let (place, _guards) = new_place(on).await;
    let words = faults::run(&asked.program, &asked.policy, &place).await;
    if words.is_ok() {
        drop(std::fs::remove_dir_all(&place.folder));
    }
    words.with_context(|| format!("{} holds what was left", place.folder.display()))
}

/// An empty folder, and on PostgreSQL two empty schemas, which go with the guards.
async fn new_place(on: On) -> (Place, [Guard; 2]) {
    let folder = std::env::temp_dir().join(format!("cloakroom-bench-{}-{}", std::process::id(), on.name()));
    let ((_, rows), (_, keys)) = (fresh(on.engine()).await, fresh(on.engine()).await);
    let postgres = (on == On::Postgres).then(|| [rows.url().to_owned(), keys.url().to_owned()]);
    (Place { folder, postgres }, [rows, keys])
}

async fn in_shop(asked: &Arguments, place: &Place, span: Span) -> Result<String> {
    let stage = Stage::open(&asked.program, place, &asked.only).await?;
    let mut table = Table::default();
    for _ in 0..asked.rounds {
        stage.round(&mut table, span).await?;
    }
    let rest = stage.at_rest().await?;
    for _ in 0..asked.rounds {
        stage.orders(&mut table, span).await?;
    }
    let memory = stage.server.peak_memory()?;
    let mut bars = bars::Bars::default();
    bars.at_most("most memory of the server", memory, 200.0, "MiB");
    drop(stage);
    let mut words = format!(
        "{}\nMost memory that the server held: {memory:.0} MiB. At rest it used {rest:.0} ms of a processor's second.\n\n{}",
        table.markdown(),
        bars.markdown()
    );
    if asked.parts.contains(&Part::Start) {
        let start::Starts { first_demo, demo, serve } = start::measure(&asked.program, place).await?;
        words.push_str(&format!(
            "\nFrom the command to the first page: `serve` {serve:.0} ms; the demo with its outside world {demo:.0} ms, in a new \
             folder {first_demo:.0} ms. Size of the program: {:.1} MiB.\n",
            server::size(&asked.program)?
        ));
    }
    Ok(words)
}

#[expect(clippy::print_stdout, reason = "figures are what this program is for")]
fn print(words: &str) {
    println!("{words}");
}

#[expect(clippy::print_stderr, reason = "the terminal is where this program speaks to its operator")]
fn say(words: &str) {
    eprintln!("{words}");
}
