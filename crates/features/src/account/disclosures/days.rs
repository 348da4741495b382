//! The time line: lines grouped by day, with what is the same told once.

use gate::{Kind, Line};
use store::Time;
use web::date_in_words;

use super::{
    sentences::{self, Words},
    wanted::is_own_look,
};

/// A day with what happened on it, newest first.
pub struct Day {
    /// "Today", "Yesterday" or the date.
    pub title: String,
    /// What happened.
    pub items: Vec<Item>,
}

/// A line in words, or several of the same kind.
pub struct Item {
    /// The line's number; of several, the newest.
    pub seq: u64,
    /// The icon's name.
    pub symbol: &'static str,
    /// What happened, as a sentence.
    pub sentence: String,
    /// When; of several, the newest.
    pub at: Time,
    /// The paragraphs that decided.
    pub paragraphs: Vec<String>,
    /// Whether nothing was given.
    pub refused: bool,
    /// The lines that this one stands for, itself among them; none when it stands for itself.
    pub folded: Vec<Item>,
    /// The number of a bad line that stands right above this one in the record.
    pub bad_above: Option<u64>,
    key: String,
}

/// How lines are set out as days.
pub struct Setting<'a> {
    /// The policy's words.
    pub words: &'a Words<'a>,
    /// Now.
    pub now: Time,
    /// Whether what is the same on one day is told once.
    pub folds: bool,
    /// The first bad line of the record.
    pub broken_at: Option<u64>,
}

impl Setting<'_> {
    /// The days of these lines, which are newest first.
    pub fn days(&self, lines: &[&Line]) -> Vec<Day> {
        let mut days: Vec<Day> = Vec::new();
        let mut marked = false;
        for line in lines {
            let mut item = self.item(line);
            if !marked && self.broken_at.is_some_and(|bad| line.seq <= bad) {
                (item.bad_above, marked) = (self.broken_at, true);
            }
            let title = self.title(item.at);
            match days.last_mut().filter(|day| day.title == title) {
                Some(day) => self.put(day, item),
                None => days.push(Day { title, items: vec![item] }),
            }
        }
        days
    }

    fn title(&self, at: Time) -> String {
        let day = date_in_words(at);
        if day == date_in_words(self.now) {
            "Today".to_owned()
        } else if day == date_in_words(self.now.minus_days(1)) {
            "Yesterday".to_owned()
        } else {
            day
        }
    }

    fn item(&self, line: &Line) -> Item {
        let entry = &line.entry;
        let sentence = self.words.sentence(entry);
        let key = if is_own_look(entry) { String::new() } else { sentence.clone() };
        Item {
            seq: line.seq,
            symbol: sentences::symbol(entry),
            at: Time(entry.at),
            paragraphs: sentences::paragraphs(entry),
            refused: entry.kind == Kind::Refused,
            folded: Vec::new(),
            bad_above: None,
            sentence,
            key,
        }
    }

    /// Puts a line under its day: to those like it, or by itself.
    fn put(&self, day: &mut Day, item: Item) {
        let like =
            day.items.iter_mut().find(|other| other.key == item.key && !item.refused && !other.refused);
        match like.filter(|_| self.folds && self.broken_at.is_none()) {
            Some(first) => first.take_in(item),
            None => day.items.push(item),
        }
    }
}

impl Item {
    fn take_in(&mut self, item: Item) {
        if self.folded.is_empty() {
            self.folded.push(self.alone());
        }
        self.folded.push(item);
        self.sentence = match self.key.as_str() {
            "" => format!("You looked at your own details {} times.", self.folded.len()),
            told => format!("{}, {} times.", told.trim_end_matches('.'), self.folded.len()),
        };
    }

    fn alone(&self) -> Item {
        Item {
            sentence: self.sentence.clone(),
            paragraphs: self.paragraphs.clone(),
            folded: Vec::new(),
            key: self.key.clone(),
            ..*self
        }
    }
}
