//! The demo's customers. They join through the front door like everybody else, so that nothing about them was put in
//! place by other means: not their rows, not their ledger.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail};
use axum::{Router, body::Body};
use features::{clockwork, shop::Shop};
use http::{HeaderMap, Request, header};
use store::{sql, work};
use tower::ServiceExt;
use web::wire::Wire;

use crate::seed::PASSWORD;

/// The fields of a form.
type Form = [(&'static str, &'static str); 3];

/// Name, address, and the form of a birth date.
const CUSTOMERS: [(&str, &str, Form); 2] = [
    ("Ada Amsel", "ada@example.org", [("day", "14"), ("month", "5"), ("year", "1992")]),
    ("Milo Marten", "milo@example.org", [("day", "2"), ("month", "11"), ("year", "1979")]),
];

/// Lets the customers join, unless somebody has joined before.
///
/// # Errors
/// When one of them is not let in, which says at which page.
pub async fn join(shop: &Shop, inbox: &str) -> Result<()> {
    if anybody_joined(shop).await? {
        return Ok(());
    }
    let router = features::all_routes(&shop.house).finish(shop.clone());
    for (name, email, birth) in CUSTOMERS {
        let mut walker = Walker { router: router.clone(), cookies: BTreeMap::new() };
        walker.post("/join/age", &birth).await?;
        walker.post("/join", &[("name", name), ("email", email), ("password", PASSWORD)]).await?;
        clockwork::tick(shop).await;
        walker.post(&confirmation(inbox, email).await?, &[("password", PASSWORD)]).await?;
    }
    Ok(())
}

const ANYBODY: &str = "SELECT 1 FROM customer WHERE kind = 'account' LIMIT 1";

async fn anybody_joined(shop: &Shop) -> Result<bool, store::Error> {
    let look = work!(|tx| -> Result<bool, store::Error> { Ok(tx.row(sql!(ANYBODY)).await?.is_some()) });
    shop.house.store().read(look).await
}

/// The path of the link in the mail that confirms an address.
async fn confirmation(inbox: &str, email: &str) -> Result<String> {
    let mails = Wire::new(inbox, "").get(&format!("/mails.json?to={email}")).await?;
    let texts = mails.as_array().into_iter().flatten().filter_map(|mail| mail["text"].as_str());
    let path =
        texts.flat_map(str::split_whitespace).find_map(|word| word.find("/verify/").map(|at| &word[at..]));
    path.map(str::to_owned).with_context(|| "no mail came that confirms an address".to_owned())
}

/// Somebody who fills in forms and keeps cookies.
struct Walker {
    router: Router,
    cookies: BTreeMap<String, String>,
}

impl Walker {
    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<()> {
        let form: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", value.replace('@', "%40").replace(' ', "+")))
            .collect();
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::COOKIE, cookies.join("; "))
            .body(Body::from(form.join("&")))?;
        let response = self.router.clone().oneshot(request).await?;
        self.keep(response.headers());
        match response.status().is_redirection() {
            true => Ok(()),
            false => bail!("{path} answered {}", response.status()),
        }
    }

    fn keep(&mut self, headers: &HeaderMap) {
        for set in headers.get_all(header::SET_COOKIE).iter().filter_map(|set| set.to_str().ok()) {
            if let Some((name, rest)) = set.split_once('=') {
                let value = rest.split(';').next().unwrap_or_default();
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}
