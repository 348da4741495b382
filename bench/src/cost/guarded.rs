//! The shop's side: every look and change through the gate.

use std::path::Path;

use anyhow::{Context, Result};
use consent::requests;
use features::{columns, needs};
use gate::{Actor, Ask, Sealed, Stop};
use store::{Engine, Id, Store, Tx, sql, work};

use super::{By, Side};
use crate::{
    ground::{Ground, stopped},
    inside::record,
    writes::gate_side,
};

/// Customers behind a gate, each with an advisor whom they asked.
pub struct Guarded {
    /// Where they are.
    pub ground: Ground,
    customers: Vec<Customer>,
}

struct Customer {
    id: Id,
    /// The address that is changed.
    address: Id,
    advisor: Id,
}

const FIRST: &str = "SELECT address_id FROM address WHERE customer_id = $1 ORDER BY address_id LIMIT 1";
/// As the address book changes one.
const PUT: &str = "UPDATE address SET updated_at = $1, recipient = $2, lines = $3, version = version + 1
    WHERE customer_id = $4 AND address_id = $5 RETURNING version";

impl Guarded {
    /// On an empty pair of stores.
    ///
    /// # Errors
    /// When a store fails or the policy does not fit.
    pub async fn on(engine: Engine, policy: &Path, many: usize) -> Result<Guarded> {
        let ground = Ground::with(engine, crate::inside::load(policy)?).await?;
        let mut customers = Vec::with_capacity(many);
        for _ in 0..many {
            customers.push(Customer::new(&ground).await?);
        }
        Ok(Guarded { ground, customers })
    }

    fn customer(&self, n: usize) -> Result<&Customer> {
        self.customers.get(n).context("there is no such customer")
    }
}

impl Customer {
    async fn new(ground: &Ground) -> Result<Customer> {
        let (id, request, advisor) = (ground.id(), ground.id(), ground.id());
        gate_side::create(ground, id).await?;
        let now = ground.house.clock.now();
        // Nobody looks at the words of the request here, so it has none.
        let asked = ground.house.store().write(work!(|tx| [id, request, now] -> Result<Id, store::Error> {
            requests::open(tx, id, request, "help", now, Vec::new())?;
            tx.row(sql!(FIRST, id)).await?.ok_or_else(crate::inside::missing)?.take(0)
        }));
        Ok(Customer { id, address: asked.await?, advisor })
    }

    fn ask(&self, by: By, session: [u8; 32]) -> Ask {
        match by {
            By::Owner => Ask::new(&needs::ADDRESSES_SEE, Actor::Customer { id: self.id, session }, self.id),
            By::Advisor => {
                let actor = Actor::Staff { id: self.advisor, role: "advisor".to_owned() };
                Ask::new(&needs::ADVISOR_SEE, actor, self.id)
            }
        }
    }
}

impl Side for Guarded {
    const NAME: &'static str = "gate";
    const NAME_SERVED: &'static str = "gate, over HTTP";

    fn store(&self) -> &Store {
        self.ground.house.store()
    }

    fn id(&self, customer: usize) -> Result<Id> {
        Ok(self.customer(customer)?.id)
    }

    async fn look(&self, customer: usize, by: By, sitting: [u8; 32]) -> Result<Vec<String>> {
        let customer = self.customer(customer)?;
        let id = customer.id;
        let fetch = work!(|tx| [id] -> Result<Vec<Sealed>, Stop> { Ok(record(tx, id).await?) });
        let (pass, sealed) =
            self.ground.gate().admit(customer.ask(by, sitting), fetch).await.map_err(stopped)?;
        let mut values = Vec::with_capacity(sealed.len());
        for value in &sealed {
            values.extend(pass.open(value)?.map(|value| value.show().to_owned()));
        }
        Ok(values)
    }

    async fn move_to(&self, customer: usize, lines: String) -> Result<()> {
        let Customer { id, address, .. } = *self.customer(customer)?;
        let now = self.ground.house.clock.now();
        let ask = Ask::new(&needs::SHIPPING_CHANGE, self.ground.oneself(id), id).about("address book");
        let moved = self.ground.gate().record(ask, move |tx, sealer| {
            let recipient = sealer.seal(&columns::ADDRESS_RECIPIENT, address, "Ada Amsel");
            let lines = sealer.seal(&columns::ADDRESS_SHIPPING, address, &lines);
            Box::pin(async move { Ok::<_, Stop>(put(tx, id, address, now, recipient?, lines?).await?) })
        });
        moved.await.map_err(stopped)
    }

    async fn choose(&self, customer: usize, yes: bool) -> Result<()> {
        let id = self.customer(customer)?.id;
        gate_side::choose(&self.ground, id, yes).await.map(drop)
    }
}

async fn put(
    tx: &mut Tx,
    customer: Id,
    address: Id,
    now: store::Time,
    recipient: Vec<u8>,
    lines: Vec<u8>,
) -> Result<(), store::Error> {
    let put = sql!(PUT, now, recipient, lines, customer, address);
    tx.row(put).await?.map(drop).ok_or_else(crate::inside::missing)
}
