//! The mails of this feature.

use askama::Template;
use gate::{Actor, Ask, Opened, Stop};
use mail::{Composed, Letter, Waiting};
use store::{Id, work};
use web::{Handles, moment_in_words};

use super::queries;
use crate::{columns, needs, shop::Shop};

/// A mailed link to a new password works this long.
const LINK_LASTS: i64 = 3_600;

#[derive(Template)]
#[template(path = "sign_in/mails/recover/body.html")]
struct Recover {
    shop: String,
    link: String,
    purpose: &'static str,
    privacy_url: String,
}

#[derive(Template)]
#[template(path = "sign_in/mails/recover/body.txt")]
struct RecoverText<'a>(&'a Recover);

#[derive(Template)]
#[template(path = "sign_in/mails/password_changed/body.html")]
struct PasswordChanged {
    shop: String,
    at: String,
    link: String,
    care_email: String,
    care_phone: String,
    purpose: &'static str,
    privacy_url: String,
}

#[derive(Template)]
#[template(path = "sign_in/mails/password_changed/body.txt")]
struct PasswordChangedText<'a>(&'a PasswordChanged);

/// Writes the mail `recover`, with a link that is made at this moment, so that its hour begins when it leaves.
pub async fn recover(shop: &Shop, mail: &Waiting) -> Result<Composed, Stop> {
    let Some(to) = address_of(shop, mail.customer).await? else {
        return Ok(Composed::Drop("nobody to write to"));
    };
    let secret = fresh_link(shop, mail.customer, "recover", LINK_LASTS).await?;
    let base = &shop.house.setup.base_url;
    let body = Recover {
        shop: shop.house.setup.title.clone(),
        link: format!("{base}/recover/{secret}"),
        purpose: "You get this mail because somebody asked for it with your address.",
        privacy_url: format!("{base}/privacy"),
    };
    letter(to, include_str!("mails/recover/subject.txt"), &RecoverText(&body), &body)
}

/// Writes the mail `password-changed`.
pub async fn password_changed(shop: &Shop, mail: &Waiting) -> Result<Composed, Stop> {
    let Some(to) = address_of(shop, mail.customer).await? else {
        return Ok(Composed::Drop("nobody to write to"));
    };
    let base = &shop.house.setup.base_url;
    let body = PasswordChanged {
        shop: shop.house.setup.title.clone(),
        at: moment_in_words(shop.house.clock.now()),
        link: format!("{base}/recover"),
        care_email: shop.contact.care_email.clone(),
        care_phone: shop.contact.care_phone.clone(),
        purpose: "You get this mail so that nobody can change your password without your knowing.",
        privacy_url: format!("{base}/privacy"),
    };
    letter(to, include_str!("mails/password_changed/subject.txt"), &PasswordChangedText(&body), &body)
}

/// The address of an account, opened for a mail about the account.
pub(crate) async fn address_of(shop: &Shop, customer: Id) -> Result<Option<Opened>, Stop> {
    let ask = Ask::new(&needs::ACCOUNT_MAIL, Actor::Shop, customer);
    let asked = shop.house.gate.admit(ask, move |tx| {
        Box::pin(async move { Ok::<_, Stop>(queries::address_find(tx, customer).await?) })
    });
    let (pass, found) = asked.await?;
    let sealed = found.and_then(|(_, email)| columns::CUSTOMER_EMAIL.maybe(customer, email));
    Ok(pass.open_maybe(sealed.as_ref())?)
}

/// A secret for a link in a mail. The outbox holds ids alone, so the secret is made when the mail is written.
pub(crate) async fn fresh_link(
    shop: &Shop,
    customer: Id,
    kind: &'static str,
    lasts: i64,
) -> Result<String, Stop> {
    let (secret, until) = (shop.house.dice.token(), shop.house.clock.now().plus_seconds(lasts));
    let put = shop.house.store().write(work!(|tx| [secret, customer, until] -> Result<(), store::Error> {
        Handles::put(tx, kind, &secret, customer, None, until)
    }));
    put.await?;
    Ok(secret)
}

/// Both parts rendered and put into a letter.
pub(crate) fn letter(
    to: Opened,
    subject: &str,
    text: &impl Template,
    html: &impl Template,
) -> Result<Composed, Stop> {
    let rendered = text.render().and_then(|text| Ok((text, html.render()?)));
    // Checked templates fail only when memory is out; the mail is tried again then.
    let (text, html) = rendered.map_err(|_| gate::Fault::Store(store::Error::Full))?;
    Ok(Composed::Letter(Box::new(Letter {
        to,
        subject: subject.trim().to_owned(),
        text,
        html,
        stop_url: None,
        enclosed: None,
    })))
}
