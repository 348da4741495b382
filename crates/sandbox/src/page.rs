//! A page of a peer: a checked template, and headers that let it load nothing but its style sheet.

use askama::Template;
use axum::{
    Router,
    response::{Html, IntoResponse, Response},
    routing::get,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

const STYLE: &str = include_str!("style.css");

/// Who speaks: shown in the frame of every page.
pub(crate) struct Firm {
    /// The firm's name.
    pub name: &'static str,
    /// What it does, in a few words.
    pub trade: &'static str,
    /// Which of the looks is its own.
    pub look: &'static str,
    /// Its menu: address and label.
    pub menu: &'static [(&'static str, &'static str)],
}

/// A page and what it may do.
pub(crate) struct Page<T> {
    template: T,
    status: StatusCode,
    forms: String,
    frames: &'static str,
}

impl<T: Template> Page<T> {
    /// A page that may send forms to its own peer and frame nothing.
    pub fn of(template: T) -> Page<T> {
        Page { template, status: StatusCode::OK, forms: String::new(), frames: "'none'" }
    }

    /// The same with another status.
    pub fn status(self, status: StatusCode) -> Page<T> {
        Page { status, ..self }
    }

    /// A page whose forms may end at another origin; browsers hold redirects after a form to the same rule.
    pub fn forms_may_end_at(self, url: &str) -> Page<T> {
        Page { forms: origin(url).unwrap_or_default(), ..self }
    }

    /// A page that frames another one of its own peer.
    pub fn frames_itself(self) -> Page<T> {
        Page { frames: "'self'", ..self }
    }

    fn policy(&self) -> String {
        format!(
            "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' {}; frame-src {}; \
             frame-ancestors 'none'; base-uri 'none'",
            self.forms, self.frames
        )
    }
}

impl<T: Template> IntoResponse for Page<T> {
    fn into_response(self) -> Response {
        match self.template.render() {
            Ok(html) => (self.status, guarded(&self.policy()), Html(html)).into_response(),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}

/// The headers of a page under this content policy.
pub(crate) fn guarded(policy: &str) -> HeaderMap {
    const FIXED: [(HeaderName, &str); 3] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let mut headers: HeaderMap =
        FIXED.map(|(name, value)| (name, HeaderValue::from_static(value))).into_iter().collect();
    if let Ok(policy) = HeaderValue::from_str(policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers
}

/// Scheme, host and port of an address.
pub(crate) fn origin(url: &str) -> Option<String> {
    let uri: http::Uri = url.parse().ok()?;
    Some(format!("{}://{}", uri.scheme_str()?, uri.authority()?))
}

/// The style sheet that all peers share.
pub(crate) fn style<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let style = || async {
        ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")], STYLE)
    };
    Router::new().route("/style.css", get(style))
}
