//! What the store stands on goes away while people order and correct, and comes back: a disk that confirms nothing, one that
//! is full, a database file that is another one, a database server that is gone.
//!
//! Meanwhile nothing may be acknowledged, values stay shut, and the pages that know nobody are up. Afterwards everything
//! works again without a new start, and whatever was acknowledged before is there, now and after a kill.

mod fault;

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, ensure};
use tokio::task::JoinSet;

use self::fault::Fault;
use crate::{
    browser::Browser,
    crash::{
        acts::{Acts, Kept},
        books::Books,
    },
    people,
    server::Place,
    stage,
    town::{PASSWORD, Town},
    walks::value_of,
};

const GUESTS: usize = 2;
const CUSTOMERS: usize = 3;
/// Times it goes away.
const TIMES: usize = 3;
/// Load before it does.
const LOAD: Duration = Duration::from_secs(2);
/// Looks while it is away.
const LOOKS: usize = 5;
/// How long the shop has to serve again once it is back; also for everybody to notice that it is gone.
const PATIENCE: Duration = Duration::from_secs(30);
const NAME: &str = "Nobody Acknowledged";
/// What the page says meanwhile.
const WORDS: &str = "We cannot do this just now";

/// Somebody who has a form open when it happens, and looks around.
struct Onlooker {
    browser: Browser,
    version: String,
    product: String,
}

/// Takes it away and gives it back, several times.
///
/// # Errors
/// At the first thing acknowledged, opened or lost, and when the shop does not recover by itself.
pub async fn run(program: &Path, policy: &Path, place: &Place) -> Result<String> {
    let faults = Fault::of(place)?;
    let environment = faults.first().map(Fault::environment).unwrap_or_default();
    let mut town = Town::open_with(program, policy, place, "warn", environment).await?;
    let mut acts = Acts::begin(&town, CUSTOMERS).await?;
    let mut books = Books::new(place, policy);
    let (mut slowest, mut kept) = (Duration::ZERO, Kept::default());
    for (fault, n) in faults.iter().flat_map(|fault| (1..=TIMES).map(move |n| (fault, n))) {
        let time = one(&town, fault, &mut acts, &mut kept).await;
        slowest = slowest.max(time.with_context(|| format!("time {n} that {}", fault.words()))?);
    }
    let (orders, names) = (acts.kept.orders, acts.kept.names);
    ensure!(orders > 0 && names > 0, "nothing was acknowledged before, so nothing is proved");
    town.kill()?;
    books.look(&town, &kept).await.context("after a kill")?;
    let chains = books.verify_all().await?;
    town.start().await?;
    acts.find_theirs(&Kept::default()).await.context("after a kill and a new start")?;
    Ok(format!(
        "{TIMES} times {}: public pages were up, nothing was acknowledged or opened; served again after {:.1} s at most. \
         {orders} orders and {names} corrections from before were there; {chains} chains verify",
        faults.iter().map(Fault::words).collect::<Vec<_>>().join(&format!(" and {TIMES} times ")),
        slowest.as_secs_f64()
    ))
}

async fn one(town: &Town, fault: &Fault, acts: &mut Acts, all: &mut Kept) -> Result<Duration> {
    let (mut busy, kept) = (JoinSet::new(), Arc::new(Kept::default()));
    let mut onlooker = Onlooker::arrives(town, acts.begun()).await?;
    acts.all_begin(town, GUESTS, &kept, &mut busy);
    tokio::time::sleep(LOAD).await;
    onlooker.opens_the_form().await?;
    fault.begin()?;
    let everybody = async {
        while let Some(ended) = busy.join_next().await {
            ended?;
        }
        Ok::<(), anyhow::Error>(())
    };
    let ended = tokio::time::timeout(PATIENCE, everybody).await;
    let looked = match ended {
        Ok(ended) => ended.and(onlooker.looks(town).await),
        Err(_) => Err(anyhow::anyhow!("somebody was still served")),
    };
    fault.end()?;
    looked.context("meanwhile")?;
    let began = Instant::now();
    onlooker.is_served_again(began).await?;
    acts.find_theirs(&kept).await.context("without a new start")?;
    saved_again(acts, began).await?;
    all.take(&kept);
    Ok(began.elapsed())
}

/// Waits until every customer's correction is saved once more.
async fn saved_again(acts: &mut Acts, began: Instant) -> Result<()> {
    while acts.name_all().await.is_err() {
        ensure!(began.elapsed() < PATIENCE, "nothing was saved again within {PATIENCE:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

impl Onlooker {
    /// Somebody new each time: what was opened for somebody in their sitting has its line, and may be read again.
    async fn arrives(town: &Town, n: usize) -> Result<Onlooker> {
        let browser = people::join_at(town.shop, town.inbox, PASSWORD, 1_000 + n).await?;
        let products = stage::products(&mut Browser::at(town.shop)).await?;
        let product = products.into_iter().next().context("nothing is for sale")?;
        Ok(Onlooker { browser, version: String::new(), product })
    }

    async fn opens_the_form(&mut self) -> Result<()> {
        let page = self.browser.get("/account/profile").await?.expect(200)?;
        self.version = value_of(page.text(), "version")?;
        Ok(())
    }

    async fn is_served_again(&self, began: Instant) -> Result<()> {
        while !self.is_served().await? {
            ensure!(began.elapsed() < PATIENCE, "no value opened again within {PATIENCE:?}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(())
    }

    async fn looks(&self, town: &Town) -> Result<()> {
        for _ in 0..LOOKS {
            self.sees_public_pages(town).await?;
            self.is_told_nothing().await?;
            self.is_promised_nothing().await?;
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        Ok(())
    }

    async fn sees_public_pages(&self, town: &Town) -> Result<()> {
        for page in [self.product.as_str(), "/privacy", "/contact"] {
            // Also for whoever is signed in: nobody's page needs to know who looks.
            for mut browser in [Browser::at(town.shop), self.browser.again()] {
                browser.get(page).await?.expect(200).with_context(|| format!("{page} is not up"))?;
            }
        }
        Ok(())
    }

    async fn is_told_nothing(&self) -> Result<()> {
        ensure!(!self.is_served().await?, "values opened");
        Ok(())
    }

    async fn is_served(&self) -> Result<bool> {
        Ok(self.browser.again().get("/account/addresses").await?.status == 200)
    }

    async fn is_promised_nothing(&self) -> Result<()> {
        let mut browser = self.browser.again();
        let answer = browser.post("/account/profile", &[("name", NAME), ("version", &self.version)]).await?;
        let leads = answer.leads_to().unwrap_or_default();
        ensure!(!leads.ends_with("said=saved"), "a correction was acknowledged");
        ensure!(answer.status == 503, "a correction was answered with {}", answer.status);
        ensure!(answer.text().contains(WORDS), "nobody was told why a correction was not kept");
        Ok(())
    }
}
