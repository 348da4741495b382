//! How many customers a second get a pass, asked about alone and in batches.
//! `cargo run --release -p gate --example batches [ENGINE]`: ENGINE is `sqlite` or, with `CLOAKROOM_TEST_POSTGRES`, `postgres`.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement, made by hand and read by eye")]

#[path = "../tests/town/mod.rs"]
#[expect(unused_macros, unused_imports, reason = "its stories are for tests")]
mod town;

use std::time::{Duration, Instant};

use gate::{AT_ONCE, Actor, Ask, Batch, Stop};
use store::{Engine, Id};
use town::{HAND, Town};

const CUSTOMERS: usize = 1_024;

#[tokio::main]
async fn main() {
    let engine = match std::env::args().nth(1).as_deref() {
        Some("postgres") => Engine::Postgres,
        _ => Engine::Sqlite,
    };
    let town = Town::on(engine).await;
    town.agree().await;
    let mut people = Vec::new();
    for _ in 0..CUSTOMERS {
        let customer = Id::new(&town.clock, &town.dice);
        town.take(customer, "Somebody", "+44 20 7946 0002").await;
        people.push(customer);
    }
    for size in [1, 16, 64, AT_ONCE] {
        let began = Instant::now();
        asked(&town, &people, size).await;
        told(size, began.elapsed());
    }
}

async fn asked(town: &Town, people: &[Id], size: usize) {
    for some in people.chunks(size) {
        match some {
            [alone] => drop(
                town.gate
                    .admit(Ask::new(&HAND, Actor::Shop, *alone), |_| Box::pin(async { Ok::<_, Stop>(()) }))
                    .await
                    .unwrap(),
            ),
            some => {
                let batch = Batch::of(&HAND, &Actor::Shop, some.iter().copied()).pop().unwrap();
                let found: Result<_, Stop> =
                    town.gate.admit_many(batch, |_, _| Box::pin(async { Ok(()) })).await;
                assert!(found.unwrap().iter().all(|(_, answer)| answer.is_ok()));
            }
        }
    }
}

fn told(size: usize, took: Duration) {
    let (people, commits) = (CUSTOMERS as f64, CUSTOMERS.div_ceil(size) as f64);
    println!(
        "{size:>4} at once: {:>7.0} customers a second, {:>6.2} ms a commit",
        people / took.as_secs_f64(),
        took.as_secs_f64() * 1_000.0 / commits
    );
}
