//! The log in plain words.

use askama::Template;
use axum::extract::State;
use publiclog::{Signed, Standing};
use web::{Ctx, Frame, Page, Stop, moment_in_words};

use super::stop;
use crate::shop::Shop;

#[derive(Template)]
#[template(path = "public_log/page.html")]
struct PublicLog {
    frame: Frame,
    standing: Option<Standing>,
    /// Seconds between two checkpoints, in words.
    every: String,
    key: String,
    /// Whether there were keys before.
    turned: bool,
    origin: String,
    address: String,
    witnesses: Vec<Witness>,
}

/// A witness as the page shows it.
struct Witness {
    name: String,
    key: String,
    says: String,
    tone: &'static str,
}

/// Shows how the log stands.
pub async fn show(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let log = &shop.log;
    let standing = log.standing().await.map_err(stop)?;
    let shown = standing.as_ref().map_or(0, |standing| standing.shown.size);
    let witnesses = log.witnesses().await.map_err(stop)?;
    Page::of(&PublicLog {
        frame: ctx.frame(),
        every: in_words(log.settings().beat),
        key: log.key().to_string(),
        turned: !log.succession().map_err(stop)?.is_empty(),
        origin: log.origin().to_owned(),
        address: format!("{}/log", ctx.house.setup.base_url),
        witnesses: witnesses.into_iter().map(|signed| witness(signed, shown)).collect(),
        standing,
    })
}

fn witness(signed: Signed, shown: u64) -> Witness {
    let (says, tone) = match (signed.trouble.as_deref(), signed.at) {
        (Some("ahead" | "other-root" | "rewritten"), _) => {
            ("has seen another history: the log stands still until that is cleared up".to_owned(), "bad")
        }
        (_, Some(_)) if signed.size == shown => ("signed the checkpoint above".to_owned(), "good"),
        (_, Some(at)) => (format!("last signed on {}", moment_in_words(at)), "bad"),
        (_, None) => ("has not signed yet".to_owned(), "bad"),
    };
    let key = &signed.witness.key;
    Witness { name: key.name().to_owned(), key: key.to_string(), says, tone }
}

fn in_words(seconds: i64) -> String {
    match seconds {
        60 => "minute".to_owned(),
        whole if whole % 60 == 0 => format!("{} minutes", whole / 60),
        seconds => format!("{seconds} seconds"),
    }
}
