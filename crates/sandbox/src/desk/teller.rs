//! Tells the shop what happened: signed, again until it is taken, and as badly as the controls want it.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use aws_lc_rs::hmac;
use bytes::Bytes;
use http::{Request, header};
use http_body_util::Full;
use serde_json::{Value, json};

use super::line::Line;
use crate::{
    chance,
    clock::{Clock, Moment},
    recent::Recent,
    settings::{Settings, Webhooks},
};

const MOST: usize = 1_000;
const PATIENCE: Duration = Duration::from_secs(10);
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
const TRIES: u32 = 30;

/// The voice of one partner; cheap to clone.
#[derive(Clone)]
pub(crate) struct Teller(Arc<Parts>);

struct Parts {
    path: &'static str,
    secret: String,
    delay: Duration,
    clock: Clock,
    line: Line,
    shop: Mutex<Option<String>>,
    mode: Mutex<Webhooks>,
    sent: Recent<Event>,
}

/// Something that happened, and how telling it went.
#[derive(Clone)]
pub(super) struct Event {
    pub id: String,
    pub at: Moment,
    pub kind: &'static str,
    pub body: String,
    pub state: &'static str,
    pub tries: u32,
    pub answer: Option<u16>,
}

impl Event {
    pub fn json(&self) -> Value {
        let body: Value = serde_json::from_str(&self.body).unwrap_or_default();
        json!({
            "at": self.at.iso(), "id": self.id, "body": body, "state": self.state, "tries": self.tries, "answer": self.answer,
        })
    }
}

impl Teller {
    pub(super) fn new(path: &'static str, secret: String, line: Line, settings: &Settings) -> Teller {
        Teller(Arc::new(Parts {
            path,
            secret,
            delay: settings.webhook_delay,
            clock: settings.clock.clone(),
            line,
            shop: Mutex::new(settings.shop.clone()),
            mode: Mutex::new(settings.webhooks),
            sent: Recent::new(MOST),
        }))
    }

    pub fn shop_is_at(&self, base_url: &str) {
        *lock(&self.0.shop) = Some(base_url.trim_end_matches('/').to_owned());
    }

    pub(super) fn shop(&self) -> Option<String> {
        lock(&self.0.shop).clone()
    }

    pub(super) fn set_mode(&self, mode: Webhooks) {
        *lock(&self.0.mode) = mode;
    }

    pub(super) fn mode(&self) -> Webhooks {
        *lock(&self.0.mode)
    }

    pub(super) fn sent(&self) -> Vec<Event> {
        self.0.sent.newest()
    }

    /// Tells the shop, as the mode has it. Comes back at once, or, before a return, when the shop was tried.
    pub async fn tell(&self, kind: &'static str, about: Value) {
        let mode = self.mode();
        let id = self.note(kind, about, mode);
        match mode {
            Webhooks::Never | Webhooks::Hold => {}
            Webhooks::Normal => self.later(id, 1),
            Webhooks::Twice => self.later(id, 2),
            Webhooks::BeforeReturn if self.attempt(&id).await => {}
            Webhooks::BeforeReturn => self.later(id, 1),
        }
    }

    /// Tells everything that was held back; how many things that were.
    pub(super) fn release(&self) -> usize {
        let held: Vec<Event> = self.sent().into_iter().filter(|event| event.state == "held").collect();
        held.iter().rev().for_each(|event| {
            self.0.sent.change(&event.id, |event| event.state = "waiting");
            self.later(event.id.clone(), 1);
        });
        held.len()
    }

    fn note(&self, kind: &'static str, mut about: Value, mode: Webhooks) -> String {
        let id = chance::id("event");
        about["id"] = json!(id);
        about["type"] = json!(kind);
        let state = match mode {
            Webhooks::Never => "kept back",
            Webhooks::Hold => "held",
            _ => "waiting",
        };
        let at = self.0.clock.now();
        self.0.sent.put(
            &id,
            Event { id: id.clone(), at, kind, body: about.to_string(), state, tries: 0, answer: None },
        );
        id
    }

    fn later(&self, id: String, times: u32) {
        let teller = self.clone();
        tokio::spawn(async move {
            tokio::time::sleep(teller.0.delay).await;
            for _ in 0..times {
                teller.until_taken(&id).await;
            }
        });
    }

    async fn until_taken(&self, id: &str) {
        let mut pause = FIRST_PAUSE;
        for _ in 0..TRIES {
            if self.attempt(id).await {
                return;
            }
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
        self.0.sent.change(id, |event| event.state = "given up");
    }

    async fn attempt(&self, id: &str) -> bool {
        let (Some(shop), Some(event)) = (self.shop(), self.0.sent.get(id)) else { return false };
        let answer = self.post(&format!("{shop}{}", self.0.path), &event.body).await;
        let taken = answer.is_some_and(|status| (200..300).contains(&status));
        self.0.sent.change(id, |event| {
            event.tries += 1;
            event.answer = answer;
            event.state = if taken { "taken" } else { event.state };
        });
        taken
    }

    async fn post(&self, url: &str, body: &str) -> Option<u16> {
        let signature = sign(&self.0.secret, self.0.clock.seconds(), body);
        let request = Request::post(url)
            .header(header::CONTENT_TYPE, "application/json")
            .header("partner-signature", signature)
            .body(Full::new(Bytes::from(body.to_owned())))
            .ok()?;
        let answer = tokio::time::timeout(PATIENCE, self.0.line.request(request)).await.ok()?.ok()?;
        Some(answer.status().as_u16())
    }
}

/// `t=<seconds>,v1=<hex HMAC-SHA-256 of "t.body">`.
fn sign(secret: &str, seconds: i64, body: &str) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
    let tag = hmac::sign(&key, format!("{seconds}.{body}").as_bytes());
    let digits: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={seconds},v1={digits}")
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_what_openssl_makes_of_the_same() {
        let expected = "t=1700000000,v1=e72e46ce35c3b516ebaff02c51f820233bdeadb622ff74bbb96bfc77bb3bf9f1";
        assert_eq!(sign("secret", 1_700_000_000, r#"{"id":"event_1"}"#), expected);
    }
}
