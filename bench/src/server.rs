//! The server under load: the shipped program in a process of its own, started as anybody starts the demo.

use std::{
    fs,
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result};
use serde_json::Value;

/// Clock ticks a second in /proc; a constant of the kernel's interface on the machines that Rust's standard library runs on.
const TICKS: f64 = 100.0;

/// Where rows and keys are kept.
#[derive(Clone, Debug)]
pub struct Place {
    /// A folder for keys, policy and, on SQLite, the databases.
    pub folder: PathBuf,
    /// Two PostgreSQL addresses instead of files.
    pub postgres: Option<[String; 2]>,
}

impl Place {
    /// The address of the rows, as the store crate reads it.
    pub fn rows(&self) -> String {
        match &self.postgres {
            Some([rows, _]) => rows.clone(),
            None => format!("sqlite:{}", self.folder.join("shop.db").display()),
        }
    }

    /// The address of the keys.
    pub fn keys(&self) -> String {
        match &self.postgres {
            Some([_, keys]) => keys.clone(),
            None => format!("sqlite:{}", self.folder.join("keys/keys.db").display()),
        }
    }
}

/// A running shop with the outside world beside it.
pub struct Server {
    child: Child,
    /// The shop's port.
    pub shop: u16,
    /// The inbox's port.
    pub inbox: u16,
    /// The payment partner's port.
    pub payment: u16,
    /// Everybody's password.
    pub password: String,
}

impl Server {
    /// Starts the demo and waits until it says where it is.
    ///
    /// # Errors
    /// When the program is not there or does not start.
    pub fn start(program: &Path, place: &Place) -> Result<Server> {
        let mut command = Command::new(program);
        command.args(["demo", "--json", "--unlimited-tries", "--port", "0", "--outside-port", "0", "--data"]);
        command.arg(&place.folder).stdout(Stdio::piped()).stdin(Stdio::null());
        if let Some(urls) = &place.postgres {
            command.arg("--postgres").args(urls);
        }
        let mut child = command.spawn().with_context(|| format!("{} does not start", program.display()))?;
        let out = child.stdout.take().context("the server has no voice")?;
        let said = BufReader::new(out).lines().next().context("the server said nothing")??;
        let said: Value = serde_json::from_str(&said).context("the server said something unexpected")?;
        Ok(Server {
            shop: port(&said["shop"])?,
            inbox: port(&said["outside"]["inbox"])?,
            payment: port(&said["outside"]["payment"])?,
            password: said["password"].as_str().unwrap_or_default().to_owned(),
            child,
        })
    }

    /// Processor time used so far, in seconds, by all its threads.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn processor_seconds(&self) -> Result<f64> {
        processor_seconds(&self.child.id().to_string())
    }

    /// The most memory it ever held, in MiB.
    ///
    /// # Errors
    /// When the process is gone.
    pub fn peak_memory(&self) -> Result<f64> {
        memory(&self.child.id().to_string(), "VmHWM:")
    }
}

impl Drop for Server {
    // It may have ended already, which is what is wanted.
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// The port in an address.
///
/// # Errors
/// When it names none.
pub fn port(url: &Value) -> Result<u16> {
    let url = url.as_str().context("an address is missing")?;
    let port = url.rsplit(':').next().and_then(|port| port.trim_end_matches('/').parse().ok());
    port.with_context(|| format!("{url} names no port"))
}

/// Processor time of this process so far, in seconds.
///
/// # Errors
/// Where there is no /proc.
pub fn own_processor_seconds() -> Result<f64> {
    processor_seconds("self")
}

/// The most memory this process ever held, in MiB.
///
/// # Errors
/// Where there is no /proc.
pub fn own_peak_memory() -> Result<f64> {
    memory("self", "VmHWM:")
}

/// The memory this process holds, in MiB.
///
/// # Errors
/// Where there is no /proc.
pub fn own_memory() -> Result<f64> {
    memory("self", "VmRSS:")
}

fn memory(process: &str, which: &str) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find(|line| line.starts_with(which)).context("no figure of memory")?;
    let kib = line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok());
    Ok(kib.context("no figure of memory")? / 1_024.0)
}

fn processor_seconds(process: &str) -> Result<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat"))?;
    let after_name = stat.rsplit(") ").next().unwrap_or_default();
    let ticks = |n: usize| after_name.split(' ').nth(n).and_then(|ticks| ticks.parse::<f64>().ok());
    let (user, system) = (ticks(11).context("no processor time")?, ticks(12).context("no processor time")?);
    Ok((user + system) / TICKS)
}

/// The size of the program, in MiB.
///
/// # Errors
/// When it is not there.
pub fn size(program: &Path) -> Result<f64> {
    let size = fs::metadata(program).with_context(|| format!("{} is not built", program.display()))?.len();
    Ok(size as f64 / 1_048_576.0)
}
