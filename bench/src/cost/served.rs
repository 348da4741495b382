//! Either side behind a small server of its own: a session looked up, a page of ten values, two forms. It does less for a
//! request than the shop does, so what enforcement costs weighs more here than there.

use std::sync::Arc;

use anyhow::{Context, Result, ensure};
use axum::{
    Form, Router,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, Redirect},
    routing::{get, post},
};
use serde::Deserialize;
use store::{Clock, Error, Id, sql, work};
use tokio::{net::TcpListener, sync::Mutex, task::JoinHandle};

use super::{By, Side};
use crate::{
    browser::Browser,
    stage::{sign_in_often, token},
};

/// A side with a server before it, and a signed-in browser for each customer.
pub struct Served<S> {
    browsers: Vec<Mutex<Browser>>,
    server: JoinHandle<()>,
    side: Arc<S>,
}

impl<S> Drop for Served<S> {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl<S: Side> Served<S> {
    /// Opens the door.
    ///
    /// # Errors
    /// When there is no port or the store fails.
    pub async fn of(side: Arc<S>, customers: usize) -> Result<Served<S>> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let mut browsers = Vec::with_capacity(customers);
        for n in 0..customers {
            let secrets = sign_in_often(side.store(), side.id(n)?, 1).await?;
            let mut browser = Browser::at(port);
            browser.hold("session", secrets.first().context("no session")?);
            browsers.push(Mutex::new(browser));
        }
        let routes = Router::new()
            .route("/{customer}", get(book::<S>))
            .route("/{customer}/address", post(address::<S>))
            .route("/{customer}/choice", post(choice::<S>))
            .with_state(Arc::clone(&side));
        // It ends with the measurement; what it would say then is of no interest.
        let server = tokio::spawn(async move { drop(axum::serve(listener, routes).await) });
        Ok(Served { browsers, server, side })
    }

    fn browser(&self, customer: usize) -> Result<&Mutex<Browser>> {
        self.browsers.get(customer).context("there is no such customer")
    }
}

/// What is wrong, for the terminal: nobody's values are real here.
type Wrong = (StatusCode, String);

fn wrong(error: anyhow::Error) -> Wrong {
    (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}"))
}

#[derive(Deserialize)]
struct Look {
    advisor: bool,
    sitting: String,
}

async fn book<S: Side>(
    State(side): State<Arc<S>>,
    Path(customer): Path<usize>,
    Query(look): Query<Look>,
    head: HeaderMap,
) -> Result<Html<String>, Wrong> {
    signed_in(&*side, customer, &head).await.map_err(wrong)?;
    let by = if look.advisor { By::Advisor } else { By::Owner };
    let sitting = look.sitting.parse::<Id>().context("no sitting").map_err(wrong)?.0;
    let sitting: [u8; 32] = std::array::from_fn(|n| sitting[n % sitting.len()]);
    let values = side.look(customer, by, sitting).await.map_err(wrong)?;
    let rows: String = values.iter().map(|value| format!("<tr><td>{value}</td></tr>\n")).collect();
    Ok(Html(format!(
        "<!doctype html><html lang=\"en\"><title>Address book</title><table>\n{rows}</table></html>"
    )))
}

#[derive(Deserialize)]
struct Typed {
    typed: String,
}

async fn address<S: Side>(
    State(side): State<Arc<S>>,
    Path(customer): Path<usize>,
    head: HeaderMap,
    Form(form): Form<Typed>,
) -> Result<Redirect, Wrong> {
    signed_in(&*side, customer, &head).await.map_err(wrong)?;
    side.move_to(customer, form.typed).await.map_err(wrong)?;
    Ok(Redirect::to("/?said=saved"))
}

async fn choice<S: Side>(
    State(side): State<Arc<S>>,
    Path(customer): Path<usize>,
    head: HeaderMap,
    Form(form): Form<Typed>,
) -> Result<Redirect, Wrong> {
    signed_in(&*side, customer, &head).await.map_err(wrong)?;
    side.choose(customer, form.typed == "yes").await.map_err(wrong)?;
    Ok(Redirect::to("/?said=saved"))
}

/// As the shop finds a session.
const SESSION: &str = "SELECT s.customer_id, s.staff_id, s.seen_at, t.username, t.role FROM session s
    LEFT JOIN staff t ON t.staff_id = s.staff_id WHERE s.token = $1 AND s.expires_at > $2";

async fn signed_in<S: Side>(side: &S, customer: usize, head: &HeaderMap) -> Result<()> {
    let cookie = head.get(header::COOKIE).and_then(|cookie| cookie.to_str().ok());
    let secret = cookie.and_then(|cookie| cookie.strip_prefix("session=")).context("no session")?;
    let (token, now) = (token(secret), Clock::system().now());
    let found = side.store().read(work!(|tx| [token, now] -> Result<Option<Id>, Error> {
        tx.row(sql!(SESSION, token, now)).await?.map(|mut row| row.take(0)).transpose()
    }));
    ensure!(found.await? == Some(side.id(customer)?), "somebody else is signed in");
    Ok(())
}

impl<S: Side> Side for Served<S> {
    const NAME: &'static str = S::NAME_SERVED;
    const NAME_SERVED: &'static str = S::NAME_SERVED;

    fn store(&self) -> &store::Store {
        self.side.store()
    }

    fn id(&self, customer: usize) -> Result<Id> {
        self.side.id(customer)
    }

    async fn look(&self, customer: usize, by: By, sitting: [u8; 32]) -> Result<Vec<String>> {
        let mut browser = self.browser(customer)?.lock().await;
        let mut id = Id([0; 16]);
        id.0.copy_from_slice(&sitting[..16]);
        let page = browser.get(&format!("/{customer}?advisor={}&sitting={id}", by == By::Advisor)).await?;
        let page = page.expect(200)?;
        let cells = page.text().split("<td>").skip(1).filter_map(|cell| cell.split("</td>").next());
        Ok(cells.map(str::to_owned).collect())
    }

    async fn move_to(&self, customer: usize, lines: String) -> Result<()> {
        let mut browser = self.browser(customer)?.lock().await;
        browser.submit(&format!("/{customer}/address"), &[("typed", &lines)]).await.map(drop)
    }

    async fn choose(&self, customer: usize, yes: bool) -> Result<()> {
        let mut browser = self.browser(customer)?.lock().await;
        let typed = if yes { "yes" } else { "no" };
        browser.submit(&format!("/{customer}/choice"), &[("typed", typed)]).await.map(drop)
    }
}
