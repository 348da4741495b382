//! The policy for Fides: the shop and each party outside as a system, with a privacy declaration for each permission it
//! has and each purpose of it. Written as JSON, which is YAML too.

use policy::{Mask, Party, Permission, Policy, Purpose, Sort};
use serde_json::{Value, json};

use super::{Publisher, names::verbs};

/// The manifest.
pub(super) fn manifest(policy: &Policy, publisher: &Publisher) -> Value {
    let outside = policy.parties().filter(|party| !policy.is_inside(*party));
    let systems = std::iter::once(shop(policy, publisher))
        .chain(outside.map(|party| system(policy, publisher, &policy.party_words(party), &[party])));
    json!({ "system": systems.collect::<Value>() })
}

/// Everybody inside works on one system: the shop. What customers do with their own data there is the shop's doing.
fn shop(policy: &Policy, publisher: &Publisher) -> Value {
    let inside: Vec<Party> = policy.parties().filter(|party| policy.is_inside(*party)).collect();
    system(policy, publisher, "shop", &inside)
}

fn system(policy: &Policy, publisher: &Publisher, words: &str, parties: &[Party]) -> Value {
    let bits = parties.iter().fold(0, |all, party| all | 1u64 << party.number());
    let outside = parties.iter().find(|party| !policy.is_inside(**party));
    let personal = policy.personal().bits();
    let mays = policy.rules().permissions.iter();
    let mays = mays.filter(|may| may.block.parties & bits != 0 && may.block.data & personal != 0);
    let declarations: Vec<Value> = mays.flat_map(|may| declared(policy, may, bits)).collect();
    let key = outside.map_or("shop", |party| policy.party_name(*party));
    json!({
        "fides_key": key,
        "name": if key == "shop" { publisher.shop.clone() } else { words.to_owned() },
        "description": outside.and_then(|party| policy.kind(*party)).map_or_else(
            || "The shop and everybody who works in it".to_owned(),
            |kind| format!("Outside the shop, as a {kind}"),
        ),
        "system_type": if outside.is_some() { "Third Party" } else { "Application" },
        "privacy_policy": publisher.page,
        "processes_personal_data": !declarations.is_empty(),
        "privacy_declarations": declarations,
    })
}

/// One declaration for each purpose of a permission.
fn declared(policy: &Policy, may: &Permission, parties: u64) -> Vec<Value> {
    let purposes = policy.purposes().filter(|purpose| may.block.purposes >> purpose.number() & 1 == 1);
    purposes.map(|purpose| declaration(policy, may, purpose, parties)).collect()
}

fn declaration(policy: &Policy, may: &Permission, purpose: Purpose, parties: u64) -> Value {
    let data = Mask::from_bits(may.block.data) & policy.personal();
    let (clause, name) = (policy.clause_of(may.rule), policy.purpose_name(purpose));
    let mut categories: Vec<&str> =
        data.iter().filter_map(|leaf| policy.fides(Sort::Data, policy.leaf_name(leaf))).collect();
    categories.sort_unstable();
    categories.dedup();
    let who = policy.parties().filter(|party| may.block.parties & parties >> party.number() & 1 == 1);
    let mut kept: Vec<String> = data.iter().map(|leaf| policy.keep_words(leaf)).collect();
    kept.dedup();
    json!({
        "name": format!("Paragraph {}, rule {}, {name}", clause.paragraph, may.rule),
        "data_use": policy.fides(Sort::Purpose, name).unwrap_or("essential.service"),
        "data_categories": categories,
        "data_subjects": ["customer"],
        "legal_basis_for_processing":
            may.ground.and_then(|ground| policy.fides(Sort::Ground, ground.word())),
        "flexible_legal_basis_for_processing": false,
        "retention_period": kept.join("; "),
        "features": who
            .map(|party| format!("{}: {}", policy.party_words(party), verbs(may.block.verbs).join(", ")))
            .collect::<Vec<_>>(),
    })
}
