//! Values on their way into and out of rows.

use crate::{Error, Id, Time};

/// The three kinds of column: `BIGINT`, `TEXT`, `BYTEA`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `BIGINT`: numbers, moments, money in minor units, yes (1) and no (0).
    Int,
    /// `TEXT`.
    Text,
    /// `BYTEA`: ids, hashes, sealed values.
    Bytes,
}

/// One value. Has no `Debug`, since it may be a person's.
#[derive(Clone, PartialEq, Eq)]
pub enum Value {
    /// No value. It keeps its kind, because PostgreSQL types a parameter even when nothing is in it.
    Null(Kind),
    /// A whole number.
    Int(i64),
    /// A text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
}

impl Value {
    /// The kind of column it fits.
    pub fn kind(&self) -> Kind {
        match self {
            Value::Null(kind) => *kind,
            Value::Int(_) => Kind::Int,
            Value::Text(_) => Kind::Text,
            Value::Bytes(_) => Kind::Bytes,
        }
    }

    /// What it is, in words that show nothing of it.
    fn described(&self) -> &'static str {
        match self {
            Value::Null(_) => "no value",
            Value::Int(_) => "a number",
            Value::Text(_) => "a text",
            Value::Bytes(_) => "bytes",
        }
    }
}

/// What can be a parameter of a statement.
pub trait ToValue {
    /// The kind of column it goes to.
    const KIND: Kind;

    /// The parameter.
    fn to_value(&self) -> Value;
}

/// What can be taken from a row.
pub trait FromValue: Sized {
    /// What is expected, such as `a number`, for the error.
    const EXPECTED: &'static str;

    /// The value as this type, or `None` when it is something else.
    fn from_value(value: Value) -> Option<Self>;
}

/// Converts, and says in words what did not fit.
pub(crate) fn convert<T: FromValue>(value: Value, column: usize) -> Result<T, Error> {
    let found = value.described();
    T::from_value(value)
        .ok_or_else(|| Error::Broken(format!("column {column} holds {found}, not {}", T::EXPECTED)))
}

macro_rules! to_value {
    ($($kind:ident: $($type:ty),+ => |$value:ident| $made:expr;)+) => {$($(
        impl ToValue for $type {
            const KIND: Kind = Kind::$kind;
            fn to_value(&self) -> Value {
                let $value = self;
                Value::$kind($made)
            }
        }
    )+)+};
}

to_value! {
    Int: i64 => |n| *n;
    Int: i32, u32, bool => |n| i64::from(*n);
    Int: Time => |time| time.0;
    Text: str, String => |text| text.to_owned();
    Bytes: [u8], Vec<u8> => |bytes| bytes.to_vec();
    Bytes: Id => |id| id.0.to_vec();
}

impl<const N: usize> ToValue for [u8; N] {
    const KIND: Kind = Kind::Bytes;

    fn to_value(&self) -> Value {
        Value::Bytes(self.to_vec())
    }
}

impl<T: ToValue + ?Sized> ToValue for &T {
    const KIND: Kind = T::KIND;

    fn to_value(&self) -> Value {
        (**self).to_value()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    const KIND: Kind = T::KIND;

    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null(T::KIND), ToValue::to_value)
    }
}

macro_rules! from_value {
    ($($type:ty, $expected:literal: $pattern:pat => $made:expr;)+) => {$(
        impl FromValue for $type {
            const EXPECTED: &'static str = $expected;
            fn from_value(value: Value) -> Option<Self> {
                match value {
                    $pattern => $made,
                    _ => None,
                }
            }
        }
    )+};
}

from_value! {
    i64, "a number": Value::Int(n) => Some(n);
    bool, "0 or 1": Value::Int(n @ (0 | 1)) => Some(n == 1);
    Time, "a moment": Value::Int(n) => Some(Time(n));
    String, "a text": Value::Text(text) => Some(text);
    Vec<u8>, "bytes": Value::Bytes(bytes) => Some(bytes);
    Id, "an id of 16 bytes": Value::Bytes(bytes) => bytes.try_into().ok().map(Id);
}

impl<const N: usize> FromValue for [u8; N] {
    const EXPECTED: &'static str = "bytes of a fixed length";

    fn from_value(value: Value) -> Option<Self> {
        if let Value::Bytes(bytes) = value { bytes.try_into().ok() } else { None }
    }
}

impl<T: FromValue> FromValue for Option<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Null(_) => Some(None),
            value => T::from_value(value).map(Some),
        }
    }
}
