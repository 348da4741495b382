//! What is taken from under the shop while it serves: the confirmations of its disk, or its database server.

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
    /// `fsync` and `fdatasync` fail with an input/output error while this file is there.
    Disk { switch: PathBuf, shim: PathBuf },
    /// The database server at this port is stopped as a crash would stop it.
    Server { port: String },
}

impl Fault {
    /// The fault that belongs to the engine. On SQLite a few lines of C are compiled, to stand before the C library.
    ///
    /// # Errors
    /// When there is no C compiler.
    pub fn of(place: &Place) -> Result<Fault> {
        if let Some([rows, _]) = &place.postgres {
            return Ok(Fault::Server { port: port_of(rows)? });
        }
        fs::create_dir_all(&place.folder)?;
        let [source, shim, switch] =
            ["unsync.c", "unsync.so", "disk-is-broken"].map(|name| place.folder.join(name));
        fs::write(&source, UNSYNC)?;
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-o"]).arg(&shim).arg(&source).arg("-ldl");
        ensure!(compiler.status().context("there is no C compiler")?.success(), "the C compiler fails");
        Ok(Fault::Disk { switch, shim })
    }

    /// In words.
    pub fn words(&self) -> &'static str {
        match self {
            Fault::Disk { .. } => "no write was confirmed by the disk",
            Fault::Server { .. } => "the database server was gone",
        }
    }

    /// What the shop has to be started with.
    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        match self {
            Fault::Disk { switch, shim } => {
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
            Fault::Disk { switch, .. } => Ok(fs::write(switch, "")?),
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
