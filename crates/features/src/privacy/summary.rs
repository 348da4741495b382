//! The policy in short: who gets what, how long it stays, what is asked. Made from the rules, not typed.

use policy::{Mask, Party, Policy, Purpose, Then, Verb};

/// A paragraph to read on.
pub struct Cite {
    /// Its number, such as `2.4`.
    pub number: String,
    /// Its place on the page.
    pub anchor: String,
}

/// What one recipient outside may ever get.
pub struct Gets {
    /// Who, in words.
    pub who: String,
    /// Which data.
    pub what: String,
    /// What for.
    pub why: String,
    /// Where it says so.
    pub cites: Vec<Cite>,
}

/// How long something stays.
pub struct Stays {
    /// Which data.
    pub what: String,
    /// How long, and what then.
    pub term: String,
    /// Where it says so.
    pub cites: Vec<Cite>,
}

/// A question to the customer.
pub struct Asked {
    /// The words beside the box.
    pub label: String,
    /// Whether it is on until somebody chooses.
    pub starts_on: bool,
    /// Where it says so.
    pub cites: Vec<Cite>,
}

/// All of it.
pub struct Summary {
    /// Recipients outside that may get something.
    pub gets: Vec<Gets>,
    /// Those that never get anything, in words.
    pub never: Vec<String>,
    /// Terms.
    pub stays: Vec<Stays>,
    /// Choices.
    pub asked: Vec<Asked>,
}

impl Summary {
    /// Of that policy.
    pub fn of(policy: &Policy) -> Summary {
        let outside: Vec<Party> = policy.parties().filter(|party| !policy.is_inside(*party)).collect();
        let nothing = |party: &&Party| received(policy, **party).is_empty();
        Summary {
            never: outside.iter().filter(nothing).map(|party| policy.party_words(*party)).collect(),
            gets: outside.iter().filter_map(|party| gets(policy, *party)).collect(),
            stays: stays(policy),
            asked: policy.choices().iter().map(|choice| asked(policy, choice)).collect(),
        }
    }
}

fn received(policy: &Policy, party: Party) -> Mask {
    let ever = policy.purposes().map(|purpose| policy.ever(party, Verb::Receive, purpose));
    ever.fold(Mask::EMPTY, |all, one| all | one)
}

fn gets(policy: &Policy, party: Party) -> Option<Gets> {
    let what = received(policy, party);
    if what.is_empty() {
        return None;
    }
    let purposes: Vec<Purpose> =
        policy.purposes().filter(|one| !policy.ever(party, Verb::Receive, *one).is_empty()).collect();
    let words = purposes.iter().map(|one| policy.purpose_words(policy.purpose_name(*one)));
    let bit = |set: u64| set >> party.number() & 1 == 1;
    let rules = policy.rules().permissions.iter();
    let rules = rules.filter(|may| bit(may.block.parties) && may.block.verbs >> Verb::Receive as u8 & 1 == 1);
    Some(Gets {
        who: policy.party_words(party),
        what: in_short(policy, what),
        why: and(&words.collect::<Vec<_>>()),
        cites: cites(policy, rules.map(|may| policy.clause_of(may.rule).paragraph.as_str())),
    })
}

fn stays(policy: &Policy) -> Vec<Stays> {
    let keeps = policy.rules().keeps.iter();
    let stays = keeps.filter_map(|keep| {
        let then = match keep.then {
            Then::Erase => "then destroyed",
            Then::Anonymise => "then nobody’s",
        };
        Some(Stays {
            what: in_short(policy, keep.data),
            term: format!("{}, {then}", policy.keep_words(keep.data.iter().next()?)),
            cites: cites(policy, std::iter::once(keep.paragraph.as_str())),
        })
    });
    stays.collect()
}

fn asked(policy: &Policy, choice: &policy::Choice) -> Asked {
    Asked {
        label: choice.label.clone(),
        starts_on: choice.starts_on,
        cites: cites(policy, std::iter::once(choice.paragraph.as_str())),
    }
}

/// Each paragraph once, and only those that stand on the page: a law's article does not.
fn cites<'p>(policy: &Policy, numbers: impl Iterator<Item = &'p str>) -> Vec<Cite> {
    let mut found: Vec<Cite> = Vec::new();
    for paragraph in numbers.filter_map(|number| policy.document().paragraph(number)) {
        if !found.iter().any(|cite| cite.number == paragraph.number) {
            found.push(Cite { number: paragraph.number.clone(), anchor: paragraph.anchor.clone() });
        }
    }
    found
}

/// More kinds than this are said by what is left out, where that is shorter.
const MANY: usize = 6;

/// "name, delivery address and phone number"; whole groups by their own words; "everything but saved cards".
fn in_short(policy: &Policy, data: Mask) -> String {
    let left_out = policy.personal().without(data);
    if data.len() > MANY && left_out.len() * 2 < data.len() {
        let but = grouped(policy, left_out);
        return if but.is_empty() {
            "everything".to_owned()
        } else {
            format!("everything but {}", and(&but))
        };
    }
    and(&grouped(policy, data))
}

fn grouped(policy: &Policy, data: Mask) -> Vec<String> {
    let whole = |parts: Mask| parts.len() > 1 && parts.without(data).is_empty();
    let groups: Vec<(&str, Mask)> = policy.data_groups().filter(|(_, parts)| whole(*parts)).collect();
    let mut words: Vec<String> = Vec::new();
    for leaf in data.iter() {
        let name = policy.leaf_name(leaf);
        let group = groups.iter().find(|(_, parts)| parts.contains(leaf)).map_or(name, |(group, _)| group);
        let word = policy.leaf_words(group);
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}

fn and(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}
