//! What is allowed, purpose by purpose.

use policy::{Mask, Party, Permission, Policy, Purpose, Verb};

use super::{named, when};

/// A purpose and who may do what for it.
pub(super) struct PurposeShown {
    pub name: String,
    pub words: String,
    pub rows: Vec<Row>,
}

/// One party under one rule.
pub(super) struct Row {
    pub party: String,
    pub words: String,
    pub outside: bool,
    pub verbs: String,
    pub data: Vec<String>,
    pub when: String,
    pub ground: String,
    pub paragraph: String,
}

/// Every purpose for which anybody may do anything.
pub(super) fn purposes(policy: &Policy) -> Vec<PurposeShown> {
    let shown = policy.purposes().map(|purpose| PurposeShown {
        name: policy.purpose_name(purpose).to_owned(),
        words: policy.purpose_words(policy.purpose_name(purpose)),
        rows: policy.parties().flat_map(|party| rows(policy, party, purpose)).collect(),
    });
    shown.filter(|purpose| !purpose.rows.is_empty()).collect()
}

fn rows(policy: &Policy, party: Party, purpose: Purpose) -> Vec<Row> {
    let rules = policy.rules().permissions.iter();
    rules.flat_map(|may| by_data(policy, may, party, purpose)).collect()
}

/// The verbs with the same data together: a law may narrow one of them and leave another.
fn by_data(policy: &Policy, may: &Permission, party: Party, purpose: Purpose) -> Vec<Row> {
    let mut found: Vec<(Mask, Vec<&str>)> = Vec::new();
    for verb in Verb::ALL {
        if !may.block.covers(party.number(), verb, purpose.number()) {
            continue;
        }
        let data = policy.ever(party, verb, purpose) & Mask::from_bits(may.block.data);
        match found.iter_mut().find(|(known, _)| *known == data) {
            Some((_, verbs)) => verbs.push(verb.word()),
            None => found.push((data, vec![verb.word()])),
        }
    }
    let some = found.into_iter().filter(|(data, _)| !data.is_empty());
    some.map(|(data, verbs)| row(policy, may, party, data, &verbs)).collect()
}

fn row(policy: &Policy, may: &Permission, party: Party, data: Mask, verbs: &[&str]) -> Row {
    Row {
        party: policy.party_name(party).to_owned(),
        words: policy.party_words(party),
        outside: !policy.is_inside(party),
        verbs: verbs.join(", "),
        data: named(policy, data),
        when: when(policy, &may.when),
        ground: may.ground.map(|ground| ground.to_string()).unwrap_or_default(),
        paragraph: policy.clause_of(may.rule).paragraph.clone(),
    }
}
