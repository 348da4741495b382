//! Who outside may receive what, read from the rules, and whether an agreement opens it today.

use askama::Template;
use axum::extract::State;
use consent::agreements;
use policy::{Clause, Facts, Mask, Party, Policy, Purpose, Verb};
use store::work;
use web::{Ctx, Frame, Page, Stop};

use crate::shop::Shop;

#[derive(Template)]
#[template(path = "privacy/partners.html")]
struct PartnersPage {
    frame: Frame,
    partners: Vec<Row>,
    nobody: Vec<String>,
}

/// A party outside that may receive something.
struct Row {
    words: String,
    firm: String,
    grants: Vec<Grant>,
    in_date: bool,
}

/// What it may receive for one purpose.
struct Grant {
    data: String,
    purpose: String,
    paragraph: String,
    anchor: String,
}

/// The page.
pub async fn show(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let now = ctx.now();
    let agreed = ctx.house.store().read(work!(|tx| { agreements::all(tx).await })).await?;
    let policy = ctx.house.policy();
    let in_date = |party: &str| agreed.iter().any(|a| a.party == party && a.from <= now && now < a.until);
    let rows: Vec<Row> =
        policy.outside().filter_map(|name| row(&shop, policy, name, in_date(name))).collect();
    let (partners, nobody) = rows.into_iter().partition::<Vec<_>, _>(|row| !row.grants.is_empty());
    Page::of(&PartnersPage {
        frame: ctx.frame(),
        partners,
        nobody: nobody.into_iter().map(|row| row.words).collect(),
    })
}

fn row(shop: &Shop, policy: &Policy, name: &str, in_date: bool) -> Option<Row> {
    let party = policy.party(name)?;
    let firm = match name {
        "payment-partner" => shop.partners.payment.name.clone(),
        "courier" => shop.partners.courier.name.clone(),
        _ => String::new(),
    };
    Some(Row { words: policy.party_words(party), firm, grants: grants(policy, party), in_date })
}

fn grants(policy: &Policy, party: Party) -> Vec<Grant> {
    let purposes = policy.purposes();
    let ever = purposes.map(|purpose| (purpose, policy.ever(party, Verb::Receive, purpose)));
    ever.filter(|(_, data)| !data.is_empty())
        .map(|(purpose, data)| {
            let clause = clause_of(policy, party, purpose, data);
            Grant {
                data: policy.describe(data),
                purpose: policy.purpose_words(policy.purpose_name(purpose)),
                paragraph: clause.map(|clause| clause.paragraph.clone()).unwrap_or_default(),
                anchor: clause.map(|clause| clause.anchor.clone()).unwrap_or_default(),
            }
        })
        .collect()
}

/// The clause that allows it when everything that helps is so.
fn clause_of(policy: &Policy, party: Party, purpose: Purpose, data: Mask) -> Option<&Clause> {
    let helping = policy.fact_names().filter(|name| *name != "objected").filter_map(|name| policy.fact(name));
    let facts = helping.fold(Facts::EMPTY, Facts::with);
    data.iter().find_map(|leaf| policy.clause(party, Verb::Receive, leaf, purpose, facts))
}
