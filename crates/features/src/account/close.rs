//! Closing an account: what goes, what stays and why, and a certificate of what was done.

use std::time::Duration;

use askama::Template;
use axum::{
    extract::{Form, State},
    response::{IntoResponse, Response},
};
use gate::{Actor, Ask, BACKUPS_OF_KEYS_LIVE_DAYS, Class, Destroyed, Opened, Tokens};
use mail::{Enclosed, Letter};
use serde::Deserialize;
use store::{Id, Time, work};
use web::{Ctx, Frame, Page, Stop};

use super::{
    cards,
    certificate::{self, Done},
    closed, held, mails,
    queries::{self, closing},
    security,
};
use crate::{
    forms::{Email, Problems},
    needs, payment,
    retention::{
        belongings,
        forgetting::{self, Carried, Forgetting, Told},
    },
    shop::Shop,
    sign_in::TypedPassword,
};

/// The post office has this long to take the last mail.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Template)]
#[template(path = "account/close.html")]
struct Close {
    frame: Frame,
    open_orders: Vec<String>,
    orders_kept: String,
    ledger_kept: String,
    problems: Problems,
}

/// What the form sends.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    password: TypedPassword,
}

/// Says what will happen, and asks for the password.
pub async fn new(ctx: Ctx) -> Result<impl IntoResponse, Stop> {
    Page::of(&page(&ctx, Problems::default()).await?)
}

async fn page(ctx: &Ctx, problems: Problems) -> Result<Close, Stop> {
    let (customer, policy) = (ctx.signed_in()?, ctx.house.policy());
    let open =
        ctx.house.store().read(work!(|tx| [customer] { queries::open_orders(tx, customer).await })).await?;
    Ok(Close {
        frame: ctx.frame(),
        open_orders: open,
        orders_kept: held::in_words(&policy, "orders.items"),
        ledger_kept: held::in_words(&policy, "ledger"),
        problems,
    })
}

/// What was done, for whoever wants to keep it.
#[derive(Template)]
#[template(path = "account/farewell.html")]
struct Farewell {
    frame: Frame,
    at: Time,
    number: String,
    destroyed: Vec<&'static str>,
    waits_for_order: bool,
    waits_for_cards: bool,
    /// Nothing without orders.
    orders_kept: Option<String>,
    ledger_kept: String,
    /// Nothing on a page that can be had again.
    mailed: Option<bool>,
    /// Until when a copy of the key store may be kept.
    copies_until: Time,
    /// The signed certificate, as a link that holds it.
    address: String,
    file: &'static str,
}

/// Closes the account. Answers with the certificate itself: nobody is signed in any more to look at it later.
pub async fn create(ctx: Ctx, State(shop): State<Shop>, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let customer = ctx.signed_in()?;
    if !security::is_own(&ctx, customer, &typed.password).await? {
        let mut problems = Problems::default();
        problems.note("password", "This is not your password. Nothing was closed.");
        return Ok(Page::invalid(&page(&ctx, problems).await?)?.into_response());
    }
    end_payment(&shop, customer).await?;
    detach_cards(&ctx, &shop, customer).await?;
    let open_orders = page(&ctx, Problems::default()).await?.open_orders;
    let email = email_of(&ctx, customer).await?;
    let tokens = email.as_ref().and_then(|email| tokens_of(&ctx, email));
    let last =
        ctx.house.store().read(work!(|tx| [customer] { closing::last_order(tx, customer).await })).await?;
    let told = empty(&ctx, customer, tokens, promised(!open_orders.is_empty())).await?;
    let last_mail = Last { to: email, open_orders: !open_orders.is_empty() };
    match forgetting::carry_out_told(&ctx.house.gate, customer, told).await {
        Ok(Carried { what, keys }) => {
            let classes = forgetting::classes(&what);
            let gone = Gone { at: ctx.now(), classes, keys, last_order: last };
            let certificate = gone.certificate(&shop, customer)?;
            let mailed = last_mail.send(&shop, customer, Proof::Enclosed(&certificate)).await?;
            farewell(&ctx, customer, &gone, certificate, Some(mailed))
        }
        // The account is closed and the rest is promised. What must not be lost is the way to the certificate.
        Err(fault) => {
            tracing::warn!(
                ?fault,
                "an account is closed, and its keys could not be destroyed yet; it is tried again"
            );
            let link = closed::link(&ctx.house, customer);
            let mailed = last_mail.send(&shop, customer, Proof::At(&link)).await?;
            closed::waits(&ctx, link, Some(mailed))
        }
    }
}

/// What is gone.
pub struct Gone {
    /// Since when.
    pub at: Time,
    /// The classes whose keys were destroyed, whether or not there were any.
    pub classes: Vec<Class>,
    /// The keys there were.
    pub keys: Vec<Destroyed>,
    /// When somebody ordered last, if ever.
    pub last_order: Option<Time>,
}

impl Gone {
    fn waits_for_order(&self) -> bool {
        !self.classes.contains(&Class::Contact)
    }

    fn waits_for_cards(&self) -> bool {
        !self.classes.contains(&Class::Cards)
    }

    /// What is gone, each once, however often its key was turned.
    fn in_words(&self) -> Vec<&'static str> {
        let mut words: Vec<_> = self.keys.iter().map(|key| certificate::words(key.class)).collect();
        words.dedup();
        words
    }

    /// The text of the certificate.
    pub fn certificate(&self, shop: &Shop, customer: Id) -> Result<String, Stop> {
        let order = self.waits_for_order().then_some((Class::Contact, "the order under way is done"));
        let cards = self.waits_for_cards().then_some((Class::Cards, "our payment partner confirms"));
        let waits: Vec<_> = order.into_iter().chain(cards).collect();
        let done =
            Done { customer, at: self.at, destroyed: &self.keys, waits: &waits, last_order: self.last_order };
        certificate::text(&certificate::signed(shop, &done))
    }
}

/// An order that is being paid is ended first, so that nobody is charged for what cannot be sent any more.
async fn end_payment(shop: &Shop, customer: Id) -> Result<(), Stop> {
    let ended = payment::withdraw(shop, customer).await;
    ended.map(drop).map_err(|stop| match stop {
        Stop::Fault(_) => PAYING,
        stop => stop,
    })
}

const PAYING: Stop = Stop::Conflict(
    "An order of yours is just being paid. Finish it or go back from the payment page, then close your account.",
);

/// Who open orders are for is needed until they are done.
fn promised(open_orders: bool) -> Vec<Forgetting> {
    let contact = (!open_orders).then_some(Forgetting::Contact);
    [Forgetting::Account, Forgetting::Cards].into_iter().chain(contact).collect()
}

/// Has every card removed at the partner, as far as it answers now.
async fn detach_cards(ctx: &Ctx, shop: &Shop, customer: Id) -> Result<(), Stop> {
    let rows = ctx.house.store().write(work!(|tx| [customer] -> Result<_, Stop> {
        queries::cards_removing(tx, customer)?;
        Ok(queries::cards(tx, customer).await?)
    }));
    let ids: Vec<Id> = rows.await?.into_iter().map(|row| row.id).collect();
    cards::detach(shop, customer, &ids).await
}

async fn email_of(ctx: &Ctx, customer: Id) -> Result<Option<Opened>, Stop> {
    let ask = Ask::new(&needs::ACCOUNT_MAIL, Actor::Shop, customer);
    let fetch = work!(|tx| [customer] -> Result<_, Stop> { Ok(queries::person_find(tx, customer).await?) });
    let (pass, person) = ctx.house.gate.admit(ask, fetch).await?;
    let person = person.ok_or(Stop::NotFound)?;
    Ok(pass.open_maybe(person.email.as_ref())?)
}

/// The way in by the address, which is to be closed. The value is shown to the index alone.
fn tokens_of(ctx: &Ctx, email: &Opened) -> Option<Tokens> {
    let email = Email::parse(email.show()).ok()?;
    Some(ctx.house.gate.tokens("email", &email.compared()))
}

/// One commit: the account is empty, every way in is shut, and the keys are promised to be destroyed, as the record says.
async fn empty(
    ctx: &Ctx,
    customer: Id,
    tokens: Option<Tokens>,
    promised: Vec<Forgetting>,
) -> Result<Told, Stop> {
    let (now, gate) = (ctx.now(), ctx.house.gate.clone());
    let done =
        ctx.house.gate.record(Ask::new(&needs::ACCOUNT_ERASE, ctx.actor(), customer), move |tx, sealer| {
            let (promised, tokens, gate) = (promised.clone(), tokens.clone(), gate.clone());
            Box::pin(async move {
                if !closing::account_close(tx, customer, now).await? {
                    return Err(if closing::is_paying(tx, customer).await? {
                        PAYING
                    } else {
                        Stop::NotFound
                    });
                }
                belongings::remove(tx, customer, Forgetting::Account.classes())?;
                tokens.map_or(Ok(()), |tokens| tokens.remove(tx, customer))?;
                Ok::<_, Stop>(forgetting::promise_and_tell(tx, (&gate, sealer), promised, now).await?)
            })
        });
    done.await
}

/// The last mail, while its address is still in memory.
struct Last {
    to: Option<Opened>,
    open_orders: bool,
}

/// The certificate, or where it will be.
enum Proof<'p> {
    Enclosed(&'p str),
    At(&'p str),
}

impl Last {
    /// Sends it once, from memory: it cannot wait in the outbox, which knows ids alone, for the address is gone.
    async fn send(self, shop: &Shop, customer: Id, proof: Proof<'_>) -> Result<bool, Stop> {
        let Some(to) = self.to else { return Ok(false) };
        let (text, link) = match proof {
            Proof::Enclosed(text) => (Some(text.to_owned()), None),
            Proof::At(link) => (None, Some(link.to_owned())),
        };
        let Some(letter) = mails::closed(shop, to, self.open_orders, link)? else { return Ok(false) };
        let (name, kind) = (certificate::FILE, certificate::KIND);
        let letter = Letter { enclosed: text.map(|text| Enclosed { name, kind, text }), ..letter };
        let id = format!("closed-{customer}");
        let sent = tokio::time::timeout(PATIENCE, shop.post.send(&letter, &id)).await;
        Ok(matches!(sent, Ok(Ok(()))))
    }
}

/// The frame of whoever has no account any more.
pub fn bare_frame(ctx: &Ctx) -> Frame {
    let mut frame = ctx.frame();
    (frame.signed_in, frame.basket_count) = (false, 0);
    for cookie in ["session", "basket", "receipt"] {
        ctx.jar.remove(cookie);
    }
    frame
}

/// The page that says what was done. Whether the last mail left is known only to the request that sent it.
pub fn farewell(
    ctx: &Ctx,
    customer: Id,
    gone: &Gone,
    certificate: String,
    mailed: Option<bool>,
) -> Result<Response, Stop> {
    let policy = ctx.house.policy();
    let page = Farewell {
        frame: if mailed.is_some() { bare_frame(ctx) } else { ctx.frame() },
        at: gone.at,
        number: customer.to_string(),
        copies_until: gone.at.plus_days(BACKUPS_OF_KEYS_LIVE_DAYS),
        destroyed: gone.in_words(),
        waits_for_order: gone.waits_for_order(),
        waits_for_cards: gone.waits_for_cards(),
        file: certificate::FILE,
        address: certificate::address(&certificate),
        orders_kept: gone.last_order.map(|_| held::in_words(&policy, "orders.items")),
        ledger_kept: held::in_words(&policy, "ledger"),
        mailed,
    };
    Ok(Page::of(&page)?.into_response())
}
