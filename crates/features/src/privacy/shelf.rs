//! The page ready to be sent: made at most once a second, and at once when another policy is in force.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use axum::{
    body::Bytes,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use store::Time;
use web::{Ctx, Stop, Who, is_known};

use super::{document, exports::Copies, scrutiny};
use crate::{
    retention::tonight::{self, Leaving},
    shop::Shop,
};

/// How many seconds the page is good, and what stands on it about forgetting, which looks through whole tables.
const GOOD_FOR: i64 = 1;
const COUNTED_FOR: i64 = 60;

/// Where the page stands ready.
#[derive(Default)]
pub struct Shelf {
    page: Mutex<Place>,
    leaving: Mutex<Option<(Time, Arc<Vec<Leaving>>)>>,
    pub(super) copies: Copies,
}

#[derive(Default)]
struct Place {
    ready: Option<Arc<Ready>>,
    /// When somebody last began to make it.
    begun: Option<Time>,
}

/// A whole page and the mark of its bytes.
type Whole = (Bytes, HeaderValue);

/// The page as it was made last.
struct Ready {
    hash: [u8; 32],
    /// What stands in the frame.
    book: String,
    /// The whole page for the many who come without an account and with an empty basket: with the cookie question
    /// answered, and not.
    whole: [OnceLock<Whole>; 2],
}

/// The page for whoever asks, or the word that it is still the one they have.
///
/// # Errors
/// A fault when a template fails.
pub async fn page(shop: &Shop, ctx: &Ctx, asked: &HeaderMap) -> Result<Response, Stop> {
    let ready = ready(shop, ctx.now()).await?;
    let place = common(ctx).map(|place| &ready.whole[place]);
    if let Some((bytes, tag)) = place.and_then(OnceLock::get) {
        return Ok(send(bytes, tag, asked));
    }
    let (bytes, tag) = framed(ctx, &ready.book)?;
    let answer = send(&bytes, &tag, asked);
    if let Some(place) = place {
        place.set((bytes, tag)).ok();
    }
    Ok(answer)
}

/// Which of the whole pages it is, when nothing in the frame is about this visitor.
fn common(ctx: &Ctx) -> Option<usize> {
    let frame = ctx.frame();
    let plain = ctx.who == Who::Nobody && frame.basket_count == 0 && frame.flash.is_none();
    let chosen = frame.choices.iter().any(|choice| choice.chosen);
    (plain && !chosen).then_some(usize::from(frame.ask_cookies))
}

fn send(bytes: &Bytes, tag: &HeaderValue, asked: &HeaderMap) -> Response {
    if tag.to_str().is_ok_and(|tag| is_known(asked, tag)) {
        return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag.clone())]).into_response();
    }
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    ([(header::ETAG, tag.clone()), (header::CONTENT_TYPE, html)], bytes.clone()).into_response()
}

fn framed(ctx: &Ctx, book: &str) -> Result<Whole, Stop> {
    let html = document::in_frame(ctx.frame(), book)?;
    let tag = HeaderValue::from_str(&format!("\"{}\"", web::mark(html.as_bytes(), 16)));
    Ok((Bytes::from(html), tag.unwrap_or(HeaderValue::from_static("\"policy\""))))
}

/// Whoever comes first after a second makes it anew; whoever comes meanwhile is given the one before.
async fn ready(shop: &Shop, now: Time) -> Result<Arc<Ready>, Stop> {
    let policy = shop.house.policy();
    let hash = policy.hash();
    if let Some(ready) = shop.privacy.good(hash, now) {
        return Ok(ready);
    }
    let leaving = leaving(shop, now).await;
    let scrutiny = scrutiny::of(shop).await?;
    let evidence = shop.house.gate.decided().await.ok();
    let evidence = evidence.map(|decided| gate::Evidence::of(&policy, &decided));
    let book = document::book(&policy, evidence.as_ref(), &leaving, &scrutiny, now)?;
    let ready = Arc::new(Ready { hash, book, whole: Default::default() });
    shop.privacy.page.lock().unwrap_or_else(PoisonError::into_inner).ready = Some(Arc::clone(&ready));
    Ok(ready)
}

impl Shelf {
    /// What stands there, unless it is for the caller to make it anew.
    fn good(&self, hash: [u8; 32], now: Time) -> Option<Arc<Ready>> {
        let mut place = self.page.lock().unwrap_or_else(PoisonError::into_inner);
        let ready = place.ready.clone().filter(|ready| ready.hash == hash)?;
        let young = |begun: Time| now.seconds_since(begun).abs() < GOOD_FOR;
        if !place.begun.is_some_and(young) {
            place.begun = Some(now);
            return None;
        }
        Some(ready)
    }
}

/// What is soon forgotten, as it was counted within the last minute; nothing while the store is away.
async fn leaving(shop: &Shop, now: Time) -> Arc<Vec<Leaving>> {
    let known = shop.privacy.leaving.lock().unwrap_or_else(PoisonError::into_inner).clone();
    if let Some((at, leaving)) = known
        && now.seconds_since(at).abs() < COUNTED_FOR
    {
        return leaving;
    }
    let Ok(counted) = tonight::leaving(shop, now).await else { return Arc::default() };
    let counted = Arc::new(counted);
    *shop.privacy.leaving.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, Arc::clone(&counted)));
    counted
}
