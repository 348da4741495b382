//! The courier's interface: what is handed over for a parcel, and what its answers mean. The only file that knows its words.

use gate::Opened;
use serde_json::{Map, Value, json};
use store::Id;
use web::wire::{Wire, WireError};

use crate::{forms::Address, orders::Step};

/// What stands on a label: that of it which the policy lets out.
#[derive(Default)]
pub(super) struct Label {
    pub name: Option<Opened>,
    pub shipping: Option<Opened>,
    pub phone: Option<Opened>,
    pub email: Option<Opened>,
    pub billing: Option<Opened>,
}

impl Label {
    /// Whether a parcel can find its way with it.
    pub fn is_enough(&self) -> bool {
        self.name.is_some() && self.shipping.is_some()
    }

    fn to_json(&self) -> Map<String, Value> {
        let mut fields = Map::new();
        let mut line = |name: &str, value: &Option<Opened>| {
            if let Some(value) = value {
                fields.insert(name.to_owned(), Value::from(value.show()));
            }
        };
        line("name", &self.name);
        line("phone", &self.phone);
        line("email", &self.email);
        if let Some(shipping) = &self.shipping {
            fields.insert("address".to_owned(), address(shipping));
        }
        if let Some(billing) = &self.billing {
            fields.insert("billing".to_owned(), address(billing));
        }
        fields
    }
}

/// Only the lines that say something.
fn address(opened: &Opened) -> Value {
    let a = Address::from_json(opened.show());
    let lines = [
        ("street", a.street),
        ("line2", a.extra),
        ("town", a.town),
        ("postcode", a.postcode),
        ("country", a.country),
    ];
    lines
        .into_iter()
        .filter(|(_, line)| !line.is_empty())
        .map(|(name, line)| (name.to_owned(), Value::from(line)))
        .collect::<Map<_, _>>()
        .into()
}

/// A parcel that the courier took on.
pub(super) struct Taken {
    pub reference: String,
    pub tracking: String,
}

/// Announces a parcel. The reference is our own and says nothing; announced again, it is the same parcel.
pub(super) async fn announce(wire: &Wire, shipment: Id, label: &Label) -> Result<Taken, WireError> {
    let once = shipment.to_string();
    let mut body = label.to_json();
    body.insert("reference".to_owned(), json!(once));
    let answer = wire.post("/v1/parcels", &once, &Value::Object(body)).await?;
    let text = |name: &str| answer[name].as_str().map(str::to_owned).ok_or(WireError::Unreadable);
    Ok(Taken { reference: text("id")?, tracking: text("tracking")? })
}

/// A message of the courier's: its number, the parcel, and the step it reached, if that is one we follow.
pub(super) struct Told {
    pub event: String,
    pub parcel: String,
    pub step: Option<Step>,
}

/// Reads a signed message.
pub(super) fn told(body: &[u8]) -> Option<Told> {
    let message: Value = serde_json::from_slice(body).ok()?;
    let text = |name: &str| message[name].as_str().map(str::to_owned);
    let step = Step::of(&text("state")?).filter(|step| *step >= Step::Collected);
    Some(Told { event: text("id")?, parcel: text("parcel")?, step })
}
