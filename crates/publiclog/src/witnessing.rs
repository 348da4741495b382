//! Witnesses: what is sent to them, and what their answers mean. The sending is another's.

use std::{
    collections::BTreeMap,
    sync::{MutexGuard, PoisonError},
};

use store::{Time, Tx, work};
use tlog::{Answer, Submission, Succession, needed_for_consistency, prove_consistency};

use crate::{
    log::PublicLog,
    rows::{self, Seen},
    settings::Witness,
    trouble::Trouble,
};

/// The words in the row of a witness that saw another history. As long as they stand there, nothing is signed.
const OTHER: [(&str, &str); 3] = [
    ("ahead", "it has seen a longer log than this database has"),
    ("other-root", "it has seen another log of the same length"),
    ("rewritten", "what it has seen is not the beginning of this log"),
];

/// What to do after an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The witness has signed, or will not now.
    Done,
    /// It wants the proof from the tree that it saw last: to be asked again.
    AskAgain,
}

/// A witness, and when it last signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The witness.
    pub witness: Witness,
    /// The largest tree that it signed; 0 when it never did.
    pub size: u64,
    /// When it last signed.
    pub at: Option<Time>,
    /// Why it does not sign, when it does not.
    pub trouble: Option<String>,
}

impl PublicLog {
    pub(crate) fn witness_keys(&self) -> Vec<String> {
        self.0.settings.witnesses.iter().map(|witness| witness.key.to_string()).collect()
    }

    /// The witnesses of the shop, and when they last signed.
    ///
    /// # Errors
    /// When the store is away.
    pub async fn witnesses(&self) -> Result<Vec<Signed>, Trouble> {
        let witnesses = self.0.settings.witnesses.clone();
        let found = self.0.store.read(work!(|tx| [witnesses] -> Result<Vec<Signed>, Trouble> {
            let mut all = Vec::new();
            for witness in witnesses {
                let Seen { size, at, trouble } = rows::witness(tx, &witness.key.to_string()).await?;
                all.push(Signed { witness, size, at: (at > 0).then_some(Time(at)), trouble });
            }
            Ok(all)
        }));
        found.await
    }

    /// What to send to a witness about the newest checkpoint.
    ///
    /// # Errors
    /// When the store is away, or tiles are missing or damaged.
    pub async fn submission(&self, witness: &Witness) -> Result<Option<Submission>, Trouble> {
        let key = witness.key.to_string();
        let made = self.0.store.read(work!(|tx| [key] -> Result<Option<Submission>, Trouble> {
            let size = rows::state(tx).await?.head.size;
            let Some(newest) = rows::checkpoint(tx, size).await? else { return Ok(None) };
            let old = rows::witness(tx, &key).await?.size.min(size);
            let tiles = rows::tiles(tx, &needed_for_consistency(old, size)?).await?;
            let proof = prove_consistency(&tiles, old, size)?;
            Ok(Some(Submission { old, proof, checkpoint: newest.published()? }))
        }));
        made.await
    }

    /// Takes the answer of a witness: status, content type and body, or nothing when none came.
    ///
    /// # Errors
    /// When the store is away; [`Trouble::OtherHistory`] when the witness saw another log under this name.
    pub async fn answered(
        &self,
        witness: &Witness,
        submission: &Submission,
        answer: Option<(u16, &str, &[u8])>,
    ) -> Result<Next, Trouble> {
        let text = submission.checkpoint.note().text().to_owned();
        let size = submission.checkpoint.checkpoint().head().size;
        let keys = [witness.key.clone()];
        let answer = answer.map(|answer| Answer::read(answer, &text, &keys));
        if matches!(answer, Some(Ok(Answer::NotSigned))) {
            // It does not know the key: it is told again before the next beat.
            self.told().remove(&witness.key.to_string());
        }
        let (key, now) = (witness.key.to_string(), self.0.clock.now());
        let taken = self.0.store.write(work!(|tx| [answer, key, size, now] -> Result<Next, Trouble> {
            let (seen, next) = take(tx, answer, &key, size, now).await?;
            rows::put_witness(tx, &key, &seen)?;
            Ok(next)
        }));
        let next = taken.await?;
        let witnesses = vec![witness.key.to_string()];
        let sound = self.0.store.read(work!(|tx| [witnesses] -> Result<(), Trouble> {
            stopped_by(tx, &witnesses).await
        }));
        sound.await.map(|()| next)
    }

    /// What a witness is to be told of the log's keys before it is asked to sign, when it was not told yet.
    ///
    /// # Errors
    /// As for [`PublicLog::succession`].
    pub fn introduction(&self, witness: &Witness) -> Result<Option<String>, Trouble> {
        let statements = self.succession()?;
        let told = self.told().get(&witness.key.to_string()).copied().unwrap_or_default();
        let text = || statements.iter().map(Succession::to_text).collect();
        Ok((told < statements.len()).then(text))
    }

    /// Remembers that a witness was told what [`PublicLog::introduction`] said.
    ///
    /// # Errors
    /// As for [`PublicLog::succession`].
    pub fn introduced(&self, witness: &Witness) -> Result<(), Trouble> {
        let count = self.succession()?.len();
        self.told().insert(witness.key.to_string(), count);
        Ok(())
    }

    fn told(&self) -> MutexGuard<'_, BTreeMap<String, usize>> {
        self.0.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes the newest checkpoint public, with the signatures that came until now.
    ///
    /// # Errors
    /// When the store is away; [`Trouble::OtherHistory`] when a witness saw another log under this name.
    pub async fn publish(&self) -> Result<(), Trouble> {
        let witnesses = self.witness_keys();
        let shown = self.0.store.write(work!(|tx| [witnesses] -> Result<(), Trouble> {
            stopped_by(tx, &witnesses).await?;
            let size = rows::state(tx).await?.head.size;
            rows::show(tx, size).await
        }));
        shown.await
    }
}

async fn take(
    tx: &mut Tx,
    answer: Option<Result<Answer, tlog::UnexpectedAnswer>>,
    key: &str,
    size: u64,
    now: Time,
) -> Result<(Seen, Next), Trouble> {
    let before = rows::witness(tx, key).await?;
    let trouble = |why: &str| Ok((Seen { trouble: Some(why.to_owned()), ..before.clone() }, Next::Done));
    match answer {
        Some(Ok(Answer::Cosigned(signatures))) => {
            countersign(tx, size, signatures).await?;
            Ok((Seen { size, at: now.0, trouble: None }, Next::Done))
        }
        Some(Ok(Answer::From(seen))) if seen > size => trouble("ahead"),
        Some(Ok(Answer::From(seen))) => Ok((Seen { size: seen, ..before }, Next::AskAgain)),
        Some(Ok(Answer::OtherRoot)) => trouble("other-root"),
        Some(Ok(Answer::Unproven)) => trouble("rewritten"),
        Some(Ok(Answer::NotSigned)) => trouble("unknown-key"),
        Some(Ok(Answer::UnknownLog)) => trouble("unknown-log"),
        Some(Ok(Answer::Malformed) | Err(_)) => trouble("unreadable"),
        None => trouble("away"),
    }
}

async fn countersign(tx: &mut Tx, size: u64, signatures: Vec<tlog::Signature>) -> Result<(), Trouble> {
    let Some(found) = rows::checkpoint(tx, size).await? else { return Ok(()) };
    let mut published = found.published()?;
    for signature in signatures {
        let known = published.note().signatures().iter().any(|one| same_signer(one, &signature));
        if !known {
            published = published.with(signature)?;
        }
    }
    rows::countersigned(tx, size, &published.note().to_text())
}

fn same_signer(one: &tlog::Signature, other: &tlog::Signature) -> bool {
    one.name() == other.name() && one.id() == other.id()
}

/// Stops everything when one of these witnesses saw another history.
pub(crate) async fn stopped_by(tx: &mut Tx, witnesses: &[String]) -> Result<(), Trouble> {
    for key in witnesses {
        let trouble = rows::witness(tx, key).await?.trouble;
        if let Some((_, words)) = OTHER.into_iter().find(|(word, _)| trouble.as_deref() == Some(word)) {
            let name = key.split('+').next().unwrap_or_default();
            return Err(Trouble::OtherHistory(name.to_owned(), words.to_owned()));
        }
    }
    Ok(())
}
