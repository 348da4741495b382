//! Markers, and the forms in which a value may lie about: as it is, in other encodings, and what is found by unpacking.

use store::Dice;

/// A detail of a canary.
pub struct Marker {
    /// What it is, in words.
    pub what: &'static str,
    /// The text that occurs nowhere else.
    pub text: String,
}

/// Twelve letters that nobody else ever wrote.
pub fn letters(dice: &Dice) -> String {
    let bytes: [u8; 12] = dice.bytes();
    bytes.iter().map(|byte| char::from(b'a' + byte % 26)).collect()
}

/// Nine digits of a telephone number.
pub fn digits(dice: &Dice) -> String {
    let bytes: [u8; 9] = dice.bytes();
    bytes.iter().map(|byte| char::from(b'1' + byte % 9)).collect()
}

/// Each form of a text, with its name.
pub fn of(text: &str) -> Vec<(&'static str, Vec<u8>)> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut forms = vec![
        ("as it is", text.as_bytes().to_vec()),
        ("in capitals", text.to_uppercase().into_bytes()),
        ("in UTF-16, low byte first", units.iter().flat_map(|unit| unit.to_le_bytes()).collect()),
        ("in UTF-16, high byte first", units.iter().flat_map(|unit| unit.to_be_bytes()).collect()),
        ("in hex", hex(text, |byte| format!("{byte:02x}"))),
        ("in hex, capitals", hex(text, |byte| format!("{byte:02X}"))),
        ("percent-encoded", hex(text, |byte| format!("%{byte:02X}"))),
        ("as form data", form_encoded(text)),
    ];
    for before in 0..3 {
        forms.push(("in base64", base64(text, before, b"+/")));
        forms.push(("in base64 for addresses", base64(text, before, b"-_")));
    }
    forms.sort_by(|one, other| one.1.cmp(&other.1));
    forms.dedup_by(|one, other| one.1 == other.1);
    forms
}

fn hex(text: &str, write: impl Fn(u8) -> String) -> Vec<u8> {
    text.bytes().map(write).collect::<String>().into_bytes()
}

fn form_encoded(text: &str) -> Vec<u8> {
    let write = |byte: u8| match byte {
        b' ' => "+".to_owned(),
        byte if byte.is_ascii_alphanumeric() || b"-_.".contains(&byte) => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(write).collect::<String>().into_bytes()
}

/// The middle of the base64 of a longer text in which this one stands behind so many other bytes (modulo three): only
/// letters that do not depend on what stands around it.
fn base64(text: &str, before: usize, last: &[u8; 2]) -> Vec<u8> {
    const LETTERS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    let bits: Vec<u8> = text.bytes().flat_map(|byte| (0..8).rev().map(move |n| byte >> n & 1)).collect();
    // So many bits belong to a letter that begins before the text.
    let skipped = [0, 4, 2][before];
    let letter = |six: &[u8]| six.iter().fold(0, |number, bit| number << 1 | usize::from(*bit));
    let letters = bits[skipped..].chunks_exact(6).map(letter);
    letters.map(|n| LETTERS.get(n).copied().unwrap_or_else(|| last[n - 62])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `xx`, `x` or nothing before it, and `yy` behind it, encoded by another program.
    #[test]
    fn the_letters_of_base64_are_those_that_stand_in_every_longer_text() {
        let whole = ["cXptYXJrZXJ5eQ==", "eHF6bWFya2VyeXk=", "eHhxem1hcmtlcnl5"];
        for (before, whole) in whole.iter().enumerate() {
            let middle = String::from_utf8(base64("qzmarker", before, b"+/")).unwrap();
            assert!(whole.contains(&middle) && middle.len() >= 9, "{middle} in {whole}");
        }
    }

    #[test]
    fn a_text_has_eleven_forms_and_one_of_letters_alone_a_form_less() {
        assert_eq!([of("qz marker@x").len(), of("qzmarker").len()], [11, 10]);
    }
}
