//! The policy in the languages of others: the same rules, made anew from what is in force at each call.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use review::{Format, Publisher};
use web::{Ctx, Frame, Page, Stop};

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

/// The file, or the word that it is still the one they have. Anybody may keep it, and asks again before using it: another
/// policy may be in force a moment later.
fn sent(shop: &Shop, format: Format, asked: &HeaderMap) -> Response {
    let text = review::export(&shop.house.policy(), format, &publisher(shop));
    let tag = format!("\"{}\"", web::mark(text.as_bytes(), 16));
    let kept = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "public, no-cache".to_owned())];
    if knows(asked, &tag) {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    let name = format!("inline; filename=\"{}\"", format.file_name());
    let about = [(header::CONTENT_TYPE, format.media_type().to_owned()), (header::CONTENT_DISPOSITION, name)];
    (kept, about, text).into_response()
}

fn knows(asked: &HeaderMap, tag: &str) -> bool {
    let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    known.flat_map(|value| value.split(',')).any(|one| one.trim().trim_start_matches("W/") == tag)
}

fn publisher(shop: &Shop) -> Publisher {
    let setup = &shop.house.setup;
    Publisher {
        shop: setup.title.clone(),
        officer: shop.contact.officer_post.clone(),
        page: format!("{}/privacy", setup.base_url),
    }
}
