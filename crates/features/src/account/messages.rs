//! Every mail we sent: kind and time. The mail itself we do not keep.

use askama::Template;
use axum::response::IntoResponse;
use store::{Time, work};
use web::{Ctx, Frame, Page, Stop};

#[derive(Template)]
#[template(path = "account/messages.html")]
struct Messages {
    frame: Frame,
    mails: Vec<(String, String, Time, Option<Time>)>,
}

/// Shows what was sent.
pub async fn index(ctx: Ctx) -> Result<impl IntoResponse, Stop> {
    let customer = ctx.signed_in()?;
    let mails = ctx.house.store().read(work!(|tx| [customer] { mail::sent_to(tx, customer).await })).await?;
    Page::of(&Messages { frame: ctx.frame(), mails })
}

/// What a mail was about.
pub(super) fn in_words(kind: &str) -> String {
    match kind {
        "confirm-address" => "Please confirm your address".to_owned(),
        "known-address" => "You already have an account".to_owned(),
        "guardian-asked" => "A question to your guardian".to_owned(),
        "recover" => "A way back into your account".to_owned(),
        "password-changed" => "Your password was changed".to_owned(),
        "order-placed" => "Your order".to_owned(),
        "order-status" => "News of your parcel".to_owned(),
        "order-link" => "The way to your order".to_owned(),
        "new-email" => "Please confirm your new address".to_owned(),
        "new-email-note" => "Your address is about to change".to_owned(),
        "watch-told" => "Something you wanted to be told of".to_owned(),
        "policy-change" => "Our privacy page changes".to_owned(),
        other => other.replace('-', " "),
    }
}
