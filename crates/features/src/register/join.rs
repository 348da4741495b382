//! The form that opens an account.

use std::collections::HashMap;

use askama::Template;
use axum::{
    Form,
    extract::State,
    response::{IntoResponse, Response},
};
use consent::{
    choices::{self, Made},
    clearance::{self, State as Cleared},
    wording::Signed,
};
use gate::{Actor, Ask, Class, Sealer, Tokens};
use policy::Reason;
use serde::Deserialize;
use store::{Error, Id, Time, Tx, work};
use web::{Ctx, Frame, Handles, Page, Stop, see_other};
use zeroize::Zeroizing;

use super::{
    figures::Figures,
    queries::{self, NewAccount},
    rules,
    standing::{self, ADULT_LASTS, JOINED, JOINING, Standing},
};
use crate::{
    before::{Step, Wanted},
    columns,
    forms::{Email, Password, PersonName, Problems},
    needs,
    receipts::{self, Place},
    retention::forgetting,
    shop::Shop,
    sign_in::{self, TypedPassword},
};

/// A clearance that was used lasts as long as the account: a century stands for that.
const SETTLED_DAYS: i64 = 36_500;

/// What the form sends; beside the fields, a mark for each choice that was ticked.
#[derive(Default, Deserialize)]
#[serde(default)]
pub struct Typed {
    name: String,
    email: String,
    password: TypedPassword,
    shown: String,
    #[serde(flatten)]
    ticked: HashMap<String, String>,
}

#[derive(Template)]
#[template(path = "register/join.html")]
struct Join {
    frame: Frame,
    person: String,
    email: String,
    choices: Vec<Offer>,
    problems: Problems,
    reasons: Whys,
}

/// A choice the policy asks at registration.
struct Offer {
    name: String,
    label: String,
    ticked: bool,
    why: Reason,
}

struct Whys {
    name: Reason,
    email: Reason,
    password: Reason,
}

#[derive(Template)]
#[template(path = "register/sent.html")]
struct Sent {
    frame: Frame,
    days: i64,
}

/// Who is about to join.
struct Applicant {
    /// Under this number the account is made.
    customer: Id,
    /// Whether the age question has given it, so that what stands under it goes by itself.
    cleared: bool,
}

/// Lets somebody to the form, after what the page asks for before.
async fn applicant(ctx: &Ctx) -> Result<Applicant, Stop> {
    let applicant = match standing::of_device(ctx).await? {
        Standing::Joined => return Err(Stop::Elsewhere("/join/sent".to_owned())),
        Standing::Cleared(customer) => Applicant { customer, cleared: true },
        _ => Applicant { customer: ctx.id(), cleared: false },
    };
    Wanted::of(ctx, Step::Joining, applicant.customer).go(ctx).await?;
    Ok(applicant)
}

/// The form, for whoever may come so far.
pub async fn new(ctx: Ctx) -> Result<Response, Stop> {
    if ctx.customer().is_some() {
        return Ok(see_other("/account", None));
    }
    applicant(&ctx).await?;
    Ok(Page::of(&page(&ctx, Typed::default(), Problems::default()))?.into_response())
}

/// Opens an account, or, when the address has one already, tells its owner by mail. The answer is the same either way.
pub async fn create(ctx: Ctx, State(shop): State<Shop>, Form(typed): Form<Typed>) -> Result<Response, Stop> {
    ctx.house.limits.try_from(ctx.from)?;
    let applicant = applicant(&ctx).await?;
    let mut problems = Problems::default();
    let Some(form) = parse(&ctx, &typed, &mut problems) else {
        return Ok(Page::invalid(&page(&ctx, typed, problems))?.into_response());
    };
    if is_guardians(&ctx, applicant.customer, form.email.as_str()).await? {
        problems.note("email", "This is the address you gave for your parent or guardian, or another spelling of it. Please give one of your own.");
        return Ok(Page::invalid(&page(&ctx, typed, problems))?.into_response());
    }
    ctx.house.limits.try_for(&form.email.compared())?;
    ctx.house.limits.mail_to(&form.email.compared())?;
    join_as(&ctx, &shop, &applicant, &form).await?;
    Ok(see_other("/join/sent", None))
}

/// Whoever opens no account after all leaves nothing. What the age question gave goes when it lapses; here that did not ask.
async fn join_as(ctx: &Ctx, shop: &Shop, applicant: &Applicant, form: &Parsed) -> Result<(), Stop> {
    let joined = join(ctx, applicant.customer, form).await;
    if !applicant.cleared && matches!(joined, Ok(false) | Err(Stop::Refused(_))) {
        forgetting::person(shop, applicant.customer).await?;
    }
    joined.map(drop)
}

/// What happens next, whoever the address belongs to.
pub async fn sent(ctx: Ctx) -> Result<Page, Stop> {
    let days = Figures::of(&ctx.house.policy()).unverified_days;
    Page::of(&Sent { frame: ctx.frame(), days })
}

/// The form, parsed.
struct Parsed {
    name: PersonName,
    email: Email,
    password: Password,
    ticked: Vec<(String, bool)>,
    shown: String,
}

fn parse(ctx: &Ctx, typed: &Typed, problems: &mut Problems) -> Option<Parsed> {
    let name = problems.check("name", PersonName::parse(&typed.name));
    let email = problems.check("email", Email::parse(&typed.email));
    let own = [typed.name.as_str(), typed.email.as_str(), ctx.house.setup.title.as_str()];
    let password = problems.check("password", Password::parse(typed.password.as_str(), &own));
    let ticked = offers(ctx, &typed.ticked).into_iter().map(|offer| (offer.name, offer.ticked)).collect();
    Some(Parsed { name: name?, email: email?, password: password?, ticked, shown: typed.shown.clone() })
}

/// Every choice that the policy asks at registration, none ticked that the person did not tick.
fn offers(ctx: &Ctx, ticked: &HashMap<String, String>) -> Vec<Offer> {
    let policy = ctx.house.policy();
    let asked =
        policy.choices().iter().filter(|choice| choice.asked_at.iter().any(|place| place == "registration"));
    asked
        .map(|choice| Offer {
            name: choice.name.clone(),
            label: choice.label.clone(),
            ticked: ticked.contains_key(&choice.name),
            why: policy.reason("contact.email", &["marketing"]),
        })
        .collect()
}

fn page(ctx: &Ctx, typed: Typed, problems: Problems) -> Join {
    let policy = ctx.house.policy();
    let account = ["account.manage"];
    Join {
        frame: ctx.frame(),
        choices: offers(ctx, &typed.ticked),
        person: typed.name,
        email: typed.email,
        problems,
        reasons: Whys {
            name: policy.reason("identity.name", &account),
            email: policy.reason("contact.email", &account),
            password: policy.reason("account.password", &account),
        },
    }
}

/// Whether an address is the one that was given for the guardian: whoever approves must not be whoever asked.
pub async fn is_guardians(ctx: &Ctx, customer: Id, email: &str) -> Result<bool, Stop> {
    let now = ctx.now();
    let found = ctx
        .house
        .store()
        .read(work!(|tx| [customer, now] { clearance::find(tx, customer, now).await }))
        .await?;
    let Some(found) = found.filter(|found| found.state == Cleared::Approved) else { return Ok(false) };
    let Some(sealed) = columns::CLEARANCE_GUARDIAN.maybe(customer, found.guardian) else { return Ok(false) };
    let ask = Ask::new(&needs::AGE_USE, Actor::Shop, customer);
    let (pass, ()) = ctx.house.gate.admit(ask, |_| Box::pin(async { Ok::<_, Stop>(()) })).await?;
    Ok(pass.open(&sealed)?.is_some_and(|guardian| rules::same_mailbox(guardian.show(), email)))
}

/// What one sending of the form writes.
#[derive(Clone)]
struct Joining {
    customer: Id,
    secret: Option<String>,
    tokens: Tokens,
    name: String,
    email: String,
    hash: Zeroizing<String>,
    choices: Vec<(Made, Signed)>,
    policy: String,
    mail: Id,
    now: Time,
}

/// The same work for a new address and a known one, up to the row that decides: the hash, the keys, the sealing, the ledger
/// line. Says whether the account is theirs.
async fn join(ctx: &Ctx, customer: Id, form: &Parsed) -> Result<bool, Stop> {
    let hash = sign_in::hash_password(&ctx.house, form.password.bytes()).await?;
    ctx.house.gate.prepare(customer, &[Class::Account]).await?;
    let joining = Joining::of(ctx, customer, form, hash)?;
    let ask = Ask::new(&needs::JOIN, Actor::Shop, customer);
    let recorded = ctx.house.gate.record(ask, move |tx, sealer| {
        let joining = joining.clone();
        Box::pin(async move { joining.write(tx, sealer).await })
    });
    let owner = recorded.await?;
    ctx.jar.remove(JOINING);
    match owner {
        Some(owner) => tell_owner(ctx, owner).await.map(|()| false),
        None => Ok(true),
    }
}

impl Joining {
    fn of(ctx: &Ctx, customer: Id, form: &Parsed, hash: String) -> Result<Joining, Stop> {
        let (policy, now) = (ctx.house.policy(), ctx.now());
        let answer =
            |(name, on): &(String, bool)| receipts::answer(ctx, name, *on, Place::Registration, &form.shown);
        Ok(Joining {
            customer,
            secret: standing::secret(ctx),
            tokens: ctx.house.gate.tokens("email", &form.email.compared()),
            name: form.name.as_str().to_owned(),
            email: form.email.as_str().to_owned(),
            hash: Zeroizing::new(hash),
            choices: form.ticked.iter().map(answer).collect::<Result<_, _>>()?,
            policy: policy.version().to_owned(),
            mail: ctx.id(),
            now,
        })
    }

    /// Answers with the owner of the address, when it has one already.
    async fn write(&self, tx: &mut Tx, sealer: &Sealer) -> Result<Option<Id>, Stop> {
        let new = self.sealed(sealer)?;
        let is_new = self.tokens.claim(tx, self.customer).await?;
        self.leave_device(tx)?;
        if is_new {
            self.add(tx, &new)?;
            return Ok(None);
        }
        let owner = self.tokens.owner(tx).await?;
        if owner == Some(self.customer) {
            // The form was sent twice at once, and the other one was faster.
            return Ok(None);
        }
        // Nothing was kept under this id but its keys; they go when its clearance lapses.
        clearance::settle(tx, self.customer, self.now)?;
        Ok(owner)
    }

    fn sealed(&self, sealer: &Sealer) -> Result<NewAccount, Stop> {
        Ok(NewAccount {
            name: sealer.seal(&columns::CUSTOMER_NAME, self.customer, &self.name)?,
            email: sealer.seal(&columns::CUSTOMER_EMAIL, self.customer, &self.email)?,
            password: sealer.seal(&columns::CUSTOMER_PASSWORD, self.customer, &self.hash)?,
        })
    }

    fn add(&self, tx: &mut Tx, new: &NewAccount) -> Result<(), Error> {
        queries::account_new(tx, self.customer, &self.policy, self.now, new)?;
        for (made, words) in &self.choices {
            choices::set(tx, self.customer, made, words)?;
        }
        clearance::settle(tx, self.customer, self.now.plus_days(SETTLED_DAYS))?;
        mail::queue(tx, self.mail, self.customer, "confirm-address", None, self.now)
    }

    /// The device's secret opens nothing any more; it only tells a second click where to go.
    fn leave_device(&self, tx: &mut Tx) -> Result<(), Error> {
        let Some(secret) = &self.secret else { return Ok(()) };
        Handles::burn(tx, JOINING, secret)?;
        Handles::burn(tx, JOINED, secret)?;
        Handles::put(tx, JOINED, secret, self.customer, None, self.now.plus_seconds(ADULT_LASTS))
    }
}

/// The owner of the address learns by mail that somebody tried to join with it. If it was never confirmed, links that an
/// earlier registration caused stop working: whoever registered first need not be who reads the mail.
async fn tell_owner(ctx: &Ctx, owner: Id) -> Result<(), Stop> {
    let (id, now) = (ctx.id(), ctx.now());
    let told = ctx.house.store().write(work!(|tx| [id, owner, now] -> Result<(), Error> {
        Handles::burn_kind(tx, "verify", owner)?;
        mail::queue(tx, id, owner, "known-address", None, now)
    }));
    Ok(told.await?)
}
