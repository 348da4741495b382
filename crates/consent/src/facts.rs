//! One function for each fact, and the set of those that hold in a situation.

use policy::{Facts, Policy};
use store::{Error, Id, Time, Tx, sql};

use crate::{agreements, choices, clearance, legal_orders, objections, requests};

/// The facts this server can compute; choices come on top, one for each `choice` rule of the policy.
pub const KNOWN: [&str; 8] =
    ["signed-in", "asked", "cleared", "agreement", "legal-order", "order-open", "account-open", "objected"];

/// The situation that facts are asked about.
#[derive(Clone, Debug)]
pub struct Question {
    /// Whose values are concerned.
    pub customer: Id,
    /// Whether the one asking has proven to be that customer (a session, or the secret of a guest's receipt).
    pub signed_in: bool,
    /// The party of the policy that would act or receive.
    pub party: String,
    /// The purpose, as the policy names it.
    pub purpose: String,
    /// The order concerned, if there is one.
    pub order: Option<Id>,
    /// Now, by the server's clock.
    pub now: Time,
}

/// The facts and choices that a policy uses and that nothing here computes; empty for a policy that can be served.
pub fn unknown_facts(policy: &Policy) -> Vec<String> {
    policy
        .fact_names()
        .filter(|name| !KNOWN.contains(name) && policy.choice(name).is_none())
        .map(str::to_owned)
        .collect()
}

/// Those of the wanted facts that hold now. Only the wanted ones are looked up: each costs a query.
pub async fn facts(tx: &mut Tx, policy: &Policy, wanted: Facts, question: &Question) -> Result<Facts, Error> {
    let mut held = Facts::EMPTY;
    for fact in wanted.iter() {
        if answer(tx, policy, policy.fact_name(fact), question).await? {
            held = held.with(fact);
        }
    }
    Ok(held)
}

async fn answer(tx: &mut Tx, policy: &Policy, name: &str, q: &Question) -> Result<bool, Error> {
    match name {
        "signed-in" => Ok(q.signed_in),
        "asked" => requests::is_open(tx, q.customer, &q.party).await,
        "cleared" => clearance::is_cleared(tx, q.customer, q.now).await,
        "agreement" => agreements::in_date(tx, &q.party, q.now).await,
        "order-open" => order_is_open(tx, q.customer, q.order).await,
        "account-open" => account_is_open(tx, q.customer).await,
        "objected" => objections::objected(tx, q.customer, &q.purpose).await,
        "legal-order" => legal_orders::in_force(tx, q.customer, q.now).await,
        choice => match policy.choice(choice) {
            Some(declared) => choices::is_on(tx, q.customer, &declared.name, declared.starts_on).await,
            None => Ok(false),
        },
    }
}

const ORDER_OPEN: &str =
    "SELECT 1 FROM orders WHERE customer_id = $1 AND order_id = $2 AND closed_at IS NULL";

async fn order_is_open(tx: &mut Tx, customer: Id, order: Option<Id>) -> Result<bool, Error> {
    let Some(order) = order else { return Ok(false) };
    Ok(tx.row(sql!(ORDER_OPEN, customer, order)).await?.is_some())
}

/// Somebody without an account counts as long as an order of theirs is open: their name and address have to last as long.
const ACCOUNT_OPEN: &str =
    "SELECT 1 FROM customer WHERE customer_id = $1 AND kind = 'account' AND state IN ('unverified', 'active')
    UNION SELECT 1 FROM orders WHERE customer_id = $2 AND closed_at IS NULL";

async fn account_is_open(tx: &mut Tx, customer: Id) -> Result<bool, Error> {
    Ok(tx.row(sql!(ACCOUNT_OPEN, customer, customer)).await?.is_some())
}
