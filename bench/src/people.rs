//! People for the measurements. They come through the front door, as far as that can be waited for: join, confirm, fill an
//! address book, ask an advisor. What is put beside the door is said where it is done.

use anyhow::{Context, Result};
use futures_util::future::try_join_all;
use serde_json::Value;
use store::Id;

use crate::{browser::Browser, server::Server};

/// Entries of an address book; each has a name and an address, so that a book of five holds ten values.
const ADDRESSES: usize = 5;

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

async fn mailed_link(inbox: u16, to: &str, beginning: &str) -> Result<String> {
    let mut inbox = Browser::at(inbox);
    let letters: Value =
        serde_json::from_str(inbox.get(&format!("/mails.json?to={to}&wait=30")).await?.text())?;
    let text = letters[0]["text"].as_str().context("no mail came")?;
    let at = text.find(beginning).with_context(|| format!("no link to {beginning} in the mail"))?;
    let link = text[at..].split(|c: char| c.is_whitespace() || c == '>').next().unwrap_or_default();
    Ok(link.trim_end_matches(['.', ',']).to_owned())
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
