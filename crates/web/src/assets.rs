//! Style sheet and fonts, embedded; their addresses carry a hash, so browsers may keep them for ever.

use axum::{Router, response::IntoResponse, routing::get};
use http::header;

use crate::{hash, headers, house::House};

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The style sheet with the address it is served at.
pub struct Assets {
    path: String,
    css: &'static str,
}

impl Assets {
    pub(crate) fn new() -> Assets {
        Assets { path: format!("/assets/{}.css", hash::mark(STYLESHEET.as_bytes(), 6)), css: STYLESHEET }
    }

    pub(crate) fn stylesheet_path(&self) -> &str {
        &self.path
    }
}

/// Routes of the assets. They are the same for everybody, so they have no door and see no cookie.
pub(crate) fn router(house: &House) -> Router {
    let css = house.assets.css;
    let mut router = Router::new().route(
        house.assets.stylesheet_path(),
        get(move || async move {
            ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, FOR_EVER)], css)
        }),
    );
    for (name, bytes) in FONTS {
        let font = move || async move {
            ([(header::CONTENT_TYPE, "font/woff2"), (header::CACHE_CONTROL, FOR_EVER)], *bytes)
                .into_response()
        };
        router = router.route(&format!("/assets/fonts/{name}"), get(font));
    }
    let house = house.clone();
    router.layer(axum::middleware::map_response(move |mut response: axum::response::Response| {
        headers::put(&house, None, response.headers_mut());
        async move { response }
    }))
}
