//! A restore asks the witnesses of the public log first: a shop and a witness, each the real program in a process of its own.

use std::{
    io::{BufRead, BufReader, Read},
    net::{TcpListener, TcpStream},
    process::{Child, ChildStdout},
    time::{Duration, Instant},
};

use super::*;

/// More than any machine takes to open a shop; nothing waits so long unless something is broken.
const PATIENCE: Duration = Duration::from_secs(60);

/// A process that ends with the test.
struct Running(Child);

impl Running {
    fn start(words: &[&str]) -> Running {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cloakroom"));
        let command = command.args(words).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        Running(command.spawn().expect("the program starts"))
    }

    fn first_line(&mut self) -> String {
        let out: ChildStdout = self.0.stdout.take().expect("it has a voice");
        BufReader::new(out).lines().next().expect("it speaks").expect("it speaks words")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|port| port.local_addr()).expect("a port is free").port()
}

/// What stands at a path; nothing while nobody answers there.
fn page(port: u16, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    let asked = format!("GET {path} HTTP/1.1\r\nhost: localhost:{port}\r\nconnection: close\r\n\r\n");
    stream.write_all(asked.as_bytes()).ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.starts_with("HTTP/1.1 200").then_some(answer)
}

fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(began.elapsed() < PATIENCE, "{what} did not come");
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Entries of the newest public checkpoint, as soon as it is countersigned and has more than so many.
fn countersigned(port: u16, more_than: u64) -> u64 {
    until("a countersigned checkpoint", || {
        let answer =
            page(port, "/log/checkpoint").filter(|answer| answer.contains("— witness.example/w1 "))?;
        let note = answer.split("\r\n\r\n").nth(1)?;
        note.lines().nth(1)?.parse().ok().filter(|size| *size > more_than)
    })
}

/// A shop with a log that grows each second, and the witness of it.
struct Watched {
    shop: Shop,
    port: u16,
    witness: Option<Running>,
}

impl Watched {
    fn open() -> Watched {
        let shop = Shop::new();
        let port = free_port();
        shop.reconfigure(|text| {
            text.replace("https://localhost:8443", &format!("http://localhost:{port}"))
                .replace("127.0.0.1:8443", &format!("127.0.0.1:{port}"))
                .replace("tls = { self-signed = { folder = \"tls\" } }", "tls = \"off\"")
                .replace("beat = 60", "beat = 1")
        });
        let mut watched = Watched { shop, port, witness: None };
        watched.let_a_witness_in();
        watched
    }

    fn serves(&self) -> Running {
        let running = Running::start(&["serve", "--config", &self.shop.at("cloakroom.toml")]);
        until("the first page", || page(self.port, "/contact"));
        running
    }

    /// The witness learns the log's key from the shop, and the shop the witness's from its configuration.
    fn let_a_witness_in(&mut self) {
        let open = self.serves();
        until("the log's first checkpoint", || page(self.port, "/log/checkpoint"));
        let (log, listen) =
            (format!("http://127.0.0.1:{}/log", self.port), format!("127.0.0.1:{}", free_port()));
        let file = self.shop.at("witness.key");
        let words =
            ["--log-url", &log, "--key-file", &file, "--name", "witness.example/w1", "--listen", &listen];
        let mut witness = Running::start(&[&["witness"], &words[..]].concat());
        let key = witness.first_line();
        self.shop.reconfigure(|text| {
            format!("{text}\n[[log.witnesses]]\nurl = \"http://{listen}\"\nkey = \"{key}\"\n")
        });
        self.witness = Some(witness);
        drop(open);
    }

    fn backs_up(&self, name: &str) {
        let (config, file) = (self.shop.at("cloakroom.toml"), self.shop.at(name));
        self.shop.well(&["backup", "--config", &config, "--to", &file]);
    }

    fn restored(&self, name: &str, more: &[&str]) -> (bool, String) {
        let (config, file) = (self.shop.at("cloakroom.toml"), self.shop.at(name));
        let words = ["restore", "--config", &config, "--from", &file];
        self.shop.run(&[&words[..], more].concat(), "")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_from_before_what_a_witness_signed_needs_force_and_is_written_down() {
    let watched = Watched::open();
    let open = watched.serves();
    let early = countersigned(watched.port, 0);
    watched.backs_up("early.backup");
    countersigned(watched.port, early + 64);
    drop(open);
    watched.shop.loses(DATA);
    let (good, said) = watched.restored("early.backup", &[]);
    assert!(!good && said.contains("the witness witness.example/w1 at"), "{said}");
    assert!(said.contains("has signed a public log of") && said.contains("say --force"), "{said}");
    assert!(!said.contains("a newer backup"), "the witness alone knows: {said}");
    let (good, said) = watched.restored("early.backup", &["--force"]);
    assert!(good, "{said}");
    let forced = "SELECT COUNT(*) FROM restoration WHERE forced = 1 AND objection LIKE 'the witness %'";
    assert_eq!(number(&watched.shop.store(DATA).await, forced).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_newest_copy_is_restored_when_the_witness_has_seen_no_more_and_not_while_it_is_away() {
    let mut watched = Watched::open();
    let open = watched.serves();
    countersigned(watched.port, 0);
    drop(open);
    watched.backs_up("last.backup");
    watched.shop.loses(DATA);
    let (good, said) = watched.restored("last.backup", &[]);
    assert!(good && said.contains("Restored."), "{said}");
    watched.shop.loses(DATA);
    drop(watched.witness.take());
    let (good, said) = watched.restored("last.backup", &[]);
    assert!(
        !good && said.contains("no witness of the public log could say how far the log had come"),
        "{said}"
    );
    assert!(said.contains("did not answer"), "{said}");
    let (good, said) = watched.restored("last.backup", &["--force"]);
    assert!(good, "{said}");
    let forced = "SELECT COUNT(*) FROM restoration WHERE forced = 1 AND objection LIKE 'no witness %'";
    assert_eq!(number(&watched.shop.store(DATA).await, forced).await, 1);
}
