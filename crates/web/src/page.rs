//! A page: a checked template in the shop's frame.

use askama::Template;
use axum::response::{Html, IntoResponse, Redirect, Response};
use http::StatusCode;

use crate::{
    ctx::Ctx,
    door::Who,
    house::NavLink,
    stop::Stop,
    switches::Off,
    times::{date_in_words, year_of},
};

/// What the cookie notice says before its buttons: a record of an answer keeps these words.
pub const COOKIE_WORDS: &str = "The shop needs a few, for your basket and for signing in. The rest is up to you, and a no costs you nothing.";

/// What every page shows around its content.
pub struct Frame {
    /// The shop's name.
    pub title_shop: String,
    /// The categories of the menu.
    pub categories: Vec<NavLink>,
    /// Whether a customer is signed in.
    pub signed_in: bool,
    /// Pieces in the basket, as the basket's cookie carries it.
    pub basket_count: u32,
    /// The address of this page, for the mark in the menu and the way back after a form.
    pub path: String,
    /// Whether the cookie question is still to be answered on this device.
    pub ask_cookies: bool,
    /// What the cookie notice says before its buttons.
    pub cookie_words: &'static str,
    /// The optional kinds of cookies, with the policy's own labels.
    pub choices: Vec<CookieQuestion>,
    /// What just happened, in words.
    pub flash: Option<String>,
    /// The policy's version.
    pub policy_version: String,
    /// The change of the policy that is announced: version and day in words.
    pub coming: Option<(String, String)>,
    /// The member of staff who is signed in.
    pub staff: Option<StaffBadge>,
    /// This year, for the foot of the page.
    pub year: i16,
    /// Whether this is the demo.
    pub demo: bool,
    /// Address of the style sheet.
    pub stylesheet: String,
    /// Allows a script of ours.
    pub nonce: String,
    /// The pages and deeds that the policy in force switches off.
    pub off: Off,
}

/// One optional kind of cookie.
pub struct CookieQuestion {
    /// The choice, as the policy names it.
    pub name: String,
    /// The words beside its box.
    pub label: String,
    /// Whether it is chosen on this device.
    pub chosen: bool,
}

/// Who is at the desk.
pub struct StaffBadge {
    /// User name.
    pub name: String,
    /// Role.
    pub role: String,
}

impl Frame {
    pub(crate) fn of(ctx: &Ctx) -> Frame {
        let (house, setup) = (&ctx.house, &ctx.house.setup);
        Frame {
            title_shop: setup.title.clone(),
            categories: setup.nav.clone(),
            signed_in: matches!(ctx.who, Who::Customer { .. }),
            basket_count: basket_count(ctx),
            path: ctx.path.clone(),
            ask_cookies: !ctx.jar.answered(),
            cookie_words: COOKIE_WORDS,
            choices: cookie_questions(ctx),
            flash: ctx.said.as_deref().and_then(in_words).map(str::to_owned),
            policy_version: house.policy().version().to_owned(),
            coming: house.coming().map(|coming| (coming.version, date_in_words(coming.at))),
            staff: badge(&ctx.who),
            year: year_of(ctx.now()),
            demo: setup.demo,
            stylesheet: house.assets.stylesheet_path().to_owned(),
            nonce: ctx.nonce.0.clone(),
            off: house.switches.off(&house.policy()),
        }
    }

    /// Whether the page of that address is open. Addresses are written as at their route.
    pub fn offers(&self, path: &str) -> bool {
        !self.off.has("GET", path)
    }

    /// Whether the deed of that address is open.
    pub fn takes(&self, path: &str) -> bool {
        !self.off.has("POST", path)
    }
}

fn basket_count(ctx: &Ctx) -> u32 {
    let cookie = ctx.jar.get("basket").unwrap_or_default();
    cookie.split_once('.').and_then(|(_, count)| count.parse().ok()).unwrap_or(0)
}

fn cookie_questions(ctx: &Ctx) -> Vec<CookieQuestion> {
    let policy = ctx.house.policy();
    let asked =
        policy.choices().iter().filter(|choice| choice.asked_at.iter().any(|place| place == "cookie-banner"));
    asked
        .map(|choice| CookieQuestion {
            name: choice.name.clone(),
            label: choice.label.clone(),
            chosen: ctx.jar.chose(&choice.name),
        })
        .collect()
}

fn badge(who: &Who) -> Option<StaffBadge> {
    match who {
        Who::Staff { name, role, .. } => Some(StaffBadge { name: name.clone(), role: role.clone() }),
        _ => None,
    }
}

/// The words for a message code. Codes travel in the address, so that a page can say what the one before it did.
fn in_words(code: &str) -> Option<&'static str> {
    Some(match code {
        "saved" => "Saved.",
        "agreed" => "You agreed to the page as it is now. We wrote it down.",
        "added" => "It is in your basket.",
        "no-more" => "That is as many as we have.",
        "choose-size" => "Please choose a size first.",
        "watching" => "We look for it from now on.",
        "removed" => "Removed.",
        "restored" => "It is back.",
        "wished" => "It is on your wish list.",
        "cookies-gone" => "The cookies of this shop are deleted.",
        "cookies-saved" => "Your cookie choices are saved.",
        "signed-in" => "You are signed in.",
        "signed-out" => "You are signed out.",
        "welcome" => "Your address is confirmed. Welcome.",
        "password-changed" => "Your password is changed. Every other device is signed out.",
        "address-removed" => "The address is removed.",
        "card-removed" => "The card is removed, here and at our payment partner.",
        "card-removing" => {
            "The card is removed here. Our payment partner has not confirmed yet; we keep asking."
        }
        "basket-merged" => "We put the pieces from this device into your basket.",
        "asked" => "We have your request. An advisor may now look at your details until it is closed.",
        "request-closed" => "The request is closed. Nobody in customer care can open your details now.",
        "line-asked" => {
            "Your question is with our data-protection officer, and the line with it. You find it here."
        }
        "answered" => {
            "The question is answered and closed. The customer reads the answer among their requests."
        }
        "complained" => "We have your complaint. You find it here, with its code.",
        "account-closed" => "Your account is closed and its keys are destroyed.",
        "dispatched" => "Packed. It is handed over as soon as the courier can be reached.",
        "handed-over" => "Packed, and handed over to the courier.",
        "packed-waits" => "Packed. It may not be handed over yet and waits.",
        "order-placed" => "Thank you. Your order is placed and paid.",
        "order-cancelled" => "The order is cancelled. We give the money back to your card.",
        "look-again" => "Something changed since you looked. Please read it once more before you pay.",
        "paying-elsewhere" => {
            "This order is being paid in another window. Finish there, or press the button again in a moment."
        }
        "sold-out" => "A piece was sold meanwhile. Nothing was charged.",
        "payment-away" => {
            "We cannot hand your payment on at the moment. Nothing was charged, and everything is kept as it is. Please try again in a few minutes."
        }
        "agreement-saved" => "The agreement is saved.",
        "legal-recorded" => "The order is written down. Another officer has to approve it.",
        "legal-approved" => "The order is approved.",
        "legal-ended" => "The order has ended. It opens nothing any more.",
        "alarm-settled" => "The alarm is settled.",
        "duty-done" => "It is written down.",
        "agreement-ended" => "The agreement has ended. Nothing more is handed over.",
        "mail-sent" => "A mail to you is on its way.",
        "clock-moved" => "The clock was moved.",
        _ => return None,
    })
}

/// A rendered page on its way out.
pub struct Page {
    html: String,
    status: StatusCode,
}

impl Page {
    /// Renders a template.
    ///
    /// # Errors
    /// A fault when the template fails, which checked templates do only when memory is out.
    pub fn of(template: &impl Template) -> Result<Page, Stop> {
        Ok(Page { html: template.render().map_err(Stop::template)?, status: StatusCode::OK })
    }

    /// The form comes back with words beside its fields: 422.
    ///
    /// # Errors
    /// As for [`Page::of`].
    pub fn invalid(template: &impl Template) -> Result<Page, Stop> {
        Ok(Page { status: StatusCode::UNPROCESSABLE_ENTITY, ..Page::of(template)? })
    }

    /// The same page under another status.
    pub fn status(self, status: StatusCode) -> Page {
        Page { status, ..self }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        (self.status, Html(self.html)).into_response()
    }
}

/// Leads to another page after something was done (303), saying so by a message code.
pub fn see_other(path: &str, said: Option<&str>) -> Response {
    let mark = if path.contains('?') { '&' } else { '?' };
    match said {
        Some(said) => Redirect::to(&format!("{path}{mark}said={said}")).into_response(),
        None => Redirect::to(path).into_response(),
    }
}
