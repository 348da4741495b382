//! Colours as the drawings mix them.

use std::fmt;

use serde::{Deserialize, Deserializer, de};

/// An sRGB colour, written `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Colour {
    red: u8,
    green: u8,
    blue: u8,
}

// Shadows lean to cool brown and lights to warm paper, so that everything stands in the same room.
const DUSK: Colour = Colour::rgb(0x1d, 0x17, 0x1c);
const DAY: Colour = Colour::rgb(0xff, 0xf8, 0xec);

impl Colour {
    /// A colour from its three channels.
    pub const fn rgb(red: u8, green: u8, blue: u8) -> Colour {
        Colour { red, green, blue }
    }

    /// Reads `#rrggbb`; none for anything else.
    pub fn parse(text: &str) -> Option<Colour> {
        let digits = text.strip_prefix('#').filter(|d| d.len() == 6 && d.is_ascii())?;
        let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Colour::rgb(channel(0)?, channel(2)?, channel(4)?))
    }

    /// This colour with `share` (0 to 1) of another in it.
    pub fn mix(self, other: Colour, share: f32) -> Colour {
        let blend = |a: u8, b: u8| (f32::from(a) + (f32::from(b) - f32::from(a)) * share).round() as u8;
        Colour::rgb(blend(self.red, other.red), blend(self.green, other.green), blend(self.blue, other.blue))
    }

    /// Towards shadow, by `share` (0 to 1).
    pub fn darker(self, share: f32) -> Colour {
        self.mix(DUSK, share)
    }

    /// Towards light, by `share` (0 to 1).
    pub fn lighter(self, share: f32) -> Colour {
        self.mix(DAY, share)
    }

    /// How light it looks, 0 to 1 (Rec. 709 weights on the encoded channels; good enough to choose a paper by).
    pub fn lightness(self) -> f32 {
        (0.2126 * f32::from(self.red) + 0.7152 * f32::from(self.green) + 0.0722 * f32::from(self.blue))
            / 255.0
    }

    /// A rough distance between two colours, 0 to about 1.7.
    pub fn distance(self, other: Colour) -> f32 {
        let gap = |a: u8, b: u8| (f32::from(a) - f32::from(b)) / 255.0;
        let (r, g, b) = (gap(self.red, other.red), gap(self.green, other.green), gap(self.blue, other.blue));
        (r * r + g * g + b * b).sqrt()
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: Deserializer<'de>>(source: D) -> Result<Colour, D::Error> {
        let text = String::deserialize(source)?;
        Colour::parse(&text)
            .ok_or_else(|| de::Error::custom(format!("`{text}` is not a colour such as `#b98a57`")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_six_hexadecimal_digits() {
        assert_eq!(Colour::parse("#0a1Bff"), Some(Colour::rgb(10, 27, 255)));
        for wrong in ["0a1bff", "#fff", "#gg0000", "#é1234", ""] {
            assert_eq!(Colour::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_colour_shows_as_it_is_written() {
        assert_eq!(Colour::rgb(10, 27, 255).to_string(), "#0a1bff");
    }
}
