//! Many customers at once: decided one by one, written down in one commit, and each sees a line of their own.

#![expect(
    clippy::unwrap_used,
    reason = "a story that cannot go on stops, and the place says which part it was"
)]

mod town;

use gate::{AT_ONCE, Actor, Answer, Ask, Batch, Class, Fault, Kind, Need, Sealed, Stop};
use store::{Engine, Id, Tx, sql, work};
use town::{ADVISE, HAND, LEDGER, NAME, Town, stories};

type Names = Vec<(Id, Answer<Sealed>)>;

async fn name_of(tx: &mut Tx, customer: Id) -> Result<Sealed, Stop> {
    let row = tx.row(sql!("SELECT name FROM customer WHERE customer_id = $1", customer)).await?;
    Ok(NAME.sealed(customer, row.unwrap().take(0)?))
}

/// Asks for the names of these people at once.
async fn names(town: &Town, need: &'static Need, actor: Actor, people: &[Id]) -> Result<Names, Stop> {
    let mut batches = Batch::of(need, &actor, people.iter().copied());
    assert_eq!(batches.len(), 1);
    let batch = batches.pop().unwrap().about("a new edition");
    town.gate.admit_many(batch, |tx, customer| Box::pin(name_of(tx, customer))).await
}

/// The newest line of somebody's record before this look at it: its kind and what it is about. The record holds.
async fn newest(town: &Town, customer: Id) -> (Kind, String) {
    let actor = Actor::Customer { id: customer, session: customer.0.repeat(2).try_into().unwrap() };
    let record = town.gate.ledger_of(Ask::new(&LEDGER, actor, customer)).await.unwrap();
    assert!(record.is_whole());
    let line = record.lines.into_iter().rev().find(|line| line.entry.party != "customer").unwrap();
    (line.entry.kind, line.entry.about.unwrap_or_default())
}

async fn lines(town: &Town) -> i64 {
    let counted = town.data.read(work!(|tx| -> Result<i64, store::Error> {
        tx.row(sql!("SELECT COUNT(*) FROM ledger")).await?.unwrap().take(0)
    }));
    counted.await.unwrap()
}

/// From now on the ledger takes no line.
async fn shut_the_ledger(town: &Town) {
    town.meddle(match town.data.engine() {
        Engine::Sqlite => "CREATE TRIGGER shut BEFORE INSERT ON ledger BEGIN SELECT RAISE(ABORT, 'no'); END",
        Engine::Postgres => "ALTER TABLE ledger ADD CONSTRAINT shut CHECK (seq < 0) NOT VALID",
    })
    .await;
}

impl Town {
    /// Somebody who came, and whose keys went without an erasure.
    async fn whose_keys_are_lost(&self) -> Id {
        let lea = self.joins().await;
        let lost = self.keys.write(work!(|tx| [lea] -> Result<(), store::Error> {
            tx.put(sql!("DELETE FROM class_key WHERE customer_id = $1", lea))?;
            tx.put(sql!("DELETE FROM customer_key WHERE customer_id = $1", lea))?;
            tx.put(sql!("INSERT INTO key_turn (what, turns) VALUES ('keys', 1)"))
        }));
        lost.await.unwrap();
        // It looks whether keys were turned, and forgets what it remembers.
        self.gate.tend_keys().await.unwrap();
        lea
    }
}

stories! {
    async fn each_of_a_batch_has_a_pass_and_a_line_that_tells_of_no_other(town: Town) {
        town.agree().await;
        let people = [town.ada, town.joins().await, town.joins().await];
        let found = names(&town, &HAND, Actor::Shop, &people).await.unwrap();
        assert_eq!(found.len(), 3);
        for (customer, answer) in found {
            let (pass, name) = answer.unwrap();
            assert_eq!((pass.customer(), pass.need(&name).is_ok()), (customer, true));
            assert_eq!(newest(&town, customer).await, (Kind::HandedOver, "a new edition, one of 3 customers at once".to_owned()));
        }
    }

    async fn a_pass_of_a_batch_opens_nobody_elses_values(town: Town) {
        town.agree().await;
        let people = [town.ada, town.joins().await];
        let mut found = names(&town, &HAND, Actor::Shop, &people).await.unwrap();
        let ((_, one), (_, other)) = (found.pop().unwrap(), found.pop().unwrap());
        let ((pass, own), (_, others)) = (one.unwrap(), other.unwrap());
        assert!(pass.open(&own).unwrap().is_some());
        assert!(pass.open(&others).is_err());
    }

    async fn who_was_forgotten_whose_keys_are_lost_and_who_is_refused_do_not_stop_the_others(town: Town) {
        let (eve, sam, kim) = (town.joins().await, town.joins().await, town.joins().await);
        for customer in [town.ada, eve, kim] {
            town.opens_a_request(customer).await;
        }
        town.gate.forget(kim, &Class::ALL).await.unwrap();
        let lea = town.whose_keys_are_lost().await;
        let found = names(&town, &ADVISE, town.as_advisor(), &[town.ada, eve, sam, kim, lea]).await.unwrap();
        let of = |who: Id| &found.iter().find(|(customer, _)| *customer == who).unwrap().1;
        assert!(of(town.ada).is_ok() && of(eve).is_ok());
        assert!(matches!(of(sam), Err(Stop::Refused(refusal)) if refusal.paragraph == "1.3"));
        assert!(matches!(of(kim), Err(Stop::Fault(Fault::Forgotten))));
        assert!(matches!(of(lea), Err(Stop::Fault(Fault::KeysLost))));
        for (customer, kind) in [(town.ada, Kind::Opened), (eve, Kind::Opened), (sam, Kind::Refused)] {
            let line = (kind, "a new edition, one of 3 customers at once".to_owned());
            assert_eq!(newest(&town, customer).await, line, "Kim has no line any more");
        }
    }

    async fn one_member_of_staff_looks_at_no_more_people_at_once_than_one_by_one(town: Town) {
        let mut people = vec![town.ada];
        for _ in 0..4 {
            people.push(town.joins().await);
        }
        for customer in &people {
            town.opens_a_request(*customer).await;
        }
        let found = names(&town, &ADVISE, town.as_advisor(), &people).await.unwrap();
        assert_eq!(found.iter().filter(|(_, answer)| answer.is_ok()).count(), 3);
    }

    async fn when_the_commit_fails_nobodys_value_opens_and_nobody_has_a_line(town: Town) {
        town.agree().await;
        let people = [town.ada, town.joins().await];
        let before = lines(&town).await;
        shut_the_ledger(&town).await;
        let failed = names(&town, &HAND, Actor::Shop, &people).await;
        assert!(matches!(failed.err().unwrap(), Stop::Fault(Fault::Store(_))));
        assert_eq!(lines(&town).await, before);
    }

    async fn what_fails_for_one_is_taken_back_for_all(town: Town) {
        town.agree().await;
        let last = town.joins().await;
        let before = lines(&town).await;
        let batch = Batch::of(&HAND, &Actor::Shop, [town.ada, last]).pop().unwrap();
        let failed: Result<Vec<(Id, Answer<()>)>, Stop> = town.gate.admit_many(batch, move |_, customer| Box::pin(async move {
            if customer == last { Err(Stop::Fault(Fault::Forgotten)) } else { Ok(()) }
        })).await;
        assert!(failed.is_err());
        assert_eq!(lines(&town).await, before, "one commit for both");
    }

    async fn batches_and_single_looks_at_the_same_people_all_have_their_lines(town: Town) {
        town.agree().await;
        let people = [town.ada, town.joins().await, town.joins().await];
        let before = lines(&town).await;
        let alone = |customer: Id| town.gate.admit(Ask::new(&HAND, Actor::Shop, customer), |_| Box::pin(async { Ok::<_, Stop>(()) }));
        let batches = (0..4).map(|_| names(&town, &HAND, Actor::Shop, &people));
        let singles = people.iter().cycle().take(9).map(|customer| alone(*customer));
        let (batches, singles) = tokio::join!(futures_util::future::join_all(batches), futures_util::future::join_all(singles));
        assert!(batches.iter().all(|found| found.as_ref().unwrap().iter().all(|(_, answer)| answer.is_ok())));
        assert!(singles.iter().all(Result::is_ok));
        assert_eq!(lines(&town).await - before, 4 * 3 + 9);
        for customer in people {
            newest(&town, customer).await;
        }
    }
}

#[test]
fn more_people_than_fit_are_several_batches_and_each_is_in_one() {
    let people =
        (0..600_u16).map(|number| Id([&number.to_be_bytes()[..], &[0; 14]].concat().try_into().unwrap()));
    let twice = people.clone().chain(people);
    assert_eq!((AT_ONCE, Batch::of(&HAND, &Actor::Shop, twice).len()), (256, 3));
    assert!(Batch::of(&HAND, &Actor::Shop, []).is_empty());
}
