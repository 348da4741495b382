//! A public log that cannot be rewritten without whoever kept a checkpoint of it seeing so: a Merkle tree over entries,
//! cut into tiles, with signed checkpoints that witnesses countersign and proofs that anyone can check offline. Every
//! byte is as the C2SP documents want it, so that any client of that family reads what is written here.
//!
//! | what | document | where |
//! |---|---|---|
//! | leaves, nodes, roots, proofs | RFC 6962 section 2.1, RFC 9162 section 2.1 | [`Hash`], [`Head`], [`prove_inclusion`], [`prove_consistency`] |
//! | tiles and entry bundles | `c2sp.org/tlog-tiles` | [`Name`], [`append`], [`bundle`] |
//! | signed notes, keys | `c2sp.org/signed-note` | [`Note`], [`VerifierKey`], [`Signer`] |
//! | checkpoints | `c2sp.org/tlog-checkpoint` | [`Checkpoint`], [`Published`] |
//! | countersignatures | `c2sp.org/tlog-cosignature`, Ed25519 | [`Signer::cosign`] |
//! | what a log asks of a witness | `c2sp.org/tlog-witness` | [`Submission`], [`Known::judge`], [`Answer`] |
//! | one key of a log after another | ours, as a signed note | [`Succession`], [`follow`] |
//! | proofs for one entry | `c2sp.org/tlog-proof` | [`ProofFile`] |
//!
//! Deliberately absent: storage, time, chance and the network. Tiles come through [`Tiles`], by name; times are
//! parameters; keys are made elsewhere. ML-DSA cosignatures and the pruning of old tiles are not written yet: a
//! signature of a kind unknown here is carried along and never counted.
//!
//! Whatever comes from outside is refused in bounded memory and time: the limits stand in [`limits`].

pub mod bundle;
pub mod limits;

mod append;
mod audit;
mod checkpoint;
mod edge;
mod hash;
mod key;
mod name;
mod node;
mod note;
mod proof;
mod proof_file;
mod succession;
mod text;
mod tiles;
mod verify;
mod witness;
mod witness_answer;

pub use append::{Appended, append, needed_to_append};
pub use audit::audit;
pub use checkpoint::{Checkpoint, Published};
pub use edge::Edge;
pub use hash::{EMPTY_ROOT, Hash, Head};
pub use key::{Kind, SeedKey, Signer, SigningKey, VerifierKey};
pub use name::Name;
pub use note::{Checked, Forged, Note, Signature};
pub use proof::{
    Prover, needed_for_consistency, needed_for_inclusion, prove_consistency, prove_inclusion, root_of,
};
pub use proof_file::{NotProven, ProofFile, Proven, Trust};
pub use succession::{Succession, follow};
pub use text::Malformed;
pub use tiles::{Tiles, Unread};
pub use verify::{Unproven, verify_consistency, verify_inclusion};
pub use witness::{Accepted, Known, Submission};
pub use witness_answer::{Answer, Refusal, UnexpectedAnswer};
