//! What enforcement costs: the same mix of looks and changes through the gate, and on plain columns with nothing decided,
//! sealed or written down.

mod guarded;
mod plain;
mod served;

use std::{path::Path, sync::Arc};

use anyhow::{Context, Result, ensure};
use store::{Dice, Engine, Id, Store};

use self::{guarded::Guarded, plain::Plain, served::Served};
use crate::{
    bars::Bars,
    load::{Span, Walker, walk},
    server::own_processor_seconds,
    table::{CONNECTIONS, Table},
};

/// Who looks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// The customer, a sitting of so many looks after another.
    Owner,
    /// An advisor whom the customer asked.
    Advisor,
}

/// An owner's looks in one sitting; the first of them leaves a line.
const SITTING: usize = 10;

impl By {
    fn words(self) -> &'static str {
        match self {
            By::Owner => "looks by their owner, ten to a sitting",
            By::Advisor => "looks by an advisor, a line each",
        }
    }

    fn name(self, side: &str) -> String {
        format!("{} ({side})", self.words())
    }
}

/// What can be done to a customer's ten values and their choices; customers are counted from 0.
trait Side: Send + Sync + 'static {
    /// In the table's words.
    const NAME: &'static str;
    /// The same behind a server.
    const NAME_SERVED: &'static str;
    /// Where the rows are.
    fn store(&self) -> &Store;
    /// A customer's number.
    ///
    /// # Errors
    /// When there are fewer.
    fn id(&self, customer: usize) -> Result<Id>;
    /// The ten values.
    fn look(
        &self,
        customer: usize,
        by: By,
        sitting: [u8; 32],
    ) -> impl Future<Output = Result<Vec<String>>> + Send;
    /// Lets the first address of the book say something else.
    fn move_to(&self, customer: usize, lines: String) -> impl Future<Output = Result<()>> + Send;
    /// Says yes or no to news.
    fn choose(&self, customer: usize, yes: bool) -> impl Future<Output = Result<()>> + Send;
}

/// Measures on one engine and writes the tables.
///
/// # Errors
/// When an answer is not the right one or a store fails.
pub async fn run(engine: Engine, policy: &Path, rounds: usize, span: Span) -> Result<String> {
    let most = *CONNECTIONS.iter().max().context("no connections")?;
    let guarded = Arc::new(Guarded::on(engine, policy, most).await?);
    let plain = Arc::new(Plain::on(engine, &guarded, most).await?);
    let guarded_server = Arc::new(Served::of(Arc::clone(&guarded), most).await?);
    let plain_server = Arc::new(Served::of(Arc::clone(&plain), most).await?);
    let mut table = Table::default();
    for _ in 0..rounds {
        for by in [By::Owner, By::Advisor] {
            for n in CONNECTIONS {
                measure(&mut table, &guarded, by, n, span).await?;
                measure(&mut table, &plain, by, n, span).await?;
                measure(&mut table, &guarded_server, by, n, span).await?;
                measure(&mut table, &plain_server, by, n, span).await?;
            }
        }
    }
    Ok(format!("{}\n{}", table.markdown(), bars(&table, most).markdown()))
}

/// The bar is one of a server; what is lost without one is said beside it.
fn bars(table: &Table, most: usize) -> Bars {
    let mut bars = Bars::default();
    for by in [By::Owner, By::Advisor] {
        let lost = |[ours, plain]: [&str; 2]| {
            let [ours, plain] = [ours, plain].map(|side| table.rate(&by.name(side), most));
            100.0 * (1.0 - ours / plain)
        };
        let (served, bare) =
            (lost([Guarded::NAME_SERVED, Plain::NAME_SERVED]), lost([Guarded::NAME, Plain::NAME]));
        bars.at_most(&format!("throughput lost over HTTP, {}", by.words()), served, 30.0, "%");
        bars.beside("… without HTTP", bare, "%");
    }
    bars
}

async fn measure<S: Side>(table: &mut Table, side: &Arc<S>, by: By, n: usize, span: Span) -> Result<()> {
    let (name, spent) = (by.name(S::NAME), own_processor_seconds()?);
    let dice = Dice::system();
    let client = |customer| Client {
        side: Arc::clone(side),
        dice: dice.clone(),
        by,
        customer,
        sitting: dice.bytes(),
        step: 0,
        looks: 0,
        lines: None,
    };
    let sample = walk((0..n).map(client).collect(), span).await.with_context(|| name.clone())?;
    let spent = own_processor_seconds()? - spent;
    table.add(&name, n, sample, spent * 1e6 / sample.steps as f64);
    Ok(())
}

/// Does eight looks, a move and a choice, again and again.
struct Client<S> {
    side: Arc<S>,
    dice: Dice,
    by: By,
    customer: usize,
    sitting: [u8; 32],
    step: usize,
    looks: usize,
    /// What the first address was last made to say.
    lines: Option<String>,
}

impl<S: Side> Walker for Client<S> {
    async fn step(&mut self) -> Result<bool> {
        self.step += 1;
        match self.step % 10 {
            0 => self.side.choose(self.customer, self.step.is_multiple_of(20)).await?,
            5 => self.moves().await?,
            _ => self.looks().await?,
        }
        Ok(true)
    }
}

impl<S: Side> Client<S> {
    async fn moves(&mut self) -> Result<()> {
        let lines = format!("{} Hem Lane\nLondon\nE2 7QD\nGB", self.step % 1_000);
        self.side.move_to(self.customer, lines.clone()).await?;
        self.lines = Some(lines);
        Ok(())
    }

    async fn looks(&mut self) -> Result<()> {
        if self.looks.is_multiple_of(SITTING) {
            self.sitting = self.dice.bytes();
        }
        self.looks += 1;
        let values = self.side.look(self.customer, self.by, self.sitting).await?;
        ensure!(values.len() == 10, "{} values instead of ten", values.len());
        let moved = self.lines.as_ref().is_none_or(|lines| values.contains(lines));
        ensure!(moved, "an address that was changed is not there");
        Ok(())
    }
}
