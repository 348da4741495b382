//! What was decided so far, decided again under another policy: how often it would have come out otherwise.
//!
//! What is known of a decision is the situation, never the person: party, verb, purpose, data, and those facts that
//! made a difference then. A fact that only the new policy asks about was not looked up. Where it decides, the outcome
//! is said to be open rather than guessed.

use policy::{Facts, Leaf, Mask, Policy, Verb, listed};

/// A situation that was decided, in the words of the policy of that day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Met {
    /// Who wanted something.
    pub party: String,
    /// What they wanted to do.
    pub verb: Verb,
    /// What for.
    pub purpose: String,
    /// The facts that were looked up, and whether each held.
    pub facts: Vec<(String, bool)>,
    /// The kinds of data asked for.
    pub asked: Vec<String>,
    /// Those that were allowed.
    pub allowed: Vec<String>,
    /// How often it was met.
    pub times: u64,
}

/// How decisions of one sort come out under the new policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Something would have been refused that was allowed.
    Refused,
    /// Something would have been allowed that was refused.
    Allowed,
    /// It hangs on facts that nobody looked up then.
    Open,
}

/// Decisions that would have come out otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// How.
    pub outcome: Outcome,
    /// How many decisions.
    pub times: u64,
    /// In plain English.
    pub sentence: String,
    /// The kinds of data, by name.
    pub data: Vec<String>,
    /// The paragraph of the new policy that decides, if one does.
    pub paragraph: Option<String>,
}

/// All decisions, decided again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Simulation {
    /// How many decisions there were.
    pub decisions: u64,
    /// How many of them come out the same for all that was asked.
    pub same: u64,
    /// The others: refused, allowed and open, each with the most frequent first.
    pub turns: Vec<Turn>,
}

/// Decides everything again.
pub fn simulate(new: &Policy, met: &[Met]) -> Simulation {
    let mut simulation = Simulation::default();
    for one in met {
        let turns = Again { new, met: one }.turns();
        simulation.decisions += one.times;
        if turns.is_empty() {
            simulation.same += one.times;
        }
        turns.into_iter().for_each(|turn| simulation.add(turn));
    }
    simulation.turns.sort_by_key(|turn| (turn.outcome, std::cmp::Reverse(turn.times)));
    simulation
}

impl Simulation {
    /// Situations that were told apart by policies of other days may read the same now.
    fn add(&mut self, turn: Turn) {
        let alike = |known: &&mut Turn| known.outcome == turn.outcome && known.sentence == turn.sentence;
        match self.turns.iter_mut().find(alike) {
            Some(known) => known.times += turn.times,
            None => self.turns.push(turn),
        }
    }
}

/// One situation under the new policy.
struct Again<'a> {
    new: &'a Policy,
    met: &'a Met,
}

impl Again<'_> {
    fn turns(&self) -> Vec<Turn> {
        let mut sorted: [Vec<&str>; 3] = Default::default();
        for name in &self.met.asked {
            if let Some(outcome) = self.outcome(name) {
                sorted[outcome as usize].push(name);
            }
        }
        let outcomes = [Outcome::Refused, Outcome::Allowed, Outcome::Open].into_iter().zip(&sorted);
        outcomes
            .filter(|(_, data)| !data.is_empty())
            .map(|(outcome, data)| self.turn(outcome, data))
            .collect()
    }

    /// Nothing when it comes out as it did.
    fn outcome(&self, name: &str) -> Option<Outcome> {
        let was = self.met.allowed.iter().any(|allowed| allowed == name);
        let answers = self.answers(name);
        match (answers.contains(&true), answers.contains(&false)) {
            (true, true) => Some(Outcome::Open),
            (true, false) => (!was).then_some(Outcome::Allowed),
            _ => was.then_some(Outcome::Refused),
        }
    }

    /// The answers in every situation that fits what is known.
    fn answers(&self, name: &str) -> Vec<bool> {
        let words =
            (self.new.party(&self.met.party), self.new.purpose(&self.met.purpose), self.new.leaf(name));
        let (Some(party), Some(purpose), Some(leaf)) = words else { return vec![false] };
        let allows = |facts| self.new.mask(party, self.met.verb, purpose, facts).contains(leaf);
        self.fitting(leaf).map(allows).collect()
    }

    /// Every set of facts that agrees with those looked up; facts that make no difference do not count.
    fn fitting(&self, leaf: Leaf) -> impl Iterator<Item = Facts> {
        let unknown: Vec<_> = self.unknown(Mask::of(leaf)).iter().collect();
        let held = self.met.facts.iter().filter(|(_, holds)| *holds);
        let held: Facts = held.filter_map(|(name, _)| self.new.fact(name)).collect();
        (0..1u32 << unknown.len()).map(move |bits| {
            let more =
                unknown.iter().enumerate().filter(|(at, _)| bits >> at & 1 == 1).map(|(_, fact)| *fact);
            held | more.collect()
        })
    }

    /// The facts on which the new policy's answer hangs and which nobody looked up.
    fn unknown(&self, data: Mask) -> Facts {
        let words = (self.new.party(&self.met.party), self.new.purpose(&self.met.purpose));
        let (Some(party), Some(purpose)) = words else { return Facts::EMPTY };
        let known: Facts = self.met.facts.iter().filter_map(|(name, _)| self.new.fact(name)).collect();
        self.new.facts_that_matter(party, self.met.verb, purpose, data).without(known)
    }

    fn turn(&self, outcome: Outcome, data: &[&str]) -> Turn {
        Turn {
            outcome,
            times: self.met.times,
            sentence: self.sentence(outcome, data),
            data: data.iter().map(|name| (*name).to_owned()).collect(),
            paragraph: self.paragraph(outcome, data[0]),
        }
    }

    fn sentence(&self, outcome: Outcome, data: &[&str]) -> String {
        let words: Vec<String> = data.iter().map(|name| self.new.leaf_words(name)).collect();
        let what = format!("{} the {}", self.met.verb, listed(&words, "and"));
        let who = self.new.party_words_of(&self.met.party);
        let purpose = self.new.purpose_words(&self.met.purpose);
        let could = match outcome {
            Outcome::Refused => "could no longer",
            Outcome::Allowed => "could now",
            Outcome::Open => {
                let facts = self.hangs_on(data);
                return format!(
                    "Whether the {who} could {what} for {purpose} hangs on {facts}, which nobody looked up."
                );
            }
        };
        format!("The {who} {could} {what} for {purpose}{}.", self.when())
    }

    fn hangs_on(&self, data: &[&str]) -> String {
        let data: Mask = data.iter().filter_map(|name| self.new.leaf(name)).collect();
        let names: Vec<String> =
            self.unknown(data).iter().map(|fact| format!("`{}`", self.new.fact_name(fact))).collect();
        listed(&names, "and")
    }

    /// The situation in the words of the rules: what was looked up then.
    fn when(&self) -> String {
        let name = |(name, holds): &(String, bool)| format!("{}`{name}`", if *holds { "" } else { "not " });
        let names: Vec<String> = self.met.facts.iter().map(name).collect();
        if names.is_empty() { String::new() } else { format!(", if {}", listed(&names, "and")) }
    }

    fn paragraph(&self, outcome: Outcome, name: &str) -> Option<String> {
        let (party, purpose) = (self.new.party(&self.met.party)?, self.new.purpose(&self.met.purpose)?);
        let (leaf, verb) = (self.new.leaf(name)?, self.met.verb);
        let held = self.met.facts.iter().filter(|(_, holds)| *holds);
        let facts: Facts = held.filter_map(|(name, _)| self.new.fact(name)).collect();
        let clause = match outcome {
            Outcome::Allowed => self.new.clause(party, verb, leaf, purpose, facts).cloned(),
            _ => self.new.explain(party, verb, leaf, purpose, facts).clause,
        };
        clause.map(|clause| clause.paragraph)
    }
}
