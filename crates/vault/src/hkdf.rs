//! HKDF with SHA-256 (RFC 5869), the one way in which this crate makes a key from a key.

use aws_lc_rs::error::Unspecified;
use aws_lc_rs::hkdf::{HKDF_SHA256, KeyType, Salt};
use zeroize::Zeroizing;

struct Length(usize);

impl KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

/// `N` bytes (at most 8,160) of key material made from `secret`, different for each `salt` and `info`.
pub(crate) fn expand<const N: usize>(salt: &[u8], secret: &[u8], info: &[u8]) -> Zeroizing<[u8; N]> {
    const { assert!(N <= 255 * 32, "HKDF with SHA-256 gives at most 255 blocks") };
    let mut material = Zeroizing::new([0; N]);
    fill(salt, secret, info, material.as_mut_slice()).expect("the length was checked when this was compiled");
    material
}

/// The same for a length known when it runs; refused above 8,160 bytes.
pub(crate) fn fill(salt: &[u8], secret: &[u8], info: &[u8], material: &mut [u8]) -> Result<(), Unspecified> {
    let length = Length(material.len());
    Salt::new(HKDF_SHA256, salt).extract(secret).expand(&[info], length)?.fill(material)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::hex;

    #[test]
    fn the_first_case_of_rfc_5869_comes_out() {
        let salt = hex("000102030405060708090a0b0c");
        let material = expand::<42>(&salt, &[0x0b; 22], &hex("f0f1f2f3f4f5f6f7f8f9"));
        let expected =
            hex("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
        assert_eq!(material.as_slice(), expected);
    }

    #[test]
    fn the_third_case_of_rfc_5869_without_salt_and_info_comes_out() {
        let material = expand::<42>(&[], &[0x0b; 22], &[]);
        let expected =
            hex("8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
        assert_eq!(material.as_slice(), expected);
    }
}
