//! The two texts of a backup: what it was made of, and what it came to.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use store::{Table, Tally, Time};

use crate::{Error, Head, file::hex};

/// What a backup was made of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Begin {
    /// The program that made it.
    pub program: String,
    /// The engine it was taken from.
    pub engine: String,
    /// Steps of the schema that the database had been through, oldest first.
    pub steps: Vec<StepTaken>,
}

/// A step of the schema.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepTaken {
    /// Its number.
    pub number: i64,
    /// SHA-256 of its statements, in hexadecimal.
    pub sha256: String,
}

/// What a backup came to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct End {
    /// Each table's rows and their sum.
    pub tables: BTreeMap<String, Total>,
    /// When the newest erasure was that the database knew of, in microseconds since 1970.
    pub newest_erasure: Option<i64>,
}

/// Rows of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// How many.
    pub rows: u64,
    /// The SHA-256 of each, added up, in hexadecimal.
    pub sum: String,
}

impl From<&Tally> for Total {
    fn from(tally: &Tally) -> Total {
        Total { rows: tally.rows, sum: hex(&tally.sum) }
    }
}

/// A backup that holds.
#[derive(Clone, Debug)]
pub struct Summary {
    /// Which database, and when.
    pub head: Head,
    /// What it was made of.
    pub begin: Begin,
    /// What it came to.
    pub end: End,
}

impl Summary {
    /// Rows of all tables.
    pub fn rows(&self) -> u64 {
        self.end.tables.values().map(|total| total.rows).sum()
    }

    /// When the newest erasure was that it knows of.
    pub fn newest_erasure(&self) -> Option<Time> {
        self.end.newest_erasure.map(Time)
    }
}

/// Counts rows as they come by.
#[derive(Default)]
pub(crate) struct Count {
    tables: BTreeMap<String, Tally>,
}

impl Count {
    pub(crate) fn table(&mut self, table: &Table) {
        self.tables.entry(table.name.clone()).or_default();
    }

    pub(crate) fn row(&mut self, table: &Table, row: &[store::Value]) {
        self.tables.entry(table.name.clone()).or_default().add(table, row);
    }

    pub(crate) fn totals(&self) -> BTreeMap<String, Total> {
        self.tables.iter().map(|(name, tally)| (name.clone(), Total::from(tally))).collect()
    }
}

pub(crate) fn parsed<T: for<'d> Deserialize<'d>>(text: &[u8]) -> Result<T, Error> {
    serde_json::from_slice(text)
        .map_err(|_| Error::Contradiction("a text about the whole cannot be read".to_owned()))
}

pub(crate) fn written<T: Serialize>(value: &T) -> Result<Vec<u8>, Error> {
    serde_json::to_vec(value)
        .map_err(|_| Error::Contradiction("a text about the whole cannot be written".to_owned()))
}
