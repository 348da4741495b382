//! Calls to machines that speak text and bytes and no JSON: witnesses of the public log, and logs that are checked from
//! outside. Limited in time and size as calls to partners are; no redirect is followed.

use bytes::Bytes;
use http::{Method, Request, header};
use http_body_util::{BodyExt, Full, Limited};

use super::{Connection, LARGEST_ANSWER, PATIENCE, WireError, connection};

/// A line to one such machine.
#[derive(Clone)]
pub struct TextWire {
    base: String,
    client: Connection,
}

/// What came back, whatever its status.
pub struct Told {
    /// The status.
    pub status: u16,
    /// The content type; empty when there was none.
    pub kind: String,
    /// The body.
    pub body: Bytes,
}

impl TextWire {
    /// A line to the machine at this address.
    pub fn new(base: &str) -> TextWire {
        TextWire { base: base.trim_end_matches('/').to_owned(), client: connection() }
    }

    /// Fetches what stands at a path.
    ///
    /// # Errors
    /// When nobody answers in time, or the answer is too long.
    pub async fn get(&self, path: &str) -> Result<Told, WireError> {
        self.call(Method::GET, path, String::new()).await
    }

    /// Sends a text.
    ///
    /// # Errors
    /// When nobody answers in time, or the answer is too long.
    pub async fn post(&self, path: &str, text: String) -> Result<Told, WireError> {
        self.call(Method::POST, path, text).await
    }

    async fn call(&self, method: Method, path: &str, text: String) -> Result<Told, WireError> {
        let request = Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base))
            .header(header::CONTENT_TYPE, "text/plain; charset=utf-8")
            .body(Full::new(Bytes::from(text)))
            .map_err(|_| WireError::Address)?;
        tokio::time::timeout(PATIENCE, self.answer(request)).await.map_err(|_| WireError::Away)?
    }

    async fn answer(&self, request: Request<Full<Bytes>>) -> Result<Told, WireError> {
        let response = self.client.request(request).await.map_err(|_| WireError::Away)?;
        let status = response.status().as_u16();
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let kind = kind.unwrap_or_default().to_owned();
        let body = Limited::new(response.into_body(), LARGEST_ANSWER).collect().await;
        Ok(Told { status, kind, body: body.map_err(|_| WireError::Unreadable)?.to_bytes() })
    }
}
