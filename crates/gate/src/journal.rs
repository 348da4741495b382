//! The journal of erasures: a file apart from both stores, which grows by one line for each class of a person's values
//! that was erased. When both stores are lost and come back from older copies, it alone knows what has to be gone.
//!
//! A line is `microseconds customer class mark`; the mark is a sum over the rest (FNV-1a, 64 bits), so that a line that was
//! cut or damaged is noticed. It names nobody: a customer is a number that leads to rows, and those are gone.

use std::{
    fs::{File, OpenOptions},
    io::{Read, Seek, SeekFrom, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use store::{Id, Time};

use crate::stop::Fault;

const FIRST: &str = "cloakroom-erased-1\n";
/// Longer than any line.
const LINE: u64 = 256;

/// An open journal.
pub struct Journal {
    path: PathBuf,
    file: Mutex<File>,
}

/// One erasure: whose, which class, when.
pub(crate) type Erased = (Id, String, Time);

impl Journal {
    /// Opens a journal, and begins it when it is not there. Says whether it was begun.
    ///
    /// # Errors
    /// In words, when it cannot be written.
    pub fn open(path: &Path) -> Result<(Journal, bool), Fault> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| fault(folder, "cannot be made", &error))?;
        }
        let mut options = OpenOptions::new();
        let file = options.read(true).append(true).create(true).mode(0o600).open(path);
        let mut file = file.map_err(|error| fault(path, "cannot be opened", &error))?;
        let length = file.metadata().map_err(|error| fault(path, "cannot be read", &error))?.len();
        let begun = length == 0;
        let mend = if begun {
            FIRST
        } else if ends_mid_line(&mut file, path)? {
            "\n"
        } else {
            ""
        };
        file.write_all(mend.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(|error| fault(path, "cannot be written", &error))?;
        Ok((Journal { path: path.to_owned(), file: Mutex::new(file) }, begun))
    }

    /// Adds erasures. They are on disk when it returns.
    pub(crate) fn write<'c>(&self, erased: impl Iterator<Item = (Id, &'c str, Time)>) -> Result<(), Fault> {
        let lines: String = erased.map(|(customer, class, at)| line(customer, class, at)).collect();
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let done = file.write_all(lines.as_bytes()).and_then(|()| file.sync_data());
        done.map_err(|error| fault(&self.path, "cannot be written", &error))
    }

    /// The line that was written last.
    pub(crate) fn last(&self) -> Result<Option<Erased>, Fault> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let text = tail(&mut file).map_err(|error| fault(&self.path, "cannot be read", &error))?;
        Ok(text.lines().rev().find_map(parsed))
    }

    /// Every erasure in it, and how many lines cannot be read. A line that was cut off when the machine stopped is one:
    /// its erasure was not carried out and is still promised.
    pub(crate) fn all(&self) -> Result<(Vec<Erased>, usize), Fault> {
        let path = &self.path;
        let text = std::fs::read_to_string(path).map_err(|error| fault(path, "cannot be read", &error))?;
        let Some(lines) = text.strip_prefix(FIRST) else {
            return Err(Fault::Journal(format!("{} is no journal of erasures", path.display())));
        };
        let lines: Vec<&str> = lines.lines().filter(|line| !line.is_empty()).collect();
        let erased: Vec<Erased> = lines.iter().filter_map(|line| parsed(line)).collect();
        let damaged = lines.len() - erased.len();
        Ok((erased, damaged))
    }
}

fn ends_mid_line(file: &mut File, path: &Path) -> Result<bool, Fault> {
    let text = tail(file).map_err(|error| fault(path, "cannot be read", &error))?;
    Ok(!text.ends_with('\n'))
}

fn tail(file: &mut File) -> std::io::Result<String> {
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(2 * LINE)))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn line(customer: Id, class: &str, at: Time) -> String {
    let said = format!("{} {customer} {class}", at.0);
    format!("{said} {}\n", mark(&said))
}

fn parsed(line: &str) -> Option<Erased> {
    let (said, found) = line.rsplit_once(' ')?;
    let [at, customer, class] = said.split(' ').collect::<Vec<_>>()[..] else { return None };
    let erased = (customer.parse().ok()?, class.to_owned(), Time(at.parse().ok()?));
    (mark(said) == found).then_some(erased)
}

fn mark(said: &str) -> String {
    let sum = said.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    format!("{sum:016x}")
}

fn fault(path: &Path, what: &str, error: &std::io::Error) -> Fault {
    Fault::Journal(format!("{} {what}: {}", path.display(), error.kind()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_comes_back_and_a_changed_or_cut_one_does_not() {
        let (customer, at) = (Id([7; 16]), Time(1_800_000_000_000_000));
        let text = line(customer, "order-contact", at);
        let whole = text.trim_end();
        assert_eq!(parsed(whole), Some((customer, "order-contact".to_owned(), at)));
        for other in
            [whole.replace("contact", "contacts"), whole[..whole.len() - 1].to_owned(), String::new()]
        {
            assert_eq!(parsed(&other), None);
        }
    }
}
