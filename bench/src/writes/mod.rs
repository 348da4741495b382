//! Deeds without HTTP, each beside the bare engine in the same run: a customer read by e-mail address, a choice answered, a
//! customer added, an account closed. Whoever is added here is who is closed afterwards.

pub mod engine_side;
pub mod gate_side;

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use store::{Engine, Id};

use self::engine_side::Copied;
use crate::{
    bars::Bars,
    ground::{Ground, counted},
    inside::load,
    load::{Span, Walker, walk},
    server::{own_peak_memory, own_processor_seconds},
    table::{CONNECTIONS, Table},
};

/// What is done.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deed {
    Read,
    Choose,
    Create,
    Erase,
}

/// By whom.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Gate,
    Engine,
}

impl Deed {
    const ALL: [Deed; 4] = [Deed::Read, Deed::Choose, Deed::Create, Deed::Erase];

    fn words(self) -> &'static str {
        match self {
            Deed::Read => "customer read by e-mail address, ten values and a line",
            Deed::Choose => "choice answered",
            Deed::Create => "customer added, ten values, four choices and a line",
            Deed::Erase => "account closed and forgotten",
        }
    }

    fn name(self, side: Side) -> String {
        format!("{} ({})", self.words(), if side == Side::Gate { "gate" } else { "engine" })
    }

    /// How many a second there have to be at 64 connections on two cores.
    fn bar(self, engine: Engine) -> f64 {
        let [sqlite, postgres] = match self {
            Deed::Read => [7_000.0, 3_000.0],
            Deed::Choose => [20_000.0, 10_000.0],
            Deed::Create => [4_000.0, 2_500.0],
            Deed::Erase => [7_000.0, 4_000.0],
        };
        if engine == Engine::Sqlite { sqlite } else { postgres }
    }

    /// How many lines one of them leaves.
    fn lines(self) -> u64 {
        if self == Deed::Erase { gate_side::LINES_OF_CLOSING } else { 1 }
    }
}

/// People who were added and not yet closed.
type Added = Arc<Mutex<Vec<Id>>>;

/// What all of it stands on.
struct Scene {
    ground: Arc<Ground>,
    copied: Arc<Copied>,
    /// Of the gate's side and of the engine's.
    people: [Vec<Id>; 2],
    added: [Added; 2],
}

/// Measures on one engine and writes the tables.
///
/// # Errors
/// When an answer is not the right one, a line is missing or a store fails.
pub async fn run(engine: Engine, policy: &Path, rounds: usize, span: Span) -> Result<String> {
    let scene = Scene::on(engine, policy).await?;
    let mut table = Table::default();
    for _ in 0..rounds {
        for n in CONNECTIONS {
            for deed in Deed::ALL {
                scene.measure(&mut table, deed, Side::Gate, n, span).await?;
                scene.measure(&mut table, deed, Side::Engine, n, span).await?;
            }
        }
    }
    Ok(format!("{}\n{}", table.markdown(), bars(&table, engine)?.markdown()))
}

fn bars(table: &Table, engine: Engine) -> Result<Bars> {
    let most = *CONNECTIONS.iter().max().context("no connections")?;
    let mut bars = Bars::default();
    for deed in Deed::ALL {
        let [ours, bare] = [Side::Gate, Side::Engine].map(|side| table.rate(&deed.name(side), most));
        bars.at_least(deed.words(), ours, deed.bar(engine), "/s");
        bars.at_least("… of what the engine does", ours / bare, 0.5, "");
    }
    bars.at_most("most memory of this program, load and all", own_peak_memory()?, 200.0, "MiB");
    Ok(bars)
}

impl Scene {
    async fn on(engine: Engine, policy: &Path) -> Result<Scene> {
        let ground = Arc::new(Ground::with(engine, load(policy)?).await?);
        let most = *CONNECTIONS.iter().max().context("no connections")?;
        let people = [(); 2].map(|()| (0..most).map(|_| ground.id()).collect::<Vec<Id>>());
        for person in &people[0] {
            gate_side::create(&ground, *person).await?;
        }
        let first = *people[0].first().context("nobody is there")?;
        let copied = Arc::new(Copied::of(&ground, first).await?);
        for person in &people[1] {
            engine_side::create(&ground, &copied, *person).await?;
        }
        Ok(Scene { ground, copied, people, added: Default::default() })
    }

    async fn measure(&self, table: &mut Table, deed: Deed, side: Side, n: usize, span: Span) -> Result<()> {
        // Only those can be closed who were added, too few to warm up with.
        let span = if deed == Deed::Erase { Span { warm_up: Duration::ZERO, ..span } } else { span };
        let (before, spent) = (self.lines().await?, own_processor_seconds()?);
        let name = deed.name(side);
        let sample = walk(self.doers(deed, side, n), span).await.with_context(|| name.clone())?;
        let spent = own_processor_seconds()? - spent;
        let lines = self.lines().await? - before;
        ensure!(lines == sample.steps * deed.lines(), "{} times left {lines} lines: {name}", sample.steps);
        table.add(&name, n, sample, spent * 1e6 / sample.steps as f64);
        Ok(())
    }

    fn doers(&self, deed: Deed, side: Side, n: usize) -> Vec<Doer> {
        let (people, added) = (&self.people[side as usize], &self.added[side as usize]);
        let doer = |person: &Id| Doer {
            ground: Arc::clone(&self.ground),
            copied: Arc::clone(&self.copied),
            added: Arc::clone(added),
            person: *person,
            yes: false,
            deed,
            side,
        };
        people.iter().take(n).map(doer).collect()
    }

    async fn lines(&self) -> Result<u64> {
        counted(self.ground.house.store(), "SELECT COUNT(*) FROM ledger").await
    }
}

/// Somebody who does one thing again and again.
struct Doer {
    ground: Arc<Ground>,
    copied: Arc<Copied>,
    added: Added,
    person: Id,
    yes: bool,
    deed: Deed,
    side: Side,
}

impl Walker for Doer {
    async fn step(&mut self) -> Result<bool> {
        match self.deed {
            Deed::Read => self.read().await,
            Deed::Choose => self.choose().await,
            Deed::Create => self.create().await,
            Deed::Erase => self.erase().await,
        }
    }
}

impl Doer {
    async fn read(&self) -> Result<bool> {
        let token = self.ground.token(self.person);
        match self.side {
            Side::Gate => gate_side::read(&self.ground, token).await,
            Side::Engine => engine_side::read(&self.ground, token).await,
        }
    }

    async fn choose(&mut self) -> Result<bool> {
        self.yes = !self.yes;
        match self.side {
            Side::Gate => gate_side::choose(&self.ground, self.person, self.yes).await,
            Side::Engine => engine_side::choose(&self.ground, &self.copied, self.person, self.yes).await,
        }
    }

    async fn create(&self) -> Result<bool> {
        let person = self.ground.id();
        match self.side {
            Side::Gate => gate_side::create(&self.ground, person).await?,
            Side::Engine => engine_side::create(&self.ground, &self.copied, person).await?,
        };
        self.added.lock().unwrap_or_else(PoisonError::into_inner).push(person);
        Ok(true)
    }

    async fn erase(&self) -> Result<bool> {
        let Some(person) = self.added.lock().unwrap_or_else(PoisonError::into_inner).pop() else {
            return Ok(false);
        };
        match self.side {
            Side::Gate => gate_side::erase(&self.ground, person).await,
            Side::Engine => engine_side::erase(&self.ground, person).await,
        }
    }
}
