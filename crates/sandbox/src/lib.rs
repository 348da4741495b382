//! The outside world for demos and tests: a payment partner, a courier and a mail sink. Each is a peer on a port of its own
//! that is reached over the network only, so that the shop speaks with it exactly as with a real one. Everything is kept
//! in memory, and only so much of it; nothing here knows any other crate.

mod chance;
mod clock;
mod settings;

use std::{io, net::SocketAddr, time::Duration};

use axum::Router;
use tokio::{net::TcpListener, sync::watch, task::JoinSet};

pub use clock::Clock;
pub use settings::{Line, Settings, Webhooks};

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
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

/// Binds every port and starts to listen.
///
/// # Errors
/// When a port cannot be bound.
pub async fn start(settings: Settings) -> io::Result<Outside> {
    let (stop, stopped) = watch::channel(false);
    let mut tasks = JoinSet::new();
    let at = |port| SocketAddr::new(settings.host, port);
    let payment_url = serve(&mut tasks, &stopped, at(settings.payment_port), Router::new()).await?;
    let courier_url = serve(&mut tasks, &stopped, at(settings.courier_port), Router::new()).await?;
    let inbox_url = serve(&mut tasks, &stopped, at(settings.inbox_port), Router::new()).await?;
    let smtp_addr = TcpListener::bind(at(settings.smtp_port)).await?.local_addr()?;
    Ok(Outside { payment_url, courier_url, smtp_addr, inbox_url, stop, tasks })
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
    tokio::signal::ctrl_c().await?;
    outside.stop().await;
    Ok(())
}

async fn serve(
    tasks: &mut JoinSet<()>,
    stopped: &watch::Receiver<bool>,
    at: SocketAddr,
    pages: Router,
) -> io::Result<String> {
    let listener = TcpListener::bind(at).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let mut stopped = stopped.clone();
    let ended = async move { drop(stopped.wait_for(|stopped| *stopped).await) };
    let server = axum::serve(listener, pages).with_graceful_shutdown(ended);
    tasks.spawn(async move { drop(server.await) });
    Ok(url)
}

impl Outside {
    /// Tells the partners where the shop is; before, their calls to it wait.
    pub fn shop_is_at(&self, base_url: &str) {
        let _ = base_url;
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
