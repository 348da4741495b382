//! A server for keys, as an operator may run one: the transit engine in the shape of HashiCorp Vault, as far as the shop
//! uses it. Wrapping is real (AES-256-GCM under keys that never leave this process); it can be sealed, and its key turned.

mod engine;

use std::{
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use axum::{
    Json, Router,
    extract::{Path, State},
    response::{IntoResponse, Response},
    routing::post,
};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::watch};

use self::engine::Engine;
use crate::serve;

/// The name of its one key.
const KEY: &str = "cloakroom";

/// A server for keys, running. It ends when it is stopped or dropped.
pub struct KeyServer {
    /// Where it is, without a slash at the end. Its key is named `cloakroom`, its engine mounted at `transit`.
    pub url: String,
    state: Shared,
    stop: watch::Sender<bool>,
}

type Shared = Arc<Mutex<Desk>>;

struct Desk {
    token: String,
    sealed: bool,
    engine: Engine,
    calls: Vec<String>,
}

/// Starts one on any free port; it knows callers by this token.
///
/// # Errors
/// When no port can be bound.
pub async fn key_server(token: &str) -> io::Result<KeyServer> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let desk = Desk { token: token.to_owned(), sealed: false, engine: Engine::new(), calls: Vec::new() };
    let state = Arc::new(Mutex::new(desk));
    let routes = Router::new().route("/v1/transit/{deed}/{key}", post(answer)).with_state(Arc::clone(&state));
    let (stop, stopped) = watch::channel(false);
    tokio::spawn(serve(listener, routes, stopped));
    Ok(KeyServer { url, state, stop })
}

impl KeyServer {
    /// Sealed: it answers nothing but that it is.
    pub fn seal(&self) {
        self.desk().sealed = true;
    }

    /// Open again.
    pub fn unseal(&self) {
        self.desk().sealed = false;
    }

    /// Callers are known by this token from now on.
    pub fn change_token(&self, token: &str) {
        self.desk().token = token.to_owned();
    }

    /// A further version of its key; those before still open.
    pub fn turn(&self) {
        self.desk().engine.turn();
    }

    /// Destroys all versions but the newest.
    pub fn trim(&self) {
        self.desk().engine.trim();
    }

    /// What was asked for, oldest first: `encrypt`, `decrypt`, `rewrap`.
    pub fn calls(&self) -> Vec<String> {
        self.desk().calls.clone()
    }

    /// Ends it: nobody answers there any more.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    fn desk(&self) -> MutexGuard<'_, Desk> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn answer(
    State(state): State<Shared>,
    Path((deed, key)): Path<(String, String)>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let mut desk = state.lock().unwrap_or_else(PoisonError::into_inner);
    desk.calls.push(deed.clone());
    let given = headers.get("x-vault-token").and_then(|token| token.to_str().ok());
    if desk.sealed {
        return refused(StatusCode::SERVICE_UNAVAILABLE, "Vault is sealed");
    }
    if given != Some(desk.token.as_str()) {
        return refused(StatusCode::FORBIDDEN, "permission denied");
    }
    if key != KEY {
        return refused(StatusCode::BAD_REQUEST, "encryption key not found");
    }
    let field = |name: &str| body[name].as_str().unwrap_or_default();
    let done = match deed.as_str() {
        "encrypt" => desk.engine.encrypt(field("plaintext")).map(|text| json!({ "ciphertext": text })),
        "decrypt" => desk.engine.decrypt(field("ciphertext")).map(|text| json!({ "plaintext": text })),
        "rewrap" => desk.engine.rewrap(field("ciphertext")).map(|text| json!({ "ciphertext": text })),
        _ => return refused(StatusCode::NOT_FOUND, "no handler for route"),
    };
    match done {
        Ok(data) => Json(json!({ "data": data })).into_response(),
        Err(why) => refused(StatusCode::BAD_REQUEST, why),
    }
}

fn refused(status: StatusCode, why: &str) -> Response {
    (status, Json(json!({ "errors": [why] }))).into_response()
}
