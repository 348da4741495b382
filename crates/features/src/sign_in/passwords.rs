//! Hashing passwords: Argon2id, on threads of its own, at most one a core at a time.
//!
//! A hash takes its memory and its time by design. Without a bound, a crowd at the door would take both from everybody
//! who is inside already.

use std::sync::{LazyLock, Mutex, PoisonError};

use argon2::{
    ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, Version,
    password_hash::{
        Error,
        phc::{Output, ParamsString, PasswordHash, Salt},
    },
};
use serde::{Deserialize, Deserializer};
use tokio::sync::Semaphore;
use web::{HashCost, House, Stop};
use zeroize::Zeroizing;

static SLOTS: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from)));

/// The memory that hashes are made in, one piece a slot, wiped and kept from one hash to the next. Asked for anew each
/// time, it would stay with whichever thread asked, and a crowd at the door wakes many threads.
static ROOMS: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

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
    apart(move || phc(cost, &password, &salt)).await?.map_err(Stop::fault)
}

/// Whether the password is the one behind the PHC string.
pub async fn verify_password(phc: &str, password: &[u8]) -> Result<bool, Stop> {
    let (phc, password) = (Zeroizing::new(phc.to_owned()), Zeroizing::new(password.to_vec()));
    apart(move || is_behind(&phc, &password).unwrap_or(false)).await
}

fn phc(cost: HashCost, password: &[u8], salt: &[u8]) -> Result<String, Error> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None)?;
    let hash = PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params)?,
        salt: Some(Salt::new(salt)?),
        hash: Some(hashed(params, password, salt)?),
    };
    Ok(hash.to_string())
}

/// The outputs are compared in a time that does not depend on them.
fn is_behind(phc: &str, password: &[u8]) -> Result<bool, Error> {
    let kept = PasswordHash::new(phc)?;
    let (true, Some(salt), Some(output)) = (kept.algorithm == ARGON2ID_IDENT, &kept.salt, &kept.hash) else {
        return Ok(false);
    };
    Ok(hashed(Params::try_from(&kept)?, password, salt)? == *output)
}

fn hashed(params: Params, password: &[u8], salt: &[u8]) -> Result<Output, Error> {
    let (blocks, length) = (params.block_count(), params.output_len().unwrap_or(Params::DEFAULT_OUTPUT_LEN));
    let mut buffer = Zeroizing::new([0; Output::MAX_LENGTH]);
    let out = buffer.get_mut(..length).ok_or(Error::OutputSize)?;
    let mut room = ROOMS.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default();
    if room.len() < blocks {
        room.resize(blocks, Block::new());
    }
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let done = argon2.hash_password_into_with_memory(password, salt, out, &mut room[..blocks]);
    room[..blocks].fill(Block::new());
    ROOMS.lock().unwrap_or_else(PoisonError::into_inner).push(room);
    done?;
    Ok(Output::new(out)?)
}

async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Stop> {
    let _slot = SLOTS.acquire().await.map_err(Stop::fault)?;
    tokio::task::spawn_blocking(work).await.map_err(Stop::fault)
}

#[cfg(test)]
mod tests {
    use argon2::{PasswordHasher, PasswordVerifier};

    use super::*;

    const COST: HashCost = HashCost { memory_kib: 64, passes: 1, lanes: 1 };

    #[test]
    fn a_hash_is_the_one_that_the_library_makes_by_itself() {
        let params = Params::new(COST.memory_kib, COST.passes, COST.lanes, None).unwrap();
        let library = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let theirs = library.hash_password_with_salt(b"seven quiet herons wade", &[7; 16]).unwrap();
        assert_eq!(phc(COST, b"seven quiet herons wade", &[7; 16]).unwrap(), theirs.to_string());
    }

    #[test]
    fn only_the_password_itself_is_behind_its_hash() {
        let kept = phc(COST, b"seven quiet herons wade", &[7; 16]).unwrap();
        assert!(
            Argon2::default()
                .verify_password(b"seven quiet herons wade", &PasswordHash::new(&kept).unwrap())
                .is_ok()
        );
        assert_eq!(is_behind(&kept, b"seven quiet herons wade"), Ok(true));
        assert_eq!(is_behind(&kept, b"seven quiet herons wait"), Ok(false));
        assert_eq!(is_behind(&kept.replace("argon2id", "argon2i"), b"seven quiet herons wade"), Ok(false));
        assert!(is_behind("not a hash", b"seven quiet herons wade").is_err());
    }

    #[test]
    fn nothing_of_a_hash_stays_in_the_memory_it_was_made_in() {
        phc(COST, b"seven quiet herons wade", &[7; 16]).unwrap();
        let rooms = ROOMS.lock().unwrap();
        assert!(rooms.iter().flatten().all(|block| block.as_ref().iter().all(|word| *word == 0)));
    }
}
