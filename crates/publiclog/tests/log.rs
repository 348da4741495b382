//! The log in the store, on both engines: nobody forks it, nothing is lost on the way, and what was changed is seen.

mod town;

use std::collections::BTreeSet;

use publiclog::{Beat, Trouble};
use store::on_both_engines;
use tlog::{Succession, follow};
use town::{Town, Turning, audited, heads_in, signed_by};

on_both_engines! {
    async fn every_line_comes_into_the_log_with_the_next_beat_and_its_proof_holds(store: Store) {
        let town = Town::new(&store).await;
        let log = town.server().await;
        town.writes(1, 1..=3).await;
        town.writes(2, 1..=1).await;
        town.beats(&log).await;
        town.writes(1, 4..=5).await;
        town.beats(&log).await;
        assert_eq!(town.proven(&log, 1).await, [3, 5]);
        assert_eq!(town.proven(&log, 2).await, [1, 1]);
        assert_eq!(town.waiting().await, 0);
        assert_eq!(audited(&log).await.len(), 64);
    }

    async fn a_line_that_lands_late_with_an_earlier_time_comes_in_like_any_other(store: Store) {
        let town = Town::new(&store).await;
        let log = town.server().await;
        town.writes(1, 1..=1).await;
        town.beats(&log).await;
        town.writes_of_the_past(2, 1..=1).await;
        town.beats(&log).await;
        assert_eq!(town.proven(&log, 2).await, [1]);
    }

    async fn a_busy_beat_takes_all_of_it_in_buckets_that_are_doubled(store: Store) {
        let town = Town::new(&store).await;
        let log = town.server().await;
        for who in 1..=40 {
            town.writes(who, 1..=60).await;
        }
        town.beats(&log).await;
        assert_eq!(town.waiting().await, 0);
        let size = audited(&log).await.len();
        assert!(size.is_multiple_of(32) && size >= 64, "{size}");
        assert_eq!(town.proven(&log, 40).await.last(), Some(&60));
    }

    async fn of_a_very_long_record_the_newest_heads_are_proven_which_bind_all_before_them(store: Store) {
        let town = Town::new(&store).await;
        let log = town.server().await;
        town.writes(1, 700..=700).await;
        town.beats(&log).await;
        town.meddle("WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 600)
            INSERT INTO log_entry (customer_id, seq, entry) SELECT customer_id, x, entry FROM log_entry, n").await;
        let proofs = log.proofs(town.id(1)).await.unwrap().proofs;
        let lines: Vec<u64> = proofs.iter().map(|proof| proof.seq).collect();
        assert_eq!(lines, (102..=600).chain([700]).collect::<Vec<_>>());
    }

    async fn while_the_key_turns_both_sign_and_whoever_knows_one_follows_to_the_other(store: Store) {
        let town = Town::new(&store).await;
        let keys = Turning::default();
        keys.signs_with(0..1);
        let log = town.turning(&keys).await;
        let first = log.key();
        town.beats(&log).await;
        let alone = signed_by(&log).await;
        assert_eq!((alone.as_slice(), log.succession().unwrap().len()), (&[first.id()][..], 0));

        keys.signs_with(0..2);
        town.beats(&log).await;
        let second = log.key();
        assert_eq!(signed_by(&log).await, [first.id(), second.id()]);
        for known in [&first, &second] {
            assert_eq!(follow(known, &log.succession().unwrap()).unwrap(), [first.clone(), second.clone()]);
        }
        keys.signs_with(1..2);
        town.writes(1, 1..=1).await;
        town.beats(&log).await;
        assert_eq!(signed_by(&log).await, [second.id()]);
        assert_eq!(town.proven(&log, 1).await, [1]);
        assert_eq!(log.proofs(town.id(1)).await.unwrap().succession.len(), 1);
        audited(&log).await;
    }

    async fn a_witness_is_told_once_of_each_turn(store: Store) {
        let town = Town::new(&store).await;
        let keys = Turning::default();
        keys.signs_with(0..1);
        let log = town.turning(&keys).await;
        let witness = town.witness().known();
        assert_eq!(log.introduction(&witness).unwrap(), None);
        for end in 2..=3 {
            keys.signs_with(0..end);
            let told = log.introduction(&witness).unwrap().unwrap();
            assert_eq!(Succession::read_all(&told).unwrap(), log.succession().unwrap());
            log.introduced(&witness).unwrap();
            assert_eq!(log.introduction(&witness).unwrap(), None);
        }
    }

    async fn two_servers_on_one_store_never_fork_the_log(store: Store) {
        let town = Town::new(&store).await;
        let (one, other) = (town.server().await, town.server().await);
        let mut sealed = 0;
        for beat in 1..=8u8 {
            town.writes(beat, 1..=2).await;
            town.later(60);
            for done in [tokio::join!(one.beat(), other.beat())].into_iter().flat_map(|(a, b)| [a, b]) {
                sealed += usize::from(matches!(done, Ok(Beat::Sealed { .. })));
                assert!(matches!(done, Ok(_) | Err(Trouble::Overtaken)), "{done:?}");
            }
        }
        let entries = audited(&one).await;
        assert_eq!(sealed * 32, entries.len());
        let different: BTreeSet<_> = entries.iter().collect();
        assert_eq!(different.len(), entries.len());
        for who in 1..=8 {
            assert_eq!(town.proven(&one, who).await.first(), Some(&2));
        }
        assert_eq!(heads_in(&entries, &town.heads().await), 8);
    }

    async fn a_server_that_stands_still_is_followed_by_another_and_can_no_longer_seal(store: Store) {
        let town = Town::new(&store).await;
        let (one, other) = (town.server().await, town.server().await);
        assert!(matches!(town.beats(&one).await, Beat::Sealed { .. }));
        town.later(60);
        assert_eq!(other.beat().await, Ok(Beat::NotElected));
        town.later(600);
        assert!(matches!(other.beat().await, Ok(Beat::Sealed { .. })));
        town.later(60);
        assert_eq!(one.beat().await, Ok(Beat::NotElected));
        audited(&other).await;
    }

    async fn a_beat_that_ends_half_way_leaves_the_log_as_it_was(store: Store) {
        let town = Town::new(&store).await;
        let log = town.server().await;
        town.writes(1, 1..=1).await;
        town.beats(&log).await;
        let before = audited(&log).await;
        town.writes(1, 2..=2).await;
        // The last row of the commit finds its place taken, after all the tiles were written.
        town.meddle("INSERT INTO log_checkpoint (size, at, note) VALUES (64, 0, '')").await;
        town.later(60);
        assert!(matches!(log.beat().await, Err(Trouble::Store(_))));
        assert_eq!((audited(&log).await, town.waiting().await), (before, 1));
        town.meddle("DELETE FROM log_checkpoint WHERE size = 64").await;
        assert!(matches!(log.beat().await, Ok(Beat::Sealed { size: 64 })));
        assert_eq!(town.proven(&log, 1).await, [1, 2]);
    }

    async fn a_log_whose_open_tiles_were_changed_grows_no_further(store: Store) {
        let town = Town::new(&store).await;
        let log = town.server().await;
        town.beats(&log).await;
        for meddling in [
            "UPDATE log_tile SET hashes = (SELECT hashes FROM log_tile WHERE level = -1) WHERE level = 0",
            "DELETE FROM log_tile WHERE level = 0",
        ] {
            town.meddle(meddling).await;
            town.later(60);
            assert!(matches!(log.beat().await, Err(Trouble::Changed(_))));
        }
    }

    async fn with_the_clock_behind_nothing_is_signed(store: Store) {
        let town = Town::new(&store).await;
        let log = town.server().await;
        town.beats(&log).await;
        town.later(-30);
        assert_eq!(log.beat().await, Err(Trouble::ClockBehind(30)));
        town.later(90);
        assert!(matches!(log.beat().await, Ok(Beat::Sealed { .. })));
    }

    async fn a_witness_signs_what_continues_and_its_signature_is_published(store: Store) {
        let town = Town::new(&store).await;
        let mut witness = town.witness();
        let log = town.watched_by(&witness).await;
        for signed in 1..=3u64 {
            town.beats(&log).await;
            let before = log.checkpoint().await.unwrap();
            assert!(!before.is_some_and(|note| note.contains(&format!("\n{}\n", signed * 32))));
            witness.signs(&log).await.unwrap();
            log.publish().await.unwrap();
            let note = log.checkpoint().await.unwrap().unwrap();
            assert!(note.contains(&format!("\n{}\n", signed * 32)) && note.contains("— witness.example "), "{note}");
        }
    }

    async fn a_witness_that_was_away_is_asked_from_where_it_was(store: Store) {
        let town = Town::new(&store).await;
        let mut witness = town.witness();
        let log = town.watched_by(&witness).await;
        town.beats(&log).await;
        witness.signs(&log).await.unwrap();
        // What the shop knows of the witness is lost, as with an older copy of that row.
        town.meddle("DELETE FROM log_witness").await;
        town.beats(&log).await;
        witness.signs(&log).await.unwrap();
        assert_eq!(log.witnesses().await.unwrap()[0].size, 64);
    }

    async fn a_log_built_anew_with_the_true_key_is_neither_signed_nor_shown(store: Store) {
        let town = Town::new(&store).await;
        let mut witness = town.witness();
        let log = town.watched_by(&witness).await;
        town.writes(1, 1..=2).await;
        town.beats(&log).await;
        witness.signs(&log).await.unwrap();
        log.publish().await.unwrap();
        for table in ["log_tile", "log_checkpoint", "log_entry", "log_state", "log_witness"] {
            town.meddle(format!("DELETE FROM {table}").leak()).await;
        }
        town.writes_again(1, 1..=2).await;
        let rebuilt = town.watched_by(&witness).await;
        assert!(matches!(town.beats(&rebuilt).await, Beat::Sealed { size: 32 }));
        assert!(matches!(witness.signs(&rebuilt).await, Err(Trouble::OtherHistory(..))));
        assert!(matches!(rebuilt.publish().await, Err(Trouble::OtherHistory(..))));
        assert_eq!(rebuilt.checkpoint().await, Ok(None));
        town.later(60);
        assert!(matches!(rebuilt.beat().await, Err(Trouble::OtherHistory(..))));
    }

    async fn an_older_copy_of_the_log_is_neither_signed_nor_shown(store: Store) {
        let town = Town::new(&store).await;
        let mut witness = town.witness();
        let log = town.watched_by(&witness).await;
        town.beats(&log).await;
        town.meddle("CREATE TABLE kept_state AS SELECT * FROM log_state").await;
        town.meddle("CREATE TABLE kept_tile AS SELECT * FROM log_tile").await;
        for _ in 0..2 {
            town.beats(&log).await;
            witness.signs(&log).await.unwrap();
        }
        for text in ["DELETE FROM log_state", "INSERT INTO log_state SELECT * FROM kept_state", "DELETE FROM log_tile",
            "INSERT INTO log_tile SELECT * FROM kept_tile", "DELETE FROM log_checkpoint", "DELETE FROM log_witness"] {
            town.meddle(text).await;
        }
        let old = town.watched_by(&witness).await;
        town.later(600);
        assert!(matches!(old.beat().await, Ok(Beat::Sealed { size: 64 })));
        assert!(matches!(witness.signs(&old).await, Err(Trouble::OtherHistory(..))));
        assert_eq!(old.checkpoint().await, Ok(None));
    }
}
