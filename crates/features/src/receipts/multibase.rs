//! Base 58 with its letter in front, as signatures and keys are written in W3C documents (Controlled Identifiers 1.0, 2.4).

const LETTERS: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/// The bytes in base 58 behind a `z`.
pub(super) fn base58(bytes: &[u8]) -> String {
    let mut digits: Vec<u8> = Vec::with_capacity(bytes.len() * 2);
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += u32::from(*digit) << 8;
            *digit = (carry % 58) as u8;
            carry /= 58;
        }
        while carry > 0 {
            digits.push((carry % 58) as u8);
            carry /= 58;
        }
    }
    let zeros = bytes.iter().take_while(|byte| **byte == 0).map(|_| '1');
    let rest = digits.iter().rev().map(|digit| char::from(LETTERS[usize::from(*digit)]));
    std::iter::once('z').chain(zeros).chain(rest).collect()
}

/// An Ed25519 public key as a `Multikey`: its bytes behind the two that name the kind.
pub(super) fn public_key(key: &[u8; 32]) -> String {
    base58(&[[0xed, 0x01].as_slice(), key].concat())
}

#[cfg(test)]
mod tests {
    use super::base58;

    #[test]
    fn known_texts_have_their_known_spelling() {
        assert_eq!(base58(b"Hello World!"), "z2NEpo7TZRRrLZSi2U");
        assert_eq!(base58(&[0, 0, 0x28, 0x7f, 0xb4, 0xcd]), "z11233QC4");
        assert_eq!(base58(b""), "z");
    }
}
