//! The mails of this feature, and what every mail about an order needs.

use askama::Template;
use gate::{Actor, Ask, Fault, Opened, Pass, Stop};
use mail::{Composed, Waiting};
use store::{Error, Id, work};
use web::Handles;

use super::{OrderRow, RECEIPT_DAYS, queries};
use crate::{needs, shop::Shop, sign_in::mails::letter};

/// What every mail about an order shows.
pub(crate) struct About {
    pub shop: String,
    pub number: String,
    pub link: String,
    pub purpose: &'static str,
    pub privacy_url: String,
}

/// Why mails about orders are sent.
const PURPOSE: &str = "You get this mail because you ordered with us and it is about that order.";

impl About {
    /// With a link to the order's page: by its number for somebody with an account, by a fresh secret for everybody else.
    pub(crate) async fn of(shop: &Shop, customer: Id, order: &OrderRow) -> Result<About, Stop> {
        let base = &shop.house.setup.base_url;
        Ok(About {
            shop: shop.house.setup.title.clone(),
            number: order.number.clone(),
            link: format!("{base}{}", way(shop, customer, order).await?),
            purpose: PURPOSE,
            privacy_url: format!("{base}/privacy"),
        })
    }
}

const HAS_ACCOUNT: &str =
    "SELECT 1 FROM customer WHERE customer_id = $1 AND kind = 'account' AND state <> 'closed'";

async fn way(shop: &Shop, customer: Id, order: &OrderRow) -> Result<String, Stop> {
    let (secret, until) = (shop.house.dice.token(), shop.house.clock.now().plus_days(RECEIPT_DAYS));
    let (id, number) = (order.id, order.number.clone());
    let made =
        shop.house.store().write(work!(|tx| [customer, secret, until, id, number] -> Result<String, Error> {
            if tx.row(store::sql!(HAS_ACCOUNT, customer)).await?.is_some() {
                return Ok(format!("/orders/{number}"));
            }
            Handles::put(tx, "receipt", &secret, customer, Some(id), until)?;
            Ok(format!("/order/{secret}"))
        }));
    Ok(made.await?)
}

/// Opens an order for a mail about it; `None` when there is nobody to write to any more.
pub(crate) async fn opened(shop: &Shop, customer: Id, order: Id) -> Result<Option<(Pass, OrderRow)>, Stop> {
    let ask = Ask::new(&needs::ORDER_MAIL, Actor::Shop, customer).about("a mail about your order");
    let asked = shop.house.gate.admit(ask, move |tx| {
        Box::pin(async move { Ok::<_, Stop>(queries::find(tx, customer, order).await?) })
    });
    let (pass, found) = asked.await?;
    Ok(found.map(|order| (pass, order)))
}

/// The address of an order's mails.
pub(crate) fn address(pass: &Pass, order: &OrderRow) -> Result<Option<Opened>, Fault> {
    pass.open_maybe(order.email.as_ref())
}

#[derive(Template)]
#[template(path = "orders/mails/order_link/body.html")]
struct OrderLink {
    shop: String,
    number: String,
    link: String,
    purpose: &'static str,
    privacy_url: String,
}

#[derive(Template)]
#[template(path = "orders/mails/order_link/body.txt")]
struct OrderLinkText<'a>(&'a OrderLink);

/// Writes the mail `order-link`: always with a secret, because whoever asked for it may not be signed in.
pub async fn order_link(shop: &Shop, mail: &Waiting) -> Result<Composed, Stop> {
    let Some(order) = mail.reference else { return Ok(Composed::Drop("no such order")) };
    let ask = Ask::new(&needs::ORDER_FIND_MAIL, Actor::Shop, mail.customer).about("a link to your order");
    let customer = mail.customer;
    let asked = shop.house.gate.admit(ask, move |tx| {
        Box::pin(async move { Ok::<_, Stop>(queries::find(tx, customer, order).await?) })
    });
    let (pass, found) = asked.await?;
    let Some(row) = found.filter(|row| row.closed_at.is_none()) else {
        return Ok(Composed::Drop("no such order"));
    };
    let Some(to) = address(&pass, &row)? else { return Ok(Composed::Drop("nobody to write to")) };
    let (secret, until) = (shop.house.dice.token(), shop.house.clock.now().plus_days(RECEIPT_DAYS));
    let base = &shop.house.setup.base_url;
    let body = OrderLink {
        shop: shop.house.setup.title.clone(),
        link: format!("{base}/order/{secret}"),
        purpose: "You get this mail because somebody asked for it with the number of your order and your address.",
        privacy_url: format!("{base}/privacy"),
        number: row.number,
    };
    let put = shop.house.store().write(work!(|tx| [secret, customer, order, until] -> Result<(), Error> {
        Handles::put(tx, "receipt", &secret, customer, Some(order), until)
    }));
    put.await?;
    letter(to, &format!("Your order {}", body.number), &OrderLinkText(&body), &body)
}
