//! What is taken from under the shop while it serves: the confirmations of its disk, the room on it, its database file, or its
//! database server.

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
    /// The disk of the shop's files, or that of its database server.
    Disk { disk: Disk, how: How, server: Option<Server> },
    /// The file of the shop's database is moved away, and a copy of it stands in its place.
    Moved(PathBuf),
    /// The database server is stopped as a crash would stop it.
    Gone(Server),
}

/// How a disk fails.
#[derive(Clone, Copy)]
pub enum How {
    /// `fsync` and `fdatasync` fail with an input/output error.
    Unsync,
    /// No file takes another byte: the disk is full.
    Full,
}

/// A disk that fails, for whoever was started with the shim, while the switch is there, as the word in it says.
#[derive(Clone)]
pub struct Disk {
    switch: PathBuf,
    shim: PathBuf,
}

/// A cluster of `bin/postgres-for-tests`, whose disk may be one that fails.
#[derive(Clone)]
pub struct Server {
    port: String,
    disk: Disk,
}

impl Fault {
    /// The faults that belong to the engine. A few lines of C are compiled, to stand before the C library of the shop or of
    /// the database server, which is started anew with them.
    ///
    /// # Errors
    /// When there is no C compiler, or the database server does not start.
    pub fn of(place: &Place) -> Result<Vec<Fault>> {
        let disk = Disk::compiled(&place.folder)?;
        let ways = [How::Unsync, How::Full];
        let Some([rows, _]) = &place.postgres else {
            let of_disk = |how| Fault::Disk { disk: disk.clone(), how, server: None };
            let moved = Fault::Moved(place.folder.join("shop.db"));
            return Ok(ways.into_iter().map(of_disk).chain([moved]).collect());
        };
        let server = Server { port: port_of(rows)?, disk: disk.clone() };
        server.goes("down")?;
        server.goes("up")?;
        let of_disk = |how| Fault::Disk { disk: disk.clone(), how, server: Some(server.clone()) };
        Ok(ways.into_iter().map(of_disk).chain([Fault::Gone(server.clone())]).collect())
    }

    /// In words.
    pub fn words(&self) -> &'static str {
        match self {
            Fault::Disk { how: How::Unsync, server: None, .. } => "no write was confirmed by the disk",
            Fault::Disk { how: How::Full, server: None, .. } => "the disk was full",
            Fault::Disk { how: How::Unsync, .. } => "no write was confirmed by the database server's disk",
            Fault::Disk { how: How::Full, .. } => "the database server's disk was full",
            Fault::Moved(_) => "another file stood in place of the database",
            Fault::Gone(_) => "the database server was gone",
        }
    }

    /// What the shop has to be started with.
    pub fn environment(&self) -> Vec<(&'static str, OsString)> {
        match self {
            Fault::Disk { disk, server: None, .. } => disk.environment().into(),
            Fault::Disk { .. } | Fault::Moved(_) | Fault::Gone(_) => Vec::new(),
        }
    }

    /// Takes it away.
    ///
    /// # Errors
    /// When it will not go.
    pub fn begin(&self) -> Result<()> {
        match self {
            Fault::Disk { disk, how: How::Unsync, .. } => disk.fails("unsync"),
            Fault::Disk { disk, how: How::Full, .. } => disk.fails("full"),
            Fault::Moved(base) => {
                fs::rename(base, base.with_extension("away"))?;
                Ok(fs::copy(base.with_extension("away"), base).map(drop)?)
            }
            Fault::Gone(server) => server.goes("down"),
        }
    }

    /// Gives it back. A database server whose disk fails shuts itself down within seconds, since it cannot recover on it, and
    /// whoever runs it starts it again. It is not waited for here: it is down then, or on its way.
    ///
    /// # Errors
    /// When it will not come.
    pub fn end(&self) -> Result<()> {
        match self {
            Fault::Disk { disk, server, .. } => {
                fs::remove_file(&disk.switch)?;
                let Some(server) = server else { return Ok(()) };
                server.goes("down")?;
                server.goes("up")
            }
            Fault::Moved(base) => Ok(fs::rename(base.with_extension("away"), base)?),
            Fault::Gone(server) => server.goes("up"),
        }
    }
}

impl Disk {
    fn compiled(folder: &Path) -> Result<Disk> {
        fs::create_dir_all(folder)?;
        let [source, shim, switch] =
            ["unsync.c", "unsync.so", "disk-is-broken"].map(|name| folder.join(name));
        fs::write(&source, UNSYNC)?;
        let mut compiler = Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-o"]).arg(&shim).arg(&source).arg("-ldl");
        ensure!(compiler.status().context("there is no C compiler")?.success(), "the C compiler fails");
        Ok(Disk { switch, shim })
    }

    fn environment(&self) -> [(&'static str, OsString); 2] {
        [("LD_PRELOAD", self.shim.clone().into()), ("CLOAKROOM_FAULT", self.switch.clone().into())]
    }

    /// Whole at once, for whoever reads half a word would do without.
    fn fails(&self, word: &str) -> Result<()> {
        let written = self.switch.with_extension("new");
        fs::write(&written, word)?;
        Ok(fs::rename(written, &self.switch)?)
    }
}

impl Server {
    fn goes(&self, word: &str) -> Result<()> {
        let program = Path::new("bin/postgres-for-tests");
        let mut command = Command::new(program);
        command.args([word, &self.port]).envs(self.disk.environment());
        let done = command.status().with_context(|| format!("{} does not start", program.display()))?;
        ensure!(done.success(), "the database server does not go {word}");
        Ok(())
    }
}

fn port_of(url: &str) -> Result<String> {
    let after = url.split("127.0.0.1:").nth(1).context("the database server is not on this machine")?;
    Ok(after.chars().take_while(char::is_ascii_digit).collect())
}
