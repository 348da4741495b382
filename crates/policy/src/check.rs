//! What must be so before a policy is served, beyond each rule making sense by itself.

use crate::{
    bits::{Mask, ones},
    conflict::{Conflict, conflicts},
    declared::Term as KeepTerm,
    problem::{Report, Spot},
    rules::{Block, FactList, Permission, Placed, Rules},
    sentence::Speaker,
    syntax::{Rule, Scope, Who},
    table::Table,
    verb::{Ground, Verb},
    vocabulary::{Vocabulary, Words},
    words::Ear,
};

/// Conflicts shown, at most: one bad rule can meet a dozen others.
const MOST_CONFLICTS: usize = 12;

pub(crate) struct Check<'c> {
    pub placed: &'c [Placed],
    pub vocabulary: &'c Vocabulary,
    pub rules: &'c Rules,
    pub report: &'c mut Report,
}

impl Check<'_> {
    /// Everything that can be said from the rules alone.
    pub fn rules(&mut self) {
        self.empty_rules();
        self.grounds();
        self.conflicts();
        self.keeps();
        self.collected_is_used();
        self.choices_are_read();
        self.crowds_are_counted();
    }

    /// What is worth a second look, once the table stands.
    pub fn second_looks(&mut self, table: &Table) {
        self.words_in_use();
        self.own_rights(table);
    }

    fn empty_rules(&mut self) {
        let empty = |rule: &usize, block: &Block| block.is_empty().then_some(*rule);
        let may = self.rules.permissions.iter().filter_map(|may| empty(&may.rule, &may.block));
        let never = self.rules.prohibitions.iter().filter_map(|never| empty(&never.rule, &never.block));
        let data = self.placed.iter().enumerate().filter(|(_, one)| match &one.rule {
            Rule::Keep { data, .. } | Rule::Statistics { data, .. } => {
                self.vocabulary.covered(data).is_empty()
            }
            _ => false,
        });
        for rule in may.chain(never).chain(data.map(|(rule, _)| rule)).collect::<Vec<_>>() {
            let problem = self.report.error(
                &self.placed[rule].spot,
                "this rule covers nothing: its `but` takes away all that it names",
            );
            problem.mend = "take it out, or name more before the `but`".to_owned();
        }
    }

    fn grounds(&mut self) {
        for may in &self.rules.permissions {
            let spot = &self.placed[may.rule].spot;
            match may.ground {
                None if may.block.data & self.vocabulary.personal != 0 => {
                    let problem = self
                        .report
                        .error(spot, "this rule lets somebody have personal data and names no legal ground");
                    problem.mend =
                        "add `as contract`, `as consent`, `as legal-obligation` or `as legitimate-interest` after the purpose".to_owned();
                }
                Some(Ground::Consent) if !may.when.0.iter().all(|term| self.asks_first(*term)) => {
                    self.no_choice(may)
                }
                Some(Ground::LegitimateInterest)
                    if !may.when.0.iter().all(|term| self.heeds_objection(*term)) =>
                {
                    let problem = self
                        .report
                        .error(spot, "who acts on a fair interest must stop when the customer objects");
                    problem.mend = "add `and not objected` to each alternative after `if`".to_owned();
                }
                _ => {}
            }
        }
    }

    /// Consent is a choice that starts off.
    fn asks_first(&self, term: FactList) -> bool {
        self.rules.choices.iter().any(|choice| !choice.starts_on && term.needs >> choice.fact.0 & 1 == 1)
    }

    fn heeds_objection(&self, term: FactList) -> bool {
        self.vocabulary.fact("objected").is_some_and(|fact| term.lacks >> fact.0 & 1 == 1)
    }

    fn no_choice(&mut self, may: &Permission) {
        let on = |choice: &&crate::Choice| choice.starts_on && may.when.facts() >> choice.fact.0 & 1 == 1;
        let problem =
            self.report.error(&self.placed[may.rule].spot, "consent needs a choice that the customer makes");
        problem.words = "as consent".to_owned();
        problem.mend = match self.rules.choices.iter().find(on) {
            Some(choice) => format!(
                "the choice `{}` in line {} starts on, so nobody made it: let it start off, or take another ground",
                choice.name, choice.line
            ),
            None => {
                "declare a choice (`choice email-news \"Send me news\" starts off`) and add `if email-news`"
                    .to_owned()
            }
        };
    }

    fn conflicts(&mut self) {
        let found: Vec<Conflict<'_>> = conflicts(self.rules).take(MOST_CONFLICTS).collect();
        for conflict in found {
            let (may, never) = (&self.placed[conflict.may.rule].spot, &self.placed[conflict.never.rule].spot);
            let message = format!("this rule allows what line {} forbids", never.line);
            let speaker = Speaker { vocabulary: self.vocabulary, rules: self.rules, ear: Ear::Other };
            let mend = self.way_out(&conflict, may, never);
            let problem = self.report.error(may, &message);
            problem.other = Some(never.place());
            problem.example = Some(conflict.example(speaker));
            problem.mend = mend;
        }
    }

    fn way_out(&self, conflict: &Conflict<'_>, may: &Spot, never: &Spot) -> String {
        let names: Vec<&str> = Mask(conflict.data)
            .iter()
            .map(|leaf| self.vocabulary.leaves.names[usize::from(leaf.0)].as_str())
            .collect();
        let data = names.join(", ");
        if names.len() <= 4 {
            return format!(
                "take {data} out of line {}; or, if you mean to allow it, except it in line {} as well (`but {data}`)",
                may.line, never.line
            );
        }
        format!(
            "let line {} name less, or let line {} forbid less: change one of the two",
            may.line, never.line
        )
    }

    /// Personal data is kept for a time that the page says, and for one only.
    fn keeps(&mut self) {
        for (at, keep) in self.rules.keeps.iter().enumerate() {
            let earlier =
                self.rules.keeps[..at].iter().find(|earlier| !(earlier.data & keep.data).is_empty());
            if let Some(earlier) = earlier {
                let names = self.names(&self.vocabulary.leaves, (earlier.data & keep.data).0);
                let message = format!("{names} is already kept by the rule in line {}", earlier.line);
                let spot = self.spot_of(keep.line);
                self.report.error(&spot, &message).mend = "take it out of one of the two".to_owned();
            }
        }
        let kept = self.rules.keeps.iter().fold(0, |kept, keep| kept | keep.data.0);
        for leaf in ones(self.vocabulary.personal & !kept) {
            let (name, spot) = self.leaf(leaf);
            let problem = self.report.error(&spot, &format!("no rule says how long `{name}` is kept"));
            problem.words = last(&name).to_owned();
            problem.mend = format!(
                "add `keep {name} for 12 months after collection then erase` under a paragraph that says so"
            );
        }
    }

    fn collected_is_used(&mut self) {
        // That customers may see what is theirs is no use that anybody makes of it.
        let others = !self.vocabulary.party("customer").map_or(0, |customer| 1 << customer.0);
        let of = |verbs: &[Verb]| {
            let bits = verbs.iter().fold(0u8, |bits, verb| bits | 1 << *verb as u8);
            let may = self.rules.permissions.iter().filter(|may| may.block.verbs & bits != 0);
            may.filter(|may| may.block.parties & others != 0).fold(0, |data, may| data | may.block.data)
        };
        let idle =
            of(&[Verb::Collect]) & !of(&[Verb::Use, Verb::See, Verb::Receive]) & self.vocabulary.personal;
        for leaf in ones(idle) {
            let (name, spot) = self.leaf(leaf);
            let problem = self.report.error(&spot, &format!("`{name}` is collected and nobody may use it"));
            problem.words = last(&name).to_owned();
            problem.mend = "do not collect it, or say who may use it for what".to_owned();
        }
    }

    fn choices_are_read(&mut self) {
        let may = self.rules.permissions.iter().fold(0, |facts, may| facts | may.when.facts());
        let read = self.rules.prohibitions.iter().fold(may, |facts, never| facts | never.unless.facts());
        for choice in self.rules.choices.iter().filter(|choice| read >> choice.fact.0 & 1 == 0) {
            let message = format!("the customer is asked `{}`, and no rule heeds the answer", choice.name);
            let spot = self.spot_of(choice.line);
            self.report.error(&spot, &message).mend =
                format!("add `if {}` to the rule that it decides", choice.name);
        }
    }

    /// Statistics need a number of people, and one person is no crowd.
    fn crowds_are_counted(&mut self) {
        for one in self.placed {
            let Rule::Statistics { figure, .. } = &one.rule else { continue };
            let counted = self.rules.figures.iter().find(|known| known.name == *figure);
            if counted.is_some_and(|figure| figure.number < 2 || figure.span.is_some()) {
                let message = format!("the figure `{figure}` is no number of people that hides one of them");
                let problem = self.report.error(&one.spot, &message);
                problem.words = figure.clone();
                problem.mend = format!("let it be a number: `figure {figure} is 20 people`");
            }
        }
    }

    fn words_in_use(&mut self) {
        let (may, never) = (&self.rules.permissions, &self.rules.prohibitions);
        let forbidden = never.iter().map(|never| forbidden(&self.placed[never.rule].rule, never.block));
        let allowed = may.iter().map(|may| (may.block.parties, may.block.purposes));
        let (parties, purposes) =
            allowed.chain(forbidden).fold((0, 0), |all, one| (all.0 | one.0, all.1 | one.1));
        let vocabulary = self.vocabulary;
        let facts = self.facts_in_use();
        self.idle(&vocabulary.parties, parties, "may do nothing: no rule allows the party anything");
        self.idle(&vocabulary.purposes, purposes, "is a purpose for which nothing is allowed");
        self.idle(&vocabulary.facts, facts, "is a fact that no rule asks for");
    }

    fn facts_in_use(&self) -> u64 {
        let may = self.rules.permissions.iter().map(|may| may.when.facts());
        let never = self.rules.prohibitions.iter().map(|never| never.unless.facts());
        let before = self.rules.befores.iter().map(|before| before.facts.0);
        let keep = self.rules.keeps.iter().map(|keep| match keep.term {
            KeepTerm::While(fact) => 1 << fact.0,
            KeepTerm::After(..) => 0,
        });
        may.chain(never).chain(before).chain(keep).fold(0, |all, facts| all | facts)
    }

    fn idle(&mut self, words: &Words, used: u64, message: &str) {
        for at in ones(words.all() & !used) {
            let at = usize::from(at);
            let spot = self.spot_of(words.lines[at]);
            self.report.warning(&spot, &format!("`{}` {message}", words.names[at])).words =
                last(&words.names[at]).to_owned();
        }
    }

    /// What is held about people they can see and erase.
    fn own_rights(&mut self, table: &Table) {
        let Some(customer) = self.vocabulary.party("customer") else { return };
        for verb in [Verb::See, Verb::Erase] {
            let purposes = 0..self.vocabulary.purposes.names.len() as u8;
            let own =
                purposes.fold(0, |all, purpose| all | table.ever(customer, verb, crate::Purpose(purpose)).0);
            for leaf in ones(self.vocabulary.personal & !own) {
                let (name, spot) = self.leaf(leaf);
                self.report.warning(&spot, &format!("the customer can never {verb} `{name}`")).words =
                    last(&name).to_owned();
            }
        }
    }

    fn leaf(&self, leaf: u8) -> (String, Spot) {
        let leaves = &self.vocabulary.leaves;
        (leaves.names[usize::from(leaf)].clone(), self.spot_of(leaves.lines[usize::from(leaf)]))
    }

    fn spot_of(&self, line: usize) -> Spot {
        self.placed
            .iter()
            .find(|placed| placed.spot.line == line)
            .map(|placed| placed.spot.clone())
            .unwrap_or_default()
    }

    fn names(&self, words: &Words, bits: u64) -> String {
        ones(bits).map(|at| format!("`{}`", words.names[usize::from(at)])).collect::<Vec<_>>().join(", ")
    }
}

/// The parties and purposes that a prohibition names: those words are there to be forbidden.
fn forbidden(rule: &Rule, block: Block) -> (u64, u64) {
    let Rule::Never(never) = rule else { return (0, 0) };
    let parties = if matches!(never.who, Who::These(_)) { block.parties } else { 0 };
    (parties, if matches!(never.scope, Scope::For(_)) { block.purposes } else { 0 })
}

fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}
