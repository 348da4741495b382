//! The shop by its configuration file, and the outside world beside it in a process that outlives it.

use std::{
    ffi::OsString,
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use store::{Clock, Store};
use tokio::net::TcpListener;

use crate::{
    browser::Browser,
    server::{Place, port},
    stage,
    start::configuration,
};

/// Everybody's password.
pub const PASSWORD: &str = "four lamps behind the harbour";
const PATIENCE: Duration = Duration::from_secs(60);

/// A shop that can be killed.
pub struct Town {
    program: PathBuf,
    configuration: PathBuf,
    log: &'static str,
    environment: Vec<(&'static str, OsString)>,
    shop_process: Option<Child>,
    outside_process: Child,
    /// The shop's port.
    pub shop: u16,
    /// The payment partner's port.
    pub payment: u16,
    /// The courier's port.
    pub courier: u16,
    /// The inbox's port.
    pub inbox: u16,
    /// One size of each product.
    pub sizes: Vec<String>,
}

impl Town {
    /// Opens it: stores, staff, agreements and stock as a shop begins. `log` is how much it writes to its log.
    pub async fn open(program: &Path, policy: &Path, place: &Place, log: &'static str) -> Result<Town> {
        Town::open_with(program, policy, place, log, Vec::new()).await
    }

    /// The same; the shop's process gets more in its environment.
    pub async fn open_with(
        program: &Path,
        policy: &Path,
        place: &Place,
        log: &'static str,
        environment: Vec<(&'static str, OsString)>,
    ) -> Result<Town> {
        fs::create_dir_all(place.folder.join("keys"))?;
        let shop = TcpListener::bind(("127.0.0.1", 0)).await?.local_addr()?.port();
        let (outside_process, said) = outside(program, shop)?;
        let configuration_file = place.folder.join("cloakroom.toml");
        let outside = ["smtp", "payment", "courier"].map(|name| said[name].as_str().unwrap_or_default());
        fs::write(&configuration_file, configuration(place, shop, &std::path::absolute(policy)?, outside))?;
        let mut town = Town {
            program: program.to_owned(),
            configuration: configuration_file,
            log,
            environment,
            shop_process: None,
            outside_process,
            shop,
            payment: port(&said["payment"])?,
            courier: port(&said["courier"])?,
            inbox: port(&said["inbox"])?,
            sizes: Vec::new(),
        };
        for (name, role) in [("olu", "officer"), ("faye", "fulfilment"), ("dev", "advisor")] {
            town.hire(name, role)?;
        }
        town.start().await?;
        town.agree().await?;
        stage::restock(&Store::open(&place.rows()).await?).await?;
        let mut visitor = Browser::at(shop);
        let products = stage::products(&mut visitor).await?;
        town.sizes = stage::sizes(&mut visitor, &products[..12]).await?;
        Ok(town)
    }

    fn hire(&self, name: &str, role: &str) -> Result<()> {
        let mut command = Command::new(&self.program);
        command.args(["staff", "--config"]).arg(&self.configuration).args([name, role]);
        command.stderr(self.log_file()?);
        let mut child = command.stdin(Stdio::piped()).spawn()?;
        child.stdin.take().context("it does not listen")?.write_all(format!("{PASSWORD}\n").as_bytes())?;
        ensure!(child.wait()?.success(), "{name} could not be added");
        Ok(())
    }

    /// A folder of its own for temporary files, so that it is known which are the shop's.
    fn temporary(&self) -> Result<PathBuf> {
        let folder = self.configuration.with_file_name("temporary");
        fs::create_dir_all(&folder)?;
        Ok(folder)
    }

    /// The shop's process.
    ///
    /// # Errors
    /// When it is dead.
    pub fn process(&self) -> Result<u32> {
        Ok(self.shop_process.as_ref().context("the shop is dead")?.id())
    }

    /// Where the shop's words go; it is kept when something was found.
    fn log_file(&self) -> Result<fs::File> {
        let path = self.configuration.with_file_name("shop.log");
        Ok(fs::OpenOptions::new().create(true).append(true).open(path)?)
    }

    /// What the officer signs before anybody outside gets anything.
    async fn agree(&self) -> Result<()> {
        let mut olu = self.staff("olu").await?;
        for party in ["payment-partner", "courier"] {
            let [from, until] = [-1, 365].map(day);
            let paper = [("document", "paper 1"), ("from", from.as_str()), ("until", until.as_str())];
            olu.submit(&format!("/desk/agreements/{party}"), &paper).await?;
        }
        Ok(())
    }

    /// Signs somebody in at the desk.
    pub async fn staff(&self, name: &str) -> Result<Browser> {
        let mut browser = Browser::at(self.shop);
        browser.submit("/desk/signin", &[("username", name), ("password", PASSWORD)]).await?;
        Ok(browser)
    }

    /// Starts the shop and waits for its first page.
    pub async fn start(&mut self) -> Result<()> {
        let mut command = Command::new(&self.program);
        command.args(["serve", "--config"]).arg(&self.configuration).stdin(Stdio::null());
        command.stderr(self.log_file()?).env("CLOAKROOM_LOG", self.log).env("TMPDIR", self.temporary()?);
        command.envs(self.environment.iter().cloned());
        self.shop_process = Some(command.spawn()?);
        let began = Instant::now();
        while began.elapsed() < PATIENCE {
            if Browser::at(self.shop).get("/contact").await.is_ok_and(|page| page.status == 200) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        bail!("the shop did not open within {PATIENCE:?}")
    }

    /// Kills the shop (`SIGKILL`), as a power cut would.
    pub fn kill(&mut self) -> Result<()> {
        if let Some(mut child) = self.shop_process.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }
}

impl Drop for Town {
    // They may have ended already, which is what is wanted.
    fn drop(&mut self) {
        drop(self.kill());
        drop(self.outside_process.kill());
        drop(self.outside_process.wait());
    }
}

/// The date so many days from now.
fn day(from_now: i64) -> String {
    let then = Clock::system().now().plus_days(from_now);
    jiff::Timestamp::from_microsecond(then.0).unwrap_or_default().strftime("%Y-%m-%d").to_string()
}

fn outside(program: &Path, shop: u16) -> Result<(Child, Value)> {
    let mut command = Command::new(program);
    command.args(["sandbox", "--shop", &format!("http://localhost:{shop}")]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    let out = child.stdout.take().context("the outside world has no voice")?;
    let said = BufReader::new(out).lines().next().context("the outside world said nothing")??;
    Ok((child, serde_json::from_str(&said)?))
}
