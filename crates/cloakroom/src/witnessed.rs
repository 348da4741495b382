//! Before an older copy comes back: what the witnesses of the public log have seen of it.
//!
//! A key store knows of backups that were made with it. A witness knows more, for it stands elsewhere: how far the log had
//! come that customers hold proofs of. It is asked to sign the newest checkpoint of the copy once more; where it has seen
//! a longer log it says so instead (`c2sp.org/tlog-witness`, status 409).

use std::path::Path;

use ::backup::Key;
use anyhow::{Context, Result};
use publiclog::Witness;
use store::Value;
use tlog::{Answer, Published, Submission, UnexpectedAnswer};
use web::wire::TextWire;

use crate::{config::Config, tell};

/// Where a witness takes checkpoints.
const ADD: &str = "/add-checkpoint";
const CHECKPOINTS: &str = "log_checkpoint";

/// What a witness says of a copy.
enum Said {
    /// It has seen no more of the log than the copy holds.
    Holds,
    /// Something speaks against the copy.
    Against(String),
    /// It could not be asked, or does not know the log.
    Nothing(String),
}

/// What the witnesses of the shop say against restoring the rows in this file.
///
/// # Errors
/// When the file does not hold, or the configuration of the log cannot be used.
pub async fn objections(config: &Config, file: &Path, key: &Key) -> Result<Vec<String>> {
    let witnesses = config.log.settings(&config.shop.base_url)?.witnesses;
    if witnesses.is_empty() {
        return Ok(Vec::new());
    }
    let Some(newest) = newest_checkpoint(file, key)? else {
        return Ok(vec![
            "the copy has no checkpoint of the public log, so the witnesses cannot be asked how far the log had come"
                .to_owned(),
        ]);
    };
    let mut said = Vec::new();
    for witness in &witnesses {
        said.push(ask(witness, &newest).await);
    }
    Ok(sum_up(said))
}

/// What stands against the copy. Nobody's word is no good word: when none of them could say anything, that stands
/// against it too.
fn sum_up(said: Vec<Said>) -> Vec<String> {
    let (mut against, mut silent, mut held) = (Vec::new(), Vec::new(), 0);
    for one in said {
        match one {
            Said::Holds => held += 1,
            Said::Against(words) => against.push(words),
            Said::Nothing(words) => silent.push(words),
        }
    }
    if against.is_empty() && held == 0 {
        against.push(format!(
            "no witness of the public log could say how far the log had come: {}",
            silent.join("; ")
        ));
    } else {
        silent.iter().for_each(|words| tell(&format!("Not asked: {words}.")));
    }
    against
}

/// The checkpoint of the largest tree in the copy.
fn newest_checkpoint(file: &Path, key: &Key) -> Result<Option<Published>> {
    let mut newest: Option<(i64, String)> = None;
    let mut take = |table: &store::Table, row: Vec<Value>| {
        let column = |name: &str| {
            let place = table.columns.iter().position(|(column, _)| column == name);
            place.and_then(|place| row.get(place))
        };
        if let (Some(Value::Int(size)), Some(Value::Text(note))) = (column("size"), column("note"))
            && newest.as_ref().is_none_or(|(largest, _)| largest < size)
        {
            newest = Some((*size, note.clone()));
        }
    };
    ::backup::each_row(file, key, CHECKPOINTS, &mut take).with_context(|| file.display().to_string())?;
    let read = newest.map(|(_, note)| Published::read(note.as_bytes()));
    read.transpose().context("the newest checkpoint in the copy cannot be read")
}

async fn ask(witness: &Witness, newest: &Published) -> Said {
    let size = newest.checkpoint().head().size;
    let submission = Submission { old: size, proof: Vec::new(), checkpoint: newest.clone() };
    let name = format!("{} at {}", witness.key.name(), witness.url);
    let told = match TextWire::new(&witness.url).post(ADD, submission.to_body()).await {
        Ok(told) => told,
        Err(error) => return Said::Nothing(format!("the witness {name} did not answer ({error})")),
    };
    let answer = (told.status, told.kind.as_str(), &told.body[..]);
    let keys = [witness.key.clone()];
    meaning(&name, size, Answer::read(answer, newest.note().text(), &keys))
}

/// What an answer to a checkpoint of that size means for the copy that has it.
fn meaning(name: &str, size: u64, answer: Result<Answer, UnexpectedAnswer>) -> Said {
    match answer {
        Ok(Answer::Cosigned(_)) => Said::Holds,
        Ok(Answer::From(seen)) if seen <= size => Said::Holds,
        Ok(Answer::From(seen)) => Said::Against(format!(
            "the witness {name} has signed a public log of {seen} entries, and this copy holds {size}: what came after it \
             was published and would be taken back"
        )),
        Ok(Answer::OtherRoot | Answer::Unproven) => Said::Against(format!(
            "the witness {name} has signed another log of {size} entries than the one in this copy"
        )),
        Ok(Answer::NotSigned) => Said::Against(format!(
            "the witness {name} does not know the key that signed the public log in this copy"
        )),
        Ok(Answer::UnknownLog) => Said::Nothing(format!("the witness {name} does not watch this log")),
        Ok(Answer::Malformed) | Err(_) => {
            Said::Nothing(format!("the answer of the witness {name} could not be read"))
        }
    }
}
