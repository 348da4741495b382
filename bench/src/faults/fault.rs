//! What is taken from under the shop while it serves: the confirmations of its disk, the room on it, or its database server.

use std::{
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use crate::server::Place;

const UNSYNC: &str = include_str!("unsync.c");

/// Something that can be taken away and given back.
pub enum Fault {
    /// While this file is there the disk fails as the word in it says.
    Disk { switch: PathBuf, shim: PathBuf, how: How },
    /// The database server at this port is stopped as a crash would stop it.
    Server { port: String },
}

/// How a disk fails.
#[derive(Clone, Copy)]
pub enum How {
    /// `fsync` and `fdatasync` fail with an input/output error.
    Unsync,
    /// No file takes another byte: the disk is full.
    Full,
}

impl Fault {
    /// The faults that belong to the engine. On SQLite a few lines of C are compiled, to stand before the C library.
    ///
    /// # Errors
    /// When there is no C compiler.
    pub fn of(place: &Place) -> Result<Vec<Fault>> {
        if let Some([rows, _]) = &place.postgres {
            return Ok(vec![Fault::Server { port: port_of(rows)? }]);
        }
        fs::create_dir_all(&place.folder)?;
        let [source, shim, switch] =
            ["unsync.c", "unsync.so", "disk-is-broken"].map(|name| place.folder.join(name));
        fs::write(&source, UNSYNC)?;
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-o"]).arg(&shim).arg(&source).arg("-ldl");
        ensure!(compiler.status().context("there is no C compiler")?.success(), "the C compiler fails");
        let fails = |how| Fault::Disk { switch: switch.clone(), shim: shim.clone(), how };
        Ok([How::Unsync, How::Full].map(fails).into())
    }

    /// In words.
    pub fn words(&self) -> &'static str {
        match self {
            Fault::Disk { how: How::Unsync, .. } => "no write was confirmed by the disk",
            Fault::Disk { how: How::Full, .. } => "the disk was full",
            Fault::Server { .. } => "the database server was gone",
        }
    }

    /// What the shop has to be started with.
    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        match self {
            Fault::Disk { switch, shim, .. } => {
                vec![("LD_PRELOAD", shim.clone().into()), ("CLOAKROOM_FAULT", switch.clone().into())]
            }
            Fault::Server { .. } => Vec::new(),
        }
    }

    /// Takes it away.
    ///
    /// # Errors
    /// When it will not go.
    pub fn begin(&self) -> Result<()> {
        match self {
            Fault::Disk { switch, how: How::Unsync, .. } => Ok(fs::write(switch, "unsync")?),
            Fault::Disk { switch, how: How::Full, .. } => Ok(fs::write(switch, "full")?),
            Fault::Server { port } => cluster("down", port),
        }
    }

    /// Gives it back.
    ///
    /// # Errors
    /// When it will not come.
    pub fn end(&self) -> Result<()> {
        match self {
            Fault::Disk { switch, .. } => Ok(fs::remove_file(switch)?),
            Fault::Server { port } => cluster("up", port),
        }
    }
}

fn port_of(url: &str) -> Result<String> {
    let after = url.split("127.0.0.1:").nth(1).context("the database server is not on this machine")?;
    Ok(after.chars().take_while(char::is_ascii_digit).collect())
}

fn cluster(word: &str, port: &str) -> Result<()> {
    let program = Path::new("bin/postgres-for-tests");
    let done = Command::new(program).args([word, port]).status();
    let done = done.with_context(|| format!("{} does not start", program.display()))?;
    ensure!(done.success(), "the database server does not go {word}");
    Ok(())
}
