//! What each table takes on disk.

use anyhow::Result;
use store::{Engine, Error, Store, sql, work};

/// A table with its indexes.
#[derive(Clone)]
pub struct Taken {
    /// Its name.
    pub table: String,
    /// Bytes of all its pages.
    pub bytes: u64,
}

const SQLITE: &str = "SELECT m.tbl_name, SUM(s.pgsize) FROM dbstat s JOIN sqlite_schema m ON m.name = s.name
    WHERE s.aggregate = 1 GROUP BY m.tbl_name ORDER BY 2 DESC";
const POSTGRES: &str = "SELECT c.relname::text, pg_total_relation_size(c.oid)::bigint FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind = 'r' ORDER BY 2 DESC";

/// Every table of a store, the largest first.
///
/// # Errors
/// When the store fails.
pub async fn taken(store: &Store) -> Result<Vec<Taken>> {
    let text = if store.engine() == Engine::Sqlite { SQLITE } else { POSTGRES };
    let found = store.read(work!(|tx| [text] -> Result<Vec<Taken>, Error> {
        let rows = tx.rows(sql!(text)).await?;
        rows.into_iter()
            .map(|mut row| Ok(Taken { table: row.take(0)?, bytes: row.take::<i64>(1)?.unsigned_abs() }))
            .collect()
    }));
    Ok(found.await?)
}
