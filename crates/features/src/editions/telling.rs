//! Telling: a mail to every customer before a page allows more, and a new question where an earlier yes does not cover it.

use std::collections::BTreeMap;

use askama::Template;
use consent::choices::{self, Made};
use gate::{Opened, Stop};
use mail::{Answer, Composed, Waiting};
use review::{Verdict, compare};
use store::{Error, Id, Time, sql, work};
use web::date_in_words;

use super::queries::{self, Edition, State};
use crate::{account, shop::Shop, sign_in::mails::letter};

/// The kind of the mail that tells of a page that allows more.
pub const POLICY_CHANGE: &str = "policy-change";

/// People served in one go, so that other work is not kept waiting.
const AT_ONCE: usize = 2_000;

/// Tells people of what allows more, and takes back answers that do not cover it. What was begun goes on at the next turn.
pub async fn tell(shop: &Shop) -> Result<(), web::Stop> {
    for edition in shop.shelf.all().await? {
        let in_force = edition.state == State::InForce;
        if (in_force || edition.state == State::Scheduled)
            && edition.verdict == Verdict::Wider.word()
            && edition.told_at.is_none()
        {
            mail_everybody(shop, &edition).await?;
        }
        if in_force && !edition.asks_again.is_empty() && edition.asked_at.is_none() {
            ask_again(shop, &edition).await?;
        }
    }
    Ok(())
}

const NOT_TOLD: &str = "SELECT customer_id FROM customer WHERE kind = 'account' AND state = 'active'
    AND policy_version <> $1 AND NOT EXISTS (SELECT 1 FROM edition_told
    WHERE edition_told.customer_id = customer.customer_id AND edition_told.version = $2)
    ORDER BY customer_id LIMIT 2000";

async fn mail_everybody(shop: &Shop, edition: &Edition) -> Result<(), Error> {
    let version = edition.version.clone();
    let people = shop.house.store().read(work!(|tx| [version] -> Result<Vec<Id>, Error> {
        let rows = tx.rows(sql!(NOT_TOLD, &version, &version)).await?;
        rows.into_iter().map(|mut row| row.take(0)).collect()
    }));
    let people = people.await?;
    for some in people.chunks(gate::AT_ONCE) {
        mail_some(shop, some, &version).await?;
    }
    if people.len() < AT_ONCE && edition.state == State::InForce {
        let now = shop.house.clock.now();
        let noted = shop.house.store().write(work!(|tx| [version, now] { queries::told(tx, &version, now) }));
        noted.await?;
    }
    Ok(())
}

const TELL: &str = "INSERT INTO edition_told (customer_id, version, at, message_id) VALUES ($1, $2, $3, $4)
    ON CONFLICT (customer_id, version) DO NOTHING RETURNING customer_id";

/// The notes that people were told and their mails are one commit: once each, however often it is begun.
async fn mail_some(shop: &Shop, people: &[Id], version: &str) -> Result<(), Error> {
    let (version, now) = (version.to_owned(), shop.house.clock.now());
    let told: Vec<(Id, Id)> = people.iter().map(|customer| (*customer, shop.shelf.id())).collect();
    let done = shop.house.store().write(work!(|tx| [version, told, now] -> Result<(), Error> {
        for (customer, id) in told {
            if tx.row(sql!(TELL, customer, &version, now, id)).await?.is_some() {
                mail::queue(tx, id, customer, POLICY_CHANGE, None, now)?;
            }
        }
        Ok(())
    }));
    done.await
}

const ON_BEFORE: &str = "SELECT customer_id FROM choice WHERE name = $1 AND state = 1 AND at < $2 ORDER BY customer_id LIMIT 2000";

async fn ask_again(shop: &Shop, edition: &Edition) -> Result<(), Error> {
    let since = edition.in_force_at.unwrap_or(edition.made_at);
    let mut left = false;
    for name in &edition.asks_again {
        let asked = name.clone();
        let found = shop.house.store().read(work!(|tx| [asked, since] -> Result<Vec<Id>, Error> {
            let rows = tx.rows(sql!(ON_BEFORE, &asked, since)).await?;
            rows.into_iter().map(|mut row| row.take(0)).collect()
        }));
        let people = found.await?;
        left |= people.len() == AT_ONCE;
        for customer in people {
            take_back(shop, customer, edition, name).await?;
        }
    }
    if !left {
        let (version, now) = (edition.version.clone(), shop.house.clock.now());
        let noted =
            shop.house.store().write(work!(|tx| [version, now] { queries::asked(tx, &version, now) }));
        noted.await?;
    }
    Ok(())
}

async fn take_back(shop: &Shop, customer: Id, edition: &Edition, name: &str) -> Result<(), Error> {
    let made = unanswered(shop, edition, name);
    let before = edition.in_force_at.unwrap_or(edition.made_at);
    let done = shop.house.store().write(
        work!(|tx| [customer, made, before] { choices::ask_again(tx, customer, &made, before).await }),
    );
    done.await
}

/// The event that stands for "no answer any more".
fn unanswered(shop: &Shop, edition: &Edition, name: &str) -> Made {
    Made {
        event: shop.shelf.id(),
        name: name.to_owned(),
        on: false,
        at: shop.house.clock.now(),
        policy_version: edition.version.clone(),
        wording_hash: shop.house.policy().wording_hash(name),
        channel: choices::ASKED_AGAIN.to_owned(),
    }
}

/// What is asked again of one person who agrees before their turn has come.
pub(super) fn asked_of(shop: &Shop, edition: &Edition) -> Vec<Made> {
    edition.asks_again.iter().map(|name| unanswered(shop, edition, name)).collect()
}

#[derive(Template)]
#[template(path = "editions/mails/policy_change/body.html")]
struct PolicyChange {
    shop: String,
    when: String,
    sentences: Vec<String>,
    asked_again: Vec<String>,
    link: String,
    purpose: &'static str,
    privacy_url: String,
}

#[derive(Template)]
#[template(path = "editions/mails/policy_change/body.txt")]
struct PolicyChangeText<'a>(&'a PolicyChange);

const OF_MAIL: &str = "SELECT version FROM edition_told WHERE customer_id = $1 AND message_id = $2";

/// What the line of each reader's record says it was about.
const ABOUT: &str = "a mail about a new edition of our privacy page";

/// Writes mails of the kind [`POLICY_CHANGE`]: what will be allowed that was not, in sentences. The addresses are asked for at
/// once; no mail waits for another's.
pub async fn policy_changes(shop: &Shop, mails: &[Waiting]) -> Result<Vec<Answer>, Stop> {
    let (versions, all) = (versions_told(shop, mails).await?, shop.shelf.all().await?);
    let bodies: BTreeMap<&String, Result<PolicyChange, &'static str>> =
        versions.iter().flatten().map(|version| (version, body(shop, &all, version))).collect();
    let of = |version: &Option<String>| match version.as_ref().and_then(|version| bodies.get(version)) {
        Some(Ok(body)) => Ok(body),
        Some(Err(why)) => Err(*why),
        None => Err("nobody was to be told"),
    };
    let to_write = mails.iter().zip(&versions).filter(|(_, version)| of(version).is_ok());
    let readers = to_write.map(|(mail, _)| mail.customer);
    let mut addresses = account::mails::addresses_of_many(shop, readers, ABOUT).await?;
    let answers = mails.iter().zip(&versions).map(|(mail, version)| match of(version) {
        Ok(body) => addressed(addresses.remove(&mail.customer), body),
        Err(why) => Ok(Composed::Drop(why)),
    });
    Ok(answers.collect())
}

/// Of which edition each mail tells.
async fn versions_told(shop: &Shop, mails: &[Waiting]) -> Result<Vec<Option<String>>, Error> {
    let told: Vec<(Id, Id)> = mails.iter().map(|mail| (mail.customer, mail.id)).collect();
    let read = shop.house.store().read(work!(|tx| [told] -> Result<Vec<Option<String>>, Error> {
        let mut versions = Vec::new();
        for (customer, id) in told {
            let row = tx.row(sql!(OF_MAIL, customer, id)).await?;
            versions.push(row.map(|mut row| row.take(0)).transpose()?);
        }
        Ok(versions)
    }));
    read.await
}

fn body(shop: &Shop, all: &[Edition], version: &str) -> Result<PolicyChange, &'static str> {
    let edition = all.iter().find(|edition| edition.version == version).ok_or("there is no such edition")?;
    words(shop, all, edition).ok_or("the change was withdrawn")
}

/// A second mail to the same person waits for its own turn.
fn addressed(to: Option<Result<Option<Opened>, Stop>>, body: &PolicyChange) -> Answer {
    match to {
        None => Ok(Composed::Later),
        Some(to) => match to? {
            None => Ok(Composed::Drop("no address any more")),
            Some(to) => {
                letter(to, include_str!("mails/policy_change/subject.txt"), &PolicyChangeText(body), body)
            }
        },
    }
}

fn words(shop: &Shop, all: &[Edition], edition: &Edition) -> Option<PolicyChange> {
    let before = super::before(all, edition)?;
    let (old, new) = (shop.shelf.read_edition(before).ok()?, shop.shelf.read_edition(edition).ok()?);
    let base = &shop.house.setup.base_url;
    let label = |name: &String| new.choice(name).map_or(name.clone(), |choice| choice.label.clone());
    Some(PolicyChange {
        shop: shop.house.setup.title.clone(),
        when: when(edition)?,
        sentences: compare(&old, &new).of(Verdict::Wider).map(|change| change.sentence.clone()).collect(),
        asked_again: edition.asks_again.iter().map(label).collect(),
        link: format!("{base}/privacy/versions/{}", edition.version),
        purpose: "You get this mail because our privacy page will allow more than it did when you came to us.",
        privacy_url: format!("{base}/privacy"),
    })
}

fn when(edition: &Edition) -> Option<String> {
    let day = |at: Time| date_in_words(at);
    match edition.state {
        State::Scheduled => edition.due_at.map(|at| format!("changes on {}", day(at))),
        State::InForce | State::Past => edition.in_force_at.map(|at| format!("changed on {}", day(at))),
        State::Draft | State::Approved | State::Withdrawn => None,
    }
}
