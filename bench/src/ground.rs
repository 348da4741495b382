//! Where the measurements without HTTP stand: a gate as the server opens it, with a journal of erasures, and how a person is
//! put behind it.

use std::{path::PathBuf, sync::Arc};

use anyhow::{Context, Result};
use consent::{
    choices::{self, Made},
    wording::Signed,
};
use features::{
    columns, needs,
    receipts::{Place, Words},
};
use gate::{Actor, Ask, Class, Gate, Journal, Need, Parts, RootKey, Sealer, Stop, Verb};
use policy::Policy;
use store::{Clock, Dice, Engine, Id, Store, Time, Tx, sql, testing::Guard};
use web::{HashCost, House, Rate, Setup};

/// Entries of an address book; with name and e-mail address their recipients and lines are ten values.
pub const ADDRESSES: usize = 4;
/// The choices that somebody answers in the measurements, each with words of its own.
pub const CHOICES: [&str; 4] = ["email-news", "post-news", "measure", "taste"];

/// What a record with ten values and four choices needs; no place of the shop writes all of it at once.
static FILL: Need = Need {
    at: "bench.fill",
    party: "customer",
    verb: Verb::Change,
    purpose: "account.manage",
    data: &["identity.name", "contact", "account.choices"],
    essential: &[],
};

/// A house with a gate, and the two stores behind it.
pub struct Ground {
    /// The house.
    pub house: House,
    /// The store of keys.
    pub keys: Store,
    _guards: [Guard; 2],
    journal: PathBuf,
}

impl Drop for Ground {
    // What is left of it in a temporary folder does no harm.
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.journal));
    }
}

impl Ground {
    /// On an empty pair of stores.
    ///
    /// # Errors
    /// When a store fails or the policy does not fit.
    pub async fn with(engine: Engine, policy: Policy) -> Result<Ground> {
        let (data, rows) = store::testing::fresh(engine).await;
        let (keys, wrapped) = store::testing::fresh(engine).await;
        data.migrate(&gate::data_steps()).await?;
        keys.migrate(&gate::key_steps()).await?;
        let (clock, dice) = (Clock::system(), Dice::system());
        let parts = Parts {
            root: Arc::new(RootKey::new(&dice)),
            policy: Arc::new(policy),
            needs: Vec::leak(needs::ALL.iter().copied().chain([&FILL]).collect()),
            columns: columns::ALL,
            caps: gate::Caps { otherwise: u32::MAX, ..gate::Caps::default() },
            clock: clock.clone(),
            dice: dice.clone(),
            store: data,
            keys: keys.clone(),
        };
        let gate = Gate::open(parts).await?;
        let journal = std::env::temp_dir().join(format!("cloakroom-bench-{}", Id::new(&clock, &dice)));
        gate.keep_journal(Journal::open(&journal.join("erased"))?.0);
        let house = House::new(gate, clock, dice, setup());
        Ok(Ground { house, keys, _guards: [rows, wrapped], journal })
    }

    /// The gate.
    pub fn gate(&self) -> &Gate {
        &self.house.gate
    }

    /// A number for somebody or something new.
    pub fn id(&self) -> Id {
        Id::new(&self.house.clock, &self.house.dice)
    }

    /// The person, in a sitting that was never before.
    pub fn oneself(&self, person: Id) -> Actor {
        Actor::Customer { id: person, session: self.house.dice.bytes() }
    }

    /// The token of a person's address; there is one, since no index key turns here.
    pub fn token(&self, person: Id) -> [u8; 32] {
        self.gate().tokens("email", &email_of(person)).to_bytes().try_into().unwrap_or_default()
    }

    /// An answer to a choice as My Account takes it: the words that stand beside it are signed each time.
    pub fn answer(&self, name: &str, on: bool) -> (Made, Signed) {
        let policy = self.house.policy();
        let words = Words::of_choice(&policy, name, Place::Account).signed(&self.house, &policy);
        (self.made(name, on, &words), words)
    }

    /// The record of an answer to these words.
    pub fn made(&self, name: &str, on: bool, words: &Signed) -> Made {
        Made {
            event: self.id(),
            name: name.to_owned(),
            on,
            at: self.house.clock.now(),
            policy_version: self.house.policy().version().to_owned(),
            wording_hash: words.hash,
            channel: "account".to_owned(),
        }
    }

    /// A customer with ten sealed values, a way in by the address and these answers: keys, then one commit with its line.
    ///
    /// # Errors
    /// When the gate refuses or a store fails.
    pub async fn create(&self, person: Id, answers: Vec<(Made, Signed)>) -> Result<()> {
        self.gate().prepare(person, &[Class::Account]).await?;
        let ids = [(); ADDRESSES].map(|()| self.id());
        let new = New { person, token: self.token(person), now: self.house.clock.now(), ids, answers };
        let ask = Ask::new(&FILL, self.oneself(person), person);
        let written = self.gate().record(ask, move |tx, sealer| {
            let done = new.write(tx, sealer);
            Box::pin(async move { done })
        });
        written.await.map_err(stopped)
    }
}

/// The address that a person is found by.
pub fn email_of(person: Id) -> String {
    format!("{person}@example.org")
}

/// Why the gate stopped something, for the terminal.
pub fn stopped(stop: Stop) -> anyhow::Error {
    anyhow::anyhow!("{stop:?}")
}

fn setup() -> Setup {
    Setup {
        title: "Last Season".to_owned(),
        base_url: "http://localhost".to_owned(),
        secure: false,
        behind_proxy: false,
        demo: false,
        form_origins: Vec::new(),
        nav: Vec::new(),
        rate: Rate::default(),
        hashing: HashCost::default(),
    }
}

/// Somebody new.
struct New {
    person: Id,
    token: [u8; 32],
    now: Time,
    ids: [Id; ADDRESSES],
    answers: Vec<(Made, Signed)>,
}

impl New {
    fn write(&self, tx: &mut Tx, sealer: &Sealer) -> Result<(), Stop> {
        let (person, now) = (self.person, self.now);
        let name = sealer.seal(&columns::CUSTOMER_NAME, person, "Ada Amsel")?;
        let email = sealer.seal(&columns::CUSTOMER_EMAIL, person, &email_of(person))?;
        tx.put(sql!(CUSTOMER_NEW, person, now, name, email))?;
        tx.put(sql!(TOKEN_NEW, self.token, person))?;
        for id in self.ids {
            let recipient = sealer.seal(&columns::ADDRESS_RECIPIENT, id, "Ada Amsel")?;
            let lines = sealer.seal(&columns::ADDRESS_SHIPPING, id, "12 Hem Lane\nLondon\nE2 7QD\nGB")?;
            tx.put(sql!(ADDRESS_NEW, person, id, now, recipient, lines))?;
        }
        self.answers.iter().try_for_each(|(made, words)| choices::set(tx, person, made, words))?;
        Ok(())
    }
}

/// As joining and confirming leave it.
pub const CUSTOMER_NEW: &str =
    "INSERT INTO customer (customer_id, kind, state, policy_version, created_at, version, name, email)
    VALUES ($1, 'account', 'active', '1', $2, 1, $3, $4)";
/// An entry of the address book.
pub const ADDRESS_NEW: &str =
    "INSERT INTO address (customer_id, address_id, kind, is_default, updated_at, version, recipient, lines)
    VALUES ($1, $2, 'shipping', 0, $3, 1, $4, $5)";
/// The way in by an address.
pub const TOKEN_NEW: &str = "INSERT INTO blind_index (token, kind, customer_id) VALUES ($1, 'email', $2)";
const OWNER: &str = "SELECT customer_id FROM blind_index WHERE token = $1 AND kind = 'email'";

/// Whose address has this token.
///
/// # Errors
/// When it is nobody's, or the store fails.
pub async fn owner(tx: &mut Tx, token: [u8; 32]) -> Result<Id, store::Error> {
    let row = tx.row(sql!(OWNER, token)).await?;
    row.map(|mut row| row.take(0))
        .unwrap_or_else(|| Err(store::Error::Broken("nobody has this address".to_owned())))
}

/// Rows of a table of the data or the keys.
///
/// # Errors
/// When the store fails.
pub async fn counted(store: &Store, text: &'static str) -> Result<u64> {
    let work = store::work!(|tx| -> Result<Option<i64>, store::Error> {
        tx.row(sql!(text)).await?.map(|mut row| row.take(0)).transpose()
    });
    Ok(store.read(work).await?.context("a count without an answer")?.unsigned_abs())
}
