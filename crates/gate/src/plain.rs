//! Every column of the stores says what it holds: a category of the policy, or something that is nobody's.
//!
//! `migrations/plain_columns.txt` lists the second sort. What the database has beyond both keeps the server shut, so no
//! personal value can come to lie in a column that no promise covers.

use store::{Found, Kind};

use crate::column::Column;

const LIST: &str = include_str!("../../../migrations/plain_columns.txt");
const ANY_TABLE: &str = "any table";

/// A column that does not fit what is declared.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Stray {
    /// Nothing says what it holds.
    #[error(
        "`{0}.{1}` says nowhere what it holds. If that is something about a person, name its category in crates/features/src/columns.rs; if not, say in migrations/plain_columns.txt what it is; and if the column is none of this server's, take it out of the database"
    )]
    Unnamed(String, String),
    /// It is declared for another type of value than it can take.
    #[error("`{0}.{1}` is of another type than what is declared for it, which is {2}")]
    OtherType(String, String, &'static str),
    /// A category is declared for it, and it is not there.
    #[error("`{0}.{1}` is declared to hold a person's values, and the database has no such column")]
    Missing(&'static str, &'static str),
}

/// What of a database does not fit what is declared: `columns` hold personal values, the list names all others.
pub fn strays(found: &[Found], columns: &[&Column]) -> Vec<Stray> {
    let mut strays: Vec<Stray> = found.iter().filter_map(|found| stray(found, columns)).collect();
    let has = |column: &Column| found.iter().any(|found| is(found, column));
    let missing = columns.iter().filter(|column| !has(column));
    strays.extend(missing.map(|column| Stray::Missing(column.table, column.name)));
    strays
}

/// The lines about tables of these databases that no column answers to; a column that went should take its line along.
pub fn left_over(found: &[Found]) -> Vec<String> {
    let is_there = |(table, _, _): &Line<'_>| found.iter().any(|found| found.table == *table);
    let answers = |(table, column, _): &Line<'_>| {
        found.iter().any(|found| found.table == *table && found.column == *column)
    };
    let left = lines().filter(|line| is_there(line) && !answers(line));
    left.map(|(table, column, _)| format!("{table}.{column}")).collect()
}

fn is(found: &Found, column: &Column) -> bool {
    found.table == column.table && found.column == column.name
}

fn stray(found: &Found, columns: &[&Column]) -> Option<Stray> {
    let sealed = columns.iter().any(|column| is(found, column)).then_some(Kind::Bytes);
    let Some(declared) = sealed.or_else(|| plain(found)) else {
        return Some(Stray::Unnamed(found.table.clone(), found.column.clone()));
    };
    let fits = found.kind == Some(declared);
    (!fits).then(|| Stray::OtherType(found.table.clone(), found.column.clone(), words(declared)))
}

fn words(kind: Kind) -> &'static str {
    match kind {
        Kind::Int => "BIGINT",
        Kind::Text => "TEXT",
        Kind::Bytes => "BYTEA",
    }
}

/// Table, column and what it is.
type Line<'l> = (&'l str, &'l str, &'l str);

fn lines() -> impl Iterator<Item = Line<'static>> {
    let mut table = "";
    LIST.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).filter_map(
        move |line| {
            if let Some(name) = line.strip_prefix('[') {
                table = name.trim_end_matches(']');
                return None;
            }
            line.split_once(" = ").map(|(column, what)| (table, column, what))
        },
    )
}

/// The type that the list gives it, if the list has it. A line of its own table counts before one for any table.
fn plain(found: &Found) -> Option<Kind> {
    let named = |of: &str| lines().find(|(table, column, _)| *table == of && *column == found.column);
    named(&found.table).or_else(|| named(ANY_TABLE)).and_then(|(_, _, what)| kind_of(what))
}

fn kind_of(what: &str) -> Option<Kind> {
    match what {
        "id" | "hash" | "key" | "ledger" => Some(Kind::Bytes),
        "moment" | "count" | "money" => Some(Kind::Int),
        "word" | "code" | "own" => Some(Kind::Text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Class;

    static PHONE: Column = Column::new("customer", "phone", "contact.phone", Class::Account);

    fn found(table: &str, column: &str, kind: Kind) -> Found {
        Found { table: table.to_owned(), column: column.to_owned(), kind: Some(kind) }
    }

    #[test]
    fn every_line_of_the_list_says_what_it_is_in_a_known_word() {
        for (table, column, what) in lines() {
            assert!(!table.is_empty() && kind_of(what).is_some(), "{table}.{column} = {what}");
        }
    }

    #[test]
    fn a_sealed_and_a_plain_column_fit() {
        let found = [found("customer", "phone", Kind::Bytes), found("customer", "state", Kind::Text)];
        assert_eq!(strays(&found, &[&PHONE]), []);
    }

    #[test]
    fn a_column_that_nothing_names_is_told_with_its_table() {
        let note = found("orders", "note", Kind::Text);
        assert_eq!(strays(&[note], &[]), [Stray::Unnamed("orders".to_owned(), "note".to_owned())]);
    }

    #[test]
    fn a_column_that_is_plain_in_one_table_is_not_plain_in_another() {
        assert!(matches!(strays(&[found("orders", "username", Kind::Text)], &[])[..], [Stray::Unnamed(..)]));
    }

    #[test]
    fn a_personal_value_has_no_place_in_a_column_for_plain_text() {
        let open = [found("customer", "phone", Kind::Text)];
        assert!(matches!(strays(&open, &[&PHONE])[..], [Stray::OtherType(..)]));
        let name = [found("session", "created_at", Kind::Text)];
        assert!(matches!(strays(&name, &[])[..], [Stray::OtherType(..)]));
    }

    #[test]
    fn a_declared_column_that_is_not_there_is_told() {
        assert_eq!(strays(&[], &[&PHONE]), [Stray::Missing("customer", "phone")]);
    }
}
