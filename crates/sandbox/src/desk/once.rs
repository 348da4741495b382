//! A call made twice under one key is one call.

use std::future::Future;

use aws_lc_rs::digest::{SHA256, digest};
use axum::{
    body::{Body, to_bytes},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{StatusCode, header};
use tokio::sync::Mutex;

use super::Refusal;
use crate::recent::Recent;

const MOST: usize = 5_000;
const LARGEST: usize = 64 * 1024;

/// The answers that were given, by the keys they were asked for under.
pub(super) struct Once {
    // Held while a call runs, so that the second of two at the same time finds the answer of the first.
    one_by_one: Mutex<()>,
    given: Recent<Given>,
}

#[derive(Clone)]
struct Given {
    asked: Vec<u8>,
    status: StatusCode,
    body: Bytes,
}

impl Once {
    pub fn new() -> Once {
        Once { one_by_one: Mutex::new(()), given: Recent::new(MOST) }
    }

    /// The answer to this call, and whether it was given before. The key with another content is refused.
    pub async fn answer(
        &self,
        key: &str,
        asked: &[u8],
        call: impl Future<Output = Response>,
    ) -> (Response, bool) {
        let asked = digest(&SHA256, asked).as_ref().to_vec();
        let _alone = self.one_by_one.lock().await;
        match self.given.get(key) {
            Some(given) if given.asked == asked => (given.response(), true),
            Some(_) => (other_content().into_response(), true),
            None => (self.keep(key, asked, call.await).await, false),
        }
    }

    async fn keep(&self, key: &str, asked: Vec<u8>, answer: Response) -> Response {
        let status = answer.status();
        let body = to_bytes(answer.into_body(), LARGEST).await.unwrap_or_default();
        let given = Given { asked, status, body };
        if !status.is_server_error() {
            self.given.put(key, given.clone());
        }
        given.response()
    }
}

impl Given {
    fn response(self) -> Response {
        (self.status, [(header::CONTENT_TYPE, "application/json")], Body::from(self.body)).into_response()
    }
}

fn other_content() -> Refusal {
    Refusal(
        StatusCode::UNPROCESSABLE_ENTITY,
        "idempotency",
        "This idempotency key was used for another call.",
    )
}
