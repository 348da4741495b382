//! The payment partner's interface: what is handed over, and what its answers mean. The only file that knows its words.

use gate::Opened;
use serde_json::{Value, json};
use store::Id;
use web::wire::{Wire, WireError};

use crate::forms::Address;

/// How far a session is, as the partner says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Said {
    /// Nothing has happened yet.
    Open,
    /// The money is there.
    Paid,
    /// The bank said no.
    Declined,
    /// Ended without a payment.
    Cancelled,
}

/// A session at the partner.
#[derive(Clone)]
pub(crate) struct Session {
    pub id: String,
    /// The partner's page, on its own origin.
    pub url: String,
    pub said: Said,
    pub amount_minor: i64,
    pub currency: String,
    pub card: Option<Card>,
}

/// A card that the partner keeps for us: all that we ever learn of it.
#[derive(Clone)]
pub(crate) struct Card {
    pub token: String,
    /// Brand, last four digits and end, as the customer reads it.
    pub words: String,
}

/// What a payment is begun with.
pub(crate) struct Begin<'a> {
    pub payment: Id,
    pub amount_minor: i64,
    pub currency: &'a str,
    pub billing: &'a Opened,
    pub card: Option<&'a Opened>,
    pub save_card: bool,
    pub return_url: String,
}

/// Begins a payment. Asked again under the same payment, the partner answers with the same session.
pub(crate) async fn begin(wire: &Wire, begin: &Begin<'_>) -> Result<Session, WireError> {
    let once = begin.payment.to_string();
    let billing = serde_json::to_value(Address::from_json(begin.billing.show())).unwrap_or_default();
    let mut body = json!({
        "amount_minor": begin.amount_minor,
        "currency": begin.currency,
        "reference": once,
        "return_url": begin.return_url,
        "billing": billing,
        "save_card": begin.save_card,
    });
    if let Some(card) = begin.card {
        body["card"] = Value::from(card.show());
    }
    read(&wire.post("/v1/payment_sessions", &once, &body).await?)
}

/// Asks how far a session is.
pub(crate) async fn ask(wire: &Wire, session: &str) -> Result<Session, WireError> {
    read(&wire.get(&format!("/v1/payment_sessions/{session}")).await?)
}

/// Ends a session, unless it has ended already; says how it ended.
pub(crate) async fn end(wire: &Wire, session: &str) -> Result<Session, WireError> {
    let once = format!("end-{session}");
    read(&wire.post(&format!("/v1/payment_sessions/{session}/cancel"), &once, &json!({})).await?)
}

/// Gives the money back. Asked again for the same payment, it is given back once.
pub(crate) async fn give_back(
    wire: &Wire,
    payment: Id,
    session: &str,
    amount_minor: i64,
) -> Result<(), WireError> {
    let body = json!({ "session": session, "amount_minor": amount_minor });
    wire.post("/v1/refunds", &format!("refund-{payment}"), &body).await.map(drop)
}

/// Has a card forgotten.
pub(crate) async fn forget(wire: &Wire, card: &Opened) -> Result<(), WireError> {
    wire.delete(&format!("/v1/cards/{}", card.show())).await
}

/// The same for a card that was never kept here.
pub(crate) async fn forget_unkept(wire: &Wire, card: &Card) -> Result<(), WireError> {
    wire.delete(&format!("/v1/cards/{}", card.token)).await
}

fn read(answer: &Value) -> Result<Session, WireError> {
    let text = |name: &str| answer[name].as_str().map(str::to_owned).ok_or(WireError::Unreadable);
    let said = match text("state")?.as_str() {
        "open" => Said::Open,
        "paid" => Said::Paid,
        "failed" => Said::Declined,
        "cancelled" => Said::Cancelled,
        _ => return Err(WireError::Unreadable),
    };
    Ok(Session {
        id: text("id")?,
        url: text("url")?,
        said,
        amount_minor: answer["amount_minor"].as_i64().ok_or(WireError::Unreadable)?,
        currency: text("currency")?,
        card: card(&answer["card"]),
    })
}

fn card(answer: &Value) -> Option<Card> {
    let text = |name: &str| answer[name].as_str();
    let words = format!("{} ending in {}, until {}", text("brand")?, text("last4")?, text("exp")?);
    Some(Card { token: text("token")?.to_owned(), words })
}

/// The session and the number of the message that a signed call tells of.
pub(crate) fn told(body: &[u8]) -> Option<(String, String)> {
    let message: Value = serde_json::from_slice(body).ok()?;
    Some((message["id"].as_str()?.to_owned(), message["session"].as_str()?.to_owned()))
}
