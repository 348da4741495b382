//! What the page gives somebody to do again and again: when it was last done, who wrote that down, and when it is due.

use askama::Template;
use axum::{
    extract::{Path, State},
    response::Response,
};
use policy::{Duty, Policy};
use store::{Error, Time, work};
use web::{Ctx, Frame, Page, Stop, date_in_words, moment_in_words, see_other};

use super::{
    queries::{self, Done},
    rules,
};
use crate::{
    editions::{Edition, desk},
    shop::Shop,
};

/// Who presses twice means once.
const AGAIN_AFTER: i64 = 60;

#[derive(Template)]
#[template(path = "dpo_desk/duties.html")]
struct Duties {
    frame: Frame,
    clock: bool,
    duties: Vec<Told>,
    late: usize,
    done: Vec<Written>,
}

/// A duty in words.
pub(super) struct Told {
    pub label: String,
    whose: String,
    every: String,
    paragraph: String,
    anchor: String,
    deed: String,
    last: String,
    due: String,
    pub standing: String,
    pub tone: &'static str,
}

/// That one was done, in words.
struct Written {
    label: String,
    when: String,
    who: String,
}

/// Every duty of the page in force, and what was done lately.
pub async fn index(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let duties = all(&shop).await?;
    let done = ctx.house.store().read(work!(|tx| { queries::duties_done(tx).await })).await?;
    let policy = ctx.house.policy();
    Page::of(&Duties {
        frame: ctx.frame(),
        clock: shop.demo.is_some(),
        late: duties.iter().filter(|duty| duty.is_late()).count(),
        duties,
        done: done.into_iter().map(|(duty, done)| written(&policy, &duty, done)).collect(),
    })
}

/// Writes down that one was done, by whom and when.
pub async fn update(ctx: Ctx, Path(duty): Path<String>) -> Result<Response, Stop> {
    let policy = ctx.house.policy();
    let duty = policy.duties().iter().find(|known| known.name == duty).ok_or(Stop::NotFound)?.name.clone();
    let (who, id, now) = (ctx.actor().named(), ctx.id(), ctx.now());
    let noted = ctx.house.store().write(work!(|tx| [duty, who, id, now] -> Result<(), Error> {
        let last = queries::duty_last(tx, &duty).await?;
        match last.is_some_and(|last| now.seconds_since(last.at) < AGAIN_AFTER) {
            true => Ok(()),
            false => queries::duty_put(tx, &duty, id, now, &who),
        }
    }));
    noted.await?;
    Ok(see_other("/desk/dpo/duties", Some("duty-done")))
}

/// The duties that should have been done already.
pub(super) async fn late(shop: &Shop) -> Result<Vec<Told>, Stop> {
    Ok(all(shop).await?.into_iter().filter(Told::is_late).collect())
}

/// Every duty, the most urgent first.
async fn all(shop: &Shop) -> Result<Vec<Told>, Stop> {
    let (policy, now) = (shop.house.policy(), shop.house.clock.now());
    let names: Vec<String> = policy.duties().iter().map(|duty| duty.name.clone()).collect();
    let last = shop.house.store().read(work!(|tx| [names] -> Result<Vec<Option<Done>>, Error> {
        let mut last = Vec::with_capacity(names.len());
        for name in &names {
            last.push(queries::duty_last(tx, name).await?);
        }
        Ok(last)
    }));
    let last = last.await?;
    // Only what was never done hangs on earlier editions, each of which has to be read.
    let editions = if last.iter().any(Option::is_none) { desk::list(shop).await? } else { Vec::new() };
    let mut told: Vec<(Time, Told)> = Vec::new();
    for (duty, last) in policy.duties().iter().zip(last) {
        let from =
            last.as_ref().map_or_else(|| given_since(&editions, &policy, &duty.name, now), |last| last.at);
        let due = gate::after(from, duty.every);
        told.push((due, Told::of(&policy, duty, last, (due, now))));
    }
    told.sort_by_key(|(due, _)| *due);
    Ok(told.into_iter().map(|(_, told)| told).collect())
}

/// Since when the page gives it to somebody without a break: a new edition begins no new time for what was never done.
fn given_since(editions: &[Edition], policy: &Policy, duty: &str, now: Time) -> Time {
    let gives = |edition: &&Edition| {
        let read = Policy::load(&edition.text, policy.settings());
        read.is_ok_and(|read| read.duties().iter().any(|known| known.name == duty))
    };
    let course = editions.iter().rev().filter(|edition| edition.place.is_some());
    course.take_while(gives).filter_map(|edition| edition.in_force_at).last().unwrap_or(now)
}

fn written(policy: &Policy, duty: &str, done: Done) -> Written {
    let known = policy.duties().iter().find(|known| known.name == duty);
    Written {
        label: known.map_or_else(|| duty.replace('-', " "), |known| known.label.clone()),
        when: moment_in_words(done.at),
        who: done.who,
    }
}

impl Told {
    fn of(policy: &Policy, duty: &Duty, last: Option<Done>, (due, now): (Time, Time)) -> Told {
        let (standing, tone) = rules::due(due, now);
        Told {
            label: duty.label.clone(),
            whose: policy.party_words_of(&duty.owner),
            every: duty.every.to_string(),
            paragraph: duty.paragraph.clone(),
            anchor: format!("p{}", duty.paragraph.replace('.', "-")),
            deed: format!("/desk/dpo/duties/{}/done", duty.name),
            last: last.map_or_else(|| "never".to_owned(), |last| date_in_words(last.at)),
            due: date_in_words(due),
            standing,
            tone,
        }
    }

    fn is_late(&self) -> bool {
        self.tone == "bad"
    }
}
