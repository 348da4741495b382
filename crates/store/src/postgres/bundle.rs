//! Writes that travel as one statement.
//!
//! A statement costs PostgreSQL and its driver a message, an answer and two awakenings, several times what its row costs.
//! So writes to different tables go together, `WITH a AS (INSERT …), b AS (UPDATE …) DELETE …`, and equal inserts as several
//! rows of one. PostgreSQL shows all parts of such a statement the same moment and runs them in no promised order
//! (its manual, “Data-Modifying Statements in WITH”). That is the same as one after the other as long as no part looks at another table and no
//! table occurs twice; whatever else a queue holds goes in a statement behind.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::sql::Sql;
use crate::value::Value;
use crate::{Error, placeholders};

/// The most tables in one statement, and the most rows for one of them. Each combination is prepared once on each connection.
const TABLES: usize = 16;
const ROWS: usize = 8;

/// Writes that go together.
pub(super) struct Bundle<'q>(Vec<Part<'q>>);

/// Writes to one table: one statement, with as many sets of parameters as it makes rows.
struct Part<'q> {
    /// None for a statement that goes alone.
    table: Option<&'static str>,
    rows: Vec<&'q Sql>,
}

/// Cuts a queue into as few statements as do the same, or each into its own.
pub(super) fn bundles(queue: &[Sql], together: bool) -> Vec<Bundle<'_>> {
    let mut all: Vec<Bundle> = Vec::new();
    for sql in queue {
        if !all.last_mut().is_some_and(|last| together && last.takes(sql)) {
            all.push(Bundle(vec![Part::of(sql)]));
        }
    }
    all
}

impl<'q> Bundle<'q> {
    fn takes(&mut self, sql: &'q Sql) -> bool {
        let part = Part::of(sql);
        if part.table.is_none() || self.0.iter().any(|part| part.table.is_none()) {
            return false;
        }
        if let Some(other) = self.0.iter_mut().find(|other| other.table == part.table) {
            return other.takes(sql);
        }
        let fits = self.0.len() < TABLES;
        if fits {
            self.0.push(part);
        }
        fits
    }

    /// The parameters, in the order of their numbers.
    pub(super) fn values(&self) -> impl ExactSizeIterator<Item = &'q Value> {
        let values: Vec<&Value> = self.statements().flat_map(|sql| &sql.values).collect();
        values.into_iter()
    }

    fn statements(&self) -> impl Iterator<Item = &'q Sql> {
        self.0.iter().flat_map(|part| part.rows.iter().copied())
    }
}

impl<'q> Part<'q> {
    fn of(sql: &'q Sql) -> Part<'q> {
        Part { table: table(sql.text), rows: vec![sql] }
    }

    fn takes(&mut self, sql: &'q Sql) -> bool {
        let alike = self.rows.len() < ROWS && self.rows.iter().all(|row| row.text == sql.text);
        let fits = alike && Insert::read(sql.text).is_some_and(|insert| insert.differs(&self.rows, sql));
        if fits {
            self.rows.push(sql);
        }
        fits
    }

    /// Its text, where so many parameters stand before.
    fn text(&self, before: usize) -> String {
        let text = self.rows.first().map_or("", |row| row.text);
        let Some(insert) = Insert::read(text).filter(|_| self.rows.len() > 1) else {
            return placeholders::shifted(text, before);
        };
        let each = placeholders::count(text);
        let rows = (0..self.rows.len()).map(|n| placeholders::shifted(insert.row, before + n * each));
        format!("{}{}{}", insert.head, rows.collect::<Vec<_>>().join(", "), insert.tail)
    }
}

/// The one table that a write touches; none where it reads, answers or is something else.
fn table(text: &'static str) -> Option<&'static str> {
    let starts = ["INSERT INTO ", "UPDATE ", "DELETE FROM "];
    let rest = starts.iter().find_map(|start| text.strip_prefix(start))?;
    let looks = ["SELECT", "RETURNING"].iter().any(|word| text.contains(word));
    rest.split([' ', '(', '\n']).next().filter(|_| !looks)
}

/// An insert of one row, which can become one of several.
struct Insert {
    /// Up to and with `VALUES `.
    head: &'static str,
    /// `($1, $2, …)`.
    row: &'static str,
    /// What to do with a row that is there already.
    tail: &'static str,
    /// Which parameters are the key by which a row is there already and is changed: PostgreSQL changes no row twice.
    key: Vec<usize>,
}

impl Insert {
    fn read(text: &'static str) -> Option<Insert> {
        let at = text.find("VALUES (")? + "VALUES ".len();
        let (head, rest) = text.split_at_checked(at)?;
        let (row, tail) = rest.split_at_checked(rest.find(')')? + 1)?;
        let plain = !row[1..].contains('(') && row.matches('\'').count() % 2 == 0 && !tail.contains('$');
        let key = if tail.contains("DO UPDATE") { key(head, row, tail)? } else { Vec::new() };
        plain.then_some(Insert { head, row, tail, key })
    }

    /// Whether this row is another one than those.
    fn differs(&self, rows: &[&Sql], sql: &Sql) -> bool {
        self.key.is_empty()
            || rows.iter().all(|row| self.key.iter().any(|&n| row.values.get(n) != sql.values.get(n)))
    }
}

/// Which parameters go to the columns after `ON CONFLICT`; none when one of them gets something else.
fn key(head: &str, row: &str, tail: &str) -> Option<Vec<usize>> {
    let (columns, values) = (listed(head)?, listed(row)?);
    let number = |column: &str| {
        let at = columns.iter().position(|one| *one == column)?;
        values.get(at)?.strip_prefix('$')?.parse::<usize>().ok()?.checked_sub(1)
    };
    listed(tail)?.into_iter().map(number).collect()
}

/// What stands in the first brackets.
fn listed(text: &str) -> Option<Vec<&str>> {
    let (_, rest) = text.split_once('(')?;
    Some(rest.split_once(')')?.0.split(',').map(str::trim).collect())
}

/// The texts that were put together, each once.
#[derive(Default)]
pub(super) struct Texts(Mutex<HashMap<Vec<Key>, Arc<Text>>>);

/// Where a constant text lies, its length, and for how many rows it stands.
type Key = (usize, usize, usize);

/// A statement as it is sent.
pub(super) struct Text {
    pub(super) whole: String,
    /// How many parameters each part takes for a row.
    wanted: Vec<usize>,
}

impl Texts {
    /// The text of a bundle.
    ///
    /// # Errors
    /// [`Error::Broken`] when a statement has more or fewer parameters than its text takes. PostgreSQL itself would accept one
    /// too many, since its type is declared.
    pub(super) fn of(&self, bundle: &Bundle) -> Result<Arc<Text>, Error> {
        let key = bundle.0.iter().filter_map(|part| {
            let text = part.rows.first()?.text;
            Some((text.as_ptr().addr(), text.len(), part.rows.len()))
        });
        let mut texts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let text = texts.entry(key.collect()).or_insert_with(|| Arc::new(Text::of(bundle)));
        text.check(bundle)?;
        Ok(Arc::clone(text))
    }
}

impl Text {
    fn of(bundle: &Bundle) -> Text {
        let wanted: Vec<usize> = bundle.0.iter().map(|part| placeholders::count(part.rows[0].text)).collect();
        let mut before = 0;
        let mut parts: Vec<String> = Vec::with_capacity(wanted.len());
        for (part, wanted) in bundle.0.iter().zip(&wanted) {
            parts.push(part.text(before));
            before += wanted * part.rows.len();
        }
        Text { whole: joined(parts), wanted }
    }

    fn check(&self, bundle: &Bundle) -> Result<(), Error> {
        for (part, wanted) in bundle.0.iter().zip(&self.wanted) {
            if let Some(row) = part.rows.iter().find(|row| row.values.len() != *wanted) {
                let given = row.values.len();
                return Err(Error::Broken(format!("{given} parameters for {wanted} in `{}`", row.text)));
            }
        }
        Ok(())
    }
}

/// PostgreSQL (15 to 18) begins with what stands outside `WITH` and goes on from the last of its parts to the first. In this
/// order it thus locks rows as they were queued, and two works that queue alike do not wait for each other in a circle. If
/// one day it does otherwise, it finds the circle, and one of the works is done afresh.
fn joined(mut parts: Vec<String>) -> String {
    let later = parts.split_off(1.min(parts.len()));
    let with = later.iter().enumerate().rev().map(|(n, part)| format!("part{n} AS ({part})"));
    let with = with.collect::<Vec<_>>().join(", ");
    let first = parts.pop().unwrap_or_default();
    if with.is_empty() { first } else { format!("WITH {with} {first}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql;

    const LINE: &str = "INSERT INTO ledger (customer_id, seq) VALUES ($1, $2)";
    const WAITS: &str = "INSERT INTO log_waiting (customer_id, seq) VALUES ($1, $2)";
    const CHOOSE: &str = "INSERT INTO choice (customer_id, name, state) VALUES ($1, $2, $3)
        ON CONFLICT (customer_id, name) DO UPDATE SET state = excluded.state";
    const GONE: &str = "DELETE FROM choice WHERE customer_id = $1";
    const TAKEN: &str = "DELETE FROM choice WHERE customer_id = $1 RETURNING name";
    const COPIED: &str = "INSERT INTO choice (customer_id, name) SELECT $1, name FROM choice_event";

    fn texts(queue: &[Sql]) -> Vec<String> {
        let texts = Texts::default();
        bundles(queue, true).iter().map(|bundle| texts.of(bundle).unwrap().whole.clone()).collect()
    }

    #[test]
    fn writes_to_different_tables_go_together_and_are_locked_as_they_were_queued() {
        assert_eq!(
            texts(&[sql!(LINE, 1, 2), sql!(WAITS, 1, 2), sql!(GONE, 3)]),
            ["WITH part1 AS (DELETE FROM choice WHERE customer_id = $5), \
              part0 AS (INSERT INTO log_waiting (customer_id, seq) VALUES ($3, $4)) \
              INSERT INTO ledger (customer_id, seq) VALUES ($1, $2)"]
        );
    }

    #[test]
    fn equal_inserts_become_rows_of_one() {
        let text = "INSERT INTO ledger (customer_id, seq) VALUES ($1, $2), ($3, $4), ($5, $6)";
        assert_eq!(texts(&[sql!(LINE, 1, 1), sql!(LINE, 1, 2), sql!(LINE, 1, 3)]), [text]);
    }

    #[test]
    fn a_row_that_is_changed_twice_is_changed_by_two_statements() {
        let two = [sql!(CHOOSE, 1, "news", 1), sql!(CHOOSE, 1, "taste", 1)];
        assert_eq!(texts(&two).len(), 1, "two rows");
        let same = [sql!(CHOOSE, 1, "news", 1), sql!(CHOOSE, 1, "news", 0)];
        assert_eq!(texts(&same), [CHOOSE, CHOOSE]);
    }

    #[test]
    fn a_table_that_occurs_again_waits_for_the_next_statement() {
        assert_eq!(texts(&[sql!(GONE, 1), sql!(CHOOSE, 1, "news", 1)]), [GONE, CHOOSE]);
    }

    #[test]
    fn whatever_reads_or_answers_goes_alone() {
        let queue = [sql!(LINE, 1, 2), sql!(TAKEN, 1), sql!(COPIED, 1), sql!(WAITS, 1, 2)];
        assert_eq!(texts(&queue), [LINE, TAKEN, COPIED, WAITS]);
    }

    #[test]
    fn where_the_database_does_not_take_it_nothing_goes_together() {
        assert_eq!(bundles(&[sql!(LINE, 1, 2), sql!(WAITS, 1, 2)], false).len(), 2);
    }

    #[test]
    fn many_rows_are_cut_into_few_lengths() {
        let queue: Vec<Sql> = (0..20).map(|n| sql!(LINE, 1, n)).collect();
        let lengths: Vec<usize> = bundles(&queue, true).iter().map(|one| one.values().len() / 2).collect();
        assert_eq!(lengths, [8, 8, 4]);
    }

    #[test]
    fn a_wrong_number_of_parameters_is_an_error_wherever_it_stands() {
        let queue = [sql!(LINE, 1, 2), sql!(WAITS, 1)];
        assert!(matches!(Texts::default().of(&bundles(&queue, true)[0]), Err(Error::Broken(_))));
    }
}
