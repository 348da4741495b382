//! The partner's messages. They are believed in one thing only: that it is worth asking how far a payment is.

use axum::{body::Bytes, extract::State, response::IntoResponse};
use http::{HeaderMap, StatusCode};
use store::work;
use web::{Ctx, Stop, wire::signature_holds};

use super::{partner, queries, settle};
use crate::shop::Shop;

/// Takes a message: checks its signature over the very bytes, settles, and notes that it was taken.
pub async fn create(
    ctx: Ctx,
    State(shop): State<Shop>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<impl IntoResponse, Stop> {
    if !is_signed(&shop, &shop.partners.payment.webhook_secret, &headers, &body) {
        return Ok(StatusCode::UNAUTHORIZED);
    }
    let (event, session) = partner::told(&body).ok_or(Stop::Bad("This message cannot be read."))?;
    let looked_up = event.clone();
    let found = shop.house.store().read(work!(|tx| [event = looked_up, session] -> Result<_, store::Error> {
        Ok((queries::seen(tx, &event).await?, queries::led_to(tx, &session).await?))
    }));
    match found.await? {
        (true, _) => Ok(StatusCode::OK),
        // It may have come before we wrote the session down; the partner tells it again.
        (_, None) => Ok(StatusCode::NOT_FOUND),
        (_, Some((customer, payment))) => {
            settle::settle(&shop, customer, payment).await?;
            let now = ctx.now();
            let noted = shop.house.store().write(work!(|tx| [event, now] -> Result<(), store::Error> {
                queries::see(tx, &event, now)
            }));
            noted.await?;
            Ok(StatusCode::OK)
        }
    }
}

/// Whether a message carries a partner's signature.
pub(crate) fn is_signed(shop: &Shop, secret: &str, headers: &HeaderMap, body: &[u8]) -> bool {
    let signature =
        headers.get("partner-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    signature_holds(secret, signature, body, shop.house.wire_clock.now().seconds())
}
