//! What a witness saw last, on disk: a file that is replaced whole.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use tlog::{Checkpoint, Head, VerifierKey};

const FORM: &str = "cloakroom-witness-state-1";
/// How a line begins that has a key from before the newest.
const BEFORE: &str = "before ";

/// Why it is not known what was seen.
#[derive(Debug, thiserror::Error)]
pub enum BrokenMemory {
    /// The file cannot be read or written.
    #[error("what the witness saw cannot be read or kept: {0}")]
    Io(#[from] io::Error),
    /// The file is damaged. A witness that forgot what it saw would sign anything, so it does not begin anew.
    #[error("the file of what the witness saw is damaged: put back the copy you keep of it")]
    Damaged,
    /// The file is of another log.
    #[error("the file of what the witness saw is of another log: {0}")]
    OtherLog(String),
}

/// What a witness saw last.
pub struct Memory {
    path: PathBuf,
    seen: Seen,
}

/// The content of the file.
#[derive(Clone)]
struct Seen {
    /// The newest key of the log.
    log: VerifierKey,
    /// Its keys before, the oldest first.
    before: Vec<VerifierKey>,
    latest: Head,
}

impl Memory {
    /// The log that a file is of; nothing when there is no file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn log_in(path: &Path) -> Result<Option<VerifierKey>, BrokenMemory> {
        Ok(read(path)?.map(|seen| seen.log))
    }

    /// What the file says of this log, whichever of its keys is given; a new one when there is none.
    ///
    /// # Errors
    /// When the file cannot be read or written, or is of another log.
    pub fn open(path: PathBuf, log: VerifierKey) -> Result<Memory, BrokenMemory> {
        let seen = match read(&path)? {
            Some(kept) if kept.log != log && !kept.before.contains(&log) => {
                return Err(BrokenMemory::OtherLog(kept.log.to_string()));
            }
            Some(kept) => kept,
            None => Seen { log, before: Vec::new(), latest: Head::EMPTY },
        };
        let mut memory = Memory { path, seen: seen.clone() };
        memory.write(seen)?;
        Ok(memory)
    }

    /// The log that is watched, by its newest key.
    pub fn log(&self) -> &VerifierKey {
        &self.seen.log
    }

    /// Its keys before that one.
    pub fn before(&self) -> &[VerifierKey] {
        &self.seen.before
    }

    /// The last tree that was countersigned.
    pub fn latest(&self) -> Head {
        self.seen.latest
    }

    /// Keeps the keys of the log, of which the last is the newest. On disk when it returns.
    ///
    /// # Errors
    /// As for [`Memory::keep`].
    pub fn turn(&mut self, mut keys: Vec<VerifierKey>) -> Result<(), BrokenMemory> {
        let log = keys.pop().ok_or(BrokenMemory::Damaged)?;
        self.write(Seen { log, before: keys, latest: self.seen.latest })
    }

    /// Keeps a tree as the last one. On disk when it returns.
    ///
    /// # Errors
    /// When it cannot be written; then the one before still counts.
    pub fn keep(&mut self, head: Head) -> Result<(), BrokenMemory> {
        self.write(Seen { latest: head, ..self.seen.clone() })
    }

    fn write(&mut self, seen: Seen) -> Result<(), BrokenMemory> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let text =
            Checkpoint::new(seen.log.name(), seen.latest).map_err(|_| BrokenMemory::Damaged)?.to_text();
        let before: String = seen.before.iter().map(|key| format!("{BEFORE}{key}\n")).collect();
        let new = self.path.with_extension("new");
        let mut file = File::create(&new)?;
        file.write_all(format!("{FORM}\n{}\n{before}{text}", seen.log).as_bytes())?;
        file.sync_all()?;
        fs::rename(&new, &self.path)?;
        File::open(folder)?.sync_all()?;
        self.seen = seen;
        Ok(())
    }
}

fn read(path: &Path) -> Result<Option<Seen>, BrokenMemory> {
    if !path.exists() {
        return Ok(None);
    }
    parse(&fs::read_to_string(path)?).map(Some).ok_or(BrokenMemory::Damaged)
}

fn parse(text: &str) -> Option<Seen> {
    let (log, mut rest) = text.strip_prefix(FORM)?.strip_prefix('\n')?.split_once('\n')?;
    let mut before = Vec::new();
    while let Some(line) = rest.strip_prefix(BEFORE) {
        let (key, after) = line.split_once('\n')?;
        before.push(key.parse().ok()?);
        rest = after;
    }
    let (log, seen): (VerifierKey, Checkpoint) = (log.parse().ok()?, Checkpoint::read(rest).ok()?);
    (seen.origin() == log.name()).then_some(Seen { log, before, latest: seen.head() })
}
