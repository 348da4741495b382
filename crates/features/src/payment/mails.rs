//! The mails of this feature.

use askama::Template;
use gate::{Actor, Ask, Stop};
use mail::{Composed, Waiting};
use web::price;

use super::queries;
use crate::{checkout, needs, orders, shop::Shop, sign_in::mails::letter};

#[derive(Template)]
#[template(path = "payment/mails/payment_refunded/body.html")]
struct PaymentRefunded {
    shop: String,
    amount: String,
    /// The number of the order that was cancelled; none when there never was one.
    number: Option<String>,
    care_email: String,
    care_phone: String,
    purpose: &'static str,
    privacy_url: String,
}

#[derive(Template)]
#[template(path = "payment/mails/payment_refunded/body.txt")]
struct PaymentRefundedText<'a>(&'a PaymentRefunded);

/// Writes the mail `payment-refunded`. The address is the order's, or the checkout's when no order came of it.
pub async fn payment_refunded(shop: &Shop, mail: &Waiting) -> Result<Composed, Stop> {
    let Some(payment) = mail.reference else { return Ok(Composed::Drop("no such payment")) };
    let customer = mail.customer;
    let ask = Ask::new(&needs::ORDER_MAIL, Actor::Shop, customer)
        .about("a mail about a refund")
        .lacking("identity")
        .lacking("orders");
    let asked = shop.house.gate.admit(ask, move |tx| {
        Box::pin(async move {
            let Some(payment) = queries::find(tx, customer, payment).await? else { return Ok(None) };
            let order = orders::queries::find(tx, customer, payment.checkout).await?;
            let checkout = checkout::queries::find(tx, customer, payment.checkout).await?;
            Ok::<_, Stop>(Some((payment, order, checkout)))
        })
    });
    let (pass, found) = asked.await?;
    let Some((payment, order, checkout)) = found else { return Ok(Composed::Drop("no such payment")) };
    let sealed = order.as_ref().and_then(|order| order.email.as_ref());
    let sealed = sealed.or(checkout.as_ref().and_then(|checkout| checkout.email.as_ref()));
    let Some(to) = pass.open_maybe(sealed)? else { return Ok(Composed::Drop("nobody to write to")) };
    let body = PaymentRefunded {
        shop: shop.house.setup.title.clone(),
        amount: price(payment.amount_minor, &payment.currency),
        number: order.filter(|order| order.state == "cancelled").map(|order| order.number),
        care_email: shop.contact.care_email.clone(),
        care_phone: shop.contact.care_phone.clone(),
        purpose: "You get this mail because you paid us something and we gave it back.",
        privacy_url: format!("{}/privacy", shop.house.setup.base_url),
    };
    letter(to, &format!("We gave back {}", body.amount), &PaymentRefundedText(&body), &body)
}
