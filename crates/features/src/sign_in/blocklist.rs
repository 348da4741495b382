//! Passwords that everybody tries first.
//!
//! Hardly any leaked password has fifteen characters, so a list alone would let through what guessers make out of the
//! short ones. A password is refused when it is a known one, or when three known pieces or fewer make it up: common
//! passwords, walks over the keyboard, years, one character many times, the person's own words. Both lists come from the frequency
//! lists of zxcvbn and of Django (MIT and BSD licences), with sayings added; nothing is compared with anything outside.

use std::{collections::HashSet, iter::once, sync::LazyLock};

/// So many pieces or fewer are a guess that a machine makes soon.
const FEW: usize = 3;
/// A password of fewer different characters is a pattern.
const DIFFERENT: usize = 6;
/// Walks: the alphabet, the digits, and the rows and columns of the two commonest keyboards.
const WALKS: [&str; 14] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "yxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "wxcvbn",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "qazwsxedcrfvtgbyhnujmikolp",
];
/// The shortest part of a walk that counts as one.
const STEPS: usize = 4;
const LONGEST_PIECE: usize = 30;

static PASSWORDS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("known_passwords.txt").lines().collect());
static PIECES: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!("known_pieces.txt").lines().collect());
static REVERSED: LazyLock<Vec<String>> =
    LazyLock::new(|| WALKS.iter().map(|walk| walk.chars().rev().collect()).collect());

/// Whether a password is known, made of known pieces, or made of the person's own words.
pub fn is_common(typed: &str, own: &[&str]) -> bool {
    let bare = bare(typed);
    let own = own_words(own);
    [plain_letters(&bare), bare].iter().any(|spelling| is_known(spelling, &own))
}

fn is_known(spelling: &str, own: &HashSet<String>) -> bool {
    let characters: Vec<char> = spelling.chars().collect();
    PASSWORDS.contains(spelling)
        || characters.iter().collect::<HashSet<_>>().len() < DIFFERENT
        || repeats(&characters)
        || pieces(&characters, own) <= FEW
}

/// Letters and digits, in lower case: what stands between them makes nothing harder to guess.
fn bare(typed: &str) -> String {
    typed.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// With the usual digits read as the letters they stand for.
fn plain_letters(bare: &str) -> String {
    let letter = |c| match c {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 't',
        other => other,
    };
    bare.chars().map(letter).collect()
}

fn own_words(own: &[&str]) -> HashSet<String> {
    let parts = own.iter().flat_map(|word| once(*word).chain(word.split(|c: char| !c.is_alphanumeric())));
    parts.map(bare).filter(|word| word.chars().count() >= 3).collect()
}

/// Whether a part shorter than a password stands there again and again, the last time perhaps cut short.
fn repeats(characters: &[char]) -> bool {
    let longest = (characters.len() / 2).min(14);
    (1..=longest).any(|period| characters.iter().zip(&characters[period..]).all(|(one, next)| one == next))
}

/// The fewest pieces that make it up; a character that belongs to no known piece is one by itself.
fn pieces(characters: &[char], own: &HashSet<String>) -> usize {
    let mut fewest = vec![0];
    for end in 1..=characters.len() {
        let starts = end.saturating_sub(LONGEST_PIECE)..end;
        let known = starts.filter(|start| is_piece(&characters[*start..end], own));
        let best = known.chain(once(end - 1)).map(|start| fewest[start] + 1).min();
        fewest.push(best.unwrap_or(end));
    }
    fewest[characters.len()]
}

fn is_piece(part: &[char], own: &HashSet<String>) -> bool {
    let word: String = part.iter().collect();
    own.contains(&word)
        || PIECES.contains(word.as_str())
        || is_walk(&word)
        || is_year(&word)
        || is_one_key(part)
}

fn is_walk(word: &str) -> bool {
    word.len() >= STEPS
        && WALKS.iter().copied().chain(REVERSED.iter().map(String::as_str)).any(|walk| walk.contains(word))
}

fn is_year(word: &str) -> bool {
    word.len() == 4
        && (word.starts_with("19") || word.starts_with("20"))
        && word.bytes().all(|b| b.is_ascii_digit())
}

fn is_one_key(part: &[char]) -> bool {
    part.len() > 2 && part.iter().all(|c| *c == part[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: [&str; 3] = ["Ada Lovelace", "ada@example.org", "Ormond"];

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for typed in [
            "passwordpassword",
            "Password12345678",
            "P4ssw0rd-P4ssw0rd!",
            "qwertyuiopasdfgh",
            "1q2w3e4r5t6y7u8i",
            "aaaaaaaaaaaaaaaa",
            "abababababababab",
            "This is my password",
            "correct horse battery staple",
            "Liverpool2024!!!!",
            "abcdefgh87654321",
            "mango kite mango kite",
        ] {
            assert!(is_common(typed, &OWN), "`{typed}` is easy to guess");
        }
    }

    #[test]
    fn a_persons_own_words_are_refused() {
        for typed in ["adalovelace2027", "Ada Lovelace Ormond", "ada@example.org1234", "Ormond, Ormond 2027"]
        {
            assert!(is_common(typed, &OWN), "`{typed}` is made of own words");
        }
    }

    #[test]
    fn a_few_words_that_belong_to_nobody_are_fine() {
        for typed in [
            "seven teapots under a hedge",
            "wet gravel, blue door, Tuesday",
            "kx8!fQz2.mVw91Ty",
            "Шесть зелёных чайников",
            "Ada keeps nine wet umbrellas",
        ] {
            assert!(!is_common(typed, &OWN), "`{typed}` is hard to guess");
        }
    }
}
