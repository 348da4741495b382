//! A beat of the log: sealed, sent to the witnesses, made public.

use publiclog::{Beat, Next, PublicLog, Signed, Witness};
use web::{Stop, wire::TextWire};

use super::stop;
use crate::shop::Shop;

/// Where a witness takes checkpoints (`c2sp.org/tlog-witness`).
const ADD: &str = "/add-checkpoint";
/// How often a witness is asked within a beat: once from where we think it is, once from where it says it is.
const TIMES: u32 = 2;

/// Seals the log when it is time, has the witnesses sign, and makes the checkpoint public.
///
/// # Errors
/// The store is away, the clock is behind, the tiles were changed, or a witness saw another history.
pub async fn beat(shop: &Shop) -> Result<(), Stop> {
    let log = &shop.log;
    let Beat::Sealed { .. } = log.beat().await.map_err(stop)? else { return Ok(()) };
    let witnesses = log.witnesses().await.map_err(stop)?;
    let all = futures_util::future::join_all(witnesses.iter().map(|signed| ask(log, signed)));
    all.await.into_iter().collect::<Result<(), Stop>>()?;
    if !witnesses.is_empty() {
        log.show().await.map_err(stop)?;
    }
    Ok(())
}

async fn ask(log: &PublicLog, Signed { witness, .. }: &Signed) -> Result<(), Stop> {
    for _ in 0..TIMES {
        if ask_once(log, witness).await? == Next::Done {
            break;
        }
    }
    Ok(())
}

async fn ask_once(log: &PublicLog, witness: &Witness) -> Result<Next, Stop> {
    let Some(submission) = log.submission(witness).await.map_err(stop)? else { return Ok(Next::Done) };
    let told = TextWire::new(&witness.url).post(ADD, submission.to_body()).await;
    if let Err(error) = &told {
        tracing::warn!(witness = witness.key.name(), %error, "a witness of the public log did not answer");
    }
    let told = told.ok();
    let answer = told.as_ref().map(|told| (told.status, told.kind.as_str(), &told.body[..]));
    log.answered(witness, &submission, answer).await.map_err(stop)
}
