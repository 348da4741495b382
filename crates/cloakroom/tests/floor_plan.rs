//! The floor plan of the house, held against the manifests: who may import whom, and nobody else.

use std::{collections::BTreeMap, fs, path::Path};

const PLAN: [(&str, &[&str]); 19] = [
    ("policy", &[]),
    ("vault", &[]),
    ("custody", &["vault"]),
    ("ledger", &[]),
    ("tlog", &[]),
    ("store", &[]),
    ("catalogue", &[]),
    ("sandbox", &[]),
    ("backup", &["store", "vault"]),
    ("review", &["policy"]),
    ("translation", &["policy"]),
    ("consent", &["policy", "store"]),
    ("gate", &["consent", "ledger", "policy", "store", "vault"]),
    ("web", &["gate", "policy", "store"]),
    ("mail", &["gate", "policy", "store"]),
    ("publiclog", &["store", "tlog"]),
    ("witness", &["ledger", "store", "tlog"]),
    (
        "features",
        &[
            "catalogue",
            "consent",
            "gate",
            "mail",
            "policy",
            "publiclog",
            "review",
            "store",
            "translation",
            "web",
        ],
    ),
    (
        "cloakroom",
        &[
            "backup",
            "catalogue",
            "consent",
            "custody",
            "features",
            "gate",
            "ledger",
            "mail",
            "policy",
            "publiclog",
            "review",
            "sandbox",
            "store",
            "tlog",
            "translation",
            "vault",
            "web",
            "witness",
        ],
    ),
];

/// Drivers and ciphers that only the crates named may use.
const KEPT: [(&str, &[&str]); 5] = [
    ("aws-lc-rs", &["ledger", "policy", "sandbox", "store", "tlog", "vault", "web"]),
    ("rusqlite", &["store"]),
    ("tokio-postgres", &["store"]),
    ("deadpool-postgres", &["store"]),
    ("lettre", &["mail"]),
];

fn dependencies(krate: &str) -> Vec<String> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(krate).join("Cargo.toml");
    let text = fs::read_to_string(manifest).expect("the project's own files can be read");
    let manifest: toml::Table = toml::from_str(&text).expect("the project's own files can be read");
    manifest["dependencies"].as_table().map(|table| table.keys().cloned().collect()).unwrap_or_default()
}

#[test]
fn each_crate_imports_what_the_floor_plan_allows_and_nothing_else() {
    let crates: BTreeMap<&str, &[&str]> = PLAN.into();
    for (krate, allowed) in &crates {
        let ours: Vec<String> =
            dependencies(krate).into_iter().filter(|name| crates.contains_key(name.as_str())).collect();
        let more: Vec<_> = ours.iter().filter(|name| !allowed.contains(&name.as_str())).collect();
        assert!(more.is_empty(), "{krate} imports {more:?}, which the floor plan does not allow");
    }
}

#[test]
fn every_crate_stands_in_the_floor_plan() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    found.sort();
    let mut planned: Vec<&str> = PLAN.iter().map(|(name, _)| *name).collect();
    planned.sort_unstable();
    assert_eq!(found, planned);
}

#[test]
fn no_feature_can_name_the_vault_the_ledger_a_cipher_or_a_database_driver() {
    for (library, homes) in KEPT {
        for (krate, _) in PLAN {
            let uses = dependencies(krate).iter().any(|name| name == library);
            assert!(!uses || homes.contains(&krate), "{krate} imports {library}");
        }
    }
    let features = dependencies("features");
    for forbidden in ["vault", "ledger", "rusqlite", "tokio-postgres"] {
        assert!(!features.iter().any(|name| name == forbidden), "features imports {forbidden}");
    }
}

#[test]
fn cargo_run_without_a_name_means_the_shop() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../Cargo.toml");
    let workspace: toml::Table = toml::from_str(&fs::read_to_string(manifest).unwrap()).unwrap();
    let members = workspace["workspace"]["default-members"].as_array().unwrap();
    assert_eq!(members.iter().map(|member| member.as_str()).collect::<Vec<_>>(), [Some("crates/cloakroom")]);
}
