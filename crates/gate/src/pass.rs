//! What the gate gives: a pass to open values after the commit, a sealer to write them inside it.

use std::sync::Arc;

use policy::{Mask, Policy};
use store::{Dice, Id};
use vault::{Opened, Place};

use crate::{
    column::{Column, Sealed},
    keyring::CustomerKeys,
    stop::Fault,
};

/// Proof that the ledger line is durable: opens one customer's values of the categories that the policy allows.
pub struct Pass {
    pub(crate) customer: Id,
    pub(crate) mask: Mask,
    pub(crate) keys: Arc<CustomerKeys>,
    pub(crate) policy: Arc<Policy>,
    pub(crate) at: &'static str,
}

impl Pass {
    /// Opens a value; `None` when the policy withholds this category here, which a page shows as a redaction.
    pub fn open(&self, sealed: &Sealed) -> Result<Option<Opened>, Fault> {
        let column = sealed.column;
        if !allowed(&self.policy, self.mask, column, self.at)? {
            return Ok(None);
        }
        let tampered = |_| Fault::Tampered { table: column.table, column: column.name };
        let key = self.keys.class(column.class)?;
        key.open(&place(column, &self.customer, &sealed.row), &sealed.bytes).map(Some).map_err(tampered)
    }

    /// Opens a value that may be absent.
    pub fn open_maybe(&self, sealed: Option<&Sealed>) -> Result<Option<Opened>, Fault> {
        sealed.map_or(Ok(None), |sealed| self.open(sealed))
    }

    /// Opens a value without which the caller cannot go on; withheld counts as undeclared.
    pub fn need(&self, sealed: &Sealed) -> Result<Opened, Fault> {
        self.open(sealed)?.ok_or(Fault::Undeclared(sealed.column.leaf, self.at))
    }

    /// Whether the policy lets this category through here.
    pub fn allows(&self, leaf: &str) -> bool {
        self.policy.leaf(leaf).is_some_and(|leaf| self.mask.contains(leaf))
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
}

impl Sealer {
    /// Seals a value for a row of this customer.
    pub fn seal(&self, column: &'static Column, row: Id, plain: &str) -> Result<Vec<u8>, Fault> {
        if !allowed(&self.policy, self.mask, column, self.at)? {
            return Err(Fault::Undeclared(column.leaf, self.at));
        }
        let key = self.keys.class(column.class)?;
        Ok(key.seal(self.dice.bytes(), &place(column, &self.customer, &row), plain.as_bytes()))
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

fn allowed(policy: &Policy, mask: Mask, column: &Column, at: &'static str) -> Result<bool, Fault> {
    let leaf = policy.leaf(column.leaf).ok_or(Fault::Undeclared(column.leaf, at))?;
    Ok(mask.contains(leaf))
}

fn place<'a>(column: &'a Column, customer: &'a Id, row: &'a Id) -> Place<'a> {
    Place {
        table: column.table,
        column: column.name,
        customer: &customer.0,
        row: &row.0,
        class: column.class.name(),
        key_version: 1,
    }
}
