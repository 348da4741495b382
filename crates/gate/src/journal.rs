//! The journal of erasures: a file apart from both stores, which grows by one line for each class of a person's values
//! that was erased. When both stores are lost and come back from older copies, it alone knows what has to be gone.
//!
//! A line is `microseconds customer class mark`; the mark is a sum over the rest (FNV-1a, 64 bits), so that a line that was
//! cut or damaged is noticed. It names nobody: a customer is a number that leads to rows, and those are gone.

use std::{
    fs::{File, OpenOptions},
    io::{Read, Seek, SeekFrom, Write},
    iter,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        mpsc::{Receiver, Sender, channel},
    },
    thread,
};

use store::{Id, Time};
use tokio::sync::oneshot;

use crate::stop::Fault;

const FIRST: &str = "cloakroom-erased-1\n";
/// Longer than any line.
const LINE: u64 = 256;

/// An open journal.
pub struct Journal {
    path: PathBuf,
    writer: Sender<Order>,
    reader: Mutex<File>,
}

/// One erasure: whose, which class, when.
pub(crate) type Erased = (Id, String, Time);

/// Lines to be added, and who waits for them to be on disk.
struct Order {
    lines: String,
    answer: oneshot::Sender<Result<(), std::io::ErrorKind>>,
}

impl Journal {
    /// Opens a journal, and begins it when it is not there. Says whether it was begun.
    ///
    /// # Errors
    /// In words, when it cannot be written.
    pub fn open(path: &Path) -> Result<(Journal, bool), Fault> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| fault(folder, "cannot be made", error.kind()))?;
        }
        let cannot_open = |error: std::io::Error| fault(path, "cannot be opened", error.kind());
        let mut options = OpenOptions::new();
        let file = options.read(true).append(true).create(true).mode(0o600).open(path);
        let mut file = file.map_err(cannot_open)?;
        let begun = mended(&mut file).map_err(|error| fault(path, "cannot be written", error.kind()))?;
        let reader = Mutex::new(File::open(path).map_err(cannot_open)?);
        let (writer, orders) = channel();
        let thread =
            thread::Builder::new().name("erasure-journal".to_owned()).spawn(move || serve(file, &orders));
        thread.map_err(cannot_open)?;
        Ok((Journal { path: path.to_owned(), writer, reader }, begun))
    }

    /// Adds erasures. They are on disk when it returns; whoever comes while the disk is busy shares the next write.
    pub(crate) async fn write<'c>(
        &self,
        erased: impl Iterator<Item = (Id, &'c str, Time)>,
    ) -> Result<(), Fault> {
        let lines = erased.map(|(customer, class, at)| line(customer, class, at)).collect();
        let (answer, heard) = oneshot::channel();
        let sent = self.writer.send(Order { lines, answer }).is_ok();
        let gone = Err(std::io::ErrorKind::BrokenPipe);
        let done = if sent { heard.await.unwrap_or(gone) } else { gone };
        done.map_err(|kind| fault(&self.path, "cannot be written", kind))
    }

    /// The line that was written last.
    pub(crate) fn last(&self) -> Result<Option<Erased>, Fault> {
        let mut file = self.reader.lock().unwrap_or_else(PoisonError::into_inner);
        let text = tail(&mut file).map_err(|error| fault(&self.path, "cannot be read", error.kind()))?;
        Ok(text.lines().rev().find_map(parsed))
    }

    /// Every erasure in it, and how many lines cannot be read. A line that was cut off when the machine stopped is one:
    /// its erasure was not carried out and is still promised.
    pub(crate) fn all(&self) -> Result<(Vec<Erased>, usize), Fault> {
        let path = &self.path;
        let text =
            std::fs::read_to_string(path).map_err(|error| fault(path, "cannot be read", error.kind()))?;
        let Some(lines) = text.strip_prefix(FIRST) else {
            return Err(Fault::Journal(format!("{} is no journal of erasures", path.display())));
        };
        let lines: Vec<&str> = lines.lines().filter(|line| !line.is_empty()).collect();
        let erased: Vec<Erased> = lines.iter().filter_map(|line| parsed(line)).collect();
        let damaged = lines.len() - erased.len();
        Ok((erased, damaged))
    }
}

/// Begins an empty journal, and ends a line that was cut off. Says whether it was begun.
fn mended(file: &mut File) -> std::io::Result<bool> {
    let begun = file.metadata()?.len() == 0;
    let mend = if begun {
        FIRST
    } else if tail(file)?.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    file.write_all(mend.as_bytes())?;
    file.sync_all()?;
    Ok(begun)
}

/// One write to the disk for all that wait at the time.
fn serve(mut file: File, orders: &Receiver<Order>) {
    let mut is_cut = false;
    while let Ok(first) = orders.recv() {
        let group: Vec<Order> = iter::once(first).chain(orders.try_iter()).collect();
        let lines: String = group.iter().map(|order| order.lines.as_str()).collect();
        // Whatever a failed write left of its last line must not swallow the first of the next.
        let lines = if is_cut { format!("\n{lines}") } else { lines };
        let done = file.write_all(lines.as_bytes()).and_then(|()| file.sync_data());
        is_cut = done.is_err();
        let done = done.map_err(|error| error.kind());
        for order in group {
            // Whoever does not wait any more needs no answer.
            let _ = order.answer.send(done);
        }
    }
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

fn fault(path: &Path, what: &str, kind: std::io::ErrorKind) -> Fault {
    Fault::Journal(format!("{} {what}: {kind}", path.display()))
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
