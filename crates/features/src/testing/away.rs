//! What happens to a shop from below: its stores refuse, are lost, and come back.

use std::{fs, path::PathBuf};

use serde_json::json;
use store::{Engine, Id, Store, sql, work};
use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};
use web::wire::Wire;

use super::Town;

/// The tables of the key store.
const OF_KEYS: [&str; 7] =
    ["customer_key", "class_key", "class_key_past", "epoch_key", "server_key", "tombstone", "key_turn"];

/// Those that hold keys of customers.
const OF_CUSTOMERS: [&str; 3] = ["customer_key", "class_key", "class_key_past"];

impl Town {
    /// Whether the ledger takes another line from now on.
    pub async fn ledger_takes(&self, lines: bool) {
        takes(self.shop.house.store(), "ledger", lines).await;
    }

    /// Whether the key store takes keys of somebody new from now on.
    pub async fn key_store_takes(&self, keys: bool) {
        takes(self.keys(), "customer_key", keys).await;
    }

    /// Takes the tables of the key store away, or brings them back.
    pub async fn key_store_is_there(&self, there: bool) {
        for table in OF_KEYS {
            let (from, to) = if there { ("lost_", "") } else { ("", "lost_") };
            does(self.keys(), format!("ALTER TABLE {from}{table} RENAME TO {to}{table}")).await;
        }
    }

    /// Empties the tables of the key store.
    pub async fn key_store_is_emptied(&self) {
        for table in OF_KEYS {
            does(self.keys(), format!("CREATE TABLE copy_of_{table} AS SELECT * FROM {table}")).await;
            does(self.keys(), format!("DELETE FROM {table}")).await;
        }
    }

    /// Brings back what was in them.
    pub async fn key_store_is_filled(&self) {
        for table in OF_KEYS {
            does(self.keys(), format!("DELETE FROM {table}")).await;
            does(self.keys(), format!("INSERT INTO {table} SELECT * FROM copy_of_{table}")).await;
            does(self.keys(), format!("DROP TABLE copy_of_{table}")).await;
        }
    }

    /// Takes the keys of the one account that there is out of the key store, as no erasure does.
    pub async fn keys_of_the_account_are_lost(&self) {
        let account = self.shop.house.store().read(work!(|tx| -> Result<Id, store::Error> {
            tx.row(sql!("SELECT customer_id FROM customer WHERE kind = 'account'")).await?.unwrap().take(0)
        }));
        let account = account.await.unwrap();
        for table in OF_CUSTOMERS {
            does(self.keys(), format!("CREATE TABLE copy_of_{table} AS SELECT * FROM {table}")).await;
            let text: &'static str = format!("DELETE FROM {table} WHERE customer_id = $1").leak();
            let gone = work!(|tx| [account] -> Result<(), store::Error> { tx.put(sql!(text, account)) });
            self.keys().write(gone).await.unwrap();
        }
        self.forgets_who_was_here().await;
    }

    /// Puts them back.
    pub async fn lost_keys_are_back(&self) {
        for table in OF_CUSTOMERS {
            let back = format!(
                "INSERT INTO {table} SELECT * FROM copy_of_{table} WHERE TRUE ON CONFLICT DO NOTHING"
            );
            does(self.keys(), back).await;
            does(self.keys(), format!("DROP TABLE copy_of_{table}")).await;
        }
    }

    /// Has the server forget the keys of everybody who was here just now, as it does when keys are turned.
    pub async fn forgets_who_was_here(&self) {
        let turned = "INSERT INTO key_turn (what, turns) VALUES ('keys', 1)
            ON CONFLICT (what) DO UPDATE SET turns = key_turn.turns + 1";
        does(self.keys(), turned.to_owned()).await;
        self.work().await;
    }

    /// Whether the mail server turns everybody away.
    pub async fn mail_server_is_away(&self, away: bool) {
        let line = Wire::new(&self.outside.inbox_url, "");
        line.post("/control/outage", "", &json!({ "on": away })).await.expect("the controls listen");
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
    does(store, text).await;
}

/// Runs a statement. Texts are constants of the program, so this one has to last as long as it.
async fn does(store: &Store, text: String) {
    let text: &'static str = text.leak();
    store.write(work!(|tx| -> Result<(), store::Error> { tx.put(sql!(text)) })).await.unwrap();
}

/// A database file that was moved away while it was open; a copy of it stands in its place.
pub struct Moved {
    place: PathBuf,
    away: PathBuf,
}

impl Moved {
    /// Moves the file of this address of an embedded database.
    pub fn away(url: &str) -> Moved {
        let place = PathBuf::from(url.trim_start_matches("sqlite:"));
        let away = place.with_extension("away");
        fs::rename(&place, &away).unwrap();
        fs::copy(&away, &place).unwrap();
        Moved { place, away }
    }

    /// Puts it back.
    pub fn back(self) {
        fs::rename(self.away, self.place).unwrap();
    }
}

/// A way to a database server that can be cut: connections through it end, and new ones are refused.
pub struct Wires {
    here: String,
    there: String,
    open: Option<JoinHandle<()>>,
}

impl Wires {
    /// To the server of this address of a PostgreSQL database.
    pub async fn to(url: &str) -> Wires {
        let there = server_of(url).to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let here = listener.local_addr().unwrap().to_string();
        let open = Some(tokio::spawn(carry(listener, there.clone())));
        Wires { here, there, open }
    }

    /// The same database, reached through them.
    pub fn through(&self, url: &str) -> String {
        url.replacen(server_of(url), &self.here, 1)
    }

    /// Cuts them.
    pub async fn cut(&mut self) {
        if let Some(open) = self.open.take() {
            open.abort();
            drop(open.await);
        }
    }

    /// Joins them again.
    pub async fn join(&mut self) {
        let listener = TcpListener::bind(&self.here).await.unwrap();
        self.open = Some(tokio::spawn(carry(listener, self.there.clone())));
    }
}

fn server_of(url: &str) -> &str {
    let after = url.split_once("://").map_or(url, |(_, rest)| rest);
    let after = after.split_once('@').map_or(after, |(_, rest)| rest);
    after.split('/').next().unwrap()
}

/// Everything that goes through ends with it.
async fn carry(listener: TcpListener, there: String) {
    let mut busy = tokio::task::JoinSet::new();
    loop {
        let (mut one, _) = listener.accept().await.unwrap();
        let there = there.clone();
        busy.spawn(async move {
            let Ok(mut other) = TcpStream::connect(&there).await else { return };
            drop(copy_bidirectional(&mut one, &mut other).await);
        });
    }
}
