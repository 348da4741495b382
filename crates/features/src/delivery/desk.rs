//! The fulfilment desk: what is to pack, what waits and why, what is on its way. The list names nobody.

use askama::Template;
use axum::extract::State;
use store::{Time, work};
use web::{Ctx, Frame, Page, Stop, moment_in_words};

use super::queries::{self, Work};
use crate::shop::Shop;

#[derive(Template)]
#[template(path = "delivery/desk.html")]
struct Desk {
    frame: Frame,
    to_pack: Vec<Line>,
    waiting: Vec<Line>,
    packed: Vec<Line>,
    on_the_way: Vec<Line>,
    delivered: Vec<Line>,
    held: Vec<String>,
    courier: String,
}

struct Line {
    number: String,
    placed: String,
    age: String,
    /// Older than a day: the age stands out.
    late: bool,
    waits: Option<String>,
}

impl Line {
    fn of(work: &Work, now: Time) -> Line {
        let hours = now.seconds_since(work.placed_at) / 3_600;
        Line {
            number: work.number.clone(),
            placed: moment_in_words(work.placed_at),
            age: age(hours),
            late: hours >= 24,
            waits: work.waits.clone(),
        }
    }
}

/// "today", "1 day", "3 days".
fn age(hours: i64) -> String {
    match hours {
        ..1 => "just now".to_owned(),
        1 => "1 hour".to_owned(),
        2..24 => format!("{hours} hours"),
        24..48 => "1 day".to_owned(),
        _ => format!("{} days", hours / 24),
    }
}

/// All open orders.
pub async fn index(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let read = shop.house.store().read(work!(|tx| -> Result<(Vec<Work>, Vec<Time>), store::Error> {
        Ok((queries::open(tx).await?, queries::held(tx).await?))
    }));
    let (all, held) = read.await?;
    let now = ctx.now();
    let of = |state: &str, waits: bool| {
        let these = all.iter().filter(|work| work.state == state && work.waits.is_some() == waits);
        these.map(|work| Line::of(work, now)).collect()
    };
    Page::of(&Desk {
        frame: ctx.frame(),
        to_pack: of("to-pack", false),
        waiting: of("packed", true),
        packed: of("packed", false),
        on_the_way: of("on-its-way", false),
        delivered: of("delivered", false),
        held: held.into_iter().map(moment_in_words).collect(),
        courier: shop.partners.courier.name.clone(),
    })
}
