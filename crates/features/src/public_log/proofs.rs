//! The proofs that go out with a person's own file: where their record stands in the public log.

use publiclog::Proofs;
use serde_json::{Value, json};
use store::Id;
use web::Stop;

use super::stop;
use crate::shop::Shop;

/// The form of a chain file that has proofs beside its lines (docs/formats.md).
const FORM: &str = "cloakroom-chain-2";

/// A person's chain file with the proofs that its lines are in the public log, as the text to hand over.
///
/// # Errors
/// When the store is away.
pub async fn with_proofs(shop: &Shop, customer: Id, file: &str) -> Result<String, Stop> {
    Ok(format!("{:#}\n", within(shop, customer, file).await?))
}

/// The same as a value, for the file that holds everything.
///
/// # Errors
/// When the store is away.
pub async fn within(shop: &Shop, customer: Id, file: &str) -> Result<Value, Stop> {
    let mut chain: Value = serde_json::from_str(file).map_err(Stop::fault)?;
    let proofs = shop.log.proofs(customer).await.map_err(stop)?;
    chain["format"] = Value::from(FORM);
    chain["log"] = of(&proofs);
    Ok(chain)
}

fn of(proofs: &Proofs) -> Value {
    let proof = |proof: &publiclog::Proof| json!({ "seq": proof.seq, "proof": proof.text });
    json!({
        "key": proofs.key,
        "witnesses": proofs.witnesses,
        "checkpoint": proofs.checkpoint,
        "proofs": proofs.proofs.iter().map(proof).collect::<Vec<_>>(),
    })
}
