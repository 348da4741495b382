//! The first step's form: what is typed, what it must be, and what was kept before.

use std::str::FromStr;

use gate::{Opened, Pass};
use serde::Deserialize;
use store::Id;
use web::Stop;

use super::{
    Phone,
    queries::{Account, Checkout, Entry},
    rules::Service,
};
use crate::forms::{self, Address, AddressFields, Email, PersonName, Problems, TypedAddress};

/// The kinds of data that the form asks for. The policy's list, held against it at start.
pub const ASKED: [&str; 6] = [
    "identity.name",
    "contact.email",
    "contact.phone",
    "contact.home",
    "contact.shipping",
    "contact.billing",
];

/// What the form sends. An address is `home`, that of the delivery (`ship`), an entry of the address book, or `other`.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Typed {
    pub service: String,
    pub name: String,
    pub email: String,
    pub phone: String,
    home_street: String,
    home_extra: String,
    home_town: String,
    home_postcode: String,
    home_country: String,
    pub ship: String,
    ship_street: String,
    ship_extra: String,
    ship_town: String,
    ship_postcode: String,
    ship_country: String,
    pub bill: String,
    bill_street: String,
    bill_extra: String,
    bill_town: String,
    bill_postcode: String,
    bill_country: String,
    pub keep_addresses: String,
}

/// The names and the browser's own words for the fields of one address.
pub struct Names {
    pub fields: AddressFields,
    pub extra: &'static str,
    /// Tokens of the HTML standard, so that browsers fill in the right address: street, extra, town, postcode, country.
    pub tokens: [&'static str; 5],
}

macro_rules! names {
    ($prefix:literal, $token:literal) => {
        Names {
            fields: AddressFields {
                street: concat!($prefix, "-street"),
                town: concat!($prefix, "-town"),
                postcode: concat!($prefix, "-postcode"),
                country: concat!($prefix, "-country"),
            },
            extra: concat!($prefix, "-extra"),
            tokens: [
                concat!($token, " address-line1"),
                concat!($token, " address-line2"),
                concat!($token, " address-level2"),
                concat!($token, " postal-code"),
                concat!($token, " country"),
            ],
        }
    };
}

/// Of the home address.
pub static HOME: &Names = &names!("home", "section-home");
/// Of the delivery address.
pub static SHIP: &Names = &names!("ship", "shipping");
/// Of the billing address.
pub static BILL: &Names = &names!("bill", "billing");

impl Typed {
    pub fn home(&self) -> TypedAddress {
        address(&self.home_street, &self.home_extra, &self.home_town, &self.home_postcode, &self.home_country)
    }

    pub fn shipping(&self) -> TypedAddress {
        address(&self.ship_street, &self.ship_extra, &self.ship_town, &self.ship_postcode, &self.ship_country)
    }

    pub fn billing(&self) -> TypedAddress {
        address(&self.bill_street, &self.bill_extra, &self.bill_town, &self.bill_postcode, &self.bill_country)
    }

    pub fn express(&self) -> bool {
        self.service == Service::Express.word()
    }

    /// Without what the policy does not let the shop take in, and without a service that it does not let us keep.
    pub fn within(mut self, phone: Phone) -> Typed {
        if !phone.asked {
            self.phone.clear();
        }
        if Service::of(&self.service).is_some_and(|service| !phone.serves(service)) {
            self.service.clear();
        }
        self
    }

    /// Everything parsed, or what is wrong.
    pub fn parse(&self) -> Result<Details, Problems> {
        let mut problems = Problems::default();
        let service = self.service(&mut problems);
        let name = problems.check("name", PersonName::parse(&self.name));
        let email = problems.check("email", Email::parse(&self.email));
        let phone = self.phone(service, &mut problems);
        let home = self.home().parse(&mut problems, &HOME.fields);
        let shipping = place(&self.ship, &self.shipping(), &mut problems, SHIP);
        let billing = place(&self.bill, &self.billing(), &mut problems, BILL);
        let parts = (service, name, email, home, shipping, billing);
        let (Some(service), Some(name), Some(email), Some(home), Some(shipping), Some(billing)) = parts
        else {
            return Err(problems);
        };
        match problems.is_empty() {
            true => Ok(Details { service, name, email, phone, home, shipping, billing }),
            false => Err(problems),
        }
    }

    fn service(&self, problems: &mut Problems) -> Option<Service> {
        let picked =
            Service::of(&self.service).ok_or_else(|| "Please pick how we shall bring it.".to_owned());
        problems.check("service", picked)
    }

    fn phone(&self, service: Option<Service>, problems: &mut Problems) -> Option<forms::Phone> {
        if !self.phone.trim().is_empty() {
            return problems.check("phone", forms::Phone::parse(&self.phone));
        }
        if service.is_some_and(Service::needs_phone) {
            problems.note("phone", "Express needs a telephone number: the driver rings you before the stop. Standard does without.");
        }
        None
    }
}

fn address(street: &str, extra: &str, town: &str, postcode: &str, country: &str) -> TypedAddress {
    let country = if country.is_empty() { "GB" } else { country };
    TypedAddress {
        street: street.to_owned(),
        extra: extra.to_owned(),
        town: town.to_owned(),
        postcode: postcode.to_owned(),
        country: country.to_owned(),
    }
}

/// What was told, parsed.
pub struct Details {
    pub service: Service,
    pub name: PersonName,
    pub email: Email,
    pub phone: Option<forms::Phone>,
    pub home: Address,
    pub shipping: Place,
    pub billing: Place,
}

/// Where something goes.
pub enum Place {
    /// The home address.
    Home,
    /// The address of the delivery.
    Shipping,
    /// An entry of the address book.
    Book(Id),
    /// Somewhere else.
    Other(Address),
}

fn place(picked: &str, typed: &TypedAddress, problems: &mut Problems, names: &Names) -> Option<Place> {
    match picked {
        "home" => Some(Place::Home),
        "ship" => Some(Place::Shipping),
        "other" => typed.parse(problems, &names.fields).map(Place::Other),
        id => match Id::from_str(id) {
            Ok(id) => Some(Place::Book(id)),
            Err(_) => {
                let field = if names.extra == SHIP.extra { "ship" } else { "bill" };
                problems.note(field, "Please pick an address.");
                None
            }
        },
    }
}

/// An entry of the address book, to be picked.
pub struct Picked {
    pub id: String,
    pub kind: String,
    pub words: String,
    pub(super) address: Address,
}

/// What the gate let through for this form.
pub struct Known {
    pub checkout: Option<Checkout>,
    pub account: Option<Account>,
    pub book: Vec<Entry>,
}

impl Known {
    /// The address book's entries in words.
    pub fn picks(&self, pass: &Pass) -> Result<Vec<Picked>, Stop> {
        let mut picks = Vec::new();
        for entry in &self.book {
            if let Some(lines) = pass.open_maybe(entry.lines.as_ref())? {
                let address = Address::from_json(lines.show());
                let words = address.lines().join(", ");
                picks.push(Picked { id: entry.id.to_string(), kind: entry.kind.clone(), words, address });
            }
        }
        Ok(picks)
    }

    /// The form as it was left, or filled from the account.
    pub fn typed(&self, pass: &Pass, picks: &[Picked]) -> Result<Typed, Stop> {
        let kept = self.checkout.as_ref().filter(|checkout| checkout.is_told());
        kept.map_or_else(|| self.fresh(pass, picks), |checkout| left(checkout, pass, picks))
    }

    fn fresh(&self, pass: &Pass, picks: &[Picked]) -> Result<Typed, Stop> {
        let mut typed = Typed { service: Service::Standard.word().to_owned(), ..Typed::default() };
        if let Some(account) = &self.account {
            typed.name = words(pass.open_maybe(account.name.as_ref())?);
            typed.email = words(pass.open_maybe(account.email.as_ref())?);
            typed.phone = words(pass.open_maybe(account.phone.as_ref())?);
        }
        let first = |kind: &str| picks.iter().find(|pick| pick.kind == kind);
        if let Some(home) = first("home") {
            typed.set_home(&home.address);
        }
        typed.ship = first("shipping").map_or("home", |pick| &pick.id).to_owned();
        typed.bill = first("billing").map_or("home", |pick| &pick.id).to_owned();
        Ok(typed)
    }
}

fn left(checkout: &Checkout, pass: &Pass, picks: &[Picked]) -> Result<Typed, Stop> {
    let address = |sealed: Option<&_>| -> Result<Address, Stop> {
        Ok(Address::from_json(pass.open_maybe(sealed)?.as_ref().map_or("", Opened::show)))
    };
    let home = address(checkout.home.as_ref())?;
    let (shipping, billing) = (address(checkout.shipping.as_ref())?, address(checkout.billing.as_ref())?);
    let mut typed = Typed {
        service: checkout.service.clone().unwrap_or_default(),
        name: words(pass.open_maybe(checkout.name.as_ref())?),
        email: words(pass.open_maybe(checkout.email.as_ref())?),
        phone: words(pass.open_maybe(checkout.phone.as_ref())?),
        ship: word_for(&shipping, &home, None, picks),
        bill: word_for(&billing, &home, Some(&shipping), picks),
        ..Typed::default()
    };
    typed.set_home(&home);
    if typed.ship == "other" {
        typed.set_shipping(&shipping);
    }
    if typed.bill == "other" {
        typed.set_billing(&billing);
    }
    Ok(typed)
}

/// Which of the answers an address is.
fn word_for(address: &Address, home: &Address, shipping: Option<&Address>, picks: &[Picked]) -> String {
    let entry = picks.iter().find(|pick| pick.kind != "home" && pick.address == *address);
    match entry {
        _ if address == home => "home".to_owned(),
        _ if shipping == Some(address) => "ship".to_owned(),
        Some(pick) => pick.id.clone(),
        None => "other".to_owned(),
    }
}

fn words(opened: Option<Opened>) -> String {
    opened.as_ref().map_or("", Opened::show).to_owned()
}

impl Typed {
    fn set_home(&mut self, a: &Address) {
        [
            &mut self.home_street,
            &mut self.home_extra,
            &mut self.home_town,
            &mut self.home_postcode,
            &mut self.home_country,
        ]
        .into_iter()
        .zip(a.parts())
        .for_each(|(field, part)| part.clone_into(field));
    }

    fn set_shipping(&mut self, a: &Address) {
        [
            &mut self.ship_street,
            &mut self.ship_extra,
            &mut self.ship_town,
            &mut self.ship_postcode,
            &mut self.ship_country,
        ]
        .into_iter()
        .zip(a.parts())
        .for_each(|(field, part)| part.clone_into(field));
    }

    fn set_billing(&mut self, a: &Address) {
        [
            &mut self.bill_street,
            &mut self.bill_extra,
            &mut self.bill_town,
            &mut self.bill_postcode,
            &mut self.bill_country,
        ]
        .into_iter()
        .zip(a.parts())
        .for_each(|(field, part)| part.clone_into(field));
    }
}

impl Address {
    /// Street, extra, town, postcode, country: the order of a form.
    fn parts(&self) -> [&String; 5] {
        [&self.street, &self.extra, &self.town, &self.postcode, &self.country]
    }
}
