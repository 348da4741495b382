//! How to reach a person: departments, telephone, and the officer by post.

use askama::Template;
use axum::extract::State;
use web::{Ctx, Frame, Page, Stop};

use crate::shop::{Contact, Shop};

/// Who answers what; all of it arrives at customer care, which passes it on by the word before the colon.
const DEPARTMENTS: [(&str, &str, &str); 4] = [
    ("Orders and delivery", "parcel", "Where a parcel is, what came broken, what goes back."),
    ("Cards and paying", "card", "A payment that failed, a card to remove, money that is due back."),
    ("Your account", "person", "Signing in, a name or address to set right, closing the account."),
    ("Your details", "shield", "What we hold, who used it, what must stop or go."),
];

#[derive(Template)]
#[template(path = "help/contact.html")]
struct ContactPage {
    frame: Frame,
    contact: Contact,
    departments: &'static [(&'static str, &'static str, &'static str)],
    correction: String,
}

pub async fn show(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let correction = super::texts::answer_time(&ctx, "correction");
    let contact = shop.contact.clone();
    Page::of(&ContactPage { frame: ctx.frame(), contact, departments: &DEPARTMENTS, correction })
}

#[derive(Template)]
#[template(path = "help/officer.html")]
struct Officer {
    frame: Frame,
    address: Vec<String>,
    answer: String,
}

pub async fn officer(ctx: Ctx, State(shop): State<Shop>) -> Result<Page, Stop> {
    let address = shop.contact.officer_post.split(',').map(|line| line.trim().to_owned()).collect();
    let answer = super::texts::answer_time(&ctx, "complaint");
    Page::of(&Officer { frame: ctx.frame(), address, answer })
}
