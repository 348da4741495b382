//! Destroying keys so that it is finished whatever happens: the promise stands in the same commit that removes the rows,
//! and it is taken back only after the keys are gone. A crash between is finished at the next run, twice does no harm.

use gate::{Class, Destroyed, Farewell, Fault, Gate, Sealer};
use store::{Id, Time, Tx, work};
use web::Stop;

use super::{belongings, queries};
use crate::shop::Shop;

/// What is forgotten together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgetting {
    /// Everything about somebody of whom nothing stays: not even the record, which nobody could read.
    Person,
    /// What belongs to an account.
    Account,
    /// Who orders were for.
    Contact,
    /// What was ordered.
    Orders,
    /// The record of a closed account.
    Record,
    /// Saved cards, once the partner let go of them.
    Cards,
    /// Basket and wish list of a visitor.
    Basket,
}

impl Forgetting {
    const ALL: [Forgetting; 7] = [
        Forgetting::Person,
        Forgetting::Account,
        Forgetting::Contact,
        Forgetting::Orders,
        Forgetting::Record,
        Forgetting::Cards,
        Forgetting::Basket,
    ];

    fn kind(self) -> &'static str {
        match self {
            Forgetting::Person => "forget-person",
            Forgetting::Account => "forget-account",
            Forgetting::Contact => "forget-contact",
            Forgetting::Orders => "forget-orders",
            Forgetting::Record => "forget-record",
            Forgetting::Cards => "forget-cards",
            Forgetting::Basket => "forget-basket",
        }
    }

    /// Saved cards are not among those of the account: their stand-in is needed until the partner let go of it.
    pub fn classes(self) -> &'static [Class] {
        match self {
            Forgetting::Person => &Class::ALL,
            Forgetting::Account => &[Class::Account, Class::Basket, Class::Care, Class::Clearance],
            Forgetting::Contact => &[Class::Contact],
            Forgetting::Orders => &[Class::Orders, Class::Contact],
            Forgetting::Record => &[Class::Ledger],
            Forgetting::Cards => &[Class::Cards],
            Forgetting::Basket => &[Class::Basket],
        }
    }
}

/// Promises it, inside the commit that removes the rows; those about orders are removed here.
pub fn promise(tx: &mut Tx, customer: Id, what: Forgetting, now: Time) -> Result<(), store::Error> {
    if what == Forgetting::Contact {
        belongings::remove(tx, customer, &[Class::Contact])?;
    }
    queries::due_put(tx, what.kind(), customer, customer, now)
}

/// What is promised of somebody and not carried out yet.
pub async fn promised(tx: &mut Tx, customer: Id) -> Result<Vec<Forgetting>, store::Error> {
    let kinds = queries::due_of(tx, customer).await?;
    Ok(Forgetting::ALL.into_iter().filter(|what| kinds.iter().any(|kind| kind == what.kind())).collect())
}

/// What was carried out.
#[derive(Default)]
pub struct Carried {
    /// What did not have to wait.
    pub what: Vec<Forgetting>,
    /// Which keys there were.
    pub keys: Vec<Destroyed>,
}

/// Destroys the keys of all of these at once, and takes the promises off the list. What has to wait is left out.
pub async fn carry_out(shop: &Shop, customer: Id, what: &[Forgetting]) -> Result<Carried, Stop> {
    let what = what.to_vec();
    let what =
        shop.house.store().read(work!(|tx| [customer, what] { without_waiting(tx, customer, what).await }));
    let what = what.await?;
    if what.is_empty() {
        return Ok(Carried::default());
    }
    let keys = shop.house.gate.forget_and(customer, &classes(&what), all_fulfilled(customer, &what)).await?;
    Ok(Carried { what, keys })
}

/// What is promised, and told in the record, in one commit; told later if the keys could not be named then.
pub struct Told {
    what: Vec<Forgetting>,
    farewell: Option<Farewell>,
}

/// Promises all of these, and has the record say which keys are destroyed: of those that need not wait.
pub async fn promise_and_tell(
    tx: &mut Tx,
    (gate, sealer): (&Gate, &Sealer),
    all: Vec<Forgetting>,
    now: Time,
) -> Result<Told, gate::Stop> {
    let customer = sealer.customer();
    all.iter().try_for_each(|what| promise(tx, customer, *what, now))?;
    let what = without_waiting(tx, customer, all).await?;
    let farewell = gate.bid_farewell(tx, sealer, &classes(&what)).await?;
    Ok(Told { what, farewell })
}

/// Carries out what need not wait.
pub async fn carry_out_told(
    gate: &Gate,
    customer: Id,
    Told { what, farewell }: Told,
) -> Result<Carried, Fault> {
    let done = all_fulfilled(customer, &what);
    let keys = match farewell {
        Some(farewell) => gate.carry_out(customer, &farewell, done).await?,
        None => gate.forget_and(customer, &classes(&what), done).await?,
    };
    Ok(Carried { what, keys })
}

/// Without saved cards while the partner has still to let go of one, for which its stand-in is needed.
async fn without_waiting(
    tx: &mut Tx,
    customer: Id,
    mut what: Vec<Forgetting>,
) -> Result<Vec<Forgetting>, store::Error> {
    if what.contains(&Forgetting::Cards) && !queries::cards_left(tx, customer).await?.is_empty() {
        what.retain(|what| *what != Forgetting::Cards);
    }
    Ok(what)
}

/// The classes of all of these, each once.
pub fn classes(what: &[Forgetting]) -> Vec<Class> {
    let all = what.iter().flat_map(|what| what.classes());
    all.fold(Vec::new(), |mut classes, class| {
        if !classes.contains(class) {
            classes.push(*class);
        }
        classes
    })
}

/// Takes the promises off the list, inside a commit after the keys are gone.
fn all_fulfilled(
    customer: Id,
    what: &[Forgetting],
) -> impl Fn(&mut Tx) -> Result<(), store::Error> + Send + Sync + 'static {
    let what = what.to_vec();
    move |tx| what.iter().try_for_each(|what| fulfilled(tx, customer, *what))
}

fn fulfilled(tx: &mut Tx, customer: Id, what: Forgetting) -> Result<(), store::Error> {
    if what == Forgetting::Person {
        belongings::remove_chain(tx, customer)?;
    }
    queries::due_remove(tx, what.kind(), customer, customer)
}

/// Finishes what was promised and not carried out.
pub async fn finish(shop: &Shop) -> Result<(), Stop> {
    for what in Forgetting::ALL {
        let (kind, now) = (what.kind(), shop.house.clock.now());
        let due = shop.house.store().read(work!(|tx| [now] { queries::due(tx, kind, now).await })).await?;
        for (customer, _) in due {
            carry_out(shop, customer, &[what]).await?;
        }
    }
    Ok(())
}

/// Forgets somebody of whom nothing is to stay: rows first, then all their keys.
pub async fn person(shop: &Shop, customer: Id) -> Result<(), Stop> {
    let now = shop.house.clock.now();
    let gone = shop.house.store().write(work!(|tx| [customer, now] -> Result<(), store::Error> {
        belongings::remove_whole(tx, customer)?;
        promise(tx, customer, Forgetting::Person, now)
    }));
    gone.await?;
    carry_out(shop, customer, &[Forgetting::Person]).await?;
    Ok(())
}
