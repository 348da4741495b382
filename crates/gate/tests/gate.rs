//! What the gate promises: no value without a durable line, no line without a decision, and forgetting that is real.

#![expect(
    clippy::unwrap_used,
    reason = "a story that cannot go on stops, and the place says which part it was"
)]

mod town;

use gate::{Actor, AlarmKind, Ask, Class, Fault, Gate, Kind, RootKey, Stop};
use store::{Id, sql, work};
use town::{ADVISE, HAND, NAME, PHONE, SEE, TAKE, Town, parts, stories};

impl Town {
    /// Takes keys out of the key store behind everybody's back.
    async fn lose(&self, text: &'static str) {
        self.keys.write(work!(|tx| -> Result<(), store::Error> { tx.put(sql!(text)) })).await.unwrap();
    }

    /// A server that has nobody's keys in memory.
    async fn opened_anew(&self) -> Gate {
        let root = RootKey::from_file_text(&self.root_text).unwrap();
        Gate::open(parts(&self.data, &self.keys, root, &self.clock, &self.dice)).await.ok().unwrap()
    }
}

/// Ada's name through a server.
async fn name_of_ada(town: &Town, gate: &Gate) -> Result<(), Stop> {
    let ada = town.ada;
    let found = gate.admit(Ask::new(&SEE, town.as_ada(), ada), move |tx| {
        Box::pin(async move {
            let row = tx.row(sql!("SELECT name FROM customer WHERE customer_id = $1", ada)).await?;
            Ok::<_, Stop>(NAME.sealed(ada, row.unwrap().take(0)?))
        })
    });
    let (pass, name) = found.await?;
    Ok(pass.open(&name).map(drop)?)
}

stories! {
    async fn a_value_opens_after_its_line_is_in_the_ledger(town: Town) {
        let (pass, (name, _)) = town.ask(Ask::new(&SEE, town.as_ada(), town.ada)).await.unwrap();
        let line = town.lines().await[1].clone();
        assert_eq!(line, (Kind::Opened, "customer".to_owned(), vec!["identity.name".to_owned(), "contact.phone".to_owned()]));
        assert_eq!(pass.need(&name).unwrap().show(), "Ada Amsel");
    }

    async fn what_the_policy_withholds_is_left_out_and_not_named_in_the_ledger(town: Town) {
        town.agree().await;
        let (pass, (name, phone)) = town.ask(Ask::new(&HAND, Actor::Shop, town.ada).recipient("Swift")).await.unwrap();
        assert!(pass.open(&name).unwrap().is_some());
        assert!(pass.open(&phone).unwrap().is_none());
        let line = town.lines().await[1].clone();
        assert_eq!(line, (Kind::HandedOver, "courier".to_owned(), vec!["identity.name".to_owned()]));
    }

    async fn a_refusal_names_the_paragraph_and_what_is_missing_and_stands_in_the_ledger(town: Town) {
        let refused = town.ask(Ask::new(&ADVISE, town.as_advisor(), town.ada)).await;
        let Err(Stop::Refused(refusal)) = refused else { panic!("not refused") };
        assert_eq!((refusal.party.as_str(), refusal.paragraph.as_str()), ("advisor", "1.3"));
        assert!(!refusal.missing.is_empty());
        assert_eq!(town.lines().await[1].0, Kind::Refused);
    }

    async fn an_agreement_out_of_date_shuts_the_hand_over(town: Town) {
        town.agree().await;
        town.clock.advance(2 * 86_400).unwrap();
        let refused = town.ask(Ask::new(&HAND, Actor::Shop, town.ada)).await;
        assert!(matches!(refused, Err(Stop::Refused(_))));
    }

    async fn ones_own_look_is_one_line_a_sitting_and_everybody_elses_one_each_time(town: Town) {
        for _ in 0..3 {
            town.ask(Ask::new(&SEE, town.as_ada(), town.ada)).await.unwrap();
        }
        let own = town.lines().await.iter().filter(|(_, _, leaves)| leaves.len() == 2).count();
        assert_eq!(own, 2, "one for taking, one for the sitting");
        for _ in 0..2 {
            town.ask(Ask::new(&ADVISE, town.as_advisor(), town.ada)).await.err().unwrap();
        }
        assert_eq!(town.lines().await.iter().filter(|(kind, ..)| *kind == Kind::Refused).count(), 2);
    }

    async fn a_work_that_fails_leaves_no_line_behind(town: Town) {
        let failed: Result<(), Stop> = town.gate.record(Ask::new(&TAKE, Actor::Shop, town.ada), |tx, _| {
            Box::pin(async move {
                tx.put(sql!("DELETE FROM customer"))?;
                Err(Stop::Fault(Fault::Forgotten))
            })
        }).await;
        assert!(failed.is_err());
        assert_eq!(town.lines().await.len(), 2, "taking, and this look at the ledger");
        town.ask(Ask::new(&SEE, town.as_ada(), town.ada)).await.unwrap();
    }

    async fn a_value_moved_to_another_column_or_person_does_not_open(town: Town) {
        let eve = Id::new(&town.clock, &town.dice);
        town.take(eve, "Eve Elster", "+44 20 7946 0002").await;
        town.meddle("UPDATE customer SET phone = name").await;
        let (pass, (_, phone)) = town.ask(Ask::new(&SEE, town.as_ada(), town.ada)).await.unwrap();
        assert!(matches!(pass.open(&phone), Err(Fault::Tampered { column: "phone", .. })));
        town.meddle("UPDATE customer SET name = (SELECT name FROM customer ORDER BY customer_id LIMIT 1)").await;
        let mut refused = 0;
        for (who, session) in [(town.ada, [1; 32]), (eve, [2; 32])] {
            let actor = Actor::Customer { id: who, session };
            let found = town.gate.admit(Ask::new(&SEE, actor, who), move |tx| Box::pin(async move {
                let mut row = tx.row(sql!("SELECT name FROM customer WHERE customer_id = $1", who)).await?.unwrap();
                Ok::<_, Stop>(NAME.sealed(who, row.take(0)?))
            }));
            let (pass, name) = found.await.unwrap();
            refused += usize::from(pass.open(&name).is_err());
        }
        assert_eq!(refused, 1, "whoever's name it is not cannot read it");
    }

    async fn a_line_altered_removed_or_cut_out_is_named_as_the_first_bad_one(town: Town) {
        for _ in 0..3 {
            town.ask(Ask::new(&ADVISE, town.as_advisor(), town.ada)).await.err().unwrap();
        }
        assert_eq!(town.ledger().await.broken_at, None);
        town.meddle("DELETE FROM ledger WHERE seq = 3").await;
        assert_eq!(town.ledger().await.broken_at, Some(3));
        town.meddle("UPDATE ledger SET body = (SELECT body FROM ledger WHERE seq = 1) WHERE seq = 2").await;
        assert_eq!(town.ledger().await.broken_at, Some(2));
    }

    async fn what_was_forgotten_opens_for_nobody_and_the_ledger_says_so_and_still_holds(town: Town) {
        town.gate.forget(town.ada, &[Class::Account]).await.unwrap();
        let (pass, (name, _)) = town.ask(Ask::new(&SEE, town.as_ada(), town.ada)).await.unwrap();
        assert!(matches!(pass.open(&name), Err(Fault::Forgotten)));
        let record = town.ledger().await;
        assert_eq!(record.broken_at, None);
        let line = record.lines.iter().find(|line| line.entry.kind == Kind::Erased).unwrap();
        assert_eq!(line.entry.leaves, ["identity.name", "contact.phone"]);
        assert_eq!(line.entry.paragraph, "1.1");
    }

    async fn a_class_that_was_forgotten_is_never_made_again(town: Town) {
        town.gate.forget(town.ada, &[Class::Account]).await.unwrap();
        town.gate.prepare(town.ada, &[Class::Account]).await.unwrap();
        let (pass, (name, _)) = town.ask(Ask::new(&SEE, town.as_ada(), town.ada)).await.unwrap();
        assert!(pass.open(&name).is_err());
    }

    async fn somebody_forgotten_within_their_first_minute_gets_no_keys_again(town: Town) {
        let kim = Id::new(&town.clock, &town.dice);
        town.gate.prepare(kim, &[Class::Account]).await.unwrap();
        assert_eq!(town.gate.forget(kim, &Class::ALL).await.unwrap().len(), 2, "of the account, and of the record");
        town.gate.prepare(kim, &[Class::Account]).await.unwrap();
        assert_eq!(town.gate.forget(kim, &Class::ALL).await.unwrap(), []);
    }

    async fn two_servers_that_meet_somebody_new_use_the_same_keys(town: Town) {
        let (kim, other) = (Id::new(&town.clock, &town.dice), town.opened_anew().await);
        for (gate, classes) in [(&town.gate, [Class::Account]), (&other, [Class::Account]), (&other, [Class::Orders])] {
            gate.prepare(kim, &classes).await.unwrap();
        }
        let destroyed = other.forget(kim, &[Class::Account, Class::Orders]).await.unwrap();
        assert_eq!(destroyed.iter().map(|key| key.class).collect::<Vec<_>>(), [Class::Account, Class::Orders]);
    }

    async fn keys_that_are_gone_without_a_mark_of_an_erasure_are_lost_and_no_others_are_made(town: Town) {
        for gone in ["DELETE FROM class_key WHERE class = 'account'", "DELETE FROM class_key", "DELETE FROM customer_key"] {
            town.lose(gone).await;
            let gate = town.opened_anew().await;
            assert!(matches!(name_of_ada(&town, &gate).await, Err(Stop::Fault(Fault::KeysLost))), "{gone}");
            assert_eq!(gate.sound_alarms().await.unwrap(), [AlarmKind::KeysLost], "{gone}");
        }
        let gate = town.opened_anew().await;
        town.clock.advance(61).unwrap();
        assert!(matches!(gate.prepare(town.ada, &[Class::Account]).await, Err(Fault::KeysLost)));
    }

    async fn what_is_due_is_forgotten_also_of_somebody_whose_keys_are_lost(town: Town) {
        town.lose("DELETE FROM class_key").await;
        town.lose("DELETE FROM customer_key").await;
        let gate = town.opened_anew().await;
        gate.forget(town.ada, &Class::ALL).await.unwrap();
        assert!(matches!(name_of_ada(&town, &gate).await, Err(Stop::Fault(Fault::Forgotten))));
        assert_eq!(gate.sound_alarms().await.unwrap(), [AlarmKind::KeysLost], "that they were lost is told all the same");
    }

    async fn another_root_key_opens_nothing(town: Town) {
        let other = parts(&town.data, &town.keys, RootKey::new(&town.dice), &town.clock, &town.dice);
        assert!(matches!(Gate::open(other).await, Err(Fault::WrongRoot)));
    }

    async fn many_at_once_each_get_a_line_and_the_chain_holds(town: Town) {
        let asks = (0..24).map(|_| town.ask(Ask::new(&ADVISE, town.as_advisor(), town.ada)));
        futures_util::future::join_all(asks).await;
        let refused = town.lines().await.iter().filter(|(kind, ..)| *kind == Kind::Refused).count();
        assert_eq!(refused, 24);
    }

    async fn no_value_stands_in_the_clear_in_the_store(town: Town) {
        let rows = town.data.read(work!(|tx| -> Result<usize, store::Error> {
            let found = tx.rows(sql!("SELECT name, phone FROM customer")).await?;
            let mut clear = 0;
            for mut row in found {
                for column in 0..2 {
                    let bytes: Vec<u8> = row.take(column)?;
                    clear += usize::from(bytes.windows(3).any(|part| part == b"Ada" || part == b"+44"));
                }
            }
            Ok(clear)
        }));
        assert_eq!(rows.await.unwrap(), 0);
        assert_eq!(PHONE.leaf, "contact.phone");
    }
}
