//! The gate: whoever wants a person's values says who they are, for which purpose and for whom, and is let through or
//! refused by the policy; either way the person's ledger has the line, durable, before a value opens.
//!
//! ```text
//! Ask ──► facts (consent) ──► mask (policy) ──► ledger line + rows, one commit ──► Pass ──► Opened
//!                                        └────► refusal line, one commit ──► Refusal
//! ```
//!
//! Nothing else in the workspace can turn a sealed value into words: `features` has no import of the vault.

mod alarm;
#[cfg(test)]
mod alarm_tests;
mod batch;
mod caps;
mod chain;
mod column;
mod doorway;
mod durable;
mod editions;
mod evidence;
mod forget;
mod index;
mod journal;
mod keys;
mod need;
mod own_record;
mod pass;
mod plain;
mod schema;
mod stop;
mod term;
mod tombstones;
mod trip;

#[cfg(test)]
extern crate self as gate;
/// The same small shop as in the stories told from outside.
#[cfg(test)]
#[path = "../tests/town/mod.rs"]
mod town;

pub use alarm::{Alarm, AlarmKind, Raised, alarms, settle};
pub use batch::{AT_ONCE, Answer, Batch};
pub use caps::Caps;
pub use chain::{Line, Record};
pub use column::{Class, Column, Sealed};
pub use doorway::{Gate, Parts};
pub use editions::{Earlier, Kept, fits};
pub use evidence::{Decided, Evidence, Tally, decided};
pub use forget::{Destroyed, Farewell};
pub use index::Tokens;
pub use journal::Journal;
pub use keys::{
    EpochState, IndexState, KeyDesk, KeyState, Links, LogKeys, RootKey, ServerKeyState, Signature, Turned,
    Versions,
};
pub use ledger::{ChainFile, Entry, HeadInLog, InLog, Kind, SignedHead};
pub use need::{Actor, Ask, Need, Reach};
pub use own_record::Shown;
pub use pass::{Pass, Sealer};
pub use plain::{Stray, left_over, strays};
pub use policy::Verb;
pub use schema::{data_steps, key_steps};
pub use stop::{Fault, Refusal, Stop};
pub use term::{Began, Counted, Miscounted, after, has_passed, horizon, miscounted};
pub use tombstones::{Agreed, BACKUPS_OF_KEYS_LIVE_DAYS, Extent, Restoration, agree};
pub use vault::{Keeper, Opened, Trouble};
