//! Who could receive something, as the policy says. An agreement opens what the policy allows and never more.

use consent::agreements::Agreement;
use policy::{Facts, Mask, Policy, Verb};
use store::Time;
use web::date_in_words;

use super::rules::standing;
use crate::shop::Shop;

/// A party outside, with what the policy would let it have under an agreement.
pub struct Recipient {
    /// As the policy names it.
    pub party: String,
    /// In plain words, with the firm behind it here.
    pub words: String,
    /// What it may receive with an agreement in date; empty when the policy allows it nothing.
    pub receives: String,
    /// Its agreement, if there is one.
    pub agreement: Option<Shown>,
}

/// An agreement as the desk shows it.
pub struct Shown {
    /// Where the signed paper is.
    pub document: String,
    /// First day, in words.
    pub from: String,
    /// Last day, in words.
    pub last_day: String,
    /// The moment it ends, in words.
    pub ends: String,
    /// How it stands, in words.
    pub standing: String,
    /// Tone of those words.
    pub tone: &'static str,
    /// Whether it is in force.
    pub in_force: bool,
}

impl Shown {
    fn of(agreement: &Agreement, now: Time) -> Shown {
        let (standing, tone) = standing(agreement.from, agreement.until, now);
        Shown {
            document: agreement.document.clone(),
            from: date_in_words(agreement.from),
            last_day: date_in_words(agreement.until.minus_seconds(1)),
            ends: web::moment_in_words(agreement.until),
            standing,
            tone,
            in_force: agreement.from <= now && now < agreement.until,
        }
    }
}

/// Every party outside, as the policy declares them.
pub fn all(shop: &Shop, agreements: &[Agreement], now: Time) -> Vec<Recipient> {
    let policy = shop.house.policy();
    policy.outside().map(|party| recipient(shop, &policy, party, agreements, now)).collect()
}

/// One of them.
pub fn find(shop: &Shop, party: &str, agreements: &[Agreement], now: Time) -> Option<Recipient> {
    all(shop, agreements, now).into_iter().find(|recipient| recipient.party == party)
}

fn recipient(shop: &Shop, policy: &Policy, party: &str, agreements: &[Agreement], now: Time) -> Recipient {
    let agreement = agreements.iter().find(|agreement| agreement.party == party);
    Recipient {
        party: party.to_owned(),
        words: words(shop, policy, party),
        receives: receives(policy, party),
        agreement: agreement.map(|agreement| Shown::of(agreement, now)),
    }
}

fn words(shop: &Shop, policy: &Policy, party: &str) -> String {
    let firm = match party {
        "courier" => &shop.partners.courier.name,
        "payment-partner" => &shop.partners.payment.name,
        _ => return policy.party_words_of(party),
    };
    format!("{firm}, {}", policy.party_words_of(party))
}

/// What it may receive about a person in the best case: every fact but an objection holds.
fn receives(policy: &Policy, party: &str) -> String {
    let Some(party) = policy.party(party) else { return String::new() };
    let facts = policy.fact_names().filter(|name| *name != "objected").filter_map(|name| policy.fact(name));
    let facts = facts.fold(Facts::EMPTY, Facts::with);
    let masks = policy.purposes().map(|purpose| policy.mask(party, Verb::Receive, purpose, facts));
    let personal = policy.leaves("personal").unwrap_or(Mask::EMPTY);
    let all = masks.fold(Mask::EMPTY, |all, mask| all | mask) & personal;
    let rest = personal.without(all);
    match all.is_empty() {
        true => String::new(),
        false if rest.len() < all.len() => format!("everything but {}", policy.describe(rest)),
        false => policy.describe(all),
    }
}
