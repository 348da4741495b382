//! Columns that hold sealed values, each with the category of the policy that it holds and the class of its key.

use store::{Id, Time};

use crate::term::Began;

/// A retention class: values of one class share a key and are forgotten together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// The account itself: name, contact, password, address book.
    Account,
    /// Orders, which tax law keeps longer than the account: pieces, payment, delivery facts.
    Orders,
    /// Who an order is for: name, e-mail, phone and addresses on checkouts and orders.
    Contact,
    /// The age question and the guardian's address.
    Clearance,
    /// Basket and wish list.
    Basket,
    /// Saved cards.
    Cards,
    /// Requests and complaints.
    Care,
    /// The person's ledger.
    Ledger,
}

impl Class {
    /// Every class.
    pub const ALL: [Class; 8] = [
        Class::Account,
        Class::Orders,
        Class::Contact,
        Class::Clearance,
        Class::Basket,
        Class::Cards,
        Class::Care,
        Class::Ledger,
    ];

    /// The class's name, as it stands in keys, associated data and certificates.
    pub fn name(self) -> &'static str {
        match self {
            Class::Account => "account",
            Class::Orders => "orders",
            Class::Contact => "order-contact",
            Class::Clearance => "clearance",
            Class::Basket => "basket",
            Class::Cards => "cards",
            Class::Care => "care",
            Class::Ledger => "ledger",
        }
    }
}

/// A database column that holds a personal value.
#[derive(Debug)]
pub struct Column {
    /// Its table.
    pub table: &'static str,
    /// Its name there.
    pub name: &'static str,
    /// What it holds, as the policy names it.
    pub leaf: &'static str,
    /// What else goes into the same value: it opens only where the policy lets all of it through.
    pub also: &'static [&'static str],
    /// Whose key seals it.
    pub class: Class,
}

impl Column {
    /// A column; meant for constants.
    pub const fn new(table: &'static str, name: &'static str, leaf: &'static str, class: Class) -> Column {
        Column { table, name, leaf, also: &[], class }
    }

    /// The same column, whose values are made of these kinds of data too.
    pub const fn mixed_with(self, also: &'static [&'static str]) -> Column {
        Column { also, ..self }
    }

    /// Every kind of data that goes into its values.
    pub fn leaves(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.leaf).chain(self.also.iter().copied())
    }

    /// A value of this column as it came from the row with that id.
    pub fn sealed(&'static self, row: Id, bytes: Vec<u8>) -> Sealed {
        Sealed { column: self, row, bytes, began: Began::Unsaid }
    }

    /// The same for a column that may be empty.
    pub fn maybe(&'static self, row: Id, bytes: Option<Vec<u8>>) -> Option<Sealed> {
        bytes.map(|bytes| self.sealed(row, bytes))
    }
}

/// A personal value as the database holds it. It opens only through a [`crate::Pass`].
pub struct Sealed {
    pub(crate) column: &'static Column,
    pub(crate) row: Id,
    pub(crate) bytes: Vec<u8>,
    pub(crate) began: Began,
}

impl Sealed {
    /// When what its term counts from happened; nothing if it has not happened yet. A value of a class that counts from
    /// an event does not open without it.
    pub fn since(mut self, event: Option<Time>) -> Sealed {
        self.began = event.map_or(Began::NotYet, Began::At);
        self
    }
}
