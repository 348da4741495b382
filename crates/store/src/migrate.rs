//! Migrations: numbered steps, one history for both engines.

use aws_lc_rs::digest::{SHA256, digest};

use crate::{Clock, Engine, Error, Store, Time, Tx, sql, work};

/// One step of the schema's history.
///
/// A line that begins with `--@sqlite ` or `--@postgres ` runs on that engine alone, without the mark. A step that
/// was published is never changed: what needs changing gets a step of its own.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// Its place in the history.
    pub number: i64,
    /// What it does, in a word or two.
    pub name: &'static str,
    /// Its statements.
    pub sql: &'static str,
}

const HISTORY: &str = "CREATE TABLE IF NOT EXISTS schema_version (number BIGINT NOT NULL, name TEXT NOT NULL,
    checksum BYTEA NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (number))";

pub(crate) async fn apply(store: &Store, steps: &[Step]) -> Result<(), Error> {
    in_order(steps)?;
    begin_history(store).await?;
    for step in steps {
        apply_one(store, *step).await?;
    }
    Ok(())
}

fn in_order(steps: &[Step]) -> Result<(), Error> {
    match steps.windows(2).find(|pair| pair[0].number >= pair[1].number) {
        Some(pair) => Err(refused(pair[1].number, "does not follow the one before it")),
        None => Ok(()),
    }
}

/// On PostgreSQL two servers that start together may both find no table; the loser's error says so.
async fn begin_history(store: &Store) -> Result<(), Error> {
    match store.write(work!(|tx| { tx.script(HISTORY).await })).await {
        Err(Error::Taken(_)) => Ok(()),
        done => done,
    }
}

/// The row of the history goes in first: its key makes a second server wait for the first, and then stand back.
async fn apply_one(store: &Store, step: Step) -> Result<(), Error> {
    let (engine, at) = (store.engine(), Clock::system().now());
    let done = store
        .write(work!(|tx| [step, engine, at] -> Result<(), Error> { run(tx, step, engine, at).await }))
        .await;
    match done {
        Err(Error::Taken(table)) if table == "schema_version" => {
            let known =
                store.read(work!(|tx| [step] -> Result<bool, Error> { is_applied(tx, step).await })).await?;
            if known { Ok(()) } else { Err(refused(step.number, "was half applied by another server")) }
        }
        done => done,
    }
}

const APPLIED: &str = "INSERT INTO schema_version (number, name, checksum, at) VALUES ($1, $2, $3, $4)";

async fn run(tx: &mut Tx, step: Step, engine: Engine, at: Time) -> Result<(), Error> {
    if is_applied(tx, step).await? {
        return Ok(());
    }
    tx.put(sql!(APPLIED, step.number, step.name, step.checksum(), at))?;
    tx.script(&lines_for(engine, step.sql)).await
}

const FIND: &str = "SELECT checksum FROM schema_version WHERE number = $1";

async fn is_applied(tx: &mut Tx, step: Step) -> Result<bool, Error> {
    let Some(mut row) = tx.row(sql!(FIND, step.number)).await? else { return Ok(false) };
    if row.take::<Vec<u8>>(0)? == step.checksum() {
        return Ok(true);
    }
    Err(refused(step.number, "was changed after it was applied"))
}

impl Step {
    /// SHA-256 of the text as written, so that it is the same on both engines. It stands in the history.
    pub fn checksum(&self) -> Vec<u8> {
        digest(&SHA256, self.sql.as_bytes()).as_ref().to_vec()
    }
}

fn lines_for(engine: Engine, text: &str) -> String {
    let ours = match engine {
        Engine::Sqlite => "sqlite ",
        Engine::Postgres => "postgres ",
    };
    let kept = text.lines().filter_map(|line| match line.trim_start().strip_prefix("--@") {
        Some(marked) => marked.strip_prefix(ours),
        None => Some(line),
    });
    kept.collect::<Vec<_>>().join("\n")
}

fn refused(number: i64, reason: &str) -> Error {
    Error::Migration { number, reason: reason.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marked_line_runs_on_its_engine_alone() {
        let text = "a;\n--@sqlite b;\n  --@postgres c;\n-- d\n--@citus e;";
        assert_eq!(lines_for(Engine::Sqlite, text), "a;\nb;\n-- d");
        assert_eq!(lines_for(Engine::Postgres, text), "a;\nc;\n-- d");
    }
}
