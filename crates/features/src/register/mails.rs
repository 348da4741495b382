//! The mails of this feature.
//!
//! None of them repeats a name or anything else that a form took: whoever types somebody's address into a form must not be
//! able to have words of their own delivered there.

use askama::Template;
use consent::{
    choices,
    clearance::{self, State},
};
use gate::{Actor, Ask, Fault, Stop};
use mail::{Composed, Waiting};
use store::{Error, Id, Time, work};
use web::{Handles, date_in_words, moment_in_words};

use super::{figures::Figures, guardian::GUARDIAN, queries, texts::Texts};
use crate::{
    columns, needs,
    shop::Shop,
    sign_in::mails::{address_of, fresh_link, letter},
};

const DAY: i64 = 86_400;
/// A link to a new password in the mail about a known address works this long.
const RECOVER_LASTS: i64 = 3_600;
const NOBODY: Composed = Composed::Drop("nobody to write to");

#[derive(Template)]
#[template(path = "register/mails/confirm_address/body.html")]
struct ConfirmAddress {
    shop: String,
    link: String,
    forgotten_on: String,
    policy: String,
    at: String,
    said: Vec<Said>,
    purpose: &'static str,
    privacy_url: String,
}

#[derive(Template)]
#[template(path = "register/mails/confirm_address/body.txt")]
struct ConfirmAddressText<'a>(&'a ConfirmAddress);

/// A choice as it was made in the form.
struct Said {
    label: String,
    on: bool,
}

#[derive(Template)]
#[template(path = "register/mails/known_address/body.html")]
struct KnownAddress {
    shop: String,
    confirmed: bool,
    signin: String,
    recover: String,
    purpose: &'static str,
    privacy_url: String,
}

#[derive(Template)]
#[template(path = "register/mails/known_address/body.txt")]
struct KnownAddressText<'a>(&'a KnownAddress);

#[derive(Template)]
#[template(path = "register/mails/guardian_asked/body.html")]
struct GuardianAsked {
    shop: String,
    age: i16,
    order: bool,
    link: String,
    until: String,
    policy: String,
    texts: Texts,
    terms: String,
    terms_url: String,
    purpose: &'static str,
    privacy_url: String,
}

#[derive(Template)]
#[template(path = "register/mails/guardian_asked/body.txt")]
struct GuardianAskedText<'a>(&'a GuardianAsked);

/// Writes the mail `confirm-address`: the link, and what was agreed to, so that the person has it in writing.
pub async fn confirm_address(shop: &Shop, mail: &Waiting) -> Result<Composed, Stop> {
    let Some(joined) = joined(shop, mail.customer).await? else {
        return Ok(Composed::Drop("confirmed already"));
    };
    let Some(to) = address_of(shop, mail.customer).await? else { return Ok(NOBODY) };
    let days = Figures::of(&shop.house.policy()).unverified_days;
    let secret = fresh_link(shop, mail.customer, "verify", days * DAY).await?;
    let base = &shop.house.setup.base_url;
    let body = ConfirmAddress {
        shop: shop.house.setup.title.clone(),
        link: format!("{base}/verify/{secret}"),
        forgotten_on: date_in_words(joined.at.plus_days(days)),
        policy: joined.policy,
        at: moment_in_words(joined.at),
        said: joined.said,
        purpose: "You get this mail because this address was typed into our form.",
        privacy_url: format!("{base}/privacy"),
    };
    letter(to, include_str!("mails/confirm_address/subject.txt"), &ConfirmAddressText(&body), &body)
}

/// An account that waits to be confirmed.
struct Joined {
    at: Time,
    policy: String,
    said: Vec<Said>,
}

async fn joined(shop: &Shop, customer: Id) -> Result<Option<Joined>, Stop> {
    let read = shop.house.store().read(work!(|tx| [customer] -> Result<_, Error> {
        let Some((at, policy)) = queries::unverified_find(tx, customer).await? else { return Ok(None) };
        Ok(Some((at, policy, choices::all(tx, customer).await?)))
    }));
    let Some((at, policy, made)) = read.await? else { return Ok(None) };
    let label =
        |name: &str| shop.house.policy().choice(name).map_or(name.to_owned(), |choice| choice.label.clone());
    let said = made.into_iter().map(|(name, on)| Said { label: label(&name), on }).collect();
    Ok(Some(Joined { at, policy, said }))
}

/// Writes the mail `known-address`.
pub async fn known_address(shop: &Shop, mail: &Waiting) -> Result<Composed, Stop> {
    let customer = mail.customer;
    let read = shop.house.store().read(work!(|tx| [customer] { queries::is_confirmed(tx, customer).await }));
    let Some(confirmed) = read.await? else { return Ok(NOBODY) };
    let Some(to) = address_of(shop, customer).await? else { return Ok(NOBODY) };
    let secret = fresh_link(shop, customer, "recover", RECOVER_LASTS).await?;
    let base = &shop.house.setup.base_url;
    let body = KnownAddress {
        shop: shop.house.setup.title.clone(),
        confirmed,
        signin: format!("{base}/signin"),
        recover: format!("{base}/recover/{secret}"),
        purpose: "You get this mail because this address was typed into our form.",
        privacy_url: format!("{base}/privacy"),
    };
    letter(to, include_str!("mails/known_address/subject.txt"), &KnownAddressText(&body), &body)
}

/// Writes the mail `guardian-asked`, with both texts in full: the guardian reads there what they would agree to.
pub async fn guardian_asked(shop: &Shop, mail: &Waiting) -> Result<Composed, Stop> {
    let (customer, now) = (mail.customer, shop.house.clock.now());
    let ask = Ask::new(&needs::GUARDIAN_MAIL, Actor::Shop, customer);
    let asked = shop.house.gate.admit(ask, move |tx| {
        Box::pin(async move {
            let found =
                clearance::find(tx, customer, now).await?.filter(|found| found.state == State::Waiting);
            Ok::<_, Stop>((found, queries::is_visitor(tx, customer).await?))
        })
    });
    let (pass, (found, order)) = asked.await?;
    let Some(found) = found else { return Ok(Composed::Drop("no longer asked")) };
    let sealed = columns::CLEARANCE_GUARDIAN.maybe(customer, found.guardian);
    let Some(to) = pass.open_maybe(sealed.as_ref())? else { return Ok(NOBODY) };
    let secret = guardian_link(shop, customer, found.expires_at).await?;
    let body = guardian_body(shop, order, &secret, found.expires_at)?;
    letter(to, include_str!("mails/guardian_asked/subject.txt"), &GuardianAskedText(&body), &body)
}

async fn guardian_link(shop: &Shop, customer: Id, until: Time) -> Result<String, Stop> {
    let secret = shop.house.dice.token();
    let put = shop.house.store().write(
        work!(|tx| [secret = secret.clone(), customer, until] -> Result<(), Error> {
            Handles::put(tx, GUARDIAN, &secret, customer, None, until)
        }),
    );
    put.await?;
    Ok(secret)
}

fn guardian_body(shop: &Shop, order: bool, secret: &str, until: Time) -> Result<GuardianAsked, Stop> {
    let (base, policy) = (&shop.house.setup.base_url, shop.house.policy());
    // Rendering fails only when memory is out.
    let texts = Texts::of(shop).map_err(|_| Fault::Store(Error::Full))?;
    Ok(GuardianAsked {
        shop: shop.house.setup.title.clone(),
        age: Figures::of(&policy).age,
        order,
        link: format!("{base}/guardian/{secret}"),
        until: date_in_words(until),
        policy: policy.version().to_owned(),
        terms: texts.terms_html.replace("href=\"/", &format!("href=\"{base}/")),
        texts,
        terms_url: format!("{base}/terms"),
        purpose: "You get this mail because your address was given as a parent’s or guardian’s.",
        privacy_url: format!("{base}/privacy"),
    })
}
