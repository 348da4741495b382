//! `cloakroom policy export`, as an officer runs it: the real program on real files.

use std::{
    path::Path,
    process::{Command, Output},
};

fn export(words: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut program = Command::new(env!("CARGO_BIN_EXE_cloakroom"));
    program.current_dir(root).args(["policy", "export"]).args(words).output().expect("the program starts")
}

fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("text")
}

#[test]
fn every_format_is_written_to_standard_output() {
    for format in review::Format::ALL {
        let done = export(&[format.word(), "policy/privacy.md"]);
        assert!(done.status.success() && done.stderr.is_empty(), "{format}: {done:?}");
        assert!(out(&done).lines().count() > 10, "{format}");
    }
}

#[test]
fn the_record_of_processing_names_the_shop_it_is_for() {
    let done = export(&["art30", "policy/privacy.md", "--shop", "Hem and Seam", "--officer", "1 Mill Lane"]);
    assert!(out(&done).contains(",Hem and Seam,1 Mill Lane\r\n"), "{}", out(&done));
}

#[test]
fn a_format_that_nobody_writes_is_refused_with_those_that_are() {
    let done = export(&["smoke-signals", "policy/privacy.md"]);
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(!done.status.success() && said.contains("art30") && said.contains("json"), "{said}");
}

#[test]
fn a_file_that_is_no_policy_is_refused() {
    let done = export(&["json", "README.md"]);
    assert!(!done.status.success() && out(&done).is_empty(), "{done:?}");
}
