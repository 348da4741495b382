//! Handing a parcel over: the gate is asked for the courier, what it lets through goes out, and nothing else. Without an
//! agreement in force nothing goes out at all, and the order waits with the reason.

use consent::agreements;
use gate::{Actor, Ask, Refusal};
use store::{Error, Id, work};
use web::Stop;

use super::{
    courier::{self, Label, Taken},
    queries::{self, Parcel},
};
use crate::{
    needs,
    orders::{self, Step},
    payment,
    shop::Shop,
};

/// The work of handing a parcel over.
pub(super) const DUE: &str = "parcel";

/// While the courier is away, tries are apart by this many seconds, longer each time.
const WAITS: [i64; 5] = [30, 120, 600, 1_800, 3_600];

const NOT_ENOUGH: &str = "The policy does not let the courier have name and delivery address.";

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Done {
    /// The courier has it.
    Handed,
    /// It may not be handed over; the order waits.
    Waits,
    /// The courier is away, or it was handed over before.
    Later,
}

/// Hands over the parcels that are due.
pub async fn hand_over_due(shop: &Shop) -> Result<(), Stop> {
    let now = shop.house.clock.now();
    let due = shop.house.store().read(work!(|tx| [now] { payment::queries::all_due(tx, DUE, now).await }));
    for (customer, order) in due.await? {
        if let Err(Stop::Fault(broken)) = hand_over(shop, customer, order).await {
            tracing::warn!(causes = %broken.causes(), "a parcel could not be handed over; it is tried again");
        }
    }
    super::closing::close_orders(shop).await
}

/// Hands over the parcel of one order.
pub(super) async fn hand_over(shop: &Shop, customer: Id, order: Id) -> Result<Done, Stop> {
    let found =
        shop.house.store().read(work!(|tx| [customer, order] { queries::parcel(tx, customer, order).await }));
    let Some(parcel) = found.await? else {
        return settle(shop, customer, order).await;
    };
    // Asked before the gate is: each try would be one more refusal in the customer's record.
    if needs::PARCEL.is_refused(&shop.house.policy()) {
        return wait(shop, &parcel, NOT_ENOUGH).await;
    }
    // A parcel that waits for an agreement asks again only when there is one: each refusal is a line in the customer's record.
    if parcel.waits.is_some() && !agreed(shop).await? {
        return Ok(Done::Waits);
    }
    match label(shop, &parcel).await {
        Ok(label) if label.is_enough() => announce(shop, &parcel, &label).await,
        Ok(_) => wait(shop, &parcel, NOT_ENOUGH).await,
        Err(Stop::Refused(refusal)) => wait(shop, &parcel, &why(shop, &refusal)).await,
        Err(stop) => Err(stop),
    }
}

/// Nothing left to hand over: the work is taken off the list.
async fn settle(shop: &Shop, customer: Id, order: Id) -> Result<Done, Stop> {
    let done = shop.house.store().write(work!(|tx| [customer, order] -> Result<(), Error> {
        payment::queries::done(tx, DUE, customer, order)
    }));
    done.await?;
    Ok(Done::Later)
}

async fn agreed(shop: &Shop) -> Result<bool, Stop> {
    let now = shop.house.clock.now();
    Ok(shop
        .house
        .store()
        .read(work!(|tx| [now] { agreements::in_date(tx, needs::PARCEL.party, now).await }))
        .await?)
}

/// What the gate lets through for this parcel. There is no home address on an order, and pieces are not the courier's.
async fn label(shop: &Shop, parcel: &Parcel) -> Result<Label, Stop> {
    let (customer, order) = (parcel.customer, parcel.order);
    let ask = Ask::new(&needs::PARCEL, Actor::Shop, customer)
        .order(order, &parcel.number)
        .recipient(&shop.partners.courier.name)
        .lacking("contact.home")
        .lacking("orders");
    let ask = if parcel.has_phone { ask } else { ask.lacking("contact.phone") };
    let asked = shop.house.gate.admit(ask, move |tx| {
        Box::pin(async move { Ok::<_, Stop>(orders::queries::find(tx, customer, order).await?) })
    });
    let (pass, found) = asked.await?;
    let row = found.ok_or(Stop::NotFound)?;
    Ok(Label {
        name: pass.open_maybe(row.name.as_ref())?,
        shipping: pass.open_maybe(row.shipping.as_ref())?,
        phone: pass.open_maybe(row.phone.as_ref())?,
        email: pass.open_maybe(row.email.as_ref())?,
        billing: pass.open_maybe(row.billing.as_ref())?,
    })
}

/// The reason at the desk, in words that name the paragraph.
fn why(shop: &Shop, refusal: &Refusal) -> String {
    let courier = &shop.partners.courier.name;
    let missing = refusal.missing.join("; ");
    let paragraph = if refusal.paragraph.is_empty() {
        String::new()
    } else {
        format!(" (§{} of the policy)", refusal.paragraph)
    };
    if missing.contains("agreement") {
        return format!(
            "There is no agreement in force with {courier}, so nothing may be handed over{paragraph}."
        );
    }
    format!("The policy does not allow it now{paragraph}: {missing}.")
}

async fn wait(shop: &Shop, parcel: &Parcel, why: &str) -> Result<Done, Stop> {
    let house = &shop.house;
    let (parcel, why, now) = (parcel.clone(), why.to_owned(), house.clock.now());
    let event = Id::new(&house.clock, &house.dice);
    let waiting = house.store().write(work!(|tx| [parcel, why, now, event] -> Result<(), Error> {
        queries::waits(tx, &parcel, Some(&why))?;
        queries::tried(tx, &parcel, now)?;
        if parcel.waits.is_none() {
            orders::queries::happened(tx, parcel.customer, parcel.order, event, now, "waits")?;
        }
        Ok(())
    }));
    waiting.await?;
    Ok(Done::Waits)
}

async fn announce(shop: &Shop, parcel: &Parcel, label: &Label) -> Result<Done, Stop> {
    match courier::announce(&shop.partners.courier.wire, parcel.shipment, label).await {
        Ok(taken) => handed(shop, parcel, taken).await,
        Err(trouble) if trouble.may_pass() => later(shop, parcel).await,
        Err(trouble) => {
            tracing::warn!(%trouble, "the courier does not take a parcel");
            wait(
                shop,
                parcel,
                &format!("{} does not take this parcel: {trouble}.", shop.partners.courier.name),
            )
            .await
        }
    }
}

async fn later(shop: &Shop, parcel: &Parcel) -> Result<Done, Stop> {
    let pause = WAITS.get(usize::try_from(parcel.tries).unwrap_or(0)).copied().unwrap_or(3_600);
    let (parcel, next) = (parcel.clone(), shop.house.clock.now().plus_seconds(pause));
    let noted = shop.house.store().write(work!(|tx| [parcel, next] -> Result<(), Error> {
        queries::tried(tx, &parcel, next)?;
        payment::queries::due(tx, DUE, parcel.customer, parcel.order, next)
    }));
    noted.await?;
    Ok(Done::Later)
}

/// The courier took it on: noted with the mail that tells the customer, in one commit.
async fn handed(shop: &Shop, parcel: &Parcel, taken: Taken) -> Result<Done, Stop> {
    let house = &shop.house;
    let (parcel, now) = (parcel.clone(), house.clock.now());
    let [event, mail] = [Id::new(&house.clock, &house.dice), Id::new(&house.clock, &house.dice)];
    let (reference, tracking) = (taken.reference, taken.tracking);
    let noted = house.store().write(
        work!(|tx| [parcel, reference, tracking, now, event, mail] -> Result<(), Error> {
            let (customer, order) = (parcel.customer, parcel.order);
            payment::queries::done(tx, DUE, customer, order)?;
            if queries::handed(tx, &parcel, &reference, &tracking, now).await? {
                queries::waits(tx, &parcel, None)?;
                queries::reach(tx, customer, order, Step::HandedOver, now)?;
                orders::queries::happened(tx, customer, order, event, now, Step::HandedOver.word())?;
                mail::queue(tx, mail, customer, "order-status", Some(event), now)?;
            }
            Ok(())
        }),
    );
    noted.await?;
    Ok(Done::Handed)
}
