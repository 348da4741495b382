//! Rules written again as the language spells them: what is read from it is the same rule.

use std::{collections::BTreeMap, fmt};

use crate::{
    Policy, Then,
    syntax::{Amount, Facts, Lasting, MayRule, NeverRule, Rule, Scope, Set, Who},
    verb::Verb,
};

impl Policy {
    /// The file with each rule in one line and in one spelling: single spaces, no comma too many. Text and rules stay.
    pub fn tidied(&self) -> String {
        let rules: BTreeMap<usize, &Rule> =
            self.placed.iter().map(|one| (one.spot.line, &one.rule)).filter(|(line, _)| *line > 0).collect();
        let (mut out, mut inside, mut goes_on) = (String::new(), false, false);
        for (number, line) in self.source.lines().enumerate().map(|(at, line)| (at + 1, line)) {
            let rule = rules.get(&number);
            let fence = line.starts_with("```");
            inside ^= fence;
            goes_on = inside && !fence && rule.is_none() && (goes_on || line.starts_with("  "));
            match rule {
                Some(rule) => out.push_str(&format!("{rule}\n")),
                None if goes_on || inside && line.trim().is_empty() => {}
                None => out.push_str(&format!("{line}\n")),
            }
            goes_on = rule.is_some() || goes_on;
        }
        out
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rule::May(may) => may.fmt(f),
            Rule::Never(never) => never.fmt(f),
            Rule::Keep { data, term, then } => {
                let then = if *then == Then::Erase { "erase" } else { "anonymise" };
                match term {
                    Lasting::After(span, event) => {
                        write!(f, "keep {data} for {span} after {event} then {then}")
                    }
                    Lasting::While(fact) => write!(f, "keep {data} while {fact} then {then}"),
                }
            }
            Rule::Choice { name, label, starts_on, asked_at } => {
                let asked = led_by(" asked at ", &asked_at.join(", "));
                write!(f, "choice {name} \"{label}\" starts {}{asked}", if *starts_on { "on" } else { "off" })
            }
            Rule::Cookie { name, kind, lasts } => write!(f, "cookie {name} is {kind} lasts {lasts}"),
            Rule::Limit { name, times, span } => write!(f, "limit {name} to {times} times in {span}"),
            Rule::Before { actions, facts } => {
                write!(f, "before {} require {}", actions.join(", "), condition(facts))
            }
            Rule::Answer { name, span, through } => {
                write!(f, "answer {name} within {span} through {}", through.join(", "))
            }
            Rule::Every { flow, link, thing } => write!(f, "every {flow} {link} {thing}"),
            Rule::Statistics { data, figure } => write!(f, "statistics of {data} need {figure}"),
            Rule::Duty { name, label, owner, every } => {
                write!(f, "duty {name} \"{label}\" of {owner} every {every}")
            }
            Rule::Figure { name, amount: Amount::Label(label) } => write!(f, "figure {name} is \"{label}\""),
            Rule::Figure { name, amount } => write!(f, "figure {name} is {}", amount.words()),
            Rule::Change { figure, asks_again } => {
                let again = if *asks_again { " and asks again" } else { "" };
                write!(f, "change that widens needs {figure}{again}")
            }
            Rule::Because { reason } => write!(f, "no rule because \"{reason}\""),
            word => declared(word, f),
        }
    }
}

fn declared(rule: &Rule, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match rule {
        Rule::Data { personal, name, parts } => {
            let kind = if *personal { "" } else { "not-personal " };
            write!(f, "data {kind}{name}{}", led_by(": ", &parts.join(", ")))
        }
        Rule::Purpose { names, parts } => {
            write!(f, "purpose {}{}", names.join(", "), led_by(": ", &parts.join(", ")))
        }
        Rule::Parties { side, names } => {
            let each = names.iter().map(|(name, kind)| match kind.is_empty() {
                true => name.clone(),
                false => format!("{name} ({kind})"),
            });
            write!(f, "{} {}", side.word(), each.collect::<Vec<_>>().join(", "))
        }
        Rule::Fact { names } => write!(f, "fact {}", names.join(", ")),
        _ => Ok(()),
    }
}

impl fmt::Display for MayRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ground = self.ground.map(|ground| format!(" as {ground}")).unwrap_or_default();
        let facts = led_by(" if ", &condition(&self.facts));
        let verbs = verbs(&self.verbs);
        write!(f, "{} may {verbs} {} for {}{ground}{facts}", self.parties, self.data, self.purposes)
    }
}

impl fmt::Display for NeverRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.who {
            Who::These(set) => write!(f, "{set} may never")?,
            Who::Nobody { side, but } => {
                let side = side.map(|side| format!(" {}", side.word())).unwrap_or_default();
                write!(f, "nobody{side}{} may", led_by(" but ", &but.to_string()))?;
            }
        }
        write!(f, " {} {}", verbs(&self.verbs), self.data)?;
        match &self.scope {
            Scope::All => {}
            Scope::For(purposes) => write!(f, " for {purposes}")?,
            Scope::Except(purposes) => write!(f, " except for {purposes}")?,
        }
        write!(f, "{}", led_by(" unless ", &condition(&self.unless)))
    }
}

impl fmt::Display for Set {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.names.join(", "), led_by(" but ", &self.but.join(", ")))
    }
}

fn verbs(verbs: &[Verb]) -> String {
    verbs.iter().map(Verb::to_string).collect::<Vec<_>>().join(", ")
}

fn condition(lists: &Facts) -> String {
    let fact = |(holds, name): &(bool, String)| if *holds { name.clone() } else { format!("not {name}") };
    let list = |list: &Vec<(bool, String)>| list.iter().map(fact).collect::<Vec<_>>().join(" and ");
    lists.iter().map(list).collect::<Vec<_>>().join(" or ")
}

/// Words with what leads up to them, if there are any.
fn led_by(lead: &str, words: &str) -> String {
    if words.is_empty() { String::new() } else { format!("{lead}{words}") }
}
