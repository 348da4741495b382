//! The mails of this feature.

use std::collections::BTreeMap;

use askama::Template;
use gate::{Actor, Ask, Batch, Opened, Stop};
use mail::{Composed, Letter, Waiting};
use store::{Id, work};
use web::moment_in_words;

use super::{new_email, queries, watches, watches::queries as watch};
use crate::{
    needs,
    shop::Shop,
    sign_in::mails::{fresh_link, letter},
};

#[derive(Template)]
#[template(path = "account/mails/new_email/body.html")]
struct NewEmail {
    shop: String,
    link: String,
    purpose: &'static str,
    privacy_url: String,
}

#[derive(Template)]
#[template(path = "account/mails/new_email/body.txt")]
struct NewEmailText<'a>(&'a NewEmail);

#[derive(Template)]
#[template(path = "account/mails/new_email_note/body.html")]
struct Note {
    shop: String,
    at: String,
    link: String,
    care_email: String,
    purpose: &'static str,
    privacy_url: String,
}

#[derive(Template)]
#[template(path = "account/mails/new_email_note/body.txt")]
struct NoteText<'a>(&'a Note);

#[derive(Template)]
#[template(path = "account/mails/closed/body.html")]
struct Closed {
    shop: String,
    at: String,
    open_orders: bool,
    /// Where the certificate will be, when it is not enclosed.
    link: Option<String>,
    purpose: &'static str,
    privacy_url: String,
}

#[derive(Template)]
#[template(path = "account/mails/closed/body.txt")]
struct ClosedText<'a>(&'a Closed);

/// Writes the mail `new-email` to the address that waits, with a link made at this moment.
pub async fn new_email(shop: &Shop, mail: &Waiting) -> Result<Composed, Stop> {
    let (_, Some(to)) = addresses_of(shop, mail.customer).await? else {
        return Ok(Composed::Drop("no address waits any more"));
    };
    let secret = fresh_link(shop, mail.customer, new_email::SECRET, new_email::LASTS).await?;
    let base = &shop.house.setup.base_url;
    let body = NewEmail {
        shop: shop.house.setup.title.clone(),
        link: format!("{base}/account/new-email/{secret}"),
        purpose: "You get this mail because somebody wants to use this address for their account.",
        privacy_url: format!("{base}/privacy"),
    };
    letter(to, include_str!("mails/new_email/subject.txt"), &NewEmailText(&body), &body)
}

/// Writes the mail `new-email-note` to the address that is still the account's.
pub async fn new_email_note(shop: &Shop, mail: &Waiting) -> Result<Composed, Stop> {
    let (Some(to), Some(_)) = addresses_of(shop, mail.customer).await? else {
        return Ok(Composed::Drop("no address waits any more"));
    };
    let base = &shop.house.setup.base_url;
    let body = Note {
        shop: shop.house.setup.title.clone(),
        at: moment_in_words(shop.house.clock.now()),
        link: format!("{base}/account/profile"),
        care_email: shop.contact.care_email.clone(),
        purpose: "You get this mail so that nobody can change your address without your knowing.",
        privacy_url: format!("{base}/privacy"),
    };
    letter(to, include_str!("mails/new_email_note/subject.txt"), &NoteText(&body), &body)
}

/// What a mail tells of.
struct ToldOf {
    words: String,
    at: String,
    link: String,
}

#[derive(Template)]
#[template(path = "account/mails/watch_told/body.html")]
struct WatchTold {
    shop: String,
    told: Vec<ToldOf>,
    more: usize,
    choose: String,
    stop: String,
    purpose: &'static str,
    privacy_url: String,
}

#[derive(Template)]
#[template(path = "account/mails/watch_told/body.txt")]
struct WatchToldText<'a>(&'a WatchTold);

/// Lines that one mail names; the record has all of them.
const NAMED: usize = 10;

/// Writes the mail `watch-told`: what the customer chose and when it happened. Who it was stands behind the sign-in.
pub async fn watch_told(shop: &Shop, mail: &Waiting) -> Result<Composed, Stop> {
    let (customer, telling) = (mail.customer, mail.reference.unwrap_or(mail.id));
    let read = shop.house.store().read(work!(|tx| [customer, telling] -> Result<_, store::Error> {
        Ok((watch::all(tx, customer).await?, watch::hits(tx, customer, telling).await?))
    }));
    let (watches, hits) = read.await.map_err(gate::Fault::Store)?;
    let (base, policy) = (&shop.house.setup.base_url, shop.house.policy());
    let named = |(id, seq, at): &(Id, i64, store::Time)| {
        let watch = watches.iter().find(|watch| watch.id == *id)?;
        let words = watches::in_words(&policy, watch);
        Some(ToldOf { words, at: moment_in_words(*at), link: format!("{base}/account/disclosures/{seq}") })
    };
    let mut told: Vec<ToldOf> = hits.iter().filter_map(named).collect();
    if told.is_empty() {
        return Ok(Composed::Drop("no longer wanted"));
    }
    let more = told.len().saturating_sub(NAMED);
    told.truncate(NAMED);
    let Some(to) = watcher_of(shop, customer).await? else { return Ok(Composed::Drop("nobody to write to")) };
    let secret = fresh_link(shop, customer, watches::SECRET, watches::LASTS).await?;
    let body = WatchTold {
        shop: shop.house.setup.title.clone(),
        told,
        more,
        choose: format!("{base}/account/watches"),
        stop: format!("{base}/u/watches/{secret}"),
        purpose: "You get this mail because you asked to be told.",
        privacy_url: format!("{base}/privacy"),
    };
    let subject = include_str!("mails/watch_told/subject.txt");
    Ok(match letter(to, subject, &WatchToldText(&body), &body)? {
        Composed::Letter(mut letter) => {
            letter.stop_url = Some(body.stop);
            Composed::Letter(letter)
        }
        other => other,
    })
}

/// The address of somebody who wants to be told. The look says what it is for, and is not told of itself.
async fn watcher_of(shop: &Shop, customer: Id) -> Result<Option<Opened>, Stop> {
    let ask = Ask::new(&needs::WATCH_MAIL, Actor::Shop, customer).about(watches::looking::OWN_MAIL);
    let fetch = work!(|tx| [customer] -> Result<_, Stop> { Ok(queries::person_find(tx, customer).await?) });
    let (pass, person) = shop.house.gate.admit(ask, fetch).await?;
    let Some(person) = person else { return Ok(None) };
    Ok(pass.open_maybe(person.email.as_ref())?)
}

/// The last mail, written while the address can still be opened and sent after it no longer can.
pub(super) fn closed(
    shop: &Shop,
    to: Opened,
    open_orders: bool,
    link: Option<String>,
) -> Result<Option<Letter>, Stop> {
    let body = Closed {
        shop: shop.house.setup.title.clone(),
        at: moment_in_words(shop.house.clock.now()),
        open_orders,
        link,
        purpose: "This is the last mail about your account.",
        privacy_url: format!("{}/privacy", shop.house.setup.base_url),
    };
    Ok(match letter(to, include_str!("mails/closed/subject.txt"), &ClosedText(&body), &body)? {
        Composed::Letter(letter) => Some(*letter),
        Composed::Drop(_) | Composed::Later => None,
    })
}

/// The addresses of several accounts, asked for at once. Who is refused or gone has the reason instead.
pub(crate) async fn addresses_of_many(
    shop: &Shop,
    customers: impl IntoIterator<Item = Id>,
    about: &str,
) -> Result<BTreeMap<Id, Result<Option<Opened>, Stop>>, Stop> {
    let mut addresses = BTreeMap::new();
    for batch in Batch::of(&needs::ACCOUNT_MAIL, &Actor::Shop, customers) {
        let found = shop.house.gate.admit_many(batch.about(about), |tx, customer| {
            Box::pin(async move { Ok::<_, Stop>(queries::person_find(tx, customer).await?) })
        });
        for (customer, answer) in found.await? {
            let open = |(pass, person): (gate::Pass, Option<queries::Person>)| {
                Ok(pass.open_maybe(person.and_then(|person| person.email).as_ref())?)
            };
            addresses.insert(customer, answer.and_then(open));
        }
    }
    Ok(addresses)
}

/// The account's address and the one that waits.
async fn addresses_of(shop: &Shop, customer: Id) -> Result<(Option<Opened>, Option<Opened>), Stop> {
    let ask = Ask::new(&needs::ACCOUNT_MAIL, Actor::Shop, customer);
    let fetch = work!(|tx| [customer] -> Result<_, Stop> { Ok(queries::person_find(tx, customer).await?) });
    let (pass, person) = shop.house.gate.admit(ask, fetch).await?;
    let Some(person) = person else { return Ok((None, None)) };
    Ok((pass.open_maybe(person.email.as_ref())?, pass.open_maybe(person.new_email.as_ref())?))
}
