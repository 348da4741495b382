//! The other side: one table with nine columns of metadata in each record and an index on each, on PostgreSQL, through
//! the same driver. Nothing is enforced, sealed or written down: the most that such a store can do.

use std::collections::BTreeMap;

use anyhow::Result;
use store::{Engine, Error, Id, Step, Store, sql, testing::Guard, work};

use super::{
    Records,
    model::{Deed, HABIT, Record},
};

const SCHEMA: &str = "CREATE TABLE usertable (id BYTEA NOT NULL, usr BYTEA NOT NULL, pur BIGINT NOT NULL, ttl BIGINT NOT NULL, obj BIGINT NOT NULL,
        dec BIGINT NOT NULL, acl BIGINT NOT NULL, shr BIGINT NOT NULL, src BIGINT NOT NULL, cat BIGINT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (id));
    CREATE INDEX i_usr ON usertable (usr); CREATE INDEX i_pur ON usertable (pur); CREATE INDEX i_ttl ON usertable (ttl);
    CREATE INDEX i_obj ON usertable (obj); CREATE INDEX i_dec ON usertable (dec); CREATE INDEX i_acl ON usertable (acl);
    CREATE INDEX i_shr ON usertable (shr); CREATE INDEX i_src ON usertable (src); CREATE INDEX i_cat ON usertable (cat)";
const NEW: &str = "INSERT INTO usertable (id, usr, pur, ttl, obj, dec, acl, shr, src, cat, data) VALUES ($1, $2, $3, $4, 0, 0, $5, 0, 0, $3, $6)";
const ALL: &str = "SELECT id, data FROM usertable WHERE usr = $1 AND ttl = 0";
const KIND: &str = "SELECT cat FROM usertable WHERE id = $1";
const ONE: &str = "SELECT data FROM usertable WHERE id = $1 AND ttl = 0";
const SET: &str = "UPDATE usertable SET data = $1 WHERE id = $2";
const CHOOSE: &str = "UPDATE usertable SET obj = $1 WHERE usr = $2";
const REMOVE: &str = "DELETE FROM usertable WHERE id = $1";
const FORGET: &str = "DELETE FROM usertable WHERE usr = $1";
const NEWS: &str = "SELECT id, data FROM usertable WHERE pur = $1 AND obj = 0 AND usr >= $2 AND usr <= $3 ORDER BY usr, id LIMIT 25";
const SHARE: &str = "UPDATE usertable SET shr = $1 WHERE pur = $2";
const LEFT: &str = "SELECT 1 FROM usertable WHERE usr = $1";

/// A store with one table.
pub struct Plain {
    store: Store,
    _guard: Guard,
}

impl Plain {
    /// On an empty store.
    ///
    /// # Errors
    /// When it fails.
    pub async fn on(engine: Engine) -> Result<Plain> {
        let (store, guard) = store::testing::fresh(engine).await;
        store.migrate(&[Step { number: 1, name: "usertable", sql: SCHEMA }]).await?;
        Ok(Plain { store, _guard: guard })
    }
}

impl Records for Plain {
    const ENFORCES: bool = false;

    async fn add(&self, person: Id, records: &[Record]) -> Result<()> {
        let records = records.to_vec();
        let added = self.store.write(work!(|tx| [records, person] -> Result<(), Error> {
            for record in &records {
                let acl = i64::from(record.id.0[15] % 10);
                tx.put(sql!(NEW, record.id, person, record.kind, i64::from(record.over), acl, &record.text))?;
            }
            Ok(())
        }));
        Ok(added.await?)
    }

    async fn all_of(&self, person: Id) -> Result<BTreeMap<Id, String>> {
        let found = self.store.read(work!(|tx| [person] -> Result<BTreeMap<Id, String>, Error> {
            let rows = tx.rows(sql!(ALL, person)).await?;
            rows.into_iter().map(|mut row| Ok((row.take(0)?, row.take(1)?))).collect()
        }));
        Ok(found.await?)
    }

    async fn kind_of(&self, _person: Id, id: Id) -> Result<Option<i64>> {
        let found = self.store.read(work!(|tx| [id] -> Result<Option<i64>, Error> {
            tx.row(sql!(KIND, id)).await?.map(|mut row| row.take(0)).transpose()
        }));
        Ok(found.await?)
    }

    async fn one(&self, _person: Id, record: &Record) -> Result<Option<String>> {
        let id = record.id;
        let found = self.store.read(work!(|tx| [id] -> Result<Option<String>, Error> {
            tx.row(sql!(ONE, id)).await?.map(|mut row| row.take(0)).transpose()
        }));
        Ok(found.await?)
    }

    async fn change(&self, _person: Id, record: &Record) -> Result<()> {
        let record = record.clone();
        let set = self.store.write(work!(|tx| [record] -> Result<(), Error> {
            tx.put(sql!(SET, &record.text, record.id))
        }));
        Ok(set.await?)
    }

    async fn choose(&self, person: Id, yes: bool) -> Result<()> {
        let set = self.store.write(work!(|tx| [person, yes] -> Result<(), Error> {
            tx.put(sql!(CHOOSE, i64::from(!yes), person))
        }));
        Ok(set.await?)
    }

    async fn remove(&self, _person: Id, id: Id) -> Result<()> {
        Ok(self.store.write(work!(|tx| [id] -> Result<(), Error> { tx.put(sql!(REMOVE, id)) })).await?)
    }

    async fn forget(&self, person: Id) -> Result<()> {
        Ok(self
            .store
            .write(work!(|tx| [person] -> Result<(), Error> { tx.put(sql!(FORGET, person)) }))
            .await?)
    }

    async fn for_news(&self, from: Id, until: Id) -> Result<BTreeMap<Id, String>> {
        let found = self.store.read(work!(|tx| [from, until] -> Result<BTreeMap<Id, String>, Error> {
            let rows = tx.rows(sql!(NEWS, HABIT, from, until)).await?;
            rows.into_iter().map(|mut row| Ok((row.take(0)?, row.take(1)?))).collect()
        }));
        Ok(found.await?)
    }

    async fn share(&self, version: u64) -> Result<()> {
        let with = i64::try_from(version % 10)?;
        let set =
            self.store.write(work!(|tx| [with] -> Result<(), Error> { tx.put(sql!(SHARE, with, HABIT)) }));
        Ok(set.await?)
    }

    async fn uses(&self, _person: Id) -> Result<Option<u64>> {
        Ok(None)
    }

    async fn is_gone(&self, person: Id, _last: &Record) -> Result<bool> {
        let left = self.store.read(work!(|tx| [person] -> Result<bool, Error> {
            Ok(tx.row(sql!(LEFT, person)).await?.is_some())
        }));
        Ok(!left.await?)
    }

    /// It does what it is told.
    async fn refuses(&self, _deed: Deed, person: Id, record: &Record) -> Result<bool> {
        self.one(person, record).await.map(|_| false)
    }

    async fn bytes(&self) -> Result<u64> {
        size(&self.store).await
    }
}

const SQLITE: &str = "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()";
const POSTGRES: &str = "SELECT CAST(SUM(pg_total_relation_size(c.oid)) AS BIGINT) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = current_schema() AND c.relkind = 'r'";

/// Bytes that a store takes, indexes and all.
///
/// # Errors
/// When it fails.
pub async fn size(store: &Store) -> Result<u64> {
    let text = match store.engine() {
        Engine::Sqlite => SQLITE,
        Engine::Postgres => POSTGRES,
    };
    let size = store.read(work!(|tx| [text] -> Result<i64, Error> {
        tx.row(sql!(text)).await?.map_or(Ok(0), |mut row| row.take(0))
    }));
    Ok(size.await?.unsigned_abs())
}
