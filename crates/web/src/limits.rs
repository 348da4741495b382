//! How often somebody may try: counted by network address and by what is tried, both only as keyed hashes.

use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
};

use aws_lc_rs::hmac;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use store::Dice;

use crate::stop::Stop;

/// Tries allowed within a minute.
#[derive(Clone, Copy, Debug)]
pub struct Rate {
    /// From one network address, at sign-in, joining, recovery and finding an order.
    pub tries_per_minute: u32,
    /// For one account or address, from anywhere.
    pub per_account_per_minute: u32,
}

impl Default for Rate {
    fn default() -> Rate {
        Rate { tries_per_minute: 20, per_account_per_minute: 10 }
    }
}

/// Mails that strangers may cause to one address within an hour, by whatever form.
const MAILS_AN_HOUR: NonZeroU32 = NonZeroU32::new(10).unwrap();

/// The counters of one server.
pub struct Limits {
    key: hmac::Key,
    network: DefaultKeyedRateLimiter<[u8; 32]>,
    account: DefaultKeyedRateLimiter<[u8; 32]>,
    mails: DefaultKeyedRateLimiter<[u8; 32]>,
}

impl Limits {
    /// Counters under a fresh key, so that what they hold leads to nobody after a restart.
    pub fn new(rate: &Rate, dice: &Dice) -> Limits {
        let key = hmac::Key::new(hmac::HMAC_SHA256, &dice.bytes::<32>());
        let per_minute = |n: u32| Quota::per_minute(NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN));
        Limits {
            key,
            network: RateLimiter::keyed(per_minute(rate.tries_per_minute)),
            account: RateLimiter::keyed(per_minute(rate.per_account_per_minute)),
            mails: RateLimiter::keyed(Quota::per_hour(MAILS_AN_HOUR)),
        }
    }

    /// The hash under which a network address is counted.
    pub fn hash_of(&self, address: IpAddr) -> [u8; 32] {
        self.hash(&line_of(address).to_string())
    }

    /// Counts one try from a network address.
    ///
    /// # Errors
    /// [`Stop::TooMany`] when the minute's tries are used up.
    pub fn try_from(&self, from: [u8; 32]) -> Result<(), Stop> {
        self.network.check_key(&from).map_err(|_| Stop::TooMany)
    }

    /// Counts one try for an account, named by whatever was typed.
    ///
    /// # Errors
    /// [`Stop::TooMany`] when the minute's tries are used up.
    pub fn try_for(&self, typed: &str) -> Result<(), Stop> {
        self.account.check_key(&self.hash(typed)).map_err(|_| Stop::TooMany)
    }

    /// Counts one mail that somebody wants to have sent to the address they typed, whether or not it is known.
    ///
    /// # Errors
    /// [`Stop::TooMany`] when the hour's mails to it are used up.
    pub fn mail_to(&self, typed: &str) -> Result<(), Stop> {
        self.mails.check_key(&self.hash(typed)).map_err(|_| Stop::TooMany)
    }

    /// Drops counters that are back at their start.
    pub fn sweep(&self) {
        self.network.retain_recent();
        self.account.retain_recent();
        self.mails.retain_recent();
    }

    fn hash(&self, value: &str) -> [u8; 32] {
        let tag = hmac::sign(&self.key, value.as_bytes());
        let mut out = [0; 32];
        out.copy_from_slice(tag.as_ref());
        out
    }
}

/// Whoever has an IPv6 line has a network of 2^64 addresses on it, so the line counts and not the address.
fn line_of(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(six) => IpAddr::V6(Ipv6Addr::from_bits(six.to_bits() & !u128::from(u64::MAX))),
        four => four,
    }
}
