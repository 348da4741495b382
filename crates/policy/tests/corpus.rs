//! The texts that the fuzzer begins with (`fuzz/corpus`), read by an ordinary test: what its targets hold, holds for them.

use std::{fs, path::Path};

use policy::{LawRules, Policy, Settings};

const OWN: &str = include_str!("../../../policy/privacy.md");

/// Each text of a target, with its name.
fn corpus(target: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let texts: Vec<(String, String)> = files
        .filter_map(|file| {
            let path = file.ok()?.path();
            Some((path.display().to_string(), String::from_utf8(fs::read(&path).ok()?).ok()?))
        })
        .collect();
    assert!(texts.len() >= 5, "{} has only {} texts", folder.display(), texts.len());
    texts
}

/// Loads it or is told why not, in few words.
fn tried(name: &str, text: &str, settings: &Settings) -> Option<Policy> {
    match Policy::load(text, settings) {
        Ok(policy) => Some(policy),
        Err(problems) => {
            assert!(!problems.list.is_empty() && problems.list.len() <= 60, "{name}");
            assert!(problems.to_string().len() < 100_000, "{name} is told at great length");
            None
        }
    }
}

#[test]
fn whole_files_load_or_are_refused_in_words() {
    let mut loaded = 0;
    for (name, text) in corpus("policy") {
        if let Some(policy) = tried(&name, &text, &Settings::stand_ins()) {
            let again = tried(&name, &policy.tidied(), &Settings::stand_ins());
            assert_eq!(again.map(|policy| policy.listing()), Some(policy.listing()), "{name}");
            loaded += 1;
        }
    }
    assert!(loaded > 0, "none of them loads");
}

#[test]
fn rules_are_read_or_refused_in_words_in_a_file_and_in_a_law() {
    for (name, rules) in corpus("rule") {
        tried(&name, &OWN.replacen("every refusal is recorded", &rules, 1), &Settings::stand_ins());
        let law = rules.lines().take(8).fold(LawRules::new("Law"), |law, rule| law.with("1", rule));
        tried(&name, OWN, &Settings::stand_ins().under_law(law));
    }
}

#[test]
fn words_are_taken_or_refused_in_words() {
    let taken = corpus("words").iter().filter(|(_, text)| Settings::new().with_words(text).is_ok()).count();
    assert_eq!(taken, 2, "the good one and the empty one");
}
