//! How well a policy guards itself: of all the ways to break one of its rules, how many does another rule or a check
//! catch?

use std::fmt;

use policy::{Mask, Permission, Policy, Problem, Rules, Verb};

use crate::{
    breaks::{Break, Broken, Kind, breaks},
    combinations::Combinations,
};

/// The share of all breaks that a policy should catch at least, in percent.
const BAR: usize = 60;
/// Of the widest kind it should catch at least this many of that many.
const WIDEST_BAR: (usize, usize) = (40, 43);

/// What was broken, and what of it was caught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// For each kind that occurs: how many were caught, of how many.
    pub kinds: Vec<(Kind, usize, usize)>,
    /// Those that nothing catches, in the order of the file.
    pub survivors: Vec<Survivor>,
}

/// A break that nothing catches: whoever makes it by mistake is told nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survivor {
    /// The kind of break.
    pub kind: Kind,
    /// The line of the rule.
    pub line: usize,
    /// The paragraph it stands under.
    pub paragraph: String,
    /// The rule as a sentence.
    pub rule: String,
    /// What is different, in words: "without `order-open`".
    pub what: String,
}

impl Score {
    /// Breaks each permission, choice and term of the policy in every way there is. A break that allows nothing new is
    /// none, and is left out.
    pub fn of(policy: &Policy) -> Score {
        let known = policy.problems_with(policy.rules());
        let judged = breaks(policy).into_iter().filter_map(|one| Some((judge(policy, &one, &known)?, one)));
        let judged: Vec<(bool, Break)> = judged.collect();
        let kinds = Kind::ALL.into_iter().map(|kind| {
            let of_kind = || judged.iter().filter(move |(_, one)| one.kind == kind);
            (kind, of_kind().filter(|(caught, _)| *caught).count(), of_kind().count())
        });
        let kinds = kinds.filter(|(_, _, made)| *made > 0).collect();
        let left = judged.iter().filter(|(caught, _)| !caught);
        let mut survivors: Vec<Survivor> = left.map(|(_, one)| survivor(policy, one)).collect();
        survivors.sort_by_key(|one| (one.line, one.kind));
        Score { kinds, survivors }
    }

    /// How many breaks were caught.
    pub fn caught(&self) -> usize {
        self.kinds.iter().map(|(_, caught, _)| caught).sum()
    }

    /// How many there were.
    pub fn made(&self) -> usize {
        self.kinds.iter().map(|(_, _, made)| made).sum()
    }

    /// How many of the widest kind were caught, of how many: anybody may do anything.
    pub fn widest(&self) -> (usize, usize) {
        let widest = self.kinds.iter().find(|(kind, _, _)| *kind == Kind::Everything);
        widest.map_or((0, 0), |(_, caught, made)| (*caught, *made))
    }

    /// Whether a policy should do better: fewer than 60 in 100 caught, or fewer than 40 in 43 of the widest kind.
    pub fn is_low(&self) -> bool {
        let (caught, made) = self.widest();
        self.caught() * 100 < self.made() * BAR || caught * WIDEST_BAR.1 < made * WIDEST_BAR.0
    }

    /// The share that was caught, in percent, rounded down.
    pub fn percent(&self) -> usize {
        (self.caught() * 100).checked_div(self.made()).unwrap_or(100)
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (caught, made) = self.widest();
        write!(
            f,
            "of {} ways to break a rule, {} are caught ({} %), and {caught} of {made} of the widest kind",
            self.made(),
            self.caught(),
            self.percent()
        )
    }
}

impl fmt::Display for Survivor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {} (paragraph {}), {}: {}", self.line, self.paragraph, self.what, self.rule)
    }
}

/// Whether the break is caught; nothing when it changes nothing.
fn judge(policy: &Policy, one: &Break, known: &[Problem]) -> Option<bool> {
    let caught =
        policy.problems_with(&one.rules(policy.rules())).iter().any(|problem| !known.contains(problem));
    match &one.broken {
        Broken::Permission(may) if !caught && !is_new(policy, may) => None,
        _ => Some(caught),
    }
}

/// Whether the permission allows something that the policy does not.
fn is_new(policy: &Policy, may: &Permission) -> bool {
    let purposes = policy.purposes().map(|purpose| purpose.number());
    let cells = policy.parties().flat_map(|party| {
        let cell = move |purpose| Verb::ALL.into_iter().map(move |verb| (party.number(), verb, purpose));
        purposes.clone().flat_map(cell)
    });
    cells
        .filter(|(party, verb, purpose)| may.block.covers(*party, *verb, *purpose))
        .any(|(party, verb, purpose)| is_new_in(policy.rules(), may, party, verb, purpose))
}

fn is_new_in(rules: &Rules, may: &Permission, party: u8, verb: Verb, purpose: u8) -> bool {
    let others: Vec<&Permission> =
        rules.permissions.iter().filter(|other| other.block.covers(party, verb, purpose)).collect();
    let facts = others.iter().fold(may.when.facts(), |facts, other| facts | other.when.facts());
    let all = Combinations::of(facts);
    let new = |leaf: policy::Leaf, word| {
        let about = others.iter().filter(|other| other.block.data >> leaf.number() & 1 == 1);
        let allowed = about.fold(0, |any, other| any | all.holds(&other.when, word));
        all.holds(&may.when, word) & !allowed != 0
    };
    Mask::from_bits(may.block.data).iter().any(|leaf| (0..all.words()).any(|word| new(leaf, word)))
}

fn survivor(policy: &Policy, one: &Break) -> Survivor {
    let (kind, what) = (one.kind, one.what.clone());
    match &one.broken {
        Broken::Permission(may) => {
            let clause = policy.clause_of(may.rule);
            let (line, paragraph, rule) = (clause.line, clause.paragraph.clone(), clause.rule.clone());
            Survivor { kind, line, paragraph, rule, what }
        }
        Broken::Keep(keep) => {
            let rule = format!("how long we keep {}", policy.describe(keep.data));
            Survivor { kind, line: keep.line, paragraph: keep.paragraph.clone(), rule, what }
        }
        Broken::Choice(choice) => {
            let rule = format!("the choice “{}”", choice.label);
            Survivor { kind, line: choice.line, paragraph: choice.paragraph.clone(), rule, what }
        }
    }
}
