//! Opening the shop: everything that is checked before the first visitor comes in.

use std::{fmt::Display, sync::Arc};

use catalogue::Catalogue;
use gate::{Column, Extent, Fault, Gate, Journal, Keeper, Miscounted, Stray};
use mail::Post;
use policy::Settings;
use store::{Clock, Dice, Store};
use web::{House, NavLink, Setup};

use crate::{
    columns, delivery,
    editions::{File, InForce, Shelf},
    needs, privacy, public_log, retention,
    shop::{Contact, Demo, Partners, Parts, Shop},
    storefront::{self, Window},
    unsaid::Unsaid,
};

/// What a shop is opened with.
pub struct Opening {
    /// The database of rows.
    pub data: Store,
    /// The database of wrapped keys.
    pub keys: Store,
    /// What all keys hang on.
    pub root: Arc<dyn Keeper>,
    /// The journal of erasures, apart from both databases, if there is one, and whether it was only just begun.
    pub journal: Option<(Journal, bool)>,
    /// The policy file that the server was started with. What is in force is what the shelf of editions says.
    pub policy: File,
    /// What the shop prints into its policy, and the law that is laid over it.
    pub settings: Settings,
    /// The law in `settings`.
    pub law: review::Law,
    /// Translations of the policy.
    pub translations: Vec<privacy::languages::Brought>,
    /// How the shop is set up; the menu is filled from the catalogue.
    pub setup: Setup,
    /// What is sold.
    pub catalogue: Catalogue,
    /// Who the shop works with.
    pub partners: Partners,
    /// The way out for mails.
    pub post: Post,
    /// How to reach people.
    pub contact: Contact,
    /// Present in the demo.
    pub demo: Option<Demo>,
    /// How many customers staff may look at within an hour.
    pub caps: gate::Caps,
    /// How the public log is set up.
    pub log: publiclog::Settings,
    /// Time.
    pub clock: Clock,
    /// Chance.
    pub dice: Dice,
}

/// Why the shop stays shut.
#[derive(Debug, thiserror::Error)]
pub enum Shut {
    /// A database is away, or was made by another program.
    #[error("a database cannot be used: {0}")]
    Store(#[from] store::Error),
    /// The policy contradicts itself or cannot be read, and there is no earlier one to go by.
    #[error("{0}")]
    Policy(String),
    /// The edition in force cannot be obeyed by this program.
    #[error(
        "version {0} of the policy is in force, but this program cannot obey it; start the program that could, and put an edition into force that both can\n\n{1}"
    )]
    Edition(String, String),
    /// Keys, columns or needs do not fit.
    #[error("{0}")]
    Gate(#[from] Fault),
    /// The policy asks for a fact that nothing here can find out.
    #[error("the policy asks for `{}`, which this server cannot find out; take it out of the rules", .0.join("`, `"))]
    UnknownFacts(Vec<String>),
    /// The policy keeps data for a time that the code counts otherwise.
    #[error("the policy keeps things for times that this server cannot count as it says:\n{}", listed(.0))]
    Terms(Vec<Miscounted>),
    /// The policy leaves out what the server does.
    #[error("the policy does not say all that this server does:\n{}", listed(.0))]
    Unsaid(Vec<Unsaid>),
    /// The databases have columns that do not fit what is declared.
    #[error("the shop stays shut, because what its database can hold is not all accounted for:\n{}", listed(.0))]
    Columns(Vec<Stray>),
    /// The public log cannot be begun or read.
    #[error("the public log cannot be opened: {0}")]
    Log(#[from] publiclog::Trouble),
    /// Stock could not be counted.
    #[error("the stock could not be written down: {0}")]
    Stock(String),
}

impl Opening {
    /// Opens the shop.
    ///
    /// # Errors
    /// In words for the person at the terminal.
    pub async fn open(self) -> Result<Shop, Shut> {
        self.data.migrate(&gate::data_steps()).await?;
        self.keys.migrate(&gate::key_steps()).await?;
        accounted_for(&self.data, columns::ALL).await?;
        accounted_for(&self.keys, &[]).await?;
        let again = erased_again(&self, Extent::SinceTheyAgreed).await?;
        if again > 0 {
            tracing::warn!(
                again,
                "a database had come back from an older copy: what was erased since is erased again"
            );
        }
        let shelf =
            Shelf::new(self.data.clone(), self.settings.clone(), self.clock.clone(), self.dice.clone());
        let found = shelf.adopt(&self.policy).await?;
        let shop = self.furnished(shelf, found).await?;
        // What a translation lacks is logged now, and not when somebody first wants to read it.
        shop.languages.offered(&shop.house.policy());
        delivery::seed_stock(&shop).await.map_err(|stop| Shut::Stock(format!("{stop:?}")))?;
        storefront::count_at_opening(&shop).await.map_err(|stop| Shut::Stock(format!("{stop:?}")))?;
        Ok(shop)
    }

    async fn furnished(self, shelf: Shelf, found: InForce) -> Result<Shop, Shut> {
        let parts = gate::Parts {
            store: self.data,
            keys: self.keys,
            root: self.root,
            policy: Arc::clone(&found.now),
            needs: needs::ALL,
            columns: columns::ALL,
            caps: self.caps,
            clock: self.clock.clone(),
            dice: self.dice.clone(),
        };
        let gate = Gate::open(parts).await?;
        if let Some((journal, _)) = self.journal {
            gate.keep_journal(journal);
        }
        gate.follow(&found.earlier, found.now)?;
        let log = public_log::open(&gate, self.log, (&self.clock, &self.dice)).await?;
        let setup = Setup { nav: menu(&self.catalogue), ..self.setup };
        let house = House::new(gate, self.clock, self.dice, setup);
        Ok(Shop::new(Parts {
            house,
            shelf,
            window: Window::new(&self.catalogue),
            catalogue: self.catalogue,
            privacy: privacy::Shelf::default(),
            scrutiny: privacy::scrutiny::Last::default(),
            languages: privacy::languages::Languages::new(self.translations, self.law),
            law: self.law,
            partners: self.partners,
            post: self.post,
            contact: self.contact,
            demo: self.demo,
            log,
        }))
    }
}

/// Erases again what an older copy of either database brought back; says how many classes of people's values that were.
async fn erased_again(opening: &Opening, extent: Extent) -> Result<i64, Shut> {
    let journal = opening.journal.as_ref().map(|(journal, begun)| (journal, *begun));
    let agreed = gate::agree(&opening.data, &opening.keys, journal, extent).await?;
    let told_keys = i64::try_from(agreed.told_keys).unwrap_or(i64::MAX);
    Ok(retention::returned::remove(&opening.data, opening.clock.now()).await?.max(told_keys))
}

/// Holds the database as it stands against what is declared of its columns.
async fn accounted_for(store: &Store, columns: &[&Column]) -> Result<(), Shut> {
    let strays = gate::strays(&store.shape().await?, columns);
    if strays.is_empty() { Ok(()) } else { Err(Shut::Columns(strays)) }
}

fn listed<T: Display>(found: &[T]) -> String {
    found.iter().map(|one| format!("- {one}")).collect::<Vec<_>>().join("\n")
}

fn menu(catalogue: &Catalogue) -> Vec<NavLink> {
    catalogue
        .categories()
        .iter()
        .map(|category| NavLink { slug: category.slug.clone(), name: category.name.clone() })
        .collect()
}
