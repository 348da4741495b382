//! A guardian's yes or no, and the way on for the one who asked.

use askama::Template;
use axum::{
    Form,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use consent::clearance::{self, Clearance, State as Cleared};
use gate::{Actor, Ask, Class};
use serde::Deserialize;
use store::{Error, Id, Time, Tx, work};
use web::{Ctx, Frame, Handles, Page, Stop, date_in_words, moment_in_words, see_other};

use super::{
    figures::Figures,
    queries,
    standing::{self, JOINING, Standing, subject},
    texts::Texts,
};
use crate::{
    needs,
    receipts::{self, Words},
    shop::Shop,
};

/// The kind of secret in a guardian's link.
pub const GUARDIAN: &str = "guardian";

/// What the buttons send.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    answer: String,
    shown: String,
}

#[derive(Template)]
#[template(path = "register/guardian.html")]
struct Asking {
    frame: Frame,
    token: String,
    question: Question,
    asked: String,
    until: String,
    texts: Texts,
}

#[derive(Template)]
#[template(path = "register/guardian_done.html")]
struct Done {
    frame: Frame,
    outcome: Outcome,
    order: bool,
    until: String,
    link: String,
}

#[derive(Template)]
#[template(path = "register/go_on.html")]
struct GoOn {
    frame: Frame,
    token: String,
    holds: bool,
}

/// What became of the question.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    SameDevice,
    Approved,
    Refused,
    Over,
}

/// A question that waits for this guardian.
#[derive(Clone, Copy)]
struct Open {
    customer: Id,
    asked_at: Time,
    until: Time,
    order: bool,
}

/// What the guardian is asked, in the words of the page.
struct Question {
    order: bool,
    title: &'static str,
    lead: String,
    what_for: &'static str,
    yes: &'static str,
}

impl Question {
    fn of(ctx: &Ctx, order: bool) -> Question {
        let (age, shop) = (Figures::of(&ctx.house.policy()).age, &ctx.house.setup.title);
        let (title, wish, what_for) = if order {
            (
                "May they order here?",
                "place an order at",
                "To place an order with the basket on their device.",
            )
        } else {
            (
                "May they open an account here?",
                "open an account at",
                "To open an account with name, e-mail address and password, and to order with it.",
            )
        };
        Question {
            order,
            title,
            lead: format!(
                "Somebody younger than {age} wants to {wish} {shop} and named your address as their parent’s or guardian’s."
            ),
            what_for,
            yes: "Yes, I am their parent or guardian and agree",
        }
    }

    /// The words of the page with both texts that stand on it.
    fn words(&self, ctx: &Ctx, texts: &Texts) -> Words {
        Words {
            about: "guardian".to_owned(),
            label: self.yes.to_owned(),
            beside: format!("{} {} {}", self.title, self.lead, self.what_for),
            paragraph: paragraph_of_age(ctx),
            texts: vec![
                (
                    format!("Our privacy policy, version {}", ctx.house.policy().version()),
                    texts.policy_text(),
                ),
                ("Our terms of sale".to_owned(), texts.terms_text.clone()),
            ],
        }
    }
}

/// The paragraph of the policy that asks for a guardian's yes.
fn paragraph_of_age(ctx: &Ctx) -> String {
    ctx.house.policy().figure("guardian-age").map(|figure| figure.paragraph.clone()).unwrap_or_default()
}

/// Who asks for what, both texts, and the two buttons. Looking changes nothing.
pub async fn show(ctx: Ctx, State(shop): State<Shop>, Path(token): Path<String>) -> Result<Page, Stop> {
    let Some(open) = find(&ctx, &token).await? else { return over(&ctx) };
    Page::of(&Asking {
        frame: ctx.frame(),
        token,
        question: Question::of(&ctx, open.order),
        asked: moment_in_words(open.asked_at),
        until: date_in_words(open.until),
        texts: Texts::of(&shop).map_err(Stop::fault)?,
    })
}

/// The answer. It is final: a guardian who changes their mind closes the account with the child, or writes to us.
pub async fn update(
    ctx: Ctx,
    State(shop): State<Shop>,
    Path(token): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    ctx.house.limits.try_from(ctx.from)?;
    let Some(open) = find(&ctx, &token).await? else { return Ok(over(&ctx)?.into_response()) };
    let page = match typed.answer.as_str() {
        "approve" if is_askers(&ctx, open).await? => same_device(&ctx)?,
        "approve" => {
            receipts::as_shown(&ctx.house.policy(), &typed.shown)?;
            approve(&ctx, &shop, open).await?
        }
        "refuse" => refuse(&ctx, open).await?,
        _ => return Ok(see_other(&format!("/guardian/{token}"), None)),
    };
    Ok(page.into_response())
}

/// Whether this is the browser the question was asked from: whoever asks must not answer.
async fn is_askers(ctx: &Ctx, open: Open) -> Result<bool, Stop> {
    if let Some(basket) = ctx.handle("basket").await?
        && basket.customer == open.customer
    {
        return Ok(true);
    }
    let standing = standing::of_device(ctx).await?;
    Ok(matches!(standing, Standing::Waiting(question) if question.customer == open.customer))
}

fn same_device(ctx: &Ctx) -> Result<Page, Stop> {
    let page = Done { outcome: Outcome::SameDevice, ..done(ctx) };
    Ok(Page::of(&page)?.status(http::StatusCode::FORBIDDEN))
}

fn over(ctx: &Ctx) -> Result<Page, Stop> {
    let page = Done { outcome: Outcome::Over, order: false, ..done(ctx) };
    Ok(Page::of(&page)?.status(http::StatusCode::NOT_FOUND))
}

fn done(ctx: &Ctx) -> Done {
    Done {
        frame: ctx.frame(),
        outcome: Outcome::Over,
        order: false,
        until: String::new(),
        link: String::new(),
    }
}

async fn find(ctx: &Ctx, token: &str) -> Result<Option<Open>, Stop> {
    let (token, now) = (token.to_owned(), ctx.now());
    let found = ctx.house.store().read(work!(|tx| [token, now] -> Result<Option<Open>, Error> {
        let Some(handle) = Handles::find(tx, GUARDIAN, &token, now).await? else { return Ok(None) };
        open(tx, handle.customer, now).await
    }));
    Ok(found.await?)
}

async fn open(tx: &mut Tx, customer: Id, now: Time) -> Result<Option<Open>, Error> {
    let found = clearance::find(tx, customer, now).await?.filter(|found| found.state == Cleared::Waiting);
    let Some(found) = found else { return Ok(None) };
    let order = queries::is_visitor(tx, customer).await?;
    Ok(Some(Open { customer, asked_at: found.asked_at, until: found.expires_at, order }))
}

/// A yes. For an account the guardian gets a link to pass on, since we have no address of the one who asked.
async fn approve(ctx: &Ctx, shop: &Shop, open: Open) -> Result<Page, Stop> {
    let texts = Texts::of(shop).map_err(Stop::fault)?;
    let words = Question::of(ctx, open.order).words(ctx, &texts).signed(&ctx.house, &ctx.house.policy());
    let (now, secret) = (ctx.now(), ctx.house.dice.token());
    let until = now.plus_days(Figures::of(&ctx.house.policy()).answer_days);
    let pass_on = (!open.order).then(|| secret.clone());
    let ask = Ask::new(&needs::AGE_USE, Actor::Shop, open.customer).about("the guardian’s yes");
    let recorded = ctx.house.gate.record(ask, move |tx, _| {
        let (pass_on, words) = (pass_on.clone(), words.clone());
        Box::pin(async move {
            if !clearance::decide(tx, open.customer, Cleared::Approved, now, until).await? {
                return Ok::<_, Stop>(false);
            }
            clearance::put_words(tx, open.customer, &words, now)?;
            Handles::burn_kind(tx, GUARDIAN, open.customer)?;
            pass_on
                .map_or(Ok(()), |secret| Handles::put(tx, JOINING, &secret, open.customer, None, until))?;
            Ok(true)
        })
    });
    if !recorded.await? {
        return over(ctx);
    }
    let link =
        if open.order { String::new() } else { format!("{}/join/go-on/{secret}", ctx.house.setup.base_url) };
    Page::of(&Done {
        outcome: Outcome::Approved,
        order: open.order,
        until: date_in_words(until),
        link,
        ..done(ctx)
    })
}

/// A no. What was told for the question is destroyed at once; a bare mark stays until the question would have lapsed.
async fn refuse(ctx: &Ctx, open: Open) -> Result<Page, Stop> {
    let (now, policy) = (ctx.now(), ctx.house.policy().version().to_owned());
    let bare = move || Clearance {
        state: Cleared::Refused,
        asked_at: open.asked_at,
        expires_at: open.until,
        birth_date: None,
        guardian: None,
    };
    let refused = ctx.house.store().write(work!(|tx| [open, now, policy, bare] -> Result<bool, Error> {
        if !clearance::decide(tx, open.customer, Cleared::Refused, now, open.until).await? {
            return Ok(false);
        }
        clearance::put(tx, open.customer, &bare(), &policy)?;
        Handles::burn_kind(tx, GUARDIAN, open.customer)?;
        queries::guardian_mail_remove(tx, open.customer)?;
        Ok(true)
    }));
    if !refused.await? {
        return over(ctx);
    }
    forget(ctx, open).await?;
    Page::of(&Done { outcome: Outcome::Refused, order: open.order, ..done(ctx) })
}

/// A visitor's ledger goes on with the basket; of somebody who only wanted an account nothing stays.
async fn forget(ctx: &Ctx, open: Open) -> Result<(), Stop> {
    let classes: &'static [Class] =
        if open.order { &[Class::Clearance] } else { &[Class::Clearance, Class::Ledger] };
    ctx.house.gate.forget(open.customer, classes).await?;
    Ok(())
}

/// The page behind the link that a guardian passes on.
pub async fn go_on(ctx: Ctx, Path(token): Path<String>) -> Result<Page, Stop> {
    go_on_page(&ctx, token).await
}

/// Takes the joining over to this device.
pub async fn go_on_here(ctx: Ctx, Path(token): Path<String>) -> Result<Response, Stop> {
    ctx.house.limits.try_from(ctx.from)?;
    if !leads_on(&ctx, &token).await? {
        return Ok(go_on_page(&ctx, token).await?.into_response());
    }
    ctx.jar.set(JOINING, &token);
    Ok(see_other("/join", None))
}

async fn go_on_page(ctx: &Ctx, token: String) -> Result<Page, Stop> {
    let holds = leads_on(ctx, &token).await?;
    let status = if holds { http::StatusCode::OK } else { http::StatusCode::NOT_FOUND };
    Ok(Page::of(&GoOn { frame: ctx.frame(), token, holds })?.status(status))
}

async fn leads_on(ctx: &Ctx, token: &str) -> Result<bool, Stop> {
    let (token, now) = (token.to_owned(), ctx.now());
    let found = ctx.house.store().read(work!(|tx| [token, now] -> Result<bool, Error> {
        let Some(handle) = Handles::find(tx, JOINING, &token, now).await? else { return Ok(false) };
        clearance::is_cleared(tx, subject(&handle), now).await
    }));
    Ok(found.await?)
}
