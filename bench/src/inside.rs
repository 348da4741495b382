//! Inside one process, without HTTP: the same record read in four ways, so that what the gate costs can be told from what
//! the engine costs, and both from what pages and sessions cost.

use std::{fs, hint::black_box, path::Path, sync::Arc};

use anyhow::{Context, Result, ensure};
use features::{columns, needs, shop::Contact};
use gate::{Actor, Ask, Class, Gate, Need, Parts, RootKey, Sealed, Stop, Verb};
use policy::Policy;
use store::{Clock, Dice, Engine, Id, Store, Time, Tx, sql, testing::Guard, work};

use crate::load::Walker;

/// Values in a record: name, e-mail address, and recipient and lines of four addresses.
const FIELDS: usize = 10;
const ADDRESSES: usize = 4;

/// What filling the record needs; no place of the shop writes all of it at once.
static FILL: Need = Need {
    at: "bench.fill",
    party: "customer",
    verb: Verb::Change,
    purpose: "account.manage",
    data: &["identity.name", "contact"],
    essential: &[],
};

/// A gate with people behind it, and the same rows once more for the bare engine.
pub struct Inside {
    gate: Gate,
    dice: Dice,
    people: Vec<Id>,
    twins: Vec<Id>,
    _guards: [Guard; 2],
}

/// How a record is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// The rows alone, by a read of the engine: no line, nothing opened.
    Rows,
    /// The engine alone: a line of the same size behind the last one and the rows, in one commit; nothing decided,
    /// sealed or opened.
    Engine,
    /// The gate, in a sitting in which the look was written down already: decided and opened, no new line.
    SameSitting,
    /// The gate, with a line for this look, durable before the ten values open.
    Line,
}

impl Way {
    /// All of them, in the table's words.
    pub const ALL: [(Way, &str); 4] = [
        (Way::Rows, "ten values read, still sealed (engine)"),
        (Way::Engine, "ten values read, a line written (engine)"),
        (Way::SameSitting, "ten values opened, no new line (gate)"),
        (Way::Line, "ten values opened after their line (gate)"),
    ];

    /// How many lines that many looks of so many people leave.
    pub fn lines(self, looks: u64, people: usize) -> u64 {
        match self {
            Way::Rows => 0,
            Way::Engine | Way::Line => looks,
            Way::SameSitting => people as u64,
        }
    }
}

impl Inside {
    /// Makes an empty pair of stores with that many people in them.
    ///
    /// # Errors
    /// When a store fails or the policy does not fit.
    pub async fn with(engine: Engine, policy: &Path, people: usize) -> Result<Inside> {
        let (data, data_guard) = store::testing::fresh(engine).await;
        let (keys, keys_guard) = store::testing::fresh(engine).await;
        data.migrate(&gate::data_steps()).await?;
        keys.migrate(&gate::key_steps()).await?;
        let (clock, dice) = (Clock::system(), Dice::system());
        let parts = Parts {
            root: Arc::new(RootKey::new(&dice)),
            policy: Arc::new(load(policy)?),
            needs: Vec::leak(needs::ALL.iter().copied().chain([&FILL]).collect()),
            columns: columns::ALL,
            caps: gate::Caps::default(),
            clock: clock.clone(),
            dice: dice.clone(),
            store: data,
            keys,
        };
        let mut inside = Inside {
            gate: Gate::open(parts).await?,
            people: (0..people).map(|_| Id::new(&clock, &dice)).collect(),
            twins: (0..people).map(|_| Id::new(&clock, &dice)).collect(),
            dice,
            _guards: [data_guard, keys_guard],
        };
        inside.fill(&clock).await?;
        Ok(inside)
    }

    async fn fill(&mut self, clock: &Clock) -> Result<()> {
        for (person, twin) in self.people.iter().zip(&self.twins) {
            self.gate.prepare(*person, &[Class::Account]).await?;
            self.write(*person, clock.now()).await.map_err(|stop| anyhow::anyhow!("{stop:?}"))?;
            copy(self.gate.store(), *person, *twin).await?;
        }
        Ok(())
    }

    /// A person's ten values, through the gate.
    async fn write(&self, person: Id, now: Time) -> Result<(), Stop> {
        let (actor, dice) = (Actor::Customer { id: person, session: [0; 32] }, self.dice.clone());
        let ask = Ask::new(&FILL, actor, person);
        let written = self.gate.record(ask, move |tx, sealer| {
            let dice = dice.clone();
            Box::pin(async move {
                let name = sealer.seal(&columns::CUSTOMER_NAME, person, "Ada Amsel")?;
                let email = sealer.seal(&columns::CUSTOMER_EMAIL, person, "ada@example.org")?;
                tx.put(sql!(CUSTOMER_NEW, person, now, name, email))?;
                for _ in 0..ADDRESSES {
                    let id = Id(dice.bytes());
                    let recipient = sealer.seal(&columns::ADDRESS_RECIPIENT, id, "Ada Amsel")?;
                    let lines =
                        sealer.seal(&columns::ADDRESS_SHIPPING, id, "12 Hem Lane\nLondon\nE2 7QD\nGB")?;
                    tx.put(sql!(ADDRESS_NEW, person, id, now, recipient, lines))?;
                }
                Ok::<_, Stop>(())
            })
        });
        written.await
    }

    /// One walker for each of the first `n` people.
    ///
    /// # Errors
    /// When there are fewer people.
    pub fn readers(&self, way: Way, n: usize) -> Result<Vec<Reader>> {
        ensure!(n <= self.people.len(), "there are only {} people", self.people.len());
        let who = if way == Way::Engine { &self.twins } else { &self.people };
        let reader = |person: &Id| Reader {
            gate: self.gate.clone(),
            dice: self.dice.clone(),
            sitting: self.dice.bytes(),
            person: *person,
            way,
        };
        Ok(who.iter().take(n).map(reader).collect())
    }

    /// Lines in the ledgers of everybody.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn lines(&self) -> Result<u64> {
        let mut lines = 0;
        for person in self.people.iter().chain(&self.twins) {
            lines += lines_of(self.gate.store(), *person).await?;
        }
        Ok(lines)
    }
}

const LINES: &str = "SELECT COUNT(*) FROM ledger WHERE customer_id = $1";

/// Lines in a person's ledger.
///
/// # Errors
/// When the store fails.
pub async fn lines_of(store: &Store, person: Id) -> Result<u64> {
    let counted = store.read(work!(|tx| [person] -> Result<i64, store::Error> {
        tx.row(sql!(LINES, person)).await?.map_or(Ok(0), |mut row| row.take(0))
    }));
    Ok(counted.await?.unsigned_abs())
}

/// The policy that the demo starts with.
///
/// # Errors
/// When it cannot be read or does not hold.
pub fn load(path: &Path) -> Result<Policy> {
    let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let contact = Contact {
        care_email: "care@lastseason.example".to_owned(),
        care_phone: "+44 20 7946 0412".to_owned(),
        officer_post: "12 Hem Lane, London E2 7QD".to_owned(),
        cookie_advice: "https://ico.org.uk/for-the-public/online/cookies/".to_owned(),
    };
    let settings = contact.policy_settings("Last Season", "the Last Season group");
    Policy::load(&text, &settings).map_err(|problems| anyhow::anyhow!("{problems}"))
}

const CUSTOMER_NEW: &str =
    "INSERT INTO customer (customer_id, kind, state, policy_version, created_at, version, name, email)
    VALUES ($1, 'account', 'active', '1', $2, 1, $3, $4)";
const ADDRESS_NEW: &str =
    "INSERT INTO address (customer_id, address_id, kind, is_default, updated_at, version, recipient, lines)
    VALUES ($1, $2, 'shipping', 0, $3, 1, $4, $5)";
const CUSTOMER_COPY: &str = "INSERT INTO customer (customer_id, kind, state, policy_version, created_at, version, name, email)
    SELECT $1, kind, state, policy_version, created_at, version, name, email FROM customer WHERE customer_id = $2";
const ADDRESS_COPY: &str = "INSERT INTO address (customer_id, address_id, kind, is_default, updated_at, version, recipient, lines)
    SELECT $1, address_id, kind, is_default, updated_at, version, recipient, lines FROM address WHERE customer_id = $2";
const LEDGER_COPY: &str = "INSERT INTO ledger (customer_id, seq, at, leaf, head, body)
    SELECT $1, seq, at, leaf, head, body FROM ledger WHERE customer_id = $2";

/// The same rows under another id.
async fn copy(store: &Store, from: Id, to: Id) -> Result<()> {
    let copied = store.write(work!(|tx| [from, to] -> Result<(), store::Error> {
        for text in [CUSTOMER_COPY, ADDRESS_COPY, LEDGER_COPY] {
            tx.put(sql!(text, to, from))?;
        }
        Ok(())
    }));
    Ok(copied.await?)
}

/// Reads one person's record again and again.
pub struct Reader {
    gate: Gate,
    dice: Dice,
    sitting: [u8; 32],
    person: Id,
    way: Way,
}

impl Walker for Reader {
    async fn step(&mut self) -> Result<bool> {
        match self.way {
            Way::Rows => self.rows().await,
            Way::Engine => self.engine().await,
            Way::SameSitting => self.through_the_gate(self.sitting).await,
            Way::Line => self.through_the_gate(self.dice.bytes()).await,
        }
    }
}

impl Reader {
    async fn rows(&self) -> Result<bool> {
        let found = self.gate.store().read(work!(|tx| [person = self.person] { record(tx, person).await }));
        complete(found.await?.len())
    }

    async fn engine(&self) -> Result<bool> {
        let found = self.gate.store().write(work!(|tx| [person = self.person] -> Result<Vec<Sealed>, store::Error> {
            let mut last = tx.row(sql!(LAST, person)).await?.ok_or_else(missing)?;
            let (seq, at): (i64, i64) = (last.take(0)?, last.take(1)?);
            let (leaf, head, body): ([u8; 32], [u8; 32], Vec<u8>) = (last.take(2)?, last.take(3)?, last.take(4)?);
            tx.put(sql!(LINE_NEW, person, seq + 1, at, leaf, head, body))?;
            record(tx, person).await
        }));
        complete(found.await?.len())
    }

    async fn through_the_gate(&self, session: [u8; 32]) -> Result<bool> {
        let person = self.person;
        let ask = Ask::new(&needs::ADDRESSES_SEE, Actor::Customer { id: person, session }, person);
        let admitted =
            self.gate.admit(ask, move |tx| Box::pin(async move { Ok::<_, Stop>(record(tx, person).await?) }));
        let (pass, sealed) = admitted.await.map_err(|stop| anyhow::anyhow!("{stop:?}"))?;
        let mut opened = 0;
        for value in &sealed {
            opened +=
                usize::from(pass.open(value)?.is_some_and(|opened| !black_box(opened.show()).is_empty()));
        }
        complete(opened)
    }
}

const LAST: &str =
    "SELECT seq, at, leaf, head, body FROM ledger WHERE customer_id = $1 ORDER BY seq DESC LIMIT 1";
const LINE_NEW: &str =
    "INSERT INTO ledger (customer_id, seq, at, leaf, head, body) VALUES ($1, $2, $3, $4, $5, $6)";
const CUSTOMER: &str = "SELECT name, email FROM customer WHERE customer_id = $1";
const ADDRESS: &str =
    "SELECT address_id, recipient, lines FROM address WHERE customer_id = $1 ORDER BY address_id";

/// A person's ten values, sealed.
///
/// # Errors
/// When a row is missing or the store fails.
pub async fn record(tx: &mut Tx, person: Id) -> Result<Vec<Sealed>, store::Error> {
    let mut row = tx.row(sql!(CUSTOMER, person)).await?.ok_or_else(missing)?;
    let mut found = Vec::with_capacity(FIELDS);
    found.push(columns::CUSTOMER_NAME.sealed(person, row.take(0)?));
    found.push(columns::CUSTOMER_EMAIL.sealed(person, row.take(1)?));
    for mut row in tx.rows(sql!(ADDRESS, person)).await? {
        let id: Id = row.take(0)?;
        found.push(columns::ADDRESS_RECIPIENT.sealed(id, row.take(1)?));
        found.push(columns::ADDRESS_SHIPPING.sealed(id, row.take(2)?));
    }
    Ok(found)
}

/// A row that was written and is not there.
pub fn missing() -> store::Error {
    store::Error::Broken("a row that was written is missing".to_owned())
}

/// Holds the number of values that came against what a record has.
///
/// # Errors
/// When it is another.
pub fn complete(values: usize) -> Result<bool> {
    ensure!(values == FIELDS, "{values} values instead of {FIELDS}");
    Ok(true)
}
