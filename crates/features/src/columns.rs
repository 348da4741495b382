//! Every column that holds a personal value: table, name, category of the policy, class of its key. A value that is made
//! of two categories names both, and opens only where the policy allows both.

use gate::{
    Class,
    Class::{Account, Basket, Cards, Care, Clearance, Contact, Ledger, Orders},
    Column,
};

macro_rules! columns {
    ($($name:ident: $table:literal . $column:literal = $leaf:literal $(and $also:literal)?, $class:ident;)*) => {
        $(#[doc = concat!("`", $table, ".", $column, "`: ", $leaf)]
        pub static $name: Column = Column::new($table, $column, $leaf, $class)$(.mixed_with(&[$also]))?;)*

        /// All of them, for the checks at start.
        pub static ALL: &[&Column] = &[$(&$name),*];
    };
}

columns! {
    CUSTOMER_NAME: "customer"."name" = "identity.name", Account;
    CUSTOMER_EMAIL: "customer"."email" = "contact.email", Account;
    CUSTOMER_NEW_EMAIL: "customer"."new_email" = "contact.email", Account;
    CUSTOMER_PHONE: "customer"."phone" = "contact.phone", Account;
    CUSTOMER_PASSWORD: "customer"."password" = "account.password", Account;

    CLEARANCE_BIRTH_DATE: "clearance"."birth_date" = "identity.birth-date", Clearance;
    CLEARANCE_GUARDIAN: "clearance"."guardian" = "identity.guardian", Clearance;

    REQUEST_WORDS: "request"."words" = "care.request" and "care.complaint", Care;
    REQUEST_ANSWER: "request"."answer" = "care.request" and "care.complaint", Care;

    BASKET_LINES: "basket"."lines" = "account.basket", Basket;
    BASKET_WISHES: "basket"."wishes" = "account.wish-list", Basket;
    BASKET_UNDO: "basket"."undo" = "account.basket" and "account.wish-list", Basket;

    ADDRESS_RECIPIENT: "address"."recipient" = "identity.name", Account;
    ADDRESS_HOME: "address"."lines" = "contact.home", Account;
    ADDRESS_SHIPPING: "address"."lines" = "contact.shipping", Account;
    ADDRESS_BILLING: "address"."lines" = "contact.billing", Account;

    CARD_STAND_IN: "card"."stand_in" = "card.stand-in", Cards;
    CARD_DIGITS: "card"."digits" = "card.last-digits", Cards;

    CHECKOUT_NAME: "checkout"."name" = "identity.name", Contact;
    CHECKOUT_EMAIL: "checkout"."email" = "contact.email", Contact;
    CHECKOUT_PHONE: "checkout"."phone" = "contact.phone", Contact;
    CHECKOUT_HOME: "checkout"."home" = "contact.home", Contact;
    CHECKOUT_SHIPPING: "checkout"."shipping" = "contact.shipping", Contact;
    CHECKOUT_BILLING: "checkout"."billing" = "contact.billing", Contact;
    CHECKOUT_ITEMS: "checkout"."items" = "orders.items", Orders;

    ORDER_NAME: "orders"."name" = "identity.name", Contact;
    ORDER_EMAIL: "orders"."email" = "contact.email", Contact;
    ORDER_PHONE: "orders"."phone" = "contact.phone", Contact;
    ORDER_SHIPPING: "orders"."shipping" = "contact.shipping", Contact;
    ORDER_BILLING: "orders"."billing" = "contact.billing", Contact;
    ORDER_ITEMS: "orders"."items" = "orders.items", Orders;
    ORDER_PAYMENT: "orders"."payment" = "orders.payment", Orders;
    ORDER_DELIVERY: "orders"."delivery" = "orders.delivery", Orders;
}

/// Kinds of data that are stored in the clear, or by the gate itself.
const BESIDES: [(&str, Class); 2] = [("account.choices", Account), ("ledger", Ledger)];

/// Every kind of data that is stored, with the class that says from when its term counts.
pub fn stored() -> Vec<(&'static str, Class)> {
    let sealed = ALL.iter().flat_map(|column| column.leaves().map(|leaf| (leaf, column.class)));
    sealed.chain(BESIDES).collect()
}

/// The column of an address book entry's lines, by the kind of address it is.
pub fn address_lines(kind: &str) -> &'static Column {
    match kind {
        "home" => &ADDRESS_HOME,
        "billing" => &ADDRESS_BILLING,
        _ => &ADDRESS_SHIPPING,
    }
}
