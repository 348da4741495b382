//! A signature that travels inside the document it is about: W3C Data Integrity with the suite `eddsa-jcs-2022`.

use serde_json::{Value, json};
use web::House;

use super::{keys, multibase::base58};

/// The document with its proof. `made` is RFC 3339.
///
/// The suite hashes the proof's options and the document apart, each as canonical JSON, and signs both hashes.
pub(crate) fn signed(house: &House, mut document: Value, made: &str) -> Value {
    let mut proof = json!({
        "@context": document["@context"],
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": made,
        "verificationMethod": keys::current(house),
        "proofPurpose": "assertionMethod",
    });
    let hashes = [canonical_hash(&proof), canonical_hash(&document)].concat();
    proof["proofValue"] = base58(&house.gate.signature().sign(&hashes)).into();
    document["proof"] = proof;
    document
}

/// SHA-256 of the canonical form (RFC 8785): names sorted, no space. Our documents have names of plain letters and no
/// fractions, for which this is what writing them out gives.
fn canonical_hash(value: &Value) -> [u8; 32] {
    web::sha256(&[value.to_string().as_bytes()])
}
