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
    let signed_head = signed_head(shop, &chain, &proofs)?;
    chain["format"] = Value::from(FORM);
    chain["log"] = of(&proofs, signed_head);
    Ok(chain)
}

/// The shop's word that the chain in this file is the whole of it, as of the newest checkpoint.
fn signed_head(shop: &Shop, chain: &Value, proofs: &Proofs) -> Result<Option<String>, Stop> {
    let last = chain["lines"].as_array().and_then(|lines| lines.last());
    let (Some(note), Some(last)) = (&proofs.checkpoint, last) else { return Ok(None) };
    let mut tree = note.lines().skip(1);
    let (Some(size), Some(root)) = (tree.next(), tree.next()) else { return Ok(None) };
    let head = last["head"].as_str().unwrap_or_default();
    let text = format!("cloakroom ledger head 1\n{}\n{head}\n{size}\n{root}\n", last["seq"]);
    shop.log.sign(&text).map(Some).map_err(stop)
}

fn of(proofs: &Proofs, signed_head: Option<String>) -> Value {
    let proof = |proof: &publiclog::Proof| json!({ "seq": proof.seq, "proof": proof.text });
    let mut log = json!({
        "key": proofs.key,
        "witnesses": proofs.witnesses,
        "checkpoint": proofs.checkpoint,
        "signed_head": signed_head,
        "proofs": proofs.proofs.iter().map(proof).collect::<Vec<_>>(),
    });
    if !proofs.succession.is_empty() {
        log["succession"] = json!(proofs.succession);
    }
    log
}
