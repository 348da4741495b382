//! The database file and its folder belong to this user alone.

use std::fs::{self, DirBuilder, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use crate::Error;

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
