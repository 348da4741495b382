//! Making a backup, and reading one through from end to end.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use store::{Clock, Dice, Engine, Store, Table, Tx, sql, work};
use vault::Key;

use crate::{
    Begin, End, Error, Head, Part, Summary,
    file::{Reader, Writer, hex},
    manifest::{Count, StepTaken, parsed, written},
    record::{self, Record},
};

/// Writes a backup of an open database while others use it, reads it through, and only then gives it its name.
///
/// # Errors
/// In words; then nothing of that name is there.
pub async fn make(
    store: &Store,
    part: Part,
    path: &Path,
    key: &Arc<Key>,
    (clock, dice): (&Clock, &Dice),
) -> Result<Summary, Error> {
    if path.exists() {
        return Err(Error::File(path.display().to_string(), std::io::ErrorKind::AlreadyExists));
    }
    let unfinished = unfinished(path);
    let head = Head { part, made: clock.now() };
    let made = written_to(store, &unfinished, key, head, dice.bytes()).await;
    let summary =
        made.and_then(|()| verify(&unfinished, key)).inspect_err(|_| drop(fs::remove_file(&unfinished)))?;
    fs::rename(&unfinished, path).map_err(|error| Error::file(path, &error))?;
    keep_name(path)?;
    Ok(summary)
}

fn unfinished(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".unfinished");
    PathBuf::from(name)
}

/// A name is on disk once its folder is.
fn keep_name(path: &Path) -> Result<(), Error> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let synced = fs::File::open(folder).and_then(|folder| folder.sync_all());
    synced.map_err(|error| Error::file(folder, &error))
}

async fn written_to(
    store: &Store,
    path: &Path,
    key: &Arc<Key>,
    head: Head,
    salt: [u8; 32],
) -> Result<(), Error> {
    let engine = store.engine();
    let work = work!(|tx| [path = path.to_owned(), key = Arc::clone(key)] -> Result<(), Error> {
        let mut writer = Writer::begin(&path, &key, head, salt)?;
        everything(tx, engine, head.part, &mut writer).await?;
        writer.end()
    });
    store.read(work).await
}

/// All statements see one moment: that is what a read promises.
async fn everything(tx: &mut Tx, engine: Engine, part: Part, writer: &mut Writer) -> Result<(), Error> {
    let begin = Begin {
        program: env!("CARGO_PKG_VERSION").to_owned(),
        engine: format!("{engine:?}"),
        steps: steps_taken(tx).await?,
    };
    writer.add(&record::begin(&written(&begin)?))?;
    let mut count = Count::default();
    for table in tx.tables().await?.iter().filter(|table| is_content(table)) {
        count.table(table);
        writer.add(&record::table(table))?;
        let mut put = |row: Vec<store::Value>| -> Result<(), Error> {
            count.row(table, &row);
            writer.add(&record::row(&row))
        };
        tx.each_row(table, &mut put).await?;
    }
    let end = End { tables: count.totals(), newest_erasure: newest_erasure(tx, part).await? };
    writer.add(&record::end(&written(&end)?))
}

/// The history of the schema is the target's own.
pub(crate) fn is_content(table: &Table) -> bool {
    table.name != "schema_version"
}

const STEPS: &str = "SELECT number, checksum FROM schema_version ORDER BY number";

async fn steps_taken(tx: &mut Tx) -> Result<Vec<StepTaken>, store::Error> {
    let rows = tx.rows(sql!(STEPS)).await?;
    rows.into_iter()
        .map(|mut row| Ok(StepTaken { number: row.take(0)?, sha256: hex(&row.take::<Vec<u8>>(1)?) }))
        .collect()
}

const ERASED: &str = "SELECT MAX(at) FROM erasure";
const BURIED: &str = "SELECT MAX(at) FROM tombstone";

async fn newest_erasure(tx: &mut Tx, part: Part) -> Result<Option<i64>, store::Error> {
    let text = match part {
        Part::Data => ERASED,
        Part::Keys => BURIED,
    };
    tx.row(sql!(text)).await?.map_or(Ok(None), |mut row| row.take(0))
}

/// Reads a backup through: every piece matches its seal, nothing is missing, and the rows add up.
///
/// # Errors
/// In words: the first thing that does not hold.
pub fn verify(path: &Path, key: &Key) -> Result<Summary, Error> {
    let mut reader = Reader::open(path, key)?;
    let head = reader.head;
    let begin = first(&mut reader)?;
    let (mut count, mut table) = (Count::default(), None::<Table>);
    loop {
        let width = table.as_ref().map_or(0, |table| table.columns.len());
        match (record::next(&mut reader, width)?, &table) {
            (Record::Table(next), _) => {
                count.table(&next);
                table = Some(next);
            }
            (Record::Row(row), Some(table)) => count.row(table, &row),
            (Record::End(text), _) => {
                let end = adds_up(&reader, &count, &text)?;
                return Ok(Summary { head, begin, end });
            }
            _ => return Err(out_of_place()),
        }
    }
}

pub(crate) fn first(reader: &mut Reader) -> Result<Begin, Error> {
    match record::next(reader, 0)? {
        Record::Begin(text) => parsed(&text),
        _ => Err(out_of_place()),
    }
}

pub(crate) fn adds_up(reader: &Reader, count: &Count, text: &[u8]) -> Result<End, Error> {
    let end: End = parsed(text)?;
    if end.tables != count.totals() || !reader.is_over() {
        return Err(Error::Contradiction("the rows do not add up to what its end says".to_owned()));
    }
    Ok(end)
}

pub(crate) fn out_of_place() -> Error {
    Error::Contradiction("something in it is out of place".to_owned())
}
