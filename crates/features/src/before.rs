//! What the page asks to be so before somebody joins or orders. Where it asks for nothing the way to the form is free, and
//! the rules about each detail decide alone.

use std::sync::Arc;

use consent::Question;
use policy::{Facts, Policy};
use store::{Error, Id, Tx, work};
use web::{Ctx, Stop};

/// What somebody is about to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To open an account.
    Joining,
    /// To order.
    Ordering,
}

impl Step {
    /// As the policy names it.
    fn action(self) -> &'static str {
        match self {
            Step::Joining => "registration",
            Step::Ordering => "ordering",
        }
    }

    fn purpose(self) -> &'static str {
        match self {
            Step::Joining => "account.manage",
            Step::Ordering => "order.process",
        }
    }

    /// Where it begins.
    pub fn entrance(self) -> &'static str {
        match self {
            Step::Joining => "/join",
            Step::Ordering => "/checkout",
        }
    }

    /// Where the age question is asked before it.
    pub fn question(self) -> &'static str {
        match self {
            Step::Joining => "/join/age",
            Step::Ordering => "/checkout/age",
        }
    }

    /// Whether it is to order.
    pub fn is_order(self) -> bool {
        self == Step::Ordering
    }
}

/// A step of one person, held against the page in force.
#[derive(Clone)]
pub struct Wanted {
    step: Step,
    policy: Arc<Policy>,
    question: Question,
}

impl Wanted {
    /// This person is about to do that.
    pub fn of(ctx: &Ctx, step: Step, customer: Id) -> Wanted {
        let question = Question {
            customer,
            // A guest holds a secret; whoever writes `signed-in` before a step means an account.
            signed_in: ctx.customer() == Some(customer),
            party: "shop".to_owned(),
            purpose: step.purpose().to_owned(),
            order: None,
            now: ctx.now(),
        };
        Wanted { step, policy: ctx.house.policy(), question }
    }

    /// What the page asks for and is not so.
    ///
    /// # Errors
    /// The store is away.
    pub async fn missing(&self, tx: &mut Tx) -> Result<Facts, Error> {
        let Some(before) = self.policy.before(self.step.action()) else { return Ok(Facts::EMPTY) };
        Ok(before.facts.without(consent::facts(tx, &self.policy, before.facts, &self.question).await?))
    }

    /// Nothing when nothing is missing.
    ///
    /// # Errors
    /// Leads to where the first thing that is missing can be made so.
    pub fn lets(&self, missing: Facts) -> Result<(), Stop> {
        match missing.iter().next().map(|fact| self.policy.fact_name(fact)) {
            None => Ok(()),
            Some("cleared") => Err(Stop::Elsewhere(self.step.question().to_owned())),
            Some("signed-in") => Err(Stop::SignIn { then: self.step.entrance().to_owned() }),
            Some(_) => Err(Stop::SwitchedOff),
        }
    }

    /// Both at once.
    ///
    /// # Errors
    /// As for its two parts.
    pub async fn go(self, ctx: &Ctx) -> Result<(), Stop> {
        let missing =
            ctx.house.store().read(work!(|tx| [wanted = self.clone()] { wanted.missing(tx).await }));
        self.lets(missing.await?)
    }
}
