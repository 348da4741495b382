//! Cookies. Whatever a handler wants to set, only what the policy declares leaves, and only of a kind that was chosen.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use cookie::{Cookie, SameSite};
use http::{HeaderMap, HeaderValue, header};

use crate::house::House;

/// Carries the visitor's answer on cookies: one mark for each optional kind.
const CHOICES: &str = "choices";

/// The cookies of one request: what came, and what shall go out.
#[derive(Clone, Default)]
pub struct Jar {
    came: Arc<BTreeMap<String, String>>,
    out: Arc<Mutex<BTreeMap<String, Option<String>>>>,
}

impl Jar {
    /// Reads the request's cookies; the prefix that says "this host, over TLS" is not part of the name. Over TLS a cookie
    /// without it counts as none: a neighbouring host or a plain connection may have planted it.
    pub(crate) fn read(house: &House, headers: &HeaderMap) -> Jar {
        let prefix = prefix(house);
        let mut came = BTreeMap::new();
        for value in headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok()) {
            for cookie in Cookie::split_parse(value).flatten() {
                if let Some(name) = cookie.name().strip_prefix(prefix)
                    && !is_outdated(house, name, cookie.value())
                {
                    came.insert(name.to_owned(), cookie.value().to_owned());
                }
            }
        }
        Jar { came: Arc::new(came), out: Arc::default() }
    }

    /// The value of a cookie, as set in this request or as it came.
    pub fn get(&self, name: &str) -> Option<String> {
        let out = self.out.lock().unwrap_or_else(PoisonError::into_inner);
        match out.get(name) {
            Some(set) => set.clone(),
            None => self.came.get(name).cloned(),
        }
    }

    /// Asks for a cookie to be set. It leaves only if the policy declares it and its kind was chosen.
    pub fn set(&self, name: &str, value: &str) {
        self.put(name, Some(value.to_owned()));
    }

    /// Removes a cookie from the browser.
    pub fn remove(&self, name: &str) {
        self.put(name, None);
    }

    fn put(&self, name: &str, value: Option<String>) {
        self.out.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), value);
    }

    /// Whether the visitor has answered the cookie question on this device.
    pub fn answered(&self) -> bool {
        self.get(CHOICES).is_some()
    }

    /// Whether the visitor chose this: `measure`, `remember` or `adverts`. Nothing is on before an answer.
    pub fn chose(&self, choice: &str) -> bool {
        self.get(CHOICES).is_some_and(|chosen| chosen.split('.').any(|name| name == choice))
    }

    /// Stores the visitor's answer and removes at once the cookies of kinds no longer chosen.
    pub fn choose(&self, house: &House, chosen: &[String]) {
        let mark = format!("v{}", house.cookie_round());
        let marks: Vec<&str> =
            std::iter::once(mark.as_str()).chain(chosen.iter().map(String::as_str)).collect();
        self.set(CHOICES, &marks.join("."));
        for cookie in house.policy().cookies() {
            if !self.kind_is_chosen(house, &cookie.kind) && self.came.contains_key(&cookie.name) {
                self.remove(&cookie.name);
            }
        }
    }

    /// The names of all cookies that came with the request.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.came.keys().map(String::as_str)
    }

    fn kind_is_chosen(&self, house: &House, kind: &str) -> bool {
        match kind {
            "functionality" => true,
            kind => self.choice_for(house, kind).is_some_and(|choice| self.chose(&choice)),
        }
    }

    /// The choice that the policy's own rules ask for before a cookie of this kind may be used.
    fn choice_for(&self, house: &House, kind: &str) -> Option<String> {
        let choice = match kind {
            "analytics" => "measure",
            "preference" => "remember",
            "advertising" => "adverts",
            _ => return None,
        };
        house.policy().choice(choice).map(|choice| choice.name.clone())
    }

    /// Writes the cookies that may leave; what may not is dropped and counted in the log by name.
    pub(crate) fn write(&self, house: &House, headers: &mut HeaderMap) {
        let out = std::mem::take(&mut *self.out.lock().unwrap_or_else(PoisonError::into_inner));
        let after = Jar { came: Arc::clone(&self.came), out: Arc::new(Mutex::new(out.clone())) };
        for (name, value) in out {
            match (house.policy().cookie(&name), value) {
                (Some(rule), Some(value)) if after.kind_is_chosen(house, &rule.kind) => {
                    append(headers, &build(house, &name, value, rule.lasts.to_seconds()));
                }
                (_, None) => append(headers, &build(house, &name, String::new(), 0)),
                _ => {
                    tracing::warn!(cookie = %name, "a cookie was not sent: not in the policy, or its kind was not chosen")
                }
            }
        }
    }
}

/// An answer to the cookie question of an earlier round: a page that allows more has come since.
fn is_outdated(house: &House, name: &str, value: &str) -> bool {
    let round = value.split('.').next().and_then(|mark| mark.strip_prefix('v')?.parse().ok());
    name == CHOICES && round.unwrap_or(0) < house.cookie_round()
}

/// Over TLS browsers promise for names that begin so that this host alone set them.
fn prefix(house: &House) -> &'static str {
    if house.setup.secure { "__Host-" } else { "" }
}

fn build(house: &House, name: &str, value: String, seconds: i64) -> Cookie<'static> {
    Cookie::build((format!("{}{name}", prefix(house)), value))
        .path("/")
        .http_only(true)
        .secure(house.setup.secure)
        .same_site(SameSite::Lax)
        .max_age(cookie::time::Duration::seconds(seconds))
        .build()
}

fn append(headers: &mut HeaderMap, cookie: &Cookie<'_>) {
    if let Ok(value) = HeaderValue::from_str(&cookie.to_string()) {
        headers.append(header::SET_COOKIE, value);
    }
}
