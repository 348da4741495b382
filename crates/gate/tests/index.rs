//! The key of the blind indexes turns while servers serve: everybody is found, and nobody's address is taken twice.

#![expect(
    clippy::unwrap_used,
    reason = "a story that cannot go on stops, and the place says which part it was"
)]

mod town;

use std::sync::Arc;

use gate::{Fault, Gate, KeyDesk, RootKey};
use store::{Id, sql, work};
use town::{Town, parts, stories};

const MINUTE: i64 = 60;

impl Town {
    fn root(&self) -> RootKey {
        RootKey::from_file_text(&self.root_text).unwrap()
    }

    async fn another_server(&self) -> Gate {
        Gate::open(parts(&self.data, &self.keys, self.root(), &self.clock, &self.dice)).await.ok().unwrap()
    }

    async fn desk(&self) -> KeyDesk {
        let (keys, clock, dice) = (self.keys.clone(), self.clock.clone(), self.dice.clone());
        KeyDesk::open(keys, Arc::new(self.root()), clock, dice).await.ok().unwrap()
    }

    async fn turns(&self, servers: &[&Gate]) {
        self.desk().await.turn_index().await.unwrap();
        beat(servers).await;
    }

    /// So long that everything has followed.
    async fn waits(&self, servers: &[&Gate]) {
        for _ in 0..3 {
            self.clock.advance(MINUTE).unwrap();
            beat(servers).await;
            beat(servers).await;
        }
    }

    async fn takes(&self, gate: &Gate, address: &str) -> Result<bool, Fault> {
        self.takes_for(gate, address, Id::new(&self.clock, &self.dice)).await
    }

    async fn takes_for(&self, gate: &Gate, address: &str, who: Id) -> Result<bool, Fault> {
        let tokens = gate.tokens("email", address);
        self.data.write(work!(|tx| [tokens] { tokens.claim(tx, who).await })).await
    }

    async fn lets_go(&self, gate: &Gate, address: &str, who: Id) {
        let tokens = gate.tokens("email", address);
        self.data.write(work!(|tx| [tokens] { tokens.remove(tx, who) })).await.unwrap();
    }

    async fn owner(&self, gate: &Gate, address: &str) -> Option<Id> {
        let tokens = gate.tokens("email", address);
        self.data.read(work!(|tx| [tokens] { tokens.owner(tx).await })).await.unwrap()
    }

    /// Version and number of rows.
    async fn rows(&self) -> Vec<(i64, i64)> {
        let read = self.data.read(work!(|tx| -> Result<Vec<(i64, i64)>, store::Error> {
            let text = "SELECT version, COUNT(*) FROM blind_index GROUP BY version ORDER BY version";
            let rows = tx.rows(sql!(text)).await?;
            rows.into_iter().map(|mut row| Ok((row.take(0)?, row.take(1)?))).collect()
        }));
        read.await.unwrap()
    }

    async fn tokens(&self) -> Vec<Vec<u8>> {
        let read = self.data.read(work!(|tx| -> Result<Vec<Vec<u8>>, store::Error> {
            let rows = tx.rows(sql!("SELECT token FROM blind_index ORDER BY token")).await?;
            rows.into_iter().map(|mut row| row.take(0)).collect()
        }));
        read.await.unwrap()
    }

    async fn copies_keys(&self) {
        let (id, now) = (Id::new(&self.clock, &self.dice), self.clock.now());
        let made = self.keys.write(work!(|tx| -> Result<(), store::Error> {
            tx.put(sql!("INSERT INTO backup_made (backup_id, part, at) VALUES ($1, 'keys', $2)", id, now))
        }));
        made.await.unwrap();
    }
}

async fn beat(servers: &[&Gate]) {
    for gate in servers {
        gate.tend_keys().await.unwrap();
    }
}

const ADA: &str = "ada@example.org";

stories! {
    async fn ada_is_found_and_her_address_is_taken_at_every_moment_of_a_turn(town: Town) {
        let other = town.another_server().await;
        let servers = [&town.gate, &other];
        assert!(town.takes_for(&town.gate, ADA, town.ada).await.unwrap());
        let first = town.tokens().await;
        for turn in 2..=4 {
            town.desk().await.turn_index().await.unwrap();
            for moment in 0..12 {
                for gate in servers {
                    assert_eq!(town.owner(gate, ADA).await, Some(town.ada), "turn {turn}, {moment}");
                    assert!(!town.takes(gate, ADA).await.unwrap(), "turn {turn}, {moment}");
                    assert_eq!(town.owner(gate, "nobody@example.org").await, None);
                }
                // One server beats, then the other.
                beat(&[servers[moment % 2]]).await;
                town.clock.advance(if moment == 3 { MINUTE } else { 1 }).unwrap();
            }
            town.waits(&servers).await;
            assert_eq!(town.rows().await, [(turn, 1)]);
        }
        assert_ne!(town.tokens().await, first, "the first key alone finds nothing in the table any more");
        assert_eq!(town.owner(&town.another_server().await, ADA).await, Some(town.ada));
    }

    async fn rows_move_a_minute_after_the_key_was_made_batch_by_batch(town: Town) {
        for at in 0..520 {
            assert!(town.takes(&town.gate, &format!("{at}@example.org")).await.unwrap());
        }
        town.turns(&[&town.gate]).await;
        town.clock.advance(MINUTE - 1).unwrap();
        beat(&[&town.gate]).await;
        assert_eq!(town.rows().await, [(1, 520)]);
        let state = town.desk().await.state_with(&town.data).await.unwrap();
        assert_eq!(state.index.unwrap().behind, 520);
        town.clock.advance(1).unwrap();
        beat(&[&town.gate]).await;
        assert_eq!(town.rows().await, [(1, 20), (2, 500)]);
        beat(&[&town.gate]).await;
        assert_eq!(town.rows().await, [(2, 520)]);
        for at in 0..520 {
            assert!(town.owner(&town.gate, &format!("{at}@example.org")).await.is_some());
        }
    }

    async fn of_two_who_want_one_address_on_two_servers_one_gets_it_at_every_moment(town: Town) {
        let other = town.another_server().await;
        town.desk().await.turn_index().await.unwrap();
        for moment in 0..10 {
            let address = format!("{moment}@example.org");
            let (one, two) = tokio::join!(town.takes(&town.gate, &address), town.takes(&other, &address));
            assert!(one.unwrap() ^ two.unwrap(), "{moment}");
            beat(&[[&town.gate, &other][moment % 2]]).await;
            town.clock.advance([1, 20, 45][moment % 3]).unwrap();
        }
        town.waits(&[&town.gate, &other]).await;
        assert_eq!(town.rows().await, [(2, 10)]);
    }

    async fn an_address_that_is_let_go_is_free_whichever_server_took_it(town: Town) {
        let other = town.another_server().await;
        town.desk().await.turn_index().await.unwrap();
        for moment in 0..10 {
            assert!(town.takes_for(&town.gate, ADA, town.ada).await.unwrap(), "{moment}");
            beat(&[[&town.gate, &other][moment % 2]]).await;
            town.clock.advance([1, 20, 45][moment % 3]).unwrap();
            town.lets_go(&other, ADA, town.ada).await;
            assert_eq!(town.rows().await, [], "{moment}");
        }
    }

    async fn whoever_leaves_while_rows_move_leaves_nothing_behind(town: Town) {
        for at in 0..60 {
            town.takes_for(&town.gate, &format!("{at}@example.org"), town.ada).await.unwrap();
        }
        let other = town.another_server().await;
        town.turns(&[&town.gate, &other]).await;
        town.clock.advance(MINUTE).unwrap();
        let leaving = async {
            for at in 0..60 {
                town.lets_go(&other, &format!("{at}@example.org"), town.ada).await;
            }
        };
        let moving = async {
            for _ in 0..6 {
                beat(&[&town.gate]).await;
            }
        };
        tokio::join!(leaving, moving);
        assert_eq!(town.rows().await, []);
    }

    async fn a_server_that_was_cut_off_takes_no_address(town: Town) {
        let cut_off = town.another_server().await;
        assert!(town.takes(&town.gate, ADA).await.unwrap());
        town.turns(&[&town.gate]).await;
        town.waits(&[&town.gate]).await;
        assert!(matches!(town.takes(&cut_off, ADA).await, Err(Fault::IndexAhead)));
        beat(&[&cut_off]).await;
        assert!(!town.takes(&cut_off, ADA).await.unwrap());
        assert_eq!(town.rows().await, [(2, 1)]);
    }

    async fn a_token_that_was_kept_for_later_finds_its_row_after_a_turn(town: Town) {
        assert!(town.takes_for(&town.gate, ADA, town.ada).await.unwrap());
        for _ in 0..2 {
            let kept = town.gate.tokens("email", ADA).to_bytes();
            town.turns(&[&town.gate]).await;
            town.waits(&[&town.gate]).await;
            let tokens = town.gate.tokens_again("email", &kept);
            let owner = town.data.read(work!(|tx| [tokens] { tokens.owner(tx).await })).await.unwrap();
            assert_eq!(owner, Some(town.ada));
        }
    }

    async fn rows_of_an_older_copy_follow_again(town: Town) {
        let (token, ada) = (town.gate.tokens("email", ADA).to_bytes(), town.ada);
        for _ in 0..2 {
            town.turns(&[&town.gate]).await;
            town.waits(&[&town.gate]).await;
        }
        let restored = town.data.write(work!(|tx| [token] -> Result<(), store::Error> {
            tx.put(sql!("INSERT INTO blind_index (token, kind, customer_id) VALUES ($1, 'email', $2)", token, ada))
        }));
        restored.await.unwrap();
        let server = town.another_server().await;
        assert_eq!(town.owner(&server, ADA).await, Some(town.ada));
        assert!(!town.takes(&server, ADA).await.unwrap());
        beat(&[&server]).await;
        assert_eq!(town.rows().await, [(3, 1)]);
        assert_eq!(town.owner(&server, ADA).await, Some(town.ada));
    }

    async fn where_copies_are_made_rows_wait_for_one_that_has_the_key(town: Town) {
        assert!(town.takes_for(&town.gate, ADA, town.ada).await.unwrap());
        town.copies_keys().await;
        town.clock.advance(1).unwrap();
        town.turns(&[&town.gate]).await;
        town.waits(&[&town.gate]).await;
        assert_eq!(town.rows().await, [(1, 1)]);
        assert!(town.takes(&town.gate, "ben@example.org").await.unwrap());
        assert_eq!(town.rows().await, [(1, 2)], "what is new is found by that copy too");
        let warnings = town.desk().await.state_with(&town.data).await.unwrap().warnings();
        assert!(warnings[0].contains("cloakroom backup keys"), "{warnings:?}");

        town.copies_keys().await;
        town.waits(&[&town.gate]).await;
        assert_eq!(town.rows().await, [(2, 2)]);
        assert_eq!(town.owner(&town.gate, ADA).await, Some(town.ada));
    }

    async fn copies_that_are_too_old_to_be_restored_are_not_waited_for(town: Town) {
        town.copies_keys().await;
        town.clock.advance(8 * 86_400).unwrap();
        assert!(town.takes(&town.gate, ADA).await.unwrap());
        town.turns(&[&town.gate]).await;
        town.waits(&[&town.gate]).await;
        assert_eq!(town.rows().await, [(2, 1)]);
    }
}
