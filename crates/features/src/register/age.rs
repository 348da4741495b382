//! The age question, before an account and before a guest's order, and what follows for those who are too young.

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Response},
};
use consent::clearance::{self, Clearance};
use gate::{Actor, Ask, Class};
use jiff::civil::Date;
use policy::Reason;
use serde::Deserialize;
use store::{Error, Id, Time, work};
use web::{Ctx, Frame, Handles, Page, Stop, date_in_words, day_of, see_other};

use super::{
    figures::Figures,
    rules,
    standing::{self, ADULT_LASTS, JOINING, Mark, Question, Standing},
};
use crate::{
    basket,
    before::Step,
    columns,
    forms::{Email, Problems, birth_date},
    needs,
    shop::Shop,
};

/// What the form sends. The guardian's address is asked only of those who turn out to need one.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    day: String,
    month: String,
    year: String,
    guardian: Option<String>,
}

#[derive(Template)]
#[template(path = "register/age.html")]
struct AgePage {
    frame: Frame,
    step: Step,
    age: i16,
    days: i64,
    typed: Typed,
    problems: Problems,
    asks_guardian: bool,
    lapsed: bool,
    why_birth_date: Reason,
    why_guardian: Reason,
}

#[derive(Template)]
#[template(path = "register/waiting.html")]
struct Waiting {
    frame: Frame,
    step: Step,
    age: i16,
    asked: String,
    until: String,
    refused: bool,
}

/// What the question is asked before.
fn asked_before(ctx: &Ctx) -> Step {
    if ctx.path.starts_with("/checkout") { Step::Ordering } else { Step::Joining }
}

/// Somebody who is asked, and where the question stands for them.
struct Asked {
    step: Step,
    /// The visitor whose order it is about; for an account there is nobody yet.
    visitor: Option<Id>,
    standing: Standing,
}

impl Asked {
    async fn of(ctx: &Ctx, shop: &Shop) -> Result<Asked, Stop> {
        match asked_before(ctx) {
            Step::Joining => {
                Ok(Asked { step: Step::Joining, visitor: None, standing: standing::of_device(ctx).await? })
            }
            Step::Ordering => {
                let held =
                    basket::held(ctx, shop).await?.ok_or_else(|| Stop::Elsewhere("/basket".to_owned()))?;
                let standing = standing::of_visitor(ctx, held.customer).await?;
                Ok(Asked { step: Step::Ordering, visitor: Some(held.customer), standing })
            }
        }
    }
}

/// The question, or where it stands.
pub async fn show(ctx: Ctx, State(shop): State<Shop>) -> Result<Response, Stop> {
    let asked = Asked::of(&ctx, &shop).await?;
    match asked.standing {
        Standing::Unasked => form(&ctx, asked.step, None, Typed::default()),
        Standing::Younger(mark) => form(&ctx, asked.step, Some(mark), Typed::default()),
        Standing::Waiting(question) => waiting(&ctx, asked.step, question, false),
        Standing::Refused(question) => waiting(&ctx, asked.step, question, true),
        Standing::Cleared(_) => Ok(see_other(asked.step.entrance(), None)),
        Standing::Joined => Ok(see_other("/join/sent", None)),
    }
}

/// An answer. Once somebody is younger on this device, no other answer changes that; only a birthday does.
pub async fn create(ctx: Ctx, State(shop): State<Shop>, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    ctx.house.limits.try_from(ctx.from)?;
    let asked = Asked::of(&ctx, &shop).await?;
    let mark = match asked.standing {
        Standing::Unasked => None,
        Standing::Younger(mark) => Some(mark),
        _ => return Ok(see_other(asked.step.question(), None)),
    };
    let mut problems = Problems::default();
    let parsed = birth_date(&typed.day, &typed.month, &typed.year, day_of(ctx.now()));
    let Some(birth) = problems.check("day", parsed) else {
        return invalid(&ctx, asked.step, mark, typed, problems);
    };
    if is_of_age(&ctx, birth, mark) {
        clear(&ctx, asked.visitor).await?;
        return Ok(see_other(asked.step.entrance(), None));
    }
    let mark = match mark {
        Some(mark) => mark,
        None => leave_mark(&ctx).await?,
    };
    let Some(guardian) = &typed.guardian else { return form(&ctx, asked.step, Some(mark), typed) };
    match problems.check("guardian", Email::parse(guardian)) {
        Some(guardian) => {
            ctx.house.limits.mail_to(&guardian.compared())?;
            ask_guardian(&ctx, &asked, birth, &guardian).await
        }
        None => invalid(&ctx, asked.step, Some(mark), typed, problems),
    }
}

/// "I have had my birthday": true only if the date that was given first says so.
pub async fn birthday(ctx: Ctx, State(shop): State<Shop>) -> Result<Response, Stop> {
    ctx.house.limits.try_from(ctx.from)?;
    let asked = Asked::of(&ctx, &shop).await?;
    let Standing::Waiting(question) = asked.standing else {
        return Ok(see_other(asked.step.question(), None));
    };
    let birth = birth_of(&ctx, question.customer).await?;
    let age = Figures::of(&ctx.house.policy()).age;
    if !birth.is_some_and(|birth| rules::reached_since(birth, age, question.asked_at, ctx.now())) {
        return waiting(&ctx, asked.step, question, false);
    }
    come_of_age(&ctx, question.customer).await?;
    Ok(see_other(asked.step.entrance(), None))
}

fn is_of_age(ctx: &Ctx, birth: Date, mark: Option<Mark>) -> bool {
    let (age, now) = (Figures::of(&ctx.house.policy()).age, ctx.now());
    match mark {
        Some(mark) => rules::reached_since(birth, age, mark.since, now),
        None => rules::has_reached(birth, age, day_of(now)),
    }
}

fn form(ctx: &Ctx, step: Step, mark: Option<Mark>, typed: Typed) -> Result<Response, Stop> {
    Ok(Page::of(&age_page(ctx, step, mark, typed, Problems::default()))?.into_response())
}

fn invalid(
    ctx: &Ctx,
    step: Step,
    mark: Option<Mark>,
    typed: Typed,
    problems: Problems,
) -> Result<Response, Stop> {
    Ok(Page::invalid(&age_page(ctx, step, mark, typed, problems))?.into_response())
}

fn age_page(ctx: &Ctx, step: Step, mark: Option<Mark>, typed: Typed, problems: Problems) -> AgePage {
    let (policy, figures) = (ctx.house.policy(), Figures::of(&ctx.house.policy()));
    AgePage {
        frame: ctx.frame(),
        step,
        age: figures.age,
        days: figures.answer_days,
        typed,
        problems,
        asks_guardian: mark.is_some(),
        lapsed: mark.is_some_and(|mark| mark.lapsed),
        why_birth_date: policy.reason("identity.birth-date", &["check.age"]),
        why_guardian: policy.reason("identity.guardian", &["check.age"]),
    }
}

fn waiting(ctx: &Ctx, step: Step, question: Question, refused: bool) -> Result<Response, Stop> {
    let page = Waiting {
        frame: ctx.frame(),
        step,
        age: Figures::of(&ctx.house.policy()).age,
        asked: date_in_words(question.asked_at),
        until: date_in_words(question.until),
        refused,
    };
    Ok(Page::of(&page)?.into_response())
}

/// Somebody of age may go on. Their birth date is not kept: that they have reached the age is all we need.
async fn clear(ctx: &Ctx, visitor: Option<Id>) -> Result<(), Stop> {
    let (id, secret, now) = (visitor.unwrap_or_else(|| ctx.id()), ctx.house.dice.token(), ctx.now());
    let (policy, until) =
        (ctx.house.policy().version().to_owned(), now.plus_seconds(statement_lasts(ctx, visitor)));
    let device = (visitor.is_none()).then_some(secret);
    let kept = device.clone();
    let cleared = ctx.house.store().write(work!(|tx| [id, kept, now, until, policy] -> Result<(), Error> {
        clearance::put(tx, id, &of_age(now, until), &policy)?;
        kept.map_or(Ok(()), |secret| Handles::put(tx, JOINING, &secret, id, None, until))
    }));
    cleared.await?;
    if let Some(secret) = device {
        ctx.jar.set(JOINING, &secret);
    }
    Ok(())
}

/// A visitor is asked once for as long as the basket may wait; a statement for an account waits for the form alone.
fn statement_lasts(ctx: &Ctx, visitor: Option<Id>) -> i64 {
    let basket = || ctx.house.policy().cookie("basket").map(|cookie| cookie.lasts.to_seconds());
    visitor.and_then(|_| basket()).unwrap_or(ADULT_LASTS)
}

fn of_age(now: Time, until: Time) -> Clearance {
    Clearance {
        state: clearance::State::Adult,
        asked_at: now,
        expires_at: until,
        birth_date: None,
        guardian: None,
    }
}

/// Marks the device before anything else is asked, so that going back and typing another date leads to the guardian too.
async fn leave_mark(ctx: &Ctx) -> Result<Mark, Stop> {
    let (id, secret, until) = (ctx.id(), ctx.house.dice.token(), mark_lasts(ctx));
    let left =
        ctx.house.store().write(work!(|tx| [id, secret = secret.clone(), until] -> Result<(), Error> {
            Handles::put(tx, JOINING, &secret, id, None, until)
        }));
    left.await?;
    ctx.jar.set(JOINING, &secret);
    Ok(Mark { since: ctx.now(), lapsed: false })
}

fn mark_lasts(ctx: &Ctx) -> Time {
    let lasts = ctx.house.policy().cookie(JOINING).map_or(30 * 86_400, |cookie| cookie.lasts.to_seconds());
    ctx.now().plus_seconds(lasts)
}

/// Seals what was told, and has the guardian asked by mail.
async fn ask_guardian(ctx: &Ctx, asked: &Asked, birth: Date, guardian: &Email) -> Result<Response, Stop> {
    let id = asked.visitor.unwrap_or_else(|| ctx.id());
    let new = NewQuestion::of(ctx, asked, birth, guardian);
    ctx.house.gate.prepare(id, &[Class::Clearance]).await?;
    let ask = Ask::new(&needs::AGE_ASK, Actor::Shop, id).about("the question to a guardian");
    let recorded = ctx.house.gate.record(ask, move |tx, sealer| {
        let new = new.clone();
        Box::pin(async move { new.write(tx, sealer, id) })
    });
    let cookie: Option<String> = recorded.await?;
    if let Some(secret) = cookie {
        ctx.jar.set(JOINING, &secret);
    }
    Ok(see_other(asked.step.question(), None))
}

#[derive(Clone)]
struct NewQuestion {
    birth: String,
    guardian: String,
    now: Time,
    until: Time,
    policy: String,
    mail: Id,
    /// For an account: a fresh secret for the device, its mark, and until when that lasts.
    device: Option<(String, Id, Time)>,
}

impl NewQuestion {
    fn of(ctx: &Ctx, asked: &Asked, birth: Date, guardian: &Email) -> NewQuestion {
        let now = ctx.now();
        NewQuestion {
            birth: birth.to_string(),
            guardian: guardian.as_str().to_owned(),
            now,
            until: now.plus_days(Figures::of(&ctx.house.policy()).answer_days),
            policy: ctx.house.policy().version().to_owned(),
            mail: ctx.id(),
            device: (asked.step == Step::Joining)
                .then(|| (ctx.house.dice.token(), ctx.id(), mark_lasts(ctx))),
        }
    }

    fn write(self, tx: &mut store::Tx, sealer: &gate::Sealer, id: Id) -> Result<Option<String>, Stop> {
        let clearance = Clearance {
            state: clearance::State::Waiting,
            asked_at: self.now,
            expires_at: self.until,
            birth_date: Some(sealer.seal(&columns::CLEARANCE_BIRTH_DATE, id, &self.birth)?),
            guardian: Some(sealer.seal(&columns::CLEARANCE_GUARDIAN, id, &self.guardian)?),
        };
        clearance::put(tx, id, &clearance, &self.policy)?;
        mail::queue(tx, self.mail, id, "guardian-asked", None, self.now)?;
        let Some((secret, mark, until)) = self.device else { return Ok(None) };
        Handles::put(tx, JOINING, &secret, mark, Some(id), until)?;
        Ok(Some(secret))
    }
}

async fn birth_of(ctx: &Ctx, customer: Id) -> Result<Option<Date>, Stop> {
    let (ask, now) = (Ask::new(&needs::AGE_USE, Actor::Shop, customer), ctx.now());
    let asked = ctx.house.gate.admit(ask, move |tx| {
        Box::pin(async move { Ok::<_, Stop>(clearance::find(tx, customer, now).await?) })
    });
    let (pass, found) = asked.await?;
    let sealed = found.and_then(|found| columns::CLEARANCE_BIRTH_DATE.maybe(customer, found.birth_date));
    Ok(pass.open_maybe(sealed.as_ref())?.and_then(|birth| rules::date_of(birth.show())))
}

/// The question to the guardian falls away, with all that was told for it.
async fn come_of_age(ctx: &Ctx, customer: Id) -> Result<(), Stop> {
    let (now, policy) = (ctx.now(), ctx.house.policy().version().to_owned());
    let until = now.plus_seconds(ADULT_LASTS);
    let grown = ctx.house.store().write(work!(|tx| [customer, now, until, policy] -> Result<(), Error> {
        clearance::put(tx, customer, &of_age(now, until), &policy)?;
        super::queries::guardian_mail_remove(tx, customer)?;
        Handles::burn_kind(tx, "guardian", customer)
    }));
    grown.await?;
    ctx.house.gate.forget(customer, &[Class::Clearance]).await?;
    Ok(())
}
