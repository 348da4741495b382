//! One order at the desk: what to pack and where it goes, through the gate, as long as the order is open.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use gate::{Ask, Opened};
use store::{Id, work};
use web::{Ctx, Frame, Page, Stop, moment_in_words, see_other};

use super::{hand_over, queries};
use crate::{
    forms::Address,
    needs,
    orders::{self, Items, OrderRow, Step},
    payment,
    shop::Shop,
};

#[derive(Template)]
#[template(path = "delivery/pick.html")]
struct Pick {
    frame: Frame,
    number: String,
    placed: String,
    state: &'static str,
    waits: Option<String>,
    to_pack: bool,
    cancelled: bool,
    items: Items,
    /// Whether the time of the pieces is over.
    over: bool,
    name: Option<Opened>,
    shipping: Option<Opened>,
    delivery: Option<Opened>,
    courier: String,
    tracking: Option<String>,
}

/// Opens the order for packing. The customer's record has the line.
pub async fn show(ctx: Ctx, State(shop): State<Shop>, Path(number): Path<String>) -> Result<Page, Stop> {
    let (customer, order) = led_to(&ctx, &number).await?;
    let ask = Ask::new(&needs::PICK, ctx.actor(), customer).order(order, &number);
    let asked = shop.house.gate.admit(ask, move |tx| {
        Box::pin(async move {
            let row = orders::queries::find(tx, customer, order).await?;
            Ok::<_, Stop>((row, orders::queries::tracking(tx, customer, order).await?))
        })
    });
    let (pass, (row, tracking)) = asked.await?;
    let row: OrderRow = row.ok_or(Stop::NotFound)?;
    let items = pass.open_maybe(row.items.as_ref())?.map(|opened| Items::read(&opened)).unwrap_or_default();
    Page::of(&Pick {
        frame: ctx.frame(),
        placed: moment_in_words(row.placed_at),
        state: orders::in_words(&row.state, &row.fulfilment_state),
        to_pack: row.state == "open" && row.fulfilment_state == Step::Placed.word(),
        cancelled: row.state == "cancelled",
        items,
        over: row.items.as_ref().map_or(Ok(false), |sealed| pass.is_over(sealed))?,
        name: pass.open_maybe(row.name.as_ref())?,
        shipping: pass.open_maybe(row.shipping.as_ref())?,
        delivery: pass.open_maybe(row.delivery.as_ref())?,
        courier: shop.partners.courier.name.clone(),
        tracking,
        waits: row.waits,
        number: row.number,
    })
}

async fn led_to(ctx: &Ctx, number: &str) -> Result<(Id, Id), Stop> {
    let number = number.to_owned();
    let found = ctx.house.store().read(work!(|tx| [number] { orders::queries::led_to(tx, &number).await }));
    found.await?.ok_or(Stop::NotFound)
}

/// The parcel is handed over by whoever packed it, at once. The clock's work keeps off it for so many seconds: two tries at
/// the same moment would be two lines in the customer's record for one parcel.
const OWN_TRY: i64 = 30;

/// The parcel is packed: it is handed over, now or as soon as it may be.
pub async fn dispatch(
    ctx: Ctx,
    State(shop): State<Shop>,
    Path(number): Path<String>,
) -> Result<Response, Stop> {
    let (customer, order) = led_to(&ctx, &number).await?;
    let (shipment, event, now) = (ctx.id(), ctx.id(), ctx.now());
    let packed = shop.house.store().write(
        work!(|tx| [customer, order, shipment, event, now] -> Result<bool, store::Error> {
            if !queries::pack(tx, customer, order, shipment, now).await? {
                return Ok(false);
            }
            orders::queries::happened(tx, customer, order, event, now, Step::Packed.word())?;
            payment::queries::due(tx, hand_over::DUE, customer, order, now.plus_seconds(OWN_TRY))?;
            Ok(true)
        }),
    );
    if !packed.await? {
        return Err(Stop::Conflict("This order is packed already, or it was cancelled."));
    }
    let said = match hand_over::hand_over(&shop, customer, order).await? {
        hand_over::Done::Handed => "handed-over",
        hand_over::Done::Waits => "packed-waits",
        hand_over::Done::Later => "dispatched",
    };
    Ok(see_other(&format!("/desk/orders/{number}"), Some(said)))
}

/// An address line by line.
fn lines(opened: &Opened) -> Vec<String> {
    Address::from_json(opened.show()).lines()
}
