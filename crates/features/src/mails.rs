//! Which feature writes which mail.

use futures_util::future::BoxFuture;
use gate::{Need, Stop};
use mail::{Answer, Composed, Composer, Waiting};

use crate::{account, checkout, delivery, editions, needs, orders, payment, register, shop::Shop, sign_in};

/// Writes the shop's mails.
pub struct Writer(pub Shop);

impl Composer for Writer {
    fn compose<'a>(&'a self, mail: &'a Waiting) -> BoxFuture<'a, Result<Composed, Stop>> {
        Box::pin(write(&self.0, mail))
    }

    fn tells_many(&self, kind: &str) -> bool {
        kind == editions::POLICY_CHANGE
    }

    fn compose_many<'a>(&'a self, mails: &'a [Waiting]) -> BoxFuture<'a, Result<Vec<Answer>, Stop>> {
        Box::pin(editions::policy_changes(&self.0, mails))
    }
}

/// What a mail cannot be written without.
fn need_of(kind: &str) -> Option<&'static Need> {
    Some(match kind {
        "guardian-asked" => &needs::GUARDIAN_MAIL,
        "order-placed" | "order-status" | "payment-refunded" => &needs::ORDER_MAIL,
        "order-link" => &needs::ORDER_FIND_MAIL,
        "confirm-address" | "known-address" | "recover" | "password-changed" | "new-email"
        | "new-email-note" => &needs::ACCOUNT_MAIL,
        "watch-told" => &needs::WATCH_MAIL,
        _ => return None,
    })
}

async fn write(shop: &Shop, mail: &Waiting) -> Result<Composed, Stop> {
    // Asked before the gate is: each try would be one more refusal in the customer's record.
    if need_of(&mail.kind).is_some_and(|need| need.is_refused(&shop.house.policy())) {
        return Ok(Composed::Later);
    }
    match mail.kind.as_str() {
        "confirm-address" => register::mails::confirm_address(shop, mail).await,
        "known-address" => register::mails::known_address(shop, mail).await,
        "guardian-asked" => register::mails::guardian_asked(shop, mail).await,
        "recover" => sign_in::mails::recover(shop, mail).await,
        "password-changed" => sign_in::mails::password_changed(shop, mail).await,
        "order-placed" => checkout::mails::order_placed(shop, mail).await,
        "order-status" => delivery::mails::order_status(shop, mail).await,
        "new-email" => account::mails::new_email(shop, mail).await,
        "new-email-note" => account::mails::new_email_note(shop, mail).await,
        "payment-refunded" => payment::mails::payment_refunded(shop, mail).await,
        "order-link" => orders::mails::order_link(shop, mail).await,
        "watch-told" => account::mails::watch_told(shop, mail).await,
        _ => Ok(Composed::Drop("no such mail")),
    }
}
