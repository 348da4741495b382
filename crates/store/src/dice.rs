//! Chance, as a parameter.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The source of every random byte. Clones draw from the same stream.
#[derive(Clone)]
pub struct Dice(Arc<Source>);

enum Source {
    System(SystemRandom),
    Seeded { seed: u64, drawn: AtomicU64 },
}

impl Dice {
    /// Unpredictable bytes, from the system's generator.
    pub fn system() -> Dice {
        Dice(Arc::new(Source::System(SystemRandom::new())))
    }

    /// The same bytes for the same seed, for tests. Anybody can predict them: no secret comes from here.
    pub fn seeded(seed: u64) -> Dice {
        Dice(Arc::new(Source::Seeded { seed, drawn: AtomicU64::new(0) }))
    }

    /// Fills the buffer. One call for all the bytes an operation needs is far cheaper than many.
    ///
    /// # Panics
    /// When the system has no randomness to give: a key or token made without it would be worse than none.
    pub fn fill(&self, buffer: &mut [u8]) {
        match &*self.0 {
            Source::System(random) => random.fill(buffer).expect("the system gives random bytes"),
            Source::Seeded { seed, drawn } => buffer.chunks_mut(32).for_each(|chunk| {
                let block = block(*seed, drawn.fetch_add(1, Ordering::SeqCst));
                chunk.copy_from_slice(&block.as_ref()[..chunk.len()]);
            }),
        }
    }

    /// That many random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A secret to hand out: 32 random bytes in base64url without padding (RFC 4648 §5), 43 characters.
    pub fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.bytes::<32>())
    }
}

fn block(seed: u64, number: u64) -> aws_lc_rs::digest::Digest {
    let mut input = [0; 16];
    input[..8].copy_from_slice(&seed.to_be_bytes());
    input[8..].copy_from_slice(&number.to_be_bytes());
    digest(&SHA256, &input)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        assert_eq!(Dice::seeded(7).bytes::<100>(), Dice::seeded(7).bytes::<100>());
    }

    #[test]
    fn another_seed_gives_other_bytes() {
        assert_ne!(Dice::seeded(7).bytes::<16>(), Dice::seeded(8).bytes::<16>());
    }

    #[test]
    fn a_seeded_stream_never_repeats_itself() {
        let dice = Dice::seeded(7);
        assert_ne!(dice.bytes::<32>(), dice.clone().bytes::<32>());
    }

    #[test]
    fn the_system_gives_other_bytes_each_time() {
        let dice = Dice::system();
        assert_ne!(dice.bytes::<32>(), dice.bytes::<32>());
    }

    #[test]
    fn a_token_can_stand_in_an_address_as_it_is() {
        let token = Dice::seeded(7).token();
        assert_eq!(token.len(), 43);
        assert!(token.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_'));
    }
}
