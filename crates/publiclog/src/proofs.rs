//! A customer's proofs: that their lines are in the log, and since when.

use std::collections::BTreeSet;

use store::{Id, Tx, work};
use tlog::{Note, ProofFile, Prover, Published, Succession, needed_for_inclusion};

use crate::{
    log::PublicLog,
    rows::{self, Logged},
    trouble::Trouble,
};

/// That one head of a customer's ledger is in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The line whose head it is. The head binds this line and all before it.
    pub seq: u64,
    /// The proof, as a `.tlog-proof` file has it. Its entry is the head's 32 bytes.
    pub text: String,
}

/// All that a customer needs to hold their ledger against the public log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proofs {
    /// The key of the log.
    pub key: String,
    /// What each of its keys says of the next; nothing while there was one.
    pub succession: Vec<String>,
    /// Keys of the witnesses that the shop works with.
    pub witnesses: Vec<String>,
    /// The newest public checkpoint; none before the first.
    pub checkpoint: Option<String>,
    /// For each of the newest heads in the log, oldest first, a proof in the first checkpoint that had it; and for the
    /// newest head besides one in the newest checkpoint.
    pub proofs: Vec<Proof>,
}

impl PublicLog {
    /// Signs a text that is no checkpoint, as a note of the log. Its first line must say what it is.
    ///
    /// # Errors
    /// When the text cannot be that of a note, or begins as a checkpoint of this log does.
    pub fn sign(&self, text: &str) -> Result<String, Trouble> {
        if text.lines().next() == Some(self.origin()) {
            return Err(Trouble::Broken(tlog::Malformed::Checkpoint));
        }
        let signatures = self.0.signers().iter().map(|signer| signer.sign(text)).collect::<Result<_, _>>()?;
        Ok(Note::new(text.to_owned(), signatures)?.to_text())
    }

    /// A customer's proofs, as of the public checkpoint.
    ///
    /// # Errors
    /// When the store is away, or tiles are missing or damaged.
    pub async fn proofs(&self, customer: Id) -> Result<Proofs, Trouble> {
        let found =
            self.0.store.read(work!(|tx| [customer] -> Result<(Option<String>, Vec<Proof>), Trouble> {
                proofs(tx, customer).await
            }));
        let (checkpoint, proofs) = found.await?;
        let succession = self.succession()?.iter().map(Succession::to_text).collect();
        let (key, witnesses) = (self.key().to_string(), self.witness_keys());
        Ok(Proofs { key, succession, witnesses, checkpoint, proofs })
    }
}

async fn proofs(tx: &mut Tx, customer: Id) -> Result<(Option<String>, Vec<Proof>), Trouble> {
    let shown = rows::state(tx).await?.shown;
    let Some(newest) = rows::checkpoint(tx, shown).await? else { return Ok((None, Vec::new())) };
    let mut wanted = rows::logged_of(tx, customer, shown).await?;
    if let Some(last) = wanted.last().filter(|last| size_of(&last.first) != shown) {
        let last = Logged { first: newest.published()?, ..*last };
        wanted.push(last);
    }
    let mut needed = BTreeSet::new();
    for logged in &wanted {
        needed.append(&mut needed_for_inclusion(logged.entry, size_of(&logged.first))?);
    }
    let tiles = rows::tiles(tx, &needed).await?;
    let mut prover = Prover::new(&tiles);
    let proofs = wanted.into_iter().map(|logged| proof(&mut prover, logged)).collect::<Result<_, _>>()?;
    Ok((Some(newest.note), proofs))
}

fn size_of(checkpoint: &Published) -> u64 {
    checkpoint.checkpoint().head().size
}

fn proof(prover: &mut Prover<'_>, logged: Logged) -> Result<Proof, Trouble> {
    let Logged { seq, entry: index, first: checkpoint } = logged;
    let path = prover.inclusion(index, size_of(&checkpoint))?;
    Ok(Proof { seq, text: ProofFile { extra: None, index, path, checkpoint }.to_text() })
}
