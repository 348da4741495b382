//! Rows on their way from PostgreSQL.

use tokio_postgres::types::{FromSql, Type};

use crate::Error;
use crate::sql::Row;
use crate::value::{Kind, Value};

pub(super) fn read(row: &tokio_postgres::Row) -> Result<Row, Error> {
    let columns = row.columns().iter().enumerate();
    columns.map(|(n, column)| value(row, n, column.type_())).collect::<Result<_, _>>().map(Row)
}

fn value(row: &tokio_postgres::Row, n: usize, ty: &Type) -> Result<Value, Error> {
    match *ty {
        Type::INT8 => taken(row, n, Value::Int),
        Type::INT4 => taken(row, n, |v: i32| Value::Int(v.into())),
        Type::INT2 => taken(row, n, |v: i16| Value::Int(v.into())),
        Type::BOOL => taken(row, n, |v: bool| Value::Int(v.into())),
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME => taken(row, n, Value::Text),
        Type::BYTEA => taken(row, n, Value::Bytes),
        Type::NUMERIC => taken(row, n, |Whole(v)| Value::Int(v)),
        ref other => Err(Error::Broken(format!("column {n} is of type {other}, which SQLite does not have"))),
    }
}

fn taken<'r, T: FromSql<'r>>(
    row: &'r tokio_postgres::Row,
    n: usize,
    make: impl Fn(T) -> Value,
) -> Result<Value, Error> {
    let found = row.try_get::<_, Option<T>>(n);
    let found =
        found.map_err(|_| Error::Broken(format!("column {n} does not fit a number of 64 bits or a text")))?;
    Ok(found.map_or(Value::Null(Kind::Int), make))
}

/// A `NUMERIC` without a fraction, which is what `sum` of a `BIGINT` is here and a plain number on SQLite.
struct Whole(i64);

impl<'r> FromSql<'r> for Whole {
    fn from_sql(_: &Type, raw: &'r [u8]) -> Result<Whole, Box<dyn std::error::Error + Sync + Send>> {
        whole(raw).map(Whole).ok_or_else(|| "not a whole number of 64 bits".into())
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::NUMERIC
    }
}

/// The wire form: count, weight, sign and scale of 16 bits each, then that many digits to the base of 10,000, the
/// first of which counts 10,000 to the power of the weight. Zeros at the end are left out.
fn whole(raw: &[u8]) -> Option<i64> {
    let words: Vec<u16> = raw.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    let [count, weight, sign, _scale, digits @ ..] = words.as_slice() else { return None };
    let places = usize::try_from(i32::from(weight.cast_signed()) + 1).unwrap_or(0);
    if digits.len() != usize::from(*count) || digits.len() > places || places > 6 {
        return None;
    }
    let padded = digits.iter().copied().chain(std::iter::repeat(0)).take(places);
    let size = padded.fold(0i128, |sum, digit| sum * 10_000 + i128::from(digit));
    match sign {
        0x0000 => i64::try_from(size).ok(),
        0x4000 => i64::try_from(-size).ok(),
        _ => None,
    }
}
