//! What visitors, customers and staff do while they are measured.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::{Context, Result, ensure};

use crate::{browser::Browser, load::Walker};

/// Looks at one page after the other.
pub struct Pages {
    browser: Browser,
    paths: Arc<[String]>,
    words: &'static str,
    at: usize,
}

impl Pages {
    /// Starting at another page for each walker. The words must stand on every page.
    pub fn new(browser: Browser, paths: &Arc<[String]>, words: &'static str, start: usize) -> Pages {
        Pages { browser, paths: Arc::clone(paths), words, at: start }
    }
}

impl Walker for Pages {
    async fn step(&mut self) -> Result<bool> {
        let path = &self.paths[self.at % self.paths.len()];
        self.at += 1;
        let answer = self.browser.get(path).await?.expect(200)?;
        // Looking for words in every page would cost the server's cores; in every hundredth it tells as much.
        ensure!(
            !self.at.is_multiple_of(100) || answer.text().contains(self.words),
            "{path} does not say “{}”",
            self.words
        );
        Ok(true)
    }
}

/// Asks for the head of one answer alone.
pub struct Heads(pub Browser, pub String);

impl Walker for Heads {
    async fn step(&mut self) -> Result<bool> {
        self.0.head(&self.1).await?.expect(200)?;
        Ok(true)
    }
}

/// Asks again and again whether a page is still the one they have; now and then it is not.
pub struct Knows(pub Browser, pub &'static str);

impl Walker for Knows {
    async fn step(&mut self) -> Result<bool> {
        let answer = self.0.get(self.1).await?;
        if answer.status != 304 {
            let tag = answer.expect(200)?.field("etag").context("the page has no mark")?;
            self.0.know(&tag);
        }
        Ok(true)
    }
}

/// Looks at the same page in a new sitting each time.
pub struct Sittings {
    /// A browser whose session is exchanged.
    pub browser: Browser,
    /// The page.
    pub path: &'static str,
    /// Secrets of sessions that nobody used yet.
    pub fresh: Vec<String>,
}

impl Walker for Sittings {
    async fn step(&mut self) -> Result<bool> {
        let secret = self.fresh.pop().context("there are too few sittings for a machine this fast")?;
        self.browser.hold("session", &secret);
        self.browser.get(self.path).await?.expect(200)?;
        Ok(true)
    }
}

/// Adds pieces to a basket; somebody new comes after every eighth.
pub struct Adds {
    shop: u16,
    browser: Browser,
    sizes: Arc<[String]>,
    at: usize,
}

/// Pieces in a basket before the next visitor comes.
const PIECES: usize = 8;

impl Adds {
    /// Somebody who begins with another size than the others.
    pub fn new(shop: u16, sizes: &Arc<[String]>, start: usize) -> Adds {
        Adds { shop, browser: Browser::at(shop), sizes: Arc::clone(sizes), at: start * PIECES }
    }
}

impl Walker for Adds {
    async fn step(&mut self) -> Result<bool> {
        if self.at.is_multiple_of(PIECES) {
            self.browser.forget();
        }
        let size = self.sizes[self.at % self.sizes.len()].clone();
        self.at += 1;
        let leads = self.browser.submit("/basket/lines", &[("sku", &size)]).await?;
        ensure!(leads == "/basket?said=added", "port {}: a piece was not added: {leads}", self.shop);
        Ok(true)
    }
}

/// Orders as a guest, from an empty basket to the order's page: seven requests to the shop and one to the payment partner,
/// with the partner's webhook between.
pub struct Orders {
    shop: Browser,
    partner: Browser,
    sizes: Arc<[String]>,
    at: usize,
}

const DETAILS: [(&str, &str); 9] = [
    ("service", "standard"),
    ("name", "Ada Amsel"),
    ("email", "ada@example.net"),
    ("home-street", "12 Hem Lane"),
    ("home-town", "London"),
    ("home-postcode", "E2 7QD"),
    ("home-country", "GB"),
    ("ship", "home"),
    ("bill", "home"),
];
const CARD: [(&str, &str); 3] = [("number", "4242 4242 4242 4242"), ("expiry", "12/99"), ("cvc", "123")];

impl Orders {
    /// Somebody who begins with another piece than the others.
    pub fn new(shop: u16, partner: u16, sizes: &Arc<[String]>, start: usize) -> Orders {
        Orders { shop: Browser::at(shop), partner: Browser::at(partner), sizes: Arc::clone(sizes), at: start }
    }

    /// Somebody who is signed in, and orders in their own name.
    pub fn by(shop: Browser, partner: u16, sizes: &Arc<[String]>) -> Orders {
        Orders { shop, partner: Browser::at(partner), sizes: Arc::clone(sizes), at: 0 }
    }

    /// One more order by the same person.
    ///
    /// # Errors
    /// When it is not placed.
    pub async fn one_more(&mut self) -> Result<()> {
        self.at += 1;
        let size = self.sizes[self.at % self.sizes.len()].clone();
        self.shop.submit("/basket/lines", &[("sku", &size)]).await?;
        self.placed().await.map(drop)
    }

    /// The next order, by somebody new: its page and the browser to whom it belongs.
    ///
    /// # Errors
    /// When it is not placed.
    pub async fn next(&mut self) -> Result<(String, Browser)> {
        self.shop.forget();
        self.at += 1;
        let size = self.sizes[self.at % self.sizes.len()].clone();
        self.shop.submit("/basket/lines", &[("sku", &size)]).await?;
        self.shop.submit("/checkout/age", &[("day", "14"), ("month", "5"), ("year", "1992")]).await?;
        Ok((self.placed().await?, self.shop.again()))
    }

    /// Buys what is in the basket: where the order can be seen.
    async fn placed(&mut self) -> Result<String> {
        let shop = &mut self.shop;
        shop.submit("/checkout/delivery", &DETAILS).await?;
        shop.submit("/checkout/payment", &[("card", "new")]).await?;
        let seen = value_of(shop.get("/checkout/review").await?.expect(200)?.text(), "seen")?;
        let pay = shop.submit("/checkout/pay", &[("seen", &seen)]).await?;
        let back = self.partner.submit(path(&pay), &CARD).await?;
        let placed = self.shop.get(path(&back)).await?;
        let order = placed.leads_to().context("nothing came of the payment")?;
        ensure!(order.ends_with("said=order-placed"), "the order was not placed: {order}");
        Ok(order)
    }
}

impl Walker for Orders {
    async fn step(&mut self) -> Result<bool> {
        self.next().await.map(|_| true)
    }
}

/// The value of a hidden field.
///
/// # Errors
/// When the page has no such field.
pub fn value_of(page: &str, name: &str) -> Result<String> {
    let field =
        page.split(&format!("name=\"{name}\" value=\"")).nth(1).and_then(|rest| rest.split('"').next());
    Ok(field.with_context(|| format!("the page has no field {name}"))?.to_owned())
}

/// An address without scheme and host.
pub fn path(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.find('/').map_or("/", |at| &rest[at..])
}

/// Packs orders; each parcel is handed over to the courier at once.
pub struct HandOvers {
    /// Signed in at the desk.
    pub browser: Browser,
    /// Numbers of orders to pack, shared by all.
    pub numbers: Arc<Mutex<Vec<String>>>,
}

impl Walker for HandOvers {
    async fn step(&mut self) -> Result<bool> {
        let number = self.numbers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let Some(number) = number else { return Ok(false) };
        let leads = self.browser.submit(&format!("/desk/orders/{number}/dispatch"), &[]).await?;
        ensure!(leads.ends_with("said=handed-over"), "a parcel was not handed over: {leads}");
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_what_stands_behind_the_host() {
        let paths = ["http://localhost:80/a?b=c", "/a", "http://localhost"].map(path);
        assert_eq!(paths, ["/a?b=c", "/a", "/"]);
    }

    #[test]
    fn a_hidden_fields_value_is_found() {
        assert_eq!(value_of(r#"<input type="hidden" name="seen" value="ab12">"#, "seen").unwrap(), "ab12");
    }
}
