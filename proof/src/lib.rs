//! Cedar as a second opinion on a policy: the export of `crates/review`, decided by the `cedar-policy` crate.

use std::str::FromStr;

use anyhow::{Context as _, Result};
use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityId, EntityTypeName, EntityUid, PolicySet, Request,
    RestrictedExpression, Schema, ValidationMode, Validator,
};
use policy::{Facts, Leaf, Party, Policy, Purpose, Verb};
use review::{Format, Publisher, export};

/// The schema that a policy is exported with.
///
/// # Errors
/// When Cedar does not take it.
pub fn schema(policy: &Policy) -> Result<Schema> {
    let text = export(policy, Format::CedarSchema, &Publisher::stand_ins());
    Schema::from_str(&text).with_context(|| text.clone())
}

/// Policies in Cedar's words.
///
/// # Errors
/// When Cedar does not take them.
pub fn policies(text: &str) -> Result<PolicySet> {
    PolicySet::from_str(text).with_context(|| text.to_owned())
}

/// An exported policy, ready to be asked.
pub struct Oracle<'p> {
    policy: &'p Policy,
    rules: PolicySet,
    parties: Vec<EntityUid>,
    verbs: Vec<EntityUid>,
    leaves: Vec<EntityUid>,
    purposes: Vec<EntityUid>,
    authorizer: Authorizer,
    entities: Entities,
}

impl<'p> Oracle<'p> {
    /// Exports the policy, reads the export back and validates it against its schema.
    ///
    /// # Errors
    /// When Cedar does not take the export, or finds fault with it.
    pub fn of(policy: &'p Policy) -> Result<Oracle<'p>> {
        let rules = policies(&export(policy, Format::Cedar, &Publisher::stand_ins()))?;
        let verdict = Validator::new(schema(policy)?).validate(&rules, ValidationMode::Strict);
        anyhow::ensure!(verdict.validation_passed(), "{verdict}");
        Ok(Oracle {
            policy,
            rules,
            parties: policy
                .parties()
                .map(|party| entity("Party", policy.party_name(party)))
                .collect::<Result<_>>()?,
            verbs: Verb::ALL.into_iter().map(|verb| entity("Action", verb.word())).collect::<Result<_>>()?,
            leaves: policy
                .all_leaves()
                .map(|leaf| entity("Data", policy.leaf_name(leaf)))
                .collect::<Result<_>>()?,
            purposes: policy
                .purposes()
                .map(|purpose| entity("Purpose", policy.purpose_name(purpose)))
                .collect::<Result<_>>()?,
            authorizer: Authorizer::new(),
            entities: Entities::empty(),
        })
    }

    /// A purpose and a situation, in which questions can be asked.
    ///
    /// # Errors
    /// When Cedar does not take the situation.
    pub fn situation(&self, purpose: Purpose, facts: Facts) -> Result<Context> {
        let holds = self.policy.facts().map(|fact| {
            (self.policy.fact_name(fact).to_owned(), RestrictedExpression::new_bool(facts.contains(fact)))
        });
        let purpose = self.purposes[usize::from(purpose.number())].clone();
        Ok(Context::from_pairs([
            ("purpose".to_owned(), RestrictedExpression::new_entity_uid(purpose)),
            ("facts".to_owned(), RestrictedExpression::new_record(holds)?),
        ])?)
    }

    /// Whether Cedar allows it.
    ///
    /// # Errors
    /// When Cedar cannot decide, or a rule of the export errs.
    pub fn allows(&self, party: Party, verb: Verb, leaf: Leaf, situation: &Context) -> Result<bool> {
        let request = Request::new(
            self.parties[usize::from(party.number())].clone(),
            self.verbs[verb as usize].clone(),
            self.leaves[usize::from(leaf.number())].clone(),
            situation.clone(),
            None,
        )?;
        let answer = self.authorizer.is_authorized(&request, &self.rules, &self.entities);
        if let Some(error) = answer.diagnostics().errors().next() {
            anyhow::bail!("{error}");
        }
        Ok(answer.decision() == Decision::Allow)
    }
}

fn entity(sort: &str, name: &str) -> Result<EntityUid> {
    Ok(EntityUid::from_type_name_and_id(EntityTypeName::from_str(sort)?, EntityId::new(name)))
}
