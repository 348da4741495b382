//! What happens to a shop from below: its stores refuse, are lost, and come back.

use store::{Engine, Store, sql, work};

use super::Town;

impl Town {
    /// Whether the ledger takes another line from now on.
    pub async fn ledger_takes(&self, lines: bool) {
        takes(self.shop.house.store(), "ledger", lines).await;
    }
}

/// Whether a table takes another row from now on, whoever asks.
async fn takes(store: &Store, table: &'static str, rows: bool) {
    let text = match (store.engine(), rows) {
        (Engine::Sqlite, true) => format!("DROP TRIGGER {table}_shut"),
        (Engine::Sqlite, false) => {
            format!(
                "CREATE TRIGGER {table}_shut BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'shut'); END"
            )
        }
        (Engine::Postgres, true) => format!("ALTER TABLE {table} DROP CONSTRAINT {table}_shut"),
        (Engine::Postgres, false) => {
            format!("ALTER TABLE {table} ADD CONSTRAINT {table}_shut CHECK (false) NOT VALID")
        }
    };
    does(store, text.leak()).await;
}

async fn does(store: &Store, text: &'static str) {
    store.write(work!(|tx| -> Result<(), store::Error> { tx.put(sql!(text)) })).await.unwrap();
}
