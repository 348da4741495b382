//! What a witness answers over HTTP (`c2sp.org/tlog-witness`).

use std::sync::{Arc, Mutex, PoisonError};

use axum::{
    Router,
    body::Bytes,
    extract::{DefaultBodyLimit, State},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use http::{StatusCode, header};
use store::Clock;
use tlog::{Known, Refusal, SeedKey, Signer, Submission, Succession, VerifierKey, limits};

use crate::memory::Memory;

/// A witness of one log.
pub struct Witness {
    signer: Signer<SeedKey>,
    clock: Clock,
    memory: Mutex<Memory>,
}

/// The pages of a witness: `POST /add-checkpoint`, `POST /succession` for what one key of the log says of the next, and
/// `GET /key` for its public key.
pub fn routes(witness: Witness) -> Router {
    Router::new()
        .route("/add-checkpoint", post(add))
        .route("/succession", post(succeed))
        .route("/key", get(key))
        .layer(DefaultBodyLimit::max(limits::SUBMISSION))
        .with_state(Arc::new(witness))
}

async fn key(State(witness): State<Arc<Witness>>) -> String {
    format!("{}\n", witness.key())
}

async fn succeed(State(witness): State<Arc<Witness>>, body: String) -> Response {
    match tokio::task::spawn_blocking(move || witness.follow(&body)).await {
        Ok(Ok(key)) => format!("{key}\n").into_response(),
        Ok(Err(status)) => status.into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn add(State(witness): State<Arc<Witness>>, body: Bytes) -> Response {
    // One after the other, and on a thread that may wait for the disk.
    match tokio::task::spawn_blocking(move || witness.judge(&body)).await {
        Ok(Ok(line)) => line.into_response(),
        Ok(Err(Stop::Refused(refusal))) => {
            let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
            (status, [(header::CONTENT_TYPE, refusal.content_type())], refusal.body()).into_response()
        }
        Ok(Err(Stop::Broken)) | Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Why there is no signature.
enum Stop {
    /// The protocol's own refusals.
    Refused(Refusal),
    /// What was seen could not be kept, so nothing was signed.
    Broken,
}

impl Witness {
    /// A witness with this key, which has seen what its memory says.
    #[must_use]
    pub fn new(signer: Signer<SeedKey>, memory: Memory, clock: Clock) -> Witness {
        Witness { signer, clock, memory: Mutex::new(memory) }
    }

    /// Its public key.
    pub fn key(&self) -> &VerifierKey {
        self.signer.verifier()
    }

    /// Follows the log from the newest key that is known to the one after it; the newest is the answer.
    fn follow(&self, statements: &str) -> Result<VerifierKey, StatusCode> {
        let statements = Succession::read_all(statements).map_err(|_| StatusCode::BAD_REQUEST)?;
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = tlog::follow(memory.log(), &statements).map_err(|forged| {
            tracing::error!(%forged, "the key of the log is not followed");
            StatusCode::FORBIDDEN
        })?;
        if keys.last() != Some(memory.log()) {
            memory.turn(keys).map_err(|error| {
                tracing::error!(%error, "the new key of the log cannot be kept");
                StatusCode::INTERNAL_SERVER_ERROR
            })?;
        }
        Ok(memory.log().clone())
    }

    /// Judges a submission; when it is good, keeps its tree on disk and only then signs.
    fn judge(&self, body: &[u8]) -> Result<String, Stop> {
        let submission =
            Submission::read(body).map_err(|malformed| Stop::Refused(Refusal::Malformed(malformed)))?;
        let mut memory = self.memory.lock().unwrap_or_else(PoisonError::into_inner);
        let accepted = known(&memory, &submission).judge(submission).map_err(refused)?;
        memory.keep(accepted.head()).map_err(|error| {
            tracing::error!(%error, "nothing is signed, since what was seen cannot be kept");
            Stop::Broken
        })?;
        let now = u64::try_from(self.clock.now().seconds()).map_err(|_| Stop::Broken)?;
        accepted.cosign(&self.signer, now).map(|signature| signature.to_line()).map_err(|_| Stop::Broken)
    }
}

/// Only the newest key lets the log grow. What one before it signed can at most be seen once more.
fn known(memory: &Memory, submission: &Submission) -> Known {
    let (log, latest) = (memory.log(), memory.latest());
    let grows = submission.checkpoint.checkpoint().head().size > latest.size;
    let before = if grows { &[] } else { memory.before() };
    let keys = before.iter().chain([log]).cloned().collect();
    Known { origin: log.name().to_owned(), keys, latest }
}

fn refused(refusal: Refusal) -> Stop {
    if matches!(refusal, Refusal::OtherRoot | Refusal::Unproven(_)) {
        tracing::error!(%refusal, "the log shows another history than before");
    }
    Stop::Refused(refusal)
}
