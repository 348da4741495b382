//! Everything we hold about a person, arranged for reading. The page that shows it and the files that carry it away are
//! written from this one list, so that neither can hold what the other lacks.

mod sections;
mod wishes;

pub(super) use sections::kind_in_words;
pub mod sources;

use catalogue::Catalogue;
use gate::{Ask, Need, Opened, Pass, Sealed};
use policy::{Policy, Then};
use store::{Id, Time, work};
use web::{Ctx, Stop, price};

use self::sources::Sources;
use super::queries::everything::{self, Everything};
use crate::{
    needs,
    orders::{Items, Piece},
    shop::Shop,
};

/// Everything held.
pub struct Held {
    /// One kind of thing after the other.
    pub sections: Vec<Section>,
    /// The person's ledger.
    pub ledger: gate::Record,
}

impl Held {
    /// Kinds of thing of which something is held.
    pub fn filled(&self) -> Vec<&Section> {
        self.sections.iter().filter(|section| !section.records.is_empty()).collect()
    }

    /// Kinds of thing of which nothing is held.
    pub fn empty(&self) -> Vec<&Section> {
        self.sections.iter().filter(|section| section.records.is_empty()).collect()
    }
}

/// One kind of thing.
pub struct Section {
    /// Its name in the file.
    pub key: &'static str,
    /// Its name on the page.
    pub title: &'static str,
    /// How long it is kept, in the policy's own terms.
    pub kept: String,
    /// The paragraph that says so.
    pub paragraph: String,
    /// Where to see and change it; empty where time alone changes it.
    pub page: &'static str,
    /// What can be done there, in words.
    pub deed: &'static str,
    /// The things.
    pub records: Vec<Record>,
}

/// One thing.
pub struct Record {
    /// What it is: "Name", "Order 10482".
    pub title: String,
    /// Where it came from.
    pub from: String,
    /// Since when we hold it as it is.
    pub since: Time,
    /// The policy it came under.
    pub version: String,
    /// What it says.
    pub facts: Vec<Fact>,
}

/// One value with its name.
pub struct Fact {
    /// Its name.
    pub label: &'static str,
    /// The value.
    pub value: Value,
}

/// A value on its way to a page or a file.
pub enum Value {
    /// A text that was sealed.
    Text(Opened),
    /// An address that was sealed.
    Address(Opened),
    /// The pieces of an order that were sealed.
    Pieces(Opened),
    /// Pieces by their number that were sealed, with the names that the shop knows them by.
    Named(Vec<String>, Opened),
    /// Something with parts that was sealed, as JSON.
    Parts(Opened),
    /// The policy withholds it here.
    Withheld,
    /// Its time is over, though it is not destroyed yet.
    Over,
    /// What the shop itself wrote down.
    Words(String),
    /// A mark for machines, of no use to a reader: only the file for machines holds it.
    Mark(String),
    /// A moment.
    Moment(Time),
    /// An amount: minor units and currency.
    Amount(i64, String),
}

/// Opens what is held about a person as far as that question goes, without the ledger.
pub async fn things_of(shop: &Shop, ask: Ask, now: Time) -> Result<Vec<Section>, Stop> {
    let customer = ask.customer();
    let (pass, rows) = fetched(shop, ask, now).await?;
    arranged(shop, &pass, rows, &Sources::untold(), customer)
}

async fn fetched(shop: &Shop, ask: Ask, now: Time) -> Result<(Pass, Everything), Stop> {
    let customer = ask.customer();
    let fetch = work!(|tx| [customer, now] -> Result<Option<Everything>, Stop> {
        Ok(everything::find(tx, customer, now).await?)
    });
    let (pass, rows) = shop.house.gate.admit(ask, fetch).await?;
    Ok((pass, rows.ok_or(Stop::NotFound)?))
}

fn arranged(
    shop: &Shop,
    pass: &Pass,
    rows: Everything,
    sources: &Sources<'_>,
    customer: Id,
) -> Result<Vec<Section>, Stop> {
    let policy = shop.house.policy();
    sections::of(&Opening { pass, policy: &policy, catalogue: &shop.catalogue, customer }, rows, sources)
}

/// Opens everything about a person for one purpose, the ledger included.
pub async fn of(ctx: &Ctx, shop: &Shop, customer: Id, need: &'static Need) -> Result<Held, Stop> {
    let (pass, rows) = fetched(shop, Ask::new(need, ctx.actor(), customer), ctx.now()).await?;
    let ledger = ctx.house.gate.ledger_of(Ask::new(&needs::LEDGER_SEE, ctx.actor(), customer)).await?;
    let sections = arranged(shop, &pass, rows, &Sources::of(&ledger, ctx.now()), customer)?;
    Ok(Held { sections, ledger })
}

/// What is needed to open and explain values.
struct Opening<'a> {
    pass: &'a Pass,
    policy: &'a Policy,
    catalogue: &'a Catalogue,
    customer: Id,
}

impl Opening<'_> {
    /// The fact of a sealed value; none when there is no value.
    fn fact(
        &self,
        label: &'static str,
        sealed: Option<Sealed>,
        shape: fn(Opened) -> Value,
    ) -> Result<Option<Fact>, Stop> {
        let Some(sealed) = sealed else { return Ok(None) };
        Ok(Some(Fact { label, value: self.value(&sealed, shape)? }))
    }

    fn value(&self, sealed: &Sealed, shape: impl FnOnce(Opened) -> Value) -> Result<Value, Stop> {
        Ok(match self.pass.open(sealed)? {
            Some(opened) => shape(opened),
            None if self.pass.is_over(sealed)? => Value::Over,
            None => Value::Withheld,
        })
    }

    fn kept(&self, leaf: &str) -> (String, String) {
        let keep = self.policy.leaf(leaf).and_then(|leaf| self.policy.keep(leaf));
        (in_words(self.policy, leaf), keep.map(|keep| keep.paragraph.clone()).unwrap_or_default())
    }
}

/// "Kept for 6 years after your last order; from then on it names nobody."
pub fn in_words(policy: &Policy, leaf: &str) -> String {
    let Some(leaf) = policy.leaf(leaf) else { return String::new() };
    let Some(keep) = policy.keep(leaf) else { return String::new() };
    let term = policy.keep_words(leaf);
    let term = if keep.span().is_some() { format!("for {term}") } else { term };
    match keep.then {
        Then::Erase => format!("Kept {term}, then destroyed."),
        Then::Anonymise => format!("Kept {term}; from then on it names nobody."),
    }
}

impl Record {
    /// What a reader wants to see of it.
    pub fn readable(&self) -> Vec<&Fact> {
        self.facts.iter().filter(|fact| !matches!(fact.value, Value::Mark(_))).collect()
    }

    fn new(title: impl Into<String>, from: impl Into<String>, since: Time, version: &str) -> Record {
        Record {
            title: title.into(),
            from: from.into(),
            since,
            version: version.to_owned(),
            facts: Vec::new(),
        }
    }

    fn with(mut self, fact: Option<Fact>) -> Record {
        self.facts.extend(fact);
        self
    }

    fn words(self, label: &'static str, words: impl Into<String>) -> Record {
        let words = words.into();
        let fact = (!words.is_empty()).then_some(Fact { label, value: Value::Words(words) });
        self.with(fact)
    }

    fn mark(self, label: &'static str, mark: impl Into<String>) -> Record {
        self.with(Some(Fact { label, value: Value::Mark(mark.into()) }))
    }

    fn moment(self, label: &'static str, at: Option<Time>) -> Record {
        self.with(at.map(|at| Fact { label, value: Value::Moment(at) }))
    }

    fn amount(self, label: &'static str, (minor, currency): (i64, String)) -> Record {
        self.with(Some(Fact { label, value: Value::Amount(minor, currency) }))
    }
}

/// The pieces of an order, a line each, for a page.
pub fn pieces(opened: &Opened) -> Vec<String> {
    let items = Items::read(opened);
    let line = |piece: &Piece| {
        format!(
            "{} {}, {}, {}",
            piece.house,
            piece.name,
            piece.detail(),
            price(piece.minor(), &items.currency)
        )
    };
    let delivery = format!("Delivery, {}", price(items.delivery_minor, &items.currency));
    items.pieces.iter().map(line).chain([delivery]).collect()
}

/// The parts of a JSON text, a line each, for a page.
pub fn parts(json: &str) -> Vec<String> {
    match serde_json::from_str(json) {
        Ok(serde_json::Value::Array(items)) => items.iter().map(part).collect(),
        Ok(serde_json::Value::Object(map)) => {
            map.iter().map(|(name, value)| format!("{}: {}", spaced(name), part(value))).collect()
        }
        Ok(serde_json::Value::String(text)) => vec![text],
        _ => vec![json.to_owned()],
    }
}

fn part(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) => items.iter().map(part).collect::<Vec<_>>().join("; "),
        serde_json::Value::Object(map) => {
            let filled = map.iter().filter(|(_, value)| !value.is_null());
            filled
                .map(|(name, value)| format!("{} {}", spaced(name), part(value)))
                .collect::<Vec<_>>()
                .join(", ")
        }
        serde_json::Value::Null => "none".to_owned(),
        other => other.to_string(),
    }
}

fn spaced(name: &str) -> String {
    name.replace(['_', '-'], " ")
}
