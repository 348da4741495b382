//! What the code needs of people's values: one line for each place, in the order of the policy. This is the list to
//! hold against the policy file; a test does (`every_need_is_allowed_in_some_situation`).

use gate::{
    Need,
    Verb::{Change, Collect, Erase, Receive, See, Use},
};

macro_rules! needs {
    ($($name:ident: $party:literal $verb:ident for $purpose:literal [$($data:literal),*] at $at:literal
        $(, useless without [$($essential:literal),*])?;)*) => {
        $(#[doc = concat!($party, " for ", $purpose)]
        pub static $name: Need = Need { at: $at, party: $party, verb: $verb, purpose: $purpose, data: &[$($data),*],
            essential: &[$($($essential),*)?] };)*

        /// All of them; the gate knows no others.
        pub static ALL: &[&Need] = &[$(&$name),*];
    };
}

needs! {
    // §1 Younger than sixteen
    AGE_ASK: "shop" Collect for "check.age" ["identity.birth-date", "identity.guardian"] at "register.age";
    AGE_USE: "shop" Use for "check.age" ["identity.birth-date", "identity.guardian"] at "register.age-use";
    GUARDIAN_MAIL: "shop" Use for "check.age" ["identity.guardian"] at "register.guardian-mail";

    // §2 What we ask you for
    JOIN: "shop" Collect for "account.manage" ["identity.name", "contact.email", "account.password", "account.choices"] at "register.join", useless without ["identity.name", "contact.email", "account.password"];
    ACCOUNT_MAIL: "shop" Use for "account.manage" ["identity.name", "contact.email"] at "account.mail";
    CHECKOUT_KEEP: "shop" Collect for "order.process" ["identity.name", "contact", "orders"] at "checkout.keep",
        useless without ["identity.name", "contact.email", "contact.home", "contact.shipping", "contact.billing", "orders.items"];
    CHECKOUT_USE: "shop" Use for "order.process" ["identity.name", "contact", "orders"] at "checkout.use", useless without ["orders.items"];
    ORDER_PLACE: "shop" Collect for "order.process" ["identity.name", "contact", "orders"] at "checkout.place", useless without ["orders.items", "contact.shipping"];
    ORDER_MAIL: "shop" Use for "order.tell-status" ["identity.name", "contact.email", "orders"] at "orders.mail";
    ORDER_FIND_MAIL: "shop" Use for "order.tell-status" ["contact.email"] at "orders.find-mail";
    PAY: "payment-partner" Receive for "order.pay" ["card.stand-in", "contact.billing", "orders.payment"] at "payment.session", useless without ["orders.payment"];
    REFUND: "payment-partner" Receive for "order.pay" ["orders.payment"] at "payment.refund";
    CARD_KEEP: "shop" Collect for "order.pay" ["card"] at "payment.keep-card";
    CARD_PICK: "customer" See for "order.pay" ["card.last-digits"] at "checkout.cards";
    CARD_DETACH: "payment-partner" Receive for "order.pay" ["card.stand-in"] at "payment.detach-card";
    PICK: "fulfilment" See for "order.process" ["orders.items", "orders.delivery", "identity.name", "contact.shipping"] at "delivery.pick", useless without ["orders.items"];
    PARCEL: "courier" Receive for "order.deliver" ["identity.name", "contact", "orders.items"] at "delivery.parcel", useless without ["identity.name", "contact.shipping"];

    // §3 Cookies
    BASKET_KEEP: "shop" Collect for "site.run" ["account.basket", "account.wish-list"] at "basket.keep";
    BASKET_USE: "shop" Use for "site.run" ["account.basket", "account.wish-list"] at "basket.use";
    COOKIE_CHOICE: "customer" Change for "site.remember" ["account.choices"] at "cookies.choose";

    // §4 Who else gets what
    LEGAL_HAND: "authority" Receive for "legal" ["identity.name", "identity.username", "identity.birth-date", "identity.guardian", "contact", "orders", "care", "account.choices"] at "dpo-desk.legal";

    // §5 News from us
    NEWS_CHOICE: "customer" Change for "marketing.email" ["account.choices"] at "marketing.choose";
    POST_CHOICE: "customer" Change for "marketing.post" ["account.choices"] at "marketing.choose-post";
    MEASURE_CHOICE: "customer" Change for "site.measure" ["account.choices"] at "account.choose-measure";
    ADVERTS_CHOICE: "customer" Change for "advert" ["account.choices"] at "account.choose-adverts";
    TASTE_CHOICE: "customer" Change for "personalise" ["account.choices"] at "account.choose-taste";

    // §6 See it and set it right
    SIGN_IN: "shop" Use for "account.manage" ["account.password", "contact.email"] at "sign-in.password", useless without ["account.password"];
    PASSWORD_SET: "shop" Collect for "account.manage" ["account.password"] at "sign-in.new-password";
    PROFILE_SEE: "customer" See for "account.manage" ["identity.name", "contact.email", "contact.phone"] at "account.profile";
    BOOK_KEEP: "customer" Change for "account.manage" ["identity.name", "contact.home", "contact.shipping", "contact.billing"] at "checkout.book";
    HELD_SEE: "customer" See for "account.manage" ["personal"] at "account.held";
    NAME_CHANGE: "customer" Change for "account.manage" ["identity.name"] at "account.name";
    PHONE_CHANGE: "customer" Change for "account.manage" ["contact.phone"] at "account.phone";
    EMAIL_CHANGE: "customer" Change for "account.manage" ["contact.email"] at "account.email";
    HOME_CHANGE: "customer" Change for "account.manage" ["identity.name", "contact.home"] at "account.home";
    HOME_AND_CARDS: "customer" Change for "account.manage" ["identity.name", "contact.home", "card"] at "account.home-and-cards";
    HOME_REMOVE: "customer" Erase for "account.manage" ["identity.name", "contact.home"] at "account.remove-home";
    SHIPPING_CHANGE: "customer" Change for "account.manage" ["identity.name", "contact.shipping"] at "account.shipping";
    SHIPPING_AND_CARDS: "customer" Change for "account.manage" ["identity.name", "contact.shipping", "card"] at "account.shipping-and-cards";
    SHIPPING_REMOVE: "customer" Erase for "account.manage" ["identity.name", "contact.shipping"] at "account.remove-shipping";
    BILLING_CHANGE: "customer" Change for "account.manage" ["identity.name", "contact.billing"] at "account.billing";
    BILLING_AND_CARDS: "customer" Change for "account.manage" ["identity.name", "contact.billing", "card"] at "account.billing-and-cards";
    BILLING_REMOVE: "customer" Erase for "account.manage" ["identity.name", "contact.billing"] at "account.remove-billing";
    AGREE: "customer" Change for "account.manage" ["account.choices"] at "editions.agree";
    OBJECTION: "customer" Change for "account.manage" ["account.choices"] at "account.object";
    ADDRESSES_SEE: "customer" See for "account.manage" ["identity.name", "contact"] at "account.addresses";
    CARDS_SEE: "customer" See for "account.manage" ["card.last-digits"] at "account.cards";
    CARD_REMOVE: "customer" Erase for "account.manage" ["card"] at "account.remove-card";
    CARD_CHOICE: "customer" Change for "account.manage" ["account.choices"] at "payment.card-choice";
    ORDERS_SEE: "customer" See for "account.manage" ["identity.name", "contact", "orders"] at "account.orders";
    LEDGER_SEE: "customer" See for "rights" ["ledger"] at "account.disclosures";
    EXPORT: "customer" Receive for "rights" ["personal"] at "account.download";
    WATCH: "shop" Use for "rights" ["ledger"] at "account.watch";
    WATCH_CHOOSE: "customer" Change for "account.manage" ["account.choices"] at "account.choose-watch";
    WATCH_MAIL: "shop" Use for "account.manage" ["contact.email"] at "account.watch-mail";
    RECEIPT: "customer" See for "rights" ["account.choices"] at "account.receipt";
    ACCOUNT_ERASE: "customer" Erase for "account.manage" ["identity", "contact", "account"] at "account.close";
    ADVISOR_SEE: "advisor" See for "care.answer" ["identity.name", "contact", "orders", "account.choices"] at "care-desk.customer";

    // §8 Questions and complaints
    REQUEST_ASK: "customer" Collect for "care.answer" ["care"] at "help.request";
    REQUEST_SEE: "customer" See for "account.manage" ["care"] at "help.requests";
    REQUEST_READ: "advisor" See for "care.answer" ["care"] at "care-desk.request";
    QUESTION_READ: "officer" See for "rights" ["care"] at "dpo-desk.question";
    QUESTION_LINE: "officer" See for "rights" ["ledger"] at "dpo-desk.line";
    QUESTION_ANSWER: "shop" Collect for "care.answer" ["care"] at "dpo-desk.answer";
}

/// What the way from the basket to the paid order cannot do without.
pub const TO_CHECK_OUT: [&Need; 5] = [&BASKET_USE, &CHECKOUT_KEEP, &CHECKOUT_USE, &ORDER_PLACE, &PAY];

/// What setting an address right may come to: each kind, by itself or with the cards that it bills.
pub const TO_CHANGE_ADDRESSES: [&Need; 6] = [
    &HOME_CHANGE,
    &HOME_AND_CARDS,
    &SHIPPING_CHANGE,
    &SHIPPING_AND_CARDS,
    &BILLING_CHANGE,
    &BILLING_AND_CARDS,
];
