//! The officer's commands, as the officer runs them: the real program on real files.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

fn default_policy() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../policy/privacy.md")
}

fn policy(words: &[&str]) -> Output {
    let program = Command::new(env!("CARGO_BIN_EXE_cloakroom")).arg("policy").args(words).output();
    program.expect("the program starts")
}

fn said(output: &Output) -> (i32, String) {
    let text = [&output.stdout[..], &output.stderr[..]].concat();
    (output.status.code().expect("the program ends by itself"), String::from_utf8(text).expect("text"))
}

fn explain(question: &str) -> (i32, String) {
    let file = default_policy();
    let mut words = vec!["explain", file.to_str().expect("a plain path")];
    words.extend(question.split(' '));
    said(&policy(&words))
}

#[test]
fn explain_answers_yes_with_paragraph_sentence_rule_and_ground() {
    let (code, words) =
        explain("may the courier receive contact.phone for order.deliver if agreement and order-open");
    assert_eq!(code, 0, "{words}");
    assert!(words.starts_with("Yes: the parcel courier may receive the phone number"), "{words}");
    assert!(words.contains("Paragraph 2.4: “For some deliveries we need a phone number"), "{words}");
    assert!(words.contains("Ground: contract."), "{words}");
}

#[test]
fn explain_answers_no_with_what_is_missing_and_another_exit_code() {
    let (code, words) = explain("courier receive contact.phone for order.deliver if agreement");
    assert_eq!(code, 3, "{words}");
    assert!(words.starts_with("No: the parcel courier may receive the phone number"), "{words}");
    assert!(words.contains("only if"), "{words}");
}

#[test]
fn explain_says_which_word_it_does_not_know() {
    let (code, words) = explain("courrier receive contact.phone for order.deliver");
    assert_eq!(code, 1, "{words}");
    assert!(words.contains("did you mean `courier`?"), "{words}");
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let (code, words) =
        said(&policy(&["explain", "nowhere.md", "courier", "receive", "card", "for", "order.pay"]));
    assert_eq!(code, 1, "{words}");
    assert!(words.contains("nowhere.md cannot be read"), "{words}");
}

/// A folder of its own for the files of one test.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::create_dir_all(&folder).expect("a folder for the test");
    folder
}

/// The default policy with one edit, as a file.
fn edited(name: &str, from: &str, to: &str) -> PathBuf {
    let text = fs::read_to_string(default_policy()).expect("the default policy");
    assert!(text.contains(from), "the policy does not say {from}");
    let file = folder(name).join("edited.md");
    fs::write(&file, text.replace(from, to)).expect("the edited policy");
    file
}

fn diff(new: &Path, more: &[&str]) -> (i32, String) {
    let old = default_policy();
    let mut words = vec!["diff", old.to_str().expect("a plain path"), new.to_str().expect("a plain path")];
    words.extend(more);
    said(&policy(&words))
}

#[test]
fn diff_of_a_file_with_itself_is_the_same() {
    let (code, words) = diff(&default_policy(), &[]);
    assert_eq!((code, words.lines().count()), (0, 1), "{words}");
    assert!(words.contains("allows exactly as much as the old one"), "{words}");
}

#[test]
fn diff_tells_what_widens_with_both_paragraphs_the_notice_and_the_place_in_the_program() {
    let list = "identity.name, contact.shipping, contact.phone";
    let new = edited("diff-wider", list, &format!("{list}, contact.email"));
    let (code, words) = diff(&new, &[]);
    assert_eq!(code, 4, "{words}");
    assert!(
        words.contains("More is allowed:\n  - The parcel courier may now use and receive your e-mail"),
        "{words}"
    );
    assert!(words.contains("paragraph 2.4"), "{words}");
    assert!(words.contains("It waits 30 days"), "{words}");
    assert!(words.contains("`delivery.parcel` gets contact.email as well"), "{words}");
}

#[test]
fn diff_of_less_has_a_code_of_its_own() {
    let new = edited("diff-narrower", "chat.transcript for 13 months", "chat.transcript for 12 months");
    let (code, words) = diff(&new, &[]);
    assert_eq!(code, 3, "{words}");
    assert!(words.contains("Less is allowed:") && !words.contains("More is allowed:"), "{words}");
}

#[test]
fn diff_names_the_choices_that_are_asked_again_also_for_programs() {
    let rule = "shop, marketer may use identity.name, contact.email for marketing.email";
    let new = edited("diff-asks", rule, &rule.replace("contact.email", "contact.email, contact.phone"));
    let (code, words) = diff(&new, &[]);
    assert_eq!(code, 4, "{words}");
    assert!(words.contains("Asked again: email-news."), "{words}");
    let (code, words) = diff(&new, &["--format", "json"]);
    assert_eq!(code, 4, "{words}");
    let json: serde_json::Value = serde_json::from_str(&words).expect("JSON");
    assert_eq!(json["verdict"], "wider");
    assert_eq!(json["asked_again"], serde_json::json!(["email-news"]));
    assert!(
        json["changes"][0]["sentence"].as_str().is_some_and(|words| words.contains("phone number")),
        "{words}"
    );
}

#[test]
fn diff_refuses_a_file_that_is_not_sound() {
    let list = "courier may receive, use identity.name, contact.shipping, contact.phone";
    let (code, words) = diff(&edited("diff-unsound", list, &format!("{list}, contact.email")), &[]);
    assert_eq!(code, 1, "{words}");
    assert!(words.contains("this rule allows what line"), "{words}");
}

#[test]
fn table_prints_what_the_project_keeps_as_its_golden_table() {
    let file = default_policy();
    let (code, words) = said(&policy(&["table", file.to_str().expect("a plain path")]));
    let golden = fs::read_to_string(file.with_file_name("table.txt")).expect("the golden table");
    assert_eq!((code, words.trim()), (0, golden.trim()));
}

#[test]
fn table_as_a_page_is_whole() {
    let file = default_policy();
    let (code, words) = said(&policy(&["table", file.to_str().expect("a plain path"), "--format", "html"]));
    assert_eq!(code, 0);
    assert!(words.starts_with("<!doctype html>") && words.trim_end().ends_with("</html>"));
}

#[test]
fn try_lists_the_exercises_marks_one_and_finds_the_one_that_is_solved() {
    let (code, words) = said(&policy(&["try"]));
    assert_eq!((code, words.lines().count()), (0, 9), "{words}");
    let solved = edited("try-solved", "figure returns is 30 days", "figure returns is 60 days");
    let solved = solved.to_str().expect("a plain path");
    assert_eq!(
        said(&policy(&["try", "1", solved])),
        (0, "Exercise 1 is solved: More time to send back.\n".into())
    );
    assert_eq!(said(&policy(&["try", solved])).0, 0);
    let (code, words) = said(&policy(&["try", "2", solved]));
    assert_eq!(code, 3, "{words}");
    assert!(words.contains("Still wanted:") && words.contains("Not asked for:"), "{words}");
    let (code, words) = said(&policy(&["try", "12", solved]));
    assert_eq!(code, 1, "{words}");
    assert!(words.contains("numbered from 1 to 9"), "{words}");
}

fn answered(name: &str, answers: &str) -> (PathBuf, (i32, String)) {
    let file = folder(name).join("new.md");
    drop(fs::remove_file(&file));
    let mut program = Command::new(env!("CARGO_BIN_EXE_cloakroom"))
        .args(["policy", "new"])
        .arg(&file)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = program.stdin.take().expect("it listens");
    input.write_all(answers.as_bytes()).expect("it hears");
    drop(input);
    (file, said(&program.wait_with_output().expect("it ends")))
}

#[test]
fn new_writes_a_sound_policy_from_the_answers_and_asks_again_what_makes_no_sense() {
    let (file, (code, words)) = answered("new", "seven\n18\n\n\n\n\n\nno\n");
    assert_eq!(code, 0, "{words}");
    assert!(words.contains("a number from 13 to 21"), "{words}");
    let file = file.to_str().expect("a plain path");
    let text = fs::read_to_string(file).expect("the new policy");
    assert!(text.contains("figure guardian-age is 18 years") && !text.contains("chat-provider"));
    assert_eq!(said(&policy(&["check", file])).0, 0);
    let (code, words) = said(&policy(&["new", file]));
    assert_eq!(code, 1, "{words}");
    assert!(words.contains("exists already"), "{words}");
    assert_eq!(fs::read_to_string(file).expect("the new policy"), text);
}

#[test]
fn new_without_answers_is_the_policy_that_ships() {
    let (file, (code, words)) = answered("new-usual", "");
    assert_eq!(code, 0, "{words}");
    let shipped = fs::read_to_string(default_policy()).expect("the default policy");
    assert_eq!(fs::read_to_string(file).expect("the new policy"), shipped);
}

#[test]
fn a_law_over_the_file_answers_too() {
    let file = default_policy();
    let words =
        ["diff", file.to_str().expect("a plain path"), file.to_str().expect("a plain path"), "--law", "uk"];
    assert_eq!(said(&policy(&words)).0, 0);
    let (code, words) = said(&policy(&["table", file.to_str().expect("a plain path"), "--law", "atlantis"]));
    assert_eq!(code, 2, "{words}");
    assert!(words.contains("uk"), "{words}");
}
