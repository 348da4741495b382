//! Tell me when: what a customer wants to be told of by mail, chosen here, stopped here or from the mail itself.

pub mod looking;
pub mod queries;

use std::collections::BTreeMap;

use askama::Template;
use axum::{
    extract::{Form, Path},
    response::{IntoResponse, Response},
};
use gate::{Ask, Reach};
use policy::Policy;
use store::{Id, work};
use web::{Ctx, Frame, Handle, Handles, Page, Stop, see_other};

use self::queries::{ANYTHING, Watch};
use crate::{forms::Problems, needs};

/// The kind of the secret in the mail.
pub(super) const SECRET: &str = "watch-stop";
/// How long it may be used: longer than anybody leaves a mail unread.
pub(super) const LASTS: i64 = 400 * 86_400;
/// More than this is no watch but a second record.
const MOST: usize = 20;

#[derive(Template)]
#[template(path = "account/watches.html")]
struct Watches {
    frame: Frame,
    watches: Vec<(Id, String)>,
    data: Vec<(String, String)>,
    parties: Vec<(String, String)>,
    chosen: String,
    ticked: Vec<String>,
    problems: Problems,
}

impl Watches {
    fn is_ticked(&self, party: &str) -> bool {
        self.ticked.iter().any(|ticked| ticked == party)
    }
}

/// Shows what the customer wants to be told of, and the form for more.
pub async fn index(ctx: Ctx) -> Result<Page, Stop> {
    let ticked = vec!["shop".to_owned()];
    Page::of(&page(&ctx, "contact.phone".to_owned(), ticked, Problems::default()).await?)
}

async fn page(ctx: &Ctx, chosen: String, ticked: Vec<String>, problems: Problems) -> Result<Watches, Stop> {
    let (customer, policy) = (ctx.signed_in()?, ctx.house.policy());
    let watches = ctx.house.store().read(work!(|tx| [customer] { queries::all(tx, customer).await })).await?;
    Ok(Watches {
        frame: ctx.frame(),
        watches: watches.iter().map(|watch| (watch.id, in_words(&policy, watch))).collect(),
        data: data(&policy),
        parties: parties(&policy),
        chosen,
        ticked,
        problems,
    })
}

/// "Anyone but the parcel courier and our server opens your phone number."
pub(super) fn in_words(policy: &Policy, watch: &Watch) -> String {
    let data = match watch.data.as_str() {
        ANYTHING => "anything of yours".to_owned(),
        leaf => format!("your {}", policy.leaf_words(leaf)),
    };
    let names: Vec<String> = watch.parties.iter().map(|party| party_in_words(policy, party)).collect();
    match names.split_last() {
        None => format!("Anyone opens {data}"),
        Some((only, [])) => format!("Anyone but {only} opens {data}"),
        Some((last, rest)) => format!("Anyone but {} and {last} opens {data}", rest.join(", ")),
    }
}

fn party_in_words(policy: &Policy, party: &str) -> String {
    match party {
        "shop" => "our server by itself".to_owned(),
        party => format!("the {}", policy.party_words_of(party)),
    }
}

/// What others may have in some situation, as the server is built and the policy allows: party and kind of data.
fn had_by_others(policy: &Policy) -> Vec<(&'static str, policy::Mask)> {
    let others = needs::ALL.iter().filter(|need| need.party != "customer");
    let had = others.filter(|need| !matches!(need.verb, gate::Verb::Collect | gate::Verb::Erase));
    let reach = had.filter_map(|need| match need.reach(policy) {
        Reach::Known { granted, .. } if !granted.is_empty() => Some((need.party, granted)),
        _ => None,
    });
    reach.collect()
}

/// Kinds of data to choose from, with their words.
fn data(policy: &Policy) -> Vec<(String, String)> {
    let all = had_by_others(policy).into_iter().fold(policy::Mask::EMPTY, |all, (_, had)| all | had);
    let leaves = all.iter().map(|leaf| policy.leaf_name(leaf).to_owned()).filter(|leaf| leaf != "ledger");
    let kinds = leaves.map(|leaf| (leaf.clone(), format!("my {}", policy.leaf_words(&leaf))));
    kinds.chain([(ANYTHING.to_owned(), "anything of mine".to_owned())]).collect()
}

/// Parties to choose from, with their words.
fn parties(policy: &Policy) -> Vec<(String, String)> {
    let all: BTreeMap<&str, String> = had_by_others(policy)
        .into_iter()
        .map(|(party, _)| (party, policy::begun(&party_in_words(policy, party))))
        .collect();
    all.into_iter().map(|(party, words)| (party.to_owned(), words)).collect()
}

/// Begins to watch for what the form says. Ticks of one name come one by one, so the form is read as pairs.
pub async fn create(ctx: Ctx, Form(typed): Form<Vec<(String, String)>>) -> Result<Response, Stop> {
    let (customer, policy) = (ctx.signed_in()?, ctx.house.policy());
    let chosen = values(&typed, "data").next().unwrap_or_default();
    let offered = parties(&policy);
    let ticked: Vec<String> =
        values(&typed, "but").filter(|party| offered.iter().any(|(known, _)| known == party)).collect();
    let mut problems = Problems::default();
    if !data(&policy).iter().any(|(leaf, _)| *leaf == chosen) {
        problems.note("data", "Please choose one of these.");
    }
    let now_watched =
        ctx.house.store().read(work!(|tx| [customer] { queries::all(tx, customer).await })).await?;
    if now_watched.len() >= MOST {
        problems.note("data", "These are as many as we can look for. Please remove one first.");
    }
    if !problems.is_empty() {
        return Ok(Page::invalid(&page(&ctx, chosen, ticked, problems).await?)?.into_response());
    }
    let watch = Watch { id: ctx.id(), data: chosen, parties: ticked };
    if !now_watched.iter().any(|known| (&known.data, &known.parties) == (&watch.data, &watch.parties)) {
        keep(&ctx, customer, watch).await?;
    }
    Ok(see_other("/account/watches", Some("watching")))
}

fn values<'t>(typed: &'t [(String, String)], name: &'static str) -> impl Iterator<Item = String> + 't {
    typed.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.clone())
}

async fn keep(ctx: &Ctx, customer: Id, watch: Watch) -> Result<(), Stop> {
    let now = ctx.now();
    let about = format!("tell me when: {}", in_words(&ctx.house.policy(), &watch));
    let ask = Ask::new(&needs::WATCH_CHOOSE, ctx.actor(), customer).about(&about);
    let done = ctx.house.gate.record(ask, move |tx, _| {
        let watch = watch.clone();
        Box::pin(async move { Ok::<_, Stop>(queries::put(tx, customer, &watch, now).await?) })
    });
    done.await
}

/// Stops watching for one thing.
pub async fn remove(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Stop> {
    let (customer, id) = (ctx.signed_in()?, id.parse::<Id>().map_err(|_| Stop::NotFound)?);
    let ask = Ask::new(&needs::WATCH_CHOOSE, ctx.actor(), customer).about("tell me when: one removed");
    let done = ctx.house.gate.record(ask, move |tx, _| {
        let done = queries::remove(tx, customer, id);
        Box::pin(async move { Ok::<_, Stop>(done?) })
    });
    done.await?;
    Ok(see_other("/account/watches", Some("removed")))
}

#[derive(Template)]
#[template(path = "account/watches_stop.html")]
struct StopPage {
    frame: Frame,
    secret: String,
    stopped: bool,
}

/// Where the mail leads: a page with one button, which changes nothing by being looked at.
pub async fn edit_stop(ctx: Ctx, Path(secret): Path<String>) -> Result<Page, Stop> {
    find(&ctx, &secret).await?;
    Page::of(&StopPage { frame: ctx.frame(), secret, stopped: false })
}

/// Stops all of it, from the page or by the one click of a mail program (RFC 8058). A second time does no harm.
pub async fn stop(ctx: Ctx, Path(secret): Path<String>) -> Result<Page, Stop> {
    let customer = find(&ctx, &secret).await?.customer;
    let done = ctx.house.store().write(work!(|tx| [customer] { queries::remove_all(tx, customer) }));
    done.await?;
    Page::of(&StopPage { frame: ctx.frame(), secret, stopped: true })
}

async fn find(ctx: &Ctx, secret: &str) -> Result<Handle, Stop> {
    let (secret, now) = (secret.to_owned(), ctx.now());
    let found =
        ctx.house.store().read(work!(|tx| [secret, now] { Handles::find(tx, SECRET, &secret, now).await }));
    found.await?.ok_or(Stop::NotFound)
}

#[cfg(test)]
mod tests;
