//! One member of staff looks at so many people within an hour and no more.

#![expect(
    clippy::unwrap_used,
    reason = "a story that cannot go on stops, and the place says which part it was"
)]

mod town;

use gate::{Ask, Kind, Stop};
use store::{Id, Time, work};
use town::{ADVISE, Town, stories};

/// Somebody else who has asked for help.
async fn asks_for_help(town: &Town) -> Id {
    let customer = town.joins().await;
    town.opens_a_request(customer).await;
    customer
}

async fn looks(town: &Town, customer: Id) -> bool {
    let ask = Ask::new(&ADVISE, town.as_advisor(), customer);
    match town.gate.admit(ask, |_| Box::pin(async { Ok::<_, Stop>(()) })).await {
        Ok(_) => true,
        Err(Stop::Refused(refusal)) => {
            assert!(refusal.missing.iter().any(|missing| missing.contains("officer")), "{refusal:?}");
            false
        }
        Err(stop) => panic!("{stop:?}"),
    }
}

stories! {
    async fn whoever_looks_at_too_many_people_is_stopped_until_the_officer_settles_it(town: Town) {
        for _ in 0..3 {
            let customer = asks_for_help(&town).await;
            assert!(looks(&town, customer).await && looks(&town, customer).await, "the same person counts once");
        }
        town.opens_a_request(town.ada).await;
        assert!(!looks(&town, town.ada).await, "a fourth within the hour");
        assert!(town.lines().await.iter().any(|line| line.0 == Kind::Refused), "Ada sees that somebody tried");
        town.clock.advance(2 * 3_600).unwrap();
        assert!(!looks(&town, town.ada).await, "time alone does not mend it");

        let alarms = town.data.read(work!(|tx| { gate::alarms(tx).await })).await.unwrap();
        let (id, officer) = (alarms[0].id, Id([5; 16]));
        assert_eq!((alarms.len(), alarms[0].alarm.place.as_str(), alarms[0].times), (1, "advisor", 1));
        let settle = || town.data.write(work!(|tx| [id, officer] { gate::settle(tx, id, officer, Time(1)).await }));
        assert!(settle().await.unwrap());
        assert!(!settle().await.unwrap(), "once");
        assert!(looks(&town, town.ada).await);
    }

    async fn an_hour_later_others_may_be_looked_at(town: Town) {
        for _ in 0..7 {
            let customer = asks_for_help(&town).await;
            assert!(looks(&town, customer).await);
            town.clock.advance(21 * 60).unwrap();
        }
    }

    async fn many_looks_at_once_are_all_counted(town: Town) {
        let mut people = Vec::new();
        for _ in 0..12 {
            people.push(asks_for_help(&town).await);
        }
        let all = futures_util::future::join_all(people.iter().map(|customer| looks(&town, *customer)));
        assert_eq!(all.await.into_iter().filter(|through| *through).count(), 3);
    }
}
