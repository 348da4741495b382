//! The public half of the shop's signature, at an address that every receipt names.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::header;
use serde_json::{Value, json};
use web::House;

use super::multibase::public_key;
use crate::shop::Shop;

/// Where the keys stand.
pub(super) fn address(house: &House) -> String {
    format!("{}/.well-known/cloakroom-keys.json", house.setup.base_url)
}

/// The address of the key that signs now.
pub(super) fn current(house: &House) -> String {
    address_of(house, &house.gate.signature().public())
}

fn address_of(house: &House, public: &[u8; 32]) -> String {
    format!("{}#{}", address(house), public_key(public))
}

fn published(house: &House, public: &[u8; 32]) -> Value {
    json!({
        "id": address_of(house, public),
        "type": "Multikey",
        "controller": address(house),
        "publicKeyMultibase": public_key(public),
    })
}

/// The keys, as a controlled identifier document (W3C Controlled Identifiers 1.0): the one that signs now, and those that
/// signed before it, so that what they signed can still be checked.
pub async fn show(State(shop): State<Shop>) -> Response {
    let house = &shop.house;
    let signature = house.gate.signature();
    let publics = [vec![signature.public()], signature.earlier()].concat();
    let published: Vec<Value> = publics.iter().map(|public| published(house, public)).collect();
    let keys = json!({ "@context": "https://www.w3.org/ns/cid/v1", "id": address(house), "assertionMethod": published });
    ([(header::CONTENT_TYPE, "application/json")], keys.to_string()).into_response()
}
