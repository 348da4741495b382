//! Settling: the one place where a payment becomes an order, or is given back. The return of the customer, the
//! partner's message and the clock all lead here; the first to commit decides, the others read what it decided.

use gate::{Actor, Ask};
use store::{Id, Time, work};
use web::Stop;

use super::{
    partner::{self, Session},
    queries::{self, Payment},
    refunds,
    rules::{self, Verdict},
};
use crate::{checkout, columns, needs, orders, shop::Shop};

/// Where a payment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The order is placed.
    Placed,
    /// Not paid yet.
    Pending,
    /// Ended without an order; the checkout is open again.
    Over,
    /// Waits for a person.
    Held,
}

/// A payment that another settled while we worked is looked at again, so often.
const TRIES: usize = 3;

/// Asks the partner how far a payment is and does what follows from it. Settling twice is settling once.
pub(crate) async fn settle(shop: &Shop, customer: Id, payment: Id) -> Result<Outcome, Stop> {
    for _ in 0..TRIES {
        let (payment, current) = find(shop, customer, payment).await?;
        let Some(session) = payment.partner_ref.clone() else { return Ok(outcome(&payment.state)) };
        if matches!(payment.state.as_str(), "placed" | "held" | "refunded" | "refunding") {
            return Ok(outcome(&payment.state));
        }
        let said = partner::ask(&shop.partners.payment.wire, &session).await.map_err(Stop::fault)?;
        if let Some(outcome) = follow(shop, &payment, &said, current).await? {
            return Ok(outcome);
        }
    }
    Ok(Outcome::Pending)
}

fn outcome(state: &str) -> Outcome {
    match state {
        "placed" => Outcome::Placed,
        "held" => Outcome::Held,
        "new" | "paying" => Outcome::Pending,
        _ => Outcome::Over,
    }
}

/// The payment, and whether no later attempt has begun.
async fn find(shop: &Shop, customer: Id, payment: Id) -> Result<(Payment, bool), Stop> {
    let found = shop.house.store().read(work!(|tx| [customer, payment] -> Result<Option<(Payment, bool)>, store::Error> {
        let Some(payment) = queries::find(tx, customer, payment).await? else { return Ok(None) };
        let checkout = checkout::queries::find(tx, customer, payment.checkout).await?;
        let current = checkout.is_some_and(|c| c.attempt == payment.attempt && matches!(c.state.as_str(), "locked" | "paying"));
        Ok(Some((payment, current)))
    }));
    found.await?.ok_or(Stop::NotFound)
}

/// Does what the verdict says; `None` when somebody else was faster.
async fn follow(
    shop: &Shop,
    payment: &Payment,
    said: &Session,
    current: bool,
) -> Result<Option<Outcome>, Stop> {
    let now = shop.house.clock.now();
    match rules::verdict(payment, said, current, now) {
        Verdict::Leave => Ok(Some(outcome(&payment.state))),
        Verdict::Place => place(shop, payment, said).await,
        Verdict::GiveBack => give_back(shop, payment).await,
        Verdict::Hold => over(shop, payment, "held", "held", now).await,
        Verdict::Declined => over(shop, payment, "declined", "open", now).await,
        Verdict::TurnedBack => over(shop, payment, "cancelled", "open", now).await,
        Verdict::End => end(shop, payment, now).await,
    }
}

/// Keeps the card if that was wanted, then places the order. When the policy no longer allows it, or who it was for has been
/// forgotten meanwhile, the money goes back.
async fn place(shop: &Shop, payment: &Payment, said: &Session) -> Result<Option<Outcome>, Stop> {
    keep_card(shop, payment, said).await?;
    match orders::placing::place(shop, payment).await {
        Ok(true) => Ok(Some(Outcome::Placed)),
        Ok(false) => Ok(None),
        Err(Stop::Refused(_) | Stop::NotFound) => give_back(shop, payment).await,
        Err(stop) => Err(stop),
    }
}

async fn give_back(shop: &Shop, payment: &Payment) -> Result<Option<Outcome>, Stop> {
    let began = refunds::begin(shop, payment).await?;
    if began {
        refunds::give_back(shop, payment.customer, payment.id).await?;
    }
    Ok(began.then_some(Outcome::Over))
}

/// Ends an attempt: stock goes back, the checkout is open again or held.
async fn over(
    shop: &Shop,
    payment: &Payment,
    state: &'static str,
    checkout: &'static str,
    now: Time,
) -> Result<Option<Outcome>, Stop> {
    let payment = payment.clone();
    let ended = shop.house.store().write(work!(|tx| [payment, now] -> Result<bool, store::Error> {
        if !queries::moved(tx, &payment, state).await? {
            return Ok(false);
        }
        crate::delivery::release(tx, payment.id)?;
        queries::checkout_to(tx, &payment, checkout, now)?;
        // Asked once more much later, because money can still come after a session was given up.
        let again = if state == "held" { now } else { now.plus_days(1) };
        let kind = if state == "held" { "payment-held" } else { "payment" };
        queries::done(tx, "payment", payment.customer, payment.id)?;
        queries::due(tx, kind, payment.customer, payment.id, again)?;
        Ok(true)
    }));
    Ok(ended.await?.then(|| outcome(state)))
}

/// The time is over: ends the session at the partner first, so that nobody can pay for pieces that went back.
async fn end(shop: &Shop, payment: &Payment, now: Time) -> Result<Option<Outcome>, Stop> {
    let Some(session) = &payment.partner_ref else { return Ok(Some(Outcome::Pending)) };
    let said = partner::end(&shop.partners.payment.wire, session).await.map_err(Stop::fault)?;
    match said.said {
        partner::Said::Paid => give_back(shop, payment).await,
        _ => over(shop, payment, "lapsed", "open", now).await,
    }
}

/// Keeps stand-in and digits of the card, if the customer wanted it and the policy allows it; otherwise the partner
/// forgets it too.
async fn keep_card(shop: &Shop, payment: &Payment, said: &Session) -> Result<(), Stop> {
    let (customer, id, checkout) = (payment.customer, payment.id, payment.checkout);
    let wanted = shop.house.store().read(work!(|tx| [customer, checkout] -> Result<bool, store::Error> {
        let checkout = checkout::queries::find(tx, customer, checkout).await?;
        Ok(checkout.is_some_and(|checkout| checkout.keep_card && checkout.card.is_none()))
    }));
    let (true, Some(card)) = (wanted.await?, said.card.clone()) else { return Ok(()) };
    let ask = Ask::new(&needs::CARD_KEEP, Actor::Shop, customer).about("a card to remember");
    let (now, given) = (shop.house.clock.now(), card.clone());
    let kept = shop.house.gate.record(ask, move |tx, sealer| {
        let card = given.clone();
        Box::pin(async move {
            // Whoever settles the same payment later must not bring back a card that was removed meanwhile.
            if queries::find(tx, customer, id).await?.is_some_and(|payment| payment.state == "placed") {
                return Ok::<_, Stop>(());
            }
            let stand_in = sealer.seal(&columns::CARD_STAND_IN, id, &card.token)?;
            let digits = sealer.seal(&columns::CARD_DIGITS, id, &card.words)?;
            Ok(queries::keep_card(tx, customer, id, now, &stand_in, &digits)?)
        })
    });
    match kept.await {
        Err(Stop::Refused(_) | Stop::NotFound) => {
            partner::forget_unkept(&shop.partners.payment.wire, &card).await.map_err(Stop::fault)
        }
        done => done,
    }
}
