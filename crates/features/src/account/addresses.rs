//! The address book. An order keeps its own copy, so that nothing here redirects a parcel that is under way.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use axum_extra::extract::Form;
use gate::{Ask, Class, Need, Opened, Sealer};
use policy::Reason;
use serde::Deserialize;
use store::{Id, Time, Tx, work};
use web::{Ctx, Frame, Page, Stop, see_other};

use super::{
    cards,
    queries::{self, NewAddress},
};
use crate::{
    columns,
    forms::{Address, AddressFields, COUNTRIES, PersonName, Problems, TypedAddress},
    needs,
    shop::Shop,
};

/// An entry, opened.
struct Entry {
    id: Id,
    kind: String,
    is_default: bool,
    updated_at: Time,
    version: i64,
    recipient: Option<Opened>,
    lines: Option<Opened>,
}

#[derive(Template)]
#[template(path = "account/addresses.html")]
struct Book {
    frame: Frame,
    entries: Vec<Entry>,
}

/// Shows the address book.
pub async fn index(ctx: Ctx) -> Result<impl IntoResponse, Stop> {
    let customer = ctx.signed_in()?;
    let ask = Ask::new(&needs::ADDRESSES_SEE, ctx.actor(), customer);
    let fetch = work!(|tx| [customer] -> Result<_, Stop> { Ok(queries::addresses(tx, customer).await?) });
    let (pass, rows) = ctx.house.gate.admit(ask, fetch).await?;
    let entries = rows.into_iter().map(|row| entry(&pass, row)).collect::<Result<_, _>>()?;
    Page::of(&Book { frame: ctx.frame(), entries })
}

fn entry(pass: &gate::Pass, row: queries::AddressRow) -> Result<Entry, Stop> {
    Ok(Entry {
        recipient: pass.open_maybe(row.recipient.as_ref())?,
        lines: pass.open_maybe(row.lines.as_ref())?,
        id: row.id,
        kind: row.kind,
        is_default: row.is_default,
        updated_at: row.updated_at,
        version: row.version,
    })
}

/// The form: empty, with what is held, or with what was typed.
#[derive(Template)]
#[template(path = "account/address.html")]
struct AddressForm {
    frame: Frame,
    entry: Option<Entry>,
    typed: Option<Typed>,
    cards: Vec<cards::Card>,
    problems: Problems,
    name_reason: Reason,
    address_reason: Reason,
    countries: [(&'static str, &'static str, bool); 8],
}

/// What the form sends.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    kind: String,
    recipient: String,
    #[serde(flatten)]
    address: TypedAddress,
    usual: String,
    version: i64,
    #[serde(rename = "remove-card")]
    remove_cards: Vec<String>,
}

/// Shows the empty form, with the saved cards.
pub async fn new(ctx: Ctx) -> Result<impl IntoResponse, Stop> {
    let cards = cards::kept(&ctx, ctx.signed_in()?).await?;
    let typed = Typed { kind: "shipping".to_owned(), ..Typed::default() };
    Page::of(&form(&ctx, None, Some(typed), cards, Problems::default()))
}

/// Adds an entry and removes the cards that were ticked: both or neither.
pub async fn create(ctx: Ctx, State(shop): State<Shop>, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let customer = ctx.signed_in()?;
    let parsed = match parse(&typed) {
        Ok(parsed) => parsed,
        Err(problems) => return invalid(&ctx, None, typed, cards::kept(&ctx, customer).await?, problems),
    };
    ctx.house.gate.prepare(customer, &[Class::Account]).await?;
    let gone = ticked(&typed)?;
    let change = Change { id: ctx.id(), version: None, parsed, gone: gone.clone(), now: ctx.now() };
    correct(&ctx, customer, change).await?;
    cards::detach(&shop, customer, &gone).await?;
    Ok(see_other("/account/addresses", Some("saved")))
}

fn ticked(typed: &Typed) -> Result<Vec<Id>, Stop> {
    typed.remove_cards.iter().map(|card| number(card)).collect()
}

/// Shows an entry for correction, with the saved cards.
pub async fn edit(ctx: Ctx, Path(id): Path<String>) -> Result<impl IntoResponse, Stop> {
    let (customer, id) = (ctx.signed_in()?, number(&id)?);
    let entry = find(&ctx, customer, id).await?;
    let cards = cards::kept(&ctx, customer).await?;
    Page::of(&form(&ctx, Some(entry), None, cards, Problems::default()))
}

async fn find(ctx: &Ctx, customer: Id, id: Id) -> Result<Entry, Stop> {
    let ask = Ask::new(&needs::ADDRESSES_SEE, ctx.actor(), customer);
    let fetch =
        work!(|tx| [customer, id] -> Result<_, Stop> { Ok(queries::address_find(tx, customer, id).await?) });
    let (pass, row) = ctx.house.gate.admit(ask, fetch).await?;
    entry(&pass, row.ok_or(Stop::NotFound)?)
}

/// Corrects an entry and removes the cards that were ticked: both or neither.
pub async fn update(
    ctx: Ctx,
    State(shop): State<Shop>,
    Path(id): Path<String>,
    Form(typed): Form<Typed>,
) -> Result<Response, Stop> {
    let (customer, id) = (ctx.signed_in()?, number(&id)?);
    let parsed = match parse(&typed) {
        Ok(parsed) => parsed,
        Err(problems) => {
            let (entry, cards) = (find(&ctx, customer, id).await?, cards::kept(&ctx, customer).await?);
            return invalid(&ctx, Some(entry), typed, cards, problems);
        }
    };
    let gone = ticked(&typed)?;
    let change = Change { id, version: Some(typed.version), parsed, gone: gone.clone(), now: ctx.now() };
    correct(&ctx, customer, change).await?;
    cards::detach(&shop, customer, &gone).await?;
    Ok(see_other("/account/addresses", Some("saved")))
}

/// A correction on its way into one commit.
#[derive(Clone)]
struct Change {
    id: Id,
    /// The one that was shown; none for a new entry.
    version: Option<i64>,
    parsed: Parsed,
    gone: Vec<Id>,
    now: Time,
}

async fn correct(ctx: &Ctx, customer: Id, change: Change) -> Result<(), Stop> {
    let needs = needs_of(&change.parsed.kind);
    let need = if change.gone.is_empty() { needs.change } else { needs.with_cards };
    let ask = Ask::new(need, ctx.actor(), customer).about("address book");
    let done = ctx.house.gate.record(ask, move |tx, sealer| {
        let change = change.clone();
        Box::pin(async move { change.write(tx, sealer).await })
    });
    done.await
}

const CHANGED: Stop =
    Stop::Conflict("This address was changed or removed in another window. Nothing was saved here.");

impl Change {
    async fn write(self, tx: &mut Tx, sealer: &Sealer) -> Result<(), Stop> {
        let customer = sealer.customer();
        match self.version {
            None => {
                let kind = &self.parsed.kind;
                let first = !queries::addresses(tx, customer).await?.iter().any(|row| row.kind == *kind);
                queries::address_new(tx, customer, &self.parsed.sealed(sealer, self.id, first)?, self.now)?;
            }
            Some(version) => {
                let sealed = self.parsed.sealed(sealer, self.id, false)?;
                if !queries::address_put(tx, customer, &sealed, version, self.now).await? {
                    return Err(CHANGED);
                }
            }
        }
        for card in self.gone {
            if !queries::card_removing(tx, customer, card).await? {
                return Err(Stop::Conflict("One of the cards is no longer there. Nothing was saved here."));
            }
        }
        Ok(())
    }
}

/// Makes an entry the usual one of its kind.
pub async fn prefer(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Stop> {
    let (customer, id) = (ctx.signed_in()?, number(&id)?);
    let needs = needs_of(&kind(&ctx, customer, id).await?);
    let ask = Ask::new(needs.change, ctx.actor(), customer).about("address book");
    let done = ctx.house.gate.record(ask, move |tx, _| {
        Box::pin(async move { Ok::<_, Stop>(queries::address_prefer(tx, customer, id).await?) })
    });
    if done.await? { Ok(see_other("/account/addresses", Some("saved"))) } else { Err(Stop::NotFound) }
}

/// Removes an entry.
pub async fn remove(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Stop> {
    let (customer, id) = (ctx.signed_in()?, number(&id)?);
    let needs = needs_of(&kind(&ctx, customer, id).await?);
    let ask = Ask::new(needs.remove, ctx.actor(), customer).about("address book");
    let done = ctx.house.gate.record(ask, move |tx, _| {
        Box::pin(async move { Ok::<_, Stop>(queries::address_remove(tx, customer, id).await?) })
    });
    if done.await? {
        Ok(see_other("/account/addresses", Some("address-removed")))
    } else {
        Err(Stop::NotFound)
    }
}

/// What an address of one kind needs, so that the ledger names that kind alone.
struct Needs {
    change: &'static Need,
    with_cards: &'static Need,
    remove: &'static Need,
}

fn needs_of(kind: &str) -> Needs {
    use needs::*;
    match kind {
        "home" => Needs { change: &HOME_CHANGE, with_cards: &HOME_AND_CARDS, remove: &HOME_REMOVE },
        "billing" => {
            Needs { change: &BILLING_CHANGE, with_cards: &BILLING_AND_CARDS, remove: &BILLING_REMOVE }
        }
        _ => Needs { change: &SHIPPING_CHANGE, with_cards: &SHIPPING_AND_CARDS, remove: &SHIPPING_REMOVE },
    }
}

/// What an entry is for; known without opening it.
async fn kind(ctx: &Ctx, customer: Id, id: Id) -> Result<String, Stop> {
    let row =
        ctx.house.store().read(work!(|tx| [customer, id] { queries::address_find(tx, customer, id).await }));
    row.await?.map(|row| row.kind).ok_or(Stop::NotFound)
}

/// An id in an address; anything else is nothing of ours.
pub(super) fn number(text: &str) -> Result<Id, Stop> {
    text.parse().map_err(|_| Stop::NotFound)
}

fn form(
    ctx: &Ctx,
    entry: Option<Entry>,
    typed: Option<Typed>,
    cards: Vec<cards::Card>,
    problems: Problems,
) -> AddressForm {
    let reason = |leaf| ctx.house.policy().reason(leaf, &["account.manage", "order"]);
    AddressForm {
        frame: ctx.frame(),
        entry,
        typed,
        cards,
        problems,
        name_reason: reason("identity.name"),
        address_reason: reason("contact.shipping"),
        countries: COUNTRIES,
    }
}

fn invalid(
    ctx: &Ctx,
    entry: Option<Entry>,
    typed: Typed,
    cards: Vec<cards::Card>,
    problems: Problems,
) -> Result<Response, Stop> {
    Ok(Page::invalid(&form(ctx, entry, Some(typed), cards, problems))?.into_response())
}

#[derive(Clone)]
struct Parsed {
    kind: String,
    usual: bool,
    recipient: String,
    address: Address,
}

const FIELDS: AddressFields =
    AddressFields { street: "street", town: "town", postcode: "postcode", country: "country" };

fn parse(typed: &Typed) -> Result<Parsed, Problems> {
    let mut problems = Problems::default();
    let kind = ["home", "shipping", "billing"].into_iter().find(|kind| *kind == typed.kind);
    if kind.is_none() {
        problems.note("kind", "Please say what the address is for.");
    }
    let recipient = problems.check("recipient", PersonName::parse(&typed.recipient));
    let address = typed.address.parse(&mut problems, &FIELDS);
    match (kind, recipient, address) {
        (Some(kind), Some(recipient), Some(address)) if problems.is_empty() => Ok(Parsed {
            kind: kind.to_owned(),
            usual: typed.usual == "yes",
            recipient: recipient.as_str().to_owned(),
            address,
        }),
        _ => Err(problems),
    }
}

impl Parsed {
    fn sealed(&self, sealer: &Sealer, id: Id, first: bool) -> Result<NewAddress, Stop> {
        Ok(NewAddress {
            id,
            kind: self.kind.clone(),
            is_default: self.usual || first,
            recipient: sealer.seal(&columns::ADDRESS_RECIPIENT, id, &self.recipient)?,
            lines: sealer.seal(columns::address_lines(&self.kind), id, &self.address.to_json())?,
        })
    }
}
