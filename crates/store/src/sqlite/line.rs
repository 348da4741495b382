//! A connection to the database file.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, OpenFlags, ToSql};

use super::failure::{preparing, running};
use crate::Error;
use crate::placeholders::numbered;
use crate::sql::{Row, Sql};
use crate::value::{Kind, Value};

/// More than the program has statements: each is prepared once.
const STATEMENTS: usize = 1024;

/// How long another process may hold the file before we give up.
const PATIENCE: Duration = Duration::from_secs(5);

// FULL: an answer means the disk has it. secure_delete: what is erased is overwritten. temp_store: sorting a
// person's rows leaves no file behind. The caches are small and nothing is mapped: the system keeps the file's pages
// anyway, once for all connections, and a mapped file whose disk fails ends the program. Looking once makes the log and
// its index, so that it is known which files they are.
const WRITING: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    PRAGMA secure_delete = ON;
    PRAGMA foreign_keys = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -16384;
    SELECT 1 FROM sqlite_schema LIMIT 1;";

const READING: &str = "
    PRAGMA query_only = ON;
    PRAGMA temp_store = MEMORY;
    PRAGMA cache_size = -4096;";

pub(crate) struct Line {
    connection: Connection,
    /// Numbered texts, by the address of the constant they come from.
    texts: HashMap<(usize, usize), Arc<str>>,
}

impl Line {
    pub(super) fn writing(path: &Path) -> Result<Line, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Line::open(path, flags, WRITING)
    }

    pub(super) fn reading(path: &Path) -> Result<Line, Error> {
        Line::open(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX, READING)
    }

    fn open(path: &Path, flags: OpenFlags, settings: &str) -> Result<Line, Error> {
        let connection = Connection::open_with_flags(path, flags).map_err(|e| running(&e))?;
        connection.busy_timeout(PATIENCE).map_err(|e| running(&e))?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // Plans do not hang on what is bound. Otherwise a statement that compares a column without an index is prepared
        // anew each time, since the cache of statements clears what was bound.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(|e| running(&e))?;
        connection.execute_batch(settings).map_err(|e| preparing(&e, settings))?;
        Ok(Line { connection, texts: HashMap::new() })
    }

    pub(crate) fn put(&mut self, sql: &Sql) -> Result<(), Error> {
        self.fetch(sql, usize::MAX).map(drop)
    }

    pub(crate) fn fetch(&mut self, sql: &Sql, most: usize) -> Result<Vec<Row>, Error> {
        let text = self.numbered(sql.text);
        let mut statement = prepare(&self.connection, &text)?;
        bind(&mut statement, sql)?;
        let width = statement.column_count();
        let mut found = Vec::new();
        let mut rows = statement.raw_query();
        while found.len() < most {
            let Some(row) = rows.next().map_err(|e| running(&e))? else { break };
            let values = (0..width).map(|column| row.get_ref(column).map_err(|e| running(&e)));
            found
                .push(Row(values.enumerate().map(|(n, value)| read(n, value?)).collect::<Result<_, _>>()?));
        }
        Ok(found)
    }

    pub(crate) fn script(&mut self, text: &str) -> Result<(), Error> {
        self.connection.execute_batch(text).map_err(|e| preparing(&e, text))
    }

    /// Runs a statement of this module: `BEGIN`, `COMMIT` and their like.
    pub(super) fn run(&self, text: &'static str) -> Result<(), Error> {
        prepare(&self.connection, text)?.execute([]).map(drop).map_err(|e| running(&e))
    }

    /// Whether a transaction is open. SQLite ends one by itself when the disk is full or fails.
    pub(super) fn in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }

    /// Moves the write-ahead log into the database file and empties it.
    pub(super) fn checkpoint(&self) -> Result<(), Error> {
        let held =
            self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, bool>(0));
        match held {
            Ok(false) => Ok(()),
            Ok(true) => {
                Err(Error::Unavailable(String::from("somebody reads on: the log cannot be emptied now")))
            }
            Err(cause) => Err(running(&cause)),
        }
    }

    fn numbered(&mut self, text: &'static str) -> Arc<str> {
        let address = (text.as_ptr().addr(), text.len());
        Arc::clone(self.texts.entry(address).or_insert_with(|| numbered(text).into()))
    }
}

fn prepare<'c>(connection: &'c Connection, text: &str) -> Result<CachedStatement<'c>, Error> {
    connection.prepare_cached(text).map_err(|e| preparing(&e, text))
}

fn bind(statement: &mut CachedStatement<'_>, sql: &Sql) -> Result<(), Error> {
    let (wanted, given) = (statement.parameter_count(), sql.values.len());
    if wanted != given {
        return Err(Error::Broken(format!("{given} parameters for {wanted} in `{}`", sql.text)));
    }
    for (index, value) in sql.values.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, Parameter::of(value)?).map_err(|e| running(&e))?;
    }
    Ok(())
}

struct Parameter<'v>(&'v Value);

impl Parameter<'_> {
    /// PostgreSQL refuses a NUL in a text, so it is refused here.
    fn of(value: &Value) -> Result<Parameter<'_>, Error> {
        match value {
            Value::Text(text) if text.contains('\0') => {
                Err(Error::Broken(String::from("a text holds a NUL character")))
            }
            value => Ok(Parameter(value)),
        }
    }
}

impl ToSql for Parameter<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::Null(_) => ValueRef::Null,
            Value::Int(n) => ValueRef::Integer(*n),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn read(column: usize, value: ValueRef<'_>) -> Result<Value, Error> {
    match value {
        ValueRef::Null => Ok(Value::Null(Kind::Int)),
        ValueRef::Integer(n) => Ok(Value::Int(n)),
        ValueRef::Text(text) => match std::str::from_utf8(text) {
            Ok(text) => Ok(Value::Text(text.to_owned())),
            Err(_) => Err(Error::Broken(format!("column {column} holds a text that is not UTF-8"))),
        },
        ValueRef::Blob(bytes) => Ok(Value::Bytes(bytes.to_vec())),
        ValueRef::Real(_) => Err(Error::Broken(format!("column {column} holds a fraction"))),
    }
}
