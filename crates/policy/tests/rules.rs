//! Every form of rule is read, and said again as a sentence.

use policy::{Policy, Settings};

/// What the page says of a rule, or why it is refused.
fn said(rule: &str) -> String {
    let text = format!(
        "---\nversion: 1\neffective: 2027-01-01\n---\n# Privacy\n\nOne.\n```rules\n{rule}\n```\n\nTwo.\n```rules\n{WORDS}```\n"
    );
    match Policy::load(&text, &Settings::new()) {
        Ok(policy) => {
            policy.document().paragraph("0.1").map(|one| one.rules[0].words.clone()).unwrap_or_default()
        }
        Err(problems) => problems.to_string(),
    }
}

const WORDS: &str = "keep orders, contact for 6 years after last-order then erase
figure crowd is 20 people
shop may use personal for order as contract
data contact: email, phone
data orders: items, payment
data chat
data cookie: functionality
keep chat for 13 months after chat-end then erase
keep cookie for 30 days after last-visit then erase
data not-personal figures: sales
purpose order: process, deliver
purpose study
inside shop, customer, officer
outside courier (processor), authority (authority)
fact agreement, asked, cleared, objected, legal-order
";

#[test]
fn permissions() {
    assert_eq!(
        said(
            "courier may receive, use contact but contact.email for order.deliver as contract if agreement or asked and not objected"
        ),
        "The parcel courier may receive and use your contact details other than e-mail address for delivering your order, \
         because your order or account needs it, but only if an agreement with whoever receives it is in date, \
         or if a request for help of yours is open and you have not objected."
    );
    assert_eq!(
        said("courier may see figures for study"),
        "The parcel courier may see figures without names for our own studies."
    );
    assert_eq!(
        said("courier may receive contact.phone\n  for order.deliver as contract\n  if agreement"),
        "The parcel courier may receive your phone number for delivering your order, because your order or account needs it, \
         but only if an agreement with whoever receives it is in date."
    );
}

#[test]
fn prohibitions() {
    assert_eq!(
        said("courier may never receive contact.email"),
        "The parcel courier may never receive your e-mail address."
    );
    assert_eq!(
        said(
            "nobody outside but authority may see, receive orders for order but order.process unless legal-order"
        ),
        "Nobody outside the company but the court or authority may see or receive your orders for your order, \
         though not for handling your order, unless a court or an authority has ordered it."
    );
    assert_eq!(
        said("nobody but shop, customer may use chat except for order.process"),
        "Nobody but us and you may use your chats, except for handling your order."
    );
}

#[test]
fn terms() {
    let news = "data news\nshop may use news for study as contract\n";
    let keep = |rule: &str| said(&format!("{rule}\n{news}"));
    assert_eq!(
        keep("keep news for 1 day after chat-end then erase"),
        "We keep your news for 1 day after the end of the chat, and then we destroy them."
    );
    assert_eq!(
        keep("keep news while agreement then anonymise"),
        "We keep your news as long as an agreement with whoever receives it is in date, and then we take your name off them."
    );
}

#[test]
fn what_is_asked_and_set() {
    let heeded = "choice post-news \"Send me post\" starts off asked at account, checkout\nshop may see contact.email for study as consent if post-news";
    assert_eq!(
        said(heeded),
        "“Send me post” is off until you choose, and we ask in My Account and at the checkout."
    );
    assert_eq!(
        said("cookie basket is functionality lasts 30 days"),
        "The cookie “basket” is one of the cookies that make the shop work and lasts 30 days."
    );
}

#[test]
fn what_is_counted() {
    assert_eq!(said("limit advert-views to 3 times in 1 day"), "Advert views: at most 3 times a day.");
    assert_eq!(said("limit letters to 1 in 2 weeks"), "Letters: at most once in 2 weeks.");
    assert_eq!(
        said("answer chat-copy within 7 days through account, care-phone"),
        "Chat copy: within 7 days, through My Account or a call to customer care."
    );
    assert_eq!(said("figure returns is 30 days"), "The figure “returns” is 30 days.");
    assert_eq!(said("figure season is \"spring\""), "The figure “season” is spring.");
    assert_eq!(
        said("statistics of orders need crowd"),
        "Figures about your orders leave only when the figure “crowd” is reached."
    );
}

#[test]
fn what_has_to_be_done() {
    assert_eq!(
        said("before registration, ordering require cleared"),
        "Before anybody joins or anybody orders, this must be so: you are old enough or your guardian said yes."
    );
    assert_eq!(
        said("every opening is recorded"),
        "Each opening of a sealed detail is written into your record first."
    );
    assert_eq!(
        said("duty review \"Look at the agreements\" of officer every 12 months"),
        "The data-protection officer, every 12 months: Look at the agreements."
    );
    assert_eq!(
        said("change that widens needs crowd and asks again"),
        "A change of this page that allows more waits for the figure “crowd”, and what rested on your yes is asked again."
    );
    assert_eq!(said("no rule because \"it greets\""), "No rule stands here, because it greets.");
}

#[test]
fn words() {
    assert_eq!(
        said("data not-personal weather: sun, rain"),
        "“weather” means weather: sun and rain, and is about nobody."
    );
    assert_eq!(
        said("purpose care: answer, train"),
        "“care.answer” means answering you and “care.train” means coaching our staff."
    );
    assert_eq!(
        said("outside painter (processor), linked-site (stranger)"),
        "Outside the company: “painter” is the painter and “linked-site” is the site we link to."
    );
    assert_eq!(
        said("fact signed-in"),
        "“signed-in” means that you are signed in or hold the link to your order."
    );
}
