//! The semantics once more, as plainly as they can be written: no tables, no bits, rules read word by word. What the
//! compiled table answers is compared with this.

use std::collections::{BTreeMap, BTreeSet};

type Names = BTreeSet<String>;

pub const VERBS: [&str; 6] = ["collect", "see", "use", "change", "erase", "receive"];

#[derive(Debug, Default)]
pub struct Naive {
    pub parties: Vec<String>,
    pub leaves: Vec<String>,
    pub purposes: Vec<String>,
    pub facts: Vec<String>,
    inside: Names,
    data: BTreeMap<String, Names>,
    aims: BTreeMap<String, Names>,
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    allows: bool,
    parties: Names,
    verbs: Names,
    data: Names,
    purposes: Names,
    facts: String,
}

impl Naive {
    pub fn read(text: &str) -> Naive {
        let lines = text.lines().map(|line| line.replace(',', " , ").replace(':', " : "));
        let lines: Vec<Vec<String>> =
            lines.map(|line| line.split_whitespace().map(str::to_owned).collect()).collect();
        let mut naive = Naive::default();
        lines.iter().for_each(|line| naive.word(line));
        let rules = lines.iter().filter_map(|line| naive.rule(line)).collect();
        naive.rules = rules;
        naive
    }

    fn word(&mut self, line: &[String]) {
        let Some((first, rest)) = line.split_first() else { return };
        let names: Vec<String> =
            rest.iter().filter(|word| *word != "," && !word.starts_with('(')).cloned().collect();
        match first.as_str() {
            "data" if rest.first().is_some_and(|word| word == "not-personal") => {
                self.tree(&names[1..], false)
            }
            "data" => self.tree(&names, true),
            "purpose" => self.purpose(&names),
            "inside" | "outside" => {
                self.parties.extend(names.clone());
                self.inside.extend(names.into_iter().filter(|_| first == "inside"));
            }
            "fact" => self.facts.extend(names),
            "choice" if rest.len() > 2 => self.facts.push(rest[0].clone()),
            _ => {}
        }
    }

    fn tree(&mut self, names: &[String], personal: bool) {
        let group = names[0].clone();
        let parts: Names = names.iter().skip(2).map(|part| format!("{group}.{part}")).collect();
        let leaves: Vec<String> = names.iter().skip(2).map(|part| format!("{group}.{part}")).collect();
        let leaves = if parts.is_empty() { vec![group.clone()] } else { leaves };
        for leaf in &leaves {
            self.data.insert(leaf.clone(), Names::from([leaf.clone()]));
            if personal {
                self.data.entry("personal".to_owned()).or_default().insert(leaf.clone());
            }
        }
        self.data.insert(group, leaves.iter().cloned().collect());
        self.leaves.extend(leaves);
    }

    fn purpose(&mut self, names: &[String]) {
        let dotted = names.get(1).is_some_and(|word| word == ":");
        let leaves: Vec<String> = if dotted {
            names[2..].iter().map(|part| format!("{}.{part}", names[0])).collect()
        } else {
            names.to_vec()
        };
        leaves.iter().for_each(|leaf| {
            self.aims.insert(leaf.clone(), Names::from([leaf.clone()]));
        });
        if dotted {
            self.aims.insert(names[0].clone(), leaves.iter().cloned().collect());
        }
        self.purposes.extend(leaves);
    }

    fn rule(&self, line: &[String]) -> Option<Rule> {
        let may = line.iter().position(|word| word == "may")?;
        let before = &line[..may];
        if !before.iter().all(|word| {
            word == ","
                || ["nobody", "inside", "outside", "but"].contains(&word.as_str())
                || self.parties.contains(word)
        }) {
            return None;
        }
        let never = line.get(may + 1).is_some_and(|word| word == "never");
        let nobody = before.first().is_some_and(|word| word == "nobody");
        let parties = if nobody {
            self.nobody(&before[1..])
        } else {
            before.iter().filter(|word| *word != ",").cloned().collect()
        };
        let rest = &line[may + 1 + usize::from(never)..];
        let is_verb = |word: &&String| *word == "," || VERBS.contains(&word.as_str());
        let verbs: Names = rest.iter().take_while(is_verb).filter(|word| *word != ",").cloned().collect();
        let rest: Vec<String> = rest.iter().skip_while(|word| is_verb(word)).cloned().collect();
        let end =
            rest.iter().position(|word| ["for", "as", "if", "unless", "except"].contains(&word.as_str()));
        let (data, tail) = rest.split_at(end.unwrap_or(rest.len()));
        let facts = tail.iter().position(|word| word == "if" || word == "unless");
        let (scope, facts) = tail.split_at(facts.unwrap_or(tail.len()));
        let purposes = self.scope(scope);
        let facts = facts.iter().skip(1).cloned().collect::<Vec<_>>().join(" ");
        Some(Rule { allows: !never && !nobody, parties, verbs, data: set(data, &self.data), purposes, facts })
    }

    fn nobody(&self, words: &[String]) -> Names {
        let but: Names = words.iter().skip_while(|word| *word != "but").skip(1).cloned().collect();
        let side = |party: &&String| match words.first().map(String::as_str) {
            Some("inside") => self.inside.contains(*party),
            Some("outside") => !self.inside.contains(*party),
            _ => true,
        };
        self.parties.iter().filter(side).filter(|party| !but.contains(*party)).cloned().collect()
    }

    fn scope(&self, words: &[String]) -> Names {
        let words: Vec<String> = words.iter().take_while(|word| *word != "as").cloned().collect();
        let all: Names = self.purposes.iter().cloned().collect();
        match words.iter().map(String::as_str).next() {
            Some("for") => set(&words[1..], &self.aims),
            Some("except") => all.difference(&set(&words[2..], &self.aims)).cloned().collect(),
            _ => all,
        }
    }

    /// Whether some rule allows it, and whether some rule forbids it.
    pub fn sides(&self, party: &str, verb: &str, leaf: &str, purpose: &str, held: &Names) -> (bool, bool) {
        self.about(party, verb).cell(leaf, purpose).sides(held)
    }

    /// The rules about what a party may do with a verb.
    pub fn about(&self, party: &str, verb: &str) -> Covering<'_> {
        let about = |rule: &&Rule| rule.parties.contains(party) && rule.verbs.contains(verb);
        Covering(self.rules.iter().filter(about).collect())
    }
}

/// Rules that speak about a question.
pub struct Covering<'n>(Vec<&'n Rule>);

impl Covering<'_> {
    /// Those of them about this data for this purpose.
    pub fn cell(&self, leaf: &str, purpose: &str) -> Covering<'_> {
        let covers = |rule: &&&Rule| rule.data.contains(leaf) && rule.purposes.contains(purpose);
        Covering(self.0.iter().filter(covers).copied().collect())
    }

    /// Whether one of them allows something.
    pub fn may_ever(&self) -> bool {
        self.0.iter().any(|rule| rule.allows)
    }

    /// The facts that they ask for.
    pub fn facts(&self) -> Names {
        let words = self.0.iter().flat_map(|rule| rule.facts.split_whitespace());
        words.filter(|word| !["and", "or", "not"].contains(word)).map(str::to_owned).collect()
    }

    /// Whether one of them allows it, and whether one forbids it.
    pub fn sides(&self, held: &Names) -> (bool, bool) {
        let may = |rule: &&Rule| rule.allows && (rule.facts.is_empty() || holds(&rule.facts, held));
        let never = |rule: &&Rule| !rule.allows && (rule.facts.is_empty() || !holds(&rule.facts, held));
        (self.0.iter().any(may), self.0.iter().any(never))
    }
}

fn set(words: &[String], known: &BTreeMap<String, Names>) -> Names {
    let but = words.iter().position(|word| word == "but").unwrap_or(words.len());
    let of = |words: &[String]| -> Names {
        words.iter().filter_map(|word| known.get(word)).flatten().cloned().collect()
    };
    of(&words[..but]).difference(&of(&words[but..])).cloned().collect()
}

fn holds(facts: &str, held: &Names) -> bool {
    let fact = |word: &str| match word.strip_prefix("not ") {
        Some(word) => !held.contains(word),
        None => held.contains(word),
    };
    facts.split(" or ").any(|list| list.split(" and ").all(fact))
}
