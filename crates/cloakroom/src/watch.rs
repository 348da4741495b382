//! `cloakroom witness`: a witness of one public log, listening on a port of its own.

use std::{net::SocketAddr, path::PathBuf};

use anyhow::{Context, Result, bail};
use clap::Args;
use store::Clock;
use tlog::VerifierKey;
use web::wire::TextWire;
use witness::{Memory, Witness};

use crate::{demo::until_left_alone, print, server, tell, verify::key_at};

/// Whose checkpoints are countersigned, and with what.
#[derive(Args)]
pub struct Options {
    /// Where the log is, such as https://shop.example/log. Its key is fetched from there the first time, and kept.
    #[arg(long, value_name = "URL")]
    log_url: Option<String>,
    /// The key of the log, when you have it from elsewhere.
    #[arg(long, value_name = "KEY")]
    log_key: Option<VerifierKey>,
    /// The witness's own key; made when the file is not there. Nobody but this machine should have it.
    #[arg(long, value_name = "FILE")]
    key_file: PathBuf,
    /// The name under which a new key signs, by custom the witness's address without the scheme.
    #[arg(long, default_value = "witness")]
    name: String,
    /// What the witness saw last; beside the key when nothing is said.
    #[arg(long, value_name = "FILE")]
    state_file: Option<PathBuf>,
    /// Address and port to listen at. For TLS put a proxy in front; whatever is sent here is public.
    #[arg(long, default_value = "127.0.0.1:8090")]
    listen: SocketAddr,
    /// Ends with the process that started it: for the demonstration.
    #[arg(long, hide = true)]
    not_alone: bool,
}

/// Witnesses until the process is told to stop.
///
/// # Errors
/// In words for the person at the terminal.
pub async fn run(options: Options) -> Result<()> {
    let path = options.state_file.clone().unwrap_or_else(|| options.key_file.with_extension("state"));
    let signer = witness::key_file(&options.key_file, &options.name)?;
    let log = match Memory::log_in(&path)? {
        Some(kept) => options.log_key.unwrap_or(kept),
        None => first_key(&options).await?,
    };
    let witness = Witness::new(signer, Memory::open(path, log.clone())?, Clock::system());
    let listener = server::bind(options.listen).await?;
    tell(&format!(
        "Watching the log {} at http://{}. The key of this witness:",
        log.name(),
        listener.local_addr()?
    ));
    print(&witness.key().to_string());
    let serving = axum_server::from_tcp(listener)?.serve(witness::routes(witness).into_make_service());
    tokio::select! {
        ended = serving => Ok(ended?),
        () = until_left_alone(), if options.not_alone => Ok(()),
    }
}

/// The log's key at the first start: given, or as the log shows it.
async fn first_key(options: &Options) -> Result<VerifierKey> {
    match (&options.log_key, &options.log_url) {
        (Some(key), _) => Ok(key.clone()),
        (None, Some(url)) => key_at(&TextWire::new(url)).await.with_context(|| {
            format!(
                "the key of the log at {url} cannot be fetched: is the shop open? Or give it with --log-key"
            )
        }),
        (None, None) => bail!("give the address of the log with --log-url, or its key with --log-key"),
    }
}
