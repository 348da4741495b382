//! What people do while the shop is killed, what it said yes to, and whether they find that again.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use tokio::task::JoinSet;

use crate::{
    browser::Browser,
    people,
    town::{PASSWORD, Town},
    walks::{Orders, value_of},
};

/// What the shop acknowledged in one stretch of load.
#[derive(Default)]
pub struct Kept {
    /// Pages of orders that were placed, each with its owner's browser.
    pub orders: Mutex<Vec<(String, Browser)>>,
    /// Numbers of orders whose parcel was handed over.
    pub parcels: Mutex<Vec<String>>,
}

impl Kept {
    /// This, and the parcels of another stretch.
    pub fn take(&mut self, other: &Kept) {
        let parcels = other.parcels.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.parcels.get_mut().unwrap_or_else(PoisonError::into_inner).extend(parcels);
    }
}

/// How much was acknowledged in all.
#[derive(Default)]
pub struct Counts {
    /// Orders placed.
    pub orders: usize,
    /// Parcels handed over.
    pub parcels: usize,
    /// Names corrected.
    pub names: usize,
}

/// A customer who corrects their name again and again.
struct Customer {
    browser: Browser,
    /// The number in the name that the shop last said yes to.
    acknowledged: usize,
    /// The number in the name that it was last asked for.
    asked: usize,
}

/// Everybody who does something.
pub struct Acts {
    customers: BTreeMap<usize, Arc<Mutex<Option<Customer>>>>,
    packer: Browser,
    begun: usize,
    /// What was acknowledged in all.
    pub kept: Counts,
}

impl Acts {
    /// Lets the customers join and the packer sign in.
    pub async fn begin(town: &Town, customers: usize) -> Result<Acts> {
        let mut joined = BTreeMap::new();
        for n in 0..customers {
            let browser = people::join_at(town.shop, town.inbox, PASSWORD, n).await?;
            let customer = Customer { browser, acknowledged: 0, asked: 0 };
            joined.insert(n, Arc::new(Mutex::new(Some(customer))));
        }
        let packer = town.staff("faye").await?;
        let mut acts = Acts { customers: joined, packer, begun: 0, kept: Counts::default() };
        acts.name_all().await?;
        Ok(acts)
    }

    /// Everybody corrects their name once.
    ///
    /// # Errors
    /// When one of them is not saved.
    pub async fn name_all(&mut self) -> Result<()> {
        for customer in self.customers.values() {
            let mut held = taken(customer)?;
            held.browser = held.browser.again();
            let corrected = held.correct().await;
            put_back(customer, held);
            corrected?;
        }
        Ok(())
    }

    /// Everybody begins; each goes on until the shop is gone.
    pub fn all_begin(&mut self, town: &Town, guests: usize, kept: &Arc<Kept>, busy: &mut JoinSet<()>) {
        let sizes: Arc<[String]> = town.sizes.clone().into();
        for _ in 0..guests {
            self.begun += 1;
            let orders = Orders::new(town.shop, town.payment, &sizes, self.begun);
            busy.spawn(order_on(orders, Arc::clone(kept)));
        }
        for customer in self.customers.values() {
            busy.spawn(correct_on(Arc::clone(customer)));
        }
        busy.spawn(pack_on(self.packer.again(), Arc::clone(kept)));
    }

    /// How many guests have begun to order so far.
    pub fn begun(&self) -> usize {
        self.begun
    }

    /// Each looks for what the shop had said yes to.
    pub async fn find_theirs(&mut self, kept: &Kept) -> Result<()> {
        let orders = std::mem::take(&mut *kept.orders.lock().unwrap_or_else(PoisonError::into_inner));
        for (page, browser) in &orders {
            let mut browser = browser.again();
            let answer = browser.get(page).await?;
            let is_there = answer.status == 200 && answer.text().contains("<h1>Order ");
            ensure!(is_there, "an order that was placed is not there");
        }
        self.kept.orders += orders.len();
        self.kept.parcels += kept.parcels.lock().unwrap_or_else(PoisonError::into_inner).len();
        self.kept.names = 0;
        for customer in self.customers.values() {
            let mut held = taken(customer)?;
            held.finds_the_name().await?;
            self.kept.names += held.acknowledged;
            put_back(customer, held);
        }
        Ok(())
    }
}

/// How long an order takes when nobody else is there.
pub async fn one_order(town: &Town) -> Result<Duration> {
    let mut orders = Orders::new(town.shop, town.payment, &town.sizes.clone().into(), 0);
    let began = Instant::now();
    orders.next().await?;
    Ok(began.elapsed())
}

fn taken(customer: &Mutex<Option<Customer>>) -> Result<Customer> {
    customer.lock().unwrap_or_else(PoisonError::into_inner).take().context("a customer is away")
}

fn put_back(customer: &Mutex<Option<Customer>>, held: Customer) {
    *customer.lock().unwrap_or_else(PoisonError::into_inner) = Some(held);
}

// An error is the end of each of these: the shop is gone. A wrong answer before that shows in what is missing afterwards.

async fn order_on(mut orders: Orders, kept: Arc<Kept>) {
    while let Ok(placed) = orders.next().await {
        kept.orders.lock().unwrap_or_else(PoisonError::into_inner).push(placed);
    }
}

async fn correct_on(customer: Arc<Mutex<Option<Customer>>>) {
    let Ok(mut held) = taken(&customer) else { return };
    while held.correct().await.is_ok() {}
    put_back(&customer, held);
}

async fn pack_on(mut packer: Browser, kept: Arc<Kept>) {
    while let Ok(number) = pack_one(&mut packer).await {
        match number {
            Some(number) => kept.parcels.lock().unwrap_or_else(PoisonError::into_inner).push(number),
            None => tokio::time::sleep(Duration::from_millis(20)).await,
        }
    }
}

/// Packs the first order of the list, if there is one.
async fn pack_one(packer: &mut Browser) -> Result<Option<String>> {
    let list = packer.get("/desk/orders").await?.expect(200)?.addresses("/desk/orders/");
    let Some(number) = list.iter().filter_map(|path| path.rsplit('/').next()).find(|last| is_number(last))
    else {
        return Ok(None);
    };
    let leads = packer.submit(&format!("/desk/orders/{number}/dispatch"), &[]).await?;
    ensure!(leads.ends_with("said=handed-over"), "a parcel was not handed over: {leads}");
    Ok(Some(number.to_owned()))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

impl Customer {
    async fn correct(&mut self) -> Result<()> {
        let page = self.browser.get("/account/profile").await?.expect(200)?;
        let version = value_of(page.text(), "version")?;
        self.asked += 1;
        let name = name_of(self.asked);
        let leads =
            self.browser.submit("/account/profile", &[("name", &name), ("version", &version)]).await?;
        ensure!(leads.ends_with("said=saved"), "a name was not saved: {leads}");
        self.acknowledged = self.asked;
        Ok(())
    }

    /// The name is the one acknowledged last, or the one asked for when the answer was cut off.
    async fn finds_the_name(&mut self) -> Result<()> {
        self.browser = self.browser.again();
        let page = self.browser.get("/account/profile").await?.expect(200)?;
        let found = (self.acknowledged..=self.asked).find(|n| page.text().contains(&name_of(*n)));
        self.acknowledged = found.context("a name that was saved is not there")?;
        self.asked = self.acknowledged;
        Ok(())
    }
}

/// No such name is the beginning of another.
fn name_of(n: usize) -> String {
    let letters: String = n.to_string().bytes().map(|digit| char::from(digit - b'0' + b'a')).collect();
    format!("Ada {letters} Amsel")
}
