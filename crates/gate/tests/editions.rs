//! What the gate promises when the policy page changes: a page that allows more does not reach whoever came under an
//! earlier one, before they agree.

#![expect(
    clippy::unwrap_used,
    reason = "a story that cannot go on stops, and the place says which part it was"
)]

mod town;

use std::sync::Arc;

use gate::{Actor, Ask, Earlier, Fault, Kind, Stop};
use policy::Policy;
use town::{ADVISE, HAND, POLICY, SEE, Town, load, stories};

/// The courier gets the telephone number too.
fn wider() -> Arc<Policy> {
    let text = POLICY
        .replace("version: 1.0.0", "version: 2.0.0")
        .replace(
            "courier may receive identity.name for",
            "courier may receive identity.name, contact.phone for",
        )
        .replace("courier may never receive contact.phone\n", "")
        .replace(", never your telephone number.", " and your telephone number.");
    load(&text)
}

/// The words stand in another order, so every small number behind them is another.
fn reordered() -> Arc<Policy> {
    let text = POLICY
        .replace("version: 1.0.0", "version: 3.0.0")
        .replace("data identity: name\ndata contact: phone\n", "data contact: phone\ndata identity: name\n")
        .replace(
            "courier may receive identity.name for",
            "courier may receive identity.name, contact.phone for",
        )
        .replace("courier may never receive contact.phone\n", "")
        .replace("inside customer, shop, advisor", "inside advisor, shop, customer");
    load(&text)
}

/// Nobody but the shop and the customer gets the name.
fn narrower() -> Arc<Policy> {
    let text = POLICY
        .replace("version: 1.0.0", "version: 2.0.0")
        .replace("courier may receive identity.name for order.deliver as contract if agreement\n", "")
        .replace("courier may never receive contact.phone", "courier may never receive personal but ledger\ncourier may receive ledger for rights as contract if agreement");
    load(&text)
}

fn first(widened: bool) -> [Earlier; 1] {
    [Earlier { version: "1.0.0".to_owned(), policy: Some(load(POLICY)), widened }]
}

async fn courier_gets(town: &Town, order: bool) -> (bool, bool) {
    let mut ask = Ask::new(&HAND, Actor::Shop, town.ada).recipient("Swift");
    if order {
        ask = ask.order(town.ada, "LS-1");
    }
    let (pass, (name, phone)) = town.ask(ask).await.unwrap();
    (pass.open(&name).unwrap().is_some(), pass.open(&phone).unwrap().is_some())
}

stories! {
    async fn a_wider_page_waits_for_the_customers_agreement(town: Town) {
        town.agree().await;
        town.gate.follow(&first(true), wider()).unwrap();
        assert_eq!(courier_gets(&town, false).await, (true, false));
        town.meddle("UPDATE customer SET agreed_version = '2.0.0'").await;
        assert_eq!(courier_gets(&town, false).await, (true, true));
        let lines = town.ledger().await.lines;
        let handed: Vec<_> = lines.iter().filter(|line| line.entry.kind == Kind::HandedOver).map(|line| line.entry.leaves.len()).collect();
        assert_eq!(handed, [1, 2]);
        assert_eq!(lines.last().unwrap().entry.policy_version, "2.0.0");
    }

    async fn whoever_comes_under_the_wider_page_stands_under_it_at_once(town: Town) {
        town.agree().await;
        town.gate.follow(&first(true), wider()).unwrap();
        town.meddle("UPDATE customer SET policy_version = '2.0.0'").await;
        assert_eq!(courier_gets(&town, false).await, (true, true));
    }

    async fn an_order_placed_under_the_wider_page_stands_under_it(town: Town) {
        town.agree().await;
        town.gate.follow(&first(true), wider()).unwrap();
        town.meddle("INSERT INTO orders (customer_id, order_id, number, state, payment_state, fulfilment_state, placed_at,
            total_minor, currency, service, policy_version)
            SELECT customer_id, customer_id, 'LS-1', 'open', 'paid', 'waiting', 1, 1, 'GBP', 'standard', '2.0.0' FROM customer").await;
        assert_eq!(courier_gets(&town, true).await, (true, true));
        assert_eq!(courier_gets(&town, false).await, (true, false));
    }

    async fn editions_are_compared_by_their_words_and_not_by_the_numbers_behind_them(town: Town) {
        town.agree().await;
        town.gate.follow(&first(true), reordered()).unwrap();
        assert_eq!(courier_gets(&town, false).await, (true, false));
        let handed = town.lines().await;
        assert_eq!(handed.iter().find(|(kind, ..)| *kind == Kind::HandedOver).unwrap().2, ["identity.name"]);
    }

    async fn a_narrower_page_holds_at_once_for_everybody(town: Town) {
        town.agree().await;
        assert_eq!(courier_gets(&town, false).await, (true, false));
        town.gate.follow(&first(false), narrower()).unwrap();
        let refused = town.ask(Ask::new(&HAND, Actor::Shop, town.ada)).await;
        assert!(matches!(refused, Err(Stop::Refused(refusal)) if refusal.earlier_version.is_none()));
    }

    async fn what_a_narrower_page_took_away_comes_back_only_by_agreement(town: Town) {
        town.agree().await;
        let [one] = first(false);
        let two = Earlier { version: "2.0.0".to_owned(), policy: Some(narrower()), widened: true };
        town.gate.follow(&[one, two], reordered()).unwrap();
        let refused = town.ask(Ask::new(&HAND, Actor::Shop, town.ada)).await;
        let Err(Stop::Refused(refusal)) = refused else { panic!("not refused") };
        assert_eq!(refusal.earlier_version.as_deref(), Some("2.0.0"));
        assert!(refusal.missing.iter().any(|words| words.contains("agreement to version 3.0.0")), "{:?}", refusal.missing);
        let lines = town.ledger().await.lines;
        let line = &lines.iter().find(|line| line.entry.kind == Kind::Refused).unwrap().entry;
        assert_eq!((line.policy_version.as_str(), &line.policy_hash), ("2.0.0", &narrower().hash_hex()));
        town.meddle("UPDATE customer SET agreed_version = '3.0.0'").await;
        assert_eq!(courier_gets(&town, false).await, (true, true));
    }

    async fn an_edition_that_cannot_be_read_any_more_allows_nothing(town: Town) {
        town.agree().await;
        let lost = Earlier { version: "1.0.0".to_owned(), policy: None, widened: true };
        town.gate.follow(&[lost], wider()).unwrap();
        assert!(matches!(town.ask(Ask::new(&HAND, Actor::Shop, town.ada)).await, Err(Stop::Refused(_))));
    }

    async fn a_version_that_nobody_knows_counts_as_the_oldest(town: Town) {
        town.agree().await;
        town.meddle("UPDATE customer SET policy_version = 'lost'").await;
        town.gate.follow(&first(true), wider()).unwrap();
        assert_eq!(courier_gets(&town, false).await, (true, false));
    }

    async fn what_a_customer_does_themselves_needs_no_earlier_pages_leave(town: Town) {
        let silent = load(&POLICY.replace("customer may see, change, erase identity, contact, ledger", "customer may see, change, erase identity, ledger"));
        let earlier = Earlier { version: "1.0.0".to_owned(), policy: Some(silent), widened: true };
        town.gate.follow(&[earlier], wider()).unwrap();
        let (pass, (name, phone)) = town.ask(Ask::new(&SEE, town.as_ada(), town.ada)).await.unwrap();
        assert!(pass.open(&name).unwrap().is_some() && pass.open(&phone).unwrap().is_some());
        town.take(store::Id::new(&town.clock, &town.dice), "Eve Elster", "+44 20 7946 0002").await;
    }

    async fn a_page_that_lacks_a_word_of_the_code_refuses_what_uses_it_and_nothing_else(town: Town) {
        let lacking = load(&POLICY.replace("advisor may see identity.name for rights as contract if asked\n", "").replace("inside customer, shop, advisor", "inside customer, shop").replace("fact signed-in, asked,", "fact signed-in,"));
        town.gate.follow(&[], lacking).unwrap();
        assert!(matches!(town.ask(Ask::new(&ADVISE, town.as_advisor(), town.ada)).await, Err(Stop::Refused(_))));
        town.ask(Ask::new(&SEE, town.as_ada(), town.ada)).await.unwrap();
    }

    async fn a_page_that_lacks_a_word_of_a_column_changes_nothing(town: Town) {
        let lacking = load(&POLICY.replace("contact.phone", "contact.mobile").replace("data contact: phone", "data contact: mobile").replace("1.0.0", "3.0.0"));
        assert!(matches!(town.gate.follow(&first(true), lacking), Err(Fault::Undeclared("contact.phone", _))));
        assert_eq!(town.gate.policy().version(), "1.0.0");
        town.ask(Ask::new(&SEE, town.as_ada(), town.ada)).await.unwrap();
    }

    async fn a_change_while_questions_are_asked_leaves_every_line_under_one_page(town: Town) {
        town.agree().await;
        town.meddle("UPDATE customer SET policy_version = '2.0.0'").await;
        let asks = (0..12).map(|turn| {
            let (gate, town) = (&town.gate, &town);
            async move {
                if turn == 5 {
                    gate.follow(&first(true), wider()).unwrap();
                }
                town.ask(Ask::new(&HAND, Actor::Shop, town.ada)).await.unwrap();
            }
        });
        futures_util::future::join_all(asks).await;
        for line in town.ledger().await.lines.iter().filter(|line| line.entry.kind == Kind::HandedOver) {
            let leaves = if line.entry.policy_version == "1.0.0" { 1 } else { 2 };
            assert_eq!(line.entry.leaves.len(), leaves);
        }
    }

    async fn one_edition_in_force_costs_no_query_for_the_person(town: Town) {
        // Without the column every query for it would fail.
        town.agree().await;
        town.meddle("ALTER TABLE customer DROP COLUMN agreed_version").await;
        assert_eq!(courier_gets(&town, false).await, (true, false));
        town.gate.follow(&first(true), wider()).unwrap();
        assert!(matches!(town.ask(Ask::new(&HAND, Actor::Shop, town.ada)).await, Err(Stop::Fault(_))));
    }
}
