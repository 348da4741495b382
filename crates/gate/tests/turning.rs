//! Keys that turn while servers serve: weekly epochs, further keys of customers and classes, and of the server itself.

#![expect(
    clippy::unwrap_used,
    reason = "a story that cannot go on stops, and the place says which part it was"
)]

mod town;

use std::{collections::HashSet, sync::Arc};

use gate::{Ask, Class, Fault, Gate, Keeper, KeyDesk, Kind, RootKey, Stop, Trouble};
use store::{Id, Time, sql, work};
use town::{SEE, Town, parts, stories};

const WEEK: i64 = 7 * 86_400;
const HOUR: i64 = 3_600;
const MINUTE: i64 = 60;

impl Town {
    fn root(&self) -> RootKey {
        RootKey::from_file_text(&self.root_text).unwrap()
    }

    /// Another server of the same shop.
    async fn another_server(&self) -> Gate {
        self.server_with(self.root()).await.ok().unwrap()
    }

    async fn server_with(&self, root: impl Keeper + 'static) -> Result<Gate, Fault> {
        Gate::open(parts(&self.data, &self.keys, root, &self.clock, &self.dice)).await
    }

    async fn desk(&self) -> KeyDesk {
        let (keys, clock, dice) = (self.keys.clone(), self.clock.clone(), self.dice.clone());
        KeyDesk::open(keys, Arc::new(self.root()), clock, dice).await.ok().unwrap()
    }

    async fn count(&self, text: &'static str) -> i64 {
        let read = self
            .keys
            .read(work!(|tx| -> Result<i64, store::Error> { tx.row(sql!(text)).await?.unwrap().take(0) }));
        read.await.unwrap()
    }

    async fn epochs(&self) -> Vec<(i64, i64)> {
        let state = self.desk().await.state().await.unwrap();
        state.epochs.iter().map(|epoch| (epoch.number, epoch.customers)).collect()
    }

    /// The name that opens through this server, in a sitting of its own.
    async fn name_through(&self, gate: &Gate, sitting: u8) -> Result<String, Stop> {
        let actor = gate::Actor::Customer { id: self.ada, session: [sitting; 32] };
        let ada = self.ada;
        let fetched = gate.admit(Ask::new(&SEE, actor, ada), move |tx| {
            Box::pin(async move {
                let row = tx.row(sql!("SELECT name FROM customer WHERE customer_id = $1", ada)).await?;
                Ok::<_, Stop>(town::NAME.sealed(ada, row.unwrap().take(0)?))
            })
        });
        let (pass, name) = fetched.await?;
        Ok(pass.need(&name)?.show().to_owned())
    }

    /// What a copy of the key store has: its rows of epochs and of Ada.
    async fn copy_of_keys(&self) -> (Vec<u8>, Vec<u8>) {
        let read = self.keys.read(work!(|tx| -> Result<(Vec<u8>, Vec<u8>), store::Error> {
            let epoch = tx.row(sql!("SELECT wrapped FROM epoch_key ORDER BY epoch LIMIT 1")).await?;
            let ada = tx.row(sql!("SELECT wrapped FROM customer_key LIMIT 1")).await?;
            Ok((epoch.unwrap().take(0)?, ada.unwrap().take(0)?))
        }));
        read.await.unwrap()
    }

    /// Seals Ada's name anew, as an edit of hers does.
    async fn rename(&self, gate: &Gate, name: &'static str) {
        let ada = self.ada;
        let changed = gate.record(Ask::new(&town::TAKE, gate::Actor::Shop, ada), move |tx, sealer| {
            Box::pin(async move {
                let sealed = sealer.seal(&town::NAME, ada, name)?;
                tx.put(sql!("UPDATE customer SET name = $1 WHERE customer_id = $2", sealed, ada))?;
                Ok::<_, Stop>(())
            })
        });
        changed.await.unwrap();
    }

    /// The same value of Ada's, sealed 500 times.
    async fn sealed_by(&self, gate: &Gate) -> Vec<Vec<u8>> {
        let ada = self.ada;
        let sealed = gate.record(Ask::new(&town::TAKE, gate::Actor::Shop, ada), move |_, sealer| {
            Box::pin(async move {
                let seal = |_| sealer.seal(&town::NAME, ada, "Ada").map_err(Stop::from);
                (0..500).map(seal).collect::<Result<Vec<_>, Stop>>()
            })
        });
        sealed.await.unwrap()
    }

    async fn key_version_of_the_name(&self) -> u32 {
        let ada = self.ada;
        let read = self.data.read(work!(|tx| [ada] -> Result<Vec<u8>, store::Error> {
            tx.row(sql!("SELECT name FROM customer WHERE customer_id = $1", ada)).await?.unwrap().take(0)
        }));
        let envelope = read.await.unwrap();
        u32::from_be_bytes(envelope[1..5].try_into().unwrap())
    }
}

fn transit(server: &sandbox::KeyServer) -> custody::Transit {
    let token = || Ok("s.right".to_owned().into());
    let key = ("transit", "cloakroom");
    custody::Transit::new(&server.url, key, token, None, std::time::Duration::from_secs(5)).unwrap()
}

stories! {
    async fn an_epoch_lasts_a_week_and_then_everybody_hangs_on_the_next_one(town: Town) {
        let old = town.copy_of_keys().await;
        town.clock.advance(WEEK - 1).unwrap();
        town.gate.tend_keys().await.unwrap();
        assert_eq!(town.epochs().await, [(1, 1)], "not yet a week");

        town.clock.advance(1).unwrap();
        town.gate.tend_keys().await.unwrap();
        assert_eq!(town.epochs().await, [(1, 0), (2, 1)]);
        town.clock.advance(HOUR).unwrap();
        town.gate.tend_keys().await.unwrap();
        assert_eq!(town.epochs().await, [(2, 1)], "on the first one nobody hung");

        assert_eq!(town.name_through(&town.gate, 1).await.unwrap(), "Ada Amsel");
        let new = town.copy_of_keys().await;
        assert!(old.0 != new.0 && old.1 != new.1, "nothing of the old copy is in the store");
        assert_eq!(town.name_through(&town.another_server().await, 2).await.unwrap(), "Ada Amsel");
    }

    async fn many_customers_move_batch_by_batch_and_new_ones_come_under_the_newest(town: Town) {
        for _ in 0..620 {
            town.gate.prepare(Id::new(&town.clock, &town.dice), &[Class::Account]).await.unwrap();
        }
        town.clock.advance(WEEK).unwrap();
        town.gate.tend_keys().await.unwrap();
        let [(1, left), (2, moved)] = town.epochs().await[..] else { panic!("two epochs") };
        assert!(moved > 0 && moved <= 500 && left + moved == 621, "{moved} moved, {left} left");
        town.gate.prepare(Id::new(&town.clock, &town.dice), &[Class::Account]).await.unwrap();
        for _ in 0..4 {
            town.gate.tend_keys().await.unwrap();
        }
        assert_eq!(town.epochs().await, [(1, 0), (2, 622)]);
    }

    async fn several_servers_turn_the_epoch_together_and_none_loses_anybody(town: Town) {
        let others = [town.another_server().await, town.another_server().await];
        town.clock.advance(WEEK).unwrap();
        let [one, two] = &others;
        for _ in 0..3 {
            let (a, b, c) = tokio::join!(town.gate.tend_keys(), one.tend_keys(), two.tend_keys());
            a.and(b).and(c).unwrap();
            town.clock.advance(HOUR).unwrap();
        }
        assert_eq!(town.epochs().await, [(2, 1)]);
        for (sitting, gate) in others.iter().chain([&town.gate]).enumerate() {
            assert_eq!(town.name_through(gate, sitting as u8).await.unwrap(), "Ada Amsel");
        }
    }

    async fn a_server_that_has_not_looked_follows_when_it_meets_a_new_epoch(town: Town) {
        let other = town.another_server().await;
        town.clock.advance(WEEK).unwrap();
        town.gate.tend_keys().await.unwrap();
        town.clock.advance(HOUR).unwrap();
        town.gate.tend_keys().await.unwrap();
        assert_eq!(town.name_through(&other, 1).await.unwrap(), "Ada Amsel");
        let late = Id::new(&town.clock, &town.dice);
        other.prepare(late, &[Class::Account]).await.unwrap();
        assert_eq!(town.epochs().await, [(2, 2)], "whoever comes through it hangs on the newest");
    }

    async fn whoever_was_erased_stays_erased_through_every_turn(town: Town) {
        let keys_before = town.count("SELECT count(*) FROM class_key").await;
        town.gate.forget(town.ada, &Class::ALL).await.unwrap();
        let desk = town.desk().await;
        town.clock.advance(WEEK).unwrap();
        town.gate.tend_keys().await.unwrap();
        desk.turn_customers().await.unwrap();
        desk.turn_classes(None).await.unwrap();
        let other = town.another_server().await;
        town.gate.prepare(town.ada, &[Class::Account]).await.unwrap();
        assert!(keys_before > 0);
        assert_eq!(town.count("SELECT count(*) FROM class_key").await, 0);
        assert_eq!(town.count("SELECT count(*) FROM class_key_past").await, 0);
        assert!(matches!(town.name_through(&other, 1).await, Err(Stop::Fault(Fault::Forgotten))));
    }

    async fn another_server_forgets_whom_this_one_erased_at_its_next_beat(town: Town) {
        let other = town.another_server().await;
        assert!(town.name_through(&other, 1).await.is_ok(), "its memory has the keys");
        town.gate.forget(town.ada, &Class::ALL).await.unwrap();
        if town.keys.engine() == store::Engine::Postgres {
            other.tend_keys().await.unwrap();
            assert!(matches!(town.name_through(&other, 2).await, Err(Stop::Fault(Fault::Forgotten))));
        }
    }

    async fn a_customers_new_key_opens_what_was_sealed_before(town: Town) {
        let (before, other) = (town.copy_of_keys().await, town.another_server().await);
        assert_eq!(town.desk().await.turn_customers().await.unwrap().keys, 1);
        assert_ne!(town.copy_of_keys().await.1, before.1);
        assert_eq!(town.name_through(&other, 1).await.unwrap(), "Ada Amsel");
        assert_eq!(town.name_through(&town.another_server().await, 2).await.unwrap(), "Ada Amsel");
        town.gate.prepare(town.ada, &[Class::Account, Class::Care]).await.unwrap();
        assert_eq!(town.name_through(&town.another_server().await, 3).await.unwrap(), "Ada Amsel");
    }

    async fn a_further_key_of_a_class_seals_what_is_new_and_the_one_before_opens_what_is_old(town: Town) {
        let other = town.another_server().await;
        assert!(town.name_through(&other, 1).await.is_ok());
        assert_eq!(town.desk().await.turn_classes(Some(Class::Account)).await.unwrap().keys, 1);
        town.gate.tend_keys().await.unwrap();
        town.rename(&town.gate, "Ada Lark").await;
        assert_eq!(town.key_version_of_the_name().await, 1, "not every server has seen the further key yet");

        town.clock.advance(MINUTE).unwrap();
        other.tend_keys().await.unwrap();
        town.rename(&town.gate, "Ada Lovelace").await;
        assert_eq!(town.key_version_of_the_name().await, 2);
        for (sitting, gate) in [(2, &town.gate), (3, &other), (4, &town.another_server().await)] {
            assert_eq!(town.name_through(gate, sitting).await.unwrap(), "Ada Lovelace");
        }
        let (_, (_, phone)) = town.ask(Ask::new(&SEE, town.as_ada(), town.ada)).await.unwrap();
        let (pass, _) = town.ask(Ask::new(&SEE, town.as_ada(), town.ada)).await.unwrap();
        assert_eq!(pass.need(&phone).unwrap().show(), "+44 20 7946 0001", "sealed under the first key");
    }

    async fn the_ledger_holds_across_keys_of_its_class(town: Town) {
        for _ in 0..3 {
            town.desk().await.turn_classes(Some(Class::Ledger)).await.unwrap();
            town.clock.advance(MINUTE).unwrap();
            town.gate.tend_keys().await.unwrap();
            town.rename(&town.gate, "Ada Lark").await;
        }
        let lines = town.lines().await;
        assert_eq!(lines.iter().filter(|line| line.0 == Kind::Collected).count(), 4);
        let gate = town.another_server().await;
        let record = gate.ledger_of(Ask::new(&town::LEDGER, town.as_ada(), town.ada)).await.unwrap();
        assert_eq!(record.broken_at, None);
    }

    async fn an_envelope_that_names_a_key_there_is_not_stays_shut(town: Town) {
        let (pass, (mut name, _)) = town.ask(Ask::new(&SEE, town.as_ada(), town.ada)).await.unwrap();
        let ada = town.ada;
        let read = town.data.read(work!(|tx| [ada] -> Result<Vec<u8>, store::Error> {
            tx.row(sql!("SELECT name FROM customer WHERE customer_id = $1", ada)).await?.unwrap().take(0)
        }));
        let mut bytes = read.await.unwrap();
        bytes[4] = 9;
        name = { drop(name); town::NAME.sealed(ada, bytes) };
        assert!(matches!(pass.open(&name), Err(Fault::Tampered { column: "name", .. })));
        town.clock.advance(MINUTE).unwrap();
        assert!(matches!(pass.open(&name), Err(Fault::NoSuchKey { number: 9, .. })), "it may have been made since");
        let (pass, _) = town.ask(Ask::new(&SEE, town.as_ada(), town.ada)).await.unwrap();
        assert!(matches!(pass.open(&name), Err(Fault::Tampered { .. })), "looked again: there is none");
    }

    async fn links_signed_before_a_new_key_stay_good_and_other_servers_follow(town: Town) {
        let other = town.another_server().await;
        let before = town.gate.links().token("leave-list", &[b"ada"]);
        town.desk().await.turn_links().await.unwrap();
        town.gate.tend_keys().await.unwrap();
        let after = town.gate.links().token("leave-list", &[b"ada"]);
        assert_ne!(before, after);
        assert!(town.gate.links().verify("leave-list", &[b"ada"], &before));
        assert!(town.gate.links().verify("leave-list", &[b"ada"], &after));
        assert!(!town.gate.links().verify("leave-list", &[b"ben"], &before));
        assert!(!other.links().verify("leave-list", &[b"ada"], &after), "it has not looked yet");
        other.tend_keys().await.unwrap();
        assert!(other.links().verify("leave-list", &[b"ada"], &after));
    }

    async fn the_public_halves_of_earlier_signing_keys_stay_known(town: Town) {
        let first = town.gate.signature().public();
        for _ in 0..2 {
            town.desk().await.turn_signing().await.unwrap();
        }
        town.gate.tend_keys().await.unwrap();
        let signature = town.gate.signature();
        assert_ne!(signature.public(), first);
        assert_eq!(signature.earlier().len(), 2);
        assert_eq!(signature.earlier().last(), Some(&first));
    }

    async fn a_new_key_of_the_log_signs_a_minute_later_beside_the_old_one_and_after_a_month_alone(town: Town) {
        let other = town.another_server().await;
        let first = town.gate.log_keys().public(0);
        let signing = |gate: &Gate| gate.log_keys().signing();
        town.desk().await.turn_log().await.unwrap();
        for gate in [&town.gate, &other] {
            gate.tend_keys().await.unwrap();
            assert_eq!((gate.log_keys().count(), signing(gate)), (2, 0..1), "not every server has seen it");
        }
        town.clock.advance(MINUTE).unwrap();
        town.gate.tend_keys().await.unwrap();
        assert_eq!((signing(&town.gate), signing(&other)), (0..2, 0..1), "the other one has not looked since");
        other.tend_keys().await.unwrap();
        assert_eq!(signing(&other), 0..2);
        assert_eq!(town.gate.log_keys().public(0), first);
        assert_ne!(town.gate.log_keys().public(1), first);
        assert_eq!(town.gate.log_keys().sign(1, b"tree"), other.log_keys().sign(1, b"tree"));

        town.clock.advance(30 * 86_400 - MINUTE - 1).unwrap();
        assert_eq!(signing(&town.gate), 0..2);
        town.clock.advance(1).unwrap();
        assert_eq!(signing(&town.gate), 1..2, "the old one signs no more");
        town.desk().await.turn_log().await.unwrap();
        town.gate.tend_keys().await.unwrap();
        town.clock.advance(MINUTE).unwrap();
        town.gate.tend_keys().await.unwrap();
        assert_eq!(signing(&town.gate), 1..3);
        assert_eq!(town.another_server().await.log_keys().signing(), 1..3);
    }

    async fn where_copies_are_made_the_key_of_the_log_waits_for_one_that_has_it(town: Town) {
        let copied = |at: Time| {
            let id = Id::new(&town.clock, &town.dice);
            town.keys.write(work!(|tx| [id, at] -> Result<(), store::Error> {
                tx.put(sql!("INSERT INTO backup_made (backup_id, part, at) VALUES ($1, 'keys', $2)", id, at))
            }))
        };
        copied(town.clock.now()).await.unwrap();
        town.clock.advance(1).unwrap();
        town.desk().await.turn_log().await.unwrap();
        town.clock.advance(HOUR).unwrap();
        town.gate.tend_keys().await.unwrap();
        assert_eq!(town.gate.log_keys().signing(), 0..1);
        copied(town.clock.now()).await.unwrap();
        town.gate.tend_keys().await.unwrap();
        assert_eq!(town.gate.log_keys().signing(), 0..2);
    }

    async fn under_a_new_root_key_everything_opens_and_under_the_old_one_nothing(town: Town) {
        let new = RootKey::new(&town.dice);
        let new_text = new.to_file_text().to_string();
        let turned = town.desk().await.turn_root(Some(&new)).await.unwrap();
        assert_eq!(turned.keys, 5, "one epoch, four keys of the server");
        let opened = |text: &str| RootKey::from_file_text(text).unwrap();
        assert!(matches!(town.server_with(town.root()).await.err(), Some(Fault::WrongRoot)));
        let server = town.server_with(opened(&new_text)).await.ok().unwrap();
        assert_eq!(town.name_through(&server, 1).await.unwrap(), "Ada Amsel");

        town.gate.tend_keys().await.unwrap();
        assert_eq!(town.name_through(&town.gate, 2).await.unwrap(), "Ada Amsel", "what runs goes on");
        town.gate.prepare(Id::new(&town.clock, &town.dice), &[Class::Account]).await.unwrap();
        town.clock.advance(WEEK).unwrap();
        let refused = town.gate.tend_keys().await.err().unwrap();
        assert!(matches!(refused, Fault::RootMoved), "but it begins no epoch under the old one: {refused}");
        server.tend_keys().await.unwrap();
        let late = town.server_with(opened(&new_text)).await.ok().unwrap();
        assert_eq!(town.name_through(&late, 3).await.unwrap(), "Ada Amsel");
    }

    async fn with_the_keeper_away_values_open_and_the_epoch_begins_when_it_is_back(town: Town) {
        let server = sandbox::key_server("s.right").await.unwrap();
        town.desk().await.turn_root(Some(&transit(&server))).await.unwrap();
        server.seal();
        let shut = town.server_with(transit(&server)).await.err().unwrap();
        assert!(matches!(&shut, Fault::Keeper(Trouble::Away { .. })) && shut.to_string().contains("is it sealed?"));
        server.unseal();

        let gate = town.server_with(transit(&server)).await.ok().unwrap();
        server.seal();
        town.clock.advance(WEEK).unwrap();
        assert!(matches!(gate.tend_keys().await, Err(Fault::Keeper(Trouble::Away { .. }))));
        assert_eq!(town.name_through(&gate, 1).await.unwrap(), "Ada Amsel", "its epoch is in memory");
        gate.prepare(Id::new(&town.clock, &town.dice), &[Class::Account]).await.unwrap();
        let calls = server.calls().len();
        assert_eq!(town.name_through(&gate, 2).await.unwrap(), "Ada Amsel");
        assert_eq!(server.calls().len(), calls, "no opening asks the keeper");

        server.unseal();
        gate.tend_keys().await.unwrap();
        assert_eq!(server.calls().len(), calls, "it is asked once a minute, for others wait meanwhile");
        town.clock.advance(MINUTE).unwrap();
        gate.tend_keys().await.unwrap();
        assert_eq!(town.name_through(&gate, 3).await.unwrap(), "Ada Amsel");
        let wrapped = town.copy_of_keys().await.0;
        assert!(wrapped.starts_with(b"vault:v1:"));
        assert_eq!(town.count("SELECT max(epoch) FROM epoch_key").await, 2);
    }

    async fn no_two_values_share_a_nonce_whichever_server_seals_them(town: Town) {
        let others = [town.another_server().await, town.another_server().await];
        let [one, two] = &others;
        let (a, b, c) = tokio::join!(town.sealed_by(&town.gate), town.sealed_by(one), town.sealed_by(two));
        let envelopes: Vec<Vec<u8>> = [a, b, c].concat();
        let nonces: HashSet<&[u8]> = envelopes.iter().map(|envelope| &envelope[5..17]).collect();
        assert_eq!((envelopes.len(), nonces.len()), (1_500, 1_500), "the same value, sealed under the same key");
    }

    async fn turning_and_serving_at_once_loses_nobody(town: Town) {
        let (desk, other) = (town.desk().await, town.another_server().await);
        let people: Vec<Id> = (0..30).map(|_| Id::new(&town.clock, &town.dice)).collect();
        let arrive = async {
            for (at, id) in people.iter().enumerate() {
                let gate = if at % 2 == 0 { &town.gate } else { &other };
                gate.prepare(*id, &[Class::Account]).await.unwrap();
                gate.prepare(*id, &[Class::Care, Class::Orders]).await.unwrap();
            }
        };
        let turn = async {
            for _ in 0..3 {
                desk.turn_epoch().await.unwrap();
                desk.turn_customers().await.unwrap();
                desk.turn_classes(None).await.unwrap();
            }
        };
        tokio::join!(arrive, turn);
        desk.turn_customers().await.unwrap();
        assert_eq!(town.count("SELECT count(*) FROM customer_key").await, 31);
        assert_eq!(town.count("SELECT count(*) FROM class_key").await, 30 * 4 + 2);
        let fresh = town.another_server().await;
        for id in people {
            fresh.prepare(id, &Class::ALL).await.unwrap();
        }
        assert_eq!(town.name_through(&fresh, 1).await.unwrap(), "Ada Amsel");
    }

    async fn the_state_counts_and_warns(town: Town) {
        let state = town.desk().await.state().await.unwrap();
        assert_eq!((state.customers(), state.tombstones, state.warnings()), (1, 0, vec![]));
        assert_eq!(state.next_epoch(), Some(Time(1_800_000_000_000_000).plus_days(7)));
        town.desk().await.turn_classes(Some(Class::Account)).await.unwrap();
        let state = town.desk().await.state().await.unwrap();
        let of_account: Vec<_> = state.classes.iter().filter(|keys| keys.class == "account").collect();
        assert_eq!(of_account.iter().map(|keys| (keys.version, keys.newest)).collect::<Vec<_>>(), [(1, false), (2, true)]);
        town.clock.advance(9 * 86_400).unwrap();
        let warnings = town.desk().await.state().await.unwrap().warnings();
        assert!(warnings[0].contains("no server turned it"), "{warnings:?}");
    }
}
