//! The shop: the house, what it sells, and who it works with. The state of every handler.

use std::{ops::Deref, sync::Arc};

use axum::extract::FromRef;
use catalogue::Catalogue;
use mail::Post;
use web::{House, wire::Wire};

use crate::{editions::Shelf, privacy, storefront::Window};

/// A partner that is reached over the network.
#[derive(Clone)]
pub struct Partner {
    /// The firm's name, as the ledger and the pages show it.
    pub name: String,
    /// The line to it.
    pub wire: Wire,
    /// What it signs its calls to us with.
    pub webhook_secret: String,
}

/// Who the shop works with.
#[derive(Clone)]
pub struct Partners {
    /// Takes payments on a page of its own and holds saved cards.
    pub payment: Partner,
    /// Brings parcels.
    pub courier: Partner,
}

/// How customer care and the officer are reached; also printed in the policy.
#[derive(Clone, Debug)]
pub struct Contact {
    /// Customer care by mail.
    pub care_email: String,
    /// Customer care by telephone.
    pub care_phone: String,
    /// The data-protection officer by post.
    pub officer_post: String,
    /// Independent advice on cookies.
    pub cookie_advice: String,
}

impl Contact {
    /// What the policy prints that the shop decides.
    pub fn policy_settings(&self, shop: &str, group: &str) -> policy::Settings {
        policy::Settings::new()
            .with("shop", shop)
            .with("group", group)
            .with("care-email", &self.care_email)
            .with("care-phone", &self.care_phone)
            .with("officer-post", &self.officer_post)
            .with("cookie-advice", &self.cookie_advice)
    }

    /// The telephone number as a link wants it: digits and a plus.
    pub fn care_tel(&self) -> String {
        self.care_phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
    }
}

/// Demo conveniences, absent in production.
#[derive(Clone, Debug, Default)]
pub struct Demo {
    /// Pages of the outside world, shown in the demo's foot: label and address.
    pub outside: Vec<(String, String)>,
}

/// Shared by all handlers; cheap to clone.
#[derive(Clone)]
pub struct Shop(Arc<Parts>);

/// The parts, reached through [`Shop`].
pub struct Parts {
    /// The house.
    pub house: House,
    /// The editions of the policy.
    pub shelf: Shelf,
    /// What is sold.
    pub catalogue: Catalogue,
    /// Its pictures and its stock, made once for everybody.
    pub window: Window,
    /// The law that is laid over the policy.
    pub law: review::Law,
    /// What came of the scrutiny of the policy in force.
    pub scrutiny: privacy::scrutiny::Last,
    /// The policy page, ready to be sent.
    pub privacy: privacy::Shelf,
    /// The other languages that it can be read in.
    pub languages: privacy::languages::Languages,
    /// Who the shop works with.
    pub partners: Partners,
    /// The way out for mails.
    pub post: Post,
    /// How to reach people.
    pub contact: Contact,
    /// Present in the demo.
    pub demo: Option<Demo>,
    /// The public log.
    pub log: publiclog::PublicLog,
}

impl Shop {
    /// A shop from its parts.
    pub fn new(parts: Parts) -> Shop {
        Shop(Arc::new(parts))
    }
}

impl Deref for Shop {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl FromRef<Shop> for House {
    fn from_ref(shop: &Shop) -> House {
        shop.house.clone()
    }
}
