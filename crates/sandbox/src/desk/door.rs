//! The door: who calls is asked for the key, what is sent is noted, what was asked before is answered as before.

use axum::{
    Json,
    body::{Body, to_bytes},
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{Method, StatusCode, header, request::Parts};
use serde_json::json;

use super::{Desk, broken, received::Call};

const LARGEST: usize = 64 * 1024;

/// A call that is not answered: status, a word for programs, a sentence for people.
#[derive(Debug)]
pub(crate) struct Refusal(pub StatusCode, pub &'static str, pub &'static str);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "error": { "code": self.1, "message": self.2 } }))).into_response()
    }
}

/// Lets a call in, or not, and notes what it brought.
pub(super) async fn knock(State(desk): State<Desk>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST).await else { return too_large().into_response() };
    let call = Call::of(&parts, &body, desk.clock.now());
    let (answer, again) = desk.admit(parts, body, next).await;
    desk.received.note(call.answered(answer.status().as_u16(), again));
    answer
}

impl Desk {
    async fn admit(&self, parts: Parts, body: Bytes, next: Next) -> (Response, bool) {
        if self.is_out() {
            return (broken().into_response(), false);
        }
        if !self.knows(&parts) {
            return (
                Refusal(StatusCode::UNAUTHORIZED, "key", "This key is not known here.").into_response(),
                false,
            );
        }
        let key = idempotency_key(&parts);
        let asked = [parts.method.as_str().as_bytes(), parts.uri.path().as_bytes(), &body].join(&0);
        let call = next.run(Request::from_parts(parts, Body::from(body)));
        match key {
            Some(key) => self.once.answer(&key, &asked, call).await,
            None => (call.await, false),
        }
    }

    fn knows(&self, parts: &Parts) -> bool {
        let given = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        given.and_then(|given| given.strip_prefix("Bearer ")) == Some(self.key.as_str())
    }
}

fn idempotency_key(parts: &Parts) -> Option<String> {
    let key = parts.headers.get("idempotency-key")?.to_str().ok()?;
    (parts.method == Method::POST && !key.is_empty()).then(|| key.to_owned())
}

fn too_large() -> Refusal {
    Refusal(StatusCode::PAYLOAD_TOO_LARGE, "size", "This is more than is taken here.")
}
