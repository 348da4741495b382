//! What is wrong with values or the way they are opened, for the officer to settle.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use gate::{Alarm, AlarmKind, Raised, Restoration};
use store::{Id, work};
use web::{Ctx, Frame, Page, Stop, Who, moment_in_words, see_other};

use super::queries;
use crate::{public_log, shop::Shop};

#[derive(Template)]
#[template(path = "dpo_desk/alarms.html")]
struct Alarms {
    frame: Frame,
    open: Vec<Told>,
    settled: Vec<Told>,
    restored: Vec<Restored>,
    clock: bool,
}

/// A restore from a copy, in words.
struct Restored {
    at: String,
    what: &'static str,
    copy: String,
    forced: String,
}

fn restored(one: &Restoration) -> Restored {
    Restored {
        at: moment_in_words(one.at),
        what: if one.part == "keys" { "Keys" } else { "Rows" },
        copy: moment_in_words(one.copy_made_at),
        forced: if one.forced { format!("Forced, although {}", one.objection) } else { "No".to_owned() },
    }
}

/// An alarm in words.
struct Told {
    id: Id,
    what: &'static str,
    words: String,
    whom: String,
    times: String,
    between: String,
    todo: &'static str,
    deed: &'static str,
    settled: String,
}

pub async fn index(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let all = ctx.house.store().read(work!(|tx| -> Result<Vec<(Raised, String)>, store::Error> {
        let mut all = Vec::new();
        for raised in gate::alarms(tx).await? {
            let whom = whom(&raised.alarm, queries::username(tx, raised.alarm.subject).await?);
            all.push((raised, whom));
        }
        Ok(all)
    }));
    let told = all.await?.into_iter().map(|(raised, whom)| told(&raised, whom));
    let (settled, open) = told.partition(|alarm| !alarm.settled.is_empty());
    let restored = ctx
        .house
        .store()
        .read(work!(|tx| { Restoration::all(tx).await }))
        .await?
        .iter()
        .map(restored)
        .collect();
    Page::of(&Alarms { frame: ctx.frame(), open, settled, restored, clock: shop.demo.is_some() })
}

/// Of a customer only the number is said: whose it is stays sealed.
fn whom(alarm: &Alarm, username: Option<String>) -> String {
    match (alarm.kind, username) {
        (AlarmKind::TooMany, Some(name)) => format!("{name}, {}", alarm.place),
        (AlarmKind::TooMany, None) => alarm.place.clone(),
        (AlarmKind::PublicLog, _) => "The public log".to_owned(),
        (AlarmKind::KeysGone, _) => "The key store".to_owned(),
        _ => format!("Customer {}", alarm.subject),
    }
}

fn told(raised: &Raised, whom: String) -> Told {
    let (what, words, todo, deed) = said(&raised.alarm);
    let (first, last) = raised.between;
    let between = match first == last {
        true => moment_in_words(first),
        false => format!("{} to {}", moment_in_words(first), moment_in_words(last)),
    };
    Told {
        id: raised.id,
        what,
        words,
        whom,
        times: if raised.times == 1 { "once".to_owned() } else { format!("{} times", raised.times) },
        between,
        todo,
        deed,
        settled: raised.settled.map(moment_in_words).unwrap_or_default(),
    }
}

/// What it is, in a sentence, what to do, and the word on the button.
fn said(alarm: &Alarm) -> (&'static str, String, &'static str, &'static str) {
    match alarm.kind {
        AlarmKind::Unrecorded => (
            "Opened without a line",
            "Values of a customer were opened, and no line of the customer’s record stands for it.".to_owned(),
            "Some part of the server goes past the gate. Stop the version that runs, find the place, and tell the customer what was opened. Their record says that it is not complete, and will go on saying so.",
            "Settle: found and mended",
        ),
        AlarmKind::Tampered => (
            "A stored value was changed",
            format!("A value in {} does not fit its seal: it was moved, put back from an older copy, or changed. It stays shut.", alarm.place),
            "Somebody or something writes to the database besides this server. Find out who has access to it, and bring the value back from a backup.",
            "Settle: found and mended",
        ),
        AlarmKind::TooMany => (
            "Somebody looked at too many people",
            "A member of staff wanted to look at more customers within an hour than their work allows, and is shown nobody until this is settled.".to_owned(),
            "Ask them what they were doing. If it was not them, change their password first.",
            "Settle: they may look again",
        ),
        AlarmKind::PublicLog => (
            "The public log stands still",
            public_log::why_it_stands_still(&alarm.place).to_owned(),
            "Nothing is lost: customers’ records are written as before, and come into the log when it goes on. The guide for whoever runs the server says what to do, under “Public log”.",
            "Settle: found and mended",
        ),
        AlarmKind::KeysGone => (
            "The keys are gone",
            "The database of wrapped keys was emptied, or another was put in its place. Values stay shut, except of people who were here just before, and nobody new can join.".to_owned(),
            "Bring back its last copy within seven days, and do not delete what is left of it. The guide for whoever runs the server says how, under “Backups”.",
            "Settle: the keys are back",
        ),
        AlarmKind::KeysLost => (
            "A customer’s keys are lost",
            "The keys of a customer are not in the database of wrapped keys, and no erasure took them. Their details stay shut and are not taken for erased: what is due to be sent waits, and nothing is removed before its time.".to_owned(),
            "Somebody or something removed them. Find out who has access to that database, and bring back its last copy within seven days; the guide for whoever runs the server says how, under “Backups”. Tell the customer if there is none.",
            "Settle: the keys are back, or the customer knows",
        ),
    }
}

pub async fn settle(ctx: Ctx, Path(alarm): Path<String>) -> Result<Response, Stop> {
    let Who::Staff { id: by, .. } = ctx.who else { return Err(Stop::StaffSignIn) };
    let (alarm, now) = (alarm.parse::<Id>().map_err(|_| Stop::NotFound)?, ctx.now());
    let settled =
        ctx.house.store().write(work!(|tx| [alarm, by, now] { gate::settle(tx, alarm, by, now).await }));
    match settled.await? {
        true => Ok(see_other("/desk/dpo/alarms", Some("alarm-settled"))),
        false => Err(Stop::Conflict("This alarm is settled already, or there never was one.")),
    }
}
