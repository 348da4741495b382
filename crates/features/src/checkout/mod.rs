//! The checkout asks exactly what the policy lists and says why at each field.

mod delivery;
mod form;
pub mod mails;
mod pay_with;
pub(crate) mod queries;
mod review;
pub(crate) mod rules;
#[cfg(test)]
mod tests;

use gate::Actor;
use policy::{Facts, Policy, Reason, Verb};
use store::{Id, Time, work};
use web::{Ctx, Door, House, Routes, Stop, see_other};

use crate::{
    basket,
    before::{Step, Wanted},
    needs,
    orders::Items,
    payment,
    shop::Shop,
};

pub use form::ASKED;
pub(crate) use review::seen;

/// The routes of this feature.
pub fn routes(house: &House) -> Routes<Shop> {
    Routes::new(house)
        .get("/checkout", Door::Public, "order.process", index)
        .needs(needs::TO_CHECK_OUT)
        .get("/checkout/delivery", Door::Public, "order.process", delivery::edit)
        .needs(needs::TO_CHECK_OUT)
        .post("/checkout/delivery", Door::Public, "order.process", delivery::update)
        .needs(needs::TO_CHECK_OUT)
        .uses([&needs::BOOK_KEEP])
        .get("/checkout/payment", Door::Public, "order.pay", pay_with::edit)
        .needs(needs::TO_CHECK_OUT)
        .uses([&needs::CARD_PICK, &needs::CARD_CHOICE])
        .post("/checkout/payment", Door::Public, "order.pay", pay_with::update)
        .needs(needs::TO_CHECK_OUT)
        .uses([&needs::CARD_PICK, &needs::CARD_CHOICE])
        .post("/checkout/payment/cards/{card}/remove", Door::Customer, "order.pay", pay_with::remove)
        .needs([&needs::CARD_REMOVE])
        .uses([&needs::CARD_DETACH, &needs::BASKET_USE])
        .get("/checkout/review", Door::Public, "order.process", review::show)
        .needs(needs::TO_CHECK_OUT)
        .uses([&needs::CARD_PICK])
}

/// What the form would ask although the policy does not let the shop collect it. Of a telephone number the form then
/// does not ask; without any of the others there is no checkout.
pub fn asked_against(policy: &Policy) -> Vec<&'static str> {
    let need = &needs::CHECKOUT_KEEP;
    let (party, purpose) = (policy.party(need.party), policy.purpose(need.purpose));
    let facts = policy.fact("cleared").into_iter().fold(Facts::EMPTY, Facts::with);
    let allowed =
        party.zip(purpose).map(|(party, purpose)| policy.mask(party, Verb::Collect, purpose, facts));
    let may = |leaf: &&str| policy.leaf(leaf).zip(allowed).is_some_and(|(leaf, mask)| mask.contains(leaf));
    ASKED.into_iter().filter(|leaf| !may(leaf)).collect()
}

/// What the policy lets the checkout do with a telephone number.
#[derive(Clone, Copy)]
pub(crate) struct Phone {
    /// The shop may ask for it.
    pub asked: bool,
    /// The courier may have it, so that the driver can ring.
    pub reaches_courier: bool,
}

impl Phone {
    pub(crate) fn under(policy: &Policy) -> Phone {
        Phone {
            asked: !asked_against(policy).contains(&"contact.phone"),
            reaches_courier: needs::PARCEL.may_have(policy, "contact.phone"),
        }
    }

    /// Whether a service can keep what it promises.
    pub(crate) fn serves(self, service: rules::Service) -> bool {
        !service.needs_phone() || (self.asked && self.reaches_courier)
    }
}

/// Leads to the first step; each step leads back to what is missing before it.
async fn index(
    ctx: Ctx,
    axum::extract::State(shop): axum::extract::State<Shop>,
) -> Result<axum::response::Response, Stop> {
    enter(&ctx, &shop).await?;
    Ok(see_other("/checkout/delivery", None))
}

/// Somebody with pieces in the basket who may order.
pub(crate) struct Till {
    /// Who.
    pub customer: Id,
    /// As the gate knows them.
    pub actor: Actor,
    /// What is in the basket: sizes and how many of each.
    pub lines: Vec<(String, i64)>,
}

impl Till {
    /// The pieces at today's prices, brought by a service.
    pub fn items(&self, shop: &Shop, service: rules::Service) -> Items {
        let lines = self.lines.iter().map(|(sku, quantity)| (sku.as_str(), *quantity));
        rules::bill(&shop.catalogue, lines, service)
    }
}

/// Lets somebody into the checkout: with pieces to buy, and after what the page asks for before an order.
pub(crate) async fn enter(ctx: &Ctx, shop: &Shop) -> Result<Till, Stop> {
    let held = basket::held(ctx, shop).await?.ok_or_else(|| Stop::Elsewhere("/basket".to_owned()))?;
    let lines: Vec<(String, i64)> =
        held.basket.lines.iter().map(|line| (line.sku.clone(), i64::from(line.quantity))).collect();
    let till = Till { customer: held.customer, actor: held.actor, lines };
    if till.items(shop, rules::Service::Standard).pieces.is_empty() {
        return Err(Stop::Elsewhere("/basket".to_owned()));
    }
    let (customer, wanted) = (till.customer, Wanted::of(ctx, Step::Ordering, till.customer));
    let stands = shop.house.store().read(
        work!(|tx| [customer, wanted] -> Result<(Facts, Option<String>), store::Error> {
            let state = queries::current(tx, customer).await?.map(|checkout| checkout.state);
            Ok((wanted.missing(tx).await?, state))
        }),
    );
    let (missing, state) = stands.await?;
    wanted.lets(missing)?;
    match state.as_deref() {
        Some("held") => Err(Stop::Elsewhere("/checkout/return".to_owned())),
        _ => Ok(till),
    }
}

/// Before something is changed: ends the payment under way, so that nothing that was frozen for it moves. Leads to the
/// order when the payment turns out to have gone through.
pub(crate) async fn reopen(shop: &Shop, customer: Id) -> Result<(), Stop> {
    match payment::or_away(payment::withdraw(shop, customer).await)? {
        Some(order) => Err(Stop::Elsewhere(order)),
        None => Ok(()),
    }
}

/// The work of forgetting a checkout that was left.
pub(crate) const DUE: &str = "checkout";

/// A checkout that was left is kept as long as a basket.
pub(crate) fn kept_until(shop: &Shop, now: Time) -> Time {
    now.plus_seconds(shop.house.policy().cookie("basket").map_or(0, |cookie| cookie.lasts.to_seconds()))
}

/// Forgets checkouts that were left: what was told in them goes with the row.
pub(crate) async fn forget_left(shop: &Shop) -> Result<(), Stop> {
    let now = shop.house.clock.now();
    let left = shop.house.store().read(work!(|tx| [now] { payment::queries::all_due(tx, DUE, now).await }));
    for (customer, checkout) in left.await? {
        let forgotten =
            shop.house.store().write(work!(|tx| [customer, checkout] -> Result<(), store::Error> {
                queries::remove(tx, customer, checkout)?;
                payment::queries::done(tx, DUE, customer, checkout)
            }));
        forgotten.await?;
    }
    Ok(())
}

/// Why each thing is asked, in the policy's words.
pub(crate) struct Reasons {
    pub name: Reason,
    pub email: Reason,
    pub phone: Reason,
    pub home: Reason,
    pub shipping: Reason,
    pub billing: Reason,
}

impl Reasons {
    pub(crate) fn of(policy: &Policy) -> Reasons {
        let order = ["order.process", "order.pay", "order.deliver", "order.tell-status"];
        let why = |leaf: &str| policy.reason(leaf, &order);
        Reasons {
            name: why("identity.name"),
            email: why("contact.email"),
            phone: why("contact.phone"),
            home: why("contact.home"),
            shipping: why("contact.shipping"),
            billing: why("contact.billing"),
        }
    }
}
