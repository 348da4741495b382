//! GDPRbench-R: the roles of GDPRbench (customer, controller, processor, regulator) with what was wrong in it put right.
//! Every answer is held against a model, and one operation in twenty is one that must be refused. `bench/README.md` says
//! what the figures mean and in what the two sides differ.

mod model;
mod ours;
mod plain;

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use futures_util::future::try_join_all;
use store::{Dice, Engine, Id};

use self::{
    model::{Deed, Model, Record},
    ours::Ours,
    plain::Plain,
};

/// How much is done.
#[derive(Clone, Copy)]
pub struct Size {
    /// Records in all; a person has ten.
    pub records: usize,
    /// Operations of each role; a tenth more come before them, to warm up.
    pub operations: usize,
    /// How many do them at once, each with people of their own.
    pub clients: usize,
}

/// What both sides can do. A record is told apart by its person and its id.
pub trait Records: Sized + Send + Sync + 'static {
    /// Whether what is illegal has to be refused.
    const ENFORCES: bool;
    /// Adds records of a person who is new.
    fn add(&self, person: Id, records: &[Record]) -> impl Future<Output = Result<()>> + Send;
    /// What a person's records say.
    fn all_of(&self, person: Id) -> impl Future<Output = Result<BTreeMap<Id, String>>> + Send;
    /// What kind a record is.
    fn kind_of(&self, person: Id, id: Id) -> impl Future<Output = Result<Option<i64>>> + Send;
    /// What one record says, for serving the person.
    fn one(&self, person: Id, record: &Record) -> impl Future<Output = Result<Option<String>>> + Send;
    /// Lets a record say something else.
    fn change(&self, person: Id, record: &Record) -> impl Future<Output = Result<()>> + Send;
    /// The person says yes or no to news.
    fn choose(&self, person: Id, yes: bool) -> impl Future<Output = Result<()>> + Send;
    /// Takes one record away.
    fn remove(&self, person: Id, id: Id) -> impl Future<Output = Result<()>> + Send;
    /// Forgets a person.
    fn forget(&self, person: Id) -> impl Future<Output = Result<()>> + Send;
    /// The habits of the first people of a range who want news: at most [`MOST`] records.
    fn for_news(&self, from: Id, until: Id) -> impl Future<Output = Result<BTreeMap<Id, String>>> + Send;
    /// Changes for everybody with whom habits are shared.
    fn share(&self, version: u64) -> impl Future<Output = Result<()>> + Send;
    /// How often the person's data was used, as their verified record says; nothing where none is kept.
    fn uses(&self, person: Id) -> impl Future<Output = Result<Option<u64>>> + Send;
    /// Whether nothing of a person can be read any more.
    fn is_gone(&self, person: Id, last: &Record) -> impl Future<Output = Result<bool>> + Send;
    /// Tries what must be refused; whether it was.
    fn refuses(&self, deed: Deed, person: Id, record: &Record) -> impl Future<Output = Result<bool>> + Send;
    /// Bytes of everything that is kept.
    fn bytes(&self) -> impl Future<Output = Result<u64>> + Send;
}

/// Records that one question by purpose is answered with, at most.
pub const MOST: usize = 25;

/// Runs everything on one engine and writes the table.
///
/// # Errors
/// When an answer is not the model's, or something illegal was done.
pub async fn run(engine: Engine, size: Size) -> Result<String> {
    let mut words = String::from(
        "| role | | operations/s | half of them within, ms | all but 1 % within, ms | refused of illegal |\n|---|---|--:|--:|--:|--:|\n",
    );
    let ours = side("sealed, gate and ledger", &Arc::new(Ours::on(engine).await?), size, &mut words).await?;
    let plain =
        side("plain with indexes", &Arc::new(Plain::on(Engine::Postgres).await?), size, &mut words).await?;
    words.push_str("\nBy operation, half of them within, ms (sealed / plain):\n\n");
    for (deed, half) in &ours {
        let other = plain.get(deed).map_or_else(|| "–".to_owned(), |half| format!("{half:.2}"));
        words.push_str(&format!("- {deed:?}: {half:.2} / {other}\n"));
    }
    Ok(words)
}

async fn side<R: Records>(
    name: &str,
    records: &Arc<R>,
    size: Size,
    words: &mut String,
) -> Result<BTreeMap<Deed, f64>> {
    let mut models: Vec<Model> =
        (0..size.clients).map(|_| Model::new(size.records / size.clients / 10)).collect();
    for chunk in models.iter_mut().collect::<Vec<_>>().chunks_mut(4) {
        try_join_all(chunk.iter_mut().map(|model| fill(records.as_ref(), model))).await?;
    }
    let mut halves = BTreeMap::new();
    for role in model::ROLES {
        let each = size.operations / size.clients;
        models = rounds(records, models, role.deeds, each / 10).await?.0;
        let began = Instant::now();
        let (back, times, refused) = rounds(records, models, role.deeds, each).await?;
        let took = began.elapsed();
        models = back;
        let all: Vec<Duration> = times.iter().map(|(_, took)| *took).collect();
        words.push_str(&format!(
            "| {} | {name} | {:.0} | {:.2} | {:.2} | {refused} |\n",
            role.name,
            (each * size.clients) as f64 / took.as_secs_f64(),
            part(&all, 50),
            part(&all, 99)
        ));
        for deed in Deed::ALL {
            let of: Vec<Duration> =
                times.iter().filter(|(what, _)| *what == deed).map(|(_, took)| *took).collect();
            if !of.is_empty() {
                halves.insert(deed, part(&of, 50));
            }
        }
    }
    let (kept, personal) = (records.bytes().await?, models.iter().map(Model::bytes).sum::<u64>());
    words.push_str(&format!(
        "| size / personal bytes | {name} | {:.2} | | | |\n",
        kept as f64 / personal.max(1) as f64
    ));
    Ok(halves)
}

async fn fill<R: Records>(records: &R, model: &mut Model) -> Result<()> {
    for person in model.people().to_vec() {
        records.add(person, &model.records_of(person)).await?;
    }
    Ok(())
}

type Times = Vec<(Deed, Duration)>;

/// Each client takes so many steps; their models, how long each step took, and how much was refused of what must be.
async fn rounds<R: Records>(
    records: &Arc<R>,
    models: Vec<Model>,
    deeds: &'static [(Deed, u32)],
    each: usize,
) -> Result<(Vec<Model>, Times, String)> {
    let clients =
        models.into_iter().map(|model| tokio::spawn(client(Arc::clone(records), model, deeds, each)));
    let (mut back, mut times, mut refused, mut illegal) = (Vec::new(), Vec::new(), 0, 0);
    for ended in try_join_all(clients).await? {
        let (model, took, counts) = ended?;
        back.push(model);
        times.extend(took);
        refused += counts.0;
        illegal += counts.1;
    }
    Ok((back, times, format!("{refused} of {illegal}")))
}

async fn client<R: Records>(
    records: Arc<R>,
    mut model: Model,
    deeds: &'static [(Deed, u32)],
    each: usize,
) -> Result<(Model, Times, (usize, usize))> {
    let (dice, mut times, mut refused) = (Dice::system(), Vec::with_capacity(each), (0, 0));
    for _ in 0..each {
        let deed = model.draw(&dice, deeds);
        let began = Instant::now();
        let verdict =
            step(records.as_ref(), &mut model, &dice, deed).await.with_context(|| format!("{deed:?}"))?;
        times.push((deed, began.elapsed()));
        if let Some(was_refused) = verdict {
            refused.0 += usize::from(was_refused);
            refused.1 += 1;
        }
    }
    Ok((model, times, refused))
}

/// Does one thing and holds the answer against the model. For what is illegal, whether it was refused.
async fn step<R: Records>(records: &R, model: &mut Model, dice: &Dice, deed: Deed) -> Result<Option<bool>> {
    let person = model.person(dice, deed);
    match deed {
        Deed::ReadAll => ensure!(records.all_of(person).await? == model.texts_of(person), "another answer"),
        Deed::ReadKind => {
            let Some(record) = model.record(dice, person) else { return Ok(None) };
            ensure!(records.kind_of(person, record.id).await? == Some(record.kind), "another answer");
        }
        Deed::ReadOne => {
            let Some(record) = model.record(dice, person) else { return Ok(None) };
            ensure!(records.one(person, &record).await? == Some(record.text), "another answer");
        }
        Deed::Change => {
            let Some(record) = model.changed(dice, person) else { return Ok(None) };
            records.change(person, &record).await?;
        }
        Deed::Choose => records.choose(person, model.chosen(person)).await?,
        Deed::Remove => {
            let Some(record) = model.removed(dice, person) else { return Ok(None) };
            records.remove(person, record.id).await?;
        }
        Deed::Create => {
            let (person, new) = model.joined();
            records.add(person, &new).await?;
        }
        Deed::Forget => {
            if model.forgotten(person) {
                records.forget(person).await?;
            }
        }
        Deed::ReadForNews => {
            let (from, until) = model.stretch(dice);
            let found = records.for_news(from, until).await?;
            ensure!(found == model.for_news(from, until), "another answer");
        }
        Deed::Share => records.share(model.next_version()).await?,
        Deed::ReadUses => {
            if let Some(uses) = records.uses(person).await? {
                ensure!(uses >= 1, "a record of uses is empty");
            }
        }
        Deed::IsGone => {
            let Some((person, last)) = model.somebody_gone(dice) else { return Ok(None) };
            ensure!(records.is_gone(person, &last).await?, "something of a person is still there");
        }
        _ => {
            let Some(record) = model.record_for(dice, person, deed) else { return Ok(None) };
            let refused = records.refuses(deed, person, &record).await?;
            ensure!(refused || !R::ENFORCES, "it was not refused");
            return Ok(Some(refused));
        }
    }
    Ok(None)
}

/// The time that so many in a hundred do not exceed, in milliseconds.
fn part(times: &[Duration], percent: usize) -> f64 {
    let mut times = times.to_vec();
    times.sort_unstable();
    let at = (times.len() * percent / 100).min(times.len().saturating_sub(1));
    times.get(at).map_or(0.0, |took| took.as_secs_f64() * 1_000.0)
}
