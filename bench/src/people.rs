//! People for the measurements. They come through the front door, as far as that can be waited for: join, confirm, fill an
//! address book, ask an advisor. What is put beside the door is said where it is done.

use std::time::Duration;

use anyhow::{Context, Result, bail};
use futures_util::future::try_join_all;
use serde_json::Value;
use store::Id;

use crate::{browser::Browser, server::Server};

/// Entries of an address book; each has a name and an address, so that a book of five holds ten values.
const ADDRESSES: usize = 5;
/// How often the inbox is looked into for one mail.
const TRIES: usize = 300;

/// A customer who joined, confirmed the address, has five addresses and asked an advisor.
pub struct Customer {
    /// Their browser, signed in.
    pub browser: Browser,
    /// Who they are at the desk.
    pub id: Id,
}

/// Lets customers join.
///
/// # Errors
/// When a door does not open.
pub async fn customers(server: &Server, count: usize) -> Result<Vec<Customer>> {
    let mut joined = try_join_all((0..count).map(|n| join(server, n))).await?;
    for browser in &mut joined {
        furnish(browser).await?;
    }
    let mut advisor = staff(server, "dev").await?;
    let ids = ids(&mut advisor, count).await?;
    Ok(joined.into_iter().zip(ids).map(|(browser, id)| Customer { browser, id }).collect())
}

fn email_of(n: usize) -> String {
    format!("customer-{n}@example.org")
}

async fn join(server: &Server, n: usize) -> Result<Browser> {
    join_at(server.shop, server.inbox, &server.password, n).await
}

/// Somebody joins and confirms the address.
///
/// # Errors
/// When a door does not open.
pub async fn join_at(shop: u16, inbox: u16, password: &str, n: usize) -> Result<Browser> {
    let (email, mut browser) = (email_of(n), Browser::at(shop));
    browser.submit("/join/age", &[("day", "14"), ("month", "5"), ("year", "1992")]).await?;
    browser.submit("/join", &[("name", "Ada Amsel"), ("email", &email), ("password", password)]).await?;
    let link = mailed_link(inbox, &email, "/verify/").await?;
    browser.submit(&link, &[("password", password)]).await?;
    browser.get("/account").await?.expect(200).context("nobody is signed in after confirming")?;
    Ok(browser)
}

/// The newest link of that kind in the mails to somebody.
///
/// # Errors
/// When none comes.
pub async fn mailed_link(inbox: u16, to: &str, beginning: &str) -> Result<String> {
    let mut inbox = Browser::at(inbox);
    for _ in 0..TRIES {
        let page = inbox.get(&format!("/mails.json?to={to}&wait=30")).await?;
        let letters: Vec<Value> = serde_json::from_str(page.text())?;
        if let Some(link) = letters.iter().find_map(|letter| link_in(letter["text"].as_str()?, beginning)) {
            return Ok(link);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    bail!("no mail with a link to {beginning} came")
}

fn link_in(text: &str, beginning: &str) -> Option<String> {
    let link = text[text.find(beginning)?..].split(|c: char| c.is_whitespace() || c == '>').next()?;
    Some(link.trim_end_matches(['.', ',']).to_owned())
}

async fn furnish(browser: &mut Browser) -> Result<()> {
    for n in 0..ADDRESSES {
        let street = format!("{} Hem Lane", n + 12);
        let address = [
            ("recipient", "Ada Amsel"),
            ("street", &street),
            ("town", "London"),
            ("postcode", "E2 7QD"),
            ("country", "GB"),
        ];
        let address: Vec<_> = address.into_iter().chain([("kind", "shipping")]).collect();
        browser.submit("/account/addresses", &address).await?;
    }
    browser.submit("/account/assist", &[("words", "Where is my parcel?")]).await?;
    Ok(())
}

/// Signs a member of staff in.
///
/// # Errors
/// When the desk does not open.
pub async fn staff(server: &Server, name: &str) -> Result<Browser> {
    let mut browser = Browser::at(server.shop);
    browser.submit("/desk/signin", &[("username", name), ("password", &server.password)]).await?;
    Ok(browser)
}

/// The desk's address for a customer names them.
async fn ids(advisor: &mut Browser, count: usize) -> Result<Vec<Id>> {
    let mut ids = Vec::with_capacity(count);
    for n in 0..count {
        let desk = advisor.submit("/desk/care", &[("wanted", &email_of(n))]).await?;
        ids.push(desk.rsplit('/').next().unwrap_or_default().parse()?);
    }
    Ok(ids)
}
