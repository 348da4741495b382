//! A line with every field in words and the sentences of the policy it was decided by, as its customer and the officer read it.

use std::sync::Arc;

use gate::{Entry, Kind};
use policy::Policy;
use web::{Stop, moment_in_words};

use super::sentences::{self, Words};
use crate::{editions, shop::Shop};

/// A line in words.
pub(crate) struct Told {
    /// What happened, as a sentence to the customer.
    pub(crate) sentence: String,
    /// Whether nothing was given.
    pub(crate) refused: bool,
    /// Field, words, and the word that the policy has for it.
    pub(crate) facts: Vec<(&'static str, String, String)>,
    /// Which kinds of data, with the policy's words for them.
    pub(crate) data: Vec<(String, String)>,
    /// The paragraphs that decided.
    pub(crate) paragraphs: Vec<Quoted>,
    /// The version of the policy it was decided by.
    pub(crate) version: String,
    /// Whether that version is in force.
    pub(crate) in_force: bool,
    /// Whether the paragraphs are of that version; else they are as they read today.
    pub(crate) then: bool,
}

/// A paragraph of the policy.
pub(crate) struct Quoted {
    /// Its number.
    pub(crate) number: String,
    /// Where it stands.
    pub(crate) href: String,
    /// What it says.
    pub(crate) text: String,
}

impl Told {
    /// The line in the words of the version that decided it, where this server can still read that one.
    pub(crate) async fn of(shop: &Shop, entry: &Entry) -> Result<Told, Stop> {
        let now = shop.house.policy();
        let in_force = entry.policy_hash == now.hash_hex();
        let then = if in_force { Some(Arc::clone(&now)) } else { version_of(shop, entry).await? };
        let policy = then.as_ref().unwrap_or(&now);
        let words = Words(policy);
        Ok(Told {
            sentence: words.sentence(entry),
            refused: entry.kind == Kind::Refused,
            facts: facts(&words, entry),
            data: entry.leaves.iter().map(|leaf| (policy.leaf_words(leaf), leaf.clone())).collect(),
            paragraphs: quoted(policy, entry, in_force || then.is_none()),
            version: entry.policy_version.clone(),
            then: then.is_some(),
            in_force,
        })
    }
}

async fn version_of(shop: &Shop, entry: &Entry) -> Result<Option<Arc<Policy>>, Stop> {
    let found = editions::desk::find(shop, &entry.policy_version).await?;
    let policy = found.and_then(|dossier| editions::desk::read_edition(shop, &dossier.edition).ok());
    Ok(policy.filter(|policy| policy.hash_hex() == entry.policy_hash))
}

fn facts(words: &Words<'_>, entry: &Entry) -> Vec<(&'static str, String, String)> {
    let none = String::new;
    let mut facts = vec![
        ("When", moment_in_words(store::Time(entry.at)), none()),
        ("What happened", kind_in_words(entry.kind).to_owned(), none()),
        ("Who", who_in_words(words, entry), entry.party.clone()),
        ("What for", words.0.purpose_words(&entry.purpose), entry.purpose.clone()),
    ];
    facts.extend(entry.about.clone().map(|about| ("About", about, none())));
    facts.extend(entry.recipient.clone().map(|firm| ("Which firm", firm, none())));
    let grounds = sentences::grounds(entry);
    facts.extend((!grounds.is_empty()).then(|| ("On what ground", grounds.join("; "), none())));
    facts
}

fn kind_in_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Opened => "Opened inside the shop",
        Kind::HandedOver => "Handed over",
        Kind::Refused => "Asked for, and refused: nothing was opened",
        Kind::Changed => "Changed",
        Kind::Collected => "Taken in",
        Kind::Erased => "Erased",
        Kind::Choice => "A choice",
        Kind::Note => "A note",
    }
}

/// "the customer-care advisor with the sign 12ab34": staff stand here by a sign that the shop can lead back to a name.
fn who_in_words(words: &Words<'_>, entry: &Entry) -> String {
    let party = words.party(entry);
    match entry.actor.split_once(' ') {
        Some((role, sign)) if role == entry.party => format!("our {party}, with the sign {sign}"),
        Some((role, sign)) => {
            format!("the {party}, done by our {} with the sign {sign}", words.0.party_words_of(role))
        }
        None if entry.party == "customer" => "you".to_owned(),
        None if entry.party == "shop" => "our server, by itself".to_owned(),
        None if entry.actor == "customer" => format!("the {party}, at your wish"),
        None => format!("the {party}"),
    }
}

fn quoted(policy: &Policy, entry: &Entry, here: bool) -> Vec<Quoted> {
    let page = if here { "/privacy".to_owned() } else { format!("/privacy/versions/{}", policy.version()) };
    let quote = |number: String| Quoted {
        text: policy.document().paragraph(&number).map(|p| p.text.clone()).unwrap_or_default(),
        href: format!("{page}#p{}", number.replace('.', "-")),
        number,
    };
    sentences::paragraphs(entry).into_iter().map(quote).collect()
}
