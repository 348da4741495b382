//! The mails of this feature.

use askama::Template;
use gate::{Opened, Stop};
use mail::{Composed, Waiting};

use crate::{
    orders::{
        Items,
        mails::{About, address, opened},
    },
    shop::Shop,
    sign_in::mails::letter,
};

#[derive(Template)]
#[template(path = "checkout/mails/order_placed/body.html")]
struct OrderPlaced {
    shop: String,
    number: String,
    link: String,
    name: Option<Opened>,
    items: Items,
    delivery: Option<Opened>,
    terms_url: String,
    purpose: &'static str,
    privacy_url: String,
}

#[derive(Template)]
#[template(path = "checkout/mails/order_placed/body.txt")]
struct OrderPlacedText<'a>(&'a OrderPlaced);

/// Writes the mail `order-placed`.
pub async fn order_placed(shop: &Shop, mail: &Waiting) -> Result<Composed, Stop> {
    let Some(order) = mail.reference else { return Ok(Composed::Drop("no such order")) };
    let Some((pass, order)) = opened(shop, mail.customer, order).await? else {
        return Ok(Composed::Drop("no such order"));
    };
    let Some(to) = address(&pass, &order)? else { return Ok(Composed::Drop("nobody to write to")) };
    let about = About::of(shop, mail.customer, &order).await?;
    let body = OrderPlaced {
        shop: about.shop,
        number: about.number,
        link: about.link,
        name: pass.open_maybe(order.name.as_ref())?,
        items: pass.open_maybe(order.items.as_ref())?.map(|opened| Items::read(&opened)).unwrap_or_default(),
        delivery: pass.open_maybe(order.delivery.as_ref())?,
        terms_url: format!("{}/terms", shop.house.setup.base_url),
        purpose: about.purpose,
        privacy_url: about.privacy_url,
    };
    letter(to, &format!("Your order {} is placed", body.number), &OrderPlacedText(&body), &body)
}
