//! Says rules, data and facts in plain English sentences.

use crate::{
    Span, Then,
    bits::{Mask, ones},
    declared::Term as KeepTerm,
    rules::{Placed, Rules},
    syntax::{Facts, MayRule, NeverRule, Rule, Scope, Set, Side, Who},
    verb::Verb,
    vocabulary::Vocabulary,
    words::{Ear, Plain, begun, listed},
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
            .map(|leaf| self.plain().data(&self.vocabulary.leaves.names[usize::from(leaf.0)]))
            .collect();
        listed(&words, "and")
    }

    /// "the order is still open"; a choice is said by its label.
    pub fn fact(self, fact: u8, holds: bool) -> String {
        self.fact_named(&self.vocabulary.facts.names[usize::from(fact)], holds)
    }

    /// The same by its name.
    pub fn fact_named(self, name: &str, holds: bool) -> String {
        match self.rules.choices.iter().find(|choice| choice.name == name) {
            Some(choice) => format!("“{}” is {}", choice.label, if holds { "on" } else { "off" }),
            None => self.plain().fact(name, holds, self.ear),
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
                format!("{span} after {}", self.plain().events.get(event).map_or(event, String::as_str))
            }
            KeepTerm::While(fact) => format!("as long as {}", self.fact(fact.0, true)),
        }
    }

    /// The rule as a sentence.
    pub fn rule(self, placed: &Placed) -> String {
        let words = match &placed.rule {
            Rule::May(may) => self.may(may),
            Rule::Never(never) => self.never(never),
            Rule::Keep { data, then, .. } => self.keep(data, *then, placed.spot.line),
            rule => self.said(rule),
        };
        format!("{}.", begun(&words))
    }

    fn may(self, may: &MayRule) -> String {
        let because = may.ground.map(|ground| ground.in_words()).unwrap_or_default();
        let because = after(", because ", because.to_owned());
        let when = after(", but only if ", self.facts(&may.facts));
        let (who, verbs) = (self.parties(&may.parties), verbs(&may.verbs, "and"));
        format!(
            "{who} may {verbs} {} for {}{because}{when}",
            self.yours(&may.data),
            self.purposes(&may.purposes, "and")
        )
    }

    fn never(self, never: &NeverRule) -> String {
        let (who, may) = match &never.who {
            Who::These(set) => (self.parties(set), "may never"),
            Who::Nobody { side, but } => (self.nobody(*side, but), "may"),
        };
        let scope = match &never.scope {
            Scope::All => String::new(),
            Scope::For(set) => after(" for ", self.purposes(set, "or")),
            Scope::Except(set) => after(", except for ", self.purposes(set, "or")),
        };
        let unless = after(", unless ", self.facts(&never.unless));
        format!("{who} {may} {} {}{scope}{unless}", verbs(&never.verbs, "or"), self.yours(&never.data))
    }

    fn keep(self, data: &Set, then: Then, line: usize) -> String {
        let keep = self.rules.keeps.iter().find(|keep| keep.line == line);
        let term = keep.map(|keep| self.term(keep.term)).unwrap_or_default();
        let term = if keep.is_some_and(|keep| keep.span().is_some()) { format!("for {term}") } else { term };
        let then = if then == Then::Erase { "destroy them" } else { "take your name off them" };
        format!("we keep {} {term}, and then we {then}", self.yours(data))
    }

    fn facts(self, lists: &Facts) -> String {
        let list = |list: &Vec<(bool, String)>| {
            listed(&each(list, |(holds, name)| self.fact_named(name, *holds)), "and")
        };
        each(lists, list).join(", or if ")
    }
}

/// Words and names.
impl<'s> Speaker<'s> {
    fn plain(self) -> &'s Plain {
        &self.vocabulary.plain
    }

    /// Rules that need no look-up.
    fn said(self, rule: &Rule) -> String {
        match rule {
            Rule::Choice { label, starts_on, asked_at, .. } => {
                let places = each(asked_at, |place| word(&self.plain().places, place));
                let asked = after(", and we ask ", listed(&places, "and"));
                format!("“{label}” is {} until you choose{asked}", if *starts_on { "on" } else { "off" })
            }
            Rule::Cookie { name, kind, lasts } => {
                let kind = self.plain().data(&format!("cookie.{kind}"));
                format!("the cookie “{name}” is one of the {kind} and lasts {lasts}")
            }
            Rule::Limit { name, times, span } => {
                format!("{}: at most {}", name.replace('-', " "), often(*times, *span))
            }
            Rule::Before { actions, facts } => {
                let actions = each(actions, |action| word(&self.plain().actions, action));
                let facts: Vec<String> = facts
                    .iter()
                    .flatten()
                    .map(|(holds, name)| self.plain().fact(name, *holds, Ear::Customer))
                    .collect();
                format!("before {}, this must be so: {}", listed(&actions, "or"), listed(&facts, "and"))
            }
            Rule::Answer { name, span, through } => {
                let ways = each(through, |way| word(&self.plain().ways, way));
                format!("{}: within {span}, through {}", name.replace('-', " "), listed(&ways, "or"))
            }
            Rule::Every { flow, link, thing } => {
                word(&self.plain().always, &format!("{flow} {link} {thing}"))
            }
            Rule::Statistics { data, figure } => {
                format!("figures about {} leave only when the figure “{figure}” is reached", self.yours(data))
            }
            Rule::Duty { label, owner, every, .. } => {
                format!("{}, every {every}: {label}", self.party(owner))
            }
            Rule::Figure { name, amount } => {
                format!("the figure “{}” is {}", name.replace('-', " "), amount.words())
            }
            Rule::Change { figure, asks_again } => {
                let again = if *asks_again { ", and what rested on your yes is asked again" } else { "" };
                format!("a change of this page that allows more waits for the figure “{figure}”{again}")
            }
            Rule::Because { reason } => format!("no rule stands here, because {reason}"),
            rule => self.declared(rule),
        }
    }

    /// Rules that give a word its meaning.
    fn declared(self, rule: &Rule) -> String {
        match rule {
            Rule::Data { personal, name, parts } => {
                let parts = listed(&each(parts, |part| self.plain().data(&format!("{name}.{part}"))), "and");
                let parts = if parts == self.plain().data(name) { String::new() } else { after(": ", parts) };
                let nobody = if *personal { "" } else { ", and is about nobody" };
                format!("“{name}” means {}{parts}{nobody}", self.plain().data(name))
            }
            Rule::Purpose { names, parts } => {
                let dotted =
                    names.iter().flat_map(|name| parts.iter().map(move |part| format!("{name}.{part}")));
                let all: Vec<String> = if parts.is_empty() { names.clone() } else { dotted.collect() };
                listed(&each(&all, |name| format!("“{name}” means {}", self.plain().purpose(name))), "and")
            }
            Rule::Parties { side, names } => {
                let names = each(names, |(name, _)| format!("“{name}” is the {}", self.plain().party(name)));
                format!("{} the company: {}", side.word(), listed(&names, "and"))
            }
            Rule::Fact { names } => {
                let so = |name: &String| {
                    format!("“{name}” means that {}", self.plain().fact(name, true, Ear::Customer))
                };
                listed(&each(names, so), "and")
            }
            _ => String::new(),
        }
    }

    fn party(self, name: &str) -> String {
        match name {
            "customer" => "you".to_owned(),
            "shop" => "we".to_owned(),
            other => format!("the {}", self.plain().party(other)),
        }
    }

    fn parties(self, set: &Set) -> String {
        listed(&each(&set.names, |name| self.party(name)), "and")
    }

    fn nobody(self, side: Option<Side>, but: &Set) -> String {
        let side = side.map(|side| format!(" {} the company", side.word())).unwrap_or_default();
        let but = each(&but.names, |name| if name == "shop" { "us".to_owned() } else { self.party(name) });
        format!("nobody{side}{}", after(" but ", listed(&but, "and")))
    }

    fn purposes(self, set: &Set, joint: &str) -> String {
        let but = each(&set.but, |name| self.plain().purpose(name));
        let names = listed(&each(&set.names, |name| self.plain().purpose(name)), joint);
        format!("{names}{}", after(", though not for ", listed(&but, "and")))
    }

    /// "your contact details", "your personal details other than name and phone number". Figures are nobody's.
    fn yours(self, set: &Set) -> String {
        let of = |names: &[String]| listed(&each(names, |name| self.plain().data(name)), "and");
        let whose = if set.names.iter().all(|name| name.starts_with("figures")) { "" } else { "your " };
        format!("{whose}{}{}", of(&set.names), after(" other than ", of(&set.but)))
    }
}

fn each<T>(items: &[T], words: impl Fn(&T) -> String) -> Vec<String> {
    items.iter().map(words).collect()
}

/// Words with what leads up to them, if there are any.
fn after(before: &str, words: String) -> String {
    if words.is_empty() { words } else { format!("{before}{words}") }
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
    listed(&each(verbs, Verb::to_string), joint)
}
