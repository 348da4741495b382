//! The policy in the languages of others: the same rules, made once of each policy that comes into force.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use askama::Template;
use axum::{
    body::Bytes,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use policy::Policy;
use review::{Format, Publisher};
use web::{Ctx, Frame, Page, Stop, is_known};

use crate::shop::Shop;

#[derive(Template)]
#[template(path = "privacy/exports.html")]
struct Exports {
    frame: Frame,
    formats: [Format; Format::ALL.len()],
    version: String,
}

/// What there is.
pub async fn list(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let version = shop.house.policy().version().to_owned();
    Page::of(&Exports { frame: ctx.frame(), formats: Format::ALL, version })
}

/// One of them.
pub async fn show(
    State(shop): State<Shop>,
    Path(form): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Stop> {
    let format = Format::of(&form).ok_or(Stop::NotFound)?;
    Ok(sent(&shop, format, &headers))
}

/// The linked data, where programs look for it.
pub async fn linked_data(State(shop): State<Shop>, headers: HeaderMap) -> Response {
    sent(&shop, Format::Dpv, &headers)
}

/// The files of one policy, each made when it is first asked for.
#[derive(Default)]
struct Files {
    hash: [u8; 32],
    made: [OnceLock<(Bytes, String)>; Format::ALL.len()],
}

/// Where the files of the policy in force stand ready.
#[derive(Default)]
pub struct Copies(Mutex<Arc<Files>>);

impl Copies {
    fn of(&self, policy: &Policy) -> Arc<Files> {
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if files.hash != policy.hash() {
            *files = Arc::new(Files { hash: policy.hash(), ..Files::default() });
        }
        Arc::clone(&files)
    }
}

/// The file, or the word that it is still the one they have. Anybody may keep it, and asks again before using it: another
/// policy may be in force a moment later.
fn sent(shop: &Shop, format: Format, asked: &HeaderMap) -> Response {
    let policy = shop.house.policy();
    let files = shop.privacy.copies.of(&policy);
    let place = Format::ALL.iter().position(|one| *one == format).unwrap_or_default();
    let (text, tag) = files.made[place].get_or_init(|| made(shop, &policy, format));
    let kept = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "public, no-cache".to_owned())];
    if is_known(asked, tag) {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    let name = format!("inline; filename=\"{}\"", format.file_name());
    let about = [(header::CONTENT_TYPE, format.media_type().to_owned()), (header::CONTENT_DISPOSITION, name)];
    (kept, about, text.clone()).into_response()
}

fn made(shop: &Shop, policy: &Policy, format: Format) -> (Bytes, String) {
    let text = review::export(policy, format, &publisher(shop));
    let tag = format!("\"{}\"", web::mark(text.as_bytes(), 16));
    (Bytes::from(text), tag)
}

fn publisher(shop: &Shop) -> Publisher {
    let setup = &shop.house.setup;
    Publisher {
        shop: setup.title.clone(),
        officer: shop.contact.officer_post.clone(),
        page: format!("{}/privacy", setup.base_url),
    }
}
