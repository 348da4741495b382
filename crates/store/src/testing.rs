//! Empty stores for tests, on either engine. Not for anything else.
//!
//! ```
//! store::on_both_engines! {
//!     async fn a_name_that_reads_as_a_sentence(store: Store) {
//!         assert!(store.alive().await);
//!     }
//! }
//! # fn main() {}
//! ```

use std::fs;
use std::future::Future;
use std::path::PathBuf;
use std::thread;

use tokio::runtime::{Builder, Runtime};
use tokio_postgres::NoTls;

use crate::{Clock, Dice, Engine, Id, Store};

/// The variable with the address of a PostgreSQL database that tests may make schemas in.
const ADDRESS: &str = "CLOAKROOM_TEST_POSTGRES";

/// Removes the store's folder or schema when it is dropped.
pub struct Guard {
    url: String,
    place: Place,
}

enum Place {
    Folder(PathBuf),
    Schema { address: String, name: String },
}

impl Guard {
    /// The store's own address, to open it once more.
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// An empty store in a folder or a schema of its own.
///
/// # Panics
/// When it cannot be made; for PostgreSQL also when the variable `CLOAKROOM_TEST_POSTGRES` is not set.
pub async fn fresh(engine: Engine) -> (Store, Guard) {
    let id = Id::new(&Clock::system(), &Dice::system());
    let guard = match engine {
        Engine::Sqlite => folder(id),
        Engine::Postgres => schema(id).await,
    };
    let store = Store::open(&guard.url).await.expect("the store opens");
    (store, guard)
}

/// Runs a story with an empty store, on a runtime with several threads.
///
/// # Panics
/// When the story does, and as [`fresh`].
pub fn run<S, F>(engine: Engine, story: S)
where
    S: FnOnce(Store) -> F,
    F: Future<Output = ()>,
{
    runtime().block_on(async {
        let (store, _guard) = fresh(engine).await;
        story(store).await;
    });
}

/// Makes of each story two tests, `sqlite` and `postgres`, in a module of its name.
#[macro_export]
macro_rules! on_both_engines {
    ($($(#[$attribute:meta])* async fn $name:ident($store:ident: Store) $body:block)+) => {$(
        $(#[$attribute])*
        #[cfg(test)]
        mod $name {
            #[allow(unused_imports, reason = "not every story uses what stands around it")]
            use super::*;

            async fn story($store: $crate::Store) $body

            #[test]
            fn sqlite() {
                $crate::testing::run($crate::Engine::Sqlite, story);
            }

            #[test]
            fn postgres() {
                $crate::testing::run($crate::Engine::Postgres, story);
            }
        }
    )+};
}

fn folder(id: Id) -> Guard {
    let folder = std::env::temp_dir().join(format!("cloakroom-test-{id}"));
    Guard { url: format!("sqlite:{}", folder.join("test.db").display()), place: Place::Folder(folder) }
}

async fn schema(id: Id) -> Guard {
    let address = std::env::var(ADDRESS).unwrap_or_else(|_| {
        panic!("{ADDRESS} is not set: run bin/postgres-for-tests and set what it prints")
    });
    let name = format!("t_{id}");
    tell(&address, &format!("CREATE SCHEMA {name}")).await.expect("PostgreSQL makes a schema");
    let joint = if address.contains('?') { '&' } else { '?' };
    let url = format!("{address}{joint}options=-csearch_path%3D{name}");
    Guard { url, place: Place::Schema { address, name } }
}

async fn tell(address: &str, text: &str) -> Result<(), tokio_postgres::Error> {
    let (client, connection) = tokio_postgres::connect(address, NoTls).await?;
    let connection = tokio::spawn(connection);
    let done = client.batch_execute(text).await;
    connection.abort();
    done
}

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime starts")
}

impl Drop for Guard {
    // What cannot be removed is no reason to fail a test that may be failing already.
    fn drop(&mut self) {
        match &self.place {
            Place::Folder(folder) => drop(fs::remove_dir_all(folder)),
            Place::Schema { address, name } => {
                let (address, text) =
                    (address.clone(), format!("SET lock_timeout = 5000; DROP SCHEMA {name} CASCADE"));
                // A runtime cannot wait inside another, so the schema goes from a thread.
                let thread = thread::spawn(move || runtime().block_on(tell(&address, &text)).is_ok());
                drop(thread.join());
            }
        }
    }
}
