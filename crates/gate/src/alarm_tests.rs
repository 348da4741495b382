//! What goes past the gate is found, from inside, where alone it can be done.

use store::{sql, work};

use crate::{
    self as gate, AlarmKind, Ask, Fault, Kind,
    column::Class,
    pass,
    town::{NAME, SEE, Town, stories},
};

/// Ada's sealed name, opened with her key and no line: what a careless change of the gate could do.
async fn open_past_the_gate(town: &Town) {
    let ada = town.ada;
    let read = town.data.read(work!(|tx| [ada] -> Result<Vec<u8>, store::Error> {
        tx.row(sql!("SELECT name FROM customer WHERE customer_id = $1", ada)).await?.expect("she is there").take(0)
    }));
    let sealed = read.await.unwrap();
    let keys = town.gate.keyring().of(ada).await.unwrap();
    let place = vault::Place { key_version: 1, ..pass::place(&NAME, &ada, &ada) };
    let key = keys.versions(Class::Account).unwrap()[0].ready();
    assert_eq!(key.open(&place, &sealed).unwrap().show(), "Ada Amsel");
}

stories! {
    async fn an_opening_that_no_line_stands_for_is_found_at_the_next_beat(town: Town) {
        assert_eq!(town.gate.sound_alarms().await.unwrap(), []);
        open_past_the_gate(&town).await;
        assert_eq!(town.gate.sound_alarms().await.unwrap(), [AlarmKind::Unrecorded]);
        assert_eq!(town.gate.sound_alarms().await.unwrap(), [], "it is told once");
        let record = town.ledger().await;
        assert_eq!((record.unrecorded, record.is_whole()), (1, false), "never a clean list");
        assert!(record.lines.iter().any(|line| line.entry.kind == Kind::Note), "the record says so itself");
    }

    async fn it_is_found_too_when_the_keys_have_left_the_memory(town: Town) {
        open_past_the_gate(&town).await;
        town.gate.keyring().forget_memory(town.ada);
        assert_eq!(town.gate.sound_alarms().await.unwrap(), [AlarmKind::Unrecorded]);
    }

    async fn what_the_gate_opens_never_alarms(town: Town) {
        for _ in 0..3 {
            let (pass, (name, phone)) = town.ask(Ask::new(&SEE, town.as_ada(), town.ada)).await.unwrap();
            pass.open(&name).unwrap();
            pass.open(&phone).unwrap();
            town.ledger().await;
            assert_eq!(town.gate.sound_alarms().await.unwrap(), []);
        }
        assert!(town.ledger().await.is_whole());
    }

    async fn a_value_put_into_another_place_stays_shut_and_the_officer_is_told(town: Town) {
        town.meddle("UPDATE customer SET name = phone").await;
        for _ in 0..2 {
            let (pass, (name, _)) = town.ask(Ask::new(&SEE, town.as_ada(), town.ada)).await.unwrap();
            assert!(matches!(pass.open(&name), Err(Fault::Tampered { table: "customer", column: "name" })));
        }
        assert_eq!(town.gate.sound_alarms().await.unwrap(), [AlarmKind::Tampered]);
        let alarms = town.data.read(work!(|tx| { gate::alarms(tx).await })).await.unwrap();
        let [alarm] = &alarms[..] else { panic!("{alarms:?}") };
        assert_eq!((alarm.alarm.place.as_str(), alarm.times), ("customer.name", 2));
        assert!(town.ledger().await.is_whole(), "all that was opened is told");
    }

    async fn alarms_wait_while_the_store_is_away(town: Town) {
        open_past_the_gate(&town).await;
        town.meddle("ALTER TABLE alarm RENAME TO alarm_away").await;
        assert!(matches!(town.gate.sound_alarms().await, Err(Fault::Store(_))));
        town.meddle("ALTER TABLE alarm_away RENAME TO alarm").await;
        assert_eq!(town.gate.sound_alarms().await.unwrap(), [AlarmKind::Unrecorded]);
    }
}
