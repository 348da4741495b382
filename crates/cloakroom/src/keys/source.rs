//! Where the root key comes from: the setting `store.root_key`, and `--to` of `cloakroom keys rotate root`.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, Result, anyhow, bail};
use custody::{Command, Header, Transit};
use gate::{Keeper, KeyDesk, RootKey};
use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};
use store::{Dice, Store};
use zeroize::Zeroizing;

use super::terminal;
use crate::boot::write_private;

/// Where the root key comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file of mode 0600; made when the key store is empty.
    File(PathBuf),
    /// The text of such a file in a variable of the environment.
    Env(String),
    /// A passphrase and the header file that goes with it.
    Passphrase(Passphrase),
    /// A program.
    Command(Program),
    /// A server for keys.
    Transit(TransitKey),
}

/// A passphrase and the header file that goes with it.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Passphrase {
    /// The file with salt and costs; no secret. Made when the key store is empty.
    pub header: PathBuf,
    /// `env:NAME`, `file:PATH`, or `terminal`.
    pub from: String,
}

/// A program that wraps and unwraps.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct Program {
    /// The program and its arguments.
    pub program: Vec<String>,
    /// How long it may take.
    #[serde(default = "patience")]
    pub seconds: u64,
}

/// A key of a transit engine.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct TransitKey {
    /// The server.
    pub address: String,
    /// Where the engine is mounted.
    #[serde(default = "mount")]
    pub mount: String,
    /// The key's name.
    pub key: String,
    /// `env:NAME` or `file:PATH`.
    pub token: String,
    /// Certificates to trust, when the server's is not one that browsers trust.
    pub certificates: Option<PathBuf>,
    /// How long it may take.
    #[serde(default = "patience")]
    pub seconds: u64,
}

fn patience() -> u64 {
    10
}

fn mount() -> String {
    "transit".to_owned()
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Named {
    File(PathBuf),
    Env(String),
    Passphrase(Passphrase),
    Command(Program),
    Transit(TransitKey),
}

impl From<Named> for Source {
    fn from(named: Named) -> Source {
        match named {
            Named::File(path) => Source::File(path),
            Named::Env(name) => Source::Env(name),
            Named::Passphrase(passphrase) => Source::Passphrase(passphrase),
            Named::Command(program) => Source::Command(program),
            Named::Transit(key) => Source::Transit(key),
        }
    }
}

/// A text is a file; a table names what else it is.
impl<'de> Deserialize<'de> for Source {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Source, D::Error> {
        struct TextOrTable;
        impl<'de> Visitor<'de> for TextOrTable {
            type Value = Source;

            fn expecting(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
                f.write_str("a file, or one of { file = … }, { env = … }, { passphrase = … }, { command = … }, { transit = … }")
            }

            fn visit_str<E>(self, path: &str) -> Result<Source, E> {
                Ok(Source::File(path.into()))
            }

            fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<Source, M::Error> {
                Named::deserialize(MapAccessDeserializer::new(map)).map(Source::from)
            }
        }
        deserializer.deserialize_any(TextOrTable)
    }
}

impl Source {
    /// From the command line: a path, or a table as it stands in the configuration.
    ///
    /// # Errors
    /// When a table cannot be read.
    pub fn from_words(words: &str) -> Result<Source> {
        #[derive(Deserialize)]
        struct Line {
            root_key: Source,
        }
        if !words.trim_start().starts_with('{') {
            return Ok(Source::File(words.into()));
        }
        let line: Line = toml::from_str(&format!("root_key = {words}")).context("--to cannot be read")?;
        Ok(line.root_key)
    }

    /// Starts relative paths at that folder.
    pub fn start_paths_at(&mut self, folder: &Path) {
        let at = |path: &mut PathBuf| *path = folder.join(&*path);
        let named = |from: &mut String| {
            if let Some(path) = from.strip_prefix("file:") {
                *from = format!("file:{}", folder.join(path).display());
            }
        };
        match self {
            Source::File(path) => at(path),
            Source::Passphrase(passphrase) => {
                at(&mut passphrase.header);
                named(&mut passphrase.from);
            }
            Source::Transit(key) => {
                key.certificates.iter_mut().for_each(at);
                named(&mut key.token);
            }
            Source::Env(_) | Source::Command(_) => {}
        }
    }

    /// The keeper for a store. A file or a header that is missing is made, but only for an empty store: with keys in it a
    /// new root key would lock everything for ever.
    ///
    /// # Errors
    /// In words that say what is wrong and how to mend it.
    pub async fn keeper(&self, keys: &Store, dice: &Dice) -> Result<Arc<dyn Keeper>> {
        self.opened(&Missing { may_be_made: !KeyDesk::has_keys(keys).await? }, dice)
    }

    /// The keeper that a store's keys are to hang on from now on. What is missing is made.
    ///
    /// # Errors
    /// As for [`Source::keeper`].
    pub fn new_keeper(&self, dice: &Dice) -> Result<Arc<dyn Keeper>> {
        self.opened(&Missing { may_be_made: true }, dice)
    }

    fn opened(&self, missing: &Missing, dice: &Dice) -> Result<Arc<dyn Keeper>> {
        Ok(match self {
            Source::File(path) => Arc::new(from_file(path, missing, dice)?),
            Source::Env(name) => Arc::new(from_env(name)?),
            Source::Passphrase(passphrase) => Arc::new(from_passphrase(passphrase, missing, dice)?),
            Source::Command(program) => Arc::new(Command::new(
                program.program.iter().map(Into::into).collect(),
                Duration::from_secs(program.seconds),
            )),
            Source::Transit(key) => Arc::new(transit(key)?),
        })
    }
}

struct Missing {
    may_be_made: bool,
}

impl Missing {
    fn make(&self, what: &str, path: &Path, text: &str) -> Result<()> {
        if !self.may_be_made {
            bail!(
                "{what} {} is missing, but the key store has keys that hang on it: put the file back from your copy",
                path.display()
            );
        }
        write_private(path, text.as_bytes())
            .with_context(|| format!("{what} {} cannot be written", path.display()))
    }
}

fn from_file(path: &Path, missing: &Missing, dice: &Dice) -> Result<RootKey> {
    let source = format!("the root key in {}", path.display());
    if !path.exists() {
        let root = RootKey::new(dice);
        missing.make("the root key", path, &root.to_file_text())?;
        return Ok(root.from_source(&source));
    }
    let text = Zeroizing::new(
        fs::read_to_string(path)
            .with_context(|| format!("the root key {} cannot be read", path.display()))?,
    );
    let root = RootKey::from_file_text(&text).map_err(|words| anyhow!("{}: {words}", path.display()))?;
    Ok(root.from_source(&source))
}

fn from_env(name: &str) -> Result<RootKey> {
    let text = Zeroizing::new(std::env::var(name).with_context(|| {
        format!("store.root_key is {{ env = \"{name}\" }}, but the environment has no {name}: set it to the line of a root key file")
    })?);
    let root = RootKey::from_file_text(&text).map_err(|words| anyhow!("the variable {name}: {words}"))?;
    Ok(root.from_source(&format!("the root key in the variable {name}")))
}

fn from_passphrase(passphrase: &Passphrase, missing: &Missing, dice: &Dice) -> Result<RootKey> {
    let path = &passphrase.header;
    let source = format!("the passphrase with the header {}", path.display());
    let header = match path.exists() {
        true => {
            let text = fs::read_to_string(path)
                .with_context(|| format!("the header {} cannot be read", path.display()))?;
            Header::parse(&text).map_err(|broken| anyhow!("{}: {broken}", path.display()))?
        }
        false => Header::new(dice.bytes()),
    };
    let words = spoken(&passphrase.from, !path.exists())?;
    if !path.exists() {
        if words.chars().count() < custody::SHORTEST {
            bail!(
                "a passphrase for the root key has {} characters or more: whoever copied the key store could try out shorter ones",
                custody::SHORTEST
            );
        }
        missing.make("the header of the passphrase", path, &header.to_text())?;
    }
    let key = header.root_key(&words).map_err(|broken| anyhow!("{}: {broken}", path.display()))?;
    Ok(RootKey::of(key).from_source(&source))
}

/// The passphrase without the end of its line.
fn spoken(from: &str, for_the_first_time: bool) -> Result<Zeroizing<String>> {
    let words = match from {
        "terminal" => terminal::passphrase(for_the_first_time)?,
        from => secret(from, "the passphrase")?,
    };
    let words = Zeroizing::new(words.trim_end_matches(['\r', '\n']).to_owned());
    if words.is_empty() {
        bail!("the passphrase is empty");
    }
    Ok(words)
}

/// What stands in a variable or a file.
fn secret(from: &str, what: &str) -> Result<Zeroizing<String>> {
    match from.split_once(':') {
        Some(("env", name)) => std::env::var(name)
            .map(Zeroizing::new)
            .with_context(|| format!("{what} is `{from}`, but the environment has no {name}")),
        Some(("file", path)) => fs::read_to_string(path)
            .map(Zeroizing::new)
            .with_context(|| format!("{what} is `{from}`, but that file cannot be read")),
        _ => bail!(
            "{what} is written as `env:NAME` or `file:PATH`, so that it does not stand in the configuration"
        ),
    }
}

fn transit(key: &TransitKey) -> Result<Transit> {
    // Asked once now, so that a setting that cannot be read refuses the start in its own words.
    secret(&key.token, "store.root_key.transit.token")?;
    let token = key.token.clone();
    let read = move || secret(&token, "the token").map_err(|error| error.to_string());
    let certificates = key.certificates.as_ref().map(|path| {
        fs::read(path).with_context(|| format!("the certificates {} cannot be read", path.display()))
    });
    Transit::new(
        &key.address,
        (&key.mount, &key.key),
        read,
        certificates.transpose()?.as_deref(),
        Duration::from_secs(key.seconds),
    )
    .map_err(|bad| anyhow!("store.root_key.transit: {bad}"))
}
