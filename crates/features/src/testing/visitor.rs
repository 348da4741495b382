//! Somebody with a browser: keeps cookies, sends forms, follows redirects when told to.

use std::collections::BTreeMap;

use axum::{Router, body::Body};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use tower::ServiceExt;

use super::PASSWORD;

/// A browser of their own.
#[derive(Clone)]
pub struct Visitor {
    router: Router,
    /// The cookies it holds.
    pub cookies: BTreeMap<String, String>,
}

/// What came back.
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// The page.
    pub body: String,
}

impl Visitor {
    pub(crate) fn new(router: Router) -> Visitor {
        Visitor { router, cookies: BTreeMap::new() }
    }

    /// Looks at a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, None, &[]).await
    }

    /// Looks at a page and follows where it leads.
    pub async fn go(&mut self, path: &str) -> Answer {
        let mut answer = self.get(path).await;
        for _ in 0..5 {
            let Some(next) = answer.location() else { break };
            answer = self.get(&next).await;
        }
        answer
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(Method::POST, path, Some(form(fields)), &[]).await
    }

    /// Sends a form and follows where it leads.
    pub async fn post_and_go(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let answer = self.post(path, fields).await;
        match answer.location() {
            Some(next) => self.go(&next).await,
            None => answer,
        }
    }

    /// Signs in with the password that everybody has.
    pub async fn signs_in(&mut self, email: &str) {
        let form = [("email", email), ("password", PASSWORD)];
        self.post("/signin", &form).await.expect(StatusCode::SEE_OTHER);
    }

    /// Sends whatever is said.
    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        body: Option<String>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !headers.iter().any(|(name, _)| *name == "sec-fetch-site") {
            request = request.header("sec-fetch-site", "same-origin");
        }
        if !self.cookies.is_empty() {
            let cookies: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request = request.header(header::COOKIE, cookies.join("; "));
        }
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.map_or_else(Body::empty, Body::from)).unwrap();
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        self.keep_cookies(&parts.headers);
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8_lossy(&bytes).into_owned(),
        }
    }

    fn keep_cookies(&mut self, headers: &HeaderMap) {
        for set in headers.get_all(header::SET_COOKIE) {
            let set = set.to_str().unwrap();
            let (name, rest) = set.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if set.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

impl Answer {
    /// Where a redirect leads.
    pub fn location(&self) -> Option<String> {
        self.headers.get(header::LOCATION).map(|value| value.to_str().unwrap().to_owned())
    }

    /// Fails the test, showing the page, unless the status is this one.
    #[track_caller]
    pub fn expect(self, status: StatusCode) -> Answer {
        assert_eq!(self.status, status, "{:?}\n{}", self.location(), self.body);
        self
    }

    /// Whether the words stand on the page.
    pub fn says(&self, words: &str) -> bool {
        self.body.contains(words)
    }

    /// Fails the test, showing the page, unless the words stand on it.
    #[track_caller]
    pub fn expect_words(self, words: &str) -> Answer {
        assert!(self.says(words), "“{words}” is missing (status {}):\n{}", self.status, self.body);
        self
    }

    /// The first link, form or picture on the page whose address begins so.
    #[track_caller]
    pub fn address(&self, beginning: &str) -> String {
        let found = self.body.split(['"', '\'']).find(|text| text.starts_with(beginning));
        found
            .unwrap_or_else(|| panic!("no address {beginning}… on the page:\n{}", self.body))
            .replace("&amp;", "&")
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    let encoded: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    encoded.join("&")
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            b' ' => "+".to_owned(),
            other => format!("%{other:02X}"),
        })
        .collect()
}
