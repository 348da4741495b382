//! What the demo shop sells, and the pictures of it.
//!
//! Knows nothing of customers, baskets, storage or the network: a catalogue is text that was parsed, a picture is text that was drawn.

mod catalogue;
mod colour;
mod drawing;
mod money;
mod picture;
mod product;
mod search;

pub use catalogue::{Catalogue, Error};
pub use colour::Colour;
pub use drawing::{View, draw, draw_scene, icon, mark, scenes};
pub use money::{Currency, Money, percent_off};
pub use picture::Picture;
pub use product::{Category, NamedColour, Product, Variant};
