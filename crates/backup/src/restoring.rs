//! Restoring: an empty database is filled from a file that holds, all of it or nothing.

use std::{fmt, path::Path, sync::Arc};

use store::{Filler, Step, Store, Table, Tx, sql, work};
use vault::Key;

use crate::{
    Begin, Error, Summary,
    file::{Reader, hex},
    making::{adds_up, first, is_content, out_of_place},
    manifest::Count,
    record::{self, Record},
    verify,
};

/// Rows that travel together on PostgreSQL.
const TOGETHER: usize = 500;

/// Tables that hold something, with how many rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Occupied(pub Vec<(String, i64)>);

impl fmt::Display for Occupied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said: Vec<String> = self.0.iter().map(|(table, rows)| format!("{table} ({rows})")).collect();
        write!(f, "these tables have rows: {}", said.join(", "))
    }
}

/// What a database holds already.
///
/// # Errors
/// The database is away.
pub async fn occupied(store: &Store) -> Result<Occupied, Error> {
    let look = work!(|tx| -> Result<Occupied, store::Error> {
        let mut found = Vec::new();
        for table in tx.tables().await?.iter().filter(|table| is_content(table)) {
            match tx.count(table).await? {
                0 => {}
                rows => found.push((table.name.clone(), rows)),
            }
        }
        Ok(Occupied(found))
    });
    Ok(store.read(look).await?)
}

/// Fills an empty database: the steps of the schema that the backup had been through, then its rows in one commit, which
/// are then counted where they lie. Later steps are the caller's.
///
/// # Errors
/// In words. Until the rows are committed the database stays empty.
pub async fn restore(store: &Store, path: &Path, key: &Arc<Key>, steps: &[Step]) -> Result<Summary, Error> {
    let summary = verify(path, key)?;
    let found = occupied(store).await?;
    if !found.0.is_empty() {
        return Err(Error::NotEmpty(found));
    }
    store.migrate(steps_of(&summary.begin, steps)?).await?;
    let fill = work!(|tx| [path = path.to_owned(), key = Arc::clone(key)] -> Result<(), Error> {
        filled(tx, &path, &key).await
    });
    store.write(fill).await?;
    holds(store, &summary).await?;
    Ok(summary)
}

/// Those of our steps that the backup had been through.
fn steps_of<'s>(begin: &Begin, steps: &'s [Step]) -> Result<&'s [Step], Error> {
    let ours = steps.get(..begin.steps.len()).ok_or_else(|| {
        Error::Steps(format!(
            "this backup was made by a later program: it has {} steps of the schema, and this program knows {}",
            begin.steps.len(),
            steps.len()
        ))
    })?;
    let other = ours
        .iter()
        .zip(&begin.steps)
        .find(|(step, taken)| step.number != taken.number || hex(&step.checksum()) != taken.sha256);
    match other {
        None => Ok(ours),
        Some((step, _)) => Err(Error::Steps(format!(
            "step {} of the schema of this backup is another than that of this program",
            step.number
        ))),
    }
}

async fn filled(tx: &mut Tx, path: &Path, key: &Key) -> Result<(), Error> {
    let mut reader = Reader::open(path, key)?;
    first(&mut reader)?;
    let (mut count, mut current) = (Count::default(), None::<(Table, Filler)>);
    let mut waiting = 0;
    loop {
        let width = current.as_ref().map_or(0, |(table, _)| table.columns.len());
        match (record::next(&mut reader, width)?, &current) {
            (Record::Table(table), _) => {
                count.table(&table);
                current = Some((table.clone(), Filler::new(&table)));
            }
            (Record::Row(row), Some((table, filler))) => {
                count.row(table, &row);
                filler.put(tx, row)?;
                waiting += 1;
            }
            (Record::End(text), _) => return adds_up(&reader, &count, &text).map(drop),
            _ => return Err(out_of_place()),
        }
        if waiting == TOGETHER {
            tx.row(sql!("SELECT 1")).await?;
            waiting = 0;
        }
    }
}

/// What lies in the database is what stood in the file.
async fn holds(store: &Store, summary: &Summary) -> Result<(), Error> {
    let look = work!(|tx| -> Result<Count, Error> {
        let mut count = Count::default();
        for table in tx.tables().await?.iter().filter(|table| is_content(table)) {
            count.table(table);
            let mut take = |row: Vec<store::Value>| -> Result<(), Error> {
                count.row(table, &row);
                Ok(())
            };
            tx.each_row(table, &mut take).await?;
        }
        Ok(count)
    });
    let found = store.read(look).await?.totals();
    match found.iter().find(|(name, total)| summary.end.tables.get(*name) != Some(total)) {
        None => Ok(()),
        Some((table, _)) => {
            Err(Error::Contradiction(format!("`{table}` is not in the database as it is in the file")))
        }
    }
}
