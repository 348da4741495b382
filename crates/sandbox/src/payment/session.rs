//! A payment session: one attempt to pay one amount, and the rules by which it moves.

use serde_json::{Value, json};

use super::card::Card;
use crate::{clock::Moment, desk::Fields};

/// Where a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    Open,
    Paid,
    Failed,
    Cancelled,
}

impl State {
    pub fn name(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Paid => "paid",
            State::Failed => "failed",
            State::Cancelled => "cancelled",
        }
    }

    /// The class that shows how good that is.
    pub fn tone(self) -> &'static str {
        match self {
            State::Paid => "good",
            State::Failed => "bad",
            State::Open | State::Cancelled => "",
        }
    }
}

/// What the shop asks for.
#[derive(Clone)]
pub(super) struct Order {
    pub amount_minor: i64,
    pub currency: String,
    pub reference: String,
    pub return_url: String,
    pub billing: Fields,
    pub save_card: bool,
    /// A card the customer saved before.
    pub saved: Option<Saved>,
}

/// A card that is kept here for the shop, by the token that stands in for it.
#[derive(Clone)]
pub(super) struct Saved {
    pub token: String,
    pub card: Card,
}

/// One attempt to pay.
#[derive(Clone)]
pub(super) struct Session {
    pub id: String,
    pub at: Moment,
    pub order: Order,
    pub state: State,
    /// Somebody pressed the button; whoever presses again waits for the same end.
    pub taken: bool,
    /// The card that is or was charged.
    pub card: Option<Card>,
    pub token: Option<String>,
    pub refunded_minor: i64,
}

impl Session {
    pub fn new(id: String, at: Moment, order: Order) -> Session {
        let token = order.saved.as_ref().map(|saved| saved.token.clone());
        Session { id, at, order, state: State::Open, taken: false, card: None, token, refunded_minor: 0 }
    }

    /// Takes the card to charge; false when this session was taken already or is over.
    pub fn take(&mut self, card: &Card) -> bool {
        let free = self.state == State::Open && !self.taken;
        if free {
            self.taken = true;
            self.card = Some(card.clone());
        }
        free
    }

    /// Ends it, once; false when it had ended before.
    pub fn end(&mut self, state: State, token: Option<String>) -> bool {
        let ends = self.state == State::Open;
        if ends {
            self.state = state;
            self.token = self.token.take().or(token);
        }
        ends
    }

    /// Makes it ready to be ended by a control.
    pub fn prepare(&mut self, amount_minor: Option<i64>, card: Card) {
        if self.state == State::Cancelled {
            self.state = State::Open;
        }
        self.order.amount_minor = amount_minor.unwrap_or(self.order.amount_minor);
        self.card.get_or_insert_with(|| self.order.saved.as_ref().map_or(card, |saved| saved.card.clone()));
    }

    /// Gives back some or all of it; how much, or nothing when there is not so much to give.
    pub fn refund(&mut self, asked: Option<i64>) -> Option<i64> {
        let left = self.order.amount_minor - self.refunded_minor;
        let amount = asked.unwrap_or(left);
        let can = self.state == State::Paid && amount > 0 && amount <= left;
        can.then(|| {
            self.refunded_minor += amount;
            amount
        })
    }

    /// Where the customer goes back to.
    pub fn return_url(&self) -> String {
        let url = &self.order.return_url;
        let joint = if url.contains('?') { '&' } else { '?' };
        format!("{url}{joint}session={}", self.id)
    }

    /// As the shop sees it. The card's number is not in it.
    pub fn json(&self, url: &str) -> Value {
        json!({
            "id": self.id,
            "url": format!("{url}/pay/{}", self.id),
            "state": self.state.name(),
            "amount_minor": self.order.amount_minor,
            "currency": self.order.currency,
            "reference": self.order.reference,
            "refunded_minor": self.refunded_minor,
            "card": self.card.as_ref().filter(|_| self.state != State::Open).map(|card| self.card_json(card)),
        })
    }

    fn card_json(&self, card: &Card) -> Value {
        json!({
            "token": self.token,
            "brand": card.brand,
            "last4": card.last4,
            "exp": card.expiry(),
            "exp_month": card.month,
            "exp_year": card.year,
        })
    }

    /// What is to be paid, in words.
    pub fn amount(&self) -> String {
        amount(self.order.amount_minor, &self.order.currency)
    }

    /// What was given back, in words.
    pub fn refunded(&self) -> String {
        amount(self.refunded_minor, &self.order.currency)
    }
}

/// `£148.00`.
pub(super) fn amount(minor: i64, currency: &str) -> String {
    let sign = match currency {
        "GBP" => "£".to_owned(),
        "EUR" => "€".to_owned(),
        "USD" => "$".to_owned(),
        other => format!("{other}\u{a0}"),
    };
    let pounds = (minor / 100).to_string();
    let groups: Vec<&str> =
        pounds.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    format!("{sign}{}.{:02}", groups.join(","), minor % 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session() -> Session {
        let order = Order {
            amount_minor: 14_800,
            currency: "GBP".into(),
            reference: "10480".into(),
            return_url: "http://shop/checkout/return?a=1".into(),
            billing: Fields::default(),
            save_card: false,
            saved: None,
        };
        Session::new("ps_1".into(), Moment(0), order)
    }

    #[test]
    fn a_session_ends_once() {
        let mut session = session();
        assert!(session.end(State::Paid, None));
        assert!(!session.end(State::Cancelled, None));
        assert_eq!(session.state, State::Paid);
    }

    #[test]
    fn no_more_is_given_back_than_was_paid() {
        let mut session = session();
        assert_eq!(session.refund(None), None);
        session.end(State::Paid, None);
        assert_eq!(session.refund(Some(10_000)), Some(10_000));
        assert_eq!(session.refund(Some(10_000)), None);
        assert_eq!(session.refund(None), Some(4_800));
        assert_eq!(session.refund(None), None);
    }

    #[test]
    fn the_way_back_keeps_what_the_shop_wrote_into_it() {
        assert_eq!(session().return_url(), "http://shop/checkout/return?a=1&session=ps_1");
    }

    #[test]
    fn amounts_are_written_as_people_write_them() {
        assert_eq!(amount(123_456_705, "GBP"), "£1,234,567.05");
        assert_eq!(amount(5, "CHF"), "CHF\u{a0}0.05");
    }
}
