//! What a control is told: JSON by programs, a form by a button on a page.

use axum::{
    Json,
    extract::{FromRequest, Request, rejection::FormRejection},
    response::{IntoResponse, Redirect, Response},
};
use bytes::Bytes;
use http::{StatusCode, header};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::Refusal;

/// Something told, and by whom.
pub(crate) struct Told<T> {
    /// What.
    pub what: T,
    by_form: bool,
}

impl<T> Told<T> {
    /// Leads a person back to the page and gives a program the value.
    pub fn answer(&self, page: &str, value: Value) -> Response {
        if self.by_form { Redirect::to(page).into_response() } else { Json(value).into_response() }
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Told<T> {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Told<T>, Refusal> {
        let kind = request
            .headers()
            .get(header::CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .unwrap_or_default();
        let by_form = kind.starts_with("application/x-www-form-urlencoded");
        let what = match by_form {
            true => form(request, state).await.ok(),
            false => json(request, state).await,
        };
        let what =
            what.ok_or(Refusal(StatusCode::UNPROCESSABLE_ENTITY, "body", "This cannot be understood."))?;
        Ok(Told { what, by_form })
    }
}

async fn form<T: DeserializeOwned, S: Send + Sync>(request: Request, state: &S) -> Result<T, FormRejection> {
    axum::Form::from_request(request, state).await.map(|axum::Form(what)| what)
}

/// Nothing sent is an empty object.
async fn json<T: DeserializeOwned, S: Send + Sync>(request: Request, state: &S) -> Option<T> {
    let body = Bytes::from_request(request, state).await.ok()?;
    let body: &[u8] = if body.is_empty() { b"{}" } else { &body };
    serde_json::from_slice(body).ok()
}
