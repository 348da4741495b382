//! The page ready to be sent: made at most once a second, and at once when another policy is in force.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, OnceLock, PoisonError},
};

use axum::{
    body::Bytes,
    response::{IntoResponse, Response},
};
use gate::Decided;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use policy::Policy;
use store::Time;
use translation::Translation;
use web::{Ctx, Stop, Who, is_known};

use super::{
    document::{self, Language, Made},
    exports::Copies,
    scrutiny,
};
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
    /// By the code of its language; the empty one is English.
    pages: Mutex<BTreeMap<String, Place>>,
    leaving: Memory<Vec<Leaving>>,
    decided: Memory<Vec<Decided>>,
    pub(super) copies: Copies,
}

/// What was found out last, and when.
struct Memory<T>(Mutex<Option<(Time, Arc<T>)>>);

impl<T> Default for Memory<T> {
    fn default() -> Self {
        Memory(Mutex::default())
    }
}

impl<T> Memory<T> {
    /// What was found out within so many seconds, or is found out now; nothing while it cannot be.
    async fn within<E>(
        &self,
        seconds: i64,
        now: Time,
        find: impl Future<Output = Result<T, E>>,
    ) -> Option<Arc<T>> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, known)) = known.filter(|(at, _)| now.seconds_since(*at).abs() < seconds) {
            return Some(known);
        }
        let found = Arc::new(find.await.ok()?);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, Arc::clone(&found)));
        Some(found)
    }
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
pub async fn page(
    shop: &Shop,
    ctx: &Ctx,
    asked: &HeaderMap,
    (policy, translation): (&Policy, Option<&Translation>),
) -> Result<Response, Stop> {
    let ready = ready(shop, ctx.now(), (policy, translation)).await?;
    // A page in another language has nothing about the visitor in its frame.
    let common = if translation.is_some() { Some(0) } else { common(ctx) };
    let place = common.map(|place| &ready.whole[place]);
    if let Some((bytes, tag)) = place.and_then(OnceLock::get) {
        return Ok(send(bytes, tag, asked));
    }
    let (bytes, tag) = framed(shop, ctx, &ready.book, (policy, translation))?;
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

fn framed(shop: &Shop, ctx: &Ctx, book: &str, read: (&Policy, Option<&Translation>)) -> Result<Whole, Stop> {
    let html = document::in_frame(ctx, shop, book, read)?;
    let tag = HeaderValue::from_str(&format!("\"{}\"", web::mark(html.as_bytes(), 16)));
    Ok((Bytes::from(html), tag.unwrap_or(HeaderValue::from_static("\"policy\""))))
}

/// Whoever comes first after a second makes it anew; whoever comes meanwhile is given the one before.
async fn ready(
    shop: &Shop,
    now: Time,
    (policy, translation): (&Policy, Option<&Translation>),
) -> Result<Arc<Ready>, Stop> {
    let hash = policy.hash();
    let code = translation.map(|translation| translation.tongue.code()).unwrap_or_default();
    if let Some(ready) = shop.privacy.good(code, hash, now) {
        return Ok(ready);
    }
    let leaving = shop.privacy.leaving.within(COUNTED_FOR, now, tonight::leaving(shop, now)).await;
    let leaving = leaving.unwrap_or_default();
    let scrutiny = scrutiny::of(shop).await?;
    let decided = shop.privacy.decided.within(GOOD_FOR, now, shop.house.gate.decided()).await;
    let evidence = decided.map(|decided| gate::Evidence::of(policy, &decided));
    let languages = Language::all(&shop.languages.offered(policy));
    let (evidence, leaving) = (evidence.as_ref(), leaving.as_slice());
    let made = Made { policy, translation, languages, evidence, leaving, scrutiny: &scrutiny, now };
    let ready = Arc::new(Ready { hash, book: document::book(made)?, whole: Default::default() });
    let mut pages = shop.privacy.pages.lock().unwrap_or_else(PoisonError::into_inner);
    pages.entry(code.to_owned()).or_default().ready = Some(Arc::clone(&ready));
    Ok(ready)
}

impl Shelf {
    /// What stands there, unless it is for the caller to make it anew.
    fn good(&self, code: &str, hash: [u8; 32], now: Time) -> Option<Arc<Ready>> {
        let mut pages = self.pages.lock().unwrap_or_else(PoisonError::into_inner);
        let place = pages.get_mut(code)?;
        let ready = place.ready.clone().filter(|ready| ready.hash == hash)?;
        let young = |begun: Time| now.seconds_since(begun).abs() < GOOD_FOR;
        if !place.begun.is_some_and(young) {
            place.begun = Some(now);
            return None;
        }
        Some(ready)
    }
}
