//! What belongs to a person: every table in which a customer's number stands, and with the keys of which class its rows go. Closing
//! an account, forgetting somebody of whom nothing stays, and an older copy that comes back all read this one list.

use gate::Class;
use store::{Error, Id, Tx, sql};

/// Something that is done to rows when a class of somebody's values is erased.
struct Deed {
    /// The name of the class.
    class: &'static str,
    /// Does it to one person's rows.
    of_one: &'static str,
    /// Does it to the rows of everybody whose values of the class an older copy brought back.
    of_returned: &'static str,
}

/// Rows that go when nothing of somebody stays, which is so of those who never ordered.
struct Whole {
    /// Removes one person's.
    of_one: &'static str,
    /// Removes those of everybody who lost every class, `$1` of them, and whom an older copy brought back.
    of_returned: &'static str,
}

/// For each class the deeds, with the condition that rows have to meet.
macro_rules! deeds {
    ($($class:literal: $($deed:literal $(if $only:literal)?),+;)+) => {
        &[$($(Deed {
            class: $class,
            of_one: concat!($deed, " WHERE customer_id = $1", $(" AND ", $only)?),
            of_returned: concat!(
                $deed,
                " WHERE customer_id IN (SELECT customer_id FROM erasure WHERE class = '",
                $class,
                "' AND rows_gone_at IS NULL)",
                $(" AND ", $only)?
            ),
        }),+),+]
    };
}

macro_rules! whole {
    ($($table:literal),+) => {
        &[$(Whole {
            of_one: concat!("DELETE FROM ", $table, " WHERE customer_id = $1"),
            of_returned: concat!("DELETE FROM ", $table, " WHERE customer_id IN (SELECT e.customer_id FROM erasure e
                WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = e.customer_id)
                GROUP BY e.customer_id HAVING COUNT(*) >= $1 AND COUNT(e.rows_gone_at) < COUNT(*))"),
        }),+]
    };
}

/// What goes with which class. Mails about an order go as long as its address is known. The row in `customer` is emptied by whoever closes the account, who notes when.
const WITH: &[Deed] = deeds! {
    "account":
        "DELETE FROM address",
        "DELETE FROM choice",
        "DELETE FROM choice_event",
        "DELETE FROM objection",
        "DELETE FROM clearance",
        "DELETE FROM edition_told",
        "DELETE FROM edition_agreed",
        "DELETE FROM watch",
        "DELETE FROM watch_mark",
        "DELETE FROM watch_hit",
        "DELETE FROM session",
        "DELETE FROM handle",
        "DELETE FROM message",
        "DELETE FROM outbox" if "kind NOT IN ('order-placed', 'order-status', 'order-link', 'payment-refunded')",
        "DELETE FROM checkout" if "state = 'open'";
    "basket":
        "DELETE FROM basket";
    "care":
        "DELETE FROM request";
    "clearance":
        "DELETE FROM clearance" if "(birth_date IS NOT NULL OR guardian IS NOT NULL)";
    "cards":
        "DELETE FROM card";
    "order-contact":
        "UPDATE orders SET name = NULL, email = NULL, phone = NULL, shipping = NULL, billing = NULL",
        "UPDATE checkout SET name = NULL, email = NULL, phone = NULL, home = NULL, shipping = NULL, billing = NULL",
        "DELETE FROM message",
        "DELETE FROM outbox" if "kind IN ('order-placed', 'order-status', 'order-link', 'payment-refunded')";
    "orders":
        "UPDATE orders SET items = NULL, payment = NULL, delivery = NULL",
        "DELETE FROM checkout",
        "DELETE FROM order_number",
        "DELETE FROM payment_ref",
        "UPDATE payment SET partner_ref = NULL",
        "DELETE FROM courier_ref",
        "UPDATE shipment SET courier_ref = NULL, tracking = NULL";
    "ledger":
        "DELETE FROM legal_order",
        "DELETE FROM payment_ref" if "payment_id IN (SELECT p.payment_id FROM payment p WHERE p.customer_id = payment_ref.customer_id AND p.order_id IS NULL)",
        "DELETE FROM payment" if "order_id IS NULL",
        "DELETE FROM due" if "kind NOT LIKE 'forget-%'",
        "DELETE FROM customer" if "state = 'closed'";
};

/// Ways in by a token, with the class of the value that it was made of. Whoever closes an account or forgets whom an order was for
/// takes away the one token; here are those that an older copy brought back.
const WAYS_IN: &[Deed] = deeds! {
    "account": "DELETE FROM blind_index" if "kind = 'email'";
    "order-contact": "DELETE FROM blind_index" if "kind = 'order'";
};

const WHOLE: &[Whole] = whole!(
    "address",
    "basket",
    "blind_index",
    "card",
    "checkout",
    "choice",
    "choice_event",
    "clearance",
    "due",
    "edition_agreed",
    "edition_told",
    "handle",
    "legal_order",
    "message",
    "objection",
    "outbox",
    "payment_ref",
    "payment",
    "request",
    "session",
    "watch",
    "watch_hit",
    "watch_mark",
    "customer"
);

/// The lines of the record, and which entries of the public log are theirs. Of somebody who left they stay, as numbers that no key
/// opens: so the chain can still be held against what the person kept of it.
const CHAIN: &[Whole] = whole!("ledger", "embargo", "log_entry", "log_waiting");

/// Removes what belongs to these classes of somebody's values.
///
/// # Errors
/// The store is away.
pub fn remove(tx: &mut Tx, customer: Id, classes: &[Class]) -> Result<(), Error> {
    let goes = |deed: &&Deed| classes.iter().any(|class| class.name() == deed.class);
    WITH.iter().filter(goes).try_for_each(|deed| tx.put(sql!(deed.of_one, customer)))
}

/// Removes every row about somebody of whom nothing is to stay. Orders they have none.
///
/// # Errors
/// The store is away.
pub fn remove_whole(tx: &mut Tx, customer: Id) -> Result<(), Error> {
    WHOLE.iter().chain(CHAIN).try_for_each(|rows| tx.put(sql!(rows.of_one, customer)))
}

/// Removes the lines of somebody of whom nothing stays, the last one too.
///
/// # Errors
/// The store is away.
pub fn remove_chain(tx: &mut Tx, customer: Id) -> Result<(), Error> {
    CHAIN.iter().try_for_each(|rows| tx.put(sql!(rows.of_one, customer)))
}

/// Removes what an older copy brought back, of everybody.
///
/// # Errors
/// The store is away.
pub fn remove_returned(tx: &mut Tx) -> Result<(), Error> {
    WITH.iter().chain(WAYS_IN).try_for_each(|deed| tx.put(sql!(deed.of_returned)))?;
    let classes = i64::try_from(Class::ALL.len()).unwrap_or(i64::MAX);
    WHOLE.iter().chain(CHAIN).try_for_each(|rows| tx.put(sql!(rows.of_returned, classes)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use store::{Engine, Error, Id, Sql, work};

    use super::{CHAIN, Class, Deed, WAYS_IN, WHOLE, WITH, Whole};
    use crate::{
        columns,
        testing::{self, Town, in_town},
    };

    /// Tables in which a customer's number stands and stays, and why.
    const STAYS: [(&str, &str); 8] = [
        (
            "orders",
            "the books: pieces, sums and dates, until the policy's term; then they still count it, and name nobody",
        ),
        ("order_event", "what happened to an order, and when; it names nobody"),
        ("shipment", "the same of a parcel; its numbers at the courier go with what was ordered"),
        ("fulfilment", "what has to be packed; gone as soon as it is packed"),
        ("order_number", "only who ordered has one; it goes with what was ordered"),
        ("courier_ref", "only who ordered has one; it goes with what was ordered"),
        ("erasure", "the tombstone itself, without which an older copy would bring everything back"),
        ("staff_opening", "whom somebody of the staff looked at within the hour; it guards everybody else"),
    ];

    /// The table that a deed is about.
    fn table(text: &str) -> &str {
        let rest = text.strip_prefix("DELETE FROM ").or_else(|| text.strip_prefix("UPDATE ")).unwrap();
        rest.split(' ').next().unwrap()
    }

    fn tables(whole: &[Whole]) -> BTreeSet<&'static str> {
        whole.iter().map(|rows| table(rows.of_one)).collect()
    }

    fn deeds() -> impl Iterator<Item = &'static Deed> {
        WITH.iter().chain(WAYS_IN)
    }

    in_town! {
        async fn every_table_with_a_customer_says_when_its_rows_go(town: Town) {
            let shape = town.shop.house.store().shape().await.unwrap();
            let there: BTreeSet<_> = shape.iter().filter(|found| found.column == "customer_id").map(|found| found.table.as_str()).collect();
            let stays: BTreeSet<_> = STAYS.into_iter().map(|(table, _)| table).collect();
            let goes: BTreeSet<_> = tables(WHOLE).into_iter().chain(tables(CHAIN)).collect();
            for table in &there {
                assert!(
                    goes.contains(table) || stays.contains(table),
                    "`{table}` has a customer's number, and nothing says when its rows go: add it to the lists of crates/features/src/retention/belongings.rs, or to those that stay, with the reason"
                );
            }
            for table in goes.union(&stays) {
                assert!(there.contains(table), "`{table}` is on the list of what belongs to a person, and is no table with a customer's number");
            }
            assert_eq!(goes.intersection(&stays).count(), 0, "a table either goes or stays");
        }
    }

    /// Statements that remove or empty rows, with the table of each.
    fn removals() -> impl Iterator<Item = (&'static str, &'static str)> {
        let with = deeds().flat_map(|deed| [deed.of_one, deed.of_returned]);
        let whole = WHOLE.iter().chain(CHAIN);
        with.chain(whole.flat_map(|rows| [rows.of_one, rows.of_returned])).map(|text| (table(text), text))
    }

    /// How SQLite finds the rows of a statement. What stands in a statement is a constant of the program, so the text that
    /// asks about it has to last as long.
    async fn plan(town: &Town, text: &'static str) -> Vec<String> {
        let asked: &'static str = format!("EXPLAIN QUERY PLAN {text}").leak();
        let read = town.shop.house.store().read(work!(|tx| -> Result<Vec<String>, Error> {
            let given =
                if asked.contains("$1") { vec![store::ToValue::to_value(&Id([7; 16]))] } else { Vec::new() };
            tx.rows(Sql::new(asked, given)).await?.into_iter().map(|mut row| row.take(3)).collect()
        }));
        read.await.unwrap()
    }

    #[test]
    fn whatever_is_removed_is_found_without_going_through_everybodys_rows() {
        testing::run(Engine::Sqlite, |town| async move {
            for (table, text) in removals() {
                let plan = plan(&town, text).await;
                let through_all = |step: &String| step.split(' ').take(2).eq(["SCAN", table]);
                assert!(
                    !plan.iter().any(through_all)
                        && plan.iter().any(|step| step.starts_with(&format!("SEARCH {table} "))),
                    "`{text}` goes through all of `{table}`, which takes minutes in a large shop: {plan:?}. Add an index on customer_id in migrations/"
                );
            }
        });
    }

    #[test]
    fn what_goes_when_nothing_stays_also_goes_with_some_class() {
        let with: BTreeSet<_> = deeds().map(|deed| table(deed.of_one)).collect();
        for table in tables(WHOLE) {
            assert!(with.contains(table), "`{table}` would stay for ever of somebody who ordered and left");
        }
    }

    #[test]
    fn every_sealed_value_goes_with_the_key_that_opens_it() {
        let left = columns::ALL.iter().filter(|column| column.table != "customer").filter(|column| {
            let mut of_column = WITH
                .iter()
                .filter(|deed| deed.class == column.class.name() && table(deed.of_one) == column.table);
            let emptied = format!("{} = NULL", column.name);
            !of_column.any(|deed| deed.of_one.starts_with("DELETE") || deed.of_one.contains(&emptied))
        });
        let left: Vec<_> = left.map(|column| (column.table, column.name)).collect();
        assert!(left.is_empty(), "values without a key would stay in their rows: {left:?}");
    }

    #[test]
    fn every_class_has_its_rows_and_every_deed_a_class() {
        for class in Class::ALL {
            assert!(WITH.iter().any(|deed| deed.class == class.name()), "nothing goes with {}", class.name());
        }
        for deed in deeds() {
            assert!(
                Class::ALL.iter().any(|class| class.name() == deed.class),
                "there is no class {}",
                deed.class
            );
        }
    }
}
