//! The cookie question: four kinds, the first of them needed, the others off until somebody says yes.

use std::collections::HashMap;

use askama::Template;
use axum::{Form, extract::State, response::Response};
use consent::choices;
use gate::Ask;
use http::HeaderMap;
use store::Id;
use web::{Ctx, Frame, Page, Stop, see_other};

use super::rules;
use crate::{
    forms, needs,
    receipts::{self, Place},
    shop::Shop,
};

/// The page of this question, which a notice on any other page asks too.
const PAGE: &str = "/privacy/choices";

#[derive(Template)]
#[template(path = "cookies/choices.html")]
struct Choices {
    frame: Frame,
    needed: Kind,
    kinds: Vec<Kind>,
    answered: bool,
    gpc: bool,
    signed_in: bool,
    /// How long the answer holds.
    lasts: String,
}

/// A kind of cookie with the choice that allows it.
struct Kind {
    choice: String,
    label: String,
    on: bool,
    /// The paragraph as the policy renders it.
    html: String,
    clause: String,
    /// Cookies of this kind, each with its life.
    cookies: Vec<String>,
    locked: bool,
}

/// The question.
pub async fn edit(ctx: Ctx, State(shop): State<Shop>, headers: HeaderMap) -> Result<Page, Stop> {
    let gpc = says_no_to_adverts(&headers);
    let kinds = asked(&shop).iter().map(|name| kind(&ctx, &shop, name, gpc)).collect();
    Page::of(&Choices {
        frame: Frame { ask_cookies: false, ..ctx.frame() },
        needed: needed(&shop),
        kinds,
        answered: ctx.jar.answered(),
        gpc,
        signed_in: ctx.customer().is_some(),
        lasts: shop
            .house
            .policy()
            .cookie("choices")
            .map(|cookie| cookie.lasts.to_string())
            .unwrap_or_default(),
    })
}

/// The answer, kept on this device; with an account, in the account's record of choices too.
pub async fn update(
    ctx: Ctx,
    State(shop): State<Shop>,
    headers: HeaderMap,
    Form(sent): Form<HashMap<String, String>>,
) -> Result<Response, Stop> {
    let said = |name: &str| sent.get(name).map_or("", String::as_str);
    let asked = asked(&shop);
    let ticked = |name: &str| !said(name).is_empty();
    let chosen = rules::chosen(said("answer"), &asked, ticked, says_no_to_adverts(&headers));
    if let Some(customer) = ctx.customer() {
        let place = if said("back") == PAGE { Place::CookiePage } else { Place::CookieNotice };
        remember(&ctx, &shop, customer, asked, &chosen, (place, said("shown"))).await?;
    }
    ctx.jar.choose(&ctx.house, &chosen);
    Ok(see_other(forms::page_of_ours(said("back"), PAGE), Some("cookies-saved")))
}

/// The choices that the cookie question asks, in the order of the policy.
fn asked(shop: &Shop) -> Vec<String> {
    let at_banner = |place: &String| place == "cookie-banner";
    let policy = shop.house.policy();
    let choices = policy.choices().iter().filter(|choice| choice.asked_at.iter().any(at_banner));
    choices.map(|choice| choice.name.clone()).collect()
}

/// Whether the browser sends the signal of Global Privacy Control.
fn says_no_to_adverts(headers: &HeaderMap) -> bool {
    headers.get("sec-gpc").is_some_and(|value| value.as_bytes() == b"1")
}

async fn remember(
    ctx: &Ctx,
    shop: &Shop,
    customer: Id,
    asked: Vec<String>,
    chosen: &[String],
    place: (Place, &str),
) -> Result<(), Stop> {
    let made = asked.into_iter().map(|name| {
        let on = chosen.contains(&name);
        receipts::answer(ctx, &name, on, place.0, place.1)
    });
    let made: Vec<_> = made.collect::<Result<_, _>>()?;
    let ask = Ask::new(&needs::COOKIE_CHOICE, ctx.actor(), customer).about("cookie choices");
    let kept = shop.house.gate.record(ask, move |tx, _| {
        let done = made.iter().try_for_each(|(made, words)| choices::set(tx, customer, made, words));
        Box::pin(async move { Ok::<_, Stop>(done?) })
    });
    kept.await
}

fn kind(ctx: &Ctx, shop: &Shop, name: &str, gpc: bool) -> Kind {
    let policy = shop.house.policy();
    let choice = policy.choice(name);
    let locked = gpc && name == rules::ADVERTS;
    Kind {
        choice: name.to_owned(),
        label: choice.map_or_else(String::new, |choice| choice.label.clone()),
        on: ctx.jar.chose(name) && !locked,
        locked,
        ..described(shop, choice.map_or("", |choice| &choice.paragraph), rules::kind_of(name))
    }
}

fn needed(shop: &Shop) -> Kind {
    let paragraph =
        shop.house.policy().cookie("basket").map(|cookie| cookie.paragraph.clone()).unwrap_or_default();
    Kind {
        label: "Make the shop work".to_owned(),
        on: true,
        locked: true,
        ..described(shop, &paragraph, "functionality")
    }
}

/// A paragraph of the policy with the cookies of a kind.
fn described(shop: &Shop, paragraph: &str, kind: &str) -> Kind {
    let policy = shop.house.policy();
    let found = policy.document().paragraph(paragraph);
    let cookies = policy.cookies().iter().filter(|cookie| cookie.kind == kind);
    Kind {
        choice: String::new(),
        label: String::new(),
        on: false,
        html: found.map(|paragraph| paragraph.html.clone()).unwrap_or_default(),
        clause: found.map(|paragraph| paragraph.anchor.clone()).unwrap_or_default(),
        cookies: cookies.map(|cookie| format!("{}, {}", cookie.name, cookie.lasts)).collect(),
        locked: false,
    }
}
