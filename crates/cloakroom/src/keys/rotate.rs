//! `cloakroom keys rotate …`.

use anyhow::{Result, bail, ensure};
use clap::Subcommand;
use gate::{Class, Turned};

use super::{Shop, Source};
use crate::tell;

/// Which keys.
#[derive(Subcommand)]
pub enum What {
    /// Wraps what hangs on the root key under another one, or anew under the same program's or server's newest key.
    Root {
        #[command(flatten)]
        shop: Shop,
        /// The other root key: a file, or a table as `store.root_key` has it. A file or a header that is not there is made.
        #[arg(long)]
        to: Option<String>,
    },
    /// Begins a new epoch now and wraps every customer under it, as servers do each week.
    Epoch {
        #[command(flatten)]
        shop: Shop,
    },
    /// Gives every customer a new key, under which their class keys are wrapped.
    Customers {
        #[command(flatten)]
        shop: Shop,
    },
    /// Gives every customer further class keys: they seal what is new, those before them open what is old.
    Classes {
        #[command(flatten)]
        shop: Shop,
        /// Of this class alone.
        #[arg(long)]
        class: Option<String>,
    },
    /// A further key for the blind indexes, by which people sign in and orders are found. Servers make the tokens of all
    /// rows again with it, and open nobody's value for that.
    Index {
        #[command(flatten)]
        shop: Shop,
    },
    /// A new key for the public log. Each key signs that the other is the log's; for a month both sign its checkpoints.
    Log {
        #[command(flatten)]
        shop: Shop,
    },
    /// A new key for signed links; links of the keys before stay good.
    Links {
        #[command(flatten)]
        shop: Shop,
    },
    /// A new key for receipts; the public halves of those before stay published.
    Signing {
        #[command(flatten)]
        shop: Shop,
    },
}

/// Turns them.
///
/// # Errors
/// In words for the person at the terminal.
pub async fn run(what: What) -> Result<()> {
    match what {
        What::Root { shop, to } => root(&shop, to.as_deref()).await,
        What::Epoch { shop } => {
            let turned = shop.open().await?.desk.turn_epoch().await?;
            tell(&epoch_in_words(turned));
            Ok(())
        }
        What::Customers { shop } => {
            let turned = shop.open().await?.desk.turn_customers().await?;
            tell(&format!("{} have a new key.", people(turned.keys)));
            Ok(())
        }
        What::Classes { shop, class } => {
            let only = class.as_deref().map(class_of).transpose()?;
            let turned = shop.open().await?.desk.turn_classes(only).await?;
            tell(&format!(
                "{} made. They seal from a minute on; what was sealed before opens under the keys before, which are kept.",
                counted(turned.keys, "further key", "further keys")
            ));
            Ok(())
        }
        What::Index { shop } => {
            let opened = shop.open().await?;
            // So that it is known before the key turns whether rows can follow it.
            opened.data().await?;
            opened.desk.turn_index().await?;
            tell(
                "There is a further index key. From a minute on servers make the tokens of all rows again with it; `cloakroom keys status` counts those that wait.
Make a copy of the key store now: where copies are made, servers wait for one that has the key, for without it nobody would be found any more.",
            );
            Ok(())
        }
        What::Log { shop } => {
            shop.open().await?.desk.turn_log().await?;
            tell(
                "There is a new key of the public log. From a minute on it signs beside the one before, for a month, and then alone; /log/succession shows what each says of the other.
Witnesses of this program follow by themselves. Give others the key at /log/key within the month.
Make a copy of the key store now: where copies are made, the new key signs only when one has it.",
            );
            Ok(())
        }
        What::Links { shop } => {
            shop.open().await?.desk.turn_links().await?;
            tell("Links are signed with a new key. Links signed before stay good.");
            Ok(())
        }
        What::Signing { shop } => {
            shop.open().await?.desk.turn_signing().await?;
            tell(
                "Receipts are signed with a new key. The key before stays published at /.well-known/cloakroom-keys.json.",
            );
            Ok(())
        }
    }
}

async fn root(shop: &Shop, to: Option<&str>) -> Result<()> {
    let opened = shop.open().await?;
    let Some(to) = to else { return root_anew(&opened).await };
    let folder = std::env::current_dir()?;
    let (mut source, mut current) = (Source::from_words(to)?, opened.stores.root_key.clone());
    [&mut source, &mut current].into_iter().for_each(|one| one.start_paths_at(&folder));
    ensure!(source != current, "--to names the root key that is in use; name another one");
    let keeper = source.new_keeper(&opened.dice)?;
    let turned = opened.desk.turn_root(Some(&*keeper)).await?;
    tell(&format!(
        "{} now on {}.
Change store.root_key in the configuration to it and start each server anew within the week: those that run go on, but cannot begin an epoch.
The root key before opens nothing of this key store any more. Copies of the store from before still hang on it: keep it until they are gone.",
        hang(turned.keys),
        keeper.in_words()
    ));
    Ok(())
}

async fn root_anew(opened: &super::Opened) -> Result<()> {
    if let Source::File(_) | Source::Env(_) | Source::Passphrase(_) = opened.stores.root_key {
        bail!("--to is missing: a file, or a table as store.root_key has it, such as --to root-2.key");
    }
    let turned = opened.desk.turn_root(None).await?;
    let state = opened.desk.state().await?;
    tell(&format!("{} now on the newest of {}.", hang(turned.keys), state.root));
    Ok(())
}

fn hang(keys: u64) -> String {
    if keys == 1 { "1 key hangs".to_owned() } else { format!("{keys} keys hang") }
}

fn epoch_in_words(turned: Turned) -> String {
    let begun = format!("A new epoch has begun; {} hang on it.", people(turned.keys));
    if turned.left == 0 {
        return format!("{begun} The epochs before it are destroyed.");
    }
    format!(
        "{begun} {} destroyed by a server that runs, an hour from now.",
        match turned.left {
            1 => "The epoch before it is".to_owned(),
            left => format!("The {left} epochs before it are"),
        }
    )
}

fn people(count: u64) -> String {
    counted(count, "customer", "customers")
}

fn counted(count: u64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {many}") }
}

fn class_of(name: &str) -> Result<Class> {
    let names: Vec<&str> = Class::ALL.iter().map(|class| class.name()).collect();
    match Class::ALL.into_iter().find(|class| class.name() == name) {
        Some(class) => Ok(class),
        None => bail!("there is no class `{name}`; there are {}", names.join(", ")),
    }
}
