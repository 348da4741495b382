//! The witness of the demonstration: `cloakroom witness` in a process of its own, as it would run on another machine.

use std::{
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result};
use features::shop::Shop;

use super::{LOOPBACK, Options, Sandbox};
use crate::config::Witness;

/// How many ports of the outside world come before it.
const PORTS_BEFORE: u16 = 4;

/// A witness that is to be started: where it listens and what its key is have to be known before the shop opens, and the
/// log's key, which it is to watch, only after.
pub struct Beside {
    folder: PathBuf,
    address: SocketAddr,
    key: String,
}

impl Beside {
    /// Makes its key and chooses its port.
    pub fn new(options: &Options) -> Result<Beside> {
        let folder = std::path::absolute(&options.data)?.join("witness");
        let key = witness::key_file(&key_file(&folder), "witness.demo")?.verifier().to_string();
        let port = match options.outside_port {
            0 => TcpListener::bind((LOOPBACK, 0))?.local_addr()?.port(),
            first => first.saturating_add(PORTS_BEFORE),
        };
        Ok(Beside { folder, address: SocketAddr::new(LOOPBACK, port), key })
    }

    /// What the shop's configuration says of it.
    pub fn setting(&self) -> Witness {
        Witness { url: format!("http://{}", self.address), key: self.key.clone() }
    }

    /// Starts it. What it saw is kept apart for each log, since a demonstration may begin anew beside an old one.
    pub fn start(&self, shop: &Shop) -> Result<Sandbox> {
        let program = std::env::current_exe().context("this program cannot find itself")?;
        let state = self.folder.join(format!("{:08x}.state", shop.log.key().id()));
        let child = Command::new(program)
            .arg("witness")
            .args([
                "--log-key",
                &shop.log.key().to_string(),
                "--listen",
                &self.address.to_string(),
                "--not-alone",
            ])
            .args([Path::new("--key-file"), &key_file(&self.folder), Path::new("--state-file"), &state])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        child.map(Sandbox).context("the witness of the public log could not be started")
    }
}

fn key_file(folder: &Path) -> PathBuf {
    folder.join("witness.key")
}
