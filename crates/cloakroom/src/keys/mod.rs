//! Keys: where the root key comes from, and what an operator does with keys.

mod report;
mod rotate;
mod source;
mod terminal;

use std::{path::PathBuf, sync::Arc};

use anyhow::{Context, Result, anyhow};
use clap::{Args, Subcommand};
use gate::{Fault, Keeper, KeyDesk, KeyState};
use store::{Clock, Dice, Store};

pub use source::Source;

use crate::{
    boot,
    config::{Config, Stores},
    print,
};

/// What there is to do with keys.
#[derive(Subcommand)]
pub enum Tool {
    /// Says in words how it stands: the root key's source, epochs, how many keys there are, what is due, what is wrong.
    Status {
        #[command(flatten)]
        shop: Shop,
        /// Prints one line of JSON, for programs.
        #[arg(long)]
        json: bool,
    },
    /// Lists the keys there are, one a line; those of customers by class and version.
    List {
        #[command(flatten)]
        shop: Shop,
    },
    /// Turns keys. Servers that run follow within about a second.
    Rotate {
        #[command(subcommand)]
        what: rotate::What,
    },
}

/// Whose keys.
#[derive(Args)]
pub struct Shop {
    /// The configuration file.
    #[arg(long)]
    config: PathBuf,
}

/// A shop's key store, opened.
struct Opened {
    desk: KeyDesk,
    stores: Stores,
    dice: Dice,
}

impl Shop {
    /// # Errors
    /// In words, when the store or the root key cannot be had, or there are no keys yet.
    async fn open(&self) -> Result<Opened> {
        let (stores, dice) = (Config::read(&self.config)?.store, Dice::system());
        let keys = boot::opened(&stores.keys, "store.keys").await?;
        keys.migrate(&gate::key_steps()).await?;
        if !KeyDesk::has_keys(&keys).await? {
            return Err(anyhow!(
                "there are no keys yet: they are made when the shop opens for the first time"
            ));
        }
        let root: Arc<dyn Keeper> = stores.root_key.keeper(&keys, &dice).await.context("store.root_key")?;
        let words = root.in_words();
        let desk =
            KeyDesk::open(keys, root, Clock::system(), dice.clone()).await.map_err(|fault| match fault {
                Fault::WrongRoot => anyhow!("{words} is not what the keys of this store hang on"),
                fault => fault.into(),
            })?;
        Ok(Opened { desk, stores, dice })
    }
}

impl Opened {
    /// The data store: the tokens that follow the index key lie there.
    async fn data(&self) -> Result<Store> {
        let data = boot::opened(&self.stores.data, "store.data").await?;
        data.migrate(&gate::data_steps()).await?;
        Ok(data)
    }

    async fn looked_through(&self) -> Result<KeyState> {
        Ok(self.desk.state_with(&self.data().await?).await?)
    }
}

/// Does it.
///
/// # Errors
/// In words for the person at the terminal.
pub async fn run(tool: Tool) -> Result<()> {
    match tool {
        Tool::Status { shop, json } => {
            let state = shop.open().await?.looked_through().await?;
            print(&if json { report::json(&state).to_string() } else { report::words(&state) });
        }
        Tool::List { shop } => print(&report::list(&shop.open().await?.desk.state().await?)),
        Tool::Rotate { what } => rotate::run(what).await?,
    }
    Ok(())
}
