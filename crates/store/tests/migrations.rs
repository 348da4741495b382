//! One history of the schema, for both engines.

#![cfg(test)]

use store::{Error, Step, Store, on_both_engines, sql, work};

const TABLE: Step =
    Step { number: 1, name: "table", sql: "CREATE TABLE person (customer_id BYTEA NOT NULL);" };
const ROW: Step = Step {
    number: 2,
    name: "row",
    sql: "INSERT INTO person (customer_id) SELECT customer_id FROM person;
    --@sqlite INSERT INTO person (customer_id) VALUES (x'01');
    --@postgres INSERT INTO person (customer_id) VALUES ('\\x01');",
};

async fn count(store: &Store, text: &'static str) -> Result<i64, Error> {
    let row = store.read(work!(|tx| -> Result<_, Error> { tx.row(sql!(text)).await })).await?;
    row.map_or(Ok(0), |mut row| row.take(0))
}

async fn people(store: &Store) -> Result<i64, Error> {
    count(store, "SELECT count(*) FROM person").await
}

on_both_engines! {
    async fn each_step_is_applied_once(store: Store) {
        store.migrate(&[TABLE]).await.unwrap();
        store.migrate(&[TABLE, ROW]).await.unwrap();
        store.migrate(&[TABLE, ROW]).await.unwrap();
        assert_eq!(people(&store).await, Ok(1));
    }

    async fn a_step_that_was_changed_after_it_was_applied_is_refused(store: Store) {
        store.migrate(&[TABLE]).await.unwrap();
        let changed = Step { sql: "CREATE TABLE person (customer_id BYTEA);", ..TABLE };
        let refused = store.migrate(&[changed, ROW]).await;
        assert!(matches!(refused, Err(Error::Migration { number: 1, .. })));
        assert_eq!(people(&store).await, Ok(0));
    }

    async fn steps_out_of_order_are_refused_before_any_runs(store: Store) {
        assert!(matches!(store.migrate(&[ROW, TABLE]).await, Err(Error::Migration { number: 1, .. })));
        assert!(people(&store).await.is_err());
    }

    async fn a_step_that_fails_leaves_nothing_behind_and_can_be_mended(store: Store) {
        let broken = Step { sql: "CREATE TABLE person (customer_id BYTEA); CREATE TABEL x;", ..TABLE };
        assert!(store.migrate(&[broken]).await.is_err());
        store.migrate(&[TABLE]).await.unwrap();
        assert_eq!(people(&store).await, Ok(0));
    }

    async fn servers_that_start_together_apply_each_step_once(store: Store) {
        let servers = (0..6).map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.migrate(&[TABLE, ROW]).await })
        });
        for server in servers.collect::<Vec<_>>() {
            assert_eq!(server.await.unwrap(), Ok(()));
        }
        assert_eq!(people(&store).await, Ok(1));
        assert_eq!(count(&store, "SELECT count(*) FROM schema_version").await, Ok(2));
    }
}
