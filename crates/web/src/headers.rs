//! Security headers, on every answer, errors included.

use http::{HeaderMap, HeaderName, HeaderValue, header};

use crate::{
    ctx::Ctx,
    door::{Door, Who},
    hash::hex,
    house::House,
};

/// A value that allows one script of ours on one page.
#[derive(Clone, Debug)]
pub struct Nonce(pub String);

impl Nonce {
    pub(crate) fn new(house: &House) -> Nonce {
        let random: [u8; 16] = house.dice.bytes();
        Nonce(hex(&random))
    }
}

const FIXED: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "browsing-topics=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// Puts the headers on an answer. Pages that may hold something about somebody are never kept, neither by a cache nor by
/// a browser that others use later.
pub(crate) fn put(house: &House, ctx: Option<&Ctx>, headers: &mut HeaderMap) {
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Ok(value) = HeaderValue::from_str(&content_policy(house, ctx.map(|ctx| &ctx.nonce))) {
        headers.insert(header::CONTENT_SECURITY_POLICY, value);
    }
    if house.setup.secure {
        let value = HeaderValue::from_static("max-age=63072000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    if ctx.is_some_and(is_about_somebody) || headers.contains_key(header::SET_COOKIE) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    let kept = if ctx.is_some_and(|ctx| ctx.who != Who::Nobody) { "no-store" } else { "no-cache, private" };
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static(kept));
}

/// Whether who asks holds what has that mark already, so that the word of it is enough (RFC 9110, section 13.1.2).
pub fn is_known(asked: &HeaderMap, tag: &str) -> bool {
    let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    known.flat_map(|value| value.split(',')).any(|one| one.trim().trim_start_matches("W/") == tag)
}

/// Behind a door that names somebody, and wherever a secret in the address or a cookie may: all but the shop's own pages.
fn is_about_somebody(ctx: &Ctx) -> bool {
    ctx.door != Door::Public || !ctx.purpose.starts_with("site.")
}

fn content_policy(house: &House, nonce: Option<&Nonce>) -> String {
    let script = nonce.map_or("'none'".to_owned(), |nonce| format!("'nonce-{}'", nonce.0));
    let forms = house.setup.form_origins.join(" ");
    format!(
        "default-src 'none'; script-src {script}; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
         manifest-src 'self'; form-action 'self' {forms}; frame-ancestors 'none'; base-uri 'none'; \
         require-trusted-types-for 'script'"
    )
}
