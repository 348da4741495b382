//! The configuration file: what each setting means stands in `cloakroom.example.toml`, which the tests read.

use std::{
    collections::BTreeMap,
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use crate::keys::Source;

/// Everything a shop decides before it opens. A word that is not known here refuses the start.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The shop itself.
    pub shop: Shop,
    /// Where visitors come in.
    pub listen: Listen,
    /// Where rows and keys are kept.
    pub store: Stores,
    /// The policy file.
    pub policy: PolicyFile,
    /// The way out for mails.
    pub mail: Mail,
    /// How people reach the shop.
    pub contact: Contact,
    /// Who the shop works with.
    pub partners: Partners,
    /// How often somebody may try.
    #[serde(default)]
    pub tries: Tries,
    /// What the shop's own people may.
    #[serde(default)]
    pub staff: Staff,
    /// The public log over all customers' records.
    #[serde(default)]
    pub log: PublicLog,
}

/// The shop itself.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shop {
    /// Its name.
    pub title: String,
    /// The group it belongs to, as the policy names it.
    pub group: String,
    /// Where visitors reach it: scheme, host and port.
    pub base_url: String,
}

/// Where visitors come in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listen {
    /// Address and port.
    pub address: SocketAddr,
    /// How the connection is encrypted.
    pub tls: Tls,
    /// A plain port that only leads to the encrypted one.
    pub redirect_from: Option<SocketAddr>,
}

/// How the connection is encrypted.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum Tls {
    /// With the shop's own certificate and key, in PEM files.
    Files {
        /// Certificate chain.
        certificate: PathBuf,
        /// Private key.
        key: PathBuf,
    },
    /// With a certificate made here for localhost and kept in this folder.
    SelfSigned {
        /// The folder.
        folder: PathBuf,
    },
    /// By a proxy in front, which speaks TLS with visitors.
    ByProxy,
    /// Not at all: for a demonstration on the loopback address.
    Off,
}

/// Where rows and keys are kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stores {
    /// Rows: `sqlite:/path/file.db` or `postgres://…`.
    pub data: String,
    /// Wrapped keys, in another database than the rows.
    pub keys: String,
    /// Where the root key comes from.
    pub root_key: Source,
    /// The file of the key that backups are sealed with; made, readable for this user alone, at the first backup.
    #[serde(default = "backup_key")]
    pub backup_key: PathBuf,
    /// The journal of erasures, on another disk than both databases; none when it is left out.
    pub journal: Option<PathBuf>,
}

fn backup_key() -> PathBuf {
    PathBuf::from("backup.key")
}

/// The policy file.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PolicyFile {
    /// Its path.
    pub file: PathBuf,
    /// Words of the shop's own in plain English, when its policy has any.
    pub words: Option<PathBuf>,
    /// The law that is laid over it; none when it is left out.
    #[serde(default)]
    pub law: review::Law,
    /// Its translations.
    #[serde(default)]
    pub translations: Vec<TranslationFile>,
}

/// A translation of the policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TranslationFile {
    /// Its prose; the file of its words is named there.
    pub file: PathBuf,
    /// What the shop says in this language for settings that need words of their own.
    #[serde(default)]
    pub say: BTreeMap<String, String>,
}

/// The way out for mails.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// `smtp://host:port` or `smtps://host`.
    pub smtp: String,
    /// The shop's own address, with a name if you like.
    pub from: String,
    /// User name, when the server asks for one.
    pub user: Option<String>,
    /// Password, as `env:NAME`.
    pub password: Option<Secret>,
}

/// How people reach the shop; also printed in the policy.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contact {
    /// Customer care by mail.
    pub care_email: String,
    /// Customer care by telephone.
    pub care_phone: String,
    /// The data-protection officer by post.
    pub officer_post: String,
    /// Independent advice on cookies: a web address.
    pub cookie_advice: String,
}

/// Who the shop works with.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partners {
    /// The payment partner.
    pub payment: Partner,
    /// The courier.
    pub courier: Partner,
}

/// One partner.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    /// The firm's name, as pages and ledger show it.
    pub name: String,
    /// Where its interface is.
    pub url: String,
    /// Where its pages for customers are, when that is another origin.
    pub pages: Option<String>,
    /// What it knows us by.
    pub key: Secret,
    /// What it signs its calls with.
    pub webhook_secret: Secret,
}

/// How often somebody may try within a minute.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Tries {
    /// From one network address.
    pub from_one_address: u32,
    /// For one account, from anywhere.
    pub for_one_account: u32,
}

impl Default for Tries {
    fn default() -> Tries {
        let rate = web::Rate::default();
        Tries { from_one_address: rate.tries_per_minute, for_one_account: rate.per_account_per_minute }
    }
}

/// What the shop's own people may.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Staff {
    /// How many customers one of them may look at within an hour, by role.
    pub customers_an_hour: BTreeMap<String, u32>,
}

impl Staff {
    /// With what a role may that is not named here.
    pub fn caps(&self) -> gate::Caps {
        let mut caps = gate::Caps::default();
        caps.by_role.extend(self.customers_an_hour.clone());
        caps
    }
}

/// The public log over all customers' records.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PublicLog {
    /// Who the log is; the shop's address without the scheme, and `/log`, when it is left out.
    pub origin: Option<String>,
    /// Seconds between two checkpoints.
    pub beat: i64,
    /// Entries of a beat at least.
    pub bucket: u32,
    /// Who countersigns.
    pub witnesses: Vec<Witness>,
}

/// A machine of somebody else that countersigns checkpoints.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Witness {
    /// Where it listens.
    pub url: String,
    /// Its public key, as `cloakroom witness` prints it.
    pub key: String,
}

impl Default for PublicLog {
    fn default() -> PublicLog {
        let usual = publiclog::Settings::new("");
        PublicLog { origin: None, beat: usual.beat, bucket: usual.bucket, witnesses: Vec::new() }
    }
}

impl PublicLog {
    /// The settings of a shop at this address.
    ///
    /// # Errors
    /// When a key is none, or the beat or the bucket makes no sense.
    pub fn settings(&self, base_url: &str) -> Result<publiclog::Settings> {
        ensure!((1..=86_400).contains(&self.beat), "log.beat is not between 1 second and a day");
        ensure!((1..=65_536).contains(&self.bucket), "log.bucket is not between 1 and 65536");
        let host = base_url.split_once("://").map_or(base_url, |(_, host)| host);
        let origin = self.origin.clone().unwrap_or_else(|| format!("{host}/log"));
        let witnesses = self.witnesses.iter().map(Witness::parsed).collect::<Result<_>>()?;
        Ok(publiclog::Settings { origin, beat: self.beat, bucket: self.bucket, witnesses })
    }
}

impl Witness {
    fn parsed(&self) -> Result<publiclog::Witness> {
        let key = self.key.parse();
        let key = key.with_context(|| format!("log.witnesses: the key of {} cannot be read", self.url))?;
        Ok(publiclog::Witness { url: self.url.clone(), key })
    }
}

/// A secret: the value itself, or `env:NAME` for the environment. Never shown.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// A secret from its value.
    pub fn of(value: &str) -> Secret {
        Secret(value.to_owned())
    }

    /// The value.
    ///
    /// # Errors
    /// When the environment does not have it.
    pub fn read(&self, setting: &str) -> Result<String> {
        let value = match self.0.strip_prefix("env:") {
            Some(name) => std::env::var(name).with_context(|| {
                format!(
                    "{setting} is `env:{name}`, but the environment has no {name}: set it, or write the value"
                )
            })?,
            None => self.0.clone(),
        };
        ensure!(
            !value.trim().is_empty(),
            "{setting} is empty: what is signed with nothing, anybody can sign"
        );
        Ok(value)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl Config {
    /// Reads and checks a configuration. Relative paths start at the file's folder.
    ///
    /// # Errors
    /// In words that say which setting is wrong and how to mend it.
    pub fn read(path: &Path) -> Result<Config> {
        let text = fs::read_to_string(path).with_context(|| {
            format!("the configuration {} cannot be read: is the path right?", path.display())
        })?;
        let mut config = Config::parse(&text).with_context(|| format!("in {}", path.display()))?;
        config.start_paths_at(path.parent().unwrap_or(Path::new(".")));
        Ok(config)
    }

    /// Checks a configuration's text.
    ///
    /// # Errors
    /// As for [`Config::read`].
    pub fn parse(text: &str) -> Result<Config> {
        let config: Config =
            toml::from_str(text).context("a setting is missing, misspelt or of another kind")?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<()> {
        let base = &self.shop.base_url;
        ensure!(!base.ends_with('/'), "shop.base_url ends with a slash: leave it out");
        let encrypted = base.starts_with("https://");
        ensure!(encrypted || base.starts_with("http://"), "shop.base_url must begin with https://");
        match self.listen.tls {
            Tls::Off if encrypted => bail!(
                "shop.base_url begins with https://, but listen.tls is \"off\": give a certificate, or say \"by-proxy\""
            ),
            Tls::Off if !self.listen.address.ip().is_loopback() => {
                bail!(
                    "listen.tls is \"off\" on an address that others can reach: the policy promises that every connection is encrypted"
                )
            }
            Tls::Off => {}
            _ => ensure!(encrypted, "connections are encrypted, so shop.base_url must begin with https://"),
        }
        ensure!(
            self.store.data != self.store.keys,
            "store.data and store.keys are the same database: keys are kept apart, so that a copy of the rows alone opens nothing"
        );
        ensure!(self.contact.care_email.contains('@'), "contact.care_email is not a mail address");
        Ok(())
    }

    fn start_paths_at(&mut self, folder: &Path) {
        let words = self.policy.words.iter_mut();
        let translations = self.policy.translations.iter_mut().map(|translation| &mut translation.file);
        self.store.root_key.start_paths_at(folder);
        let files = [&mut self.store.backup_key, &mut self.policy.file].into_iter();
        for path in files.chain(&mut self.store.journal).chain(words).chain(translations) {
            *path = folder.join(&*path);
        }
        match &mut self.listen.tls {
            Tls::Files { certificate, key } => {
                *certificate = folder.join(&*certificate);
                *key = folder.join(&*key);
            }
            Tls::SelfSigned { folder: kept } => *kept = folder.join(&*kept),
            Tls::ByProxy | Tls::Off => {}
        }
        for url in [&mut self.store.data, &mut self.store.keys] {
            if let Some(path) = url.strip_prefix("sqlite:") {
                *url = format!("sqlite:{}", folder.join(path).display());
            }
        }
    }

    /// Whether visitors come over TLS.
    pub fn is_secure(&self) -> bool {
        self.listen.tls != Tls::Off
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn a_secret_that_is_empty_is_none() {
        assert!(Secret::of(" ").read("partners.payment.webhook_secret").is_err());
        assert_eq!(Secret::of("key").read("mail.password").ok().as_deref(), Some("key"));
    }
}
