//! A server that dies leaves no picture of its memory behind.
#![cfg(target_os = "linux")]

use std::{
    fs,
    net::{TcpListener, TcpStream},
    os::unix::process::ExitStatusExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::Duration,
};

use store::Dice;

/// A shop that serves, started where core dumps are wanted.
fn serves(folder: &Path) -> Child {
    fs::create_dir(folder).expect("a folder can be made");
    let port =
        TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../cloakroom.example.toml");
    let policy =
        example.parent().expect("a folder").join("policy").canonicalize().expect("the policy is there");
    let text = fs::read_to_string(&example).expect("the example is there");
    let text = text
        .replace("\"policy/privacy", &format!("\"{}/privacy", policy.display()))
        .replace("\"env:", "\"plain:")
        .replace("127.0.0.1:8443", &format!("127.0.0.1:{port}"));
    fs::write(folder.join("cloakroom.toml"), text).expect("the configuration can be written");
    let start = format!(
        "ulimit -c unlimited; exec '{}' serve --config cloakroom.toml",
        env!("CARGO_BIN_EXE_cloakroom")
    );
    let mut child = Command::new("sh")
        .args(["-c", &start])
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    for _ in 0..300 {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return child;
        }
        assert!(child.try_wait().expect("it runs").is_none(), "it does not serve");
        thread::sleep(Duration::from_millis(100));
    }
    panic!("it does not serve");
}

fn files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect()
}

#[test]
fn a_server_that_aborts_leaves_no_core_dump() {
    let folder = std::env::temp_dir().join(format!("cloakroom-core-{}", Dice::system().token()));
    let mut child = serves(&folder);
    let limits = fs::read_to_string(format!("/proc/{}/limits", child.id())).expect("its limits");
    let core = limits.lines().find(|line| line.starts_with("Max core file size")).expect("one of them");
    assert_eq!(core.split_whitespace().skip(4).take(2).collect::<Vec<_>>(), ["0", "0"], "{core}");
    let aborted = Command::new("kill").args(["-ABRT", &child.id().to_string()]).status().expect("a signal");
    assert!(aborted.success());
    let status = child.wait().expect("it ends");
    assert_eq!(status.signal(), Some(6));
    assert!(!status.core_dumped(), "the system says that it wrote one");
    assert!(files(&folder).iter().all(|file| !file.display().to_string().contains("/core")));
    drop(fs::remove_dir_all(folder));
}
