//! Statements with their parameters, and the rows that come back.

use std::fmt;

use crate::value::{Kind, Value, convert};
use crate::{Error, FromValue};

/// Values for a statement that takes eight of them, such as `IN ($2, $3, $4, $5, $6, $7, $8, $9)`: where fewer are left, the
/// last stands there several times.
pub fn eights<T: Copy>(all: &[T]) -> impl Iterator<Item = [T; 8]> {
    all.chunks(8).map(|some| std::array::from_fn(|n| some[n.min(some.len() - 1)]))
}

/// A statement and its parameters. Made by [`sql!`](crate::sql!).
///
/// The text is a constant of the program: it cannot be put together from what somebody typed.
pub struct Sql {
    pub(crate) text: &'static str,
    pub(crate) values: Vec<Value>,
}

impl Sql {
    /// A statement from its text and its parameters in the order of their numbers.
    pub fn new(text: &'static str, values: Vec<Value>) -> Sql {
        Sql { text, values }
    }
}

impl fmt::Debug for Sql {
    /// The text alone; the parameters may be a person's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sql({:?}, {} parameters)", self.text, self.values.len())
    }
}

/// A statement with its parameters: `sql!("SELECT at FROM choice WHERE customer_id = $1", customer)`.
///
/// The first parameter is `$1`; a number may occur more than once and in any order. Parameters are looked at, not
/// taken: text, bytes, numbers, yes and no, [`Id`](crate::Id), [`Time`](crate::Time), and `Option`s of these.
#[macro_export]
macro_rules! sql {
    ($text:expr $(, $value:expr)* $(,)?) => {
        $crate::Sql::new($text, ::std::vec![$($crate::ToValue::to_value(&$value)),*])
    };
}

/// One row of an answer.
pub struct Row(pub(crate) Vec<Value>);

impl Row {
    /// Takes the value out of a column, counted from 0. A second time it is no longer there.
    ///
    /// # Errors
    /// [`Error::Broken`] when there is no such column or it holds something else.
    pub fn take<T: FromValue>(&mut self, column: usize) -> Result<T, Error> {
        let width = self.0.len();
        let place = self.0.get_mut(column);
        let place = place.ok_or_else(|| Error::Broken(format!("there is no column {column} of {width}")))?;
        convert(std::mem::replace(place, Value::Null(Kind::Int)), column)
    }
}

impl fmt::Debug for Row {
    /// Its width alone; the values may be a person's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Row({} columns)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Id, Time};

    fn row_of(sql: Sql) -> Row {
        Row(sql.values)
    }

    #[test]
    fn every_type_comes_back_as_it_went_in() {
        let (id, name, hash) = (Id([7; 16]), String::from("Ada"), [9u8; 32]);
        let mut row = row_of(sql!(
            "",
            id,
            &name,
            &hash,
            Time(5),
            true,
            34,
            None::<&str>,
            Some(&name),
            [1u8, 2].as_slice()
        ));
        assert_eq!(row.take(0), Ok(id));
        assert_eq!(row.take(1), Ok(name.clone()));
        assert_eq!(row.take(2), Ok(hash));
        assert_eq!(row.take(3), Ok(Time(5)));
        assert_eq!(row.take(4), Ok(true));
        assert_eq!(row.take(5), Ok(34i64));
        assert_eq!(row.take(6), Ok(None::<String>));
        assert_eq!(row.take(7), Ok(Some(name)));
        assert_eq!(row.take(8), Ok(vec![1u8, 2]));
    }

    #[test]
    fn a_wrong_type_is_an_error_that_shows_no_value() {
        let mut row = row_of(sql!("", "ada@example.org"));
        let error = row.take::<i64>(0).unwrap_err();
        assert_eq!(error, Error::Broken("column 0 holds a text, not a number".into()));
    }

    #[test]
    fn a_missing_value_or_column_is_an_error() {
        let mut row = row_of(sql!("", None::<i64>));
        assert!(row.take::<i64>(0).is_err());
        assert!(row.take::<i64>(1).is_err());
    }

    #[test]
    fn a_number_that_is_neither_0_nor_1_is_no_answer_to_a_yes_or_no() {
        assert!(row_of(sql!("", 2)).take::<bool>(0).is_err());
    }

    #[test]
    fn neither_a_statement_nor_a_row_shows_its_values() {
        let sql = sql!("SELECT $1", "ada@example.org");
        let shown = format!("{sql:?} {:?}", Row(sql.values.clone()));
        assert_eq!(shown, r#"Sql("SELECT $1", 1 parameters) Row(1 columns)"#);
    }
}
