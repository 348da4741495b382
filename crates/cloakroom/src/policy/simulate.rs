//! `cloakroom policy simulate`: the decisions of a running shop, decided again under another policy.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::Args;
use gate::Decided;
use review::{Met, Outcome, Simulation, Turn};

use super::{Beside, NO};
use crate::{boot, config::Config, print};

/// Another policy for the decisions of a shop.
#[derive(Args)]
pub struct Simulate {
    /// The policy under which everything is decided again.
    new: PathBuf,
    /// The configuration file of the shop whose decisions these are: its store, its own words and its law count.
    #[arg(long)]
    config: PathBuf,
}

impl Simulate {
    /// Reads the counts of situations, which name nobody, and says what would come out otherwise.
    ///
    /// # Errors
    /// When a file cannot be read or is not sound, or the store is away.
    pub async fn run(&self) -> Result<ExitCode> {
        let config = Config::read(&self.config)?;
        let beside = Beside { words: config.policy.words, law: config.policy.law };
        let new = beside.load(&self.new)?;
        let store = boot::opened(&config.store.data, "store.data").await?;
        let met: Vec<Met> = gate::decided(&store).await?.into_iter().map(met).collect();
        let simulation = review::simulate(&new, &met);
        print(&told(&simulation));
        Ok(if simulation.turns.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(NO) })
    }
}

fn met(decided: Decided) -> Met {
    Met {
        party: decided.party,
        verb: decided.verb,
        purpose: decided.purpose,
        facts: decided.facts,
        asked: decided.asked,
        allowed: decided.allowed,
        times: decided.times,
    }
}

fn told(simulation: &Simulation) -> String {
    let head = format!(
        "{} decisions so far, {} of them would come out the same.",
        simulation.decisions, simulation.same
    );
    let parts = [
        (Outcome::Refused, "Would be refused:"),
        (Outcome::Allowed, "Would be allowed:"),
        (Outcome::Open, "Cannot be told:"),
    ];
    let parts = parts.into_iter().filter_map(|(outcome, title)| part(simulation, outcome, title));
    std::iter::once(head).chain(parts).collect::<Vec<_>>().join("\n\n")
}

fn part(simulation: &Simulation, outcome: Outcome, title: &str) -> Option<String> {
    let turns: Vec<String> =
        simulation.turns.iter().filter(|turn| turn.outcome == outcome).map(line).collect();
    (!turns.is_empty()).then(|| format!("{title}\n{}", turns.join("\n")))
}

fn line(turn: &Turn) -> String {
    let paragraph =
        turn.paragraph.as_ref().map(|number| format!(" (paragraph {number})")).unwrap_or_default();
    format!("  {:>6} × {}{paragraph}", turn.times, turn.sentence)
}
