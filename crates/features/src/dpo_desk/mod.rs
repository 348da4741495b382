//! Without an agreement in date nobody outside gets anything, and what the page gives the officer to do is not forgotten.

mod agreement;
mod agreements;
mod alarms;
mod clock;
mod duties;
#[cfg(test)]
mod duties_tests;
mod handshake;
mod legal;
mod policy;
mod queries;
mod questions;
mod recipients;
mod rules;
#[cfg(test)]
mod tests;

use web::{Door, House, Routes};

use crate::{needs, shop::Shop};

/// Whose desk this is.
const OFFICER: Door = Door::Staff(&["officer"]);

/// The routes of this feature. The clock can be moved in the demo alone.
pub fn routes(house: &House) -> Routes<Shop> {
    let routes = Routes::new(house)
        .get("/desk/agreements", OFFICER, "rights", agreements::index)
        .get("/desk/agreements/{party}", OFFICER, "rights", agreement::edit)
        .post("/desk/agreements/{party}", OFFICER, "rights", agreement::update)
        .post("/desk/agreements/{party}/end", OFFICER, "rights", agreement::end)
        .get("/desk/dpo/alarms", OFFICER, "rights", alarms::index)
        .post("/desk/dpo/alarms/{alarm}/settle", OFFICER, "rights", alarms::settle)
        .get("/desk/dpo/duties", OFFICER, "rights", duties::index)
        .post("/desk/dpo/duties/{duty}/done", OFFICER, "rights", duties::update)
        .get("/desk/dpo/questions", OFFICER, "rights", questions::index)
        .get("/desk/dpo/questions/{customer}/{request}", OFFICER, "rights", questions::show)
        .needs([&needs::QUESTION_READ, &needs::QUESTION_LINE])
        .post("/desk/dpo/questions/{customer}/{request}", OFFICER, "rights", questions::answer)
        .needs([&needs::QUESTION_READ, &needs::QUESTION_LINE, &needs::QUESTION_ANSWER])
        .get("/desk/dpo/rules", OFFICER, "rights", handshake::show)
        .merge(legal::routes(house))
        .merge(policy::routes(house));
    if !house.setup.demo {
        return routes;
    }
    routes.get("/desk/clock", Door::Public, "site.run", clock::edit).post(
        "/desk/clock",
        Door::Public,
        "site.run",
        clock::update,
    )
}
