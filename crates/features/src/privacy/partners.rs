//! Who outside could receive what, read off the rules, and whether an agreement is in date today.

use askama::Template;
use axum::extract::State;
use consent::agreements::{self, Agreement};
use policy::{Facts, Mask, Party, Policy, Purpose, Verb};
use store::{Error, work};
use web::{Ctx, Frame, Page, Stop, date_in_words};

use crate::shop::Shop;

#[derive(Template)]
#[template(path = "privacy/partners.html")]
struct Partners {
    frame: Frame,
    may: Vec<Partner>,
    /// Those who may receive nothing, in words.
    never: Vec<String>,
}

struct Partner {
    words: String,
    firm: String,
    gets: Vec<Gets>,
    standing: String,
    tone: &'static str,
}

/// What for, what, and the paragraph that allows it.
struct Gets {
    purpose: String,
    data: String,
    paragraph: String,
    anchor: String,
}

/// The partners.
pub async fn show(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let found =
        shop.house.store().read(work!(|tx| -> Result<Vec<Agreement>, Error> { agreements::all(tx).await }));
    let (agreements, policy) = (found.await?, shop.house.policy());
    let all = policy.outside().filter_map(|name| Some((name, policy.party(name)?)));
    let (may, never): (Vec<_>, Vec<_>) =
        all.map(|(name, party)| (name, gets(&policy, party))).partition(|(_, gets)| !gets.is_empty());
    let shown = may.into_iter().map(|(name, gets)| partner(&ctx, &shop, name, gets, &agreements));
    Page::of(&Partners {
        frame: ctx.frame(),
        may: shown.collect(),
        never: never.into_iter().map(|(name, _)| policy.party_words_of(name)).collect(),
    })
}

/// For each purpose what the party receives when everything is as it should be: nobody objected, the agreement is in date.
fn gets(policy: &Policy, party: Party) -> Vec<Gets> {
    let facts = policy.fact_names().filter(|name| *name != "objected").filter_map(|name| policy.fact(name));
    let facts = facts.fold(Facts::EMPTY, Facts::with);
    policy.purposes().filter_map(|purpose| gets_for(policy, party, purpose, facts)).collect()
}

fn gets_for(policy: &Policy, party: Party, purpose: Purpose, facts: Facts) -> Option<Gets> {
    let personal = policy.leaves("personal").unwrap_or(Mask::EMPTY);
    let mask = policy.mask(party, Verb::Receive, purpose, facts) & personal;
    let clause = policy.clause(party, Verb::Receive, mask.iter().next()?, purpose, facts)?;
    let rest = personal.without(mask);
    let data = if rest.len() < mask.len() {
        format!("everything but {}", policy.describe(rest))
    } else {
        policy.describe(mask)
    };
    Some(Gets {
        purpose: policy.purpose_words(policy.purpose_name(purpose)),
        data,
        paragraph: clause.paragraph.clone(),
        anchor: clause.anchor.clone(),
    })
}

fn partner(ctx: &Ctx, shop: &Shop, name: &str, gets: Vec<Gets>, agreements: &[Agreement]) -> Partner {
    let agreement = agreements.iter().find(|agreement| agreement.party == name);
    let (standing, tone) = standing(ctx, name, agreement);
    Partner { words: shop.house.policy().party_words_of(name), firm: firm(shop, name), gets, standing, tone }
}

fn firm(shop: &Shop, name: &str) -> String {
    match name {
        "courier" => shop.partners.courier.name.clone(),
        "payment-partner" => shop.partners.payment.name.clone(),
        _ => String::new(),
    }
}

fn standing(ctx: &Ctx, name: &str, agreement: Option<&Agreement>) -> (String, &'static str) {
    let now = ctx.now();
    match agreement {
        _ if name == "authority" => ("only by order of a court or the law".to_owned(), ""),
        Some(agreement) if agreement.from <= now && now < agreement.until => {
            (format!("agreement until {}", date_in_words(agreement.until)), "good")
        }
        Some(_) => ("agreement ended: gets nothing".to_owned(), "bad"),
        None => ("no agreement: gets nothing".to_owned(), ""),
    }
}
