//! Browsing asks nothing of anybody: the shop's own pages are the same for all, and leave no trace.

mod category;
mod home;
mod pictures;
mod product;
mod rules;
mod search;
mod shelf;
#[cfg(test)]
mod tests;
mod well_known;
mod window;

use web::{Door, House, Routes};

pub use window::Window;
pub(crate) use window::{count_at_opening, picture};

use crate::shop::Shop;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
        .get("/", Door::Public, "site.run", home::show)
        .get("/c/{category}", Door::Public, "site.run", category::show)
        .get("/p/{slug}", Door::Public, "site.run", product::show)
        .get("/search", Door::Public, "site.run", search::show)
        .get("/pictures/{slug}/{file}", Door::Public, "site.run", pictures::show)
        .get("/icon.svg", Door::Public, "site.run", pictures::icon)
        .get("/favicon.ico", Door::Public, "site.run", pictures::icon)
        .get("/robots.txt", Door::Public, "site.run", well_known::robots)
        .get("/.well-known/security.txt", Door::Public, "site.run", well_known::security)
        .get("/.well-known/gpc.json", Door::Public, "site.run", well_known::gpc)
}
