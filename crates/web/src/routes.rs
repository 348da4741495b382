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
use gate::Need;
use http::{
    HeaderMap, StatusCode, Uri,
    header::{ALLOW, CONTENT_TYPE, RETRY_AFTER},
};
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
    /// What it cannot do without: when the policy refuses one of these, the route is switched off.
    pub needs: Vec<&'static Need>,
    /// What it also asks for and does without when it is refused.
    pub uses: Vec<&'static Need>,
}

/// Routes under construction.
pub struct Routes<S> {
    house: House,
    routes: Vec<(Route, MethodRouter<S>)>,
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// No routes yet.
    pub fn new(house: &House) -> Routes<S> {
        Routes { house: house.clone(), routes: Vec::new() }
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
        let route = Route { method, path, door, purpose, needs: Vec::new(), uses: Vec::new() };
        self.routes.push((route, handler));
        self
    }

    /// What the route before this cannot do without. When the policy in force refuses one of these entirely, the route
    /// is switched off and says so; everything else stays open.
    pub fn needs<const N: usize>(mut self, needs: [&'static Need; N]) -> Routes<S> {
        if let Some((route, _)) = self.routes.last_mut() {
            route.needs.extend(needs);
        }
        self
    }

    /// What the route before this also asks for, and does without when the policy refuses it.
    pub fn uses<const N: usize>(mut self, needs: [&'static Need; N]) -> Routes<S> {
        if let Some((route, _)) = self.routes.last_mut() {
            route.uses.extend(needs);
        }
        self
    }

    /// All routes of another list.
    pub fn merge(mut self, other: Routes<S>) -> Routes<S> {
        self.routes.extend(other.routes);
        self
    }

    /// The route table, by path and method.
    pub fn table(&self) -> Vec<Route> {
        let mut table: Vec<Route> = self.routes.iter().map(|(route, _)| route.clone()).collect();
        table.sort_by_key(|route| (route.path, route.method));
        table
    }

    /// The finished router: assets, page-not-found, forgery check, size limit, and no panic reaches a visitor.
    pub fn finish(self, state: S) -> Router {
        let house = self.house.clone();
        let (for_lost, for_headers) = (house.clone(), house.clone());
        self.router()
            .fallback(move |request: Request| lost(for_lost.clone(), request))
            .with_state(state)
            .merge(assets::router(&house))
            .layer(CsrfLayer::new().with_insecure_bypass(|_, uri| forgery_is_checked_elsewhere(uri.path())))
            .layer(RequestBodyLimitLayer::new(LARGEST_BODY))
            .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| {
                tracing::error!("a handler panicked");
                StatusCode::INTERNAL_SERVER_ERROR.into_response()
            }))
            .layer(from_fn(move |request: Request, next: Next| {
                last_headers(for_headers.clone(), request, next)
            }))
    }
}

impl<S: Clone + Send + Sync + 'static> Routes<S> {
    /// Every route behind its door.
    fn router(self) -> Router<S> {
        let names = self.routes.iter().map(|(route, _)| ((route.method, route.path), route.needs.clone()));
        self.house.switches.learn(names);
        let house = self.house;
        self.routes.into_iter().fold(Router::new(), |router, (route, handler)| {
            let (house, path) = (house.clone(), route.path);
            let entry = Entry { method: route.method, path, door: route.door, purpose: route.purpose };
            let guarded = handler.layer(from_fn(move |request: Request, next: Next| {
                guard(house.clone(), entry, request, next)
            }));
            router.route(path, guarded)
        })
    }
}

/// What the guard of a route knows of it.
#[derive(Clone, Copy)]
struct Entry {
    method: &'static str,
    path: &'static str,
    door: Door,
    purpose: &'static str,
}

/// Partners sign their calls; one-click unsubscribing is meant to work from anywhere (RFC 8058).
fn forgery_is_checked_elsewhere(path: &str) -> bool {
    path.starts_with("/webhooks/") || path.starts_with("/u/")
}

async fn guard(house: House, entry: Entry, request: Request, next: Next) -> Response {
    let Entry { method, path, .. } = entry;
    // The name of the route, never the address that was asked for: a secret may stand in that.
    tracing::trace!(method, path, "asked");
    let response = guarded(house, entry, request, next).await;
    tracing::debug!(method, path, status = response.status().as_u16(), "answered");
    response
}

async fn guarded(house: House, entry: Entry, mut request: Request, next: Next) -> Response {
    let ctx = context(&house, entry.door, entry.purpose, &request);
    if names_nothing(&request) {
        return leave(&ctx, Stop::NotFound.into_response());
    }
    let ctx = match enter(&house, entry, ctx).await {
        Ok(ctx) => ctx,
        Err((ctx, stop)) => return leave(&ctx, stop.into_response()),
    };
    request.extensions_mut().insert(ctx.clone());
    let response = next.run(request).await;
    leave(&ctx, response)
}

async fn enter(house: &House, entry: Entry, mut ctx: Ctx) -> Result<Ctx, (Ctx, Stop)> {
    let door = entry.door;
    if let Some(secret) = ctx.jar.get("session") {
        match sessions::find(house, &secret).await {
            Ok(who) => ctx.who = who,
            // Without the store nobody is signed in; what needs somebody stays shut.
            Err(error) if door != Door::Public => return Err((ctx, error.into())),
            Err(error) => tracing::warn!(%error, "sessions cannot be read; the visitor counts as nobody"),
        }
    }
    if house.switches.off(&house.policy()).has(entry.method, entry.path) {
        let stop = if door == Door::Partner { Stop::NotNow } else { Stop::SwitchedOff };
        return Err((ctx, stop));
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
    copy_advice(&parts.headers, shown.headers_mut());
    shown
}

/// When to come again, and how a page may be asked for.
fn copy_advice(from: &HeaderMap, to: &mut HeaderMap) {
    for name in [RETRY_AFTER, ALLOW] {
        if let Some(value) = from.get(&name) {
            to.insert(name, value.clone());
        }
    }
}

/// A number that the visitor can tell us and that finds the causes in the log.
fn fault_number(ctx: &Ctx, stop: &Stop) -> String {
    let Stop::Fault(broken) = stop else { return String::new() };
    let number = crate::hex(&ctx.house.dice.bytes::<5>());
    tracing::error!(number, causes = %broken.causes(), door = %ctx.door.label(), "a request failed");
    number
}

async fn lost(house: House, request: Request) -> Response {
    let ctx = context(&house, Door::Public, "site.run", &request);
    leave(&ctx, Stop::NotFound.into_response())
}

/// What went wrong before a handler could say so in a page of ours: a form that cannot be read, a body that is too
/// large, a form that was sent from elsewhere. Answers for machines say what they hold and are left alone.
fn unsaid(response: &Response) -> Option<Stop> {
    let plain =
        response.headers().get(CONTENT_TYPE).is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"));
    match response.status() {
        _ if !plain => None,
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY | StatusCode::UNSUPPORTED_MEDIA_TYPE => {
            Some(Stop::Bad(
                "Something in the address or in the form was not as we expect it. Please go back and try once more.",
            ))
        }
        StatusCode::METHOD_NOT_ALLOWED => Some(Stop::Bad("That page cannot be asked for in this way.")),
        StatusCode::PAYLOAD_TOO_LARGE => {
            Some(Stop::Bad("That was more than this form takes. Please send something shorter."))
        }
        StatusCode::FORBIDDEN => Some(Stop::Bad(
            "The form came from another site than ours, so nothing was done. If you wanted this, open the page here and send it from there.",
        )),
        _ => None,
    }
}

/// The page of a stop on an answer that has none, under the status that it has.
fn said_in_a_page(house: &House, address: Uri, stop: &Stop, response: Response) -> Response {
    let mut request = Request::default();
    *request.uri_mut() = address;
    let ctx = context(house, Door::Public, "site.run", &request);
    let (mut parts, body) = stop_page(&ctx, stop, response).into_parts();
    headers::put(house, Some(&ctx), &mut parts.headers);
    Response::from_parts(parts, body)
}

/// Answers that never reached a door, such as a refused forgery or an oversized body, are pages and carry the headers too.
async fn last_headers(house: House, request: Request, next: Next) -> Response {
    let address = request.uri().clone();
    let mut response = next.run(request).await;
    // Partners read the status.
    if let Some(stop) = unsaid(&response).filter(|_| !forgery_is_checked_elsewhere(address.path())) {
        return said_in_a_page(&house, address, &stop, response);
    }
    if !response.headers().contains_key(http::header::CONTENT_SECURITY_POLICY) {
        headers::put(&house, None, response.headers_mut());
    }
    response
}
