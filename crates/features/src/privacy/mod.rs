//! The policy that visitors read is the file that the server obeys.

mod differences;
mod document;
mod exports;
mod history;
pub mod languages;
mod partners;
mod promises;
pub mod scrutiny;
mod shelf;
mod summary;
#[cfg(test)]
mod tests;
mod told;
mod version;

use web::{Door, House, Routes};

pub use shelf::Shelf;

use crate::shop::Shop;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
        .get("/privacy", Door::Public, "site.run", document::show)
        .get("/privacy/{language}", Door::Public, "site.run", document::translated)
        .get("/privacy/history", Door::Public, "site.run", history::show)
        .get("/privacy/versions/{version}", Door::Public, "site.run", version::show)
        .get("/privacy/versions/{version}/policy.md", Door::Public, "site.run", version::file)
        .get("/privacy/policy.md", Door::Public, "site.run", history::file)
        .get("/privacy/partners", Door::Public, "site.run", partners::show)
        .get("/privacy/promises", Door::Public, "site.run", promises::show)
        .get("/privacy/as", Door::Public, "site.run", exports::list)
        .get("/privacy/as/{form}", Door::Public, "site.run", exports::show)
        .get("/.well-known/privacy.jsonld", Door::Public, "site.run", exports::linked_data)
}
