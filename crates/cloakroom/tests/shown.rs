//! An opened value leaves its wrapping by `.show()`. That may stand in templates, whose words go to whom the gate let
//! through, and in the few places named here, each with its reason. A place that is not named fails this test.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// File, how often it stands there, and why it has to.
const PLACES: [(&str, usize, &str); 22] = [
    ("features/src/account/close.rs", 1, "the index alone: to shut the way in by an address"),
    ("features/src/account/data/file.rs", 3, "the copy for its owner"),
    ("features/src/account/held/sections.rs", 2, "names the pieces in a basket for its owner"),
    (
        "features/src/account/new_email.rs",
        2,
        "the index alone, and the new address sealed in the old one's place",
    ),
    ("features/src/account/security.rs", 1, "compares a password with its hash"),
    ("features/src/account/words.rs", 1, "fills the customer's own form with what is held"),
    ("features/src/basket/contents.rs", 1, "reads the basket's own list"),
    ("features/src/checkout/form.rs", 3, "fills the customer's own form with what is held"),
    ("features/src/checkout/review.rs", 1, "an address line by line, for the template"),
    ("features/src/delivery/courier.rs", 2, "the courier's wire"),
    ("features/src/delivery/pick.rs", 1, "an address line by line, for the template"),
    ("features/src/orders/items.rs", 1, "reads the order's own list"),
    ("features/src/orders/placing.rs", 2, "the index alone: number and address together"),
    ("features/src/orders/show.rs", 1, "an address line by line, for the template"),
    ("features/src/payment/partner.rs", 3, "the payment partner's wire"),
    ("features/src/register/age.rs", 1, "reckons an age from a birth date"),
    ("features/src/register/join.rs", 1, "compares the guardian's address"),
    ("features/src/retention/guests.rs", 1, "moves a basket to another id, sealed again"),
    ("features/src/sign_in/recovery.rs", 2, "a password must not be made of name and address"),
    ("features/src/sign_in/session.rs", 1, "compares a password with its hash"),
    ("gate/src/pass.rs", 1, "moves a value to another place, sealed again"),
    ("mail/src/letter.rs", 1, "the address on a letter"),
];

/// Folders that hold tests, and crates that never see an opened value of a person.
const PASSED_OVER: [&str; 4] = ["/tests", "_tests.rs", "testing", "doors.rs"];

fn sources(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the project's own files can be read") {
        let path = entry.expect("the project's own files can be read").path();
        match path.is_dir() {
            true => sources(&path, into),
            false if path.extension().is_some_and(|end| end == "rs") => into.push(path),
            false => {}
        }
    }
}

/// How often `.show()` stands in each source file outside tests. Taking the function as a value counts too.
fn shown() -> BTreeMap<String, usize> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for krate in ["cloakroom", "consent", "features", "gate", "mail", "web"] {
        sources(&crates.join(krate).join("src"), &mut files);
    }
    let mut found = BTreeMap::new();
    for file in files {
        let name = file
            .strip_prefix(&crates)
            .expect("the project's own files can be read")
            .to_str()
            .expect("the project's own files can be read")
            .to_owned();
        let text = fs::read_to_string(&file).expect("the project's own files can be read");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let times = code.matches(".show()").count() + code.matches("Opened::show").count();
        if times > 0 && !PASSED_OVER.iter().any(|part| name.contains(part)) {
            found.insert(name, times);
        }
    }
    found
}

#[test]
fn an_opened_value_is_shown_in_templates_and_in_the_places_named_here_alone() {
    let named: BTreeMap<String, usize> =
        PLACES.iter().map(|(file, times, _)| ((*file).to_owned(), *times)).collect();
    let found = shown();
    let differ: Vec<_> = found.iter().filter(|(file, times)| named.get(*file) != Some(times)).collect();
    assert!(differ.is_empty(), "not named with its reason: {differ:?}");
    let gone: Vec<_> = named.keys().filter(|file| !found.contains_key(*file)).collect();
    assert!(gone.is_empty(), "named, but shows nothing any more: {gone:?}");
}
