//! What visitors, customers and staff do while they are measured.

use std::sync::Arc;

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
    async fn step(&mut self) -> Result<()> {
        let path = &self.paths[self.at % self.paths.len()];
        self.at += 1;
        let answer = self.browser.get(path).await?.expect(200)?;
        // Looking for words in every page would cost the server's cores; in every hundredth it tells as much.
        ensure!(
            !self.at.is_multiple_of(100) || answer.text().contains(self.words),
            "{path} does not say “{}”",
            self.words
        );
        Ok(())
    }
}

/// Asks for the head of one answer alone.
pub struct Heads(pub Browser, pub String);

impl Walker for Heads {
    async fn step(&mut self) -> Result<()> {
        self.0.head(&self.1).await?.expect(200)?;
        Ok(())
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
    async fn step(&mut self) -> Result<()> {
        let secret = self.fresh.pop().context("there are too few sittings for a machine this fast")?;
        self.browser.hold("session", &secret);
        self.browser.get(self.path).await?.expect(200)?;
        Ok(())
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
    async fn step(&mut self) -> Result<()> {
        if self.at.is_multiple_of(PIECES) {
            self.browser.forget();
        }
        let size = self.sizes[self.at % self.sizes.len()].clone();
        self.at += 1;
        let leads = self.browser.submit("/basket/lines", &[("sku", &size)]).await?;
        ensure!(leads == "/basket?said=added", "port {}: a piece was not added: {leads}", self.shop);
        Ok(())
    }
}
