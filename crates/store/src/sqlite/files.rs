//! The database file and its folder belong to this user alone, and stay where they are.

use std::fs::{self, DirBuilder, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::Error;

/// The database file, its write-ahead log and the log's index, known by what they were when they were opened.
///
/// An open file can be deleted or replaced. SQLite would write on to the one that has no name any more, and each new
/// connection would read the other one.
pub(super) struct Files {
    paths: [PathBuf; 3],
    opened: [Option<(u64, u64)>; 3],
}

impl Files {
    /// As they are while the writer has them open.
    pub(super) fn opened(path: &Path) -> Files {
        let paths = ["", "-wal", "-shm"].map(|end| {
            let mut name = path.as_os_str().to_owned();
            name.push(end);
            PathBuf::from(name)
        });
        Files { opened: paths.each_ref().map(|path| number(path)), paths }
    }

    pub(super) fn path(&self) -> &Path {
        &self.paths[0]
    }

    /// Whether each is still the file that was opened.
    pub(super) fn are_in_place(&self) -> Result<(), Error> {
        let found = self.paths.each_ref().map(|path| number(path));
        if found == self.opened { Ok(()) } else { Err(Error::Moved) }
    }

    /// The same of the database alone, which costs a third, for whoever only looks.
    pub(super) fn is_in_place(&self) -> Result<(), Error> {
        if number(&self.paths[0]) == self.opened[0] { Ok(()) } else { Err(Error::Moved) }
    }
}

/// Device and number of a file that is there.
fn number(path: &Path) -> Option<(u64, u64)> {
    fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

/// Makes what is missing, and closes the file to others where it was open. SQLite gives its write-ahead log the
/// same mode as the file.
pub(super) fn prepare(path: &Path) -> Result<(), Error> {
    let made = folder(path).and_then(|()| file(path));
    made.map_err(|error| Error::Unavailable(format!("the file cannot be opened: {}", error.kind())))
}

fn folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => {
            DirBuilder::new().recursive(true).mode(0o700).create(folder)
        }
        _ => Ok(()),
    }
}

fn file(path: &Path) -> io::Result<()> {
    OpenOptions::new().create(true).append(true).mode(0o600).open(path)?;
    fs::set_permissions(path, Permissions::from_mode(0o600))
}
