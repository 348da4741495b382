//! Files for machines at fixed addresses.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::header;
use jiff::{Timestamp, ToSpan};
use web::{Ctx, Stop};

use crate::shop::Shop;

const TEXT: &str = "text/plain; charset=utf-8";

/// Who may crawl what: everything that is the same for everybody.
pub async fn robots() -> Response {
    let text = "User-agent: *\nDisallow: /account\nDisallow: /basket\nDisallow: /checkout\nDisallow: /desk\nDisallow: /join\n\
                Disallow: /order\nDisallow: /search\nDisallow: /signin\nDisallow: /wishlist\n";
    ([(header::CONTENT_TYPE, TEXT)], text).into_response()
}

/// Whom to tell about a weakness (RFC 9116).
pub async fn security(ctx: Ctx, State(shop): State<Shop>) -> Result<Response, Stop> {
    let now = Timestamp::from_microsecond(ctx.now().0).map_err(Stop::fault)?;
    let expires = now.checked_add((180 * 24).hours()).map_err(Stop::fault)?;
    let base = &shop.house.setup.base_url;
    let text = format!(
        "Contact: mailto:{}\nExpires: {}\nPreferred-Languages: en\nCanonical: {base}/.well-known/security.txt\nPolicy: {base}/privacy\n",
        shop.contact.care_email,
        expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
    );
    Ok(([(header::CONTENT_TYPE, TEXT)], text).into_response())
}

/// That the shop takes a browser's “do not sell or share” for an answer (Global Privacy Control).
pub async fn gpc(State(shop): State<Shop>) -> Response {
    let since = shop.house.policy().document().effective.clone();
    axum::Json(serde_json::json!({ "gpc": true, "lastUpdate": since })).into_response()
}
