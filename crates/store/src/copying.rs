//! Whole tables out of one database and into another, on whichever engine each of them runs.
//!
//! These are the only statements whose text is put together while the program runs: from names that the database itself
//! gives, never from what somebody typed. There are as many texts as tables, and they are kept until the program ends.

use aws_lc_rs::digest::{SHA256, digest};

use crate::value::{Kind, Value};
use crate::{Engine, Error, Row, Sql, Tx, sql, tx::Line};

/// Rows that are fetched at a time, so that no table has to fit into memory.
const PAGE: usize = 1_000;

/// A table that can be copied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its columns in their order.
    pub columns: Vec<(String, Kind)>,
}

/// How many rows were met, and a sum over them that does not depend on their order: the SHA-256 of every row, added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows.
    pub rows: u64,
    /// Their sum.
    pub sum: [u8; 32],
}

impl Tally {
    /// Counts a row of that table.
    pub fn add(&mut self, table: &Table, row: &[Value]) {
        let mut bytes = Vec::new();
        part(&mut bytes, b't', table.name.as_bytes());
        for ((name, _), value) in table.columns.iter().zip(row) {
            part(&mut bytes, b'c', name.as_bytes());
            match value {
                Value::Null(_) => part(&mut bytes, b'n', &[]),
                Value::Int(number) => part(&mut bytes, b'i', &number.to_be_bytes()),
                Value::Text(text) => part(&mut bytes, b't', text.as_bytes()),
                Value::Bytes(inner) => part(&mut bytes, b'b', inner),
            }
        }
        self.rows += 1;
        self.sum = added(self.sum, digest(&SHA256, &bytes).as_ref());
    }
}

fn part(bytes: &mut Vec<u8>, kind: u8, part: &[u8]) {
    bytes.push(kind);
    bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
    bytes.extend_from_slice(part);
}

/// The sum of two numbers of 256 bits, without what runs over.
fn added(mut sum: [u8; 32], other: &[u8]) -> [u8; 32] {
    let mut carry = 0u16;
    for (place, more) in sum.iter_mut().zip(other).rev() {
        let total = u16::from(*place) + u16::from(*more) + carry;
        *place = (total & 0xff) as u8;
        carry = total >> 8;
    }
    sum
}

const SQLITE: &str = "SELECT t.name, c.name, c.type FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
    WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1, c.cid";
const POSTGRES: &str = "SELECT CAST(t.relname AS TEXT), CAST(c.attname AS TEXT), format_type(c.atttypid, c.atttypmod)
    FROM pg_catalog.pg_attribute c JOIN pg_catalog.pg_class t ON t.oid = c.attrelid
    JOIN pg_catalog.pg_namespace s ON s.oid = t.relnamespace
    WHERE s.nspname = current_schema() AND t.relkind IN ('r', 'p') AND NOT t.relispartition AND c.attnum > 0 AND NOT c.attisdropped
    ORDER BY 1, c.attnum";

impl Tx {
    fn engine(&self) -> Engine {
        match self.line {
            Line::Sqlite(_) => Engine::Sqlite,
            Line::Postgres(_) => Engine::Postgres,
        }
    }

    /// The tables of the database with their columns, by name.
    ///
    /// # Errors
    /// [`Error::Broken`] for a column of a type that is none of ours.
    pub async fn tables(&mut self) -> Result<Vec<Table>, Error> {
        let text = match self.engine() {
            Engine::Sqlite => SQLITE,
            Engine::Postgres => POSTGRES,
        };
        let mut tables: Vec<Table> = Vec::new();
        for mut row in self.rows(sql!(text)).await? {
            let (table, column, kind) =
                (row.take::<String>(0)?, row.take::<String>(1)?, row.take::<String>(2)?);
            let kind = Kind::declared(&kind).ok_or_else(|| {
                Error::Broken(format!("`{table}.{column}` is of a type that cannot be copied"))
            })?;
            if tables.last().is_none_or(|last| last.name != table) {
                tables.push(Table { name: table, columns: Vec::new() });
            }
            if let Some(last) = tables.last_mut() {
                last.columns.push((column, kind));
            }
        }
        Ok(tables)
    }

    /// Hands over every row of a table, some at a time.
    ///
    /// # Errors
    /// As for [`Tx::rows`], and what `take` returns.
    pub async fn each_row<E: From<Error>>(
        &mut self,
        table: &Table,
        take: &mut (dyn FnMut(Vec<Value>) -> Result<(), E> + Send),
    ) -> Result<(), E> {
        match self.engine() {
            Engine::Sqlite => self.by_rowid(table, take).await,
            Engine::Postgres => self.by_cursor(table, take).await,
        }
    }

    async fn by_rowid<E: From<Error>>(
        &mut self,
        table: &Table,
        take: &mut (dyn FnMut(Vec<Value>) -> Result<(), E> + Send),
    ) -> Result<(), E> {
        let (columns, name) = (names(table), quoted(&table.name));
        let text =
            kept(format!("SELECT {columns}, rowid FROM {name} WHERE rowid > $1 ORDER BY rowid LIMIT {PAGE}"));
        let mut last = i64::MIN;
        loop {
            let rows = self.rows(sql!(text, last)).await?;
            let count = rows.len();
            for Row(mut values) in rows {
                if let Some(Value::Int(rowid)) = values.pop() {
                    last = rowid;
                }
                take(values)?;
            }
            if count < PAGE {
                return Ok(());
            }
        }
    }

    async fn by_cursor<E: From<Error>>(
        &mut self,
        table: &Table,
        take: &mut (dyn FnMut(Vec<Value>) -> Result<(), E> + Send),
    ) -> Result<(), E> {
        let (columns, name) = (names(table), quoted(&table.name));
        let cursor = quoted(&format!("copy of {}", table.name));
        let open = kept(format!("DECLARE {cursor} NO SCROLL CURSOR FOR SELECT {columns} FROM {name}"));
        let next = kept(format!("FETCH {PAGE} FROM {cursor}"));
        self.rows(sql!(open)).await?;
        loop {
            let rows = self.rows(sql!(next)).await?;
            let count = rows.len();
            rows.into_iter().try_for_each(|Row(values)| take(values))?;
            if count < PAGE {
                self.rows(sql!(kept(format!("CLOSE {cursor}")))).await?;
                return Ok(());
            }
        }
    }

    /// How many rows a table has.
    ///
    /// # Errors
    /// As for [`Tx::row`].
    pub async fn count(&mut self, table: &Table) -> Result<i64, Error> {
        let text = kept(format!("SELECT COUNT(*) FROM {}", quoted(&table.name)));
        self.row(sql!(text)).await?.map_or(Ok(0), |mut row| row.take(0))
    }
}

/// Puts rows into a table, as they came from [`Tx::each_row`].
pub struct Filler {
    text: &'static str,
    kinds: Vec<Kind>,
}

impl Filler {
    /// For that table.
    pub fn new(table: &Table) -> Filler {
        let places: Vec<String> = (1..=table.columns.len()).map(|n| format!("${n}")).collect();
        let (name, columns, places) = (quoted(&table.name), names(table), places.join(", "));
        Filler {
            text: kept(format!("INSERT INTO {name} ({columns}) VALUES ({places})")),
            kinds: table.columns.iter().map(|(_, kind)| *kind).collect(),
        }
    }

    /// Puts one row in.
    ///
    /// # Errors
    /// As for [`Tx::put`]; [`Error::Broken`] when the row does not fit the columns.
    pub fn put(&self, tx: &mut Tx, row: Vec<Value>) -> Result<(), Error> {
        if row.len() != self.kinds.len() {
            return Err(Error::Broken(String::from(
                "a row has another number of values than its table has columns",
            )));
        }
        let typed = row.into_iter().zip(&self.kinds).map(|(value, kind)| match value {
            Value::Null(_) => Value::Null(*kind),
            value => value,
        });
        tx.put(Sql::new(self.text, typed.collect()))
    }
}

fn names(table: &Table) -> String {
    table.columns.iter().map(|(name, _)| quoted(name)).collect::<Vec<_>>().join(", ")
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn kept(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_runs_over_from_place_to_place() {
        let mut one = [0; 32];
        one[31] = 1;
        let mut most = [0xff; 32];
        assert_eq!(added(most, &one), [0; 32]);
        most[0] = 0;
        let mut carried = [0; 32];
        carried[0] = 1;
        assert_eq!(added(most, &one), carried);
    }

    #[test]
    fn a_tally_tells_what_stands_where_and_not_in_which_order_it_came() {
        let table = Table {
            name: "t".to_owned(),
            columns: vec![("a".to_owned(), Kind::Text), ("b".to_owned(), Kind::Text)],
        };
        let row = |a: &str, b: &str| [Value::Text(a.to_owned()), Value::Text(b.to_owned())];
        let tally = |rows: &[[Value; 2]]| {
            let mut tally = Tally::default();
            rows.iter().for_each(|row| tally.add(&table, row));
            tally
        };
        assert_eq!(tally(&[row("x", "y"), row("p", "q")]), tally(&[row("p", "q"), row("x", "y")]));
        assert_ne!(tally(&[row("x", "y")]), tally(&[row("y", "x")]));
        assert_ne!(tally(&[row("x", "y")]), tally(&[row("xy", "")]));
    }
}
