//! Readers: connections that only look, each at the state of the moment its transaction began.

use std::sync::{Arc, Mutex, PoisonError};

use super::files::Files;
use super::{Line, line};
use crate::Error;
use crate::tx::{self, Mode, Tx};

/// A read holds its connection no longer than a call, so no more are in use than threads that call.
const IDLE: usize = 16;

pub(super) struct Readers {
    files: Arc<Files>,
    idle: Mutex<Vec<Tx>>,
}

impl Readers {
    pub(super) fn new(files: Arc<Files>) -> Readers {
        Readers { files, idle: Mutex::default() }
    }

    pub(super) fn lend(&self) -> Result<Tx, Error> {
        self.files.is_in_place()?;
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.map_or_else(|| self.another(), Ok)
    }

    /// Looked at before, so that no other file in its place is touched, and after, so that none was opened.
    fn another(&self) -> Result<Tx, Error> {
        self.files.are_in_place()?;
        let line = Line::reading(self.files.path())?;
        self.files.are_in_place()?;
        Ok(Tx::new(tx::Line::Sqlite(line), Mode::Read))
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
