//! The file: four readable lines, then sealed pieces of 64 KiB.

use std::{
    fmt,
    fs::File,
    io::{BufReader, BufWriter, Read, Write},
    path::{Path, PathBuf},
};

use data_encoding::HEXLOWER;
use store::Time;
use vault::{Key, StreamKey, TAG_LENGTH};

use crate::Error;

const FORM: &str = "cloakroom-backup-1";
/// Bytes of a piece before it is sealed; the last one may have fewer.
const PIECE: usize = 64 * 1024;
/// The readable lines are far shorter.
const HEAD_LIMIT: usize = 512;

/// Which database a file is a copy of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Rows.
    Data,
    /// Wrapped keys.
    Keys,
}

impl Part {
    /// Its word.
    pub fn name(self) -> &'static str {
        match self {
            Part::Data => "data",
            Part::Keys => "keys",
        }
    }

    fn named(name: &str) -> Option<Part> {
        [Part::Data, Part::Keys].into_iter().find(|part| part.name() == name)
    }
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What a file says about itself before its key is known. Whoever changes it makes the file unreadable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Which database it is a copy of.
    pub part: Part,
    /// When it was made.
    pub made: Time,
}

impl Head {
    /// Reads the first lines of a file. That they are true is known once it has been verified.
    ///
    /// # Errors
    /// In words, when it is no backup.
    pub fn of(path: &Path) -> Result<Head, Error> {
        let file = File::open(path).map_err(|error| Error::file(path, &error))?;
        Ok(Lines::read(&mut BufReader::new(file), path)?.head)
    }

    fn line(self) -> String {
        let made = jiff::Timestamp::from_microsecond(self.made.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        format!("{} {made}", self.part)
    }

    fn from_line(line: &str) -> Option<Head> {
        let (part, made) = line.split_once(' ')?;
        let made: jiff::Timestamp = made.parse().ok()?;
        let head = Head { part: Part::named(part)?, made: Time(made.as_microsecond()) };
        (head.line() == line).then_some(head)
    }

    /// What the key of the stream hangs on.
    fn bound(self) -> Vec<u8> {
        format!("{FORM}\n{}\n", self.line()).into_bytes()
    }
}

/// The readable lines.
struct Lines {
    head: Head,
    salt: [u8; 32],
    commitment: [u8; 32],
}

impl Lines {
    fn read(file: &mut impl Read, path: &Path) -> Result<Lines, Error> {
        let mut text = Vec::new();
        let mut byte = [0];
        while text.iter().filter(|byte| **byte == b'\n').count() < 4 && text.len() < HEAD_LIMIT {
            match file.read(&mut byte).map_err(|error| Error::file(path, &error))? {
                0 => break,
                _ => text.push(byte[0]),
            }
        }
        Lines::parse(&String::from_utf8_lossy(&text))
    }

    fn parse(text: &str) -> Result<Lines, Error> {
        let mut lines = text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
        match lines.next() {
            Some(FORM) => {}
            Some(line) if line.starts_with("cloakroom-backup-") => return Err(Error::LaterVersion),
            _ => return Err(Error::NotABackup),
        }
        let head = lines.next().and_then(Head::from_line).ok_or(Error::NotABackup)?;
        let salt = lines.next().and_then(from_hex).ok_or(Error::NotABackup)?;
        let commitment = lines.next().and_then(from_hex).ok_or(Error::NotABackup)?;
        Ok(Lines { head, salt, commitment })
    }

    fn text(&self) -> Vec<u8> {
        [self.head.bound(), format!("{}\n{}\n", hex(&self.salt), hex(&self.commitment)).into_bytes()].concat()
    }
}

/// Writes a file piece by piece.
pub(crate) struct Writer {
    file: BufWriter<File>,
    path: PathBuf,
    key: StreamKey,
    piece: Vec<u8>,
    number: u64,
}

impl Writer {
    /// Begins the file anew, readable for this user alone.
    pub(crate) fn begin(path: &Path, key: &Key, head: Head, salt: [u8; 32]) -> Result<Writer, Error> {
        use std::os::unix::fs::OpenOptionsExt;
        let key = StreamKey::new(key, &salt, &head.bound());
        let lines = Lines { head, salt, commitment: *key.commitment() };
        let mut options = File::options();
        let file = options.write(true).create(true).truncate(true).mode(0o600).open(path);
        let mut file = BufWriter::new(file.map_err(|error| Error::file(path, &error))?);
        file.write_all(&lines.text()).map_err(|error| Error::file(path, &error))?;
        Ok(Writer {
            file,
            path: path.to_owned(),
            key,
            piece: Vec::with_capacity(PIECE + TAG_LENGTH),
            number: 0,
        })
    }

    /// Adds bytes.
    pub(crate) fn add(&mut self, mut bytes: &[u8]) -> Result<(), Error> {
        while !bytes.is_empty() {
            // A full piece waits for the next byte: only then is it known not to be the last.
            if self.piece.len() == PIECE {
                self.put(false)?;
            }
            let (now, later) = bytes.split_at(bytes.len().min(PIECE - self.piece.len()));
            self.piece.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    /// Writes the last piece, and waits until the disk has everything.
    pub(crate) fn end(mut self) -> Result<(), Error> {
        self.put(true)?;
        self.file.flush().map_err(|error| Error::file(&self.path, &error))?;
        self.file.get_ref().sync_all().map_err(|error| Error::file(&self.path, &error))
    }

    fn put(&mut self, last: bool) -> Result<(), Error> {
        self.key.seal(self.number, last, &mut self.piece);
        self.number += 1;
        let done = self.file.write_all(&self.piece).map_err(|error| Error::file(&self.path, &error));
        self.piece.clear();
        done
    }
}

/// Reads a file piece by piece.
pub(crate) struct Reader {
    file: BufReader<File>,
    path: PathBuf,
    key: StreamKey,
    /// Who says it is.
    pub(crate) head: Head,
    ahead: Vec<u8>,
    piece: Vec<u8>,
    at: usize,
    number: u64,
    ended: bool,
}

impl Reader {
    pub(crate) fn open(path: &Path, key: &Key) -> Result<Reader, Error> {
        let file = File::open(path).map_err(|error| Error::file(path, &error))?;
        let mut file = BufReader::new(file);
        let lines = Lines::read(&mut file, path)?;
        let key = StreamKey::new(key, &lines.salt, &lines.head.bound());
        if !key.is_named_by(&lines.commitment) {
            return Err(Error::WrongKey);
        }
        let mut reader = Reader {
            file,
            path: path.to_owned(),
            key,
            head: lines.head,
            ahead: Vec::new(),
            piece: Vec::new(),
            at: 0,
            number: 0,
            ended: false,
        };
        reader.ahead = reader.next_sealed()?;
        Ok(reader)
    }

    /// That many bytes.
    pub(crate) fn take(&mut self, count: usize) -> Result<Vec<u8>, Error> {
        let mut taken = Vec::with_capacity(count.min(PIECE));
        while taken.len() < count {
            if self.at == self.piece.len() {
                self.turn()?;
            }
            let now = (count - taken.len()).min(self.piece.len() - self.at);
            taken.extend_from_slice(&self.piece[self.at..self.at + now]);
            self.at += now;
        }
        Ok(taken)
    }

    /// Whether nothing is left.
    pub(crate) fn is_over(&self) -> bool {
        self.ended && self.at == self.piece.len()
    }

    fn turn(&mut self) -> Result<(), Error> {
        if self.ended {
            return Err(Error::Contradiction("it ends in the middle of something".to_owned()));
        }
        let following = self.next_sealed()?;
        let mut piece = std::mem::replace(&mut self.ahead, following);
        self.ended = self.ahead.is_empty();
        self.key.open(self.number, self.ended, &mut piece).map_err(|_| Error::Damaged(self.number))?;
        self.number += 1;
        (self.piece, self.at) = (piece, 0);
        Ok(())
    }

    /// The next piece as it lies in the file; empty at its end.
    fn next_sealed(&mut self) -> Result<Vec<u8>, Error> {
        let mut sealed = Vec::new();
        let most = u64::try_from(PIECE + TAG_LENGTH).unwrap_or(u64::MAX);
        let read = self.file.by_ref().take(most).read_to_end(&mut sealed);
        read.map(|_| sealed).map_err(|error| Error::file(&self.path, &error))
    }
}

/// In hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

fn from_hex(text: &str) -> Option<[u8; 32]> {
    HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}
