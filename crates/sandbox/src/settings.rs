//! How the outside world is set up.

use std::{
    net::{IpAddr, Ipv4Addr},
    time::Duration,
};

use serde::{Deserialize, Serialize};

use crate::clock::Clock;

/// What the shop and one partner know about each other.
#[derive(Clone)]
pub struct Line {
    /// The bearer key that the shop calls with.
    pub key: String,
    /// What the partner signs its calls to the shop with.
    pub webhook_secret: String,
}

/// When a partner tells the shop what happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Webhooks {
    /// Once, right after it happened, and again until the shop has taken it.
    #[default]
    Normal,
    /// The shop has taken it before the customer is sent back.
    BeforeReturn,
    /// Everything is told twice.
    Twice,
    /// Nothing is told.
    Never,
    /// Nothing is told until it is released.
    Hold,
}

/// How the outside world is set up. A port of 0 is any free one.
#[derive(Clone)]
pub struct Settings {
    /// The address to listen at.
    pub host: IpAddr,
    /// The payment partner's port.
    pub payment_port: u16,
    /// The courier's port.
    pub courier_port: u16,
    /// The port that takes mail.
    pub smtp_port: u16,
    /// The port where mail is read.
    pub inbox_port: u16,
    /// How the shop and the payment partner know each other.
    pub payment: Line,
    /// How the shop and the courier know each other.
    pub courier: Line,
    /// The shop's name, as the payment partner shows it to who pays.
    pub shop_name: String,
    /// Where the shop is, if that is known already.
    pub shop: Option<String>,
    /// Certificates that the shop may show when it is reached over TLS, in PEM; none are known otherwise.
    pub shop_certificates: Vec<u8>,
    /// When the partners tell the shop what happened.
    pub webhooks: Webhooks,
    /// How long a partner waits before it tells.
    pub webhook_delay: Duration,
    /// How long the slow test card takes.
    pub slow: Duration,
    /// Where the time comes from.
    pub clock: Clock,
}

impl Default for Settings {
    fn default() -> Settings {
        let line = |name| Line { key: format!("key-{name}"), webhook_secret: format!("secret-{name}") };
        Settings {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            payment_port: 0,
            courier_port: 0,
            smtp_port: 0,
            inbox_port: 0,
            payment: line("payment"),
            courier: line("courier"),
            shop_name: "the shop".to_owned(),
            shop: None,
            shop_certificates: Vec::new(),
            webhooks: Webhooks::default(),
            webhook_delay: Duration::ZERO,
            slow: Duration::from_secs(5),
            clock: Clock::system(),
        }
    }
}
