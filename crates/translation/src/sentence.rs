//! Says rules in sentences of a language with words of its own.

use policy::{
    Then, Verb, begun,
    syntax::{Amount, Facts, MayRule, NeverRule, Rule, Scope, Set, Side, Who},
};

use crate::speaker::Speaker;

impl Speaker<'_> {
    /// The rule as a sentence, as it stands in that line of the file.
    pub(crate) fn rule(&self, rule: &Rule, line: usize) -> String {
        let words = match rule {
            Rule::May(may) => self.may(may),
            Rule::Never(never) => self.never(never),
            Rule::Keep { data, then, .. } => self.keep(data, *then, line),
            rule => self.declared(rule),
        };
        format!("{}.", begun(&words))
    }

    fn may(&self, may: &MayRule) -> String {
        let ground = may.ground.map(|ground| self.word("grounds", ground.word()));
        let because = ground.map(|ground| self.sentence("because", &[("ground", ground)]));
        let with = [
            ("who", self.parties(&may.parties)),
            ("verbs", self.verbs(&may.verbs, "and")),
            ("data", self.data(&may.data, "and")),
            ("purposes", self.purposes(&may.purposes, "and")),
            ("because", because.unwrap_or_default()),
            ("when", self.led("when", "facts", self.facts(&may.facts))),
        ];
        self.sentence(&format!("may-{}", form(&may.parties)), &with)
    }

    fn never(&self, never: &NeverRule) -> String {
        let scope = match &never.scope {
            Scope::All => String::new(),
            Scope::For(set) => self.led("scope-for", "purposes", self.purposes(set, "or")),
            Scope::Except(set) => self.led("scope-except", "purposes", self.purposes(set, "or")),
        };
        let mut with = vec![
            ("verbs", self.verbs(&never.verbs, "nor")),
            ("data", self.data(&never.data, "nor")),
            ("scope", scope),
            ("unless", self.led("unless", "facts", self.facts(&never.unless))),
        ];
        match &never.who {
            Who::These(set) => {
                with.push(("who", self.parties(set)));
                self.sentence(&format!("never-{}", form(set)), &with)
            }
            Who::Nobody { side, but } => {
                let side = side.map(|side| self.sentence(&format!("nobody-{}", side.word()), &[]));
                with.push(("side", side.unwrap_or_default()));
                with.push(("but", self.led("nobody-but", "parties", self.parties(but))));
                self.sentence("nobody", &with)
            }
        }
    }

    fn keep(&self, data: &Set, then: Then, line: usize) -> String {
        let keep = self.policy.rules().keeps.iter().find(|keep| keep.line == line);
        let term = keep.map(|keep| {
            let pattern = if keep.span().is_some() { "keep-after" } else { "keep-while" };
            self.sentence(pattern, &[("term", self.term_in_words(keep.term))])
        });
        let then = if then == Then::Erase { "then-erase" } else { "then-anonymise" };
        let with = [
            ("data", self.data(data, "and")),
            ("term", term.unwrap_or_default()),
            ("then", self.sentence(then, &[])),
        ];
        self.sentence("keep", &with)
    }

    fn declared(&self, rule: &Rule) -> String {
        match rule {
            Rule::Choice { label, starts_on, asked_at, .. } => {
                let state = self.sentence(if *starts_on { "on" } else { "off" }, &[]);
                let asked = self.led("choice-asked", "places", self.list("places", asked_at, "and"));
                self.sentence(
                    "choice",
                    &[("label", self.word("quoted", label)), ("state", state), ("asked", asked)],
                )
            }
            Rule::Cookie { name, kind, lasts } => {
                let kind = self.word("data", &format!("cookie.{kind}"));
                self.sentence(
                    "cookie",
                    &[("name", name.clone()), ("kind", kind), ("span", self.span(*lasts))],
                )
            }
            Rule::Limit { name, times, span } => self.sentence(
                "limit",
                &[("name", self.word("names", name)), ("often", self.often(*times, *span))],
            ),
            Rule::Before { actions, facts } => {
                let facts: Vec<String> =
                    facts.iter().flatten().map(|(holds, name)| self.fact(name, *holds)).collect();
                let actions = self.list("actions", actions, "or");
                self.sentence("before", &[("actions", actions), ("facts", self.tongue.and(&facts))])
            }
            Rule::Answer { name, span, through } => {
                let ways = self.list("ways", through, "or");
                let name = self.word("names", name);
                self.sentence("answer", &[("name", name), ("span", self.span(*span)), ("ways", ways)])
            }
            Rule::Every { flow, link, thing } => self.word("always", &format!("{flow} {link} {thing}")),
            Rule::Statistics { data, figure } => {
                let figure = self.word("names", figure);
                self.sentence("statistics", &[("data", self.data(data, "and")), ("figure", figure)])
            }
            Rule::Duty { label, owner, every, .. } => {
                let with = [
                    ("owner", self.word("parties", owner)),
                    ("span", self.span(*every)),
                    ("label", self.word("quoted", label)),
                ];
                self.sentence("duty", &with)
            }
            Rule::Figure { name, amount } => {
                let amount = match amount {
                    Amount::Number(number, unit) => self.amount(*number, unit),
                    Amount::Label(label) => self.word("quoted", label),
                };
                self.sentence("figure", &[("name", self.word("names", name)), ("amount", amount)])
            }
            Rule::Change { figure, asks_again } => {
                let again = if *asks_again { self.sentence("change-again", &[]) } else { String::new() };
                self.sentence("change", &[("figure", self.word("names", figure)), ("again", again)])
            }
            Rule::Because { reason } => self.sentence("no-rule", &[("reason", self.word("quoted", reason))]),
            rule => self.meaning(rule),
        }
    }

    /// Rules that give a word its meaning.
    fn meaning(&self, rule: &Rule) -> String {
        match rule {
            Rule::Data { personal, name, parts } => {
                let words = self.data_named(name);
                let parts: Vec<String> =
                    parts.iter().map(|part| self.data_named(&format!("{name}.{part}"))).collect();
                let parts = Some(self.tongue.and(&parts)).filter(|parts| *parts != words).unwrap_or_default();
                let nobody = if *personal { String::new() } else { self.sentence("data-nobody", &[]) };
                let parts = self.led("data-parts", "parts", parts);
                self.sentence(
                    "data",
                    &[("name", name.clone()), ("words", words), ("parts", parts), ("nobody", nobody)],
                )
            }
            Rule::Purpose { names, parts } => {
                let dotted =
                    names.iter().flat_map(|name| parts.iter().map(move |part| format!("{name}.{part}")));
                let all: Vec<String> = if parts.is_empty() { names.clone() } else { dotted.collect() };
                self.each("purpose", &all, |name| self.purpose_named(name))
            }
            Rule::Parties { side, names } => {
                let names: Vec<String> = names.iter().map(|(name, _)| name.clone()).collect();
                let parties = self.each("party", &names, |name| self.word("parties", name));
                let pattern = if *side == Side::Inside { "parties-inside" } else { "parties-outside" };
                self.sentence(pattern, &[("parties", parties)])
            }
            Rule::Fact { names } => self.each("fact", names, |name| self.fact(name, true)),
            _ => String::new(),
        }
    }

    fn each(&self, pattern: &str, names: &[String], words: impl Fn(&str) -> String) -> String {
        let said = names
            .iter()
            .map(|name| self.sentence(pattern, &[("name", name.clone()), ("words", words(name))]));
        self.tongue.and(&said.collect::<Vec<_>>())
    }

    fn parties(&self, set: &Set) -> String {
        self.list("parties", &set.names, "and")
    }

    fn verbs(&self, verbs: &[Verb], joint: &str) -> String {
        let words: Vec<String> = verbs.iter().map(|verb| self.word("verbs", verb.word())).collect();
        self.tongue.joined(&words, joint)
    }

    fn data(&self, set: &Set, joint: &str) -> String {
        let data = self.list("data", &set.names, joint);
        if set.but.is_empty() {
            return data;
        }
        self.sentence("other-than", &[("data", data), ("but", self.list("data", &set.but, "and"))])
    }

    fn purposes(&self, set: &Set, joint: &str) -> String {
        let purposes = self.list("purposes", &set.names, joint);
        if set.but.is_empty() {
            return purposes;
        }
        self.sentence("not-for", &[("purposes", purposes), ("but", self.list("purposes", &set.but, "and"))])
    }

    fn facts(&self, lists: &Facts) -> String {
        let list = |list: &Vec<(bool, String)>| {
            let facts: Vec<String> = list.iter().map(|(holds, name)| self.fact(name, *holds)).collect();
            self.tongue.joined(&facts, "facts-and")
        };
        lists.iter().map(list).collect::<Vec<_>>().join(self.tongue.word("joints", "facts-or"))
    }

    fn list(&self, table: &str, names: &[String], joint: &str) -> String {
        let words: Vec<String> = names.iter().map(|name| self.word(table, name)).collect();
        self.tongue.joined(&words, joint)
    }

    /// Words with what leads up to them, if there are any.
    fn led(&self, pattern: &str, gap: &str, words: String) -> String {
        if words.is_empty() { words } else { self.sentence(pattern, &[(gap, words)]) }
    }
}

/// In which form the verb stands: for one, many, you, or us.
fn form(set: &Set) -> &'static str {
    match set.names.as_slice() {
        names if names.iter().any(|name| name == "shop") => "we",
        [one] if one == "customer" => "you",
        [_] => "one",
        names if names.iter().any(|name| name == "customer") => "you",
        _ => "many",
    }
}
