//! Says rules, data and facts in plain English sentences.

use crate::{
    Span, Then,
    bits::{Mask, ones},
    declared::Term as KeepTerm,
    rules::{Placed, Rules},
    syntax::{Facts, MayRule, NeverRule, Rule, Scope, Set, Side, Who},
    verb::Verb,
    vocabulary::Vocabulary,
    words::{Ear, begun, listed, plain},
};

/// Knows the words of one policy.
#[derive(Clone, Copy)]
pub(crate) struct Speaker<'s> {
    pub vocabulary: &'s Vocabulary,
    pub rules: &'s Rules,
    pub ear: Ear,
}

impl Speaker<'_> {
    /// "name, delivery address and phone number".
    pub fn data(self, data: Mask) -> String {
        if data.0 != 0 && data.0 == self.vocabulary.personal {
            return "everything held about the person".to_owned();
        }
        let words: Vec<String> = data
            .iter()
            .map(|leaf| plain().data(&self.vocabulary.leaves.names[usize::from(leaf.0)]))
            .collect();
        listed(&words, "and")
    }

    /// "the order is still open"; a choice is said by its label.
    pub fn fact(self, fact: u8, holds: bool) -> String {
        self.fact_named(&self.vocabulary.facts.names[usize::from(fact)], holds)
    }

    fn fact_named(self, name: &str, holds: bool) -> String {
        match self.rules.choices.iter().find(|choice| choice.name == name) {
            Some(choice) => format!("“{}” is {}", choice.label, if holds { "on" } else { "off" }),
            None => plain().fact(name, holds, self.ear),
        }
    }

    /// The facts of a term that do not hold as it wants them, in words.
    pub fn unmet(self, needs: u64, lacks: u64, facts: u64) -> Vec<String> {
        let missing = ones(needs & !facts).map(|fact| self.fact(fact, true));
        missing.chain(ones(lacks & facts).map(|fact| self.fact(fact, false))).collect()
    }

    /// How long, in words: "6 years after your last order", "as long as your account is open".
    pub fn term(self, term: KeepTerm) -> String {
        match term {
            KeepTerm::After(span, event) => {
                format!("{span} after {}", plain().events.get(event).map_or(event, String::as_str))
            }
            KeepTerm::While(fact) => format!("as long as {}", self.fact(fact.0, true)),
        }
    }

    /// The rule as a sentence.
    pub fn rule(self, placed: &Placed) -> String {
        let words = match &placed.rule {
            Rule::May(may) => self.may(may),
            Rule::Never(never) => self.never(never),
            Rule::Keep { data, then, .. } => {
                let keep = self.rules.keeps.iter().find(|keep| keep.line == placed.spot.line);
                let term = keep.map(|keep| self.term(keep.term)).unwrap_or_default();
                let then =
                    if *then == Then::Erase { "destroy it" } else { "remove from it whatever names you" };
                format!(
                    "we keep your {} {}{term}, and then {then}",
                    set(data),
                    if term.starts_with("as") { "" } else { "for " }
                )
            }
            rule => said(rule),
        };
        format!("{}.", begun(&words))
    }

    fn may(self, may: &MayRule) -> String {
        let ground = may.ground.map(|ground| format!(", because {}", ground.in_words())).unwrap_or_default();
        let when = if may.facts.is_empty() {
            String::new()
        } else {
            format!(", but only if {}", self.facts(&may.facts))
        };
        let (who, verbs) = (parties(&may.parties), verbs(&may.verbs, "and"));
        format!("{who} may {verbs} {} for {}{ground}{when}", owned(&may.data), purposes(&may.purposes))
    }

    fn never(self, never: &NeverRule) -> String {
        let (who, may) = match &never.who {
            Who::These(set) => (parties(set), "may never"),
            Who::Nobody { side, but } => (nobody(*side, but), "may"),
        };
        let scope = match &never.scope {
            Scope::All => String::new(),
            Scope::For(set) => format!(" for {}", purposes(set)),
            Scope::Except(set) => format!(", except for {}", purposes(set)),
        };
        let unless = if never.unless.is_empty() {
            String::new()
        } else {
            format!(", unless {}", self.facts(&never.unless))
        };
        format!("{who} {may} {} your {}{scope}{unless}", verbs(&never.verbs, "or"), set(&never.data))
    }

    fn facts(self, lists: &Facts) -> String {
        let lists: Vec<String> = lists
            .iter()
            .map(|list| {
                let facts: Vec<String> =
                    list.iter().map(|(holds, name)| self.fact_named(name, *holds)).collect();
                listed(&facts, "and")
            })
            .collect();
        lists.join(", or if ")
    }
}

/// Rules that need no look-up.
fn said(rule: &Rule) -> String {
    match rule {
        Rule::Choice { label, starts_on, asked_at, .. } => {
            let places: Vec<String> = asked_at.iter().map(|place| word(&plain().places, place)).collect();
            let asked = if places.is_empty() {
                String::new()
            } else {
                format!(", and we ask {}", listed(&places, "and"))
            };
            format!("“{label}” is {} until you choose{asked}", if *starts_on { "on" } else { "off" })
        }
        Rule::Cookie { name, kind, lasts } => {
            format!(
                "the cookie “{name}” belongs to the {} and lasts {lasts}",
                plain().data(&format!("cookie.{kind}"))
            )
        }
        Rule::Limit { name, times, span } => {
            format!("{}: at most {}", name.replace('-', " "), often(*times, *span))
        }
        Rule::Before { actions, facts } => {
            let actions: Vec<String> = actions.iter().map(|action| word(&plain().actions, action)).collect();
            let facts: Vec<String> = facts
                .iter()
                .flatten()
                .map(|(holds, name)| plain().fact(name, *holds, Ear::Customer))
                .collect();
            format!("before {}, this must be so: {}", listed(&actions, "or"), listed(&facts, "and"))
        }
        Rule::Answer { name, span, through } => {
            let ways: Vec<String> = through.iter().map(|way| word(&plain().ways, way)).collect();
            format!("{}: within {span}, through {}", name.replace('-', " "), listed(&ways, "or"))
        }
        Rule::Every { flow, link, thing } => word(&plain().always, &format!("{flow} {link} {thing}")),
        Rule::Statistics { data, figure } => {
            format!("figures about {} are given out only where the figure “{figure}” is reached", set(data))
        }
        Rule::Duty { label, owner, every, .. } => format!("{}, every {every}: {label}", party(owner)),
        Rule::Figure { name, amount } => {
            format!("the figure “{}” is {}", name.replace('-', " "), amount.words())
        }
        Rule::Change { figure, asks_again } => {
            let again = if *asks_again { ", and what rested on your yes is asked again" } else { "" };
            format!("a change of this page that allows more waits for the figure “{figure}”{again}")
        }
        Rule::Because { reason } => format!("no rule stands here, because {reason}"),
        rule => declared(rule),
    }
}

fn declared(rule: &Rule) -> String {
    match rule {
        Rule::Data { personal, name, parts } => {
            let not = if *personal { "" } else { ", which is about nobody" };
            let parts: Vec<String> =
                parts.iter().map(|part| plain().data(&format!("{name}.{part}"))).collect();
            let whole = if parts.is_empty() { String::new() } else { format!(": {}", listed(&parts, "and")) };
            format!("“{name}” means {}{whole}{not}", plain().data(name))
        }
        Rule::Purpose { names, parts } => {
            let group = names.first().map(String::as_str).unwrap_or_default();
            let dotted = parts.iter().map(|part| format!("{group}.{part}"));
            let all: Vec<String> = if parts.is_empty() { names.clone() } else { dotted.collect() };
            let all: Vec<String> =
                all.iter().map(|name| format!("“{name}” means {}", plain().purpose(name))).collect();
            format!("purposes: {}", listed(&all, "and"))
        }
        Rule::Parties { side, names } => {
            let names: Vec<String> =
                names.iter().map(|(name, _)| format!("“{name}” is the {}", plain().party(name))).collect();
            format!("{} the company: {}", side.word(), listed(&names, "and"))
        }
        Rule::Fact { names } => {
            let names: Vec<String> = names
                .iter()
                .map(|name| format!("“{name}” means that {}", plain().fact(name, true, Ear::Customer)))
                .collect();
            format!("facts: {}", listed(&names, "and"))
        }
        _ => String::new(),
    }
}

/// "3 times a day".
pub(crate) fn often(times: u32, span: Span) -> String {
    let times = if times == 1 { "once".to_owned() } else { format!("{times} times") };
    if span.number == 1 { format!("{times} a {}", span.unit.word()) } else { format!("{times} in {span}") }
}

fn word(words: &std::collections::BTreeMap<String, String>, name: &str) -> String {
    words.get(name).cloned().unwrap_or_else(|| name.replace('-', " "))
}

fn verbs(verbs: &[Verb], joint: &str) -> String {
    listed(&verbs.iter().map(Verb::to_string).collect::<Vec<_>>(), joint)
}

fn party(name: &str) -> String {
    match name {
        "customer" => "you".to_owned(),
        "shop" => "we".to_owned(),
        other => format!("the {}", plain().party(other)),
    }
}

fn parties(set: &Set) -> String {
    listed(&set.names.iter().map(|name| party(name)).collect::<Vec<_>>(), "and")
}

fn nobody(side: Option<Side>, but: &Set) -> String {
    let side = side.map(|side| format!(" {} the company", side.word())).unwrap_or_default();
    let us = |name: &String| if name == "shop" { "us".to_owned() } else { party(name) };
    let but: Vec<String> = but.names.iter().map(us).collect();
    if but.is_empty() { format!("nobody{side}") } else { format!("nobody{side} but {}", listed(&but, "and")) }
}

fn purposes(set: &Set) -> String {
    listed(&set.names.iter().map(|name| plain().purpose(name)).collect::<Vec<_>>(), "and")
}

fn set(set: &Set) -> String {
    let of =
        |names: &[String]| listed(&names.iter().map(|name| plain().data(name)).collect::<Vec<_>>(), "and");
    if set.but.is_empty() { of(&set.names) } else { format!("{} (without {})", of(&set.names), of(&set.but)) }
}

/// Figures about nobody are nobody's.
fn owned(data: &Set) -> String {
    let words = set(data);
    if words.starts_with("figures") { words } else { format!("your {words}") }
}
