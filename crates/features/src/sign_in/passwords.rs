//! Hashing passwords: Argon2id, on threads of its own, at most one a core at a time.
//!
//! A hash takes its memory and its time by design. Without a bound, a crowd at the door would take both from everybody
//! who is inside already.

use std::sync::LazyLock;

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version, password_hash::phc::PasswordHash,
};
use serde::{Deserialize, Deserializer};
use tokio::sync::Semaphore;
use web::{HashCost, House, Stop};
use zeroize::Zeroizing;

static SLOTS: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from)));

/// A password as a form sends it: wiped after use, never put back into a page.
#[derive(Clone, Default)]
pub struct TypedPassword(Zeroizing<String>);

impl TypedPassword {
    /// As typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for TypedPassword {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<TypedPassword, D::Error> {
        String::deserialize(deserializer).map(|typed| TypedPassword(Zeroizing::new(typed)))
    }
}

/// Hashes a password under a fresh salt; what comes back is a PHC string, which carries its own parameters.
pub async fn hash_password(house: &House, password: &[u8]) -> Result<String, Stop> {
    let (cost, salt) = (house.setup.hashing, house.dice.bytes::<16>());
    let password = Zeroizing::new(password.to_vec());
    apart(move || hasher(cost)?.hash_password_with_salt(&password, &salt).map(|hash| hash.to_string()))
        .await?
        .map_err(Stop::fault)
}

/// Whether the password is the one behind the PHC string.
pub async fn verify_password(phc: &str, password: &[u8]) -> Result<bool, Stop> {
    let (phc, password) = (Zeroizing::new(phc.to_owned()), Zeroizing::new(password.to_vec()));
    apart(move || {
        PasswordHash::new(&phc).is_ok_and(|hash| Argon2::default().verify_password(&password, &hash).is_ok())
    })
    .await
}

fn hasher(cost: HashCost) -> Result<Argon2<'static>, argon2::password_hash::Error> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Stop> {
    let _slot = SLOTS.acquire().await.map_err(Stop::fault)?;
    tokio::task::spawn_blocking(work).await.map_err(Stop::fault)
}
