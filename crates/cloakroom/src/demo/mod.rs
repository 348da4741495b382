//! The demonstration: a shop with a small cast, and the outside world in a process of its own, on this machine alone.

mod cast;
mod witness;

use std::{
    ffi::OsStr,
    io::{BufRead, BufReader},
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

use crate::{
    boot,
    config::{
        Config, Contact, Listen, Mail, Partner, Partners, PolicyFile, PublicLog, Secret, Shop, Stores, Tls,
        TranslationFile, Tries,
    },
    keys::Source,
    print, scrutiny, seed, server, tell,
};
use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use features::shop::Demo;
use serde::{Deserialize, Serialize};
use store::Clock;

/// The demo shop's name.
const TITLE: &str = "Last Season";

/// The policy that a demonstration starts with, and its French; copied into the data folder, where they can be edited.
const POLICY: [(&str, &str); 3] = [
    ("privacy.md", include_str!("../../../../policy/privacy.md")),
    ("privacy.fr.md", include_str!("../../../../policy/privacy.fr.md")),
    ("words.fr.toml", include_str!("../../../../policy/words.fr.toml")),
];
/// What the demo and its partners know each other by. They are reached on the loopback address only.
const KEYS: [&str; 4] =
    ["demo-payment-key", "demo-payment-secret", "demo-courier-key", "demo-courier-secret"];

/// How long the outside world may take to start.
const PATIENCE: Duration = Duration::from_secs(20);

/// How the demonstration is set up.
#[derive(Args)]
pub struct Options {
    /// Where its databases, keys and policy file are kept; a new folder starts afresh.
    #[arg(long, default_value = "data/demo")]
    data: PathBuf,
    /// The shop's port; 0 takes any free one.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// The first of five ports of the outside world; 0 takes any free ones.
    #[arg(long, default_value_t = 8081)]
    outside_port: u16,
    /// Encrypts connections with a certificate made for localhost.
    #[arg(long)]
    tls: bool,
    /// Keeps rows and keys in these two PostgreSQL databases or schemas instead of files.
    #[arg(long, num_args = 2, value_names = ["DATA", "KEYS"])]
    postgres: Option<Vec<String>>,
    /// Prints the addresses as one line of JSON, for programs.
    #[arg(long)]
    json: bool,
    /// Lets everybody try as often as they like at sign-in, joining and recovery; for tests and measurements.
    #[arg(long)]
    unlimited_tries: bool,
}

/// How the outside world is set up.
#[derive(Args)]
pub struct SandboxOptions {
    /// The first of four ports; 0 takes any free ones.
    #[arg(long, default_value_t = 0)]
    first_port: u16,
    /// Where the shop is.
    #[arg(long)]
    shop: String,
    /// The certificate that the shop shows when it is reached over TLS.
    #[arg(long)]
    shop_certificate: Option<PathBuf>,
}

/// Where the peers of the outside world are: one line of JSON from their process to ours.
#[derive(Debug, Serialize, Deserialize)]
struct Addresses {
    payment: String,
    courier: String,
    smtp: SocketAddr,
    inbox: String,
}

/// Runs the demonstration until it is told to stop.
///
/// # Errors
/// In words for the person at the terminal.
pub async fn run(options: Options) -> Result<()> {
    let listener = server::bind(SocketAddr::new(LOOPBACK, options.port)).await?;
    let address = listener.local_addr()?;
    let scheme = if options.tls { "https" } else { "http" };
    let base_url = format!("{scheme}://localhost:{}", address.port());
    let (_sandbox, outside) = start_outside(&options, &base_url).await?;
    let mut config = config(&options, address, &base_url, &outside)?;
    let witness = witness::Beside::new(&options)?;
    config.log.witnesses = vec![witness.setting()];
    let clock = Clock::offset();
    let shop = boot::open(&config, clock, Some(Demo { outside: pages(&outside) })).await?;
    let _witness = witness.start(&shop)?;
    seed::demo(&shop).await.context("the demo's staff could not be set up")?;
    cast::join(&shop, &outside.inbox).await.context("the demo's customers could not join")?;
    scrutiny::tell_at_start(&shop).await?;
    say_where(&options, &config, &outside);
    server::run(&config, shop, listener).await
}

const LOOPBACK: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// The process of the outside world. It ends with ours.
struct Sandbox(Child);

impl Drop for Sandbox {
    // It may have ended already, which is what is wanted.
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

async fn start_outside(options: &Options, shop: &str) -> Result<(Sandbox, Addresses)> {
    let program = std::env::current_exe().context("this program cannot find itself")?;
    let child = Command::new(program)
        .args(["sandbox", "--first-port", &options.outside_port.to_string(), "--shop", shop])
        .args(
            shop_certificate(options)?
                .iter()
                .flat_map(|path| [OsStr::new("--shop-certificate"), path.as_os_str()]),
        )
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .context("the outside world could not be started")?;
    let mut sandbox = Sandbox(child);
    let out = sandbox.0.stdout.take().context("the outside world has no voice")?;
    let said = tokio::task::spawn_blocking(move || BufReader::new(out).lines().next());
    match tokio::time::timeout(PATIENCE, said).await {
        Ok(Ok(Some(Ok(line)))) => {
            Ok((sandbox, serde_json::from_str(&line).context("the outside world said something unexpected")?))
        }
        _ => bail!(
            "the outside world did not start: are the ports {} to {} free? Choose others with --outside-port",
            options.outside_port,
            options.outside_port.saturating_add(4)
        ),
    }
}

/// The certificate that the shop will show. It is made now, since the partners have to know it before they can call.
fn shop_certificate(options: &Options) -> Result<Option<PathBuf>> {
    let tls = tls(options, &std::path::absolute(&options.data)?);
    let Tls::SelfSigned { folder } = &tls else { return Ok(None) };
    crate::tls::material(&tls)?;
    Ok(Some(folder.join("localhost.pem")))
}

/// Runs the outside world: what `demo` starts beside the shop.
///
/// # Errors
/// When a port is taken.
pub async fn run_sandbox(options: SandboxOptions) -> Result<()> {
    let port = |n: u16| if options.first_port == 0 { 0 } else { options.first_port + n };
    let certificate = options.shop_certificate.map(std::fs::read).transpose();
    let settings = sandbox::Settings {
        payment_port: port(0),
        courier_port: port(1),
        inbox_port: port(2),
        smtp_port: port(3),
        payment: sandbox::Line { key: KEYS[0].to_owned(), webhook_secret: KEYS[1].to_owned() },
        courier: sandbox::Line { key: KEYS[2].to_owned(), webhook_secret: KEYS[3].to_owned() },
        shop_name: TITLE.to_owned(),
        shop: Some(options.shop),
        shop_certificates: certificate.context("the shop's certificate cannot be read")?.unwrap_or_default(),
        ..sandbox::Settings::default()
    };
    let outside = sandbox::start(settings).await.context("the outside world cannot listen")?;
    let addresses = Addresses {
        payment: outside.payment_url.clone(),
        courier: outside.courier_url.clone(),
        smtp: outside.smtp_addr,
        inbox: outside.inbox_url.clone(),
    };
    print(&serde_json::to_string(&addresses)?);
    until_left_alone().await;
    outside.stop().await;
    Ok(())
}

/// Until the process that started this one is gone, however it went: then our standard input ends.
pub(crate) async fn until_left_alone() {
    let ended = tokio::task::spawn_blocking(|| std::io::copy(&mut std::io::stdin(), &mut std::io::sink()));
    tokio::select! {
        _ = ended => {}
        _ = tokio::signal::ctrl_c() => {}
    }
}

fn config(options: &Options, address: SocketAddr, base_url: &str, outside: &Addresses) -> Result<Config> {
    let data = std::path::absolute(&options.data)?;
    std::fs::create_dir_all(&data)?;
    for (name, text) in POLICY.iter().map(|(name, text)| (data.join(name), text)) {
        if !name.exists() {
            std::fs::write(&name, text)?;
        }
    }
    let french = TranslationFile {
        file: data.join("privacy.fr.md"),
        say: [("group".to_owned(), "le groupe Last Season".to_owned())].into(),
    };
    Ok(Config {
        shop: Shop {
            title: TITLE.to_owned(),
            group: "the Last Season group".to_owned(),
            base_url: base_url.to_owned(),
        },
        listen: Listen { address, tls: tls(options, &data), redirect_from: None },
        store: stores(options, &data)?,
        policy: PolicyFile {
            file: data.join("privacy.md"),
            words: None,
            law: review::Law::Uk,
            translations: vec![french],
        },
        mail: Mail {
            smtp: format!("smtp://{}", outside.smtp),
            from: "Last Season <care@lastseason.example>".to_owned(),
            user: None,
            password: None,
        },
        contact: contact(),
        partners: partners(outside),
        tries: tries(options.unlimited_tries),
        staff: Default::default(),
        log: PublicLog::default(),
    })
}

fn tries(unlimited: bool) -> Tries {
    if unlimited {
        Tries { from_one_address: 1_000_000, for_one_account: 1_000_000 }
    } else {
        Tries::default()
    }
}

fn tls(options: &Options, data: &Path) -> Tls {
    if options.tls { Tls::SelfSigned { folder: data.join("tls") } } else { Tls::Off }
}

fn stores(options: &Options, data: &Path) -> Result<Stores> {
    let (root_key, backup_key) = (Source::File(data.join("root.key")), data.join("backup.key"));
    let journal = Some(data.join("erased.journal"));
    if let Some(urls) = &options.postgres {
        ensure!(urls[0] != urls[1], "--postgres: rows and keys need two databases or schemas");
        return Ok(Stores { data: urls[0].clone(), keys: urls[1].clone(), root_key, backup_key, journal });
    }
    let file = |name: &str| format!("sqlite:{}", data.join(name).display());
    Ok(Stores { data: file("shop.db"), keys: file("keys/keys.db"), root_key, backup_key, journal })
}

fn contact() -> Contact {
    Contact {
        care_email: "care@lastseason.example".to_owned(),
        care_phone: "+44 20 7946 0412".to_owned(),
        officer_post: "Data Protection Officer, Last Season, 12 Hem Lane, London E2 7QD".to_owned(),
        cookie_advice: "https://ico.org.uk/for-the-public/online/cookies/".to_owned(),
    }
}

fn partners(outside: &Addresses) -> Partners {
    let partner = |name: &str, url: &str, key: &str, secret: &str| Partner {
        name: name.to_owned(),
        url: url.to_owned(),
        pages: None,
        key: Secret::of(key),
        webhook_secret: Secret::of(secret),
    };
    Partners {
        payment: partner("Halfpenny", &outside.payment, KEYS[0], KEYS[1]),
        courier: partner("Hedgehop", &outside.courier, KEYS[2], KEYS[3]),
    }
}

fn pages(outside: &Addresses) -> Vec<(String, String)> {
    let page = |label: &str, address: &str| (label.to_owned(), address.to_owned());
    vec![
        page("Everybody’s inbox", &outside.inbox),
        page("The payment partner", &outside.payment),
        page("The courier", &outside.courier),
    ]
}

fn say_where(options: &Options, config: &Config, outside: &Addresses) {
    let base = &config.shop.base_url;
    if options.json {
        let policy = config.policy.file.display().to_string();
        return print(
            &serde_json::json!({ "shop": base, "outside": outside, "policy": policy, "password": seed::PASSWORD })
                .to_string(),
        );
    }
    tell(&format!(
        "
  {title} is open.

    The shop               {base}
    What it promises       {base}/privacy
    The desks              {base}/desk

  The outside world, a process of its own

    Everybody’s inbox      {inbox}
    The payment partner    {payment}
    The courier            {courier}

  People, all with the password “{password}”

    ada@example.org        customer; sign in at {base}/signin
    milo@example.org       another
    faye                   packs parcels; sign in at {base}/desk/signin
    dev                    advises customers
    olu                    data-protection officer

  The policy file          {policy}
    Edit it, check it with `cloakroom policy check`, and start again: page and behaviour change together.
  Encryption: {tls}. Stop with Ctrl-C.
",
        title = config.shop.title,
        inbox = outside.inbox,
        payment = outside.payment,
        courier = outside.courier,
        password = seed::PASSWORD,
        policy = config.policy.file.display(),
        tls = server::encryption_in_words(&config.listen.tls),
    ));
}
