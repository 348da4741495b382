//! The text form of a root key, for the file in which a shop keeps it.
//!
//! One line: `cloakroom-root-1`, a space, the 32 bytes in base64url, a space, and the first six bytes of a SHA-256
//! over the rest of the line in base64url. The sum is there so that a key damaged by a copy is refused at start:
//! used unnoticed, it would make every value of every customer look tampered with.

use aws_lc_rs::{constant_time, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use zeroize::Zeroizing;

use crate::key::{KEY_LENGTH, Key};

const HEAD: &str = "cloakroom-root-1";
const SUM_LENGTH: usize = 6;

/// Why a root key file is refused. No variant holds any part of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrokenKeyFile {
    /// The first word is not that of a root key.
    #[error("this is not a root key file: its first word is not `cloakroom-root-1`")]
    OtherFile,
    /// A root key in a form that a later version of the program writes.
    #[error("this root key file was written by a later version of the program")]
    LaterVersion,
    /// There are not exactly three words.
    #[error("this root key file is cut short or has something added: it must hold three words")]
    Words,
    /// The second word is not 32 bytes in base64url.
    #[error("the key in this root key file is damaged: its second word is not a key of 32 bytes")]
    Letters,
    /// The third word does not fit the first two.
    #[error("this root key file is damaged: its check sum does not fit; restore it from your copy")]
    Sum,
}

impl Key {
    /// The text for a root key file, one line with its end. Whoever reads it can open every value of the shop.
    #[must_use]
    pub fn to_file_text(&self) -> Zeroizing<String> {
        let line = Zeroizing::new(format!("{HEAD} {}", *encoded(self.bytes())));
        Zeroizing::new(format!("{} {}\n", *line, *encoded(&sum(&line))))
    }

    /// The root key in the text of its file; space around the line is allowed.
    ///
    /// # Errors
    /// [`BrokenKeyFile`], which says in words what is wrong with the file.
    pub fn from_file_text(text: &str) -> Result<Self, BrokenKeyFile> {
        let words: Vec<&str> = text.split_whitespace().collect();
        check_head(words.first())?;
        let [head, letters, expected] = words[..] else { return Err(BrokenKeyFile::Words) };
        let line = Zeroizing::new(format!("{head} {letters}"));
        let found = encoded(&sum(&line));
        constant_time::verify_slices_are_equal(found.as_bytes(), expected.as_bytes())
            .map_err(|_| BrokenKeyFile::Sum)?;
        decoded(letters).ok_or(BrokenKeyFile::Letters)
    }
}

fn check_head(word: Option<&&str>) -> Result<(), BrokenKeyFile> {
    match word {
        Some(&HEAD) => Ok(()),
        Some(word) if word.starts_with("cloakroom-root-") => Err(BrokenKeyFile::LaterVersion),
        _ => Err(BrokenKeyFile::OtherFile),
    }
}

fn sum(line: &str) -> [u8; SUM_LENGTH] {
    let mut sum = [0; SUM_LENGTH];
    sum.copy_from_slice(&digest::digest(&digest::SHA256, line.as_bytes()).as_ref()[..SUM_LENGTH]);
    sum
}

fn encoded(bytes: &[u8]) -> Zeroizing<String> {
    Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes))
}

fn decoded(letters: &str) -> Option<Key> {
    // One byte longer than a key, because the decoder asks for room by its own rounding up.
    let mut room = Zeroizing::new([0; KEY_LENGTH + 1]);
    let length = URL_SAFE_NO_PAD.decode_slice(letters, room.as_mut_slice()).ok()?;
    Some(Key::from_bytes(room[..length].try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> Option<BrokenKeyFile> {
        Key::from_file_text(text).err()
    }

    #[test]
    fn a_root_key_comes_back_from_its_file() {
        let text = Key::from_bytes([7; 32]).to_file_text();
        let back = Key::from_file_text(&text).ok().unwrap();
        assert_eq!(back.bytes(), &[7; 32]);
        assert!(text.starts_with("cloakroom-root-1 "));
        assert!(text.ends_with('\n'));
    }

    #[test]
    fn a_root_key_file_with_any_one_letter_changed_is_refused() {
        let text = Key::from_bytes([7; 32]).to_file_text();
        let line = text.trim_end();
        for at in 0..line.len() {
            let mut letters = line.as_bytes().to_vec();
            letters[at] = if letters[at] == b'A' { b'B' } else { b'A' };
            assert!(refusal(std::str::from_utf8(&letters).unwrap()).is_some(), "letter {at}");
        }
    }

    #[test]
    fn each_way_of_breaking_the_file_has_its_own_words() {
        let text = Key::from_bytes([7; 32]).to_file_text();
        let short = "cloakroom-root-1 AAAA";
        let short_with_sum = format!("{short} {}", *encoded(&sum(short)));
        assert_eq!(refusal(""), Some(BrokenKeyFile::OtherFile));
        assert_eq!(refusal("-----BEGIN PRIVATE KEY-----"), Some(BrokenKeyFile::OtherFile));
        assert_eq!(refusal(&text.replace("root-1", "root-2")), Some(BrokenKeyFile::LaterVersion));
        assert_eq!(refusal(&text[..40]), Some(BrokenKeyFile::Words));
        assert_eq!(refusal(&format!("{} more", *text)), Some(BrokenKeyFile::Words));
        assert_eq!(refusal(&short_with_sum), Some(BrokenKeyFile::Letters));
        assert_eq!(refusal(&text.replace('B', "C")), Some(BrokenKeyFile::Sum));
    }

    #[test]
    fn the_words_about_a_broken_file_hold_no_part_of_it() {
        let said = refusal("ada@example.org").unwrap().to_string();
        assert!(!said.contains("ada"));
    }
}
