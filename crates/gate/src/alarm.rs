//! Alarms: what is wrong with values, keys or the way they are opened, until the officer has settled it.

use std::{
    collections::BTreeMap,
    fmt, mem,
    str::FromStr,
    sync::{Arc, Mutex, PoisonError},
};

use store::{Id, Row, Time, Tx, sql};

use crate::{
    chain,
    column::Class,
    doorway::Gate,
    stop::{Fault, Stop},
};

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AlarmKind {
    /// Values of a customer were opened, and no line of their ledger stands for it.
    Unrecorded,
    /// A sealed value of a customer does not fit its seal: it was moved, replayed or changed.
    Tampered,
    /// A member of staff wanted to look at more customers within an hour than they may, and looks at nobody now.
    TooMany,
    /// The public log stands still, because signing on would say something that is not so.
    PublicLog,
    /// The key store has lost its keys.
    KeysGone,
    /// The key store has lost the keys of a customer.
    KeysLost,
}

impl AlarmKind {
    const ALL: [AlarmKind; 6] = [
        AlarmKind::Unrecorded,
        AlarmKind::Tampered,
        AlarmKind::TooMany,
        AlarmKind::PublicLog,
        AlarmKind::KeysGone,
        AlarmKind::KeysLost,
    ];

    fn word(self) -> &'static str {
        match self {
            AlarmKind::Unrecorded => "unrecorded",
            AlarmKind::Tampered => "tampered",
            AlarmKind::TooMany => "too-many",
            AlarmKind::PublicLog => "public-log",
            AlarmKind::KeysGone => "keys-gone",
            AlarmKind::KeysLost => "keys-lost",
        }
    }

    /// Whether it is about a customer, in whose record it then stands. Without keys nothing can stand there.
    fn is_of_a_customer(self) -> bool {
        matches!(self, AlarmKind::Unrecorded | AlarmKind::Tampered)
    }
}

impl fmt::Display for AlarmKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for AlarmKind {
    type Err = store::Error;

    fn from_str(word: &str) -> Result<Self, store::Error> {
        let unknown = || store::Error::Broken("an alarm of an unknown kind".to_owned());
        AlarmKind::ALL.into_iter().find(|kind| kind.word() == word).ok_or_else(unknown)
    }
}

/// One thing that is wrong, about one customer or one member of staff.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alarm {
    /// What.
    pub kind: AlarmKind,
    /// The customer concerned; for [`AlarmKind::TooMany`] the member of staff, for those about the shop nobody.
    pub subject: Id,
    /// Where: a table and column, or a role; empty where nothing can be said.
    pub place: String,
}

impl Alarm {
    pub(crate) fn unrecorded(customer: Id) -> Alarm {
        Alarm { kind: AlarmKind::Unrecorded, subject: customer, place: String::new() }
    }

    pub(crate) fn tampered(customer: Id, table: &str, column: &str) -> Alarm {
        Alarm { kind: AlarmKind::Tampered, subject: customer, place: format!("{table}.{column}") }
    }

    pub(crate) fn too_many(staff: Id, role: &str) -> Alarm {
        Alarm { kind: AlarmKind::TooMany, subject: staff, place: role.to_owned() }
    }

    fn public_log(why: &str) -> Alarm {
        Alarm { kind: AlarmKind::PublicLog, subject: NOBODY, place: why.to_owned() }
    }

    pub(crate) fn keys_gone() -> Alarm {
        Alarm { kind: AlarmKind::KeysGone, subject: NOBODY, place: String::new() }
    }

    pub(crate) fn keys_lost(customer: Id) -> Alarm {
        Alarm { kind: AlarmKind::KeysLost, subject: customer, place: String::new() }
    }
}

const NOBODY: Id = Id([0; 16]);

/// Alarms that are not in the store yet, with how often each was rung.
#[derive(Default)]
pub(crate) struct Bell(Mutex<BTreeMap<Alarm, u64>>);

impl Bell {
    pub(crate) fn ring(&self, alarm: Alarm, times: u64) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(alarm).or_default() += times;
    }

    fn take(&self) -> BTreeMap<Alarm, u64> {
        mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Gate {
    /// Holds the two counts of openings against each other, and writes down what was found wrong since the last time:
    /// for the officer, and in the ledger of the customer concerned. Returns what was found.
    ///
    /// # Errors
    /// The store is away; nothing is lost, it is written the next time.
    pub async fn sound_alarms(&self) -> Result<Vec<AlarmKind>, Fault> {
        self.keyring().reckon();
        let (mut found, mut left) = (Vec::new(), Ok(()));
        for (alarm, times) in self.keyring().bell().take() {
            match self.write_alarm(&alarm, times).await {
                Ok(()) => found.push(alarm.kind),
                // The others are written all the same: the one that says that keys are gone needs none.
                Err(fault) => {
                    self.keyring().bell().ring(alarm, times);
                    left = Err(fault);
                }
            }
        }
        left.map(|()| found)
    }

    /// Rings the alarm of the public log, with the reason in a word.
    pub fn public_log_stands_still(&self, why: &str) {
        self.keyring().bell().ring(Alarm::public_log(why), 1);
    }

    async fn write_alarm(&self, alarm: &Alarm, times: u64) -> Result<(), Fault> {
        let keys = match alarm.kind.is_of_a_customer() {
            true => self.keyring().of(alarm.subject).await.map(Some),
            false => Ok(None),
        };
        let keys = match keys {
            Err(Fault::Forgotten | Fault::KeysLost) => None,
            keys => keys?,
        };
        let (gate, alarm) = (self.clone(), Arc::new(alarm.clone()));
        let work = self.store().write(move |tx: &mut Tx| {
            let (gate, alarm, keys) = (gate.clone(), Arc::clone(&alarm), keys.clone());
            Box::pin(async move {
                raise(tx, &alarm, times, Id::new(gate.clock(), gate.dice()), gate.clock().now()).await?;
                let Some(keys) = keys.as_ref().filter(|keys| keys.has(Class::Ledger)) else {
                    return Ok(());
                };
                chain::append(tx, alarm.subject, keys, gate.note_of(&alarm, times), gate.dice()).await?;
                Ok::<_, Fault>(())
            })
        });
        work.await
    }

    fn note_of(&self, alarm: &Alarm, times: u64) -> ledger::Entry {
        let what = match alarm.kind {
            AlarmKind::Unrecorded => format!("{times} openings of your details that no line here stands for"),
            _ => "a stored value that somebody changed: it stays shut".to_owned(),
        };
        self.note("rights", Some(what))
    }
}

/// An alarm as it stands in the store.
#[derive(Clone, Debug)]
pub struct Raised {
    /// Its number.
    pub id: Id,
    /// What is wrong.
    pub alarm: Alarm,
    /// How often it was rung.
    pub times: u64,
    /// When first and last.
    pub between: (Time, Time),
    /// When it was settled, if it was.
    pub settled: Option<Time>,
}

const AGAIN: &str = "UPDATE alarm SET times = times + $1, last_at = $2
    WHERE kind = $3 AND subject = $4 AND place = $5 AND settled_at IS NULL RETURNING alarm_id";
const NEW: &str = "INSERT INTO alarm (alarm_id, kind, subject, place, times, first_at, last_at) VALUES ($1, $2, $3, $4, $5, $6, $6)";

/// Writes an alarm down; the same one again, while nobody has settled it, is counted.
pub(crate) async fn raise(
    tx: &mut Tx,
    alarm: &Alarm,
    times: u64,
    id: Id,
    now: Time,
) -> Result<(), store::Error> {
    let (kind, times) = (alarm.kind.word(), times.cast_signed());
    if tx.row(sql!(AGAIN, times, now, kind, alarm.subject, alarm.place)).await?.is_none() {
        tx.put(sql!(NEW, id, kind, alarm.subject, alarm.place, times, now))?;
    }
    Ok(())
}

const UNRECORDED: &str =
    "SELECT CAST(COALESCE(SUM(times), 0) AS BIGINT) FROM alarm WHERE subject = $1 AND kind = $2";

/// How many values of a customer were opened without a line; settling an alarm does not make the record complete.
pub(crate) async fn unrecorded(tx: &mut Tx, customer: Id) -> Result<u64, store::Error> {
    let row = tx.row(sql!(UNRECORDED, customer, AlarmKind::Unrecorded.word())).await?;
    Ok(row.map_or(Ok(0), |mut row| row.take::<i64>(0))?.unsigned_abs())
}

const ALARMS: &str = "SELECT alarm_id, kind, subject, place, times, first_at, last_at, settled_at FROM alarm
    ORDER BY CASE WHEN settled_at IS NULL THEN 0 ELSE 1 END, last_at DESC LIMIT 200";

/// The alarms, those to be settled first, the newest of each first.
///
/// # Errors
/// The store is away.
pub async fn alarms(tx: &mut Tx) -> Result<Vec<Raised>, store::Error> {
    tx.rows(sql!(ALARMS)).await?.into_iter().map(read).collect()
}

fn read(mut row: Row) -> Result<Raised, store::Error> {
    let alarm = Alarm { kind: row.take::<String>(1)?.parse()?, subject: row.take(2)?, place: row.take(3)? };
    Ok(Raised {
        id: row.take(0)?,
        alarm,
        times: row.take::<i64>(4)?.unsigned_abs(),
        between: (row.take(5)?, row.take(6)?),
        settled: row.take(7)?,
    })
}

const SETTLE: &str =
    "UPDATE alarm SET settled_at = $1, settled_by = $2 WHERE alarm_id = $3 AND settled_at IS NULL
    RETURNING kind, subject";
const THAW: &str = "UPDATE staff_guard SET frozen_at = NULL WHERE staff_id = $1";
const FORGET_OPENINGS: &str = "DELETE FROM staff_opening WHERE staff_id = $1";

/// Settles an alarm. A member of staff who was stopped may look again, and their hour begins anew.
///
/// # Errors
/// The store is away. False when there is no such alarm to be settled.
pub async fn settle(tx: &mut Tx, alarm: Id, by: Id, now: Time) -> Result<bool, Stop> {
    let Some(mut row) = tx.row(sql!(SETTLE, now, by, alarm)).await? else { return Ok(false) };
    if row.take::<String>(0)?.parse::<AlarmKind>()? == AlarmKind::TooMany {
        let staff: Id = row.take(1)?;
        tx.put(sql!(THAW, staff))?;
        tx.put(sql!(FORGET_OPENINGS, staff))?;
    }
    Ok(true)
}
