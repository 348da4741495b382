//! The outside world for demos and tests: a payment partner, a courier and a mail sink. Each is a peer on a port of its own
//! that is reached over the network only, so that the shop speaks with it exactly as with a real one. Everything is kept
//! in memory, and only so much of it; nothing here knows any other crate.

mod chance;
mod clock;
mod courier;
mod desk;
mod key_server;
mod mail;
mod page;
mod payment;
mod recent;
mod settings;

use std::{io, net::SocketAddr, time::Duration};

use axum::Router;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
    sync::watch,
    task::JoinSet,
};

pub use clock::Clock;
use desk::Desk;
pub use key_server::{KeyServer, key_server};
use mail::Sink;
pub use settings::{Line, Settings, Webhooks};

type Stopped = watch::Receiver<bool>;

/// How long open connections may take to end.
const GRACE: Duration = Duration::from_secs(2);

/// The outside world, running. It ends when it is stopped or dropped.
pub struct Outside {
    /// Where the payment partner is, without a slash at the end.
    pub payment_url: String,
    /// Where the courier is.
    pub courier_url: String,
    /// Where mail is taken, over SMTP.
    pub smtp_addr: SocketAddr,
    /// Where mail is read.
    pub inbox_url: String,
    desks: [Desk; 2],
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

/// Binds every port and starts to listen.
///
/// # Errors
/// When a port cannot be bound, or a certificate cannot be read.
pub async fn start(settings: Settings) -> io::Result<Outside> {
    let (payment_port, payment_url) = bind(&settings, settings.payment_port).await?;
    let (courier_port, courier_url) = bind(&settings, settings.courier_port).await?;
    let (inbox_port, inbox_url) = bind(&settings, settings.inbox_port).await?;
    let (smtp_port, _) = bind(&settings, settings.smtp_port).await?;
    let smtp_addr = smtp_port.local_addr()?;

    let line = desk::line::to_shop(&settings.shop_certificates)?;
    let payment = Desk::new(&payment::FIRM, &payment_url, payment::PATH, &settings.payment, &line, &settings);
    let courier = Desk::new(&courier::FIRM, &courier_url, courier::PATH, &settings.courier, &line, &settings);
    let sink = Sink::new(settings.clock.clone());

    let (stop, stopped) = watch::channel(false);
    let mut tasks = JoinSet::new();
    tasks.spawn(serve(payment_port, payment::routes(&payment, &settings), stopped.clone()));
    tasks.spawn(serve(courier_port, courier::routes(&courier), stopped.clone()));
    tasks.spawn(serve(inbox_port, mail::routes(sink.clone()), stopped.clone()));
    tasks.spawn(until(stopped, mail::serve(smtp_port, sink)));
    Ok(Outside { payment_url, courier_url, smtp_addr, inbox_url, desks: [payment, courier], stop, tasks })
}

/// The same until the process is told to stop.
///
/// # Errors
/// When a port cannot be bound, or the process cannot listen for the signal.
pub async fn run(settings: Settings) -> io::Result<()> {
    let outside = start(settings).await?;
    for (what, address) in outside.pages() {
        tracing::info!("{what}: {address}");
    }
    told_to_stop().await?;
    outside.stop().await;
    Ok(())
}

async fn told_to_stop() -> io::Result<()> {
    let mut ended = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = ended.recv() => Ok(()),
    }
}

async fn bind(settings: &Settings, port: u16) -> io::Result<(TcpListener, String)> {
    let listener = TcpListener::bind((settings.host, port)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    Ok((listener, url))
}

async fn serve(listener: TcpListener, pages: Router, mut stopped: Stopped) {
    let end = async move { drop(stopped.wait_for(|stopped| *stopped).await) };
    drop(axum::serve(listener, pages).with_graceful_shutdown(end).await);
}

async fn until(mut stopped: Stopped, work: impl Future<Output = ()>) {
    tokio::select! {
        () = work => {}
        _ = stopped.wait_for(|stopped| *stopped) => {}
    }
}

impl Outside {
    /// Tells the partners where the shop is; before, their calls to it wait.
    pub fn shop_is_at(&self, base_url: &str) {
        self.desks.iter().for_each(|desk| desk.teller.shop_is_at(base_url));
    }

    /// What there is to look at: a label and its address.
    pub fn pages(&self) -> Vec<(String, String)> {
        let page = |what: &str, address: &str| (what.to_owned(), address.to_owned());
        vec![
            page("The inbox", &self.inbox_url),
            page("The payment partner", &self.payment_url),
            page("The courier", &self.courier_url),
        ]
    }

    /// Stops listening and waits for what is under way, for a moment.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        let all = async { while self.tasks.join_next().await.is_some() {} };
        drop(tokio::time::timeout(GRACE, all).await);
    }
}
