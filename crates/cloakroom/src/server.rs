//! Serving: the port, TLS, the clock work beside it, and an orderly end.

use std::{net::SocketAddr, time::Duration};

use anyhow::{Context, Result};
use axum::{Router, response::Redirect, routing::any};
use axum_server::{Handle, tls_rustls::RustlsConfig};
use features::{clockwork, shop::Shop};
use store::Clock;
use tokio::net::TcpListener;

use crate::{
    boot,
    config::{Config, Tls},
    scrutiny, tell, tls,
};

/// How often due work is looked for, and after how many beats what is to be forgotten.
const BEAT: Duration = Duration::from_secs(1);
const BEATS_A_MINUTE: u64 = 60;
/// How long requests under way may take to end.
const GRACE: Duration = Duration::from_secs(10);

/// Opens the shop and serves it until the process is told to stop.
///
/// # Errors
/// In words for the person at the terminal.
pub async fn serve(config: &Config) -> Result<()> {
    let shop = boot::open(config, Clock::system(), None).await?;
    let listener = bind(config.listen.address).await?;
    scrutiny::tell_at_start(&shop).await?;
    tell(&format!("{} is open at {}", config.shop.title, config.shop.base_url));
    run(config, shop, listener).await
}

/// Binds the port.
///
/// # Errors
/// When it is taken or not ours to bind.
pub async fn bind(address: SocketAddr) -> Result<std::net::TcpListener> {
    let listener = TcpListener::bind(address).await;
    let listener = listener
        .with_context(|| format!("{address} cannot be listened at: is another server running there?"))?;
    Ok(listener.into_std()?)
}

/// Serves an open shop.
///
/// # Errors
/// When the certificate cannot be used or the port fails.
pub async fn run(config: &Config, shop: Shop, listener: std::net::TcpListener) -> Result<()> {
    let router = features::all_routes(&shop.house).finish(shop.clone());
    let handle = Handle::new();
    tokio::spawn(stop_when_told(handle.clone()));
    tokio::spawn(keep_time(shop.clone()));
    tokio::spawn(keep_log(shop.clone()));
    if let Some(address) = config.listen.redirect_from {
        tokio::spawn(redirect(bind(address).await?, config.shop.base_url.clone()));
    }
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    match tls::material(&config.listen.tls)? {
        Some((chain, key)) => {
            let rustls =
                RustlsConfig::from_pem(chain, key).await.context("the certificate and its key do not fit")?;
            axum_server::from_tcp_rustls(listener, rustls)?.handle(handle).serve(service).await?;
        }
        None => axum_server::from_tcp(listener)?.handle(handle).serve(service).await?,
    }
    if clockwork::keep_evidence(&shop).await.is_err() {
        tracing::warn!("how often rules were applied in the last second is not written down");
    }
    Ok(())
}

async fn keep_time(shop: Shop) {
    let mut beat = tokio::time::interval(BEAT);
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    for count in 0u64.. {
        beat.tick().await;
        clockwork::work(&shop).await;
        if count.is_multiple_of(BEATS_A_MINUTE) {
            clockwork::forget(&shop).await;
        }
    }
}

/// Beside the other work, because it waits for the answers of witnesses.
async fn keep_log(shop: Shop) {
    let mut beat = tokio::time::interval(BEAT);
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        beat.tick().await;
        clockwork::seal(&shop).await;
    }
}

async fn stop_when_told(handle: Handle<SocketAddr>) {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut ended) = signal(SignalKind::terminate()) else { return };
    tokio::select! {
        _ = ended.recv() => {}
        _ = tokio::signal::ctrl_c() => {}
    }
    handle.graceful_shutdown(Some(GRACE));
}

/// The plain port: whatever is asked for is at the encrypted one.
async fn redirect(listener: std::net::TcpListener, base_url: String) {
    let router = Router::new().fallback(any(move |uri: axum::http::Uri| async move {
        let path = uri.path_and_query().map_or("/", |path| path.as_str());
        Redirect::permanent(&format!("{base_url}{path}"))
    }));
    if let Ok(server) = axum_server::from_tcp(listener)
        && let Err(error) = server.serve(router.into_make_service()).await
    {
        tracing::error!(%error, "the plain port ended");
    }
}

/// The encryption a configuration asks for, in words, for the summary at start.
pub fn encryption_in_words(tls: &Tls) -> &'static str {
    match tls {
        Tls::Files { .. } => "with your certificate",
        Tls::SelfSigned { .. } => "with a certificate made for localhost (browsers warn of it once)",
        Tls::ByProxy => "by the proxy in front",
        Tls::Off => "off, for the demo on this machine alone",
    }
}
