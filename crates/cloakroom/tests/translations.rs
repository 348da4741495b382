//! Translations beside a policy, checked with the real program on real files.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

fn shipped(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy").join(name);
    fs::read_to_string(file).expect("the policy that ships")
}

/// A folder with the policy, its French, and one edit of one of the three files.
fn folder(name: &str, file: &str, from: &str, to: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("translations-{name}"));
    fs::create_dir_all(&folder).expect("a folder for the test");
    for one in ["privacy.md", "privacy.fr.md", "words.fr.toml"] {
        let text = shipped(one);
        assert!(one != file || text.contains(from), "{file} does not say {from}");
        let text = if one == file { text.replace(from, to) } else { text };
        fs::write(folder.join(one), text).expect("a file for the test");
    }
    folder
}

fn check(folder: &Path, more: &[&str]) -> (i32, String) {
    let file = folder.join("privacy.md");
    let program =
        Command::new(env!("CARGO_BIN_EXE_cloakroom")).args(["policy", "check"]).arg(file).args(more).output();
    let output = program.expect("the program starts");
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    (output.status.code().expect("the program ends by itself"), String::from_utf8(text).expect("text"))
}

#[test]
fn a_translation_that_is_whole_is_told_in_a_line() {
    let (code, words) = check(&folder("whole", "", "", ""), &[]);
    assert_eq!(code, 0, "{words}");
    assert!(words.contains("privacy.fr.md is whole: français, made from version 1.0.0."), "{words}");
}

#[test]
fn a_stale_paragraph_is_told_with_its_line_and_its_mend() {
    let (code, words) = check(&folder("stale", "privacy.md", "at any price.", "at any price whatever."), &[]);
    assert_eq!(code, 1, "{words}");
    assert!(words.contains("privacy.md is sound"), "the policy itself is: {words}");
    assert!(words.contains("(paragraph 4.5): the English text of paragraph 4.5 is another one"), "{words}");
    assert!(words.contains("at any price whatever.”"), "{words}");
    assert!(words.contains("Until then the page is offered in English only."), "{words}");
}

#[test]
fn a_word_that_is_missing_is_told_in_its_own_file() {
    let (code, words) = check(&folder("words", "words.fr.toml", "courier = \"le transporteur\"\n", ""), &[]);
    assert_eq!(code, 1, "{words}");
    assert!(words.contains("words.fr.toml, line "), "{words}");
    assert!(words.contains("`courier` is missing under [parties]"), "{words}");
}

#[test]
fn programs_get_the_faults_of_each_file() {
    let folder = folder("json", "privacy.fr.md", "au moins {{crowd}}", "au moins 20 personnes");
    let (code, text) = check(&folder, &["--format", "json"]);
    assert_eq!(code, 1, "{text}");
    let value: serde_json::Value = serde_json::from_str(&text).expect("this is JSON");
    assert_eq!(value["sound"], true);
    let files = value["translations"].as_array().expect("a list");
    assert_eq!(
        (files.len(), &files[0]["whole"], &files[1]["whole"]),
        (2, &false.into(), &true.into()),
        "{text}"
    );
    assert_eq!(files[0]["errors"][0]["paragraph"], "4.6");
}

#[test]
fn a_file_of_words_that_is_not_there_is_named() {
    let folder = folder("none", "privacy.fr.md", "words: words.fr.toml", "words: mots.toml");
    let (code, words) = check(&folder, &[]);
    assert_eq!(code, 1, "{words}");
    assert!(words.contains("mots.toml cannot be read"), "{words}");
}
