//! What the gate gives: a pass to open values after the commit, a sealer to write them inside it.

use std::sync::Arc;

use policy::{Mask, Policy};
use store::{Dice, Id, Time};
use vault::{Opened, OpenedBytes, Place};

use crate::{
    chain::Last,
    column::{Class, Column, Sealed},
    durable::Durable,
    editions::Editions,
    keys::CustomerKeys,
    stop::Fault,
    term::{Began, Counted},
};

/// Proof that the ledger line is durable: opens one customer's values of the categories that the policy allows.
pub struct Pass {
    pub(crate) customer: Id,
    pub(crate) mask: Mask,
    /// The line that stands for all that this pass opens.
    pub(crate) line: Durable,
    pub(crate) keys: Arc<CustomerKeys>,
    pub(crate) editions: Arc<Editions>,
    /// The first earlier edition whose terms bind this customer's values too.
    pub(crate) keeps: usize,
    pub(crate) now: Time,
    pub(crate) at: &'static str,
}

impl Pass {
    /// Opens a value; `None` when the policy withholds this category here, which a page shows as a redaction, and when the
    /// value's time is over, whether or not it is destroyed already.
    pub fn open(&self, sealed: &Sealed) -> Result<Option<Opened>, Fault> {
        let column = sealed.column;
        let data = data_of(self.policy(), column, self.at)?;
        if !self.mask.covers(data) || self.ended(sealed, data)? {
            return Ok(None);
        }
        let place = place(column, &self.customer, &sealed.row);
        let (key, number) =
            self.keys.for_opening(self.line, column.class, &sealed.bytes, (column.table, column.name))?;
        let opened = key.open(&Place { key_version: number, ..place }, &sealed.bytes);
        opened.map(Some).map_err(|_| self.keys.tampered(column.table, column.name))
    }

    /// Opens a line of the ledger.
    pub(crate) fn open_line(&self, place: Place, body: &[u8]) -> Result<OpenedBytes, Fault> {
        let (key, number) = self.keys.for_opening(self.line, Class::Ledger, body, ("ledger", "body"))?;
        let opened = key.open_bytes(&Place { key_version: number, ..place }, body);
        opened.map_err(|_| self.keys.tampered("ledger", "body"))
    }

    /// Opens a value that may be absent.
    pub fn open_maybe(&self, sealed: Option<&Sealed>) -> Result<Option<Opened>, Fault> {
        sealed.map_or(Ok(None), |sealed| self.open(sealed))
    }

    /// Opens a value without which the caller cannot go on; withheld counts as undeclared.
    pub fn need(&self, sealed: &Sealed) -> Result<Opened, Fault> {
        self.open(sealed)?.ok_or(Fault::Undeclared(sealed.column.leaf, self.at))
    }

    /// Whether the time of this value is over: so a page can say why it stays shut.
    ///
    /// # Errors
    /// [`Fault::Ageless`] when its row does not say since when it is kept.
    pub fn is_over(&self, sealed: &Sealed) -> Result<bool, Fault> {
        self.ended(sealed, data_of(self.policy(), sealed.column, self.at)?)
    }

    fn ended(&self, sealed: &Sealed, data: Mask) -> Result<bool, Fault> {
        let Column { table, name, class, .. } = *sealed.column;
        match (class.counted(), sealed.began) {
            (Counted::While(_), _) | (_, Began::NotYet) => Ok(false),
            (Counted::After(_), Began::Unsaid) => Err(Fault::Ageless { table, column: name }),
            (Counted::After(_), Began::At(since)) => {
                let over = |leaf| self.editions.is_over(leaf, self.keeps, since, self.now);
                Ok(data.iter().any(over))
            }
        }
    }

    fn policy(&self) -> &Policy {
        &self.editions.now.policy
    }

    /// Whether the policy lets this category through here.
    pub fn allows(&self, leaf: &str) -> bool {
        self.policy().leaf(leaf).is_some_and(|leaf| self.mask.contains(leaf))
    }

    /// Whose values this pass opens.
    pub fn customer(&self) -> Id {
        self.customer
    }
}

/// Seals values inside the transaction that also writes their ledger line.
pub struct Sealer {
    pub(crate) customer: Id,
    pub(crate) mask: Mask,
    pub(crate) keys: Arc<CustomerKeys>,
    pub(crate) policy: Arc<Policy>,
    pub(crate) dice: Dice,
    pub(crate) at: &'static str,
    /// The line that was written for this work.
    pub(crate) last: Last,
}

impl Sealer {
    /// Seals a value for a row of this customer.
    pub fn seal(&self, column: &'static Column, row: Id, plain: &str) -> Result<Vec<u8>, Fault> {
        if !self.may_seal(column)? {
            return Err(Fault::Undeclared(column.leaf, self.at));
        }
        let place = place(column, &self.customer, &row);
        self.keys.seal(column.class, self.dice.bytes(), place, plain.as_bytes())
    }

    /// Whether the policy lets everything through that goes into values of this column.
    ///
    /// # Errors
    /// [`Fault::Undeclared`] when it lacks a word for some of it.
    pub fn may_seal(&self, column: &Column) -> Result<bool, Fault> {
        Ok(self.mask.covers(data_of(&self.policy, column, self.at)?))
    }

    /// Seals a value that may be absent.
    pub fn seal_maybe(
        &self,
        column: &'static Column,
        row: Id,
        plain: Option<&str>,
    ) -> Result<Option<Vec<u8>>, Fault> {
        plain.map(|plain| self.seal(column, row, plain)).transpose()
    }

    /// Seals an opened value for another place: it moves without being shown.
    pub fn carry(&self, column: &'static Column, row: Id, value: &Opened) -> Result<Vec<u8>, Fault> {
        self.seal(column, row, value.show())
    }

    /// Whether the policy lets this category through here.
    pub fn allows(&self, leaf: &str) -> bool {
        self.policy.leaf(leaf).is_some_and(|leaf| self.mask.contains(leaf))
    }

    /// Whose values this seals.
    pub fn customer(&self) -> Id {
        self.customer
    }
}

fn data_of(policy: &Policy, column: &Column, at: &'static str) -> Result<Mask, Fault> {
    column.leaves().try_fold(Mask::EMPTY, |data, name| {
        policy.leaf(name).map(|leaf| data.with(leaf)).ok_or(Fault::Undeclared(name, at))
    })
}

/// The key's version is named by the keys, at sealing as at opening.
pub(crate) fn place<'a>(column: &'a Column, customer: &'a Id, row: &'a Id) -> Place<'a> {
    Place {
        table: column.table,
        column: column.name,
        customer: &customer.0,
        row: &row.0,
        class: column.class.name(),
        key_version: 0,
    }
}
