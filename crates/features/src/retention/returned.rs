//! Rows that came back with an older copy of the data store, of people and classes that had been erased since: they go again,
//! with every way in that leads to them, before the shop opens. Their keys are gone already, so nothing in them opens.
//!
//! Whole sets at a time, because a copy of a month ago may bring back thousands; all of them in one commit.

use gate::Class;
use store::{Error, Store, Time, Tx, sql, work};

/// Whose values of that class came back.
macro_rules! whose {
    ($class:literal) => {
        concat!(
            "customer_id IN (SELECT customer_id FROM erasure WHERE class = '",
            $class,
            "' AND rows_gone_at IS NULL)"
        )
    };
}

/// For one class: what belongs to it.
const OF_CLASS: [(Class, &[&str]); 8] = [
    (Class::Account, &ACCOUNT),
    (Class::Contact, &CONTACT),
    (Class::Orders, &ORDERS),
    (Class::Basket, &[concat!("DELETE FROM basket WHERE ", whose!("basket"))]),
    (Class::Care, &[concat!("DELETE FROM request WHERE ", whose!("care"))]),
    (Class::Cards, &[concat!("DELETE FROM card WHERE ", whose!("cards"))]),
    (
        Class::Clearance,
        &[concat!(
            "DELETE FROM clearance WHERE (birth_date IS NOT NULL OR guardian IS NOT NULL) AND ",
            whose!("clearance")
        )],
    ),
    (Class::Ledger, &[concat!("DELETE FROM customer WHERE state = 'closed' AND ", whose!("ledger"))]),
];

/// An account that was closed is closed again, from the moment at which it was.
const ACCOUNT: [&str; 15] = [
    concat!("UPDATE customer SET state = 'closed', version = version + 1, name = NULL, email = NULL, new_email = NULL, phone = NULL, password = NULL,
     closed_at = (SELECT e.at FROM erasure e WHERE e.customer_id = customer.customer_id AND e.class = 'account') WHERE kind = 'account' AND state <> 'closed' AND ", whose!("account")),
    concat!("UPDATE customer SET name = NULL, email = NULL, new_email = NULL, phone = NULL, password = NULL WHERE ", whose!("account")),
    concat!("DELETE FROM blind_index WHERE kind = 'email' AND ", whose!("account")),
    concat!("DELETE FROM session WHERE ", whose!("account")),
    concat!("DELETE FROM handle WHERE ", whose!("account")),
    concat!("DELETE FROM address WHERE ", whose!("account")),
    concat!("DELETE FROM choice WHERE ", whose!("account")),
    concat!("DELETE FROM choice_event WHERE ", whose!("account")),
    concat!("DELETE FROM objection WHERE ", whose!("account")),
    concat!("DELETE FROM edition_told WHERE ", whose!("account")),
    concat!("DELETE FROM edition_agreed WHERE ", whose!("account")),
    concat!("DELETE FROM message WHERE ", whose!("account")),
    concat!("DELETE FROM outbox WHERE kind NOT IN ('order-placed', 'order-status', 'order-link')
     AND ", whose!("account")),
    concat!("UPDATE card SET state = 'removing' WHERE ", whose!("account")),
    concat!("DELETE FROM checkout WHERE state = 'open' AND ", whose!("account")),
];

const CONTACT: [&str; 5] = [
    concat!(
        "UPDATE orders SET name = NULL, email = NULL, phone = NULL, shipping = NULL, billing = NULL WHERE ",
        whose!("order-contact")
    ),
    concat!(
        "UPDATE checkout SET name = NULL, email = NULL, phone = NULL, home = NULL, shipping = NULL, billing = NULL WHERE ",
        whose!("order-contact")
    ),
    concat!("DELETE FROM message WHERE ", whose!("order-contact")),
    concat!("DELETE FROM outbox WHERE ", whose!("order-contact")),
    concat!("DELETE FROM blind_index WHERE kind = 'order' AND ", whose!("order-contact")),
];

const ORDERS: [&str; 6] = [
    concat!("UPDATE orders SET items = NULL, payment = NULL, delivery = NULL WHERE ", whose!("orders")),
    concat!("DELETE FROM checkout WHERE ", whose!("orders")),
    concat!("DELETE FROM order_number WHERE ", whose!("orders")),
    concat!("DELETE FROM payment_ref WHERE ", whose!("orders")),
    concat!("DELETE FROM courier_ref WHERE ", whose!("orders")),
    concat!("UPDATE shipment SET courier_ref = NULL, tracking = NULL WHERE ", whose!("orders")),
];

/// Who lost every class and never ordered: nothing of them stays.
macro_rules! of_nobody {
    ($($table:literal),+) => {
        [$(concat!("DELETE FROM ", $table, " WHERE customer_id IN (SELECT e.customer_id FROM erasure e
            WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = e.customer_id)
            GROUP BY e.customer_id HAVING COUNT(*) >= $1 AND COUNT(e.rows_gone_at) < COUNT(*))")),+]
    };
}

const NOBODY: [&str; 20] = of_nobody!(
    "blind_index",
    "clearance",
    "choice",
    "choice_event",
    "objection",
    "request",
    "basket",
    "address",
    "card",
    "checkout",
    "payment",
    "payment_ref",
    "message",
    "outbox",
    "session",
    "handle",
    "due",
    "edition_told",
    "edition_agreed",
    "ledger"
);
const NOBODY_AT_ALL: [&str; 1] = of_nobody!("customer");

const PENDING: &str = "SELECT COUNT(*) FROM erasure WHERE rows_gone_at IS NULL";
const DONE: &str = "UPDATE erasure SET rows_gone_at = $1 WHERE rows_gone_at IS NULL";

/// Removes whatever came back of what was erased; says of how many classes of people.
///
/// # Errors
/// The store is away; then nothing was removed.
pub async fn remove(data: &Store, now: Time) -> Result<i64, Error> {
    let pending = data
        .read(work!(|tx| -> Result<i64, Error> {
            tx.row(sql!(PENDING)).await?.map_or(Ok(0), |mut row| row.take(0))
        }))
        .await?;
    if pending > 0 {
        data.write(work!(|tx| [now] -> Result<(), Error> { everything(tx, now) })).await?;
        data.checkpoint().await?;
    }
    Ok(pending)
}

fn everything(tx: &mut Tx, now: Time) -> Result<(), Error> {
    for text in OF_CLASS.into_iter().flat_map(|(_, texts)| texts) {
        tx.put(sql!(text))?;
    }
    let classes = i64::try_from(Class::ALL.len()).unwrap_or(i64::MAX);
    NOBODY.into_iter().chain(NOBODY_AT_ALL).try_for_each(|text| tx.put(sql!(text, classes)))?;
    tx.put(sql!(DONE, now))
}

#[cfg(test)]
mod tests {
    use gate::Class;

    use super::OF_CLASS;

    #[test]
    fn every_class_has_its_rows_and_looks_for_its_own_name() {
        for class in Class::ALL {
            let (_, texts) =
                OF_CLASS.iter().find(|(other, _)| *other == class).expect("a class without rows");
            let named = format!("class = '{}'", class.name());
            assert!(texts.iter().all(|text| text.contains(&named)), "{named}");
        }
    }
}
