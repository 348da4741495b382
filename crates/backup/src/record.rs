//! What stands in the pieces: a text about the whole, then tables with their rows, then a text that adds up.

use store::{Kind, Table, Value};

use crate::{Error, file::Reader};

/// Longer names, texts and values than any the program writes.
const LIMIT: usize = 256 * 1024 * 1024;

/// One thing after the other.
pub(crate) enum Record {
    /// The text at the beginning.
    Begin(Vec<u8>),
    /// From here on rows of this table.
    Table(Table),
    /// A row of the table that was named last.
    Row(Vec<Value>),
    /// The text at the end.
    End(Vec<u8>),
}

pub(crate) fn begin(text: &[u8]) -> Vec<u8> {
    [b"B".as_slice(), &sized(text)].concat()
}

pub(crate) fn end(text: &[u8]) -> Vec<u8> {
    [b"Z".as_slice(), &sized(text)].concat()
}

pub(crate) fn table(table: &Table) -> Vec<u8> {
    let mut bytes = [b"T".as_slice(), &sized(table.name.as_bytes())].concat();
    bytes.extend_from_slice(&length(table.columns.len()));
    for (name, kind) in &table.columns {
        bytes.push(letter(*kind));
        bytes.extend_from_slice(&sized(name.as_bytes()));
    }
    bytes
}

pub(crate) fn row(values: &[Value]) -> Vec<u8> {
    let mut bytes = vec![b'R'];
    for value in values {
        match value {
            Value::Null(_) => bytes.push(b'n'),
            Value::Int(number) => {
                bytes.push(b'i');
                bytes.extend_from_slice(&number.to_be_bytes());
            }
            Value::Text(text) => {
                bytes.push(b't');
                bytes.extend_from_slice(&sized(text.as_bytes()));
            }
            Value::Bytes(inner) => {
                bytes.push(b'b');
                bytes.extend_from_slice(&sized(inner));
            }
        }
    }
    bytes
}

/// The next record. A row has the columns of the table that was named last.
pub(crate) fn next(reader: &mut Reader, columns: usize) -> Result<Record, Error> {
    match byte(reader)? {
        b'B' => Ok(Record::Begin(taken(reader)?)),
        b'T' => Ok(Record::Table(read_table(reader)?)),
        b'R' => Ok(Record::Row((0..columns).map(|_| value(reader)).collect::<Result<_, _>>()?)),
        b'Z' => Ok(Record::End(taken(reader)?)),
        other => Err(unknown("record", other)),
    }
}

fn read_table(reader: &mut Reader) -> Result<Table, Error> {
    let name = text(reader)?;
    let count = size(reader)?;
    let mut columns = Vec::new();
    for _ in 0..count {
        let kind = kind(byte(reader)?)?;
        columns.push((text(reader)?, kind));
    }
    Ok(Table { name, columns })
}

fn value(reader: &mut Reader) -> Result<Value, Error> {
    match byte(reader)? {
        b'n' => Ok(Value::Null(Kind::Int)),
        b'i' => {
            let bytes: [u8; 8] = reader.take(8)?.try_into().unwrap_or_default();
            Ok(Value::Int(i64::from_be_bytes(bytes)))
        }
        b't' => text(reader).map(Value::Text),
        b'b' => taken(reader).map(Value::Bytes),
        other => Err(unknown("value", other)),
    }
}

fn byte(reader: &mut Reader) -> Result<u8, Error> {
    Ok(reader.take(1)?.first().copied().unwrap_or_default())
}

fn size(reader: &mut Reader) -> Result<usize, Error> {
    let bytes: [u8; 4] = reader.take(4)?.try_into().unwrap_or_default();
    let size = usize::try_from(u32::from_be_bytes(bytes)).unwrap_or(usize::MAX);
    if size <= LIMIT { Ok(size) } else { Err(Error::Contradiction("a value in it is too long".to_owned())) }
}

fn taken(reader: &mut Reader) -> Result<Vec<u8>, Error> {
    let size = size(reader)?;
    reader.take(size)
}

fn text(reader: &mut Reader) -> Result<String, Error> {
    String::from_utf8(taken(reader)?)
        .map_err(|_| Error::Contradiction("a text in it is not UTF-8".to_owned()))
}

fn unknown(what: &str, letter: u8) -> Error {
    Error::Contradiction(format!("it holds a {what} of a kind that is not known ({letter})"))
}

fn length(length: usize) -> [u8; 4] {
    u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes()
}

fn sized(bytes: &[u8]) -> Vec<u8> {
    [length(bytes.len()).as_slice(), bytes].concat()
}

fn letter(kind: Kind) -> u8 {
    match kind {
        Kind::Int => b'i',
        Kind::Text => b't',
        Kind::Bytes => b'b',
    }
}

fn kind(letter: u8) -> Result<Kind, Error> {
    match letter {
        b'i' => Ok(Kind::Int),
        b't' => Ok(Kind::Text),
        b'b' => Ok(Kind::Bytes),
        other => Err(unknown("column", other)),
    }
}
