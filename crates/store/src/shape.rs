//! The shape of the database as it stands: every table's columns, whoever made them.

use crate::{Engine, Error, Kind, Store, sql, work};

/// A column that the database has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its table, or the view it can be read through.
    pub table: String,
    /// Its name there.
    pub column: String,
    /// What it can hold; nothing for a type that is none of ours.
    pub kind: Option<Kind>,
}

const SQLITE: &str = "SELECT t.name, c.name, c.type FROM sqlite_schema AS t, pragma_table_xinfo(t.name) AS c
    WHERE t.type IN ('table', 'view') AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY 1, c.cid";

/// Tables, their partitions, tables of other servers, views and views that are kept.
const POSTGRES: &str = "SELECT CAST(t.relname AS TEXT), CAST(c.attname AS TEXT), format_type(c.atttypid, c.atttypmod)
    FROM pg_catalog.pg_attribute c JOIN pg_catalog.pg_class t ON t.oid = c.attrelid
    JOIN pg_catalog.pg_namespace s ON s.oid = t.relnamespace
    WHERE s.nspname = current_schema() AND t.relkind IN ('r', 'p', 'f', 'v', 'm') AND c.attnum > 0 AND NOT c.attisdropped
    ORDER BY 1, c.attnum";

impl Store {
    /// Every column there is, of tables that this program made and of others, by table.
    ///
    /// # Errors
    /// As for [`Store::read`].
    pub async fn shape(&self) -> Result<Vec<Found>, Error> {
        let text = match self.engine() {
            Engine::Sqlite => SQLITE,
            Engine::Postgres => POSTGRES,
        };
        self.read(work!(|tx| -> Result<Vec<Found>, Error> {
            let rows = tx.rows(sql!(text)).await?;
            rows.into_iter()
                .map(|mut row| {
                    let kind = Kind::declared(&row.take::<String>(2)?);
                    Ok(Found { table: row.take(0)?, column: row.take(1)?, kind })
                })
                .collect()
        }))
        .await
    }
}

impl Kind {
    /// The kind of a column that was declared so.
    pub(crate) fn declared(declared: &str) -> Option<Kind> {
        match declared.to_ascii_lowercase().as_str() {
            "bigint" => Some(Kind::Int),
            "text" => Some(Kind::Text),
            "bytea" => Some(Kind::Bytes),
            _ => None,
        }
    }
}
