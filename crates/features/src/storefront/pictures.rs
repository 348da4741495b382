//! Pictures of pieces and scenes, drawn once.

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use catalogue::View;
use http::header;
use serde::Deserialize;
use web::Stop;

use super::window::Drawn;
use crate::shop::Shop;

const SVG: &str = "image/svg+xml";
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const FOR_A_DAY: &str = "public, max-age=86400";

/// The mark of the drawing that the address means.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Marked {
    v: String,
}

/// One view of a piece, or a scene.
pub async fn show(
    State(shop): State<Shop>,
    Path((slug, file)): Path<(String, String)>,
    Query(marked): Query<Marked>,
) -> Result<Response, Stop> {
    let name = file.strip_suffix(".svg").ok_or(Stop::NotFound)?;
    let drawn = match slug.as_str() {
        "scenes" => shop.window.scene(&shop.catalogue, name),
        slug => View::parse(name).and_then(|view| shop.window.picture(&shop.catalogue, slug, view)),
    };
    Ok(sent(drawn.ok_or(Stop::NotFound)?, &marked.v))
}

fn sent(drawn: &Drawn, mark: &str) -> Response {
    let kept = if drawn.mark == mark { FOR_EVER } else { FOR_A_DAY };
    ([(header::CONTENT_TYPE, SVG), (header::CACHE_CONTROL, kept)], drawn.svg.clone()).into_response()
}

/// The icon for the tab of a browser.
pub async fn icon() -> Response {
    ([(header::CONTENT_TYPE, SVG), (header::CACHE_CONTROL, FOR_A_DAY)], catalogue::icon()).into_response()
}
