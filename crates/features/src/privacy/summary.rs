//! The policy in short: who gets what, how long it stays, what is asked. Made from the rules, not typed.

use policy::{Mask, Party, Policy, Purpose, Then, Verb, begun};
use translation::Speaker;

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
    /// Which data, and what for.
    pub what: String,
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
    /// Whether it is on until somebody chooses, in words.
    pub starts: String,
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
    /// Of that policy, in that language.
    pub fn of(say: &Speaker<'_>) -> Summary {
        let policy = say.policy;
        let outside: Vec<Party> = policy.parties().filter(|party| !policy.is_inside(*party)).collect();
        let nothing = |party: &&Party| received(policy, **party).is_empty();
        Summary {
            never: outside.iter().filter(nothing).map(|party| begun(&say.party(*party))).collect(),
            gets: outside.iter().filter_map(|party| gets(say, *party)).collect(),
            stays: stays(say),
            asked: policy.choices().iter().map(|choice| asked(say, choice)).collect(),
        }
    }
}

fn received(policy: &Policy, party: Party) -> Mask {
    let ever = policy.purposes().map(|purpose| policy.ever(party, Verb::Receive, purpose));
    ever.fold(Mask::EMPTY, |all, one| all | one)
}

fn gets(say: &Speaker<'_>, party: Party) -> Option<Gets> {
    let policy = say.policy;
    let what = received(policy, party);
    if what.is_empty() {
        return None;
    }
    let purposes: Vec<Purpose> =
        policy.purposes().filter(|one| !policy.ever(party, Verb::Receive, *one).is_empty()).collect();
    let words = purposes.iter().map(|one| say.purpose_named(policy.purpose_name(*one)));
    let why = say.tongue.and(&words.collect::<Vec<_>>());
    let bit = |set: u64| set >> party.number() & 1 == 1;
    let rules = policy.rules().permissions.iter();
    let rules = rules.filter(|may| bit(may.block.parties) && may.block.verbs >> Verb::Receive as u8 & 1 == 1);
    Some(Gets {
        who: begun(&say.party(party)),
        what: say.tongue.fill("gets", &[("data", &in_short(say, what)), ("purposes", &why)]),
        cites: cites(policy, rules.map(|may| policy.clause_of(may.rule).paragraph.as_str())),
    })
}

fn stays(say: &Speaker<'_>) -> Vec<Stays> {
    let keeps = say.policy.rules().keeps.iter();
    let stays = keeps.map(|keep| {
        let then = match keep.then {
            Then::Erase => "stays-erased",
            Then::Anonymise => "stays-anonymised",
        };
        Stays {
            what: begun(&in_short(say, keep.data)),
            term: say.tongue.fill(then, &[("term", &say.term(keep.data, keep.term))]),
            cites: cites(say.policy, std::iter::once(keep.paragraph.as_str())),
        }
    });
    stays.collect()
}

fn asked(say: &Speaker<'_>, choice: &policy::Choice) -> Asked {
    Asked {
        label: say.label(choice),
        starts: say.tongue.say(if choice.starts_on { "choice-on" } else { "choice-off" }).to_owned(),
        cites: cites(say.policy, std::iter::once(choice.paragraph.as_str())),
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
fn in_short(say: &Speaker<'_>, data: Mask) -> String {
    let left_out = say.policy.personal().without(data);
    if data.len() > MANY && left_out.len() * 2 < data.len() {
        let but = grouped(say, left_out);
        return if but.is_empty() {
            say.tongue.say("everything").to_owned()
        } else {
            say.tongue.fill("everything-but", &[("data", &say.tongue.and(&but))])
        };
    }
    say.tongue.and(&grouped(say, data))
}

fn grouped(say: &Speaker<'_>, data: Mask) -> Vec<String> {
    let whole = |parts: Mask| parts.len() > 1 && parts.without(data).is_empty();
    let groups: Vec<(&str, Mask)> = say.policy.data_groups().filter(|(_, parts)| whole(*parts)).collect();
    let mut words: Vec<String> = Vec::new();
    for leaf in data.iter() {
        let name = say.policy.leaf_name(leaf);
        let group = groups.iter().find(|(_, parts)| parts.contains(leaf)).map_or(name, |(group, _)| group);
        let word = say.data_named(group);
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words
}
