//! What a law asks a policy to have, and what of it is missing.

use policy::{Ground, Mask, Permission, Policy, Term, Unit, Verb};
use serde::Deserialize;

/// What a policy has to have. Everything that is named counts.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default, rename_all = "kebab-case")]
pub(super) struct Asks {
    /// The customer may do this with the data, in some situation.
    right: Option<String>,
    data: Vec<String>,
    but: Vec<String>,
    /// An answer of this name.
    answer: Option<String>,
    /// Something that is always so: `opening is recorded`.
    always: Option<String>,
    /// Whatever is allowed for this purpose rests on consent.
    consent: Option<String>,
    /// Whatever the shop collects of this rests on consent.
    consent_data: Vec<String>,
    /// Whatever is allowed for this purpose on a fair interest waits for a choice that starts off.
    starts_off: Option<String>,
    /// What rests on a fair interest ends with an objection.
    objection: bool,
    /// Nothing is ever allowed for this purpose.
    never: Option<String>,
    /// Before this is done, the fact holds.
    before: Option<String>,
    fact: Option<String>,
    /// A figure that is at least this.
    figure: Option<String>,
    least: u32,
    /// This data is kept for at least so many years.
    keep: Option<String>,
    years: u32,
}

/// Something that a policy does not have.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Gap {
    pub paragraph: String,
    pub line: usize,
    pub less: String,
}

impl Gap {
    fn nowhere(less: String) -> Gap {
        Gap { less, ..Gap::default() }
    }

    fn at(policy: &Policy, rule: usize, less: String) -> Gap {
        let clause = policy.clause_of(rule);
        Gap { paragraph: clause.paragraph.clone(), line: clause.line, less }
    }
}

impl Asks {
    /// What of it the policy does not have.
    pub fn gaps(&self, policy: &Policy) -> Vec<Gap> {
        let one = [
            self.missing_right(policy),
            self.missing_answer(policy),
            self.missing_promise(policy),
            self.missing_condition(policy),
            self.low_figure(policy),
            self.short_keep(policy),
        ];
        let mut gaps: Vec<Gap> = one.into_iter().flatten().collect();
        gaps.extend(self.other_grounds(policy));
        gaps.extend(self.starting_on(policy));
        gaps.extend(self.deaf_to_objections(policy));
        gaps.extend(self.allowed_after_all(policy));
        gaps
    }

    fn missing_right(&self, policy: &Policy) -> Option<Gap> {
        let verb = Verb::ALL.into_iter().find(|verb| Some(verb.word()) == self.right.as_deref())?;
        let customer = policy.party("customer")?;
        let may =
            policy.purposes().fold(Mask::EMPTY, |may, purpose| may | policy.ever(customer, verb, purpose));
        let missing = mask(policy, &self.data).without(mask(policy, &self.but)).without(may);
        let less = || format!("no rule ever lets customers {verb} {}", policy.describe(missing));
        (!missing.is_empty()).then(|| Gap::nowhere(less()))
    }

    fn missing_answer(&self, policy: &Policy) -> Option<Gap> {
        let name = self.answer.as_deref().filter(|name| policy.answer(name).is_none())?;
        Some(Gap::nowhere(format!("the file says of no answer `{name}` within which time it comes")))
    }

    fn missing_promise(&self, policy: &Policy) -> Option<Gap> {
        let promise = self.always.as_deref()?;
        let kept = policy.always().iter().any(|one| said(&one.flow, &one.thing, promise));
        (!kept).then(|| Gap::nowhere(format!("the file does not promise `every {promise}`")))
    }

    fn missing_condition(&self, policy: &Policy) -> Option<Gap> {
        let (action, fact) = (self.before.as_deref()?, self.fact.as_deref()?);
        let asked =
            policy.before(action).zip(policy.fact(fact)).is_some_and(|(it, fact)| it.facts.contains(fact));
        (!asked).then(|| Gap::nowhere(format!("the file does not ask for `{fact}` before {action}")))
    }

    fn low_figure(&self, policy: &Policy) -> Option<Gap> {
        let name = self.figure.as_deref()?;
        let Some(figure) = policy.figure(name) else {
            return Some(Gap::nowhere(format!("the file has no figure `{name}`")));
        };
        let less =
            || format!("the figure `{name}` is {}, and the law says at least {}", figure.number, self.least);
        let low = || Gap { paragraph: figure.paragraph.clone(), line: 0, less: less() };
        (figure.number < self.least).then(low)
    }

    fn short_keep(&self, policy: &Policy) -> Option<Gap> {
        let data = policy.leaves(self.keep.as_deref()?)?;
        let least = policy::Span { number: self.years, unit: Unit::Year };
        let short = policy.rules().keeps.iter().find(|keep| {
            let shorter = matches!(keep.term, Term::After(span, _) if span.to_seconds() < least.to_seconds());
            !(keep.data & data).is_empty() && shorter
        })?;
        let less = format!("{} is kept for less than {least}", policy.describe(short.data & data));
        Some(Gap { paragraph: short.paragraph.clone(), line: short.line, less })
    }

    fn other_grounds(&self, policy: &Policy) -> Vec<Gap> {
        let data = mask(policy, &self.consent_data).bits();
        let purposes = bit_of(policy, self.consent.as_deref());
        // What customers do with what is theirs needs no yes but their own.
        let own = policy.party("customer").map_or(0, |customer| 1u64 << customer.number());
        let concerned = |may: &&Permission| {
            let takes = may.block.verbs & (1 << Verb::Collect as u8) != 0 && may.block.data & data != 0;
            may.block.parties & !own != 0 && (takes || may.block.purposes & purposes != 0)
        };
        let other = policy.rules().permissions.iter().filter(concerned).filter(|may| {
            may.block.data & policy.personal().bits() != 0 && may.ground != Some(Ground::Consent)
        });
        let less = "this does not wait for a yes".to_owned();
        other.map(|may| Gap::at(policy, may.rule, less.clone())).collect()
    }

    fn starting_on(&self, policy: &Policy) -> Vec<Gap> {
        let purposes = bit_of(policy, self.starts_off.as_deref());
        let off = policy.choices().iter().filter(|choice| !choice.starts_on);
        let off = off
            .filter_map(|choice| policy.fact(&choice.name))
            .fold(0, |all, fact| all | 1u64 << fact.number());
        let fair = policy.rules().permissions.iter().filter(|may| {
            may.block.purposes & purposes != 0 && may.ground == Some(Ground::LegitimateInterest)
        });
        let unasked = fair.filter(|may| may.when.0.iter().any(|term| term.needs & off == 0));
        let less = "this goes on until somebody switches it off, for children too".to_owned();
        unasked.map(|may| Gap::at(policy, may.rule, less.clone())).collect()
    }

    fn deaf_to_objections(&self, policy: &Policy) -> Vec<Gap> {
        let objected = policy.fact("objected").map_or(0, |fact| 1u64 << fact.number());
        let fair =
            policy.rules().permissions.iter().filter(|may| may.ground == Some(Ground::LegitimateInterest));
        let deaf =
            fair.filter(|may| self.objection && may.when.0.iter().any(|term| term.lacks & objected == 0));
        deaf.map(|may| Gap::at(policy, may.rule, "this does not end when somebody objects".to_owned()))
            .collect()
    }

    fn allowed_after_all(&self, policy: &Policy) -> Vec<Gap> {
        let purposes = bit_of(policy, self.never.as_deref());
        let allowed = policy.rules().permissions.iter().filter(|may| {
            may.block.purposes & purposes != 0 && may.block.data & policy.personal().bits() != 0
        });
        let less = "this lets somebody do it".to_owned();
        allowed.map(|may| Gap::at(policy, may.rule, less.clone())).collect()
    }
}

fn mask(policy: &Policy, names: &[String]) -> Mask {
    names.iter().filter_map(|name| policy.leaves(name)).fold(Mask::EMPTY, |all, one| all | one)
}

fn bit_of(policy: &Policy, purpose: Option<&str>) -> u64 {
    purpose.and_then(|name| policy.purpose(name)).map_or(0, |purpose| 1 << purpose.number())
}

/// Whether `flow` and `thing` are the two ends of the promise, whatever verb joins them.
fn said(flow: &str, thing: &str, promise: &str) -> bool {
    promise
        .strip_prefix(flow)
        .and_then(|rest| rest.strip_suffix(thing))
        .is_some_and(|verb| verb.trim().len() > 1)
}
