//! Every cookie there can be, and which of them this browser holds.

use askama::Template;
use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::HeaderValue;
use store::work;
use web::{Ctx, Frame, Page, Stop, Who, see_other, sessions};

use super::rules::kind_in_words;
use crate::shop::Shop;

/// Cookies whose value is no secret and can stand on the page.
const OPEN: [&str; 2] = ["choices", "settings"];

#[derive(Template)]
#[template(path = "cookies/register.html")]
struct Register {
    frame: Frame,
    cookies: Vec<Shown>,
    advice: String,
    within: String,
    holds_any: bool,
}

struct Shown {
    name: String,
    kind: &'static str,
    lasts: String,
    purpose: &'static str,
    clause: String,
    paragraph: String,
    set: bool,
    value: String,
}

/// The list.
pub async fn show(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let policy = shop.house.policy();
    let cookies: Vec<Shown> = policy.cookies().iter().map(|cookie| shown(&ctx, cookie)).collect();
    Page::of(&Register {
        frame: ctx.frame(),
        holds_any: cookies.iter().any(|cookie| cookie.set),
        cookies,
        advice: shop.contact.cookie_advice.clone(),
        within: policy.answer("cookie-clear").map(|answer| answer.span.to_string()).unwrap_or_default(),
    })
}

fn shown(ctx: &Ctx, cookie: &policy::CookieRule) -> Shown {
    let value = ctx.jar.get(&cookie.name);
    Shown {
        kind: kind_in_words(&cookie.kind),
        lasts: cookie.lasts.to_string(),
        purpose: purpose(&cookie.name),
        clause: format!("p{}", cookie.paragraph.replace('.', "-")),
        paragraph: cookie.paragraph.clone(),
        set: value.is_some(),
        value: value.filter(|_| OPEN.contains(&cookie.name.as_str())).unwrap_or_default(),
        name: cookie.name.clone(),
    }
}

/// What each is for, in a line. What it stands for in law is the policy's paragraph.
fn purpose(name: &str) -> &'static str {
    match name {
        "session" => "A random number that keeps you signed in.",
        "basket" => "A random number that leads to your basket and wish list, and how many pieces lie in it.",
        "choices" => "Your answer to the cookie question.",
        "joining" => "A random number that leads to what you typed while joining, until you are done.",
        "receipt" => "A random number that leads to your last order without an account.",
        "visit" => "Tells two visits from two visitors. This shop does not set it yet.",
        "settings" => "How you last sorted our lists.",
        "advert" => "Counts how often you saw an advert. This shop does not set it yet.",
        _ => "As the policy says.",
    }
}

/// Deletes every cookie of the shop from this browser, known or not, and ends the session that hung on one.
pub async fn remove(ctx: Ctx) -> Result<Response, Stop> {
    if let Who::Customer { session, .. } | Who::Staff { session, .. } = ctx.who {
        let ended = ctx
            .house
            .store()
            .write(work!(|tx| [session] -> Result<(), Stop> { Ok(sessions::end(tx, session)?) }));
        ended.await?;
    }
    let names: Vec<String> = ctx.jar.names().map(str::to_owned).collect();
    names.iter().for_each(|name| ctx.jar.remove(name));
    let mut response = see_other("/privacy/cookies", Some("cookies-gone")).into_response();
    response.headers_mut().insert("clear-site-data", HeaderValue::from_static("\"cookies\", \"storage\""));
    Ok(response)
}
