//! Every route says which needs it cannot do without, or the policy could not switch it off: the sources are read and
//! held against the list of routes.

#![expect(clippy::unwrap_used, reason = "a source that cannot be read fails the test")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

type Names = BTreeSet<String>;

/// Mails are written by the clock and by no route.
const OF_MAILS: [&str; 2] = ["GUARDIAN_MAIL", "ORDER_MAIL"];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => sources(&path, found),
            false if path.extension().is_some_and(|end| end == "rs") => found.push(path),
            false => {}
        }
    }
}

fn features() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn name_at_the_start(text: &str) -> String {
    text.chars().take_while(|c| c.is_ascii_uppercase() || *c == '_').collect()
}

/// Several needs under one name, as `needs.rs` writes them out.
fn sets() -> &'static BTreeMap<String, Names> {
    static SETS: LazyLock<BTreeMap<String, Names>> = LazyLock::new(|| {
        let text = fs::read_to_string(features().join("needs.rs")).unwrap();
        let set = |rest: &str| {
            let (declared, members) = rest.split_once("= [")?;
            let members = members.split(']').next()?.split('&').skip(1).map(name_at_the_start);
            Some((name_at_the_start(declared), members.collect()))
        };
        text.split("pub const ").skip(1).filter_map(set).collect()
    });
    &SETS
}

/// The needs that a text names, one by one or as a set.
fn needs_in(text: &str) -> Names {
    let named = text.split("needs::").skip(1).map(name_at_the_start);
    let single = |name: String| sets().get(&name).cloned().unwrap_or_else(|| Names::from([name]));
    named.flat_map(single).filter(|name| !name.is_empty() && name != "ALL").collect()
}

/// What the routes of a feature declare, by the file whose handlers they lead to.
fn declared(feature: &Path) -> BTreeMap<String, Names> {
    let text: String =
        fs::read_to_string(feature.join("mod.rs")).unwrap_or_default().split_whitespace().collect();
    let mut declared = BTreeMap::<String, Names>::new();
    for route in text.replace(".post(\"", ".get(\"").split(".get(\"").skip(1) {
        let mut depth = 1;
        let end = route.find(|c| {
            depth += match c {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            depth == 0
        });
        let arguments = route[..end.unwrap()].trim_end_matches(',');
        let handler = arguments.rsplit(',').next().unwrap();
        let file = handler.split_once("::").map_or("mod", |(file, _)| file);
        let route = route.split(';').next().unwrap();
        declared.entry(file.to_owned()).or_default().extend(needs_in(route));
    }
    declared
}

/// The folders of the features, and those within them that have routes of their own.
fn folders() -> Vec<PathBuf> {
    let within = |folder: &Path| -> Vec<PathBuf> {
        fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_dir())
            .collect()
    };
    let outer = within(&features());
    outer.iter().flat_map(|folder| within(folder)).chain(outer.clone()).collect()
}

fn name_of(path: &Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

#[test]
fn a_set_of_needs_stands_for_each_of_its_members() {
    let members = needs_in(".needs(needs::TO_CHECK_OUT)");
    assert_eq!(
        members,
        Names::from(["BASKET_USE", "CHECKOUT_KEEP", "CHECKOUT_USE", "ORDER_PLACE", "PAY"].map(str::to_owned))
    );
    assert!(sets().values().all(|members| members.len() > 1), "{:?}", sets());
}

#[test]
fn a_file_of_handlers_asks_for_nothing_that_its_routes_do_not_declare() {
    let mut looked_at = 0;
    for feature in folders() {
        let declared = declared(&feature);
        for (file, declared) in declared.iter().filter(|(file, _)| *file != "mod") {
            let used = needs_in(&fs::read_to_string(feature.join(format!("{file}.rs"))).unwrap_or_default());
            let missing: Vec<_> = used.difference(declared).collect();
            assert!(missing.is_empty(), "{}/{file}.rs asks for {missing:?}", feature.display());
            looked_at += used.len();
        }
    }
    assert!(looked_at > 40, "the sources were read: {looked_at}");
}

#[test]
fn every_need_stands_at_a_route_or_belongs_to_a_mail() {
    let mut known: Names =
        folders().iter().flat_map(|folder| declared(folder)).flat_map(|(_, names)| names).collect();
    known.extend(OF_MAILS.map(str::to_owned));
    let mut found = Vec::new();
    sources(&features(), &mut found);
    for path in found.iter().filter(|path| name_of(path) != "needs") {
        let used = needs_in(&fs::read_to_string(path).unwrap());
        let missing: Vec<_> = used.difference(&known).collect();
        assert!(missing.is_empty(), "{} asks for {missing:?}, which no route declares", path.display());
    }
}
