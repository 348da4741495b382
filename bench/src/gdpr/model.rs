//! What is true: people, their records and choices, held in memory, and what is asked next.

use std::collections::BTreeMap;

use store::{Clock, Dice, Id};

/// A record of a person.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its id.
    pub id: Id,
    /// Its kind: one of [`KINDS`].
    pub kind: i64,
    /// What it says, a hundred letters.
    pub text: String,
    /// Whether its term was over before it was written.
    pub over: bool,
}

/// A note, a habit, an address, a receipt.
pub const KINDS: i64 = 4;
/// The kind that news are made of.
pub const HABIT: i64 = 1;
/// The kind that a carrier gets.
pub const ADDRESS: i64 = 2;
/// The kind whose term ends.
pub const RECEIPT: i64 = 3;

/// Records that a person begins with.
const EACH: usize = 10;
const LETTERS: usize = 100;

/// An operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// All data of a person.
    ReadAll,
    /// What is known about a record, without its words.
    ReadKind,
    /// One record by its key.
    ReadOne,
    /// Other words for a record.
    Change,
    /// Another answer about news: the metadata of all the person's records.
    Choose,
    /// One record by its key.
    Remove,
    /// A new person with ten records.
    Create,
    /// A whole person.
    Forget,
    /// Records by purpose, of those who did not object.
    ReadForNews,
    /// With whom records of a purpose are shared: the metadata of a quarter of everything.
    Share,
    /// The log of one person.
    ReadUses,
    /// Whether somebody was really forgotten.
    IsGone,
    /// A note for news.
    WrongPurpose,
    /// A habit for news, of somebody who said no.
    Withdrawn,
    /// A receipt whose term is over.
    Expired,
    /// Somebody else's record.
    Foreign,
    /// An address for a carrier that signed nothing.
    Unsigned,
}

impl Deed {
    /// All of them.
    pub const ALL: [Deed; 17] = [
        Deed::ReadAll,
        Deed::ReadKind,
        Deed::ReadOne,
        Deed::Change,
        Deed::Choose,
        Deed::Remove,
        Deed::Create,
        Deed::Forget,
        Deed::ReadForNews,
        Deed::Share,
        Deed::ReadUses,
        Deed::IsGone,
        Deed::WrongPurpose,
        Deed::Withdrawn,
        Deed::Expired,
        Deed::Foreign,
        Deed::Unsigned,
    ];
    const ILLEGAL: [Deed; 5] =
        [Deed::WrongPurpose, Deed::Withdrawn, Deed::Expired, Deed::Foreign, Deed::Unsigned];

    /// Whether the person is drawn as customers come, a few of them often.
    fn is_skewed(self) -> bool {
        matches!(
            self,
            Deed::ReadAll | Deed::ReadKind | Deed::ReadOne | Deed::Change | Deed::Remove | Deed::ReadUses
        )
    }
}

/// Who does what, how often in a hundred.
pub struct Role {
    /// As GDPRbench names it.
    pub name: &'static str,
    /// The mix of its paper.
    pub deeds: &'static [(Deed, u32)],
}

/// In the order in which they come.
pub const ROLES: [Role; 4] = [
    Role { name: "processor", deeds: &[(Deed::ReadOne, 80), (Deed::ReadForNews, 20)] },
    Role {
        name: "customer",
        deeds: &[
            (Deed::ReadAll, 20),
            (Deed::ReadKind, 20),
            (Deed::Change, 20),
            (Deed::Choose, 20),
            (Deed::Remove, 20),
        ],
    },
    Role {
        name: "controller",
        deeds: &[(Deed::Create, 25), (Deed::Forget, 25), (Deed::Choose, 25), (Deed::Share, 25)],
    },
    Role { name: "regulator", deeds: &[(Deed::ReadKind, 46), (Deed::ReadUses, 31), (Deed::IsGone, 23)] },
];

struct Person {
    records: BTreeMap<Id, Record>,
    wants_news: bool,
}

/// The people of one client.
pub struct Model {
    clock: Clock,
    dice: Dice,
    order: Vec<Id>,
    people: BTreeMap<Id, Person>,
    gone: Vec<(Id, Record)>,
    version: u64,
}

impl Model {
    /// So many people, each with ten records.
    pub fn new(people: usize) -> Model {
        let (clock, dice) = (Clock::system(), Dice::system());
        let (order, people_known, gone) = (Vec::new(), BTreeMap::new(), Vec::new());
        let mut model = Model { clock, dice, order, people: people_known, gone, version: 0 };
        for _ in 0..people {
            model.join();
        }
        model
    }

    fn join(&mut self) -> Id {
        let id = Id::new(&self.clock, &self.dice);
        let records = (0..EACH).map(|_| self.new_record()).map(|record| (record.id, record)).collect();
        self.order.push(id);
        self.people.insert(id, Person { records, wants_news: true });
        id
    }

    /// Kind and age are drawn by themselves; nothing follows from the number of the record.
    fn new_record(&self) -> Record {
        let kind = below(&self.dice, KINDS as usize) as i64;
        let over = kind == RECEIPT && below(&self.dice, 4) == 0;
        Record { id: Id::new(&self.clock, &self.dice), kind, text: self.text(), over }
    }

    fn text(&self) -> String {
        let bytes: [u8; LETTERS] = self.dice.bytes();
        bytes.iter().map(|byte| char::from(b'a' + byte % 26)).collect()
    }

    /// Everybody.
    pub fn people(&self) -> &[Id] {
        &self.order
    }

    /// Their records.
    pub fn records_of(&self, person: Id) -> Vec<Record> {
        self.people.get(&person).map(|person| person.records.values().cloned().collect()).unwrap_or_default()
    }

    /// What their records say to themselves; what is over says nothing.
    pub fn texts_of(&self, person: Id) -> BTreeMap<Id, String> {
        let records = self.records_of(person).into_iter().filter(|record| !record.over);
        records.map(|record| (record.id, record.text)).collect()
    }

    /// The next operation: one in twenty is illegal.
    pub fn draw(&self, dice: &Dice, deeds: &[(Deed, u32)]) -> Deed {
        if below(dice, 20) == 0 {
            return Deed::ILLEGAL[below(dice, Deed::ILLEGAL.len())];
        }
        let mut left = below(dice, 100) as u32;
        for (deed, share) in deeds {
            match left.checked_sub(*share) {
                Some(rest) => left = rest,
                None => return *deed,
            }
        }
        deeds[0].0
    }

    /// Somebody to whom it is done.
    pub fn person(&self, dice: &Dice, deed: Deed) -> Id {
        let n = self.order.len();
        let at = if deed.is_skewed() { skewed(dice, n) } else { below(dice, n) };
        self.order[at]
    }

    /// One of a person's records that is not over.
    pub fn record(&self, dice: &Dice, person: Id) -> Option<Record> {
        self.pick(dice, person, |record| !record.over)
    }

    fn pick(&self, dice: &Dice, person: Id, fits: impl Fn(&Record) -> bool) -> Option<Record> {
        let fitting: Vec<&Record> =
            self.people.get(&person)?.records.values().filter(|record| fits(record)).collect();
        (!fitting.is_empty()).then(|| fitting[below(dice, fitting.len())].clone())
    }

    /// A record with which something illegal can be tried.
    pub fn record_for(&self, dice: &Dice, person: Id, deed: Deed) -> Option<Record> {
        match deed {
            Deed::WrongPurpose => self.pick(dice, person, |record| record.kind == 0),
            Deed::Withdrawn if self.people.get(&person)?.wants_news => None,
            Deed::Withdrawn => self.pick(dice, person, |record| record.kind == HABIT),
            Deed::Expired => self.pick(dice, person, |record| record.over),
            Deed::Unsigned => self.pick(dice, person, |record| record.kind == ADDRESS),
            _ => self.record(dice, person),
        }
    }

    /// Writes other words into a record.
    pub fn changed(&mut self, dice: &Dice, person: Id) -> Option<Record> {
        let record = Record { text: self.text(), ..self.record(dice, person)? };
        self.people.get_mut(&person)?.records.insert(record.id, record.clone());
        Some(record)
    }

    /// Turns the person's answer about news.
    pub fn chosen(&mut self, person: Id) -> bool {
        let Some(person) = self.people.get_mut(&person) else { return true };
        person.wants_news = !person.wants_news;
        person.wants_news
    }

    /// Takes a record away.
    pub fn removed(&mut self, dice: &Dice, person: Id) -> Option<Record> {
        let record = self.record(dice, person)?;
        self.people.get_mut(&person)?.records.remove(&record.id)
    }

    /// Somebody new.
    pub fn joined(&mut self) -> (Id, Vec<Record>) {
        let person = self.join();
        (person, self.records_of(person))
    }

    /// Forgets a person, unless few are left.
    pub fn forgotten(&mut self, person: Id) -> bool {
        let last = self.records_of(person).into_iter().find(|record| record.kind != RECEIPT);
        let (Some(last), true) = (last, self.order.len() > 2) else { return false };
        self.order.retain(|other| *other != person);
        self.people.remove(&person);
        self.gone.push((person, last));
        true
    }

    /// Somebody who was forgotten, and a record of theirs.
    pub fn somebody_gone(&self, dice: &Dice) -> Option<(Id, Record)> {
        (!self.gone.is_empty()).then(|| self.gone[below(dice, self.gone.len())].clone())
    }

    /// A stretch of people: from one to the last.
    pub fn stretch(&self, dice: &Dice) -> (Id, Id) {
        let from = below(dice, self.order.len());
        let until = (from + super::MOST).min(self.order.len() - 1);
        (self.order[from], self.order[until])
    }

    /// The habits in a stretch, of those who want news, in the order of people and records.
    pub fn for_news(&self, from: Id, until: Id) -> BTreeMap<Id, String> {
        let people = self.people.range(from..=until).filter(|(_, person)| person.wants_news);
        let habits =
            people.flat_map(|(_, person)| person.records.values().filter(|record| record.kind == HABIT));
        habits.take(super::MOST).map(|record| (record.id, record.text.clone())).collect()
    }

    /// The next version of what is shared with whom.
    pub fn next_version(&mut self) -> u64 {
        self.version += 1;
        self.version
    }

    /// Bytes of all texts.
    pub fn bytes(&self) -> u64 {
        self.people.values().map(|person| (person.records.len() * LETTERS) as u64).sum()
    }
}

fn below(dice: &Dice, n: usize) -> usize {
    (u64::from_le_bytes(dice.bytes()) % n.max(1) as u64) as usize
}

/// Few come often: with the power that YCSB gives its distribution (0.99), approached by an inverse of its sum.
fn skewed(dice: &Dice, n: usize) -> usize {
    let unit = (u64::from_le_bytes(dice.bytes()) >> 11) as f64 / (1_u64 << 53) as f64;
    let rank = (n as f64).powf(unit) as usize;
    // Scattered, so that those who come often are not those who came first.
    (rank.saturating_sub(1)).wrapping_mul(0x9E37_79B1) % n.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mix_adds_up_to_a_hundred() {
        for role in ROLES {
            assert_eq!(role.deeds.iter().map(|(_, share)| share).sum::<u32>(), 100, "{}", role.name);
        }
    }

    #[test]
    fn one_operation_in_twenty_is_illegal() {
        let (model, dice) = (Model::new(3), Dice::seeded(1));
        let illegal =
            (0..10_000).filter(|_| Deed::ILLEGAL.contains(&model.draw(&dice, ROLES[0].deeds))).count();
        assert!((400..600).contains(&illegal), "{illegal}");
    }

    #[test]
    fn people_who_said_no_are_not_asked_for_news() {
        let mut model = Model::new(3);
        let (from, until) = (model.order[0], model.order[2]);
        for person in model.order.clone() {
            model.chosen(person);
        }
        assert!(model.for_news(from, until).is_empty());
    }
}
