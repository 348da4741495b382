//! The words beside a box or a button, as they are shown in that place, and an answer that keeps them.

use consent::{choices::Made, wording::Signed};
use policy::Policy;
use serde_json::json;
use web::{Ctx, House, Stop};

/// The language of every page and of the policy.
pub(super) const LANGUAGE: &str = "en-GB";

/// Where somebody is asked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The form that opens an account.
    Registration,
    /// My Account.
    Account,
    /// The page of cookie choices.
    CookiePage,
    /// The notice about cookies on every other page.
    CookieNotice,
    /// The page of payment.
    Checkout,
}

impl Place {
    /// The channel that the record of a choice names.
    fn channel(self) -> &'static str {
        match self {
            Place::Registration => "registration",
            Place::Account => "account",
            Place::CookiePage => "cookie-page",
            Place::CookieNotice => "cookie-banner",
            Place::Checkout => "checkout",
        }
    }
}

/// What somebody reads before they answer.
pub struct Words {
    /// What is asked: a choice of the policy, or `guardian`.
    pub about: String,
    /// The words of the box or the button.
    pub label: String,
    /// What stands beside them.
    pub beside: String,
    /// The paragraph of the policy that the place leads to.
    pub paragraph: String,
    /// Whole texts that stand there to be read, each with its title.
    pub texts: Vec<(String, String)>,
}

impl Words {
    /// The words of a choice, as that place shows them.
    pub fn of_choice(policy: &Policy, name: &str, place: Place) -> Words {
        let (label, paragraph) = policy
            .choice(name)
            .map(|choice| (choice.label.clone(), choice.paragraph.clone()))
            .unwrap_or_default();
        let beside = match place {
            Place::Registration => policy.reason("contact.email", &["marketing"]).words,
            Place::Account | Place::CookiePage => text_of(policy, &paragraph),
            Place::CookieNotice => web::COOKIE_WORDS.to_owned(),
            Place::Checkout => CARD_WORDS.to_owned(),
        };
        Words { about: name.to_owned(), label, beside, paragraph, texts: Vec::new() }
    }

    /// The words under the policy that they were shown with, signed.
    pub fn signed(&self, house: &House, policy: &Policy) -> Signed {
        let texts = self.texts.iter().map(|(title, text)| json!({ "title": title, "text": text }));
        let body = json!({
            "format": "cloakroom-wording-1",
            "language": LANGUAGE,
            "policy": { "version": policy.version(), "sha256": policy.hash_hex() },
            "about": self.about,
            "label": self.label,
            "beside": self.beside,
            "paragraph": { "number": self.paragraph, "text": text_of(policy, &self.paragraph) },
            "texts": texts.collect::<Vec<_>>(),
        });
        let body = body.to_string();
        let hash = web::sha256(&[body.as_bytes()]);
        Signed { hash, signature: house.gate.signature().sign_alike(&Signed::message(&hash)), body }
    }
}

/// What stands beside the box that lets a card be remembered.
pub const CARD_WORDS: &str = "Our partner keeps the card. We keep a stand-in for it, its brand, the last four digits and when it ends, until you remove it.";

fn text_of(policy: &Policy, paragraph: &str) -> String {
    policy.document().paragraph(paragraph).map(|found| found.text.clone()).unwrap_or_default()
}

/// An answer to a choice, with the words it was given to in that place. `shown` is the version that the form says it showed.
///
/// # Errors
/// A yes to words of another version than the one in force counts for neither. A no is taken whatever was shown.
pub fn answer(ctx: &Ctx, name: &str, on: bool, place: Place, shown: &str) -> Result<(Made, Signed), Stop> {
    let policy = ctx.house.policy();
    if on {
        as_shown(&policy, shown)?;
    }
    let words = Words::of_choice(&policy, name, place).signed(&ctx.house, &policy);
    let made = Made {
        event: ctx.id(),
        name: name.to_owned(),
        on,
        at: ctx.now(),
        policy_version: policy.version().to_owned(),
        wording_hash: words.hash,
        channel: place.channel().to_owned(),
    };
    Ok((made, words))
}

/// Holds a form to the version that it showed, if it says which.
pub fn as_shown(policy: &Policy, shown: &str) -> Result<(), Stop> {
    if shown.is_empty() || shown == policy.version() {
        return Ok(());
    }
    Err(Stop::Conflict(
        "Our privacy policy changed while this page was open. Please load the page anew, read it, and answer once more.",
    ))
}
