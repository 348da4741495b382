//! Routes: method, path, door, purpose and handler in one line, or no route at all.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use askama::Template;
use axum::routing::MethodFilter;
use axum::{
    Router,
    extract::{ConnectInfo, Request},
    handler::Handler,
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::{MethodRouter, get, on},
};
use http::{HeaderMap, StatusCode};
use tower_http::{catch_panic::CatchPanicLayer, csrf::CsrfLayer, limit::RequestBodyLimitLayer};

use crate::{
    assets,
    cookies::Jar,
    ctx::Ctx,
    door::{Door, Who},
    headers::{self, Nonce},
    house::House,
    page::Frame,
    sessions,
    stop::{Stop, Stopped},
};

/// Forms here are small; nothing a visitor sends needs more.
const LARGEST_BODY: usize = 256 * 1024;

/// A line of the route table.
#[derive(Clone, Debug)]
pub struct Route {
    /// GET or POST.
    pub method: &'static str,
    /// The path, parameters in braces.
    pub path: &'static str,
    /// Who may knock.
    pub door: Door,
    /// What for, as the policy names purposes.
    pub purpose: &'static str,
}

/// Routes under construction.
pub struct Routes<S> {
    house: House,
    router: Router<S>,
    table: Vec<Route>,
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// No routes yet.
    pub fn new(house: &House) -> Routes<S> {
        Routes { house: house.clone(), router: Router::new(), table: Vec::new() }
    }

    /// A page to look at: changes nothing.
    pub fn get<H, T>(self, path: &'static str, door: Door, purpose: &'static str, handler: H) -> Routes<S>
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add("GET", path, door, purpose, get(handler))
    }

    /// A deed.
    pub fn post<H, T>(self, path: &'static str, door: Door, purpose: &'static str, handler: H) -> Routes<S>
    where
        H: Handler<T, S>,
        T: 'static,
    {
        self.add("POST", path, door, purpose, on(MethodFilter::POST, handler))
    }

    fn add(
        mut self,
        method: &'static str,
        path: &'static str,
        door: Door,
        purpose: &'static str,
        handler: MethodRouter<S>,
    ) -> Routes<S> {
        let house = self.house.clone();
        let guarded = handler.layer(from_fn(move |request: Request, next: Next| {
            guard(house.clone(), (door, purpose), request, next)
        }));
        self.router = self.router.route(path, guarded);
        self.table.push(Route { method, path, door, purpose });
        self
    }

    /// All routes of another list.
    pub fn merge(mut self, other: Routes<S>) -> Routes<S> {
        self.router = self.router.merge(other.router);
        self.table.extend(other.table);
        self
    }

    /// The route table, by path and method.
    pub fn table(&self) -> Vec<Route> {
        let mut table = self.table.clone();
        table.sort_by_key(|route| (route.path, route.method));
        table
    }

    /// The finished router: assets, page-not-found, forgery check, size limit, and no panic reaches a visitor.
    pub fn finish(self, state: S) -> Router {
        let house = self.house.clone();
        let lost = move |request: Request| lost(house.clone(), request);
        self.router
            .fallback(lost)
            .with_state(state)
            .merge(assets::router(&self.house))
            .layer(CsrfLayer::new().with_insecure_bypass(|_, uri| forgery_is_checked_elsewhere(uri.path())))
            .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
            .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
                tracing::error!("a handler panicked");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }))
            .layer(from_fn({
                let house = self.house.clone();
                move |request: Request, next: Next| last_headers(house.clone(), request, next)
            }))
    }
}

/// Partners sign their calls; one-click unsubscribing is meant to work from anywhere (RFC 8058).
fn forgery_is_checked_elsewhere(path: &str) -> bool {
    path.starts_with("/webhooks/") || path.starts_with("/u/")
}

async fn guard(
    house: House,
    (door, purpose): (Door, &'static str),
    mut request: Request,
    next: Next,
) -> Response {
    let ctx = context(&house, door, purpose, &request);
    if names_nothing(&request) {
        return leave(&ctx, Stop::NotFound.into_response());
    }
    let ctx = match enter(&house, door, ctx).await {
        Ok(ctx) => ctx,
        Err((ctx, stop)) => return leave(&ctx, stop.into_response()),
    };
    request.extensions_mut().insert(ctx.clone());
    let response = next.run(request).await;
    leave(&ctx, response)
}

async fn enter(house: &House, door: Door, mut ctx: Ctx) -> Result<Ctx, (Ctx, Stop)> {
    if let Some(secret) = ctx.jar.get("session") {
        match sessions::find(house, &secret).await {
            Ok(who) => ctx.who = who,
            // Without the store nobody is signed in; what needs somebody stays shut.
            Err(error) if door != Door::Public => return Err((ctx, error.into())),
            Err(error) => tracing::warn!(%error, "sessions cannot be read; the visitor counts as nobody"),
        }
    }
    match door.admits(&ctx.who, &ctx.path) {
        Ok(()) => Ok(ctx),
        Err(stop) => Err((ctx, stop)),
    }
}

/// No name of ours holds a zero, and a database may refuse to look for one.
fn names_nothing(request: &Request) -> bool {
    request.uri().path_and_query().is_some_and(|asked| asked.as_str().contains("%00"))
}

fn context(house: &House, door: Door, purpose: &'static str, request: &Request) -> Ctx {
    Ctx {
        house: house.clone(),
        who: Who::Nobody,
        jar: Jar::read(house, request.headers()),
        nonce: Nonce::new(house),
        path: request.uri().path().to_owned(),
        said: said(request.uri().query()),
        from: house.limits.hash_of(network_address(house, request)),
        door,
        purpose,
    }
}

fn said(query: Option<&str>) -> Option<String> {
    query?.split('&').find_map(|pair| pair.strip_prefix("said=")).map(str::to_owned)
}

/// Where the visitor comes from. Of the proxy's header only the last entry is the proxy's own word.
fn network_address(house: &House, request: &Request) -> IpAddr {
    let told =
        request.headers().get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
    let last = told.and_then(|told| told.rsplit(',').next()?.trim().parse().ok());
    if let Some(address) = last.filter(|_| house.setup.behind_proxy) {
        return address;
    }
    let info = request.extensions().get::<ConnectInfo<SocketAddr>>();
    info.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |ConnectInfo(address)| address.ip())
}

/// What goes out: the page of a stop, the cookies that may leave, the headers.
fn leave(ctx: &Ctx, response: Response) -> Response {
    let mut response = match response.extensions().get::<Stopped>().cloned() {
        Some(Stopped(stop)) => stop_page(ctx, &stop, response),
        None => response,
    };
    ctx.jar.write(&ctx.house, response.headers_mut());
    headers::put(&ctx.house, Some(ctx), response.headers_mut());
    response
}

#[derive(Template)]
#[template(path = "stop.html")]
struct StopPage<'a> {
    frame: Frame,
    stop: &'a Stop,
    number: String,
}

fn stop_page(ctx: &Ctx, stop: &Stop, response: Response) -> Response {
    if response.status().is_redirection() {
        return response;
    }
    let number = fault_number(ctx, stop);
    let page = StopPage { frame: ctx.frame(), stop, number };
    let Ok(html) = page.render() else { return response };
    let (parts, _) = response.into_parts();
    let mut shown = (parts.status, axum::response::Html(html)).into_response();
    copy_retry_after(&parts.headers, shown.headers_mut());
    shown
}

fn copy_retry_after(from: &HeaderMap, to: &mut HeaderMap) {
    if let Some(value) = from.get(http::header::RETRY_AFTER) {
        to.insert(http::header::RETRY_AFTER, value.clone());
    }
}

/// A number that the visitor can tell us and that finds the causes in the log.
fn fault_number(ctx: &Ctx, stop: &Stop) -> String {
    let Stop::Fault(broken) = stop else { return String::new() };
    let random: [u8; 5] = ctx.house.dice.bytes();
    let number: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    tracing::error!(number, causes = %broken.causes(), door = %ctx.door.label(), "a request failed");
    number
}

async fn lost(house: House, request: Request) -> Response {
    let ctx = context(&house, Door::Public, "site.run", &request);
    leave(&ctx, Stop::NotFound.into_response())
}

/// Answers that never reached a door, such as a refused forgery or an oversized body, carry the headers too.
async fn last_headers(house: House, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if !response.headers().contains_key(http::header::CONTENT_SECURITY_POLICY) {
        headers::put(&house, None, response.headers_mut());
    }
    response
}
