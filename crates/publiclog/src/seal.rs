//! Sealing: lines that wait become entries, and the log with them is signed. One commit has all of it or nothing.

use store::{Id, Time, Tx, work};
use tlog::{Checkpoint, Published, append, needed_to_append};

use crate::{
    beat::{Beat, not_behind},
    bucket::{room, shuffled},
    log::{Parts, PublicLog},
    rows::{self, Waiting},
    trouble::Trouble,
};

/// Lines that one commit takes: a beat with more has several, so that no commit keeps other writers waiting for long.
const LINES: i64 = 2_048;

impl PublicLog {
    /// Seals until nothing waits that was there at the beginning of the beat.
    pub(crate) async fn seal_all(&self) -> Result<Beat, Trouble> {
        loop {
            let (size, more) = self.seal_some().await?;
            if !more {
                return Ok(Beat::Sealed { size });
            }
        }
    }

    async fn seal_some(&self) -> Result<(u64, bool), Trouble> {
        let (parts, now) = (self.0.clone(), self.0.clock.now());
        let sealed = self.0.store.write(work!(|tx| [parts, now] -> Result<(u64, bool), Trouble> {
            seal(tx, &parts, now).await
        }));
        sealed.await
    }
}

async fn seal(tx: &mut Tx, parts: &Parts, now: Time) -> Result<(u64, bool), Trouble> {
    let state = rows::state(tx).await?;
    not_behind(now, state.sealed_at)?;
    if state.holder != Some(parts.me) || state.held_until < now {
        return Err(Trouble::Overtaken);
    }
    let lines = rows::waiting(tx, LINES).await?;
    let more = i64::try_from(lines.len()).unwrap_or(i64::MAX) >= LINES;
    let entries = entries(parts, &lines);
    let tiles = rows::tiles(tx, &needed_to_append(state.head.size)).await?;
    let bytes: Vec<[u8; 32]> = entries.iter().map(|entry| entry.bytes).collect();
    let appended = append(&tiles, &state.head, &bytes)?;
    let size = appended.head.size;
    rows::grow(tx, (state.head.size, appended.head), now, parts.me).await?;
    for (name, bytes) in &appended.files {
        rows::put_tile(tx, name, bytes)?;
    }
    for (entry, place) in entries.iter().zip(state.head.size..) {
        entry.line.map_or(Ok(()), |line| rows::logged(tx, line, place))?;
    }
    lines.iter().try_for_each(|line| rows::taken(tx, line))?;
    rows::signed(tx, size, now, &note(parts, appended.head)?.note().to_text())?;
    if parts.settings.witnesses.is_empty() {
        rows::show(tx, size).await?;
    }
    Ok((size, more))
}

fn note(parts: &Parts, head: tlog::Head) -> Result<Published, Trouble> {
    Ok(Checkpoint::new(parts.named.name(), head)?.sign_with(&parts.signers())?)
}

/// An entry of the log: a head of somebody's, or random bytes that cannot be told from one.
struct Entry<'a> {
    line: Option<&'a Waiting>,
    bytes: [u8; 32],
}

fn entries<'a>(parts: &Parts, lines: &'a [Waiting]) -> Vec<Entry<'a>> {
    let heads = newest(lines);
    let places = shuffled(heads.len(), room(heads.len(), parts.settings.bucket), &parts.dice);
    let entry = |place: Option<usize>| match place.and_then(|at| heads.get(at)) {
        Some((line, bytes)) => Entry { line: Some(line), bytes: *bytes },
        None => Entry { line: None, bytes: parts.dice.bytes() },
    };
    places.into_iter().map(entry).collect()
}

/// The newest head of each customer: it binds the lines before it.
fn newest(lines: &[Waiting]) -> Vec<(&Waiting, [u8; 32])> {
    let mut heads: Vec<(&Waiting, [u8; 32])> = Vec::new();
    let mut last: Option<Id> = None;
    for line in lines.iter().rev() {
        let Some(head) = line.head.filter(|_| last != Some(line.customer)) else { continue };
        last = Some(line.customer);
        heads.push((line, head));
    }
    heads
}
