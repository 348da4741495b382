//! A passphrase from the terminal, without showing it.

use std::{
    fs::{File, OpenOptions},
    io::{BufRead, BufReader, Write},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};
use zeroize::Zeroizing;

/// The passphrase as it is typed; twice when it is a new one, for a slip would make a key that nobody knows.
///
/// # Errors
/// Without a terminal, or when both differ.
pub fn passphrase(is_new: bool) -> Result<Zeroizing<String>> {
    let terminal = OpenOptions::new().read(true).write(true).open("/dev/tty").context(
        "the passphrase is asked for at the terminal, and there is none; a server that starts by itself takes it from `env:NAME` or `file:PATH`",
    )?;
    let words = asked(&terminal, "Passphrase of the root key: ")?;
    if is_new {
        ensure!(*words == *asked(&terminal, "Once more: ")?, "the two passphrases differ; nothing was made");
    }
    Ok(words)
}

fn asked(terminal: &File, question: &str) -> Result<Zeroizing<String>> {
    let mut to = terminal.try_clone()?;
    to.write_all(question.as_bytes())?;
    let _hidden = Hidden::on(terminal)?;
    let mut words = Zeroizing::new(String::new());
    BufReader::new(terminal).read_line(&mut words)?;
    to.write_all(b"\n")?;
    Ok(words)
}

/// While this lives the terminal does not show what is typed.
struct Hidden<'t>(&'t File);

impl Hidden<'_> {
    fn on(terminal: &File) -> Result<Hidden<'_>> {
        ensure!(stty(terminal, "-echo"), "the terminal cannot be told to hide what is typed (`stty -echo`)");
        Ok(Hidden(terminal))
    }
}

impl Drop for Hidden<'_> {
    fn drop(&mut self) {
        stty(self.0, "echo");
    }
}

fn stty(terminal: &File, what: &str) -> bool {
    let Ok(terminal) = terminal.try_clone() else { return false };
    let done = Command::new("stty").arg(what).stdin(Stdio::from(terminal)).status();
    done.is_ok_and(|status| status.success())
}
