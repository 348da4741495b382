//! The public half of the shop's signature, at an address that every receipt names.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::header;
use serde_json::json;
use web::House;

use super::multibase::public_key;
use crate::shop::Shop;

/// Where the keys stand.
pub(super) fn address(house: &House) -> String {
    format!("{}/.well-known/cloakroom-keys.json", house.setup.base_url)
}

/// The address of the key that signs now.
pub(super) fn current(house: &House) -> String {
    format!("{}#{}", address(house), public_key(&house.gate.signature().public()))
}

/// The keys, as a controlled identifier document (W3C Controlled Identifiers 1.0).
pub async fn show(State(shop): State<Shop>) -> Response {
    let house = &shop.house;
    let key = json!({
        "id": current(house),
        "type": "Multikey",
        "controller": address(house),
        "publicKeyMultibase": public_key(&house.gate.signature().public()),
    });
    let keys =
        json!({ "@context": "https://www.w3.org/ns/cid/v1", "id": address(house), "assertionMethod": [key] });
    ([(header::CONTENT_TYPE, "application/json")], keys.to_string()).into_response()
}
