//! Starting: from the command to the first page.

use std::{
    fs,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Result, bail};
use tokio::net::TcpListener;

use crate::{
    browser::Browser,
    load::median,
    server::{Place, Server},
};

const STARTS: usize = 5;
const PATIENCE: Duration = Duration::from_secs(20);

/// How long starting takes, in milliseconds.
pub struct Starts {
    /// The demo with the outside world, in a new folder: schema, keys, cast.
    pub first_demo: f64,
    /// The demo once more in the same folder.
    pub demo: f64,
    /// A shop by its configuration file, on stores that are there.
    pub serve: f64,
}

/// Starts everything several times; the middle one counts.
///
/// # Errors
/// When something does not start.
pub async fn measure(program: &Path, place: &Place) -> Result<Starts> {
    let (mut first, mut again, mut serve) = (Vec::new(), Vec::new(), Vec::new());
    for n in 0..STARTS {
        let new = Place { folder: place.folder.join(format!("start-{n}")), postgres: None };
        first.push(demo(program, &new).await?);
        again.push(demo(program, place).await?);
        serve.push(by_configuration(program, place).await?);
    }
    Ok(Starts { first_demo: median(first), demo: median(again), serve: median(serve) })
}

async fn demo(program: &Path, place: &Place) -> Result<f64> {
    let began = Instant::now();
    let server = Server::start(program, place)?;
    Browser::at(server.shop).get("/").await?.expect(200)?;
    Ok(began.elapsed().as_secs_f64() * 1_000.0)
}

async fn by_configuration(program: &Path, place: &Place) -> Result<f64> {
    let port = TcpListener::bind(("127.0.0.1", 0)).await?.local_addr()?.port();
    let file = place.folder.join("cloakroom.toml");
    fs::write(
        &file,
        configuration(place, port, &place.folder.join("privacy.md"), ["127.0.0.1:9", NOBODY, NOBODY]),
    )?;
    let began = Instant::now();
    let mut child =
        Command::new(program).args(["serve", "--config"]).arg(&file).stderr(Stdio::null()).spawn()?;
    let page = first_page(port, began).await;
    drop(child.kill());
    drop(child.wait());
    Ok(page?.as_secs_f64() * 1_000.0)
}

async fn first_page(port: u16, began: Instant) -> Result<Duration> {
    while began.elapsed() < PATIENCE {
        if Browser::at(port).get("/").await.is_ok_and(|answer| answer.status == 200) {
            return Ok(began.elapsed());
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    bail!("there was no page within {PATIENCE:?}")
}

/// Where nobody is, for partners whom nobody needs.
const NOBODY: &str = "http://127.0.0.1:9";

/// A shop's configuration, on these stores and the root key beside them; mail server, payment partner and courier are at
/// the addresses of `outside`, and know the shop by the words of the demonstration.
pub fn configuration(place: &Place, port: u16, policy: &Path, outside: [&str; 3]) -> String {
    let (folder, policy) = (place.folder.display(), policy.display());
    let [smtp, payment, courier] = outside;
    format!(
        r#"
shop = {{ title = "Last Season", group = "the Last Season group", base_url = "http://localhost:{port}" }}
listen = {{ address = "127.0.0.1:{port}", tls = "off" }}
store = {{ data = "{}", keys = "{}", root_key = "{folder}/root.key" }}
policy = {{ file = "{policy}" }}
tries = {{ from_one_address = 1000000, for_one_account = 1000000 }}
mail = {{ smtp = "smtp://{smtp}", from = "care@lastseason.example" }}

[contact]
care_email = "care@lastseason.example"
care_phone = "+44 20 7946 0412"
officer_post = "12 Hem Lane, London E2 7QD"
cookie_advice = "https://ico.org.uk/for-the-public/online/cookies/"

[partners]
payment = {{ name = "Pay", url = "{payment}", key = "demo-payment-key", webhook_secret = "demo-payment-secret" }}
courier = {{ name = "Courier", url = "{courier}", key = "demo-courier-key", webhook_secret = "demo-courier-secret" }}
"#,
        place.rows(),
        place.keys()
    )
}
