//! The proofs that go out with a person's own file: where their record stands in the public log.

use gate::{ChainFile, HeadInLog, InLog, SignedHead};
use publiclog::Proofs;
use store::Id;
use web::Stop;

use super::stop;
use crate::shop::Shop;

/// A person's chain file with the proofs that its lines are in the public log.
///
/// # Errors
/// When the store is away.
pub async fn with_proofs(shop: &Shop, customer: Id, chain: ChainFile) -> Result<ChainFile, Stop> {
    let proofs = shop.log.proofs(customer).await.map_err(stop)?;
    let signed_head = signed_head(shop, &chain, &proofs)?;
    Ok(chain.with(of(proofs, signed_head)))
}

/// The shop's word that the chain in this file is the whole of it, as of the newest checkpoint.
fn signed_head(shop: &Shop, chain: &ChainFile, proofs: &Proofs) -> Result<Option<String>, Stop> {
    let (Some(note), Some(head)) = (&proofs.checkpoint, chain.end()) else { return Ok(None) };
    let mut tree = note.lines().skip(1);
    let (Some(size), Some(root)) = (tree.next(), tree.next()) else { return Ok(None) };
    let signed = SignedHead { head, size: size.parse().map_err(Stop::fault)?, root: root.to_owned() };
    shop.log.sign(&signed.to_text()).map(Some).map_err(stop)
}

fn of(proofs: Proofs, signed_head: Option<String>) -> InLog {
    let Proofs { key, succession, witnesses, checkpoint, proofs } = proofs;
    let head = |proof: publiclog::Proof| HeadInLog { seq: proof.seq, proof: proof.text };
    let proofs = proofs.into_iter().map(head).collect();
    InLog { key, succession, witnesses, checkpoint, signed_head, proofs }
}
