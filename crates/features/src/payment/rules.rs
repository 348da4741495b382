//! What follows from what the partner says: pure decisions.

use store::Time;

use super::{
    partner::{Said, Session},
    queries::Payment,
};

/// Stock waits for a payment this long.
pub(crate) const RESERVED: i64 = 15 * 60;

/// What is to be done about a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is settled already, or there is nothing to do yet.
    Leave,
    /// It went through: place the order.
    Place,
    /// It went through too late or once too often: give the money back.
    GiveBack,
    /// Something else was paid than was asked for: nobody acts before a person has looked.
    Hold,
    /// The bank said no.
    Declined,
    /// The customer turned back.
    TurnedBack,
    /// The time for it is over: end it at the partner.
    End,
}

/// Decides. `current` says whether no later attempt has begun.
pub(crate) fn verdict(payment: &Payment, said: &Session, current: bool, now: Time) -> Verdict {
    let under_way = matches!(payment.state.as_str(), "new" | "paying");
    let given_up = matches!(payment.state.as_str(), "declined" | "cancelled" | "lapsed" | "failed");
    match said.said {
        Said::Paid if under_way || given_up => paid(payment, said, under_way && current, now),
        Said::Declined if under_way => Verdict::Declined,
        Said::Cancelled if under_way => Verdict::TurnedBack,
        Said::Open if under_way && now >= payment.expires_at => Verdict::End,
        _ => Verdict::Leave,
    }
}

fn paid(payment: &Payment, said: &Session, may_place: bool, now: Time) -> Verdict {
    if said.amount_minor != payment.amount_minor || said.currency != payment.currency {
        return Verdict::Hold;
    }
    if may_place && now < payment.expires_at { Verdict::Place } else { Verdict::GiveBack }
}

/// What the customer reads on the way back, after an attempt that ended in this state.
pub(crate) fn in_words(state: &str) -> &'static str {
    match state {
        "declined" => {
            "Your bank declined the card. Nothing was charged, and everything you typed is still here."
        }
        "cancelled" => "You came back without paying. Nothing was charged, and everything is as you left it.",
        "lapsed" => {
            "The payment was not finished within fifteen minutes, so we put the pieces back on the shelf. Nothing was charged."
        }
        "failed" => "The payment could not be started. Nothing was charged; please try again.",
        "refunding" | "refunded" => {
            "The payment arrived after its time was over. We did not place the order and give the money back to your card."
        }
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use store::Id;

    use super::*;

    fn payment(state: &str) -> Payment {
        Payment {
            customer: Id([1; 16]),
            id: Id([2; 16]),
            checkout: Id([3; 16]),
            attempt: 1,
            state: state.to_owned(),
            amount_minor: 14_800,
            currency: "GBP".to_owned(),
            partner_ref: Some("ps_1".to_owned()),
            created_at: Time(0),
            expires_at: Time(0).plus_seconds(RESERVED),
        }
    }

    fn session(said: Said) -> Session {
        Session {
            id: "ps_1".to_owned(),
            url: String::new(),
            said,
            amount_minor: 14_800,
            currency: "GBP".to_owned(),
            card: None,
        }
    }

    fn at(seconds: i64) -> Time {
        Time(0).plus_seconds(seconds)
    }

    #[test]
    fn a_payment_in_time_places_the_order() {
        assert_eq!(verdict(&payment("paying"), &session(Said::Paid), true, at(60)), Verdict::Place);
    }

    #[test]
    fn money_that_comes_too_late_is_given_back() {
        assert_eq!(verdict(&payment("paying"), &session(Said::Paid), true, at(RESERVED)), Verdict::GiveBack);
        assert_eq!(verdict(&payment("lapsed"), &session(Said::Paid), true, at(60)), Verdict::GiveBack);
        assert_eq!(verdict(&payment("cancelled"), &session(Said::Paid), true, at(60)), Verdict::GiveBack);
    }

    #[test]
    fn money_for_an_attempt_that_another_followed_is_given_back() {
        assert_eq!(verdict(&payment("paying"), &session(Said::Paid), false, at(60)), Verdict::GiveBack);
    }

    #[test]
    fn another_amount_or_currency_is_held_and_never_placed() {
        let less = Session { amount_minor: 1, ..session(Said::Paid) };
        assert_eq!(verdict(&payment("paying"), &less, true, at(60)), Verdict::Hold);
        let euros = Session { currency: "EUR".to_owned(), ..session(Said::Paid) };
        assert_eq!(verdict(&payment("paying"), &euros, true, at(60)), Verdict::Hold);
    }

    #[test]
    fn what_is_settled_stays_settled() {
        for state in ["placed", "refunding", "refunded", "held"] {
            for said in [Said::Paid, Said::Declined, Said::Cancelled, Said::Open] {
                assert_eq!(verdict(&payment(state), &session(said), true, at(RESERVED * 2)), Verdict::Leave);
            }
        }
    }

    #[test]
    fn an_open_session_waits_until_its_time_is_over() {
        assert_eq!(verdict(&payment("paying"), &session(Said::Open), true, at(60)), Verdict::Leave);
        assert_eq!(verdict(&payment("paying"), &session(Said::Open), true, at(RESERVED)), Verdict::End);
    }
}
