//! Nobody, the shop included, can change somebody's record afterwards unseen: its heads stand in a log that everybody
//! may fetch, and that witnesses countersign.

mod beat;
mod files;
mod page;
mod proofs;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use gate::{Gate, LogKeys};
use publiclog::{Key, Keyholder, PublicLog, Ring, Settings, SigningKey, Trouble};
use store::{Clock, Dice};
use web::{Door, House, Routes, Stop};

pub use beat::{beat, why_it_stands_still};
pub use proofs::with_proofs;

use crate::shop::Shop;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
        .get("/log", Door::Public, "site.run", page::show)
        .get("/log/checkpoint", Door::Public, "site.run", files::checkpoint)
        .get("/log/key", Door::Public, "site.run", files::key)
        .get("/log/succession", Door::Public, "site.run", files::succession)
        .get("/log/tile/{*name}", Door::Public, "site.run", files::tile)
}

/// The log's keys, which stay with the gate's other keys.
struct Keys(Gate);

impl Keyholder for Keys {
    fn ring(&self) -> Ring {
        let keys = Arc::new(self.0.log_keys());
        let one = |place| Key::new(One { keys: Arc::clone(&keys), place });
        Ring::new((0..keys.count()).map(one).collect(), keys.signing())
    }
}

/// One of them.
struct One {
    keys: Arc<LogKeys>,
    place: usize,
}

impl SigningKey for One {
    fn public(&self) -> [u8; 32] {
        self.keys.public(self.place)
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.keys.sign(self.place, message)
    }
}

/// Opens the log of this gate's store.
///
/// # Errors
/// When it cannot be begun or read.
pub async fn open(
    gate: &Gate,
    settings: Settings,
    (clock, dice): (&Clock, &Dice),
) -> Result<PublicLog, Trouble> {
    PublicLog::open(gate.store().clone(), Keys(gate.clone()), settings, (clock.clone(), dice.clone())).await
}

/// What a visitor is told of trouble with the log: that something broke, or that the store is away.
fn stop(trouble: Trouble) -> Stop {
    match trouble {
        Trouble::Store(error) => error.into(),
        other => Stop::fault(other),
    }
}
