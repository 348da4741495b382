//! The handshake of code and policy: what the code needs held against what the policy allows, both ways.
//!
//! A need that the policy refuses is switched off with all that hangs on it; a permission that no code makes use of is
//! a promise nobody keeps. Pure: the answer depends on the three lists alone.

use gate::{Column, Need, Reach};
use policy::{Clause, Leaf, Mask, Permission, Policy, Verb};

/// What came of it.
pub struct Handshake {
    /// Every need, in the order of the code's list.
    pub needs: Vec<Met>,
    /// Every permission that no need makes use of, in the order of the file.
    pub idle: Vec<Idle>,
    /// Every column whose category nobody may take in: it stays empty.
    pub shut: Vec<&'static Column>,
}

/// A need and the policy's answer.
pub struct Met {
    /// The need.
    pub need: &'static Need,
    /// The answer.
    pub answer: Answer,
}

/// What a policy says to a need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It may have all it asks for.
    Fine,
    /// It never gets these.
    Partly(Mask),
    /// It never gets anything, or never what it is of no use without.
    Refused,
    /// It uses a word that the policy does not have.
    Unknown(&'static str),
}

/// A permission that no code makes use of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idle {
    /// What the page says about it: paragraph, sentence, rule.
    pub clause: Clause,
}

/// Holds the lists against each other.
pub fn check(
    policy: &Policy,
    needs: &'static [&'static Need],
    columns: &'static [&'static Column],
) -> Handshake {
    let met = |need: &&'static Need| Met { need, answer: answer(policy, need) };
    let idle =
        policy.rules().permissions.iter().filter(|may| !needs.iter().any(|need| uses(policy, may, need)));
    let idle = idle.map(|may| Idle { clause: policy.clause_of(may.rule).clone() });
    let shut = columns.iter().copied().filter(|column| {
        column.leaves().any(|name| policy.leaf(name).is_none_or(|leaf| !is_ever_taken_in(policy, leaf)))
    });
    Handshake { needs: needs.iter().map(met).collect(), idle: idle.collect(), shut: shut.collect() }
}

fn answer(policy: &Policy, need: &Need) -> Answer {
    match need.reach(policy) {
        Reach::Unknown(word) => Answer::Unknown(word),
        Reach::Known { .. } if need.is_refused(policy) => Answer::Refused,
        Reach::Known { asked, granted } if asked == granted => Answer::Fine,
        Reach::Known { asked, granted } => Answer::Partly(asked.without(granted)),
    }
}

/// Whether the need asks for something that this permission covers.
fn uses(policy: &Policy, may: &Permission, need: &Need) -> bool {
    let (Some(party), Some(purpose)) = (policy.party(need.party), policy.purpose(need.purpose)) else {
        return false;
    };
    let asked = need.data.iter().filter_map(|set| policy.leaves(set)).fold(Mask::EMPTY, |all, one| all | one);
    may.block.covers(party.number(), need.verb, purpose.number()) && may.block.data & asked.bits() != 0
}

fn is_ever_taken_in(policy: &Policy, leaf: Leaf) -> bool {
    let purposes = || policy.purposes();
    let may = |party| purposes().any(|purpose| policy.ever(party, Verb::Collect, purpose).contains(leaf));
    policy.parties().any(may)
}

impl Handshake {
    /// The needs that are switched off.
    pub fn off(&self) -> impl Iterator<Item = &Met> {
        self.needs.iter().filter(|met| matches!(met.answer, Answer::Refused | Answer::Unknown(_)))
    }

    /// The needs that never get all they ask for, each with what is withheld.
    pub fn withheld(&self) -> impl Iterator<Item = (&'static Need, Mask)> {
        self.needs.iter().filter_map(|met| match met.answer {
            Answer::Partly(withheld) => Some((met.need, withheld)),
            _ => None,
        })
    }
}

/// The handshake in sentences, for the officer: what is switched off, what never comes through, what nobody keeps.
pub fn in_words(policy: &Policy, handshake: &Handshake) -> Vec<String> {
    let mut lines: Vec<String> = handshake.off().map(|met| switched_off(policy, met)).collect();
    lines.extend(handshake.withheld().map(|(need, withheld)| partly(policy, need, withheld)));
    lines.extend(handshake.idle.iter().map(|idle| {
        let Clause { paragraph, line, rule, .. } = &idle.clause;
        format!("Allowed in paragraph {paragraph} (line {line}), and nothing in this server makes use of it: {rule}")
    }));
    lines
}

/// The same in a few lines, for the start.
pub fn in_brief(policy: &Policy, handshake: &Handshake) -> Vec<String> {
    let mut lines: Vec<String> = handshake.off().map(|met| switched_off(policy, met)).collect();
    match handshake.idle.len() {
        0 => {}
        1 => lines.push("The policy allows one thing that nothing in this server makes use of.".to_owned()),
        n => lines.push(format!("The policy allows {n} things that nothing in this server makes use of.")),
    }
    lines
}

fn switched_off(policy: &Policy, met: &Met) -> String {
    let place = met.need.at;
    match met.answer {
        Answer::Unknown(word) => {
            format!("Switched off: `{place}`, because the policy has no word `{word}`.")
        }
        _ => format!(
            "Switched off: `{place}`, because the policy never allows it: {}.",
            said(policy, met.need)
        ),
    }
}

fn partly(policy: &Policy, need: &Need, withheld: Mask) -> String {
    format!(
        "`{}` never gets {}, which it would take: {}.",
        need.at,
        policy.describe(withheld),
        said(policy, need)
    )
}

/// A need as the policy's grammar would say it.
fn said(policy: &Policy, need: &Need) -> String {
    let Need { party, verb, purpose, data, .. } = need;
    let data = match need.reach(policy) {
        Reach::Known { asked, .. } => policy.describe(asked),
        Reach::Unknown(_) => data.join(", "),
    };
    format!("{} to {verb} {data} for {}", policy.party_words_of(party), policy.purpose_words(purpose))
}
