//! A program of the operator's that holds the root key, or speaks to what holds it: a hardware module, a cloud's service.
//!
//! It is started once for each key, with the word `wrap` or `unwrap` after its own arguments. One line of base64 comes
//! on its standard input (the key, or what it made of the key), one line of base64 is taken from its standard output,
//! and it ends with 0. What it says on standard error goes where the server's own words go.

use std::{
    ffi::OsString,
    io::{Read, Write},
    process::{Child, ExitStatus, Stdio},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use vault::{Answer, Keeper, Key, Trouble};
use zeroize::Zeroizing;

/// More than this is no answer.
const LONGEST: u64 = 16 * 1024;
/// How often the end of a program is looked for that has said all it says.
const GLANCE: Duration = Duration::from_millis(5);

/// A program that keeps the root key.
#[derive(Clone)]
pub struct Command {
    program: Vec<OsString>,
    patience: Duration,
}

impl Command {
    /// The program with its arguments, and how long it may take.
    #[must_use]
    pub fn new(program: Vec<OsString>, patience: Duration) -> Command {
        Command { program, patience }
    }

    async fn ask(&self, word: &'static str, line: Zeroizing<String>) -> Result<Zeroizing<String>, Trouble> {
        let this = self.clone();
        let done = tokio::task::spawn_blocking(move || this.run(word, &line)).await;
        done.unwrap_or_else(|_| Err(self.away("it could not be started")))
    }

    fn run(&self, word: &str, line: &str) -> Result<Zeroizing<String>, Trouble> {
        let deadline = Instant::now() + self.patience;
        let mut child = self.start(word)?;
        let said = self.talk(&mut child, line, deadline);
        // However it went, no program of ours is left behind.
        let ended = said.as_ref().ok().and_then(|_| end_of(&mut child, deadline));
        if ended.is_none() {
            drop(child.kill());
            drop(child.wait());
        }
        let said = said?;
        match ended {
            Some(status) if status.success() => Ok(said),
            Some(status) => {
                Err(self.refused(&format!("`{word}` ended with {status}; what it said stands above")))
            }
            None => Err(self.away("it did not end in time")),
        }
    }

    fn start(&self, word: &str) -> Result<Child, Trouble> {
        let (program, arguments) =
            self.program.split_first().ok_or_else(|| self.away("no program is named"))?;
        std::process::Command::new(program)
            .args(arguments)
            .arg(word)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| self.away(&format!("it could not be started ({})", error.kind())))
    }

    /// Hands the line over and takes the answer, each on a thread: a program may neither read nor write.
    fn talk(&self, child: &mut Child, line: &str, deadline: Instant) -> Result<Zeroizing<String>, Trouble> {
        let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(self.away("it has no standard input or output"));
        };
        let line = Zeroizing::new(format!("{line}\n"));
        // A program that does not read its input says why by its end.
        thread::spawn(move || drop(input.write_all(line.as_bytes())));
        let (answer, answered) = mpsc::channel();
        thread::spawn(move || {
            let mut text = Zeroizing::new(String::new());
            let read = output.take(LONGEST).read_to_string(&mut text);
            drop(answer.send(read.map(|_| text)));
        });
        match answered.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(Ok(text)) => Ok(text),
            Ok(Err(_)) => Err(self.unreadable("one line of base64")),
            Err(_) => Err(self.away(&format!("no answer within {} seconds", self.patience.as_secs_f32()))),
        }
    }

    fn away(&self, why: &str) -> Trouble {
        Trouble::Away { keeper: self.in_words(), why: why.to_owned() }
    }

    fn refused(&self, why: &str) -> Trouble {
        Trouble::Refused { keeper: self.in_words(), why: why.to_owned() }
    }

    fn unreadable(&self, why: &str) -> Trouble {
        Trouble::Unreadable { keeper: self.in_words(), why: format!("{why} was expected") }
    }
}

fn end_of(child: &mut Child, deadline: Instant) -> Option<ExitStatus> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < deadline => thread::sleep(GLANCE),
            _ => return None,
        }
    }
}

impl Keeper for Command {
    fn wrap<'k>(&'k self, key: &'k Key) -> Answer<'k, Vec<u8>> {
        Box::pin(async move {
            let said = self.ask("wrap", key.for_keeper()).await?;
            let wrapped = STANDARD.decode(said.trim()).map_err(|_| self.unreadable("one line of base64"))?;
            if wrapped.is_empty() { Err(self.unreadable("one line of base64")) } else { Ok(wrapped) }
        })
    }

    fn unwrap<'k>(&'k self, wrapped: &'k [u8]) -> Answer<'k, Key> {
        Box::pin(async move {
            let said = self.ask("unwrap", Zeroizing::new(STANDARD.encode(wrapped))).await?;
            Key::from_keeper(said.trim()).map_err(|_| self.unreadable("a key of 32 bytes in base64"))
        })
    }

    fn in_words(&self) -> String {
        let program = self.program.first().map(|program| program.to_string_lossy().into_owned());
        format!("the program {}", program.unwrap_or_default())
    }
}
