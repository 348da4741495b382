//! Telling: a mail to every customer before a page allows more, and a new question where an earlier yes does not cover it.

use askama::Template;
use consent::choices::{self, Made};
use gate::Stop;
use mail::{Composed, Waiting};
use review::{Verdict, compare};
use store::{Error, Id, Time, sql, work};
use web::date_in_words;

use super::queries::{self, Edition, State};
use crate::{account, shop::Shop, sign_in::mails::letter};

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
    for customer in &people {
        mail_one(shop, *customer, &version).await?;
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

/// The note that somebody was told and their mail are one commit: once each, however often it is begun.
async fn mail_one(shop: &Shop, customer: Id, version: &str) -> Result<(), Error> {
    let (version, id, now) = (version.to_owned(), shop.shelf.id(), shop.house.clock.now());
    let done = shop.house.store().write(work!(|tx| [customer, version, id, now] -> Result<(), Error> {
        if tx.row(sql!(TELL, customer, &version, now, id)).await?.is_some() {
            mail::queue(tx, id, customer, "policy-change", None, now)?;
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

/// Writes the mail `policy-change`: what will be allowed that was not, in sentences.
pub async fn policy_change(shop: &Shop, mail: &Waiting) -> Result<Composed, Stop> {
    let (customer, id) = (mail.customer, mail.id);
    let told = shop.house.store().read(work!(|tx| [customer, id] -> Result<Option<String>, Error> {
        tx.row(sql!(OF_MAIL, customer, id)).await?.map(|mut row| row.take(0)).transpose()
    }));
    let Some(version) = told.await? else { return Ok(Composed::Drop("nobody was to be told")) };
    let all = shop.shelf.all().await?;
    let Some(edition) = all.iter().find(|edition| edition.version == version) else {
        return Ok(Composed::Drop("there is no such edition"));
    };
    let Some(body) = words(shop, &all, edition) else {
        return Ok(Composed::Drop("the change was withdrawn"));
    };
    let Some(to) = account::mails::address_of(shop, customer).await? else {
        return Ok(Composed::Drop("no address any more"));
    };
    letter(to, include_str!("mails/policy_change/subject.txt"), &PolicyChangeText(&body), &body)
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
