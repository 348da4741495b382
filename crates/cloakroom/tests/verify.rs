//! `cloakroom verify`, as a customer runs it at home: the real program on real files, and on a log behind a real socket.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Command, Output},
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn verify(words: &[&str]) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_cloakroom"));
    program.current_dir(root()).arg("verify").args(words).output().expect("the program starts")
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A copy of the example with something changed, in a folder for temporary files.
fn changed(name: &str, change: impl FnOnce(String) -> String) -> String {
    let text = fs::read_to_string(root().join("docs/record-example.json")).expect("the example is there");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, change(text)).expect("the copy can be written");
    path.display().to_string()
}

/// Serves the example of a log over HTTP; `damaged` names a file of which one byte is another. The address of the log.
fn serves(damaged: Option<&'static str>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it has an address");
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut request = String::new();
            let mut reader = BufReader::new(&stream);
            if reader.read_line(&mut request).is_err() {
                continue;
            }
            let mut header = String::new();
            while reader.read_line(&mut header).is_ok_and(|read| read > 2) {
                header.clear();
            }
            let path = request.split(' ').nth(1).unwrap_or_default().trim_start_matches("/log/").to_owned();
            let found = fs::read(root().join("crates/tlog/tests/vectors/log").join(&path));
            let (status, mut body) = found.map_or(("404 Not Found", Vec::new()), |body| ("200 OK", body));
            if damaged == Some(path.as_str()) {
                body[40] ^= 1;
            }
            let head =
                format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
            drop(stream.write_all(&[head.as_bytes(), &body].concat()));
        }
    });
    format!("http://{address}/log")
}

fn keys() -> Vec<String> {
    let keys = fs::read_to_string(root().join("crates/tlog/tests/vectors/keys")).expect("the keys are there");
    keys.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn p72_a_record_is_checked_without_the_shop_and_the_answer_is_0() {
    let done = verify(&["docs/record-example.json"]);
    assert!(done.status.success(), "{}", said(&done));
    assert!(said(&done).contains("7 lines hold: none is missing, none was changed."), "{}", said(&done));
}

#[test]
fn p72_a_changed_record_is_refused_and_the_first_bad_line_named() {
    let path = changed("changed.json", |text| text.replacen("\"seq\": 3", "\"seq\": 4", 1));
    let done = verify(&[&path]);
    assert_eq!(done.status.code(), Some(1));
    assert!(said(&done).contains("line 3 of the ledger is bad"), "{}", said(&done));
}

#[test]
fn a_whole_log_is_read_over_http_and_built_again() {
    let keys = keys();
    let done = verify(&["--log-url", &serves(None), "--key", &keys[0], "--witness", &keys[1]]);
    assert!(done.status.success(), "{}", said(&done));
    assert!(said(&done).contains("260 entries of the log shop.example/ledger hold."), "{}", said(&done));
}

#[test]
fn a_damaged_tile_of_a_log_is_named() {
    let keys = keys();
    for file in ["tile/0/000", "tile/entries/000", "tile/0/001.p/4"] {
        let done = verify(&["--log-url", &serves(Some(file)), "--key", &keys[0]]);
        assert_eq!(done.status.code(), Some(1), "{}", said(&done));
        assert!(said(&done).contains("is damaged, which stands for entries from"), "{}", said(&done));
    }
}

#[test]
fn a_log_that_does_not_begin_with_what_was_kept_was_written_anew() {
    // The record is of another log than the one at the address, signed with another key.
    let done = verify(&["docs/record-example.json", "--log-url", &serves(None)]);
    assert_eq!(done.status.code(), Some(1));
    assert!(said(&done).contains("the checkpoint of the log as it is now is bad"), "{}", said(&done));
}

#[test]
fn a_checkpoint_that_was_kept_is_held_against_the_log() {
    let (keys, url) = (keys(), serves(None));
    let kept = "crates/tlog/tests/vectors/log/checkpoint";
    let done = verify(&["--log-url", &url, "--key", &keys[0], "--checkpoint", kept]);
    assert!(said(&done).contains("begins with what was seen"), "{}", said(&done));
    assert!(done.status.success());
}

#[test]
fn without_anything_to_verify_it_says_what_to_give() {
    let done = verify(&[]);
    assert!(!done.status.success() && said(&done).contains("--log-url"), "{}", said(&done));
}
