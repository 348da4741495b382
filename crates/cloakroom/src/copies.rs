//! Backups and restores at the terminal: `cloakroom backup`, `cloakroom restore`.

use std::{fs, path::PathBuf, sync::Arc};

use ::backup::{Head, Key, Part, Summary};
use anyhow::{Context, Result, bail, ensure};
use clap::{Args, Subcommand};
use features::retention::returned;
use gate::{Agreed, BACKUPS_OF_KEYS_LIVE_DAYS, Extent, Journal, Restoration};
use store::{Clock, Dice, Id, Store, Time, sql, work};

use crate::{boot, config::Config, tell, witnessed};

/// Copies of the shop's databases.
#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Backup {
    #[command(flatten)]
    data: Option<Target>,
    #[command(subcommand)]
    other: Option<Other>,
}

/// What is copied, and where to.
#[derive(Args)]
struct Target {
    /// The configuration file.
    #[arg(long)]
    config: PathBuf,
    /// The file that the backup is written to; it must not be there yet.
    #[arg(long)]
    to: PathBuf,
}

#[derive(Subcommand)]
enum Other {
    /// Copies the key store. Such a copy is kept for at most seven days, and never beside one of the rows.
    Keys(Target),
    /// Reads a backup from end to end and says whether it holds.
    Verify {
        /// The backup.
        file: PathBuf,
        /// The configuration file.
        #[arg(long)]
        config: PathBuf,
    },
}

/// Fills an empty database from a backup.
#[derive(Args)]
pub struct Restore {
    /// The configuration file; the database it names for what the backup holds must be empty.
    #[arg(long)]
    config: PathBuf,
    /// The backup: of rows or of keys, which it says itself.
    #[arg(long)]
    from: PathBuf,
    /// Restores although something speaks against it. What that was is written down for the officer.
    #[arg(long)]
    force: bool,
    /// Journals of erasures of other servers, besides the one in the configuration.
    #[arg(long)]
    journal: Vec<PathBuf>,
}

/// Makes a backup, or verifies one.
///
/// # Errors
/// In words for the person at the terminal.
pub async fn back_up(command: Backup) -> Result<()> {
    match (command.data, command.other) {
        (Some(target), _) => copied(&target, Part::Data).await,
        (None, Some(Other::Keys(target))) => copied(&target, Part::Keys).await,
        (None, Some(Other::Verify { file, config })) => {
            let key = backup_key(&Config::read(&config)?)?;
            let summary = ::backup::verify(&file, &key).with_context(|| file.display().to_string())?;
            tell(&format!("It holds. {}", in_words(&summary)));
            Ok(())
        }
        (None, None) => bail!("say --config and --to, or `keys` or `verify`: cloakroom backup --help"),
    }
}

async fn copied(target: &Target, part: Part) -> Result<()> {
    let config = Config::read(&target.config)?;
    let (clock, dice) = (Clock::system(), Dice::system());
    let key = backup_key_made(&config, &dice)?;
    let store = opened(&config, part).await?;
    let summary = ::backup::make(&store, part, &target.to, &key, (&clock, &dice)).await;
    let summary = summary.with_context(|| format!("no backup was made at {}", target.to.display()))?;
    let keys = opened(&config, Part::Keys).await?;
    let (id, made) = (Id::new(&clock, &dice), summary.head.made);
    let noted = keys.write(work!(|tx| [id, made] { tx.put(sql!(MADE, id, part.name(), made)) })).await;
    noted.context("the backup holds, but the key store could not note that it was made")?;
    tell(&format!("{} holds. {}", target.to.display(), in_words(&summary)));
    if part == Part::Keys {
        tell(&format!(
            "Delete it on {}: until then the keys of people who are erased live on in it, and nowhere else.",
            moment(made.plus_days(BACKUPS_OF_KEYS_LIVE_DAYS))
        ));
    }
    Ok(())
}

const MADE: &str = "INSERT INTO backup_made (backup_id, part, at) VALUES ($1, $2, $3)";
const NEWER: &str = "SELECT MAX(at) FROM backup_made WHERE part = $1 AND at > $2";

async fn opened(config: &Config, part: Part) -> Result<Store> {
    match part {
        Part::Data => boot::opened(&config.store.data, "store.data").await,
        Part::Keys => boot::opened(&config.store.keys, "store.keys").await,
    }
}

/// The key that backups are sealed with.
fn backup_key(config: &Config) -> Result<Arc<Key>> {
    let path = &config.store.backup_key;
    let text = fs::read_to_string(path).with_context(|| {
        format!("the backup key {} cannot be read: put it back from your copy", path.display())
    })?;
    let key = Key::from_file_text(&text).map_err(|broken| anyhow::anyhow!("{}: {broken}", path.display()))?;
    Ok(Arc::new(key))
}

/// The same; made at the first backup.
fn backup_key_made(config: &Config, dice: &Dice) -> Result<Arc<Key>> {
    let path = &config.store.backup_key;
    if !path.exists() {
        let text = Key::from_bytes(dice.bytes()).to_file_text();
        boot::write_private(path, text.as_bytes())
            .with_context(|| format!("the backup key {} cannot be written", path.display()))?;
        tell(&format!(
            "{} was made: without it no backup can be read. Keep a copy in the safe, beside that of the root key.",
            path.display()
        ));
    }
    backup_key(config)
}

/// Restores, unless something speaks against it; what was erased since the copy is erased again.
///
/// # Errors
/// In words for the person at the terminal; then the database is as empty as before, or it says what is left to do.
pub async fn restore(command: Restore) -> Result<()> {
    let config = Config::read(&command.config)?;
    let (clock, dice) = (Clock::system(), Dice::system());
    let key = backup_key(&config)?;
    let head = Head::of(&command.from).with_context(|| command.from.display().to_string())?;
    let mut objections = objections(&config, head, clock.now()).await?;
    if head.part == Part::Data {
        objections.extend(witnessed::objections(&config, &command.from, &key).await?);
    }
    ensure!(
        objections.is_empty() || command.force,
        "nothing was restored:\n- {}\nIf there is no other way, say --force. It is written down for the officer.",
        objections.join("\n- ")
    );
    let store = opened(&config, head.part).await?;
    let steps = match head.part {
        Part::Data => gate::data_steps(),
        Part::Keys => gate::key_steps(),
    };
    let summary = ::backup::restore(&store, &command.from, &key, &steps).await;
    let summary = summary.with_context(|| format!("{} was not restored", command.from.display()))?;
    store.migrate(&steps).await?;
    let restoration = Restoration {
        id: Id::new(&clock, &dice),
        at: clock.now(),
        part: head.part.name().to_owned(),
        copy_made_at: head.made,
        forced: !objections.is_empty(),
        objection: objections.join("; "),
    };
    store.write(work!(|tx| [restoration] { restoration.put(tx) })).await?;
    tell(&format!("Restored. {}", in_words(&summary)));
    erase_again(&config, head.part, &command.journal, clock.now()).await
}

/// What speaks against it.
async fn objections(config: &Config, head: Head, now: Time) -> Result<Vec<String>> {
    let mut found = Vec::new();
    if head.made > now {
        found.push(format!(
            "the backup says that it was made at {}, which is still to come",
            moment(head.made)
        ));
    }
    let oldest = now.minus_days(BACKUPS_OF_KEYS_LIVE_DAYS);
    match head.part {
        Part::Keys if head.made < oldest => found.push(format!(
            "this copy of the key store was made on {} and should have been deleted {BACKUPS_OF_KEYS_LIVE_DAYS} days later: \
             keys of people who were promised that theirs are gone may be in it",
            moment(head.made)
        )),
        Part::Keys => {}
        Part::Data => {
            if let Some(newer) = newer_backup(config, head).await? {
                found.push(format!(
                    "a newer backup was made on {}: with this one of {} everything between is lost, what people took back too",
                    moment(newer),
                    moment(head.made)
                ));
            }
        }
    }
    Ok(found)
}

/// The newest backup after this one, as far as the key store knows.
async fn newer_backup(config: &Config, head: Head) -> Result<Option<Time>> {
    let keys = opened(config, Part::Keys).await?;
    if !is_made(&keys, "backup_made").await? {
        return Ok(None);
    }
    let (part, made) = (head.part.name(), head.made);
    let look = work!(|tx| [made] -> Result<Option<Time>, store::Error> {
        tx.row(sql!(NEWER, part, made)).await?.map_or(Ok(None), |mut row| row.take(0))
    });
    Ok(keys.read(look).await?)
}

async fn is_made(store: &Store, table: &str) -> Result<bool> {
    Ok(store.shape().await?.iter().any(|found| found.table == table))
}

/// Holds both databases and every journal against each other, from the first erasure on.
async fn erase_again(config: &Config, part: Part, journals: &[PathBuf], now: Time) -> Result<()> {
    let (data, keys) = (opened(config, Part::Data).await?, opened(config, Part::Keys).await?);
    if !is_made(&data, "erasure").await? || !is_made(&keys, "tombstone").await? {
        let other = if part == Part::Data { "key store" } else { "data store" };
        tell(&format!("The {other} is empty yet: restore it before the shop opens."));
        return Ok(());
    }
    data.migrate(&gate::data_steps()).await?;
    keys.migrate(&gate::key_steps()).await?;
    let mut told = Agreed::default();
    for path in config.store.journal.iter().chain(journals) {
        let journal = Journal::open(path)?;
        let one = gate::agree(&data, &keys, Some((&journal.0, journal.1)), Extent::All).await?;
        told = sum(told, one);
    }
    told = sum(told, gate::agree(&data, &keys, None, Extent::All).await?);
    returned::remove(&data, now).await?;
    tell(&format!(
        "Erased again: {} classes of people's values in the data store, {} keys in the key store.",
        told.told_data, told.told_keys
    ));
    if told.damaged > 0 {
        tell(&format!("{} lines of a journal could not be read and were passed over.", told.damaged));
    }
    if config.store.journal.is_none() && journals.is_empty() {
        tell(
            "There is no journal of erasures: were both databases lost, what was erased after both copies came back.",
        );
    }
    Ok(())
}

fn sum(one: Agreed, other: Agreed) -> Agreed {
    Agreed {
        told_data: one.told_data + other.told_data,
        told_keys: one.told_keys + other.told_keys,
        damaged: one.damaged + other.damaged,
    }
}

fn in_words(summary: &Summary) -> String {
    let erased = summary.newest_erasure().map_or("none".to_owned(), moment);
    format!(
        "A copy of the {}, made {} from {}: {} rows in {} tables, newest erasure {erased}.",
        match summary.head.part {
            Part::Data => "data store",
            Part::Keys => "key store",
        },
        moment(summary.head.made),
        summary.begin.engine,
        summary.rows(),
        summary.end.tables.len()
    )
}

fn moment(at: Time) -> String {
    let at = jiff::Timestamp::from_microsecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string()
}
