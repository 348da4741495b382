//! The stage of one engine: a running shop, people in it, and what is measured there.

use std::{
    path::Path,
    sync::{Arc, Mutex},
    time::Duration,
};

use anyhow::{Context, Result, ensure};
use aws_lc_rs::digest::{SHA256, digest};
use store::{Clock, Dice, Id, Store, sql, work};

use crate::{
    browser::Browser,
    inside::lines_of,
    load::{Span, Walker, walk},
    people::{self, Customer},
    server::{Place, Server},
    table::{CONNECTIONS, Table},
    walks::{Adds, HandOvers, Heads, Knows, Orders, Pages, Sittings},
};

/// The page with ten values of the customer's own.
const BOOK: &str = "/account/addresses";
const POLICY: &str = "/privacy";
const LINE_EACH: &str = "address book, ten values, a line for each look";
const DESK: &str = "advisor’s look, two lines for each";
/// More new sittings than a connection can use up in a measurement.
const SITTINGS_A_SECOND: f64 = 24_000.0;

/// A running shop with people in it.
pub struct Stage {
    /// The shop's process.
    pub server: Server,
    only: String,
    store: Store,
    customers: Vec<Customer>,
    /// No one of them may look at everybody within an hour.
    advisors: [Browser; 2],
    packer: Browser,
    style: Arc<[String]>,
    products: Arc<[String]>,
    sizes: Arc<[String]>,
}

impl Stage {
    /// Opens a shop and fills it.
    ///
    /// # Errors
    /// When it does not open, or a door in it does not.
    pub async fn open(program: &Path, place: &Place, only: &str) -> Result<Stage> {
        let server = Server::start(program, place)?;
        let store = Store::open(&place.rows()).await?;
        restock(&store).await?;
        let most = *CONNECTIONS.iter().max().context("no connections")?;
        let customers = people::customers(&server, most).await?;
        second_advisor(&store).await?;
        let advisors = [people::staff(&server, "dev").await?, people::staff(&server, "dan").await?];
        let packer = people::staff(&server, "faye").await?;
        let mut visitor = Browser::at(server.shop);
        let style = style(&mut visitor).await?;
        let products = products(&mut visitor).await?;
        let sizes = sizes(&mut visitor, &products).await?;
        let (style, products, sizes) = ([style].into(), products.into(), sizes.into());
        Ok(Stage {
            server,
            only: only.to_owned(),
            store,
            customers,
            advisors,
            packer,
            style,
            products,
            sizes,
        })
    }

    /// Measures everything once.
    ///
    /// # Errors
    /// When an answer is not the right one, or a line is missing.
    pub async fn round(&self, table: &mut Table, span: Span) -> Result<()> {
        let visitor = || Browser::at(self.server.shop);
        let policy: Arc<[String]> = [POLICY.to_owned()].into();
        for n in CONNECTIONS {
            let heads = (0..n).map(|_| Heads(visitor(), self.style[0].clone())).collect();
            self.measure(table, "style sheet, its head alone", n, heads, span).await?;
            let sheets = (0..n).map(|_| Pages::new(visitor(), &self.style, "{", 0)).collect();
            self.measure(table, "style sheet", n, sheets, span).await?;
            let pages = (0..n).map(|i| Pages::new(visitor(), &self.products, "basket", i)).collect();
            self.measure(table, "product page", n, pages, span).await?;
            let policy = (0..n).map(|_| Pages::new(visitor(), &policy, "In short", 0)).collect();
            self.measure(table, "policy page", n, policy, span).await?;
            let knows = (0..n).map(|_| Knows(visitor(), POLICY)).collect();
            self.measure(table, "policy page, still the one they have", n, knows, span).await?;
            let adds = (0..n).map(|i| Adds::new(self.server.shop, &self.sizes, i)).collect();
            self.measure(table, "piece put into a basket", n, adds, span).await?;
            let book: Arc<[String]> = [BOOK.to_owned()].into();
            let again = self
                .customers
                .iter()
                .take(n)
                .map(|c| Pages::new(c.browser.again(), &book, "Hem Lane", 0))
                .collect();
            self.measure(table, "address book, ten values, looked at again", n, again, span).await?;
            self.with_lines(table, n, span).await?;
        }
        Ok(())
    }

    /// Processor time in a second in which nobody asks for anything, in milliseconds: what the clock's work costs with the
    /// people and baskets that the rounds left.
    ///
    /// # Errors
    /// When the server is gone.
    pub async fn at_rest(&self) -> Result<f64> {
        let before = self.server.processor_seconds()?;
        tokio::time::sleep(Duration::from_secs(4)).await;
        Ok((self.server.processor_seconds()? - before) * 1_000.0 / 4.0)
    }

    /// Measures orders and parcels once. Each leaves a mail that is sent behind its back, so nothing else comes after them.
    ///
    /// # Errors
    /// As for [`Stage::round`].
    pub async fn orders(&self, table: &mut Table, span: Span) -> Result<()> {
        for n in CONNECTIONS {
            self.orders_at(table, n, span).await?;
        }
        Ok(())
    }

    /// Orders of guests, and then their parcels.
    async fn orders_at(&self, table: &mut Table, n: usize, span: Span) -> Result<()> {
        let (shop, partner) = (self.server.shop, self.server.payment);
        let orders = (0..n).map(|i| Orders::new(shop, partner, &self.sizes, i)).collect();
        self.measure(table, "order of a guest, from the basket on (8 requests)", n, orders, span).await?;
        let numbers = Arc::new(Mutex::new(to_pack(&self.store).await?));
        let packers = (0..n)
            .map(|_| HandOvers { browser: self.packer.again(), numbers: Arc::clone(&numbers) })
            .collect();
        // There are only as many parcels as orders, too few to warm up with.
        let span = Span { warm_up: Duration::ZERO, ..span };
        self.measure(table, "parcel handed over to the courier", n, packers, span).await?;
        Ok(())
    }

    /// What must leave a line for each look: counted, and held against the answers.
    async fn with_lines(&self, table: &mut Table, n: usize, span: Span) -> Result<()> {
        if !LINE_EACH.contains(&self.only) && !DESK.contains(&self.only) {
            return Ok(());
        }
        let before = self.lines(n).await?;
        let first = self.sittings(n, span).await?;
        let looked = self.measure(table, LINE_EACH, n, first, span).await?;
        let between = self.lines(n).await?;
        ensure!(between - before == looked, "{looked} looks left {} lines", between - before);
        let advisors = self.advisors.iter().cycle();
        let desks = self.customers.iter().take(n).zip(advisors).map(|(customer, advisor)| {
            let path: Arc<[String]> = [format!("/desk/care/{}", customer.id)].into();
            Pages::new(advisor.again(), &path, "Ada Amsel", 0)
        });
        let looked = self.measure(table, DESK, n, desks.collect(), span).await?;
        let after = self.lines(n).await?;
        ensure!(after - between == 2 * looked, "{looked} looks left {} lines", after - between);
        Ok(())
    }

    /// Lines in the ledgers of the first customers.
    async fn lines(&self, customers: usize) -> Result<u64> {
        let mut lines = 0;
        for customer in self.customers.iter().take(customers) {
            lines += lines_of(&self.store, customer.id).await?;
        }
        Ok(lines)
    }

    /// Measures, unless something else was asked for, and says how many steps were taken.
    async fn measure<W: Walker>(
        &self,
        table: &mut Table,
        name: &str,
        connections: usize,
        walkers: Vec<W>,
        span: Span,
    ) -> Result<u64> {
        if !name.contains(&self.only) {
            return Ok(0);
        }
        let before = self.server.processor_seconds()?;
        let sample =
            walk(walkers, span).await.with_context(|| format!("{name}, {connections} connections"))?;
        let spent = self.server.processor_seconds()? - before;
        table.add(name, connections, sample, spent * 1e6 / sample.steps as f64);
        Ok(sample.steps)
    }

    /// Customers whose browser takes up a new session for each look. The sessions are put into their table beforehand,
    /// because signing in costs a password hash, thirty times what is to be measured here.
    async fn sittings(&self, n: usize, span: Span) -> Result<Vec<Sittings>> {
        let seconds = (span.warm_up + span.counted).as_secs_f64();
        let each = (SITTINGS_A_SECOND * seconds / n as f64) as usize;
        let mut sittings = Vec::with_capacity(n);
        for customer in self.customers.iter().take(n) {
            let fresh = sign_in_often(&self.store, customer.id, each).await?;
            sittings.push(Sittings { browser: customer.browser.again(), path: BOOK, fresh });
        }
        Ok(sittings)
    }
}

const RESTOCK: &str = "UPDATE stock SET on_hand = 1000000000";

/// So that no measurement ends because everything is sold.
///
/// # Errors
/// When the store fails.
pub async fn restock(store: &Store) -> Result<()> {
    Ok(store.write(work!(|tx| -> Result<(), store::Error> { tx.put(sql!(RESTOCK)) })).await?)
}

const ADVISOR: &str = "INSERT INTO staff (staff_id, username, role, password, created_at)
    SELECT $1, 'dan', role, password, created_at FROM staff WHERE username = 'dev'";

/// There are more customers than one advisor may look at, and the demo has one.
async fn second_advisor(store: &Store) -> Result<()> {
    let id = Id::new(&Clock::system(), &Dice::system());
    Ok(store.write(work!(|tx| [id] -> Result<(), store::Error> { tx.put(sql!(ADVISOR, id)) })).await?)
}

const TO_PACK: &str = "SELECT number FROM fulfilment WHERE state = 'to-pack'";

/// Orders that nobody packed yet. The desk's list stops at five hundred.
async fn to_pack(store: &Store) -> Result<Vec<String>> {
    let found = store.read(work!(|tx| -> Result<Vec<String>, store::Error> {
        tx.rows(sql!(TO_PACK)).await?.into_iter().map(|mut row| row.take(0)).collect()
    }));
    Ok(found.await?)
}

const SESSION: &str = "INSERT INTO session (token, customer_id, staff_id, created_at, seen_at, expires_at) VALUES ($1, $2, $3, $4, $4, $5)";

/// Puts sessions of a customer into their table, with the secrets that lead there.
///
/// # Errors
/// When the store fails.
pub async fn sign_in_often(store: &Store, customer: Id, times: usize) -> Result<Vec<String>> {
    let (now, dice) = (Clock::system().now(), Dice::system());
    let secrets: Vec<String> = (0..times).map(|_| dice.token()).collect();
    let until = now.plus_days(1);
    let put = store.write(work!(|tx| [secrets, customer, now, until] -> Result<(), store::Error> {
        for secret in &secrets {
            tx.put(sql!(SESSION, token(secret), customer, None::<Id>, now, until))?;
        }
        Ok(())
    }));
    put.await?;
    Ok(secrets)
}

/// As `web` stores a session's secret.
pub fn token(secret: &str) -> [u8; 32] {
    let mut token = [0; 32];
    token.copy_from_slice(digest(&SHA256, format!("session\0{secret}").as_bytes()).as_ref());
    token
}

async fn style(visitor: &mut Browser) -> Result<String> {
    let assets = visitor.get("/").await?.expect(200)?.addresses("/assets/");
    assets.into_iter().find(|path| path.ends_with(".css")).context("the front page has no style sheet")
}

/// The addresses of all products.
///
/// # Errors
/// When a page does not come.
pub async fn products(visitor: &mut Browser) -> Result<Vec<String>> {
    let mut products = Vec::new();
    for category in visitor.get("/").await?.expect(200)?.addresses("/c/") {
        products.extend(visitor.get(&category).await?.expect(200)?.addresses("/p/"));
    }
    products.sort();
    products.dedup();
    ensure!(products.len() >= 60, "only {} products are to be found", products.len());
    Ok(products)
}

/// One size of each product.
///
/// # Errors
/// When a product has none.
pub async fn sizes(visitor: &mut Browser, products: &[String]) -> Result<Vec<String>> {
    let mut sizes = Vec::with_capacity(products.len());
    for product in products {
        let page = visitor.get(product).await?.expect(200)?;
        let field = page
            .text()
            .split("name=\"sku\"")
            .nth(1)
            .with_context(|| format!("{product} has no size to choose"))?;
        let size = field.split("value=\"").nth(1).and_then(|rest| rest.split('"').next());
        sizes.push(size.with_context(|| format!("{product} has no size to choose"))?.to_owned());
    }
    Ok(sizes)
}
