//! The operator's commands for keys, and each source of the root key: the real program on real files.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
};

const EXAMPLE: &str = include_str!("../../../cloakroom.example.toml");

/// A shop's folder with its configuration.
struct Shop {
    folder: PathBuf,
}

impl Shop {
    fn new(name: &str) -> Shop {
        Shop::with_root(name, r#""root.key""#)
    }

    fn with_root(name: &str, root: &str) -> Shop {
        let folder = std::env::temp_dir().join(format!("cloakroom-keys-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let shop = Shop { folder };
        shop.configure(root);
        shop
    }

    fn configure(&self, root: &str) {
        let policy = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy");
        let config = EXAMPLE
            .replace(r#"root_key = "root.key""#, &format!("root_key = {root}"))
            .replace(r#"base_url = "https://localhost:8443""#, r#"base_url = "http://127.0.0.1:1""#)
            .replace(r#"address = "127.0.0.1:8443""#, r#"address = "127.0.0.1:0""#)
            .replace(r#"tls = { self-signed = { folder = "tls" } }"#, r#"tls = "off""#)
            .replace(r#""policy/privacy"#, &format!(r#""{}/privacy"#, policy.display()));
        fs::write(self.folder.join("cloakroom.toml"), config).expect("a file");
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cloakroom"));
        command.args(words).arg("--config").arg(self.folder.join("cloakroom.toml")).current_dir(&self.folder);
        for secret in ["PAYMENT_KEY", "PAYMENT_WEBHOOK_SECRET", "COURIER_KEY", "COURIER_WEBHOOK_SECRET"] {
            command.env(secret, "a secret of the partner");
        }
        command
    }

    fn keys(&self, words: &[&str]) -> (bool, String) {
        said(&self.command(&[&["keys"], words].concat()).output().expect("the program starts"))
    }

    /// Opens the shop until it says that it is open, or says why not.
    fn serve(&self, environment: &[(&str, &str)]) -> Served {
        let mut command = self.command(&["serve"]);
        command.envs(environment.iter().copied()).stderr(Stdio::piped()).stdout(Stdio::null());
        let mut child = command.spawn().expect("the program starts");
        let (mut words, mut open) = (String::new(), false);
        for line in BufReader::new(child.stderr.take().expect("a pipe")).lines().map_while(Result::ok) {
            words.push_str(&line);
            words.push('\n');
            if line.contains("is open at") {
                open = true;
                break;
            }
        }
        Served { child, open, words }
    }

    fn status(&self) -> String {
        let (done, words) = self.keys(&["status"]);
        assert!(done, "{words}");
        words
    }
}

impl Drop for Shop {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// A server that runs, or one that did not open.
struct Served {
    child: Child,
    open: bool,
    words: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn said(output: &Output) -> (bool, String) {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    (output.status.success(), String::from_utf8(text).expect("text"))
}

#[test]
fn before_the_first_start_there_are_no_keys_and_none_are_made() {
    let shop = Shop::new("none");
    let (done, words) = shop.keys(&["status"]);
    assert!(!done && words.contains("there are no keys yet"), "{words}");
    assert!(!shop.folder.join("root.key").exists());
}

#[test]
fn status_says_how_it_stands_and_shows_no_key() {
    let shop = Shop::new("status");
    let server = shop.serve(&[]);
    assert!(server.open, "{}", server.words);
    let words = shop.status();
    assert!(words.contains("Root key     the root key in "), "{words}");
    assert!(words.contains("1, made less than a minute ago: nobody hangs on it"), "{words}");
    assert!(words.contains("the next one begins in 6 days"), "{words}");
    assert!(words.ends_with("Nothing needs you.\n"), "{words}");

    let root = fs::read_to_string(shop.folder.join("root.key")).expect("the root key");
    let letters = root.split(' ').nth(1).expect("three words");
    let (_, json) = shop.keys(&["status", "--json"]);
    let (_, list) = shop.keys(&["list"]);
    let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&value["customers"], &value["epochs"][0]["epoch"]), (&0.into(), &1.into()));
    assert!(list.contains("server\tsigning\tin use\t"), "{list}");
    for shown in [&words, &json, &list] {
        assert!(!shown.contains(letters));
    }
}

#[test]
fn every_key_turns_while_the_shop_is_open_and_the_shop_opens_again() {
    let shop = Shop::new("rotate");
    let server = shop.serve(&[]);
    assert!(server.open, "{}", server.words);
    for (what, expected) in [
        ("epoch", "A new epoch has begun"),
        ("customers", "0 customers have a new key."),
        ("classes", "0 further keys made."),
        ("index", "There is a further index key."),
        ("log", "There is a new key of the public log."),
        ("links", "Links signed before stay good."),
        ("signing", "stays published"),
    ] {
        let (done, words) = shop.keys(&["rotate", what]);
        assert!(done && words.contains(expected), "{what}: {words}");
    }
    let words = shop.status();
    assert!(words.contains("links, made less than a minute ago; 1 before it is kept"), "{words}");
    assert!(words.contains("2, made less than a minute ago"), "{words}");
    drop(server);
    let again = shop.serve(&[]);
    assert!(again.open, "{}", again.words);
}

#[test]
fn a_class_that_there_is_not_is_named_with_those_that_there_are() {
    let shop = Shop::new("class");
    let (done, words) = shop.keys(&["rotate", "classes", "--class", "orderz"]);
    assert!(!done && words.contains("there is no class `orderz`; there are account, orders,"), "{words}");
}

#[test]
fn after_the_root_key_was_rotated_the_old_one_opens_nothing() {
    let shop = Shop::new("root");
    drop(shop.serve(&[]));
    let (done, words) = shop.keys(&["rotate", "root"]);
    assert!(!done && words.contains("--to is missing"), "{words}");
    let (done, words) = shop.keys(&["rotate", "root", "--to", "root.key"]);
    assert!(!done && words.contains("--to names the root key that is in use"), "{words}");
    let (done, words) = shop.keys(&["rotate", "root", "--to", "root-2.key"]);
    assert!(done && words.contains("5 keys hang now on the root key in "), "{words}");

    let old = shop.serve(&[]);
    assert!(
        !old.open && old.words.contains("is this the root key the key store was made with?"),
        "{}",
        old.words
    );
    let (done, words) = shop.keys(&["status"]);
    assert!(!done && words.contains("is not what the keys of this store hang on"), "{words}");
    shop.configure(r#"{ file = "root-2.key" }"#);
    let new = shop.serve(&[]);
    assert!(new.open, "{}", new.words);
    let mode = fs::metadata(shop.folder.join("root-2.key")).expect("the file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_root_key_that_went_missing_is_not_made_anew() {
    let shop = Shop::new("missing");
    drop(shop.serve(&[]));
    fs::remove_file(shop.folder.join("root.key")).expect("it was there");
    let server = shop.serve(&[]);
    assert!(!server.open && server.words.contains("put the file back from your copy"), "{}", server.words);
    assert!(!shop.folder.join("root.key").exists());
}

#[test]
fn the_root_key_comes_from_the_environment() {
    let shop = Shop::with_root("env", r#"{ env = "SHOP_ROOT_KEY" }"#);
    let none = shop.serve(&[]);
    assert!(!none.open && none.words.contains("the environment has no SHOP_ROOT_KEY"), "{}", none.words);
    let damaged = shop.serve(&[("SHOP_ROOT_KEY", "cloakroom-root-1 AAAA BBBB")]);
    assert!(
        !damaged.open && damaged.words.contains("the variable SHOP_ROOT_KEY: this root key file is damaged"),
        "{}",
        damaged.words
    );

    let other = Shop::new("env-file");
    drop(other.serve(&[]));
    let line = fs::read_to_string(other.folder.join("root.key")).expect("the root key");
    let open = shop.serve(&[("SHOP_ROOT_KEY", &line)]);
    assert!(open.open, "{}", open.words);
}

#[test]
fn the_root_key_comes_from_a_passphrase() {
    let shop =
        Shop::with_root("passphrase", r#"{ passphrase = { header = "root.header", from = "env:WORDS" } }"#);
    let short = shop.serve(&[("WORDS", "too short")]);
    assert!(!short.open && short.words.contains("20 characters or more"), "{}", short.words);
    let open = shop.serve(&[("WORDS", "seven quiet herons wade here\n")]);
    assert!(open.open, "{}", open.words);
    drop(open);
    let header = fs::read_to_string(shop.folder.join("root.header")).expect("a header");
    assert!(header.starts_with("cloakroom-passphrase-1 argon2id m=65536 t=3 p=4 "), "{header}");
    assert!(shop.serve(&[("WORDS", "seven quiet herons wade here")]).open);
    let wrong = shop.serve(&[("WORDS", "seven quiet herons wade there")]);
    assert!(!wrong.open && wrong.words.contains("is this the root key"), "{}", wrong.words);
    assert!(!wrong.words.contains("herons"));

    fs::remove_file(shop.folder.join("root.header")).expect("it was there");
    let missing = shop.serve(&[("WORDS", "seven quiet herons wade here")]);
    assert!(!missing.open && missing.words.contains("put the file back from your copy"), "{}", missing.words);
}

#[test]
fn the_root_key_is_kept_by_a_program() {
    let shop = Shop::with_root("command", r#"{ command = { program = ["./keeper"], seconds = 5 } }"#);
    let keeper = shop.folder.join("keeper");
    fs::File::create(&keeper)
        .and_then(|mut file| {
            file.write_all(b"#!/bin/sh\ncase \"$1\" in wrap) read -r key; printf 'w%s' \"$key\" | base64 -w0; echo ;; unwrap) base64 -d | cut -c2-; echo ;; esac\n")
        })
        .expect("a program");
    fs::set_permissions(&keeper, fs::Permissions::from_mode(0o700)).expect("ours");
    let open = shop.serve(&[]);
    assert!(open.open, "{}", open.words);
    let (done, words) = shop.keys(&["rotate", "root"]);
    assert!(done && words.contains("5 keys hang now on the newest of the program ./keeper."), "{words}");
    drop(open);
    fs::remove_file(&keeper).expect("it was there");
    let gone = shop.serve(&[]);
    assert!(
        !gone.open && gone.words.contains("the program ./keeper cannot be reached: it could not be started"),
        "{}",
        gone.words
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_root_key_is_kept_by_a_server_for_keys() {
    let server = sandbox::key_server("s.right").await.expect("a port");
    let root = |token: &str| {
        format!(r#"{{ transit = {{ address = "{}", key = "cloakroom", token = "{token}" }} }}"#, server.url)
    };
    let shop = Shop::with_root("transit", &root("s.right"));
    let plain = shop.serve(&[]);
    assert!(!plain.open && plain.words.contains("written as `env:NAME` or `file:PATH`"), "{}", plain.words);

    shop.configure(&root("env:TOKEN"));
    let open = shop.serve(&[("TOKEN", "s.right")]);
    assert!(open.open, "{}", open.words);
    drop(open);
    let refused = shop.serve(&[("TOKEN", "s.wrong")]);
    assert!(!refused.open && refused.words.contains("our token is not good"), "{}", refused.words);
    assert!(!refused.words.contains("s.wrong"));
    server.seal();
    let sealed = shop.serve(&[("TOKEN", "s.right")]);
    assert!(!sealed.open && sealed.words.contains("is it sealed?"), "{}", sealed.words);
    server.unseal();

    server.turn();
    fs::write(shop.folder.join("token"), "s.right\n").expect("a file");
    shop.configure(&root("file:token"));
    let (done, words) = shop.keys(&["rotate", "root"]);
    assert!(done, "{words}");
    server.trim();
    assert!(shop.serve(&[]).open, "everything hangs on the server's newest key");
    let (done, words) = shop.keys(&["rotate", "root", "--to", "root.key"]);
    assert!(done, "{words}");
    server.stop();
    shop.configure(r#""root.key""#);
    assert!(shop.serve(&[]).open, "and now on a file");
}
