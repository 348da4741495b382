//! A log where it is now: its checkpoint, and tiles as they are asked for.

use anyhow::{Context, Result, ensure};
use tlog::{
    Head, Name, Published, Succession, Tiles, Unread, VerifierKey, audit, prove_consistency,
    verify_consistency,
};
use tokio::{runtime::Handle, task::block_in_place};
use web::wire::TextWire;
use witness::{signed, wanted};

/// A log that was reached.
pub(crate) struct Log {
    wire: TextWire,
    /// Its keys, the oldest first.
    pub keys: Vec<VerifierKey>,
    /// Its tree.
    pub head: Head,
    /// Who signed it besides, in words.
    pub signed: Vec<String>,
}

impl Log {
    /// Reaches a log. The inner error says that its checkpoint is not to be believed.
    ///
    /// # Errors
    /// When it cannot be reached.
    pub(crate) async fn reach(
        url: &str,
        key: Option<VerifierKey>,
        witnesses: &[VerifierKey],
    ) -> Result<std::result::Result<Log, String>> {
        let wire = TextWire::new(url);
        let key = match key {
            Some(key) => key,
            None => key_at(&wire).await.with_context(|| format!("the key of {url} cannot be fetched"))?,
        };
        let note = text(&wire, "/checkpoint").await.with_context(|| format!("{url} shows no checkpoint"))?;
        let statements = succession(&wire).await.with_context(|| format!("the keys of {url}"))?;
        let keys = match tlog::follow(&key, &statements) {
            Ok(keys) => keys,
            Err(why) => return Ok(Err(format!("the keys of the log as it is now: {why}"))),
        };
        Ok(believed(wire, keys, &note, witnesses))
    }

    /// Whether the log begins with this tree.
    pub(crate) fn begins_with(&self, old: &Head) -> std::result::Result<(), String> {
        if old.size > self.head.size {
            return Err(format!(
                "the log has {} entries now and had {} before: it was cut or written anew",
                self.head.size, old.size
            ));
        }
        let proof = prove_consistency(self, old.size, self.head.size).map_err(|why| why.to_string())?;
        verify_consistency(old, &self.head, &proof)
            .map_err(|_| "the log as it is now does not begin with it: it was written anew".to_owned())
    }

    /// Whether every entry and every tile of the log holds.
    pub(crate) fn whole(&self) -> std::result::Result<(), String> {
        audit(self, &self.head).map_err(|why| match why {
            Unread::Damaged(name) => {
                format!("{name} is damaged, which stands for entries from {} on", first(&name))
            }
            other => other.to_string(),
        })
    }
}

impl Tiles for Log {
    fn read(&self, name: &Name) -> Option<Vec<u8>> {
        let path = format!("/{name}");
        let told = block_in_place(|| Handle::current().block_on(self.wire.get(&path))).ok()?;
        (told.status == 200).then(|| told.body.to_vec())
    }
}

/// The number of the first entry that a tile stands for.
fn first(name: &Name) -> u64 {
    match name {
        Name::Tile { level, index, .. } => index << (8 * (u32::from(*level) + 1)),
        Name::Entries { index, .. } => index << 8,
    }
}

fn believed(
    wire: TextWire,
    keys: Vec<VerifierKey>,
    note: &str,
    witnesses: &[VerifierKey],
) -> std::result::Result<Log, String> {
    let bad = |why: String| format!("the checkpoint of the log as it is now is bad: {why}");
    let note = Published::read(note.as_bytes()).map_err(|why| bad(why.to_string()))?;
    let origin = keys.first().map(VerifierKey::name).unwrap_or_default();
    let head = note.believe(origin, &keys).map_err(|why| bad(why.to_string()))?;
    note.witnessed(witnesses, wanted(witnesses)).map_err(|why| bad(why.to_string()))?;
    let signed = signed(&note, witnesses, head).map_err(bad)?;
    Ok(Log { wire, keys, head, signed })
}

/// The key that a log shows of itself.
pub(crate) async fn key_at(wire: &TextWire) -> Result<VerifierKey> {
    text(wire, "/key").await?.trim_end().parse().context("what stands there is no key")
}

/// What the keys of a log say of each other. A log that is not ours has no such file.
async fn succession(wire: &TextWire) -> Result<Vec<Succession>> {
    let told = wire.get("/succession").await?;
    if told.status != 200 {
        return Ok(Vec::new());
    }
    Succession::read_all(std::str::from_utf8(&told.body)?)
        .context("what they say of each other cannot be read")
}

async fn text(wire: &TextWire, path: &str) -> Result<String> {
    let told = wire.get(path).await?;
    ensure!(told.status == 200, "it answered {}", told.status);
    Ok(String::from_utf8(told.body.to_vec())?)
}
