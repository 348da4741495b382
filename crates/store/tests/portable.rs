//! One text, two engines: the same answers.

#![cfg(test)]

mod cast;

use cast::{ADA, BEN, CHOICES, CHOOSE, choose, furnish};
use store::{Error, Id, Row, Sql, Store, Time, on_both_engines, sql, work};

async fn ask(
    store: &Store,
    sql: impl Fn() -> Sql + Clone + Send + Sync + 'static,
) -> Result<Vec<Row>, Error> {
    store.read(work!(|tx| [sql] -> Result<Vec<Row>, Error> { tx.rows(sql()).await })).await
}

async fn one<T: store::FromValue>(store: &Store, sql: impl Fn() -> Sql + Clone + Send + Sync + 'static) -> T {
    ask(store, sql).await.unwrap()[0].take(0).unwrap()
}

on_both_engines! {
    async fn placeholders_may_repeat_and_come_in_any_order(store: Store) {
        let mut row = ask(&store, || sql!("SELECT $3, $1, $2, $1", 1, 2, 3)).await.unwrap().remove(0);
        let found: Vec<i64> = (0..4).map(|n| row.take(n).unwrap()).collect();
        assert_eq!(found, [3, 1, 2, 1]);
    }

    async fn a_placeholder_in_a_quotation_is_text(store: Store) {
        assert_eq!(one::<String>(&store, || sql!("SELECT '$2' WHERE $1 = 1", 1)).await, "$2");
    }

    async fn a_wrong_number_of_parameters_is_an_error(store: Store) {
        for sql in [|| sql!("SELECT $1 + $2", 1), || sql!("SELECT $1 + $2", 1, 2, 3), || sql!("SELECT 1", 1)] {
            assert!(matches!(ask(&store, sql).await, Err(Error::Broken(_))));
        }
    }

    async fn every_type_goes_in_and_comes_out(store: Store) {
        let text = "SELECT $1, $2, $3, $4, $5, $6, $7";
        let sql = move || sql!(text, ADA, Time(-5), true, "Zoë 💙", [0u8, 255].as_slice(), i64::MIN, None::<Id>);
        let mut row = ask(&store, sql).await.unwrap().remove(0);
        assert_eq!(row.take(0), Ok(ADA));
        assert_eq!(row.take(1), Ok(Time(-5)));
        assert_eq!(row.take(2), Ok(true));
        assert_eq!(row.take(3), Ok(String::from("Zoë 💙")));
        assert_eq!(row.take(4), Ok([0u8, 255]));
        assert_eq!(row.take(5), Ok(i64::MIN));
        assert_eq!(row.take(6), Ok(None::<Id>));
    }

    async fn nothing_is_written_as_nothing_whatever_its_type(store: Store) {
        furnish(&store).await;
        for (name, state) in [("adverts", None), ("news", Some(1i64))] {
            store.write(work!(|tx| -> Result<(), Error> { tx.put(sql!(CHOOSE, ADA, name, state)) })).await.unwrap();
        }
        let states: Vec<Option<i64>> = ask(&store, || sql!(CHOICES, ADA)).await.unwrap().into_iter()
            .map(|mut row| row.take(1).unwrap()).collect();
        assert_eq!(states, [None, Some(1)]);
    }

    async fn an_insert_may_select_its_parameters(store: Store) {
        furnish(&store).await;
        let once = "INSERT INTO choice (customer_id, name, state) SELECT $1, $2, $3
            WHERE NOT EXISTS (SELECT 1 FROM choice WHERE customer_id = $1)";
        for name in ["news", "post"] {
            store.write(work!(|tx| -> Result<(), Error> { tx.put(sql!(once, ADA, name, None::<i64>)) })).await.unwrap();
        }
        assert_eq!(cast::choices(&store, ADA).await, ["news"]);
    }

    async fn sums_counts_and_comparisons_are_numbers(store: Store) {
        let sum = "SELECT sum(x) FROM (SELECT $1 AS x UNION ALL SELECT $2) AS t";
        for (a, b) in [(0i64, 0), (1, 9_999), (10_000, 0), (-123_456_789, -1), (i64::MAX, -1), (i64::MIN, 1), (100_000_000, 0)] {
            assert_eq!(one::<i64>(&store, move || sql!(sum, a, b)).await, a + b);
        }
        assert_eq!(one::<i64>(&store, || sql!("SELECT count(*) FROM (SELECT 1 AS x) AS t")).await, 1);
        assert!(one::<bool>(&store, || sql!("SELECT $1 > $2", 2, 1)).await);
        assert!(one::<bool>(&store, || sql!("SELECT EXISTS (SELECT 1)")).await);
    }

    async fn a_fraction_is_refused(store: Store) {
        furnish(&store).await;
        choose(&store, ADA, "news", 1).await.unwrap();
        choose(&store, ADA, "post", 2).await.unwrap();
        let found = ask(&store, || sql!("SELECT avg(state) FROM choice WHERE customer_id = $1", ADA)).await;
        assert!(matches!(found, Err(Error::Broken(_))));
    }

    async fn a_text_with_a_nul_is_refused(store: Store) {
        assert!(matches!(ask(&store, || sql!("SELECT $1", "Ada\0")).await, Err(Error::Broken(_))));
    }

    async fn an_upsert_keeps_one_row(store: Store) {
        furnish(&store).await;
        let upsert = "INSERT INTO choice (customer_id, name, state) VALUES ($1, 'news', $2)
            ON CONFLICT (customer_id, name) DO UPDATE SET state = excluded.state";
        for state in [1, 0] {
            store.write(work!(|tx| -> Result<(), Error> { tx.put(sql!(upsert, ADA, state)) })).await.unwrap();
        }
        assert!(!one::<bool>(&store, || sql!("SELECT state FROM choice WHERE customer_id = $1", ADA)).await);
    }

    async fn a_missing_value_is_an_error_that_names_the_column(store: Store) {
        furnish(&store).await;
        let nameless = "INSERT INTO choice (customer_id, state) VALUES ($1, 1)";
        let error = store.write(work!(|tx| -> Result<(), Error> { tx.put(sql!(nameless, ADA)) })).await.unwrap_err();
        assert!(error.to_string().contains("name"), "{error}");
    }

    async fn no_error_shows_a_value(store: Store) {
        furnish(&store).await;
        const SECRET: &str = "ada@example.org";
        let join = "INSERT INTO choice (customer_id, name) VALUES ($1, $2)";
        store.write(work!(|tx| -> Result<(), Error> { tx.put(sql!(join, BEN, SECRET)) })).await.unwrap();
        let faults: [fn() -> Sql; 4] = [
            || sql!("INSERT INTO choice (customer_id, name) VALUES ($1, $2)", BEN, SECRET),
            || sql!("INSERT INTO choice (name) VALUES ($1)", SECRET),
            || sql!("INSERT INTO nowhere (name) VALUES ($1)", SECRET),
            || sql!("INSERT INTO choice (customer_id, name) VALUES ($1, $2)", BEN, SECRET, SECRET),
        ];
        for fault in faults {
            let error = store.write(work!(|tx| -> Result<(), Error> { tx.put(fault()) })).await.unwrap_err();
            assert!(!format!("{error} {error:?}").contains("example"), "{error}");
        }
        let cast = ask(&store, || sql!("SELECT CAST($1 AS BIGINT) + length(NULL)", SECRET)).await;
        assert!(!format!("{cast:?}").contains("example"));
    }
}
