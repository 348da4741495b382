//! Looks up the words of each rule.

use crate::{
    bits::{Facts, Mask},
    declared::{Always, Answer, Before, Choice, CookieRule, Duty, Figure, Keep, Limit, Term as KeepTerm},
    nearest::nearest,
    problem::{Report, Spot},
    rules::{Block, Condition, FactList, Permission, Placed, Prohibition, Rules},
    syntax::{Amount, Facts as FactLists, Lasting, MayRule, NeverRule, Rule, Scope, Set, Side, Who},
    verb::Verb,
    vocabulary::{Vocabulary, Words},
    words::plain,
};

/// Binds all rules; what cannot be looked up is reported and left out.
pub(crate) fn bind(placed: &[Placed], vocabulary: &Vocabulary, report: &mut Report) -> Rules {
    let mut binder = Binder::new(vocabulary, report, placed);
    for (index, one) in placed.iter().enumerate() {
        binder.bind(index, &one.rule, &one.spot);
    }
    binder.figures_exist();
    binder.rules
}

pub(crate) struct Binder<'v, 'r> {
    vocabulary: &'v Vocabulary,
    report: &'r mut Report,
    pub rules: Rules,
    placed: &'v [Placed],
}

impl<'v, 'r> Binder<'v, 'r> {
    pub fn new(vocabulary: &'v Vocabulary, report: &'r mut Report, placed: &'v [Placed]) -> Binder<'v, 'r> {
        Binder { vocabulary, report, rules: Rules::default(), placed }
    }

    fn bind(&mut self, index: usize, rule: &Rule, spot: &Spot) {
        match rule {
            Rule::May(may) => self.may(index, may, spot),
            Rule::Never(never) => self.never(index, never, spot),
            Rule::Keep { data, term, then } => {
                let (data, term) = (self.data(data, spot), self.term(term, spot));
                let paragraph = spot.paragraph.clone();
                if let Some(term) = term {
                    self.rules.keeps.push(Keep {
                        data: Mask(data),
                        term,
                        then: *then,
                        paragraph,
                        line: spot.line,
                    });
                }
            }
            Rule::Choice { .. } | Rule::Cookie { .. } => self.asked(rule, spot),
            Rule::Limit { .. } | Rule::Answer { .. } | Rule::Figure { .. } | Rule::Duty { .. } => {
                self.counted(rule, spot)
            }
            Rule::Before { actions, facts } => self.before(actions, facts, spot),
            Rule::Every { flow, link, thing } => self.every(flow, link, thing, spot),
            Rule::Statistics { data, figure } => {
                let data = Mask(self.data(data, spot));
                self.rules.statistics.push((data, figure.clone()));
            }
            Rule::Change { figure, asks_again } => {
                self.once("notice", figure, self.rules.change.is_some(), spot);
                self.rules.change = Some((figure.clone(), *asks_again));
            }
            Rule::Because { .. }
            | Rule::Data { .. }
            | Rule::Purpose { .. }
            | Rule::Parties { .. }
            | Rule::Fact { .. } => {}
        }
    }

    fn may(&mut self, index: usize, may: &MayRule, spot: &Spot) {
        let block = Block {
            parties: self.parties(&may.parties, spot),
            verbs: verbs(&may.verbs),
            data: self.data(&may.data, spot),
            purposes: self.purposes(&may.purposes, spot),
        };
        let when = if may.facts.is_empty() { Condition::always() } else { self.condition(&may.facts, spot) };
        self.rules.permissions.push(Permission { block, ground: may.ground, when, rule: index });
    }

    pub fn never(&mut self, index: usize, never: &NeverRule, spot: &Spot) {
        let parties = match &never.who {
            Who::These(set) => self.parties(set, spot),
            Who::Nobody { side, but } => self.side(*side) & !self.parties(but, spot),
        };
        let all = self.vocabulary.purposes.all();
        let purposes = match &never.scope {
            Scope::All => all,
            Scope::For(set) => self.purposes(set, spot),
            Scope::Except(set) => all & !self.purposes(set, spot),
        };
        let block =
            Block { parties, verbs: verbs(&never.verbs), data: self.data(&never.data, spot), purposes };
        let unless = self.condition(&never.unless, spot);
        self.rules.prohibitions.push(Prohibition { block, unless, rule: index });
    }

    fn side(&self, side: Option<Side>) -> u64 {
        let (all, inside) = (self.vocabulary.parties.all(), self.vocabulary.inside);
        match side {
            None => all,
            Some(Side::Inside) => inside,
            Some(Side::Outside) => all & !inside,
        }
    }

    fn term(&mut self, term: &Lasting, spot: &Spot) -> Option<KeepTerm> {
        match term {
            Lasting::While(fact) => {
                let fact_number = self.vocabulary.fact(fact);
                self.known("fact or choice", fact, fact_number.is_some(), &self.vocabulary.facts, spot);
                fact_number.map(KeepTerm::While)
            }
            Lasting::After(span, event) => {
                let known = self.listed("event", event, plain().events.keys().map(String::as_str), spot);
                known.map(|event| KeepTerm::After(*span, event))
            }
        }
    }

    fn asked(&mut self, rule: &Rule, spot: &Spot) {
        let paragraph = spot.paragraph.clone();
        match rule {
            Rule::Choice { name, label, starts_on, asked_at } => {
                for place in asked_at {
                    self.listed("place", place, plain().places.keys().map(String::as_str), spot);
                }
                let Some(fact) = self.vocabulary.fact(name) else { return };
                let (name, label, asked_at) = (name.clone(), label.clone(), asked_at.clone());
                let line = spot.line;
                self.rules.choices.push(Choice {
                    name,
                    label,
                    starts_on: *starts_on,
                    asked_at,
                    paragraph,
                    fact,
                    line,
                });
            }
            Rule::Cookie { name, kind, lasts } => {
                let leaf = format!("cookie.{kind}");
                let known = self.vocabulary.leaf(&leaf).is_some();
                self.known("kind of data", &leaf, known, &self.vocabulary.leaves, spot);
                let (name, kind) = (name.clone(), kind.clone());
                self.once("cookie", &name, self.rules.cookies.iter().any(|cookie| cookie.name == name), spot);
                self.rules.cookies.push(CookieRule { name, kind, lasts: *lasts, paragraph, line: spot.line });
            }
            _ => {}
        }
    }

    fn counted(&mut self, rule: &Rule, spot: &Spot) {
        let paragraph = spot.paragraph.clone();
        match rule.clone() {
            Rule::Limit { name, times, span } => {
                self.once("limit", &name, self.rules.limits.iter().any(|limit| limit.name == name), spot);
                self.rules.limits.push(Limit { name, times, span, paragraph });
            }
            Rule::Answer { name, span, through } => {
                let vocabulary = self.vocabulary;
                for way in &through {
                    self.listed("way", way, vocabulary.plain.ways.keys().map(String::as_str), spot);
                }
                self.once("answer", &name, self.rules.answers.iter().any(|answer| answer.name == name), spot);
                self.rules.answers.push(Answer { name, span, through, paragraph });
            }
            Rule::Figure { name, amount } => {
                self.once("figure", &name, self.rules.figures.iter().any(|figure| figure.name == name), spot);
                self.rules.figures.push(figure(name, amount, paragraph));
            }
            Rule::Duty { name, label, owner, every } => {
                let known = self.vocabulary.party(&owner).is_some();
                self.known("party", &owner, known, &self.vocabulary.parties, spot);
                self.once("duty", &name, self.rules.duties.iter().any(|duty| duty.name == name), spot);
                self.rules.duties.push(Duty { name, label, owner, every, paragraph });
            }
            _ => {}
        }
    }

    fn before(&mut self, actions: &[String], facts: &FactLists, spot: &Spot) {
        let condition = self.condition(facts, spot);
        let [FactList { needs, lacks: 0 }] = condition.0[..] else {
            self.report.error(
                spot,
                "what must be so before something is done is a list of facts, without `or` and `not`",
            );
            return;
        };
        for action in actions {
            self.listed("action", action, plain().actions.keys().map(String::as_str), spot);
            let again = self.rules.befores.iter().any(|before| before.action == *action);
            self.once("condition before", action, again, spot);
            let paragraph = spot.paragraph.clone();
            self.rules.befores.push(Before { action: action.clone(), facts: Facts(needs), paragraph });
        }
    }

    fn every(&mut self, flow: &str, link: &str, thing: &str, spot: &Spot) {
        let said = format!("{flow} {link} {thing}");
        let known = plain().always.keys().map(String::as_str);
        if !plain().always.contains_key(&said) {
            let near = nearest(&said, known);
            let problem =
                self.report.error(spot, &format!("the server has no way to see to it that every `{said}`"));
            problem.meant(near.map(|near| format!("every {near}")).as_deref(), || {
                format!(
                    "it can see to these: {}",
                    plain().always.keys().cloned().collect::<Vec<_>>().join("; ")
                )
            });
        }
        let (flow, thing, paragraph) = (flow.to_owned(), thing.to_owned(), spot.paragraph.clone());
        self.rules.always.push(Always { flow, thing, paragraph });
    }

    fn condition(&mut self, lists: &FactLists, spot: &Spot) -> Condition {
        let mut terms = Vec::new();
        for list in lists {
            let mut term = FactList::default();
            for (holds, name) in list {
                let bits = self.vocabulary.facts.bits(name);
                self.known("fact or choice", name, bits.is_some(), &self.vocabulary.facts, spot);
                let bits = bits.unwrap_or_default();
                if *holds { term.needs |= bits } else { term.lacks |= bits }
            }
            if term.is_absurd() {
                self.report.error(spot, "a fact cannot hold and not hold at the same time");
            }
            terms.push(term);
        }
        Condition(terms)
    }

    fn data(&mut self, set: &Set, spot: &Spot) -> u64 {
        let vocabulary = self.vocabulary;
        let find = |name: &str| vocabulary.data(name).map(|mask| mask.0);
        self.bits(set, "kind of data", find, &vocabulary.leaves, spot)
    }

    fn purposes(&mut self, set: &Set, spot: &Spot) -> u64 {
        let vocabulary = self.vocabulary;
        self.bits(set, "purpose", |name| vocabulary.purposes.bits(name), &vocabulary.purposes, spot)
    }

    fn parties(&mut self, set: &Set, spot: &Spot) -> u64 {
        let vocabulary = self.vocabulary;
        self.bits(set, "party", |name| vocabulary.parties.bits(name), &vocabulary.parties, spot)
    }

    fn bits(
        &mut self,
        set: &Set,
        sort: &str,
        find: impl Fn(&str) -> Option<u64>,
        words: &Words,
        spot: &Spot,
    ) -> u64 {
        let mut of = |names: &[String]| {
            names.iter().fold(0, |bits, name| {
                let found = find(name);
                self.known(sort, name, found.is_some(), words, spot);
                bits | found.unwrap_or_default()
            })
        };
        of(&set.names) & !of(&set.but)
    }

    fn known(&mut self, sort: &str, name: &str, is_known: bool, words: &Words, spot: &Spot) {
        if is_known {
            return;
        }
        let problem = self.report.error(spot, &format!("no {sort} is called `{name}`"));
        problem.words = name.to_owned();
        problem.meant(words.nearest(name), || {
            "use one of the words of the last section, or declare it there".to_owned()
        });
    }

    fn listed<'w>(
        &mut self,
        sort: &str,
        name: &str,
        known: impl Iterator<Item = &'w str> + Clone,
        spot: &Spot,
    ) -> Option<&'w str> {
        let found = known.clone().find(|word| *word == name);
        if found.is_none() {
            let problem = self.report.error(spot, &format!("the server knows no {sort} called `{name}`"));
            problem.words = name.to_owned();
            problem.meant(nearest(name, known.clone()), || {
                format!("it knows these: {}", known.collect::<Vec<_>>().join(", "))
            });
        }
        found
    }

    fn once(&mut self, sort: &str, name: &str, again: bool, spot: &Spot) {
        if again {
            self.report.error(spot, &format!("the {sort} `{name}` is declared twice")).words =
                name.to_owned();
        }
    }

    /// Rules that lean on a figure find it, wherever it stands.
    fn figures_exist(&mut self) {
        for one in self.placed {
            let (Rule::Statistics { figure, .. } | Rule::Change { figure, .. }) = &one.rule else { continue };
            if self.rules.figures.iter().all(|known| known.name != *figure) {
                let names = self.rules.figures.iter().map(|known| known.name.as_str());
                let near = nearest(figure, names);
                let problem = self.report.error(&one.spot, &format!("no figure is called `{figure}`"));
                problem.words = figure.clone();
                problem.meant(near, || format!("add `figure {figure} is …`"));
            }
        }
    }
}

fn verbs(verbs: &[Verb]) -> u8 {
    verbs.iter().fold(0, |bits, verb| bits | 1 << *verb as u8)
}

pub(crate) fn figure(name: String, amount: Amount, paragraph: String) -> Figure {
    match amount {
        Amount::Label(unit) => Figure { name, number: 0, unit, span: None, paragraph },
        Amount::Number(number, unit) => {
            let span = crate::Unit::of(&unit).map(|unit| crate::Span { number, unit });
            Figure { name, number, unit, span, paragraph }
        }
    }
}
