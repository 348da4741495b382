//! A gate with a small policy, two stores and Ada's row behind it.

#![allow(dead_code, reason = "each file of stories uses a part of the town")]

use std::sync::Arc;

use consent::agreements::{self, Agreement};
use gate::{Actor, Ask, Class, Column, Gate, Need, Parts, Pass, RootKey, Sealed, Stop, Verb};
use policy::{Policy, Settings};
use store::{Clock, Dice, Engine, Id, Store, Time, sql, testing::Guard, work};

pub const POLICY: &str = r#"---
policy: small
version: 1.0.0
effective: 2027-01-01
---
# A small policy
## 1. Everything
The shop takes your name and telephone number, and keeps them while your account is open.
```rules
shop may collect, use identity.name, contact.phone for order.deliver as contract
keep identity, contact, ledger while account-open then erase
```
The courier gets your name while an agreement is in date, never your telephone number.
```rules
courier may receive identity.name for order.deliver as contract if agreement
courier may never receive contact.phone
```
You see everything; an adviser only when you asked.
```rules
customer may see, change, erase identity, contact, ledger for rights as legal-obligation if signed-in
advisor may see identity.name for rights as contract if asked
```
## 2. Words
These are all the words.
```rules
data identity: name
data contact: phone
data ledger
purpose order: deliver
purpose rights
inside customer, shop, advisor
outside courier (processor)
fact signed-in, asked, agreement, account-open
```
"#;

pub static NAME: Column = Column::new("customer", "name", "identity.name", Class::Account);
pub static PHONE: Column = Column::new("customer", "phone", "contact.phone", Class::Account);
pub static COLUMNS: &[&Column] = &[&NAME, &PHONE];

macro_rules! needs {
    ($($name:ident: $party:literal $verb:ident for $purpose:literal $data:tt at $at:literal;)*) => {
        $(pub static $name: Need =
            Need { at: $at, party: $party, verb: Verb::$verb, purpose: $purpose, data: &$data, essential: &[] };)*
        pub static NEEDS: &[&Need] = &[$(&$name),*];
    };
}

needs! {
    TAKE: "shop" Collect for "order.deliver" ["identity.name", "contact.phone"] at "test.take";
    SEE: "customer" See for "rights" ["identity.name", "contact.phone"] at "test.see";
    ADVISE: "advisor" See for "rights" ["identity.name", "contact.phone"] at "test.advise";
    HAND: "courier" Receive for "order.deliver" ["identity.name", "contact.phone"] at "test.hand";
    LEDGER: "customer" See for "rights" ["ledger"] at "test.ledger";
}

pub struct Town {
    pub gate: Gate,
    pub data: Store,
    pub keys: Store,
    pub clock: Clock,
    pub dice: Dice,
    pub ada: Id,
    pub root_text: String,
    _guards: [Guard; 2],
}

impl Town {
    pub async fn on(engine: Engine) -> Town {
        let ((data, one), (keys, two)) =
            (store::testing::fresh(engine).await, store::testing::fresh(engine).await);
        data.migrate(&gate::data_steps()).await.unwrap();
        keys.migrate(&gate::key_steps()).await.unwrap();
        let (clock, dice) = (Clock::fixed(Time(1_800_000_000_000_000)), Dice::system());
        let root = RootKey::new(&dice);
        let root_text = root.to_file_text().to_string();
        let gate = Gate::open(parts(&data, &keys, root, &clock, &dice)).await.ok().unwrap();
        let ada = Id::new(&clock, &dice);
        let town = Town { gate, data, keys, clock, dice, ada, root_text, _guards: [one, two] };
        town.take(ada, "Ada Amsel", "+44 20 7946 0001").await;
        town
    }

    /// Somebody else comes.
    pub async fn joins(&self) -> Id {
        let customer = Id::new(&self.clock, &self.dice);
        self.take(customer, "Somebody", "+44 20 7946 0002").await;
        customer
    }

    /// A customer asks for help.
    pub async fn opens_a_request(&self, customer: Id) {
        let (id, now) = (Id::new(&self.clock, &self.dice), self.clock.now());
        let done = self.data.write(work!(|tx| [customer, id, now] -> Result<(), store::Error> {
            consent::requests::open(tx, customer, id, "help", now, vec![1])
        }));
        done.await.unwrap();
    }

    /// Writes a customer's row through the gate.
    pub async fn take(&self, customer: Id, name: &'static str, phone: &'static str) {
        self.gate.prepare(customer, &[Class::Account]).await.unwrap();
        let now = self.clock.now();
        let taken = self.gate.record(Ask::new(&TAKE, Actor::Shop, customer), move |tx, sealer| {
            Box::pin(async move {
                let (name, phone) = (sealer.seal(&NAME, customer, name)?, sealer.seal(&PHONE, customer, phone)?);
                tx.put(sql!(
                    "INSERT INTO customer (customer_id, kind, state, policy_version, created_at, version, name, phone)
                     VALUES ($1, 'account', 'active', '1.0.0', $2, 1, $3, $4)",
                    customer, now, name, phone
                ))?;
                Ok::<_, Stop>(())
            })
        });
        taken.await.unwrap();
    }

    /// Asks for Ada's row.
    pub async fn ask(&self, ask: Ask) -> Result<(Pass, (Sealed, Sealed)), Stop> {
        let ada = self.ada;
        self.gate.admit(ask, move |tx| Box::pin(async move { Ok(row(tx, ada).await?) })).await
    }

    pub fn as_ada(&self) -> Actor {
        Actor::Customer { id: self.ada, session: [7; 32] }
    }

    pub fn as_advisor(&self) -> Actor {
        Actor::Staff { id: Id([9; 16]), role: "advisor".to_owned() }
    }

    pub async fn ledger(&self) -> gate::Record {
        self.gate.ledger_of(Ask::new(&LEDGER, self.as_ada(), self.ada)).await.unwrap()
    }

    /// The kinds of Ada's lines with their places, oldest first.
    pub async fn lines(&self) -> Vec<(gate::Kind, String, Vec<String>)> {
        let record = self.ledger().await;
        assert_eq!(record.broken_at, None);
        record.lines.into_iter().map(|line| (line.entry.kind, line.entry.party, line.entry.leaves)).collect()
    }

    /// An agreement with the courier that lasts a day.
    pub async fn agree(&self) {
        let now = self.clock.now();
        let done = self.data.write(work!(|tx| [now] -> Result<(), store::Error> {
            let agreement = Agreement {
                party: "courier".to_owned(),
                document: "contract".to_owned(),
                from: now,
                until: now.plus_days(1),
            };
            agreements::set(tx, &agreement, Id([1; 16]), now)
        }));
        done.await.unwrap();
    }

    /// Runs a statement behind the gate's back.
    pub async fn meddle(&self, text: &'static str) {
        self.data.write(work!(|tx| -> Result<(), store::Error> { tx.put(sql!(text)) })).await.unwrap();
    }
}

pub fn parts(
    data: &Store,
    keys: &Store,
    root: impl gate::Keeper + 'static,
    clock: &Clock,
    dice: &Dice,
) -> Parts {
    Parts {
        store: data.clone(),
        keys: keys.clone(),
        root: Arc::new(root),
        policy: load(POLICY),
        needs: NEEDS,
        columns: COLUMNS,
        caps: gate::Caps { by_role: Default::default(), otherwise: 3 },
        clock: clock.clone(),
        dice: dice.clone(),
    }
}

pub fn load(text: &str) -> Arc<Policy> {
    Arc::new(Policy::load(text, &Settings::new()).unwrap_or_else(|problems| panic!("{problems}")))
}

async fn row(tx: &mut store::Tx, customer: Id) -> Result<(Sealed, Sealed), store::Error> {
    let found = tx.row(sql!("SELECT name, phone FROM customer WHERE customer_id = $1", customer)).await?;
    let mut row = found.expect("the row is there");
    Ok((NAME.sealed(customer, row.take(0)?), PHONE.sealed(customer, row.take(1)?)))
}

/// Makes of each story two tests, one an engine.
macro_rules! stories {
    ($(async fn $name:ident($town:ident: Town) $body:block)+) => {$(
        mod $name {
            use super::*;

            async fn story($town: Town) $body

            fn run(engine: store::Engine) {
                let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
                runtime.block_on(async { story(Town::on(engine).await).await });
            }

            #[test]
            fn sqlite() {
                run(store::Engine::Sqlite);
            }

            #[test]
            fn postgres() {
                run(store::Engine::Postgres);
            }
        }
    )+};
}
pub(crate) use stories;
