//! A shop that listens, and a caller that speaks HTTP as the shop and as a browser do.
#![allow(dead_code, clippy::unwrap_used, reason = "tests; each file uses a part of it")]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Router, extract::State, routing::any};
use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use sandbox::{Clock, Outside, Settings};
use serde_json::{Value, json};

/// The clock of these tests stands still here.
pub const NOW: i64 = 1_772_500_000;

pub async fn outside() -> Outside {
    let clock = Clock::of(|| NOW);
    sandbox::start(Settings { clock, slow: Duration::from_millis(50), ..Settings::default() }).await.unwrap()
}

/// An answer, read.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// Speaks HTTP.
#[derive(Clone)]
pub struct Caller {
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Caller {
    pub fn new() -> Caller {
        Caller { client: Client::builder(TokioExecutor::new()).build_http() }
    }

    pub async fn call(&self, method: Method, url: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let mut request = Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Full::new(Bytes::from(body.to_owned()))).unwrap();
        let (parts, body) = self.client.request(request).await.unwrap().into_parts();
        let body = body.collect().await.unwrap().to_bytes();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    pub async fn get(&self, url: &str) -> Answer {
        self.call(Method::GET, url, &[], "").await
    }

    /// As the shop: with the key and an idempotency key.
    pub async fn ask(&self, url: &str, key: &str, once: &str, body: &Value) -> Answer {
        let bearer = format!("Bearer {key}");
        let headers = [
            ("authorization", bearer.as_str()),
            ("idempotency-key", once),
            ("content-type", "application/json"),
        ];
        self.call(Method::POST, url, &headers, &body.to_string()).await
    }

    /// As a browser sends a form.
    pub async fn form(&self, url: &str, body: &str) -> Answer {
        self.call(Method::POST, url, &[("content-type", "application/x-www-form-urlencoded")], body).await
    }

    pub async fn control(&self, url: &str, body: Value) -> Answer {
        self.call(Method::POST, url, &[("content-type", "application/json")], &body.to_string()).await
    }
}

/// A call that a partner made to the shop.
#[derive(Clone)]
pub struct Told {
    pub path: String,
    pub signature: String,
    pub body: String,
}

impl Told {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

/// A shop that notes what it is told, and refuses the first `busy` calls.
#[derive(Clone, Default)]
pub struct Shop(Arc<Mutex<(usize, Vec<Told>)>>);

impl Shop {
    pub async fn open(outside: &Outside) -> Shop {
        let shop = Shop::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        outside.shop_is_at(&format!("http://{}/", listener.local_addr().unwrap()));
        let pages = Router::new().fallback(any(note)).with_state(shop.clone());
        tokio::spawn(async move { axum::serve(listener, pages).await });
        shop
    }

    /// The same behind TLS with this certificate.
    pub async fn open_with_tls(outside: &Outside, made: rcgen::CertifiedKey<rcgen::KeyPair>) -> Shop {
        drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
        let (cert, key) = (made.cert.pem().into_bytes(), made.signing_key.serialize_pem().into_bytes());
        let tls = axum_server::tls_rustls::RustlsConfig::from_pem(cert, key).await.unwrap();
        let shop = Shop::default();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        outside.shop_is_at(&format!("https://localhost:{}", listener.local_addr().unwrap().port()));
        let pages = Router::new().fallback(any(note)).with_state(shop.clone());
        let server = axum_server::from_tcp_rustls(listener, tls).unwrap();
        tokio::spawn(async move { server.serve(pages.into_make_service()).await });
        shop
    }

    pub fn busy(&self, times: usize) {
        self.0.lock().unwrap().0 = times;
    }

    pub fn told(&self) -> Vec<Told> {
        self.0.lock().unwrap().1.clone()
    }

    /// Waits until the shop was told so many things.
    pub async fn was_told(&self, count: usize) -> Vec<Told> {
        for _ in 0..500 {
            if self.told().len() >= count {
                return self.told();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("the shop was told {} things, not {count}", self.told().len());
    }
}

async fn note(State(shop): State<Shop>, uri: http::Uri, headers: HeaderMap, body: String) -> StatusCode {
    let signature = headers.get("partner-signature").unwrap().to_str().unwrap().to_owned();
    let mut notes = shop.0.lock().unwrap();
    notes.1.push(Told { path: uri.path().to_owned(), signature, body });
    notes.0 = notes.0.saturating_sub(1);
    if notes.0 > 0 { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::NO_CONTENT }
}

/// What a shop asks of the payment partner.
pub fn order() -> Value {
    json!({
        "amount_minor": 14_800,
        "currency": "GBP",
        "reference": "10480-1",
        "return_url": "http://127.0.0.1:9/checkout/return",
        "billing": { "name": "Ada Example", "line1": "1 Mill Lane", "city": "York", "postcode": "YO1 7AA", "country": "GB" },
    })
}
