//! Choices and objections: each with the policy's own words, how and when it was last made, and one button.

use askama::Template;
use axum::{
    extract::Form,
    response::{IntoResponse, Response},
};
use consent::{choices, choices::Made, clearance, objections};
use gate::{Ask, Need};
use policy::Choice;
use serde::Deserialize;
use store::{Id, Time, Tx, work};
use web::{Ctx, Frame, Page, Stop, date_in_words, see_other};

use super::queries::everything;
use crate::{
    editions, needs,
    receipts::{self, Place, Words},
};

/// A choice as a page shows it.
struct Switch {
    choice: Choice,
    on: bool,
    last: Option<Made>,
    words: Words,
    /// The version of the policy that the words are of.
    version: String,
    /// The number of the record that a receipt can be had for.
    record: String,
}

impl Switch {
    /// "You said no on 3 March 2027, when you joined", or what holds without an answer.
    fn story(&self) -> String {
        match &self.last {
            Some(made) if made.channel == choices::ASKED_AGAIN => format!(
                "Our privacy page changed on {}, and your yes of before does not cover it. Please answer again; until then it is off.",
                date_in_words(made.at)
            ),
            Some(made) => {
                let answer = if made.on { "yes" } else { "no" };
                let (day, channel) = (date_in_words(made.at), channel_in_words(&made.channel));
                format!("You said {answer} on {day}, {channel}, under policy {}.", made.policy_version)
            }
            None if self.on => "You have not answered; it starts on.".to_owned(),
            None => "You have not answered; it stays off until you do.".to_owned(),
        }
    }
}

/// Where a choice was made, in words.
pub(super) fn channel_in_words(channel: &str) -> String {
    match channel {
        "registration" => "when you joined".to_owned(),
        "account" => "in My Account".to_owned(),
        "cookie-banner" | "cookie-page" => "in the cookie choices".to_owned(),
        "checkout" => "at checkout".to_owned(),
        "unsubscribe-link" => "by the link in a mail".to_owned(),
        "privacy-page" => "on the page of our privacy policy".to_owned(),
        "manage" => "on the page that stops our mails".to_owned(),
        other => format!("by {}", other.replace('-', " ")),
    }
}

#[derive(Template)]
#[template(path = "account/emails.html")]
struct Emails {
    frame: Frame,
    switches: Vec<Switch>,
}

#[derive(Template)]
#[template(path = "account/post.html")]
struct Post {
    frame: Frame,
    switches: Vec<Switch>,
}

#[derive(Template)]
#[template(path = "account/privacy.html")]
struct Privacy {
    frame: Frame,
    switches: Vec<Switch>,
    objections: Vec<Objection>,
    /// When a parent or guardian said yes, for somebody whom that cleared.
    guardian: Option<Time>,
    /// The version that the customer stands under and the one in force, when that allows more.
    behind: Option<(String, String)>,
}

/// A purpose that rests on the shop's interest.
struct Objection {
    purpose: String,
    words: String,
    parties: String,
    since: Option<Time>,
}

/// Choices of My Emails.
const BY_EMAIL: &[&str] = &["email-news"];
/// Choices of news by post.
const BY_POST: &[&str] = &["post-news"];
/// Made where they matter, not here: a card is remembered or removed, one at a time.
const ELSEWHERE: &[&str] = &["card-kept"];

/// Shows My Emails.
pub async fn emails(ctx: Ctx) -> Result<impl IntoResponse, Stop> {
    let switches = switches(&ctx, |name| BY_EMAIL.contains(&name)).await?;
    Page::of(&Emails { frame: ctx.frame(), switches })
}

/// Shows news by post.
pub async fn post(ctx: Ctx) -> Result<impl IntoResponse, Stop> {
    let switches = switches(&ctx, |name| BY_POST.contains(&name)).await?;
    Page::of(&Post { frame: ctx.frame(), switches })
}

/// Shows all other choices, and the purposes one may object to.
pub async fn privacy(ctx: Ctx) -> Result<impl IntoResponse, Stop> {
    let (customer, now) = (ctx.signed_in()?, ctx.now());
    let switches = switches(&ctx, is_general).await?;
    let read = work!(|tx| [customer, now] -> Result<_, store::Error> {
        let approval = clearance::approval(tx, customer, now).await?;
        Ok((everything::objections(tx, customer).await?, approval.map(|approval| approval.at)))
    });
    let (objected, guardian) = ctx.house.store().read(read).await?;
    let of = |(purpose, parties): (String, Vec<String>)| Objection {
        words: policy::begun(&ctx.house.policy().purpose_words(&purpose)),
        parties: parties.join(", "),
        since: objected.iter().find(|(name, _)| *name == purpose).map(|(_, at)| *at),
        purpose,
    };
    let objections = objectionable(&ctx).into_iter().map(of).collect();
    let behind = editions::behind(&ctx.house, customer).await?;
    Page::of(&Privacy { frame: ctx.frame(), switches, objections, guardian, behind })
}

fn is_general(name: &str) -> bool {
    ![BY_EMAIL, BY_POST, ELSEWHERE].concat().contains(&name)
}

/// Purposes for which the policy listens to an objection, each with those who would work for it.
fn objectionable(ctx: &Ctx) -> Vec<(String, Vec<String>)> {
    let policy = ctx.house.policy();
    let Some(objected) = policy.fact("objected") else { return Vec::new() };
    let Some(personal) = policy.leaves("personal") else { return Vec::new() };
    let listens = |party: policy::Party, purpose: policy::Purpose| {
        let mut verbs = policy::Verb::ALL.into_iter();
        verbs.any(|verb| policy.facts_that_matter(party, verb, purpose, personal).contains(objected))
    };
    let of = |purpose: policy::Purpose| {
        let parties = policy.parties().filter(|party| listens(*party, purpose));
        (policy.purpose_name(purpose).to_owned(), parties.map(|party| doer(&policy, party)).collect())
    };
    policy.purposes().map(of).filter(|(_, parties): &(String, Vec<String>)| !parties.is_empty()).collect()
}

/// Whether the customer objected to a purpose; nothing when one cannot object to it.
pub(super) async fn objection_to(ctx: &Ctx, purpose: &str) -> Result<Option<bool>, Stop> {
    if !objectionable(ctx).iter().any(|(name, _)| name == purpose) {
        return Ok(None);
    }
    let (customer, purpose) = (ctx.signed_in()?, purpose.to_owned());
    let read = ctx
        .house
        .store()
        .read(work!(|tx| [customer, purpose] { objections::objected(tx, customer, &purpose).await }));
    Ok(Some(read.await?))
}

fn doer(policy: &policy::Policy, party: policy::Party) -> String {
    if policy.party_name(party) == "shop" {
        "us".to_owned()
    } else {
        format!("the {}", policy.party_words(party))
    }
}

async fn switches(ctx: &Ctx, wanted: impl Fn(&str) -> bool) -> Result<Vec<Switch>, Stop> {
    let customer = ctx.signed_in()?;
    let read = work!(|tx| [customer] -> Result<_, store::Error> {
        let (states, events) = (choices::all(tx, customer).await?, choices::events(tx, customer).await?);
        Ok((states, events, choices::with_words(tx, customer).await?))
    });
    let (states, events, with_words) = ctx.house.store().read(read).await?;
    let policy = ctx.house.policy();
    let on = |choice: &Choice| states.get(&choice.name).copied().unwrap_or(choice.starts_on);
    // Two answers of one moment stand in no order; the one that holds is the last.
    let last = |choice: &Choice| {
        let of_this = events.iter().filter(|made| made.name == choice.name);
        of_this.max_by_key(|made| (made.at, made.on == on(choice))).cloned()
    };
    let record = |made: &Option<Made>| {
        let made = made.as_ref().filter(|made| with_words.contains(&made.event));
        made.map(|made| made.event.to_string()).unwrap_or_default()
    };
    let of = |choice: &Choice| Switch {
        on: on(choice),
        record: record(&last(choice)),
        last: last(choice),
        words: Words::of_choice(&policy, &choice.name, Place::Account),
        version: policy.version().to_owned(),
        choice: choice.clone(),
    };
    Ok(policy.choices().iter().filter(|choice| wanted(&choice.name)).map(of).collect())
}

/// What a switch sends.
#[derive(Deserialize)]
pub struct Flip {
    #[serde(default)]
    choice: String,
    #[serde(default)]
    answer: String,
    #[serde(default)]
    shown: String,
}

/// Answers a choice of My Emails, or stops all of them.
pub async fn choose_emails(ctx: Ctx, Form(flip): Form<Flip>) -> Result<Response, Stop> {
    let names = if flip.choice == "all" { BY_EMAIL.to_vec() } else { vec![flip.choice.as_str()] };
    for name in names {
        answer(
            &ctx,
            name,
            flip.choice != "all" && flip.answer == "yes",
            &flip.shown,
            BY_EMAIL.contains(&name),
        )
        .await?;
    }
    Ok(see_other("/account/emails", Some("saved")))
}

/// Answers the choice of news by post.
pub async fn choose_post(ctx: Ctx, Form(flip): Form<Flip>) -> Result<Response, Stop> {
    answer(&ctx, &flip.choice, flip.answer == "yes", &flip.shown, BY_POST.contains(&flip.choice.as_str()))
        .await?;
    Ok(see_other("/account/post", Some("saved")))
}

/// Answers any other choice; those about cookies hold on this device at once.
pub async fn choose_privacy(ctx: Ctx, Form(flip): Form<Flip>) -> Result<Response, Stop> {
    let yes = flip.answer == "yes";
    answer(&ctx, &flip.choice, yes, &flip.shown, is_general(&flip.choice)).await?;
    remember_on_device(&ctx, &flip.choice, yes);
    Ok(see_other("/account/privacy", Some("saved")))
}

async fn answer(ctx: &Ctx, name: &str, on: bool, shown: &str, asked_here: bool) -> Result<(), Stop> {
    let customer = ctx.signed_in()?;
    let policy = ctx.house.policy();
    let Some(choice) = policy.choice(name).filter(|_| asked_here) else {
        return Err(Stop::Bad("This page asks for no such choice."));
    };
    let (made, words) = receipts::answer(ctx, name, on, Place::Account, shown)?;
    let about = format!("{}: {}", choice.label, if on { "yes" } else { "no" });
    let ask = Ask::new(need_of(name), ctx.actor(), customer).about(&about);
    let done = ctx.house.gate.record(ask, move |tx, _| {
        let done = choices::set(tx, customer, &made, &words);
        Box::pin(async move { Ok::<_, Stop>(done?) })
    });
    done.await
}

/// The purpose that a choice is about, so that the ledger says it.
fn need_of(choice: &str) -> &'static Need {
    match choice {
        "email-news" => &needs::NEWS_CHOICE,
        "post-news" => &needs::POST_CHOICE,
        "measure" => &needs::MEASURE_CHOICE,
        "remember" => &needs::COOKIE_CHOICE,
        "adverts" => &needs::ADVERTS_CHOICE,
        "taste" => &needs::TASTE_CHOICE,
        _ => &needs::OBJECTION,
    }
}

fn remember_on_device(ctx: &Ctx, name: &str, on: bool) {
    let about_cookies = |choice: &&Choice| choice.asked_at.iter().any(|place| place == "cookie-banner");
    let policy = ctx.house.policy();
    let names: Vec<&str> = policy.choices().iter().filter(about_cookies).map(|c| c.name.as_str()).collect();
    if names.contains(&name) {
        let chosen = names.into_iter().filter(|n| if *n == name { on } else { ctx.jar.chose(n) });
        ctx.jar.choose(&ctx.house, &chosen.map(str::to_owned).collect::<Vec<_>>());
    }
}

/// What an objection sends.
#[derive(Deserialize)]
pub struct Objecting {
    #[serde(default)]
    purpose: String,
    #[serde(default)]
    answer: String,
}

/// Records an objection, or takes it back. It holds from the next question to the gate on.
pub async fn object(ctx: Ctx, Form(objecting): Form<Objecting>) -> Result<Response, Stop> {
    let customer = ctx.signed_in()?;
    if !objectionable(&ctx).iter().any(|(purpose, _)| *purpose == objecting.purpose) {
        return Err(Stop::Bad("The policy rests nothing on our interest for this purpose."));
    }
    let (objects, purpose, now) = (objecting.answer == "object", objecting.purpose, ctx.now());
    let about = format!(
        "objection to {}: {}",
        ctx.house.policy().purpose_words(&purpose),
        if objects { "made" } else { "taken back" }
    );
    let ask = Ask::new(&needs::OBJECTION, ctx.actor(), customer).about(&about);
    let done = ctx
        .house
        .gate
        .record(ask, move |tx, _| Box::pin(objection_put(tx, customer, purpose.clone(), objects, now)));
    done.await?;
    Ok(see_other("/account/privacy", Some("saved")))
}

async fn objection_put(
    tx: &mut Tx,
    customer: Id,
    purpose: String,
    objects: bool,
    now: Time,
) -> Result<(), Stop> {
    Ok(objections::set(tx, customer, &purpose, objects, now)?)
}
