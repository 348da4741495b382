//! `cloakroom verify`: holds a person's file, or a whole public log, against itself and against the log. It needs
//! nothing of the server that made it.

mod live;

use std::{path::PathBuf, process::ExitCode};

use anyhow::{Context, Result, ensure};
use clap::Args;
use tlog::{Head, Published, VerifierKey};
use witness::{Found, Trusted, check_file, turns};

use crate::{print, tell};
pub(crate) use live::key_at;

/// What is verified, and whom the reader trusts.
#[derive(Args)]
pub struct Options {
    /// The file: that of your record (my-record.json) or that of all your data (my-data.json). Without one, the whole
    /// log at --log-url is read and built again.
    file: Option<PathBuf>,
    /// The key of the log, if you have it from elsewhere. Without it, the one in the file or at --log-url is believed.
    #[arg(long, value_name = "KEY")]
    key: Option<VerifierKey>,
    /// A checkpoint that you or somebody else kept: the log must have it as its beginning.
    #[arg(long, value_name = "FILE")]
    checkpoint: Option<PathBuf>,
    /// The key of a witness that must have signed; may be given more than once.
    #[arg(long = "witness", value_name = "KEY")]
    witnesses: Vec<VerifierKey>,
    /// Where the log is now, such as https://shop.example/log: it must begin with what the file has seen.
    #[arg(long, value_name = "URL")]
    log_url: Option<String>,
}

/// Verifies, and says in words what it found. The answer is 0 when all holds, 1 when something does not.
///
/// # Errors
/// When a file cannot be read or the log cannot be reached: then nothing is known.
pub async fn run(options: Options) -> Result<ExitCode> {
    ensure!(
        options.file.is_some() || options.log_url.is_some(),
        "give a file to verify, or the address of a log with --log-url, or both"
    );
    match verdict(options).await? {
        Ok(says) => {
            says.iter().for_each(|line| print(line));
            Ok(ExitCode::SUCCESS)
        }
        Err(why) => {
            tell(&format!("It does not hold: {why}"));
            Ok(ExitCode::FAILURE)
        }
    }
}

async fn verdict(options: Options) -> Result<std::result::Result<Vec<String>, String>> {
    let trusted = Trusted { key: options.key, witnesses: options.witnesses };
    let whole = options.file.is_none();
    let found = match &options.file {
        Some(path) => {
            let text = std::fs::read_to_string(path);
            check_file(&text.with_context(|| format!("{} cannot be read", path.display()))?, &trusted)
        }
        None => Ok(Found { keys: trusted.key.iter().cloned().collect(), ..Found::default() }),
    };
    let mut found = match found {
        Ok(found) => found,
        Err(why) => return Ok(Err(why)),
    };
    let live = match &options.log_url {
        Some(url) => Some(live::Log::reach(url, found.keys.last().cloned(), &trusted.witnesses).await?),
        None => None,
    };
    let live = match live.transpose() {
        Ok(live) => live,
        Err(why) => return Ok(Err(why)),
    };
    if let Some(path) = &options.checkpoint {
        let note = std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let keys = live.as_ref().map_or(&found.keys, |live| &live.keys);
        match kept(&note, keys) {
            Ok(head) => found.heads.push((head, "the checkpoint that was kept".to_owned())),
            Err(why) => return Ok(Err(why)),
        }
    }
    Ok(one_history(found, live, whole))
}

fn kept(note: &[u8], keys: &[VerifierKey]) -> std::result::Result<Head, String> {
    let note =
        Published::read(note).map_err(|why| format!("the checkpoint that was kept cannot be read: {why}"))?;
    let key = keys
        .first()
        .ok_or("nothing says which log the checkpoint that was kept belongs to: give its --key")?;
    note.believe(key.name(), keys).map_err(|why| format!("the checkpoint that was kept: {why}"))
}

/// Whether all trees that were seen belong to one history.
fn one_history(
    found: Found,
    live: Option<live::Log>,
    whole: bool,
) -> std::result::Result<Vec<String>, String> {
    let mut says = found.says;
    for (at, (head, what)) in found.heads.iter().enumerate() {
        let other = found.heads[..at].iter().find(|(other, _)| other.size == head.size && other != head);
        if let Some((_, other)) = other {
            return Err(format!("the log has two histories: {what} and {other} are of one size and differ"));
        }
    }
    let Some(live) = live else { return Ok(says) };
    for (head, what) in &found.heads {
        live.begins_with(head).map_err(|why| format!("{what}: {why}"))?;
    }
    if !found.heads.is_empty() {
        says.push(format!("The log as it is now ({} entries) begins with what was seen.", live.head.size));
    }
    if whole {
        live.whole()?;
        says.extend(turns(live.keys.len() - 1));
        let origin = live.keys.first().map(VerifierKey::name).unwrap_or_default();
        says.push(format!("{} entries of the log {origin} hold.", live.head.size));
    }
    says.extend(live.signed);
    Ok(says)
}
