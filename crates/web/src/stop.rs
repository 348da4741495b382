//! The ways to stop. *Invalid* input comes back as the form itself ([`crate::Page::invalid`]); the others are here.
//!
//! A refusal names the paragraph and the next step. A fault shows a number; the log gets the chain of causes.
//! Neither ever holds a personal value.

use axum::response::{IntoResponse, Redirect, Response};
use gate::{Fault, Refusal};
use http::{HeaderValue, StatusCode, header};

/// Why a request ends without what it asked for.
#[derive(Debug)]
pub enum Stop {
    /// Nothing is here, or nothing that this visitor may know of.
    NotFound,
    /// The policy says no.
    Refused(Box<Refusal>),
    /// The policy refuses what this route needs, in every situation, so it is switched off. 403, not 503: it is meant and
    /// does not pass by waiting, and nobody who watches the server need be woken.
    SwitchedOff,
    /// The same for a call of a partner. 503, so that it calls again.
    NotNow,
    /// A customer has to sign in first; then they are led on.
    SignIn {
        /// The page they wanted.
        then: String,
    },
    /// Staff have to sign in first.
    StaffSignIn,
    /// This member of staff has another role.
    WrongRole {
        /// The role they have.
        role: String,
    },
    /// Too many tries.
    TooMany,
    /// Somebody else changed it meanwhile, or it is in a state that does not allow this; in words.
    Conflict(&'static str),
    /// The request makes no sense; in words.
    Bad(&'static str),
    /// Leads elsewhere instead.
    Elsewhere(String),
    /// Something broke.
    Fault(Broken),
}

/// A fault on its way to the log.
#[derive(Debug)]
pub struct Broken(Box<dyn std::error::Error + Send + Sync>);

impl Stop {
    /// A fault from any error whose text holds nothing personal.
    pub fn fault(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Stop {
        Stop::Fault(Broken(error.into()))
    }

    /// A page whose template failed.
    pub fn template(error: askama::Error) -> Stop {
        Stop::fault(error)
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Stop::NotFound => StatusCode::NOT_FOUND,
            Stop::NotNow => StatusCode::SERVICE_UNAVAILABLE,
            Stop::SwitchedOff | Stop::Refused(_) | Stop::WrongRole { .. } => StatusCode::FORBIDDEN,
            Stop::SignIn { .. } | Stop::StaffSignIn | Stop::Elsewhere(_) => StatusCode::SEE_OTHER,
            Stop::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Stop::Conflict(_) => StatusCode::CONFLICT,
            Stop::Bad(_) => StatusCode::BAD_REQUEST,
            Stop::Fault(broken) if broken.is_passing() => StatusCode::SERVICE_UNAVAILABLE,
            Stop::Fault(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl Broken {
    /// Whether it passes without a new start: a store or the keeper of the root key is away, a disk is full, a file of the
    /// store or keys are to be brought back.
    pub fn is_passing(&self) -> bool {
        matches!(
            self.0.downcast_ref::<Fault>(),
            Some(
                Fault::Store(store::Error::Unavailable(_) | store::Error::Moved | store::Error::Full)
                    | Fault::Keeper(gate::Trouble::Away { .. })
                    | Fault::KeysGone
            )
        )
    }

    /// Whether the keys to these values alone are gone, and nobody erased them.
    pub fn is_of_lost_keys(&self) -> bool {
        matches!(self.0.downcast_ref::<Fault>(), Some(Fault::KeysLost))
    }

    /// The chain of causes, for the log.
    pub fn causes(&self) -> String {
        let mut words = self.0.to_string();
        let mut cause = self.0.source();
        while let Some(error) = cause {
            words.push_str(": ");
            words.push_str(&error.to_string());
            cause = error.source();
        }
        words
    }
}

impl From<gate::Stop> for Stop {
    fn from(stop: gate::Stop) -> Stop {
        match stop {
            gate::Stop::Refused(refusal) => Stop::Refused(refusal),
            gate::Stop::Fault(fault) => fault.into(),
        }
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Stop {
        match fault {
            // Whoever was forgotten is unknown: the same answer as for an id that never was.
            Fault::Forgotten => Stop::NotFound,
            fault => Stop::fault(fault),
        }
    }
}

impl From<store::Error> for Stop {
    fn from(error: store::Error) -> Stop {
        Stop::fault(Fault::Store(error))
    }
}

/// Rides on the answer until the door turns it into a page with the shop's frame.
#[derive(Clone)]
pub(crate) struct Stopped(pub(crate) std::sync::Arc<Stop>);

impl IntoResponse for Stop {
    fn into_response(self) -> Response {
        let mut response = match &self {
            Stop::SignIn { then } => Redirect::to(&format!("/signin?then={then}")).into_response(),
            Stop::StaffSignIn => Redirect::to("/desk/signin").into_response(),
            Stop::Elsewhere(path) => Redirect::to(path).into_response(),
            other => other.status().into_response(),
        };
        let wait = match self {
            Stop::TooMany => Some("60"),
            Stop::Fault(ref broken) if broken.is_passing() => Some("30"),
            Stop::NotNow => Some("3600"),
            _ => None,
        };
        if let Some(seconds) = wait {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(seconds));
        }
        response.extensions_mut().insert(Stopped(std::sync::Arc::new(self)));
        response
    }
}
