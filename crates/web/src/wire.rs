//! Calls to partners: registered addresses only, no redirects followed, limited in time and size.

mod text;

use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, StatusCode, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::HttpsConnector;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde_json::Value;

pub use text::{TextWire, Told};

/// Longer than this, and the partner counts as away.
const PATIENCE: Duration = Duration::from_secs(10);
/// Larger answers are not read to their end.
const LARGEST_ANSWER: usize = 256 * 1024;

/// What can go wrong between us and a partner. Holds no value that was sent or received.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// The address in the configuration is none.
    #[error("the partner's address is not a web address")]
    Address,
    /// The partner cannot be reached or does not answer in time: try again later.
    #[error("the partner cannot be reached")]
    Away,
    /// The partner answered with this status.
    #[error("the partner answered {0}")]
    Refused(StatusCode),
    /// The answer cannot be understood.
    #[error("the partner's answer cannot be read")]
    Unreadable,
}

impl WireError {
    /// Whether asking again may help: nobody answered, or the partner has trouble of its own.
    pub fn may_pass(&self) -> bool {
        match self {
            WireError::Away => true,
            WireError::Refused(status) => {
                status.is_server_error() || *status == StatusCode::TOO_MANY_REQUESTS
            }
            _ => false,
        }
    }
}

type Connection = Client<HttpsConnector<HttpConnector>, Full<Bytes>>;

/// A client that speaks HTTP and, with the roots that browsers trust, HTTPS.
fn connection() -> Connection {
    let mut http = HttpConnector::new();
    http.enforce_http(false);
    http.set_nodelay(true);
    let https = hyper_rustls::HttpsConnectorBuilder::new()
        .with_webpki_roots()
        .https_or_http()
        .enable_http1()
        .wrap_connector(http);
    Client::builder(TokioExecutor::new()).build(https)
}

/// A line to one partner.
#[derive(Clone)]
pub struct Wire {
    base: String,
    key: String,
    client: Connection,
}

impl Wire {
    /// A line to the partner at this address, which knows us by this key.
    pub fn new(base: &str, key: &str) -> Wire {
        Wire { base: base.trim_end_matches('/').to_owned(), key: key.to_owned(), client: connection() }
    }

    /// Sends JSON; the key makes a repeated call the same call.
    pub async fn post(&self, path: &str, once: &str, body: &Value) -> Result<Value, WireError> {
        self.call(Method::POST, path, Some(once), Some(body)).await
    }

    /// Asks.
    pub async fn get(&self, path: &str) -> Result<Value, WireError> {
        self.call(Method::GET, path, None, None).await
    }

    /// Has something removed. Gone already counts as removed.
    pub async fn delete(&self, path: &str) -> Result<(), WireError> {
        match self.call(Method::DELETE, path, None, None).await {
            Ok(_) | Err(WireError::Refused(StatusCode::NOT_FOUND | StatusCode::GONE)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn call(
        &self,
        method: Method,
        path: &str,
        once: Option<&str>,
        body: Option<&Value>,
    ) -> Result<Value, WireError> {
        let request = self.request(method, path, once, body)?;
        let answer =
            tokio::time::timeout(PATIENCE, self.answer(request)).await.map_err(|_| WireError::Away)??;
        if answer.is_empty() {
            Ok(Value::Null)
        } else {
            serde_json::from_slice(&answer).map_err(|_| WireError::Unreadable)
        }
    }

    fn request(
        &self,
        method: Method,
        path: &str,
        once: Option<&str>,
        body: Option<&Value>,
    ) -> Result<Request<Full<Bytes>>, WireError> {
        let uri: Uri = format!("{}{path}", self.base).parse().map_err(|_| WireError::Address)?;
        let mut request = Request::builder()
            .method(method)
            .uri(uri)
            .header(header::AUTHORIZATION, format!("Bearer {}", self.key))
            .header(header::CONTENT_TYPE, "application/json");
        if let Some(once) = once {
            request = request.header("idempotency-key", once);
        }
        let bytes = body.map(|body| Bytes::from(body.to_string())).unwrap_or_default();
        request.body(Full::new(bytes)).map_err(|_| WireError::Address)
    }

    async fn answer(&self, request: Request<Full<Bytes>>) -> Result<Bytes, WireError> {
        let response = self.client.request(request).await.map_err(|_| WireError::Away)?;
        let status = response.status();
        let body = Limited::new(response.into_body(), LARGEST_ANSWER).collect().await;
        match status.is_success() {
            true => Ok(body.map_err(|_| WireError::Unreadable)?.to_bytes()),
            false => Err(WireError::Refused(status)),
        }
    }
}

/// Whether a partner's call carries the signature of the shared secret over its time and body, and is not older than
/// five minutes: `t=<unix seconds>,v1=<hex HMAC-SHA-256 of "t.body">`. Compared in constant time.
pub fn signature_holds(secret: &str, header: &str, body: &[u8], now_seconds: i64) -> bool {
    let part = |name: &str| header.split(',').find_map(|part| part.trim().strip_prefix(name));
    let (Some(time), Some(tag)) = (part("t="), part("v1=")) else { return false };
    let fresh = time.parse::<i64>().is_ok_and(|time| time.abs_diff(now_seconds) <= 300);
    let Some(tag) = from_hex(tag) else { return false };
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, secret.as_bytes());
    let signed = [time.as_bytes(), b".", body].concat();
    fresh && aws_lc_rs::hmac::verify(&key, &signed, &tag).is_ok()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect();
    Some(digits?.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}
