//! The log as files, at the addresses and in the bytes that `c2sp.org/tlog-tiles` gives them.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::header;
use publiclog::Succession;
use web::Stop;

use super::stop;
use crate::shop::Shop;

const TEXT: &str = "text/plain; charset=utf-8";
const BYTES: &str = "application/octet-stream";
/// A checkpoint is overtaken within a beat.
const SHORT: &str = "public, max-age=5";
/// A tile under its name never changes.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

fn file(kind: &'static str, kept: &'static str, content: impl IntoResponse) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, kept)], content).into_response()
}

/// The newest checkpoint, with the signatures under it.
pub async fn checkpoint(State(shop): State<Shop>) -> Result<Response, Stop> {
    let found = shop.log.checkpoint().await.map_err(stop)?;
    Ok(file(TEXT, SHORT, found.ok_or(Stop::NotFound)?))
}

/// The public key of the log, in the form of signed notes.
pub async fn key(State(shop): State<Shop>) -> Response {
    file(TEXT, SHORT, format!("{}\n", shop.log.key()))
}

/// What each key of the log says of the next; an empty text while there was one.
pub async fn succession(State(shop): State<Shop>) -> Result<Response, Stop> {
    let statements = shop.log.succession().map_err(stop)?;
    Ok(file(TEXT, SHORT, statements.iter().map(Succession::to_text).collect::<String>()))
}

/// A tile of hashes or a bundle of entries.
pub async fn tile(State(shop): State<Shop>, Path(name): Path<String>) -> Result<Response, Stop> {
    let found = shop.log.file(&format!("tile/{name}")).await.map_err(stop)?;
    Ok(file(BYTES, FOR_EVER, found.ok_or(Stop::NotFound)?))
}
