//! The page that visitors read is the file that the server obeys.

mod history;
mod partners;
mod policy_page;
#[cfg(test)]
mod tests;

use axum::http::header;
use axum::response::IntoResponse;
use web::{Door, House, Routes};

use crate::shop::Shop;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
        .get("/privacy", Door::Public, "site.run", policy_page::show)
        .get("/privacy/history", Door::Public, "site.run", history::show)
        .get("/privacy/partners", Door::Public, "site.run", partners::show)
        .get("/privacy/policy.md", Door::Public, "site.run", source)
}

/// The file itself, as the server read it.
async fn source(ctx: web::Ctx) -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/markdown; charset=utf-8")], ctx.house.policy().source().to_owned())
}
