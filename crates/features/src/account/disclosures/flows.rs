//! The picture of who had what: kinds of data at the left, parties at the right, a band for each pair, as wide as it was
//! often.

use std::collections::BTreeMap;

use gate::{Entry, Kind, Line};
use store::Time;

use super::{
    sentences::Words,
    wanted::{Who, group, who},
};

/// Where the two columns of bars stand, and the room above them for their headings.
const LEFT: usize = 172;
const RIGHT: usize = 308;
const TOP: usize = 44;
/// A name of two lines needs as much room; bars keep a distance.
const ROOM: usize = 44;
const BETWEEN: usize = 14;
/// The widest band, and what even the thinnest has.
const WIDEST: usize = 22;
const THINNEST: usize = 3;
/// Letters of a name on one line of the picture.
const LETTERS: usize = 19;
/// With more kinds of data than this the picture shows their groups.
const MANY: usize = 8;

/// The picture and the table behind it.
pub struct Flows {
    /// What others had.
    pub data: Vec<Node>,
    /// Who had something.
    pub parties: Vec<Node>,
    /// Which of them had which.
    pub strands: Vec<Strand>,
    /// The picture's height.
    pub height: usize,
}

/// A name in the picture, beside its bar.
pub struct Node {
    /// The name, on one line or two.
    pub lines: Vec<String>,
    /// How far down the bar begins.
    pub y: usize,
    /// How long it is.
    pub length: usize,
    name: String,
    taken: usize,
}

impl Node {
    /// How far down the name's first line stands.
    pub fn text_y(&self) -> usize {
        (self.y + self.length / 2 + 5).saturating_sub(9 * (self.lines.len().saturating_sub(1)))
    }

    /// The middle of the next stretch of the bar, of that length.
    fn next(&mut self, length: usize) -> usize {
        let middle = self.y + self.taken + length / 2;
        self.taken += length;
        middle
    }
}

/// Who had what, how often, and when last.
pub struct Strand {
    /// Who.
    pub party: String,
    /// What.
    pub data: String,
    /// How often.
    pub times: usize,
    /// When last.
    pub last: Time,
    /// Whether it left the shop.
    pub outside: bool,
    /// The band's path.
    pub path: String,
    /// The band's width.
    pub width: usize,
}

impl Flows {
    /// From the lines in which somebody other than the customer had something.
    pub fn of(words: &Words<'_>, lines: &[Line]) -> Flows {
        let others: Vec<&Entry> =
            lines.iter().map(|line| &line.entry).filter(|entry| concerns_others(entry)).collect();
        let mut strands = counted(words, &others, is_crowded(&others));
        let most = strands.iter().map(|strand| strand.times).max().unwrap_or(1);
        strands.iter_mut().for_each(|strand| strand.width = width(strand.times, most));
        let (mut data, left) = column(&strands, |strand| &strand.data);
        let (mut parties, right) = column(&strands, |strand| &strand.party);
        let height = left.max(right);
        centre(&mut data, (height - left) / 2);
        centre(&mut parties, (height - right) / 2);
        for strand in &mut strands {
            strand.path = path(&mut data, &mut parties, strand);
        }
        Flows { data, parties, strands, height }
    }
}

fn concerns_others(entry: &Entry) -> bool {
    entry.party != "customer" && matches!(entry.kind, Kind::HandedOver | Kind::Opened | Kind::Changed)
}

fn is_crowded(entries: &[&Entry]) -> bool {
    let mut leaves: Vec<&String> = entries.iter().flat_map(|entry| &entry.leaves).collect();
    leaves.sort();
    leaves.dedup();
    leaves.len() > MANY
}

fn counted(words: &Words<'_>, entries: &[&Entry], by_group: bool) -> Vec<Strand> {
    let mut counted: BTreeMap<(String, String), (usize, i64, bool)> = BTreeMap::new();
    for entry in entries {
        let mut data: Vec<String> = entry.leaves.iter().map(|leaf| named(words, leaf, by_group)).collect();
        data.sort();
        data.dedup();
        for data in data {
            let known = counted.entry((data, party(words, entry))).or_default();
            *known = (known.0 + 1, known.1.max(entry.at), who(words.0, entry) == Who::Others);
        }
    }
    let strand = |((data, party), (times, last, outside))| Strand {
        party,
        data,
        times,
        last: Time(last),
        outside,
        path: String::new(),
        width: 0,
    };
    counted.into_iter().map(strand).collect()
}

fn named(words: &Words<'_>, leaf: &str, by_group: bool) -> String {
    policy::begun(&words.0.leaf_words(if by_group { group(leaf) } else { leaf }))
}

fn party(words: &Words<'_>, entry: &Entry) -> String {
    match entry.party.as_str() {
        "shop" => "The shop’s server".to_owned(),
        _ => policy::begun(&words.party(entry)),
    }
}

/// As wide as the root of its number, so that what happened once is still seen beside what happened a hundred times.
fn width(times: usize, most: usize) -> usize {
    let part = (times * 10_000 / most.max(1)).isqrt();
    THINNEST.max(WIDEST * part / 100)
}

/// Each name once with its bar, one below the other, and the height of them all.
fn column(strands: &[Strand], name: fn(&Strand) -> &String) -> (Vec<Node>, usize) {
    let mut lengths: BTreeMap<&String, usize> = BTreeMap::new();
    strands.iter().for_each(|strand| *lengths.entry(name(strand)).or_default() += strand.width);
    let (mut nodes, mut down) = (Vec::new(), TOP);
    for (name, length) in lengths {
        let room = length.max(ROOM);
        let y = down + (room - length) / 2;
        nodes.push(Node { lines: in_lines(name), y, length, name: name.clone(), taken: 0 });
        down += room + BETWEEN;
    }
    (nodes, down)
}

/// At most two lines of about [`LETTERS`] letters.
fn in_lines(name: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in name.split(' ') {
        let full = lines.len() == 2;
        match lines.last_mut() {
            Some(line) if full || line.chars().count() + word.chars().count() < LETTERS => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn centre(nodes: &mut [Node], down: usize) {
    nodes.iter_mut().for_each(|node| node.y += down);
}

fn path(data: &mut [Node], parties: &mut [Node], strand: &Strand) -> String {
    let next = |nodes: &mut [Node], name: &str| {
        nodes.iter_mut().find(|node| node.name == name).map_or(0, |node| node.next(strand.width))
    };
    let (from, to) = (next(data, &strand.data), next(parties, &strand.party));
    let middle = usize::midpoint(LEFT, RIGHT);
    format!("M{LEFT} {from}C{middle} {from} {middle} {to} {RIGHT} {to}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_width_of_a_band_grows_with_its_number_and_is_never_nothing() {
        assert_eq!(width(100, 100), WIDEST);
        assert_eq!(width(1, 10_000), THINNEST);
        assert!(width(4, 100) < width(9, 100));
    }

    #[test]
    fn a_long_name_stands_on_two_lines() {
        assert_eq!(in_lines("Telephone"), ["Telephone"]);
        assert_eq!(
            in_lines("Payment partner Quillbank of London"),
            ["Payment partner", "Quillbank of London"]
        );
    }
}
