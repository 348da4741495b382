//! One customer's keys, unwrapped: for each class the versions there are.

use std::{
    collections::HashMap,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use store::{Clock, Id, Time};
use vault::{ClassKey, Key, Place, envelope};

use crate::{
    alarm::{Alarm, Bell},
    column::Class,
    durable::Durable,
    stop::Fault,
};

/// Seconds from the making of a class's further key to its first use. Until then every server has seen that it exists, so
/// that none meets a value it cannot open. Servers look every second.
pub(crate) const LEAD: i64 = 60;

/// One customer's keys, unwrapped. Each opening is counted twice, by the key itself and by whoever shows the line that
/// stands for it; where the counts differ somebody opened a value that no line tells of.
pub(crate) struct CustomerKeys {
    customer: Id,
    clock: Clock,
    read_at: Time,
    /// The oldest version first, and at least one.
    classes: HashMap<Class, Vec<Version>>,
    /// The classes whose keys were destroyed.
    erased: Vec<Class>,
    accounted: AtomicU64,
    bell: Arc<Bell>,
    /// There may be keys by now that are not among these.
    behind: AtomicBool,
}

/// One of a class's keys.
pub(crate) struct Version {
    pub(crate) number: u32,
    pub(crate) made_at: Time,
    pub(crate) key: Key,
    ready: OnceLock<ClassKey>,
}

impl Version {
    pub(crate) fn new(number: u32, made_at: Time, key: Key) -> Version {
        Version { number, made_at, key, ready: OnceLock::new() }
    }

    pub(crate) fn ready(&self) -> &ClassKey {
        self.ready.get_or_init(|| ClassKey::new(&self.key))
    }
}

impl CustomerKeys {
    pub(crate) fn new(
        customer: Id,
        clock: Clock,
        (mut classes, erased): (HashMap<Class, Vec<Version>>, Vec<Class>),
        bell: Arc<Bell>,
    ) -> CustomerKeys {
        classes.values_mut().for_each(|versions| versions.sort_by_key(|version| version.number));
        let (read_at, accounted, behind) = (clock.now(), AtomicU64::new(0), AtomicBool::new(false));
        CustomerKeys { customer, clock, read_at, classes, erased, accounted, bell, behind }
    }

    pub(crate) fn has(&self, class: Class) -> bool {
        self.classes.contains_key(&class)
    }

    /// The names of those of these keys that there are: they tell one key from another and lead to none.
    pub(crate) fn ids(&self, classes: &[Class]) -> Vec<(Class, [u8; 16])> {
        let held = classes.iter().filter_map(|class| Some((*class, self.classes.get(class)?)));
        held.flat_map(|(class, versions)| versions.iter().map(move |one| (class, vault::key_id(&one.key))))
            .collect()
    }

    /// Whether these are to be read again before they are used.
    pub(crate) fn is_behind(&self) -> bool {
        self.behind.load(Ordering::Acquire)
    }

    /// Seals under the newest version that every server knows.
    ///
    /// # Errors
    /// [`Fault::Forgotten`] when the class's key was destroyed or never made.
    pub(crate) fn seal(
        &self,
        class: Class,
        nonce: [u8; 12],
        place: Place,
        plain: &[u8],
    ) -> Result<Vec<u8>, Fault> {
        let versions = self.versions(class)?;
        let known = |version: &&Version| version.made_at.plus_seconds(LEAD) <= self.clock.now();
        let newest = versions.iter().rev().find(known).or(versions.first()).ok_or(Fault::Forgotten)?;
        Ok(newest.ready().seal(nonce, &Place { key_version: newest.number, ..place }, plain))
    }

    /// The key that an envelope names, with its number, for one opening that a durable line of this customer's ledger
    /// stands for.
    ///
    /// # Errors
    /// [`Fault::Forgotten`] when the class's key was destroyed, [`Fault::KeysLost`] when it is not there all the same: something
    /// was sealed under it. [`Fault::Tampered`] when these bytes are no envelope or name a key there is not,
    /// [`Fault::NoSuchKey`] when such a key may have been made since these were read.
    pub(crate) fn for_opening(
        &self,
        line: Durable,
        class: Class,
        sealed: &[u8],
        (table, column): (&'static str, &'static str),
    ) -> Result<(&ClassKey, u32), Fault> {
        let versions = self.versions(class).map_err(|_| self.absent(class))?;
        let number = envelope::key_version(sealed).map_err(|_| self.tampered(table, column))?;
        let Some(version) = versions.iter().find(|version| version.number == number) else {
            return Err(self.unknown((table, column), number));
        };
        if line.customer() == self.customer {
            self.accounted.fetch_add(1, Ordering::AcqRel);
        }
        Ok((version.ready(), number))
    }

    /// Why there is no key to something that was sealed under one: it was destroyed, or it is lost.
    fn absent(&self, class: Class) -> Fault {
        if self.erased.contains(&class) {
            return Fault::Forgotten;
        }
        self.bell.ring(Alarm::keys_lost(self.customer), 1);
        Fault::KeysLost
    }

    /// A key seals only when it is [`LEAD`] old, so keys that were read since then have it among them, if it exists.
    fn unknown(&self, (table, column): (&'static str, &'static str), number: u32) -> Fault {
        if self.clock.now() < self.read_at.plus_seconds(LEAD) {
            return self.tampered(table, column);
        }
        self.behind.store(true, Ordering::Release);
        Fault::NoSuchKey { table, column, number }
    }

    /// A value that does not fit its seal: somebody has to know.
    pub(crate) fn tampered(&self, table: &'static str, column: &'static str) -> Fault {
        self.bell.ring(Alarm::tampered(self.customer, table, column), 1);
        Fault::Tampered { table, column }
    }

    /// Rings for what was opened without a line since the last time. The keys' own count is read first, so that an
    /// opening under way never looks like one too many.
    pub(crate) fn reckon(&self) {
        let versions = self.classes.values().flatten();
        let opened: u64 = versions.filter_map(|version| version.ready.get()).map(ClassKey::openings).sum();
        let accounted = self.accounted.load(Ordering::Acquire);
        if opened > accounted {
            self.accounted.fetch_add(opened - accounted, Ordering::AcqRel);
            self.bell.ring(Alarm::unrecorded(self.customer), opened - accounted);
        }
    }

    /// The keys of a class, the oldest first.
    ///
    /// # Errors
    /// [`Fault::Forgotten`] as for sealing.
    pub(crate) fn versions(&self, class: Class) -> Result<&[Version], Fault> {
        self.classes.get(&class).map(Vec::as_slice).ok_or(Fault::Forgotten)
    }
}

impl Drop for CustomerKeys {
    fn drop(&mut self) {
        self.reckon();
    }
}
