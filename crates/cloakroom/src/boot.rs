//! From a configuration to an open shop.

use std::{fs, io::Write, path::Path};

use anyhow::{Context, Result, bail};
use catalogue::Catalogue;
use features::{
    columns,
    editions::File,
    handshake, needs,
    opening::{Opening, Shut},
    shop::{self, Demo, Shop},
};
use gate::Journal;
use mail::Post;
use policy::Settings;
use store::{Clock, Dice, Store};
use web::{HashCost, Rate, Setup, wire::Wire};

use crate::{
    config::{Config, Partner, Tls},
    tell, translations,
};

/// Opens the shop of this configuration.
///
/// # Errors
/// In words that say what is wrong and how to mend it.
pub async fn open(config: &Config, clock: Clock, demo: Option<Demo>) -> Result<Shop> {
    let dice = Dice::system();
    let contact = contact(config);
    let policy = policy_file(config)?;
    let settings = contact.policy_settings(&config.shop.title, &config.shop.group);
    let settings = with_words(settings, config.policy.words.as_deref(), "policy.words")?;
    let settings = config.policy.law.over(settings);
    let data = opened(&config.store.data, "store.data").await?;
    let keys = opened(&config.store.keys, "store.keys").await?;
    keys.migrate(&gate::key_steps()).await?;
    let root = config.store.root_key.keeper(&keys, &dice).await.context("store.root_key")?;
    let opening = Opening {
        setup: setup(config, demo.is_some()),
        partners: partners(config)?,
        post: post(config)?,
        catalogue: Catalogue::demo(),
        policy,
        settings,
        law: config.policy.law,
        translations: translations::brought(&config.policy.translations)?,
        data,
        keys,
        root,
        journal: journal(config)?,
        contact,
        demo,
        caps: config.staff.caps(),
        log: config.log.settings(&config.shop.base_url)?,
        clock,
        dice,
    };
    let shop = match opening.open().await {
        Err(Shut::Policy(why)) => {
            bail!("the policy contradicts itself or cannot be read, so the shop stays shut.\n\n{why}")
        }
        opened => opened?,
    };
    say_what_the_policy_makes_of_it(&shop);
    Ok(shop)
}

/// What of the server is switched off, and what of the policy nothing makes use of.
fn say_what_the_policy_makes_of_it(shop: &Shop) {
    let policy = shop.house.policy();
    let met = handshake::check(&policy, needs::ALL, columns::ALL);
    for line in handshake::in_brief(&policy, &met) {
        tell(&line);
    }
    for translation in shop.languages.offered(&policy).iter() {
        tell(&format!("Policy: can be read in {} too", translation.tongue.name()));
    }
}

/// The store at that address, which stands under that setting.
///
/// # Errors
/// When it cannot be opened.
pub async fn opened(url: &str, setting: &str) -> Result<Store> {
    Store::open(url).await.with_context(|| format!("{setting} cannot be opened"))
}

fn policy_file(config: &Config) -> Result<File> {
    let path = &config.policy.file;
    let text =
        fs::read_to_string(path).with_context(|| format!("policy.file {} cannot be read", path.display()))?;
    Ok(File { name: path.display().to_string(), text })
}

/// The settings with the shop's own words, if it has a file of them.
///
/// # Errors
/// When the file cannot be read, or would change a standard word.
pub fn with_words(settings: Settings, file: Option<&Path>, setting: &str) -> Result<Settings> {
    let Some(path) = file else { return Ok(settings) };
    let text =
        fs::read_to_string(path).with_context(|| format!("{setting} {} cannot be read", path.display()))?;
    settings.with_words(&text).map_err(|words| anyhow::anyhow!("{setting} {}: {words}", path.display()))
}

/// The journal of erasures, if the shop keeps one.
///
/// # Errors
/// When it cannot be written.
pub fn journal(config: &Config) -> Result<Option<(Journal, bool)>> {
    let Some(path) = &config.store.journal else { return Ok(None) };
    Ok(Some(Journal::open(path).context("store.journal")?))
}

/// Writes a file that only this user can read.
pub fn write_private(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn setup(config: &Config, demo: bool) -> Setup {
    let payment = &config.partners.payment;
    Setup {
        title: config.shop.title.clone(),
        base_url: config.shop.base_url.clone(),
        secure: config.is_secure(),
        behind_proxy: config.listen.tls == Tls::ByProxy,
        demo,
        form_origins: vec![payment.pages.clone().unwrap_or_else(|| payment.url.clone())],
        nav: Vec::new(),
        rate: Rate {
            tries_per_minute: config.tries.from_one_address,
            per_account_per_minute: config.tries.for_one_account,
        },
        hashing: HashCost::default(),
    }
}

fn partners(config: &Config) -> Result<shop::Partners> {
    let partners = &config.partners;
    Ok(shop::Partners {
        payment: partner(&partners.payment, "partners.payment")?,
        courier: partner(&partners.courier, "partners.courier")?,
    })
}

fn partner(partner: &Partner, setting: &str) -> Result<shop::Partner> {
    Ok(shop::Partner {
        name: partner.name.clone(),
        wire: Wire::new(&partner.url, &partner.key.read(&format!("{setting}.key"))?),
        webhook_secret: partner.webhook_secret.read(&format!("{setting}.webhook_secret"))?,
    })
}

fn post(config: &Config) -> Result<Post> {
    let mail = &config.mail;
    let post = match (&mail.user, &mail.password) {
        (Some(user), Some(password)) => {
            Post::with_credentials(&mail.smtp, &mail.from, user.clone(), password.read("mail.password")?)
        }
        (None, None) => Post::new(&mail.smtp, &mail.from),
        _ => bail!("mail.user and mail.password belong together: give both or neither"),
    };
    post.map_err(anyhow::Error::msg)
}

fn contact(config: &Config) -> shop::Contact {
    let contact = &config.contact;
    shop::Contact {
        care_email: contact.care_email.clone(),
        care_phone: contact.care_phone.clone(),
        officer_post: contact.officer_post.clone(),
        cookie_advice: contact.cookie_advice.clone(),
    }
}
