//! Doors, sessions, cookies, forms, the frame of every page, and the three ways to stop.
//!
//! No feature is known here. A route is declared with its door and its purpose or not at all ([`Routes`]); what a
//! door lets in is checked before the handler runs, and what goes out (cookies, headers, error pages) after it.

mod assets;
mod cookies;
mod ctx;
mod door;
mod handles;
mod hash;
mod headers;
mod house;
mod limits;
mod money;
mod page;
mod routes;
pub mod sessions;
mod stop;
mod switches;
mod times;
pub mod wire;

pub use cookies::Jar;
pub use ctx::Ctx;
pub use door::{Door, Who};
pub use handles::{Handle, Handles};
pub use hash::{hex, mark, sha256};
pub use headers::{Nonce, is_known};
pub use house::{Coming, HashCost, House, NavLink, Setup};
pub use limits::{Limits, Rate};
pub use money::price;
pub use page::{COOKIE_WORDS, CookieQuestion, Frame, Page, StaffBadge, see_other};
pub use routes::{Route, Routes};
pub use stop::Stop;
pub use switches::Off;
pub use times::{date_in_words, day_of, moment_in_words};
