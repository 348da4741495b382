//! The one history of both stores, embedded so that a binary carries it along.

use store::Step;

/// Steps of the data store, oldest first.
pub fn data_steps() -> Vec<Step> {
    vec![
        Step { number: 1, name: "shop", sql: include_str!("../../../migrations/0001_shop.sql") },
        Step { number: 2, name: "agreed editions", sql: include_str!("../../../migrations/0002_agreed.sql") },
        Step { number: 3, name: "evidence", sql: include_str!("../../../migrations/0003_evidence.sql") },
        Step { number: 4, name: "wording", sql: include_str!("../../../migrations/0004_wording.sql") },
        Step { number: 5, name: "editions", sql: include_str!("../../../migrations/0005_editions.sql") },
        Step { number: 6, name: "alarms", sql: include_str!("../../../migrations/0006_alarms.sql") },
        Step { number: 7, name: "public log", sql: include_str!("../../../migrations/0007_public_log.sql") },
        Step { number: 8, name: "legal orders", sql: include_str!("../../../migrations/0008_legal.sql") },
        Step { number: 9, name: "erasure", sql: include_str!("../../../migrations/0009_erasure.sql") },
        Step { number: 10, name: "questions", sql: include_str!("../../../migrations/0010_questions.sql") },
        Step { number: 11, name: "watches", sql: include_str!("../../../migrations/0011_watches.sql") },
        Step {
            number: 12,
            name: "found by customer",
            sql: include_str!("../../../migrations/0012_found_by_customer.sql"),
        },
        Step {
            number: 13,
            name: "index version",
            sql: include_str!("../../../migrations/0013_index_version.sql"),
        },
        Step { number: 14, name: "duties", sql: include_str!("../../../migrations/0014_duties.sql") },
    ]
}

/// Steps of the key store, oldest first.
pub fn key_steps() -> Vec<Step> {
    vec![
        Step { number: 1, name: "keys", sql: include_str!("../../../migrations/keys_0001.sql") },
        Step { number: 2, name: "backups", sql: include_str!("../../../migrations/keys_0002.sql") },
        Step { number: 3, name: "keys turn", sql: include_str!("../../../migrations/keys_0003.sql") },
    ]
}
