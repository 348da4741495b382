//! Every statement about editions.

use store::{Error, Id, Row, Time, Tx, sql};

/// Where an edition stands on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Written at the desk.
    Draft,
    /// Two people of the officer's role agreed to this text.
    Approved,
    /// Comes into force at its time.
    Scheduled,
    /// The one that the server obeys.
    InForce,
    /// Was in force.
    Past,
    /// Never came into force and will not.
    Withdrawn,
}

impl State {
    const ALL: [State; 6] =
        [State::Draft, State::Approved, State::Scheduled, State::InForce, State::Past, State::Withdrawn];

    /// As it stands in the database and on pages.
    pub fn word(self) -> &'static str {
        match self {
            State::Draft => "draft",
            State::Approved => "approved",
            State::Scheduled => "scheduled",
            State::InForce => "in force",
            State::Past => "past",
            State::Withdrawn => "withdrawn",
        }
    }

    fn of(word: &str) -> Result<State, Error> {
        let known = State::ALL.into_iter().find(|state| state.word() == word);
        known.ok_or_else(|| Error::Broken("an edition is in a state that nobody knows".to_owned()))
    }
}

/// An edition of the policy page.
#[derive(Clone, Debug)]
pub struct Edition {
    /// The version its text gives itself.
    pub version: String,
    /// Where it stands.
    pub state: State,
    /// The file, byte by byte.
    pub text: String,
    /// SHA-256 of the text.
    pub text_hash: [u8; 32],
    /// SHA-256 of everything that its rules allow.
    pub table_hash: [u8; 32],
    /// What it does to the edition it was held against last: `first`, `same`, `narrower` or `wider`.
    pub verdict: String,
    /// The choices that are asked again when it comes into force.
    pub asks_again: Vec<String>,
    /// Who brought it: the file, or a member of staff by role and pseudonym.
    pub made_by: String,
    /// When.
    pub made_at: Time,
    /// When it is to come into force.
    pub due_at: Option<Time>,
    /// When it came into force.
    pub in_force_at: Option<Time>,
    /// When the next one took its place.
    pub ended_at: Option<Time>,
    /// Its number among the editions that came into force.
    pub place: Option<i64>,
    /// When everybody concerned had been told of it.
    pub told_at: Option<Time>,
    /// When every answer that it asks again had been taken back.
    pub asked_at: Option<Time>,
}

fn read(mut r: Row) -> Result<Edition, Error> {
    let asks_again: String = r.take(6)?;
    Ok(Edition {
        version: r.take(0)?,
        state: State::of(&r.take::<String>(1)?)?,
        text: r.take(2)?,
        text_hash: r.take(3)?,
        table_hash: r.take(4)?,
        verdict: r.take(5)?,
        asks_again: asks_again.split_whitespace().map(str::to_owned).collect(),
        made_by: r.take(7)?,
        made_at: r.take(8)?,
        due_at: r.take(9)?,
        in_force_at: r.take(10)?,
        ended_at: r.take(11)?,
        place: r.take(12)?,
        told_at: r.take(13)?,
        asked_at: r.take(14)?,
    })
}

const ALL: &str = "SELECT version, state, text, text_hash, table_hash, verdict, asks_again, made_by, made_at, due_at,
    in_force_at, ended_at, place, told_at, asked_at FROM edition ORDER BY COALESCE(place, 1000000000), made_at, version";

/// Every edition: those that came into force in their order, then the others by age.
pub async fn all(tx: &mut Tx) -> Result<Vec<Edition>, Error> {
    tx.rows(sql!(ALL)).await?.into_iter().map(read).collect()
}

const FIND: &str =
    "SELECT version, state, text, text_hash, table_hash, verdict, asks_again, made_by, made_at, due_at,
    in_force_at, ended_at, place, told_at, asked_at FROM edition WHERE version = $1";

/// The edition of that version.
pub async fn find(tx: &mut Tx, version: &str) -> Result<Option<Edition>, Error> {
    tx.row(sql!(FIND, version)).await?.map(read).transpose()
}

const COURSE: &str = "SELECT version, state, due_at, asks_again, place FROM edition WHERE state IN ('scheduled', 'in force', 'past')
    ORDER BY COALESCE(place, 1000000000), due_at, version";

/// What every server looks at each second.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// Versions that came into force, oldest first; the last is in force.
    pub versions: Vec<String>,
    /// The version to come, with its time.
    pub coming: Option<(String, Time)>,
    /// Choices that were asked again, each with the place of the edition that did.
    pub asked_again: Vec<(String, i64)>,
}

/// The course of the editions.
pub async fn course(tx: &mut Tx) -> Result<Course, Error> {
    let mut course = Course::default();
    for mut row in tx.rows(sql!(COURSE)).await? {
        let (version, due) = (row.take(0)?, row.take::<Option<Time>>(2)?);
        match State::of(&row.take::<String>(1)?)? {
            State::Scheduled => course.coming = course.coming.or(due.map(|due| (version, due))),
            _ => {
                let (names, place): (String, Option<i64>) = (row.take(3)?, row.take(4)?);
                let asked = names.split_whitespace().map(|name| (name.to_owned(), place.unwrap_or(1)));
                course.asked_again.extend(asked);
                course.versions.push(version);
            }
        }
    }
    Ok(course)
}

const PUT: &str = "INSERT INTO edition (version, state, text, text_hash, table_hash, verdict, asks_again, made_by, made_at,
    due_at, in_force_at, ended_at, place, told_at, asked_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
    ON CONFLICT (version) DO UPDATE SET state = excluded.state, text = excluded.text, text_hash = excluded.text_hash,
    table_hash = excluded.table_hash, verdict = excluded.verdict, asks_again = excluded.asks_again, made_by = excluded.made_by,
    made_at = excluded.made_at, due_at = excluded.due_at, in_force_at = excluded.in_force_at, ended_at = excluded.ended_at,
    place = excluded.place, told_at = excluded.told_at, asked_at = excluded.asked_at WHERE edition.place IS NULL";

/// Keeps an edition; one that ever was in force stays as it is.
pub fn put(tx: &mut Tx, edition: &Edition) -> Result<(), Error> {
    let e = edition;
    tx.put(sql!(
        PUT,
        &e.version,
        e.state.word(),
        &e.text,
        e.text_hash,
        e.table_hash,
        &e.verdict,
        e.asks_again.join(" "),
        &e.made_by,
        e.made_at,
        e.due_at,
        e.in_force_at,
        e.ended_at,
        e.place,
        e.told_at,
        e.asked_at
    ))
}

const END: &str = "UPDATE edition SET state = 'past', ended_at = $1 WHERE version = $2 AND state = 'in force' RETURNING version";

/// Ends the edition in force; false when another server was faster.
pub async fn end(tx: &mut Tx, version: &str, now: Time) -> Result<bool, Error> {
    Ok(tx.row(sql!(END, now, version)).await?.is_some())
}

const TOLD: &str = "UPDATE edition SET told_at = $1 WHERE version = $2";

/// Notes that everybody concerned was told of it.
pub fn told(tx: &mut Tx, version: &str, now: Time) -> Result<(), Error> {
    tx.put(sql!(TOLD, now, version))
}

const ASKED: &str = "UPDATE edition SET asked_at = $1 WHERE version = $2";

/// Notes that every answer it asks again was taken back.
pub fn asked(tx: &mut Tx, version: &str, now: Time) -> Result<(), Error> {
    tx.put(sql!(ASKED, now, version))
}

const EVENT: &str =
    "INSERT INTO edition_event (version, event_id, at, who, what) VALUES ($1, $2, $3, $4, $5)";

/// Writes down what was done with an edition.
pub fn note(tx: &mut Tx, version: &str, id: Id, at: Time, who: &str, what: &str) -> Result<(), Error> {
    tx.put(sql!(EVENT, version, id, at, who, what))
}

/// Something that was done with an edition.
#[derive(Clone, Debug)]
pub struct Deed {
    /// When.
    pub at: Time,
    /// By whom: `the server`, or a member of staff by role and pseudonym.
    pub who: String,
    /// What, in words.
    pub what: String,
}

const EVENTS: &str = "SELECT at, who, what FROM edition_event WHERE version = $1 ORDER BY at, event_id";

/// What was done with an edition, oldest first.
pub async fn deeds(tx: &mut Tx, version: &str) -> Result<Vec<Deed>, Error> {
    let rows = tx.rows(sql!(EVENTS, version)).await?;
    rows.into_iter().map(|mut r| Ok(Deed { at: r.take(0)?, who: r.take(1)?, what: r.take(2)? })).collect()
}
