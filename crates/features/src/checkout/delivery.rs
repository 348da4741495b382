//! The first step: who it is for, how to reach them, where it goes.

use std::sync::Arc;

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Response},
};
use gate::{Ask, Class, Opened, Pass, Sealer};
use store::{Id, Time};
use web::{Ctx, Frame, Page, Stop, price, see_other};

use super::{
    DUE, Phone, Reasons, Till, enter,
    form::{BILL, Details, HOME, Known, Picked, Place, SHIP, Typed},
    kept_until,
    queries::{self, Told},
    reopen,
    rules::Service,
};
use crate::{
    columns,
    forms::{COUNTRIES, Problems},
    needs,
    orders::Items,
    payment,
    shop::Shop,
};

#[derive(Template)]
#[template(path = "checkout/delivery.html")]
struct Delivery {
    frame: Frame,
    typed: Typed,
    problems: Problems,
    reasons: Reasons,
    picks: Vec<Picked>,
    items: Items,
    courier: String,
    phone: Phone,
}

impl Delivery {
    fn services(&self) -> Vec<(Service, String)> {
        let kept = Service::ALL.into_iter().filter(|service| self.phone.serves(*service));
        let priced = kept.map(|service| {
            let minor = service.minor(self.items.goods_minor());
            (service, if minor == 0 { "Free".to_owned() } else { price(minor, &self.items.currency) })
        });
        priced.collect()
    }

    fn of_kind(&self, kind: &str) -> Vec<&Picked> {
        self.picks.iter().filter(|pick| pick.kind == kind).collect()
    }
}

/// The form, as it was left or filled from the account.
pub async fn edit(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let till = enter(&ctx, &shop).await?;
    let (pass, known) = known(&shop, &till).await?;
    let picks = known.picks(&pass)?;
    let typed = known.typed(&pass, &picks)?;
    Page::of(&page(&ctx, &shop, &till, typed, picks, Problems::default()))
}

fn page(
    ctx: &Ctx,
    shop: &Shop,
    till: &Till,
    typed: Typed,
    picks: Vec<Picked>,
    problems: Problems,
) -> Delivery {
    let service = Service::of(&typed.service).unwrap_or(Service::Standard);
    Delivery {
        frame: ctx.frame(),
        typed,
        problems,
        reasons: Reasons::of(&shop.house.policy()),
        picks,
        items: till.items(shop, service),
        courier: shop.partners.courier.name.clone(),
        phone: Phone::under(&shop.house.policy()),
    }
}

/// What is known already: the checkout as it was left, the account, the address book.
async fn known(shop: &Shop, till: &Till) -> Result<(Pass, Known), Stop> {
    let customer = till.customer;
    let ask = Ask::new(&needs::CHECKOUT_USE, till.actor.clone(), customer).about("your checkout");
    let asked = shop.house.gate.admit(ask, move |tx| {
        Box::pin(async move {
            let checkout = queries::current(tx, customer).await?;
            let account = queries::account(tx, customer).await?;
            let book = queries::book(tx, customer).await?;
            Ok::<_, Stop>(Known { checkout, account, book })
        })
    });
    asked.await
}

/// Keeps what was told, sealed, and leads on.
pub async fn update(ctx: Ctx, State(shop): State<Shop>, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    let till = enter(&ctx, &shop).await?;
    let typed = typed.within(Phone::under(&shop.house.policy()));
    let details = match typed.parse() {
        Ok(details) => details,
        Err(problems) => return again(&ctx, &shop, &till, typed, problems).await,
    };
    reopen(&shop, till.customer).await?;
    let keep_addresses = typed.keep_addresses == "yes" && ctx.customer().is_some();
    keep(&ctx, &shop, &till, details, keep_addresses).await?;
    Ok(see_other("/checkout/payment", None))
}

/// The form comes back with what was typed.
async fn again(
    ctx: &Ctx,
    shop: &Shop,
    till: &Till,
    typed: Typed,
    problems: Problems,
) -> Result<Response, Stop> {
    let (pass, known) = known(shop, till).await?;
    let picks = known.picks(&pass)?;
    Ok(Page::invalid(&page(ctx, shop, till, typed, picks, problems))?.into_response())
}

/// What is sealed into the checkout: the parsed form and the picked entries of the address book.
struct Kept {
    id: Id,
    details: Details,
    shipping: Option<Opened>,
    billing: Option<Opened>,
    now: Time,
    until: Time,
}

async fn keep(
    ctx: &Ctx,
    shop: &Shop,
    till: &Till,
    details: Details,
    keep_addresses: bool,
) -> Result<(), Stop> {
    let (pass, known) = known(shop, till).await?;
    let entry = |place: &Place| match place {
        Place::Book(id) => picked(&pass, &known, *id).map(Some),
        _ => Ok(None),
    };
    let kept = Arc::new(Kept {
        id: known.checkout.as_ref().map_or_else(|| ctx.id(), |checkout| checkout.id),
        shipping: entry(&details.shipping)?,
        billing: entry(&details.billing)?,
        details,
        now: ctx.now(),
        until: kept_until(shop, ctx.now()),
    });
    write_down(shop, till, Arc::clone(&kept)).await?;
    if keep_addresses { into_the_book(ctx, shop, till, kept).await } else { Ok(()) }
}

fn picked(pass: &Pass, known: &Known, id: Id) -> Result<Opened, Stop> {
    let entry = known.book.iter().find(|entry| entry.id == id).and_then(|entry| entry.lines.as_ref());
    let opened = entry.map(|lines| pass.open(lines)).transpose()?.flatten();
    opened.ok_or(Stop::Conflict("That address is no longer in your address book. Please pick another."))
}

async fn write_down(shop: &Shop, till: &Till, kept: Arc<Kept>) -> Result<(), Stop> {
    let (gate, customer) = (&shop.house.gate, till.customer);
    gate.prepare(customer, &[Class::Contact, Class::Orders]).await?;
    let ask = Ask::new(&needs::CHECKOUT_KEEP, till.actor.clone(), customer)
        .about("your checkout")
        .lacking("orders");
    let ask = if kept.details.phone.is_none() { ask.lacking("contact.phone") } else { ask };
    let kept_down = gate.record(ask, move |tx, sealer| {
        let kept = Arc::clone(&kept);
        Box::pin(async move {
            let told = kept.sealed(sealer)?;
            if !queries::tell(tx, customer, &told, kept.now).await? {
                return Err(Stop::Conflict("This order is being paid in another window."));
            }
            Ok(payment::queries::due(tx, DUE, customer, kept.id, kept.until)?)
        })
    });
    kept_down.await
}

impl Kept {
    fn sealed(&self, sealer: &Sealer) -> Result<Told, Stop> {
        let (d, id) = (&self.details, self.id);
        let home = d.home.to_json();
        let place = |place: &Place, entry: &Option<Opened>, column| match (place, entry) {
            (Place::Book(_), Some(entry)) => sealer.carry(column, id, entry),
            (Place::Other(address), _) => sealer.seal(column, id, &address.to_json()),
            _ => sealer.seal(column, id, &home),
        };
        let as_shipping = matches!(d.billing, Place::Shipping);
        let (bill, bill_entry) =
            if as_shipping { (&d.shipping, &self.shipping) } else { (&d.billing, &self.billing) };
        Ok(Told {
            id,
            service: d.service.word(),
            name: sealer.seal(&columns::CHECKOUT_NAME, id, d.name.as_str())?,
            email: sealer.seal(&columns::CHECKOUT_EMAIL, id, d.email.as_str())?,
            phone: sealer.seal_maybe(
                &columns::CHECKOUT_PHONE,
                id,
                d.phone.as_ref().map(|phone| phone.as_str()),
            )?,
            home: sealer.seal(&columns::CHECKOUT_HOME, id, &home)?,
            shipping: place(&d.shipping, &self.shipping, &columns::CHECKOUT_SHIPPING)?,
            billing: place(bill, bill_entry, &columns::CHECKOUT_BILLING)?,
        })
    }

    /// The addresses that were typed anew, by the kind under which the address book keeps them.
    fn new_addresses(&self) -> Vec<(&'static str, String)> {
        let typed = |kind, place: &Place| match place {
            Place::Other(address) => Some((kind, address.to_json())),
            _ => None,
        };
        let (shipping, billing) = (&self.details.shipping, &self.details.billing);
        let mut new = vec![("home", self.details.home.to_json())];
        new.extend(typed("shipping", shipping).into_iter().chain(typed("billing", billing)));
        new
    }
}

/// Puts the addresses that are not there yet into the address book.
async fn into_the_book(ctx: &Ctx, shop: &Shop, till: &Till, kept: Arc<Kept>) -> Result<(), Stop> {
    let customer = till.customer;
    let (pass, known) = known(shop, till).await?;
    let held = known.picks(&pass)?;
    let new = kept.new_addresses().into_iter();
    let new: Vec<(Id, &str, String)> = new
        .filter(|(kind, json)| !held.iter().any(|pick| pick.kind == *kind && pick.address.to_json() == *json))
        .map(|(kind, json)| (ctx.id(), kind, json))
        .collect();
    if new.is_empty() {
        return Ok(());
    }
    let ask = Ask::new(&needs::BOOK_KEEP, ctx.actor(), customer).about("your address book");
    let kept_there = shop.house.gate.record(ask, move |tx, sealer| {
        let (kept, new) = (Arc::clone(&kept), new.clone());
        Box::pin(async move {
            for (id, kind, json) in &new {
                let recipient = sealer.seal(&columns::ADDRESS_RECIPIENT, *id, kept.details.name.as_str())?;
                let lines = sealer.seal(columns::address_lines(kind), *id, json)?;
                queries::keep(tx, customer, *id, kind, &recipient, &lines, kept.now)?;
            }
            Ok::<_, Stop>(())
        })
    });
    kept_there.await
}
