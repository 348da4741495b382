//! The canaries: people each of whose details is a marker, and everything that the shop lets them do.

use anyhow::{Context, Result};
use store::Dice;

use super::forms::{Marker, digits, letters};
use crate::{
    browser::Browser,
    people::mailed_link,
    town::{PASSWORD, Town},
    walks::{path, value_of},
};

/// Collects the markers as they are made.
struct Making {
    dice: Dice,
    markers: Vec<Marker>,
}

impl Making {
    fn mark(&mut self, what: &'static str, text: String) -> String {
        self.markers.push(Marker { what, text: text.clone() });
        text
    }

    fn word(&mut self, what: &'static str) -> String {
        let text = letters(&self.dice);
        self.mark(what, text)
    }

    fn email(&mut self, what: &'static str) -> String {
        format!("{}@example.org", self.word(what))
    }

    fn phone(&mut self, what: &'static str) -> String {
        let digits = digits(&self.dice);
        format!("+447{}", self.mark(what, digits))
    }
}

const GROWN_UP: [(&str, &str); 3] = [("day", "23"), ("month", "8"), ("year", "1971")];
const CARD: &str = "5555 5555 5555 4444";

/// A customer who has done all there is to do but leave, and the markers that were left on everybody's way.
pub struct Walk {
    making: Making,
    ada: Ada,
}

impl Walk {
    /// Everything but leaving.
    ///
    /// # Errors
    /// When a door does not open.
    pub async fn through(town: &Town) -> Result<Walk> {
        let mut making = Making { dice: Dice::system(), markers: Vec::new() };
        making.mark("birth date", "1971-08-23".to_owned());
        making.mark("card number", CARD.replace(' ', ""));
        guest(town, &mut making).await.context("a guest's order")?;
        young(town, &mut making).await.context("somebody too young")?;
        wrong(town, &mut making).await.context("what is refused")?;
        let mut ada = join(town, &mut making).await.context("joining")?;
        account(town, &mut making, &mut ada).await.context("an account")?;
        Ok(Walk { making, ada })
    }

    /// The markers so far.
    pub fn markers(&self) -> &[Marker] {
        &self.making.markers
    }

    /// Leaves; all markers are the answer.
    ///
    /// # Errors
    /// When a door does not open.
    pub async fn end(mut self, town: &Town) -> Result<Vec<Marker>> {
        leave(town, &mut self.making, self.ada).await.context("leaving")?;
        Ok(self.making.markers)
    }
}

/// Orders, pays, is packed for, and asks for the order again.
async fn guest(town: &Town, making: &mut Making) -> Result<()> {
    let email = making.email("guest's address");
    let (name, street, place) =
        (making.word("guest's name"), making.word("guest's street"), making.word("guest's town"));
    let phone = making.phone("guest's phone");
    let mut shop = Browser::at(town.shop);
    shop.submit("/basket/lines", &[("sku", &town.sizes[0])]).await?;
    shop.submit("/checkout/age", &GROWN_UP).await?;
    let home = [
        ("home-street", street.as_str()),
        ("home-town", &place),
        ("home-postcode", "E2 7QD"),
        ("home-country", "GB"),
    ];
    let who = [("service", "standard"), ("name", name.as_str()), ("email", &email), ("phone", &phone)];
    let rest = [("ship", "home"), ("bill", "home")];
    let form: Vec<_> = who.into_iter().chain(home).chain(rest).collect();
    shop.submit("/checkout/delivery", &form).await?;
    shop.submit("/checkout/payment", &[("card", "new")]).await?;
    let seen = value_of(shop.get("/checkout/review").await?.expect(200)?.text(), "seen")?;
    let pay = shop.submit("/checkout/pay", &[("seen", &seen)]).await?;
    let card = [("number", CARD), ("expiry", "12/99"), ("cvc", "123")];
    let back = Browser::at(town.payment).submit(path(&pay), &card).await?;
    let order = shop.get(path(&back)).await?.leads_to().context("nothing came of the payment")?;
    let order = shop.get(&order).await?.expect(200)?.text().to_owned();
    let number =
        order.split("<h1>Order ").nth(1).and_then(|rest| rest.split('<').next()).context("a number")?;
    town.staff("faye").await?.submit(&format!("/desk/orders/{number}/dispatch"), &[]).await?;
    shop.submit("/order/find", &[("number", number), ("email", &email)]).await?;
    let again = mailed_link(town.inbox, &email, "/order/").await?;
    making.mark("secret of an order's page", again.rsplit('/').next().unwrap_or_default().to_owned());
    Browser::at(town.shop).get(&again).await?.expect(200)?;
    Ok(())
}

/// Is too young, names a guardian, and the guardian says yes.
async fn young(town: &Town, making: &mut Making) -> Result<()> {
    let guardian = making.email("guardian's address");
    let mut ben = Browser::at(town.shop);
    let birth = [("day", "5"), ("month", "3"), ("year", "2013")];
    ben.post("/join/age", &birth).await?.expect(200)?;
    let [day, month, year] = birth;
    ben.submit("/join/age", &[day, month, year, ("guardian", &guardian)]).await?;
    let link = mailed_link(town.inbox, &guardian, "/guardian/").await?;
    making.mark("guardian's secret", link.rsplit('/').next().unwrap_or_default().to_owned());
    let mut cleo = Browser::at(town.shop);
    cleo.get(&link).await?.expect(200)?;
    cleo.post(&link, &[("answer", "yes")]).await?;
    Ok(())
}

/// What is typed into the wrong place, or is not right.
async fn wrong(town: &Town, making: &mut Making) -> Result<()> {
    let mut eve = Browser::at(town.shop);
    let (email, password) = (making.email("address at a refused sign-in"), making.word("wrong password"));
    eve.post("/signin", &[("email", &email), ("password", &password)]).await?;
    eve.post("/recover", &[("email", &email)]).await?;
    eve.get(&format!("/search?q={}", making.word("words searched for"))).await?;
    eve.get(&format!("/order/{}", making.word("wrong secret in an address"))).await?;
    eve.get(&format!("/account?name={}", making.word("word in an address"))).await?;
    eve.post("/join/age", &GROWN_UP).await?;
    let broken =
        [("name", making.word("name beside a broken address")), ("email", making.word("broken address"))];
    let broken: Vec<_> = broken.iter().map(|(name, value)| (*name, value.as_str())).collect();
    eve.post("/join", &broken).await?;
    eve.post("/basket/lines", &[("sku", &making.word("no such piece"))]).await?;
    Ok(())
}

/// A customer, signed in.
struct Ada {
    browser: Browser,
    email: String,
    password: String,
}

async fn join(town: &Town, making: &mut Making) -> Result<Ada> {
    let (name, email) = (making.word("name"), making.email("address"));
    let password = format!("{} {PASSWORD}", making.word("password"));
    let mut browser = Browser::at(town.shop);
    browser.submit("/join/age", &GROWN_UP).await?;
    browser.submit("/join", &[("name", &name), ("email", &email), ("password", &password)]).await?;
    let link = mailed_link(town.inbox, &email, "/verify/").await?;
    making.mark("secret of a confirmation", link.rsplit('/').next().unwrap_or_default().to_owned());
    browser.submit(&link, &[("password", &password)]).await?;
    making.mark("secret of a session", browser.held("session").context("nobody is signed in")?);
    Ok(Ada { browser, email, password })
}

async fn account(town: &Town, making: &mut Making, ada: &mut Ada) -> Result<()> {
    let shop = &mut ada.browser;
    let version = value_of(shop.get("/account/profile").await?.expect(200)?.text(), "version")?;
    let (name, phone) = (making.word("corrected name"), making.phone("phone"));
    shop.submit("/account/profile", &[("name", &name), ("phone", &phone), ("version", &version)]).await?;
    let (recipient, street, place) = (
        making.word("recipient in the address book"),
        making.word("street in the address book"),
        making.word("town in the address book"),
    );
    let entry = [
        ("recipient", recipient.as_str()),
        ("street", &street),
        ("town", &place),
        ("postcode", "E2 7QD"),
        ("country", "GB"),
        ("kind", "shipping"),
    ];
    shop.submit("/account/addresses", &entry).await?;
    shop.submit("/account/assist", &[("words", &making.word("words to an advisor"))]).await?;
    shop.submit("/complaints", &[("words", &making.word("words of a complaint"))]).await?;
    shop.submit("/account/emails", &[("choice", "email-news"), ("answer", "yes")]).await?;
    advised(town, &ada.email).await?;
    let new = making.email("new address");
    let wanted = [("email", new.as_str()), ("current", &ada.password)];
    ada.browser.submit("/account/profile/email", &wanted).await?;
    let link = mailed_link(town.inbox, &new, "/account/new-email/").await?;
    ada.browser.submit(&link, &[]).await?;
    ada.email = new;
    for page in
        ["/account", "/account/addresses", "/account/data", "/account/requests", "/account/disclosures"]
    {
        ada.browser.get(page).await?.expect(200)?;
    }
    for form in ["json", "page"] {
        ada.browser.post("/account/data", &[("form", form)]).await?.expect(200)?;
    }
    Ok(())
}

/// An advisor finds the customer and reads.
async fn advised(town: &Town, email: &str) -> Result<()> {
    let mut dev = town.staff("dev").await?;
    let customer = dev.submit("/desk/care", &[("wanted", email)]).await?;
    dev.get(&customer).await?.expect(200)?;
    Ok(())
}

/// Forgets the password, sets another, and leaves.
async fn leave(town: &Town, making: &mut Making, ada: Ada) -> Result<()> {
    let mut shop = Browser::at(town.shop);
    shop.submit("/recover", &[("email", &ada.email)]).await?;
    let link = mailed_link(town.inbox, &ada.email, "/recover/").await?;
    let password = format!("{} {PASSWORD}", making.word("password set anew"));
    shop.submit(&link, &[("password", &password)]).await?;
    shop.post("/signin", &[("email", &ada.email), ("password", &password)]).await?;
    shop.post("/account/close", &[("password", &password)]).await?.expect(200)?;
    Ok(())
}
