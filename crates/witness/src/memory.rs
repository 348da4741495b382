//! What a witness saw last, on disk: a file that is replaced whole.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use tlog::{Checkpoint, Head, VerifierKey};

const FORM: &str = "cloakroom-witness-state-1";

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
    log: VerifierKey,
    latest: Head,
}

impl Memory {
    /// The log that a file is of; nothing when there is no file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn log_in(path: &Path) -> Result<Option<VerifierKey>, BrokenMemory> {
        Ok(read(path)?.map(|(log, _)| log))
    }

    /// What the file says of this log; a new one when there is none.
    ///
    /// # Errors
    /// When the file cannot be read or written, or is of another log.
    pub fn open(path: PathBuf, log: VerifierKey) -> Result<Memory, BrokenMemory> {
        let latest = match read(&path)? {
            Some((kept, _)) if kept != log => return Err(BrokenMemory::OtherLog(kept.to_string())),
            Some((_, latest)) => latest,
            None => Head::EMPTY,
        };
        let mut memory = Memory { path, log, latest };
        memory.keep(latest)?;
        Ok(memory)
    }

    /// The log that is watched.
    pub fn log(&self) -> &VerifierKey {
        &self.log
    }

    /// The last tree that was countersigned.
    pub fn latest(&self) -> Head {
        self.latest
    }

    /// Keeps a tree as the last one. On disk when it returns.
    ///
    /// # Errors
    /// When it cannot be written; then the one before still counts.
    pub fn keep(&mut self, head: Head) -> Result<(), BrokenMemory> {
        let folder = self.path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let text = Checkpoint::new(self.log.name(), head).map_err(|_| BrokenMemory::Damaged)?.to_text();
        let new = self.path.with_extension("new");
        let mut file = File::create(&new)?;
        file.write_all(format!("{FORM}\n{}\n{text}", self.log).as_bytes())?;
        file.sync_all()?;
        fs::rename(&new, &self.path)?;
        File::open(folder)?.sync_all()?;
        self.latest = head;
        Ok(())
    }
}

fn read(path: &Path) -> Result<Option<(VerifierKey, Head)>, BrokenMemory> {
    if !path.exists() {
        return Ok(None);
    }
    parse(&fs::read_to_string(path)?).map(Some).ok_or(BrokenMemory::Damaged)
}

fn parse(text: &str) -> Option<(VerifierKey, Head)> {
    let (log, seen) = text.strip_prefix(FORM)?.strip_prefix('\n')?.split_once('\n')?;
    let (log, seen): (VerifierKey, Checkpoint) = (log.parse().ok()?, Checkpoint::read(seen).ok()?);
    (seen.origin() == log.name()).then_some((log, seen.head()))
}
