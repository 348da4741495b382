//! The mails of this feature.

use askama::Template;
use gate::Stop;
use mail::{Composed, Waiting};
use store::{Error, work};

use crate::{
    orders::{
        self, Step,
        mails::{About, address, opened},
    },
    shop::Shop,
    sign_in::mails::letter,
};

#[derive(Template)]
#[template(path = "delivery/mails/order_status/body.html")]
struct OrderStatus {
    shop: String,
    number: String,
    link: String,
    title: &'static str,
    words: String,
    tracking: Option<String>,
    purpose: &'static str,
    privacy_url: String,
}

#[derive(Template)]
#[template(path = "delivery/mails/order_status/body.txt")]
struct OrderStatusText<'a>(&'a OrderStatus);

/// Writes the mail `order-status`, about the event that it was queued for.
pub async fn order_status(shop: &Shop, mail: &Waiting) -> Result<Composed, Stop> {
    let Some(event) = mail.reference else { return Ok(Composed::Drop("no such event")) };
    let customer = mail.customer;
    let found = shop.house.store().read(work!(|tx| [customer, event] -> Result<_, Error> {
        let Some((order, what)) = orders::queries::event(tx, customer, event).await? else { return Ok(None) };
        Ok(Some((order, what, orders::queries::tracking(tx, customer, order).await?)))
    }));
    let Some((order, what, tracking)) = found.await? else { return Ok(Composed::Drop("no such event")) };
    let Some((pass, order)) = opened(shop, customer, order).await? else {
        return Ok(Composed::Drop("no such order"));
    };
    let Some(to) = address(&pass, &order)? else { return Ok(Composed::Drop("nobody to write to")) };
    let Some((title, words)) = Step::of(&what).and_then(|step| told(step, &shop.partners.courier.name))
    else {
        return Ok(Composed::Drop("nothing to tell"));
    };
    let about = About::of(shop, customer, &order).await?;
    let body = OrderStatus {
        shop: about.shop,
        number: about.number,
        link: about.link,
        title,
        words,
        tracking,
        purpose: about.purpose,
        privacy_url: about.privacy_url,
    };
    letter(to, &format!("Order {}: {}", body.number, title.to_lowercase()), &OrderStatusText(&body), &body)
}

/// What is told of a step: a title and a sentence.
fn told(step: Step, courier: &str) -> Option<(&'static str, String)> {
    Some(match step {
        Step::HandedOver => {
            ("Packed", format!("Your parcel is packed, and {courier} has been told to collect it."))
        }
        Step::Collected => ("On its way", format!("{courier} has collected your parcel.")),
        Step::OutForDelivery => {
            ("Out for delivery", format!("Your parcel is in {courier}’s van and comes today."))
        }
        Step::Delivered => ("Delivered", "Your parcel was delivered. We hope it fits.".to_owned()),
        Step::Placed | Step::Packed => return None,
    })
}
