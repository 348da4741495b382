//! Looking into a backup before anything is restored from it.

use std::path::Path;

use store::{Table, Value};
use vault::Key;

use crate::{
    Error,
    file::Reader,
    making::{first, out_of_place},
    record::{self, Record},
};

/// Reads the rows of one table, in the order in which they lie in the file, after the whole file was found to hold.
/// A table that the copy does not have has no rows.
///
/// # Errors
/// In words: the first thing in the file that does not hold.
pub fn each_row(
    path: &Path,
    key: &Key,
    wanted: &str,
    take: &mut dyn FnMut(&Table, Vec<Value>),
) -> Result<(), Error> {
    crate::verify(path, key)?;
    let mut reader = Reader::open(path, key)?;
    first(&mut reader)?;
    let mut table = None::<Table>;
    loop {
        let width = table.as_ref().map_or(0, |table| table.columns.len());
        match (record::next(&mut reader, width)?, &table) {
            (Record::Table(next), _) => table = Some(next),
            (Record::Row(row), Some(table)) if table.name == wanted => take(table, row),
            (Record::Row(_), Some(_)) => {}
            (Record::End(_), _) => return Ok(()),
            _ => return Err(out_of_place()),
        }
    }
}
