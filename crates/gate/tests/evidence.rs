//! How often rules were applied and refused is known, adds up over servers, and names nobody.

#![expect(
    clippy::unwrap_used,
    reason = "a story that cannot go on stops, and the place says which part it was"
)]

mod town;

use gate::{Actor, Ask, Decided, Evidence, Gate, RootKey, Stop, Verb};
use town::{ADVISE, HAND, SEE, TAKE, Town, parts, stories};

/// The line of a rule in the town's policy.
fn line(rule: &str) -> usize {
    town::POLICY.lines().position(|line| line.starts_with(rule)).unwrap() + 1
}

async fn evidence(town: &Town) -> Evidence {
    town.gate.keep_evidence().await.unwrap();
    Evidence::of(&town.gate.policy(), &town.gate.decided().await.unwrap())
}

stories! {
    async fn every_decision_is_counted_under_the_rule_that_made_it(town: Town) {
        town.agree().await;
        for _ in 0..3 {
            town.ask(Ask::new(&HAND, Actor::Shop, town.ada)).await.unwrap();
        }
        town.ask(Ask::new(&ADVISE, town.as_advisor(), town.ada)).await.err().unwrap();
        let (evidence, now) = (evidence(&town).await, Some(town.clock.now()));
        let may = evidence.rules[&line("courier may receive")];
        assert_eq!((may.applied, may.last_applied, may.refused), (3, now, 0));
        let never = evidence.rules[&line("courier may never")];
        assert_eq!((never.applied, never.refused, never.last_refused), (0, 3, now));
        let asked = evidence.rules[&line("advisor may see")];
        assert_eq!((asked.applied, asked.refused, asked.last_refused), (0, 1, now));
        let second = evidence.paragraphs["1.2"];
        assert_eq!((second.applied, second.refused), (3, 3));
        assert_eq!((evidence.all.applied, evidence.all.refused), (4, 4), "taking Ada's row is one");
    }

    async fn ones_own_look_counts_each_time_though_the_ledger_has_one_line(town: Town) {
        for _ in 0..3 {
            town.ask(Ask::new(&SEE, town.as_ada(), town.ada)).await.unwrap();
        }
        assert_eq!(evidence(&town).await.rules[&line("customer may see")].applied, 3);
    }

    async fn a_work_that_fails_is_not_counted(town: Town) {
        let before = evidence(&town).await;
        let failed: Result<(), Stop> = town.gate.record(Ask::new(&TAKE, Actor::Shop, town.ada), |_, _| {
            Box::pin(async move { Err(Stop::Fault(gate::Fault::Forgotten)) })
        }).await;
        failed.unwrap_err();
        assert_eq!(evidence(&town).await, before);
    }

    async fn several_servers_add_up_and_a_start_forgets_nothing(town: Town) {
        let root = RootKey::new(&town.dice);
        let (other_keys, _guard) = store::testing::fresh(town.data.engine()).await;
        other_keys.migrate(&gate::key_steps()).await.unwrap();
        let other = Gate::open(parts(&town.data, &other_keys, root, &town.clock, &town.dice)).await.ok().unwrap();
        other.prepare(town.ada, &[gate::Class::Account]).await.unwrap();
        town.agree().await;
        for gate in [&town.gate, &other] {
            gate.admit(Ask::new(&HAND, Actor::Shop, town.ada), |_| Box::pin(async { Ok::<_, Stop>(()) })).await.unwrap();
            gate.keep_evidence().await.unwrap();
            gate.keep_evidence().await.unwrap();
        }
        assert_eq!(evidence(&town).await.rules[&line("courier may receive")].applied, 2);
    }

    async fn a_situation_is_kept_in_the_words_of_its_policy_and_names_nobody(town: Town) {
        town.ask(Ask::new(&HAND, Actor::Shop, town.ada).recipient("Swift").about("order 7")).await.err().unwrap();
        town.gate.keep_evidence().await.unwrap();
        let decided = town.gate.decided().await.unwrap();
        let refused = decided.iter().find(|one| one.party == "courier").unwrap();
        let words = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        assert_eq!(refused, &Decided {
            policy_version: "1.0.0".to_owned(),
            policy_hash: town.gate.policy().hash_hex(),
            party: "courier".to_owned(),
            verb: Verb::Receive,
            purpose: "order.deliver".to_owned(),
            facts: vec![("agreement".to_owned(), false)],
            asked: words(&["identity.name", "contact.phone"]),
            allowed: Vec::new(),
            times: 1,
            last: town.clock.now(),
        });
    }

    async fn counts_are_kept_while_the_store_is_away(town: Town) {
        town.agree().await;
        town.meddle("ALTER TABLE evidence RENAME TO elsewhere").await;
        town.ask(Ask::new(&HAND, Actor::Shop, town.ada)).await.unwrap();
        town.gate.keep_evidence().await.unwrap_err();
        town.meddle("ALTER TABLE elsewhere RENAME TO evidence").await;
        assert_eq!(evidence(&town).await.rules[&line("courier may receive")].applied, 1);
    }
}
