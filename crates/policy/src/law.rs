//! Laws laid over a policy: rules that only narrow. The stricter of promise and law wins, and each sentence that a law
//! narrowed is told with the article.

use std::cmp::Ordering;

use crate::{
    bind::{self, Binder},
    bits::Mask,
    conflict::conflict,
    declared::{Figure, Keep, Term},
    grammar,
    problem::{Report, Spot},
    rules::{Placed, Rules},
    sentence::Speaker,
    span::Span,
    syntax::{Amount, Facts, Lasting, NeverRule, Rule, Scope, Set, Who},
    vocabulary::Vocabulary,
    words::{Ear, Sort},
};

/// What a law asks of every policy, in the policy's own language. Laid over a policy with
/// [`crate::Settings::under_law`].
///
/// Four forms of rule are read; anything else stops the load, because a law here only narrows:
///
/// - `… may never …` and `nobody …`: one more prohibition. Where a permission of the policy meets it, the law wins in the
///   table and in every answer, and the permission is told as narrowed.
/// - `keep DATA for SPAN after EVENT then …`: that data is kept no longer than the span. Only the span counts: the
///   policy's own event and what it does then stay, and a term that hangs on a fact (`while account-open`) has no length
///   to compare and stays as well.
/// - `figure NAME is AMOUNT`: that figure promises no less: an age no lower, a time to destroy something in no longer.
/// - `answer NAME within SPAN through …`: that answer comes no later than the span. Only the span counts.
///
/// Words are the standard ones. One that this policy does not have is left out: nobody can break a rule about data that
/// is not there, and a fact that nobody can establish never excuses anything. A word that is not standard either stops
/// the load, except a fact: choices have names of a policy's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LawRules {
    law: String,
    rules: Vec<(String, String)>,
}

impl LawRules {
    /// A law without any rules yet, by its short name, such as `UK GDPR`; the ledger and refusals cite it.
    pub fn new(law: &str) -> LawRules {
        LawRules { law: law.to_owned(), rules: Vec::new() }
    }

    /// With this rule as well, and the article that asks for it, such as `5(1)(e)`.
    pub fn with(mut self, article: &str, rule: &str) -> LawRules {
        self.rules.push((article.to_owned(), rule.to_owned()));
        self
    }

    /// Its short name.
    pub fn law(&self) -> &str {
        &self.law
    }

    /// Each article with its rule.
    pub fn rules(&self) -> impl Iterator<Item = (&str, &str)> {
        self.rules.iter().map(|(article, rule)| (article.as_str(), rule.as_str()))
    }
}

/// A sentence of the policy that a law narrowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Narrowed {
    /// The place of the narrowed rule among the policy's: [`crate::Policy::clause_of`] says it in words.
    pub rule: usize,
    /// The paragraph that it stands under, such as `2.4`.
    pub paragraph: String,
    /// Its line in the file.
    pub line: usize,
    /// The rule as it stands in the file.
    pub source: String,
    /// The law's short name.
    pub law: String,
    /// The article.
    pub article: String,
    /// The law's rule.
    pub law_rule: String,
    /// What the law changes.
    pub change: Change,
}

/// What a law changes in a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The permission allows something that the law forbids.
    Forbidden {
        /// The data concerned.
        data: Mask,
        /// The smallest situation in which they differ, in words: "marketer would use contact.email for …, when …".
        example: String,
    },
    /// The data is kept too long.
    Kept {
        /// The data concerned.
        data: Mask,
        /// How long the policy keeps it.
        from: Span,
        /// How long it is kept now.
        to: Span,
    },
    /// The figure promises too little.
    Figured {
        /// What the policy says, in words.
        from: String,
        /// What it is now.
        to: String,
    },
    /// The answer comes too late.
    Answered {
        /// When the policy answers.
        from: Span,
        /// When it answers now.
        to: Span,
    },
}

/// Lays the laws over the rules; each of their prohibitions gets a place of its own behind the policy's rules.
pub(crate) fn lay_over(
    laws: &[LawRules],
    placed: &mut Vec<Placed>,
    vocabulary: &Vocabulary,
    rules: &mut Rules,
    report: &mut Report,
) -> Vec<Narrowed> {
    let own = placed.len();
    let each = laws.iter().flat_map(|law| law.rules().map(|(article, text)| (law.law(), article, text)));
    let mut narrowed = Vec::new();
    for (law, article, text) in each {
        let spot = Spot { line: 0, paragraph: format!("{law} {article}"), source: text.to_owned() };
        let mut overlay = Overlay { law, article, spot, own, vocabulary, report, narrowed: &mut narrowed };
        match grammar::rule(text) {
            Ok(rule) => overlay.lay(rule, placed, rules),
            Err(slip) => slip.tell(&overlay.spot, overlay.report),
        }
    }
    narrowed.sort_by_key(|one| one.line);
    narrowed
}

struct Overlay<'o> {
    law: &'o str,
    article: &'o str,
    spot: Spot,
    /// How many rules the policy has itself.
    own: usize,
    vocabulary: &'o Vocabulary,
    report: &'o mut Report,
    narrowed: &'o mut Vec<Narrowed>,
}

impl Overlay<'_> {
    fn lay(&mut self, rule: Rule, placed: &mut Vec<Placed>, rules: &mut Rules) {
        match rule {
            Rule::Never(never) => self.forbid(never, placed, rules),
            Rule::Keep { data, term: Lasting::After(span, _), .. } => self.keep(data, span, placed, rules),
            Rule::Answer { name, span, .. } => self.answer(&name, span, placed, rules),
            Rule::Figure { name, amount } => self.figure(name, amount, placed, rules),
            _ => {
                self.report.error(
                    &self.spot,
                    "a law only forbids, keeps for a span, answers within one, and sets figures",
                );
            }
        }
    }

    fn forbid(&mut self, never: NeverRule, placed: &mut Vec<Placed>, rules: &mut Rules) {
        let never = self.known_here(never);
        let index = placed.len();
        let mut binder = Binder::new(self.vocabulary, self.report, placed);
        binder.never(index, &never, &self.spot);
        let Some(prohibition) = binder.rules.prohibitions.pop().filter(|one| !one.block.is_empty()) else {
            return;
        };
        for conflict in rules.permissions.iter().filter_map(|may| conflict(may, &prohibition)) {
            let speaker = Speaker { vocabulary: self.vocabulary, rules, ear: Ear::Other };
            let change = Change::Forbidden { data: Mask(conflict.data), example: conflict.example(speaker) };
            self.tell(&placed[conflict.may.rule], conflict.may.rule, change);
        }
        rules.prohibitions.push(prohibition);
        placed.push(Placed { rule: Rule::Never(never), spot: self.spot.clone() });
    }

    fn keep(&mut self, data: Set, most: Span, placed: &[Placed], rules: &mut Rules) {
        let known = self.known(data, Sort::Data);
        let data = self.vocabulary.covered(&known);
        let mut kept = Vec::new();
        for keep in std::mem::take(&mut rules.keeps) {
            let here = keep.data & data;
            match keep.term {
                Term::After(from, event) if !here.is_empty() && from.to_seconds() > most.to_seconds() => {
                    let change = Change::Kept { data: here, from, to: most };
                    self.tell_line(keep.line, placed, change);
                    let rest = Keep { data: keep.data.without(data), ..keep.clone() };
                    kept.extend(Some(rest).filter(|rest| !rest.data.is_empty()));
                    kept.push(Keep { data: here, term: Term::After(most, event), ..keep });
                }
                _ => kept.push(keep),
            }
        }
        rules.keeps = kept;
    }

    fn answer(&mut self, name: &str, most: Span, placed: &mut [Placed], rules: &mut Rules) {
        let late = |span: Span| span.to_seconds() > most.to_seconds();
        for (index, one) in placed.iter_mut().enumerate().take(self.own) {
            let Rule::Answer { name: own, span, .. } = &mut one.rule else { continue };
            if own == name && late(*span) {
                let change = Change::Answered { from: *span, to: most };
                *span = most;
                self.tell(one, index, change);
            }
        }
        for answer in rules.answers.iter_mut().filter(|answer| answer.name == name && late(answer.span)) {
            answer.span = most;
        }
    }

    fn figure(&mut self, name: String, least: Amount, placed: &mut [Placed], rules: &mut Rules) {
        let law = bind::figure(name, least.clone(), String::new());
        if law.against(&law).is_none() {
            self.report.error(&self.spot, "nobody knows whether more or less of this figure promises more");
            return;
        }
        for (index, one) in placed.iter_mut().enumerate().take(self.own) {
            let Rule::Figure { name, amount } = &mut one.rule else { continue };
            let Some(own) = rules.figures.iter_mut().find(|own| own.name == *name && own.name == law.name)
            else {
                continue;
            };
            if law.against(own) == Some(Ordering::Greater) {
                let change = Change::Figured { from: own.in_words(), to: law.in_words() };
                *amount = least.clone();
                *own = Figure { paragraph: std::mem::take(&mut own.paragraph), ..law.clone() };
                self.tell(one, index, change);
            }
        }
    }

    fn tell_line(&mut self, line: usize, placed: &[Placed], change: Change) {
        let found = placed.iter().take(self.own).position(|one| one.spot.line == line);
        if let Some(index) = found {
            self.tell(&placed[index], index, change);
        }
    }

    fn tell(&mut self, one: &Placed, rule: usize, change: Change) {
        self.narrowed.push(Narrowed {
            rule,
            paragraph: one.spot.paragraph.clone(),
            line: one.spot.line,
            source: one.spot.source.clone(),
            law: self.law.to_owned(),
            article: self.article.to_owned(),
            law_rule: self.spot.source.clone(),
            change,
        });
    }

    /// The rule without the words that this policy does not have.
    fn known_here(&mut self, never: NeverRule) -> NeverRule {
        let who = match never.who {
            Who::These(set) => Who::These(self.known(set, Sort::Party)),
            Who::Nobody { side, but } => Who::Nobody { side, but: self.known(but, Sort::Party) },
        };
        let scope = match never.scope {
            Scope::All => Scope::All,
            Scope::For(set) => Scope::For(self.known(set, Sort::Purpose)),
            Scope::Except(set) => Scope::Except(self.known(set, Sort::Purpose)),
        };
        let data = self.known(never.data, Sort::Data);
        NeverRule { who, data, scope, unless: self.establishable(never.unless), verbs: never.verbs }
    }

    fn known(&mut self, set: Set, sort: Sort) -> Set {
        let mut here = |names: Vec<String>| names.into_iter().filter(|name| self.has(name, sort)).collect();
        Set { names: here(set.names), but: here(set.but) }
    }

    /// Whether the policy has the word; one that is not standard either is reported.
    fn has(&mut self, name: &str, sort: Sort) -> bool {
        let has = match sort {
            Sort::Party => self.vocabulary.party(name).is_some(),
            Sort::Purpose => self.vocabulary.purposes.bits(name).is_some(),
            _ => self.vocabulary.data(name).is_some(),
        };
        if !has && !self.vocabulary.plain.has(sort, name) {
            let problem = self.report.error(&self.spot, &format!("`{name}` is no standard word"));
            problem.words = name.to_owned();
        }
        has
    }

    /// A fact that this policy does not have never holds.
    fn establishable(&self, lists: Facts) -> Facts {
        let has = |name: &str| self.vocabulary.fact(name).is_some();
        let possible = lists.into_iter().filter(|list| list.iter().all(|(holds, name)| !holds || has(name)));
        possible.map(|list| list.into_iter().filter(|(_, name)| has(name)).collect()).collect()
    }
}
