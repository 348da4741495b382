//! A beat of the log: sealed, sent to the witnesses, made public.

use publiclog::{Beat, Next, PublicLog, Signed, Trouble, Witness};
use web::{Stop, wire::TextWire};

use super::stop;
use crate::shop::Shop;

/// Where a witness takes checkpoints (`c2sp.org/tlog-witness`).
const ADD: &str = "/add-checkpoint";
/// Where a witness of ours takes what one key of the log says of the next. Others do not know it and answer so.
const SUCCESSION: &str = "/succession";
/// How often a witness is asked within a beat: once from where we think it is, once from where it says it is.
const TIMES: u32 = 2;

/// Seals the log when it is time, has the witnesses sign, and makes the checkpoint public.
///
/// # Errors
/// The store is away, the clock is behind, the tiles were changed, or a witness saw another history.
pub async fn beat(shop: &Shop) -> Result<(), Stop> {
    seal_and_show(&shop.log).await.map_err(|trouble| {
        if let Some(why) = word(&trouble) {
            shop.house.gate.public_log_stands_still(why);
        }
        stop(trouble)
    })
}

async fn seal_and_show(log: &PublicLog) -> Result<(), Trouble> {
    let Beat::Sealed { .. } = log.beat().await? else { return Ok(()) };
    let witnesses = log.witnesses().await?;
    let all = futures_util::future::join_all(witnesses.iter().map(|signed| ask(log, signed)));
    all.await.into_iter().collect::<Result<(), Trouble>>()?;
    if witnesses.is_empty() { Ok(()) } else { log.publish().await }
}

/// The word under which the officer is told of trouble that does not pass by itself.
fn word(trouble: &Trouble) -> Option<&'static str> {
    match trouble {
        Trouble::Changed(_) | Trouble::Broken(_) => Some("changed"),
        Trouble::ClockBehind(_) => Some("clock"),
        Trouble::OtherHistory(..) => Some("other-history"),
        Trouble::Store(_) | Trouble::Overtaken => None,
    }
}

/// The same in a sentence, by the word that stands in the alarm.
pub fn why_it_stands_still(word: &str) -> &'static str {
    match word {
        "clock" => {
            "The server’s clock is behind the last checkpoint of the public log, so nothing is signed."
        }
        "other-history" => {
            "A witness has seen another history of the public log than the one in this database: either the database is an older copy, or somebody changed it."
        }
        _ => {
            "Tiles of the public log do not fit its last checkpoint: somebody or something changed them in the database."
        }
    }
}

async fn ask(log: &PublicLog, Signed { witness, .. }: &Signed) -> Result<(), Trouble> {
    if let Some(statements) = log.introduction(witness)? {
        let told = TextWire::new(&witness.url).post(SUCCESSION, statements).await;
        told.map_or(Ok(()), |_| log.introduced(witness))?;
    }
    for _ in 0..TIMES {
        if ask_once(log, witness).await? == Next::Done {
            break;
        }
    }
    Ok(())
}

async fn ask_once(log: &PublicLog, witness: &Witness) -> Result<Next, Trouble> {
    let Some(submission) = log.submission(witness).await? else { return Ok(Next::Done) };
    let told = TextWire::new(&witness.url).post(ADD, submission.to_body()).await;
    if let Err(error) = &told {
        tracing::warn!(witness = witness.key.name(), %error, "a witness of the public log did not answer");
    }
    let told = told.ok();
    let answer = told.as_ref().map(|told| (told.status, told.kind.as_str(), &told.body[..]));
    log.answered(witness, &submission, answer).await
}
