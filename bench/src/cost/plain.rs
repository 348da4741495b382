//! The other side: the same rows in plain columns, in a store of its own, read and changed in the same commits. Choices are
//! kept as in the shop, words and signature too: they are proof of an answer and no part of the gate.

use std::sync::Arc;

use anyhow::{Context, Result};
use consent::choices;
use store::{Engine, Error, Id, Step, Store, Time, Tx, sql, testing::Guard, work};

use super::{By, Side, guarded::Guarded};
use crate::ground::{ADDRESSES, CHOICES, email_of};

const TABLES: &str = "CREATE TABLE bench_customer (customer_id BYTEA NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, policy_version TEXT NOT NULL,
        created_at BIGINT NOT NULL, version BIGINT NOT NULL, name TEXT, email TEXT, PRIMARY KEY (customer_id));
    CREATE TABLE bench_address (customer_id BYTEA NOT NULL, address_id BYTEA NOT NULL, kind TEXT NOT NULL, is_default BIGINT NOT NULL,
        updated_at BIGINT NOT NULL, version BIGINT NOT NULL, recipient TEXT, lines TEXT, PRIMARY KEY (customer_id, address_id))";
const CUSTOMER_NEW: &str =
    "INSERT INTO bench_customer (customer_id, kind, state, policy_version, created_at, version, name, email)
    VALUES ($1, 'account', 'active', '1', $2, 1, $3, $4)";
const ADDRESS_NEW: &str = "INSERT INTO bench_address (customer_id, address_id, kind, is_default, updated_at, version, recipient, lines)
    VALUES ($1, $2, 'shipping', 0, $3, 1, $4, $5)";
const CUSTOMER: &str = "SELECT name, email FROM bench_customer WHERE customer_id = $1";
const BOOK: &str =
    "SELECT address_id, recipient, lines FROM bench_address WHERE customer_id = $1 ORDER BY address_id";
const PUT: &str =
    "UPDATE bench_address SET updated_at = $1, recipient = $2, lines = $3, version = version + 1
    WHERE customer_id = $4 AND address_id = $5 RETURNING version";

/// Customers in plain columns.
pub struct Plain {
    store: Store,
    /// For the words of choices.
    words: Arc<Guarded>,
    customers: Vec<(Id, [Id; ADDRESSES])>,
    _guard: Guard,
}

impl Plain {
    /// On an empty store.
    ///
    /// # Errors
    /// When it fails.
    pub async fn on(engine: Engine, words: &Arc<Guarded>, many: usize) -> Result<Plain> {
        let (store, guard) = store::testing::fresh(engine).await;
        let mut steps = gate::data_steps();
        let number = steps.last().map_or(1, |step| step.number + 1);
        steps.push(Step { number, name: "bench", sql: TABLES });
        store.migrate(&steps).await?;
        let (ground, mut customers) = (&words.ground, Vec::with_capacity(many));
        for _ in 0..many {
            let (id, ids, now) =
                (ground.id(), [(); ADDRESSES].map(|()| ground.id()), ground.house.clock.now());
            store.write(work!(|tx| [id, ids, now] { add(tx, id, &ids, now) })).await?;
            customers.push((id, ids));
        }
        Ok(Plain { store, words: Arc::clone(words), customers, _guard: guard })
    }

    fn customer(&self, n: usize) -> Result<&(Id, [Id; ADDRESSES])> {
        self.customers.get(n).context("there is no such customer")
    }
}

fn add(tx: &mut Tx, id: Id, addresses: &[Id], now: Time) -> Result<(), Error> {
    tx.put(sql!(CUSTOMER_NEW, id, now, "Ada Amsel", email_of(id)))?;
    addresses.iter().try_for_each(|address| {
        tx.put(sql!(ADDRESS_NEW, id, address, now, "Ada Amsel", "12 Hem Lane\nLondon\nE2 7QD\nGB"))
    })
}

impl Side for Plain {
    const NAME: &'static str = "plain columns";
    const NAME_SERVED: &'static str = "plain columns, over HTTP";

    fn store(&self) -> &Store {
        &self.store
    }

    fn id(&self, customer: usize) -> Result<Id> {
        Ok(self.customer(customer)?.0)
    }

    async fn look(&self, customer: usize, _by: By, _sitting: [u8; 32]) -> Result<Vec<String>> {
        let (id, _) = *self.customer(customer)?;
        let found = self.store.read(work!(|tx| [id] -> Result<Vec<String>, Error> {
            let mut row = tx.row(sql!(CUSTOMER, id)).await?.ok_or_else(crate::inside::missing)?;
            let mut values = vec![row.take(0)?, row.take(1)?];
            for mut row in tx.rows(sql!(BOOK, id)).await? {
                values.extend([row.take::<String>(1)?, row.take(2)?]);
            }
            Ok(values)
        }));
        Ok(found.await?)
    }

    async fn move_to(&self, customer: usize, lines: String) -> Result<()> {
        let (id, [address, ..]) = *self.customer(customer)?;
        let now = self.words.ground.house.clock.now();
        let moved = self.store.write(work!(|tx| [id, address, now, lines] -> Result<(), Error> {
            let put = sql!(PUT, now, "Ada Amsel", &lines, id, address);
            tx.row(put).await?.map(drop).ok_or_else(crate::inside::missing)
        }));
        Ok(moved.await?)
    }

    async fn choose(&self, customer: usize, yes: bool) -> Result<()> {
        let (id, _) = *self.customer(customer)?;
        let (made, words) = self.words.ground.answer(CHOICES[0], yes);
        let chosen = self.store.write(work!(|tx| [id, made, words] -> Result<(), Error> {
            choices::set(tx, id, &made, &words)
        }));
        Ok(chosen.await?)
    }
}
