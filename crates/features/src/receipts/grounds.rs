//! What a yes allows, read off the policy's rules: for which purposes, which data, by whom.

use policy::{Mask, Policy, Verb};
use serde_json::{Value, json};

/// Everything in the policy that hangs on a fact, in the policy's words and names.
#[derive(Default)]
pub(super) struct Allowed {
    purposes: Vec<(String, String)>,
    data: Vec<(String, String)>,
    parties: Vec<(String, String)>,
}

impl Allowed {
    /// What hangs on that fact or choice.
    pub(super) fn by(policy: &Policy, fact: &str) -> Allowed {
        let mut allowed = Allowed::default();
        let (Some(fact), Some(personal)) = (policy.fact(fact), policy.leaves("personal")) else {
            return allowed;
        };
        for purpose in policy.purposes() {
            for party in policy.parties() {
                let hangs = |data: Mask| {
                    let mut verbs = Verb::ALL.into_iter();
                    verbs.any(|verb| policy.facts_that_matter(party, verb, purpose, data).contains(fact))
                };
                if !hangs(personal) {
                    continue;
                }
                let name = policy.purpose_name(purpose);
                add(&mut allowed.purposes, name, policy.purpose_words(name));
                add(&mut allowed.parties, policy.party_name(party), policy.party_words(party));
                for leaf in personal.iter().filter(|leaf| hangs(Mask::EMPTY.with(*leaf))) {
                    let name = policy.leaf_name(leaf);
                    add(&mut allowed.data, name, policy.leaf_words(name));
                }
            }
        }
        allowed
    }

    /// The same in terms of the Data Privacy Vocabulary.
    pub(super) fn process(&self) -> Value {
        json!({
            "@type": "dpv:Process",
            "dpv:hasPurpose": terms("dpv:Purpose", &self.purposes),
            "dpv:hasPersonalData": terms("dpv:PersonalData", &self.data),
            "dpv:hasRecipient": terms("dpv:Recipient", &self.parties),
        })
    }
}

fn add(to: &mut Vec<(String, String)>, name: &str, words: String) {
    if !to.iter().any(|(known, _)| known == name) {
        to.push((name.to_owned(), words));
    }
}

fn terms(kind: &str, of: &[(String, String)]) -> Vec<Value> {
    of.iter()
        .map(|(name, words)| json!({ "@type": kind, "dct:identifier": name, "dct:title": words }))
        .collect()
}
