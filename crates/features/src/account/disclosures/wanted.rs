//! Which lines of the record are wanted: four questions with the number of lines behind each answer.

use gate::{Entry, Kind, Line};
use policy::Policy;
use serde::Deserialize;
use store::Time;

/// What the address asks for. Words that mean nothing here ask for everything, so that no filter hides by mistake.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Wanted {
    who: String,
    what: String,
    when: String,
    did: String,
    before: String,
}

/// Who acted or received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The customer.
    Me,
    /// The shop, by itself or by one of its people.
    Shop,
    /// A firm or an authority.
    Others,
}

/// Who acted or received, by the lists of the policy.
pub fn who(policy: &Policy, entry: &Entry) -> Who {
    let inside = policy.party(&entry.party).is_none_or(|party| policy.is_inside(party));
    match entry.party.as_str() {
        "customer" => Who::Me,
        _ if inside && entry.recipient.is_none() => Who::Shop,
        _ => Who::Others,
    }
}

/// Whether that line is a look of the customer at their own.
pub fn is_own_look(entry: &Entry) -> bool {
    entry.party == "customer" && entry.kind == Kind::Opened
}

/// A question of the form, with its answers.
pub struct Facet {
    /// The field's name.
    pub name: &'static str,
    /// The question.
    pub label: &'static str,
    /// The answers, the first of which leaves nothing out.
    pub answers: Vec<Answer>,
}

/// One answer.
pub struct Answer {
    /// What the form sends.
    pub word: String,
    /// What it says.
    pub label: String,
    /// How many lines it would leave, with the other answers as they are.
    pub count: usize,
    /// Whether it is the one in force.
    pub current: bool,
}

const WHO: [(&str, &str); 4] =
    [("", "Everybody"), ("me", "Me"), ("shop", "The shop’s people"), ("others", "Others outside")];
const WHEN: [(&str, &str); 4] = [
    ("", "At any time"),
    ("7", "In the last 7 days"),
    ("30", "In the last 30 days"),
    ("365", "In the last year"),
];
const DID: [(&str, &str); 5] = [
    ("", "Everything"),
    ("handed", "Only handed over"),
    ("opened", "Only opened"),
    ("changed", "Only taken in, changed or removed"),
    ("refused", "Only asked and refused"),
];

impl Wanted {
    /// Whether nothing is left out.
    pub fn is_everything(&self) -> bool {
        [&self.who, &self.what, &self.when, &self.did].into_iter().all(String::is_empty)
    }

    /// Whether it asks for the customer's own deeds alone, which are then shown one by one.
    pub fn is_about_me(&self) -> bool {
        self.who == "me"
    }

    /// Lines below this number are wanted.
    pub fn before(&self) -> Option<u64> {
        self.before.parse().ok()
    }

    /// Whether this line is wanted, wherever the page begins.
    pub fn takes(&self, policy: &Policy, entry: &Entry, now: Time) -> bool {
        self.takes_who(policy, entry)
            && self.takes_what(entry)
            && self.takes_when(entry, now)
            && self.takes_did(entry)
    }

    fn takes_who(&self, policy: &Policy, entry: &Entry) -> bool {
        match self.who.as_str() {
            "me" => who(policy, entry) == Who::Me,
            "shop" => who(policy, entry) == Who::Shop,
            "others" => who(policy, entry) == Who::Others,
            _ => true,
        }
    }

    fn takes_what(&self, entry: &Entry) -> bool {
        self.what.is_empty() || entry.leaves.iter().any(|leaf| group(leaf) == self.what)
    }

    fn takes_when(&self, entry: &Entry, now: Time) -> bool {
        let days = self.when.parse::<i64>().ok();
        days.is_none_or(|days| entry.at >= now.minus_days(days.clamp(0, 36_500)).0)
    }

    fn takes_did(&self, entry: &Entry) -> bool {
        match self.did.as_str() {
            "handed" => entry.kind == Kind::HandedOver,
            "opened" => entry.kind == Kind::Opened,
            "refused" => entry.kind == Kind::Refused,
            "changed" => !matches!(entry.kind, Kind::HandedOver | Kind::Opened | Kind::Refused),
            _ => true,
        }
    }

    /// The four questions as the form asks them.
    pub fn facets(&self, policy: &Policy, lines: &[Line], now: Time) -> Vec<Facet> {
        let owned = |list: &[(&str, &str)]| {
            list.iter().map(|(word, label)| ((*word).to_owned(), (*label).to_owned())).collect()
        };
        let count = |one: Wanted| lines.iter().filter(|line| one.takes(policy, &line.entry, now)).count();
        let facet = |name, label, list: Vec<(String, String)>, field: fn(&mut Wanted) -> &mut String| Facet {
            name,
            label,
            answers: list
                .into_iter()
                .map(|(word, label)| {
                    let mut one = self.clone();
                    let current = *field(&mut one) == word;
                    field(&mut one).clone_from(&word);
                    Answer { word, label, count: count(one), current }
                })
                .collect(),
        };
        vec![
            facet("who", "Who", owned(&WHO), |wanted| &mut wanted.who),
            facet("what", "Which details", kinds_of_data(policy, lines), |wanted| &mut wanted.what),
            facet("did", "What happened", owned(&DID), |wanted| &mut wanted.did),
            facet("when", "When", owned(&WHEN), |wanted| &mut wanted.when),
        ]
    }

    /// The address of the same question, from below that line on; from the newest without one.
    pub fn address(&self, before: Option<u64>) -> String {
        let own = [("who", &self.who), ("what", &self.what), ("did", &self.did), ("when", &self.when)];
        let mut parts: Vec<String> = own
            .into_iter()
            .filter(|(_, word)| {
                !word.is_empty() && word.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
            })
            .map(|(name, word)| format!("{name}={word}"))
            .collect();
        parts.extend(before.map(|seq| format!("before={seq}")));
        format!("/account/disclosures?{}#lines-title", parts.join("&"))
    }
}

/// The group that a kind of data belongs to: `contact` for `contact.phone`.
pub fn group(leaf: &str) -> &str {
    leaf.split('.').next().unwrap_or(leaf)
}

/// All groups of which the record has a line, in the policy's words.
fn kinds_of_data(policy: &Policy, lines: &[Line]) -> Vec<(String, String)> {
    let mut groups: Vec<&str> =
        lines.iter().flat_map(|line| &line.entry.leaves).map(|leaf| group(leaf)).collect();
    groups.sort_unstable();
    groups.dedup();
    let all = (String::new(), "Any details".to_owned());
    let known = groups.into_iter().map(|group| (group.to_owned(), policy::begun(&policy.leaf_words(group))));
    [all].into_iter().chain(known).collect()
}
