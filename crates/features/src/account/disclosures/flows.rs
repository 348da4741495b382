//! The picture of who had what: recipients at the left, kinds of data at the right, a band for each pair.

use std::collections::BTreeMap;

use gate::{Kind, Line};
use store::Time;

use super::sentences::Words;

/// Height of a row of the picture, and where its two columns of names stand.
const ROW: usize = 44;
const TOP: usize = 40;
const LEFT: usize = 250;
const RIGHT: usize = 390;

/// The picture and the table behind it.
pub struct Flows {
    /// Who had something.
    pub parties: Vec<Node>,
    /// What they had.
    pub data: Vec<Node>,
    /// Which of them had which.
    pub strands: Vec<Strand>,
    /// The picture's height.
    pub height: usize,
}

/// A name in the picture.
pub struct Node {
    /// What it says.
    pub name: String,
    /// How far down.
    pub y: usize,
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
    /// The band's path.
    pub path: String,
    /// The band's width.
    pub width: usize,
}

impl Flows {
    /// From the lines in which somebody other than the person had something.
    pub fn of(words: &Words<'_>, lines: &[Line]) -> Flows {
        let mut counted: BTreeMap<(String, String), (usize, i64)> = BTreeMap::new();
        for entry in lines.iter().map(|line| &line.entry).filter(|entry| concerns_others(entry)) {
            for leaf in &entry.leaves {
                let known = counted.entry((party(words, entry), words.0.leaf_words(leaf))).or_default();
                *known = (known.0 + 1, known.1.max(entry.at));
            }
        }
        let parties = nodes(counted.keys().map(|(party, _)| party));
        let data = nodes(counted.keys().map(|(_, data)| data));
        let height = TOP + ROW * parties.len().max(data.len());
        let strands = counted
            .into_iter()
            .map(|((p, d), (times, last))| strand(&parties, &data, p, d, times, Time(last)));
        Flows { strands: strands.collect(), parties, data, height }
    }
}

fn concerns_others(entry: &gate::Entry) -> bool {
    entry.party != "customer" && matches!(entry.kind, Kind::HandedOver | Kind::Opened | Kind::Changed)
}

fn party(words: &Words<'_>, entry: &gate::Entry) -> String {
    policy::begun(&words.party(entry))
}

/// Each name once, one below the other.
fn nodes<'a>(names: impl Iterator<Item = &'a String>) -> Vec<Node> {
    let mut unique: Vec<&String> = names.collect();
    unique.sort();
    unique.dedup();
    let node = |(row, name): (usize, &String)| Node { name: name.clone(), y: TOP + ROW * row + ROW / 2 };
    unique.into_iter().enumerate().map(node).collect()
}

fn strand(parties: &[Node], data: &[Node], party: String, kind: String, times: usize, last: Time) -> Strand {
    let height =
        |nodes: &[Node], name: &str| nodes.iter().find(|node| node.name == name).map_or(0, |node| node.y);
    let (from, to, middle) = (height(parties, &party), height(data, &kind), usize::midpoint(LEFT, RIGHT));
    let path = format!("M{LEFT} {from}C{middle} {from} {middle} {to} {RIGHT} {to}");
    Strand { party, data: kind, times, last, path, width: (2 + 3 * times).min(20) }
}
