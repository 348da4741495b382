//! Readers: connections that only look, each at the state of the moment its transaction began.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::{Line, line};
use crate::Error;
use crate::tx::{self, Mode, Tx};

/// A read holds its connection no longer than a call, so no more are in use than threads that call.
const IDLE: usize = 16;

pub(super) struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Tx>>,
}

impl Readers {
    pub(super) fn new(path: &Path) -> Readers {
        Readers { path: path.to_owned(), idle: Mutex::default() }
    }

    pub(super) fn lend(&self) -> Result<Tx, Error> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| Ok(Tx::new(tx::Line::Sqlite(Line::reading(&self.path)?), Mode::Read)), Ok)
    }

    /// Keeps a connection for the next read, unless its transaction would not end.
    pub(super) fn take_back(&self, mut tx: Tx) {
        if line(&mut tx).is_ok_and(|line| line.in_transaction()) {
            return;
        }
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE {
            idle.push(tx);
        }
    }
}
