//! The table of cookies: each with its kind, how long it lasts, the choice it waits for and what it is for.

use policy::{CookieRule, Permission, Policy, Verb};
use serde_json::{Value, json};

use super::{json::each, names::Names};

/// What the field `format` says.
const FORM: &str = "cloakroom-cookies/1";

pub(super) fn table(policy: &Policy) -> Value {
    json!({
        "format": FORM,
        "version": policy.version(),
        "effective": policy.document().effective,
        "cookies": each(policy.cookies(), |cookie| row(policy, cookie)),
    })
}

fn row(policy: &Policy, cookie: &CookieRule) -> Value {
    let may: Vec<&Permission> = permissions(policy, cookie).collect();
    let purposes = Names(policy).purposes(may.iter().fold(0, |all, may| all | may.block.purposes));
    let asked = may.iter().fold(0, |all, may| all | may.when.facts());
    let choices: Vec<&str> =
        Names(policy).facts(asked).into_iter().filter(|fact| policy.choice(fact).is_some()).collect();
    json!({
        "name": cookie.name,
        "kind": cookie.kind,
        "lasts": cookie.lasts.to_string(),
        "lasts_seconds": cookie.lasts.to_seconds(),
        "paragraph": cookie.paragraph,
        "choices": choices,
        "without_choice": choices.is_empty(),
        "purposes": purposes,
        "for": purposes.iter().map(|name| policy.purpose_words(name)).collect::<Vec<_>>(),
    })
}

/// What allows the shop to set it: permissions of a party inside to take in cookies of its kind.
fn permissions<'p>(policy: &'p Policy, cookie: &CookieRule) -> impl Iterator<Item = &'p Permission> {
    let data = policy.leaves(&format!("cookie.{}", cookie.kind)).unwrap_or_default().bits();
    let inside = policy
        .parties()
        .filter(|party| policy.is_inside(*party))
        .fold(0, |all, party| all | 1u64 << party.number());
    policy.rules().permissions.iter().filter(move |may| {
        let block = may.block;
        block.data & data != 0 && block.verbs >> Verb::Collect as u8 & 1 == 1 && block.parties & inside != 0
    })
}
