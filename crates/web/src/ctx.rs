//! What a handler gets: the house, who is there, their cookies, and the request's nonce.

use axum::extract::{FromRef, FromRequestParts};
use gate::Actor;
use http::request::Parts;
use store::{Id, Time};

use crate::{
    cookies::Jar,
    door::{Door, Who},
    handles::{Handle, Handles},
    headers::Nonce,
    house::House,
    page::Frame,
    stop::Stop,
};

/// One request's context. Put into the request by its route's door, so a handler without a door has none.
#[derive(Clone)]
pub struct Ctx {
    /// The house.
    pub house: House,
    /// Who is there.
    pub who: Who,
    /// Cookies that came and that shall go out.
    pub jar: Jar,
    /// Allows a script of ours on this page.
    pub nonce: Nonce,
    /// The address asked for, without the query.
    pub path: String,
    /// The message code in the query, set by a page that did something and led here.
    pub said: Option<String>,
    /// Hash of the network address, for counting tries.
    pub from: [u8; 32],
    /// The door passed.
    pub door: Door,
    /// What the route is for, as the policy names purposes.
    pub purpose: &'static str,
}

impl<S> FromRequestParts<S> for Ctx
where
    House: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Stop;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Ctx, Stop> {
        parts.extensions.get::<Ctx>().cloned().ok_or(Stop::NotFound)
    }
}

impl Ctx {
    /// Now.
    pub fn now(&self) -> Time {
        self.house.clock.now()
    }

    /// A new id.
    pub fn id(&self) -> Id {
        Id::new(&self.house.clock, &self.house.dice)
    }

    /// The customer who is signed in.
    pub fn customer(&self) -> Option<Id> {
        match &self.who {
            Who::Customer { id, .. } => Some(*id),
            _ => None,
        }
    }

    /// The signed-in customer, or the way to the sign-in page.
    pub fn signed_in(&self) -> Result<Id, Stop> {
        self.customer().ok_or_else(|| Stop::SignIn { then: self.path.clone() })
    }

    /// The one who asks the gate: customer or staff. Nobody asks as the shop itself, which opens only what the shop may use.
    pub fn actor(&self) -> Actor {
        match &self.who {
            Who::Customer { id, session } => Actor::Customer { id: *id, session: *session },
            Who::Staff { id, role, .. } => Actor::Staff { id: *id, role: role.clone() },
            Who::Nobody => Actor::Shop,
        }
    }

    /// Where the secret in a cookie leads, if the visitor has one that lasts. What follows a dot in the cookie is for the eye.
    pub async fn handle(&self, kind: &'static str) -> Result<Option<Handle>, Stop> {
        let Some(cookie) = self.jar.get(kind) else { return Ok(None) };
        let secret = cookie.split('.').next().unwrap_or_default().to_owned();
        let now = self.now();
        let found = self.house.store().read(move |tx| {
            let secret = secret.clone();
            Box::pin(async move { Handles::find(tx, kind, &secret, now).await })
        });
        Ok(found.await?)
    }

    /// What the frame of a page needs.
    pub fn frame(&self) -> Frame {
        Frame::of(self)
    }
}
