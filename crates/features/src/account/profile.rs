//! Name and telephone are corrected at once; another e-mail address after its owner has confirmed it.

use askama::Template;
use axum::{extract::Form, response::IntoResponse};
use gate::{Ask, Need, Opened, Sealer};
use policy::Reason;
use serde::Deserialize;
use store::{Id, Tx, work};
use web::{Ctx, Frame, Page, Stop, see_other};

use super::queries;
use crate::{
    forms::{PersonName, Phone, Problems},
    needs,
};

#[derive(Template)]
#[template(path = "account/profile.html")]
pub(super) struct Profile {
    frame: Frame,
    held_name: Option<Opened>,
    email: Option<Opened>,
    new_email: Option<Opened>,
    held_phone: Option<Opened>,
    version: i64,
    typed: Option<Typed>,
    pub(super) typed_email: String,
    pub(super) problems: Problems,
    reasons: Reasons,
    asks_phone: bool,
}

impl Profile {
    fn button(&self) -> &'static str {
        if self.asks_phone { "Save name and telephone" } else { "Save the name" }
    }
}

struct Reasons {
    name: Reason,
    email: Reason,
    phone: Reason,
}

/// What the form sends.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    name: String,
    phone: String,
    version: i64,
}

/// Shows name, address and telephone.
pub async fn show(ctx: Ctx) -> Result<impl IntoResponse, Stop> {
    Page::of(&page(&ctx, ctx.signed_in()?).await?)
}

/// Corrects name and telephone.
pub async fn update(ctx: Ctx, Form(typed): Form<Typed>) -> Result<axum::response::Response, Stop> {
    let customer = ctx.signed_in()?;
    let mut problems = Problems::default();
    let name = problems.check("name", PersonName::parse(&typed.name));
    let phone = if asks_phone(&ctx) { typed.phone.as_str() } else { "" };
    let phone = problems.check("phone", maybe_phone(phone));
    let (Some(name), Some(phone)) = (name, phone) else {
        let page = Profile { typed: Some(typed), problems, ..page(&ctx, customer).await? };
        return Ok(Page::invalid(&page)?.into_response());
    };
    correct(&ctx, customer, typed.version, name.as_str(), phone.as_ref().map(Phone::as_str)).await?;
    Ok(see_other("/account/profile", Some("saved")))
}

fn maybe_phone(typed: &str) -> Result<Option<Phone>, String> {
    if typed.trim().is_empty() { Ok(None) } else { Phone::parse(typed).map(Some) }
}

pub(super) async fn page(ctx: &Ctx, customer: Id) -> Result<Profile, Stop> {
    let ask = Ask::new(&needs::PROFILE_SEE, ctx.actor(), customer);
    let fetch = work!(|tx| [customer] -> Result<_, Stop> { Ok(queries::person_find(tx, customer).await?) });
    let (pass, person) = ctx.house.gate.admit(ask, fetch).await?;
    let person = person.ok_or(Stop::NotFound)?;
    Ok(Profile {
        frame: ctx.frame(),
        held_name: pass.open_maybe(person.name.as_ref())?,
        email: pass.open_maybe(person.email.as_ref())?,
        new_email: pass.open_maybe(person.new_email.as_ref())?,
        held_phone: pass.open_maybe(person.phone.as_ref())?,
        version: person.version,
        typed: None,
        typed_email: String::new(),
        problems: Problems::default(),
        reasons: reasons(ctx),
        asks_phone: asks_phone(ctx),
    })
}

/// Whether the policy lets a telephone number be kept here at all.
fn asks_phone(ctx: &Ctx) -> bool {
    !needs::PHONE_CHANGE.is_refused(&ctx.house.policy())
}

fn reasons(ctx: &Ctx) -> Reasons {
    let reason = |leaf| ctx.house.policy().reason(leaf, &["account.manage", "order"]);
    Reasons { name: reason("identity.name"), email: reason("contact.email"), phone: reason("contact.phone") }
}

/// Writes what differs, each under a line that names only what was changed.
async fn correct(ctx: &Ctx, customer: Id, version: i64, name: &str, phone: Option<&str>) -> Result<(), Stop> {
    let held = page(ctx, customer).await?;
    if held.version != version {
        return Err(CHANGED);
    }
    let mut version = version;
    if !held.held_name.is_some_and(|held| held.same(name)) {
        put(ctx, customer, &needs::NAME_CHANGE, Change::Name(version, name.to_owned())).await?;
        version += 1;
    }
    let same_phone = match (&held.held_phone, phone) {
        (Some(held), Some(typed)) => held.same(typed),
        (None, None) => true,
        _ => false,
    };
    if !same_phone && held.asks_phone {
        put(ctx, customer, &needs::PHONE_CHANGE, Change::Phone(version, phone.map(str::to_owned))).await?;
    }
    Ok(())
}

const CHANGED: Stop =
    Stop::Conflict("Your details were changed in another window. Please look at them again.");

#[derive(Clone)]
enum Change {
    Name(i64, String),
    Phone(i64, Option<String>),
}

async fn put(ctx: &Ctx, customer: Id, need: &'static Need, change: Change) -> Result<(), Stop> {
    let gate = &ctx.house.gate;
    gate.prepare(customer, &[gate::Class::Account]).await?;
    let done = gate.record(Ask::new(need, ctx.actor(), customer), move |tx, sealer| {
        let change = change.clone();
        Box::pin(async move { change.write(tx, sealer).await })
    });
    if done.await? { Ok(()) } else { Err(CHANGED) }
}

impl Change {
    async fn write(self, tx: &mut Tx, sealer: &Sealer) -> Result<bool, Stop> {
        use crate::columns::{CUSTOMER_NAME, CUSTOMER_PHONE};
        let customer = sealer.customer();
        Ok(match self {
            Change::Name(version, name) => {
                let sealed = sealer.seal(&CUSTOMER_NAME, customer, &name)?;
                queries::name_put(tx, customer, version, sealed).await?
            }
            Change::Phone(version, phone) => {
                let sealed = sealer.seal_maybe(&CUSTOMER_PHONE, customer, phone.as_deref())?;
                queries::phone_put(tx, customer, version, sealed).await?
            }
        })
    }
}
