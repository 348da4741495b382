//! The certificate of erasure: which keys were destroyed in which stores, when and under which paragraph, until when a copy of
//! the key store may hold them, and what stays. Signed by the shop, given to the person, and kept nowhere.

use gate::{BACKUPS_OF_KEYS_LIVE_DAYS, Class, Destroyed, after};
use policy::{Policy, Then};
use serde_json::{Value, json};
use store::{Id, Time};
use web::Stop;

use super::held;
use crate::{receipts, shop::Shop};

/// Its name as a file.
pub const FILE: &str = "certificate-of-erasure.json";
/// What kind of file it is.
pub const KIND: &str = "application/ld+json";

/// What was done for somebody.
pub struct Done<'d> {
    /// Whose account it was.
    pub customer: Id,
    /// When.
    pub at: Time,
    /// Which keys are gone.
    pub destroyed: &'d [Destroyed],
    /// Classes whose keys have still to go, and what they wait for.
    pub waits: &'d [(Class, &'static str)],
    /// When they ordered last, if ever.
    pub last_order: Option<Time>,
}

/// The certificate, signed; it names nobody.
pub fn signed(shop: &Shop, done: &Done<'_>) -> Value {
    let (house, policy) = (&shop.house, shop.house.policy());
    let document = json!({
        "@context": ["https://w3id.org/security/data-integrity/v2", { "cloakroom": "urn:cloakroom:" }],
        "@type": "cloakroom:CertificateOfErasure",
        "format": "cloakroom-erasure-1",
        "shop": { "title": house.setup.title, "address": house.setup.base_url },
        "policy": { "version": policy.version(), "sha256": policy.hash_hex() },
        "account": done.customer.to_string(),
        "at": moment(done.at),
        "destroyed": done.destroyed.iter().map(destroyed).collect::<Vec<_>>(),
        "stores": stores(done.at),
        "waits": done.waits.iter().map(|(class, why)| json!({ "class": class.name(), "what": words(*class), "until": why })).collect::<Vec<_>>(),
        "remains": remains(&policy, done),
    });
    receipts::signed(house, document, &moment(done.at))
}

fn destroyed(one: &Destroyed) -> Value {
    json!({
        "class": one.class.name(),
        "what": words(one.class),
        "key": web::hex(&one.id),
        "paragraph": one.paragraph,
    })
}

/// What a class holds, for people.
pub fn words(class: Class) -> &'static str {
    match class {
        Class::Account => "Name, e-mail address, telephone number, password and address book",
        Class::Orders => "What was ordered and paid",
        Class::Contact => "Name, address and telephone number on every order",
        Class::Clearance => "The age question and what belonged to it",
        Class::Basket => "Basket and wish list",
        Class::Cards => "Saved cards, here and at our payment partner",
        Class::Care => "Requests and complaints",
        Class::Ledger => "The record of uses",
    }
}

fn stores(at: Time) -> Value {
    json!([
        { "store": "keys", "done": "the keys are destroyed", "at": moment(at) },
        { "store": "data", "done": "the rows and every way in are removed", "at": moment(at) },
        {
            "store": "copies of keys",
            "done": "are deleted by then; a restored copy destroys these keys again before the shop opens",
            "at": moment(at.plus_days(BACKUPS_OF_KEYS_LIVE_DAYS)),
        },
        { "store": "copies of data", "done": "hold values that no key opens; a restored copy removes them before the shop opens", "at": moment(at) },
    ])
}

/// What stays, why, and until when.
fn remains(policy: &Policy, done: &Done<'_>) -> Vec<Value> {
    let orders = done
        .last_order
        .and_then(|at| held_back(policy, "orders.items", "Orders, naming nobody", "tax law asks for it", at));
    let record = held_back(
        policy,
        "ledger",
        "The record of uses; after that, numbers that name nobody",
        "so that what was done can be proved",
        done.at,
    );
    orders.into_iter().chain(record).collect()
}

fn held_back(policy: &Policy, leaf: &str, what: &str, why: &str, since: Time) -> Option<Value> {
    let keep = policy.leaf(leaf).and_then(|leaf| policy.keep(leaf))?;
    Some(json!({
        "what": what,
        "why": why,
        "kept": held::in_words(policy, leaf),
        "until": moment(after(since, keep.span()?)),
        "then": match keep.then { Then::Erase => "destroyed", Then::Anonymise => "names nobody" },
        "paragraph": keep.paragraph,
    }))
}

fn moment(at: Time) -> String {
    jiff::Timestamp::from_microsecond(at.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_string()
}

/// The address of a file that travels inside the page: nothing has to be kept to hand it over.
pub fn address(text: &str) -> String {
    let coded = text.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    });
    format!("data:{KIND},{}", coded.collect::<String>())
}

/// The text of a certificate.
///
/// # Errors
/// None that can come of what [`signed`] makes.
pub fn text(certificate: &Value) -> Result<String, Stop> {
    serde_json::to_string_pretty(certificate).map_err(Stop::fault)
}
