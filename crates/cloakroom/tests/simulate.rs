//! `cloakroom policy simulate`: the real program over the counts in a shop's store.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use store::{Store, sql, work};

const ROW: &str = "INSERT INTO evidence (policy_hash, party, verb, purpose, facts, asked, allowed, policy_version, fact_names,
        asked_names, allowed_names, count, last_at)
    VALUES ('00', 'courier', 'receive', 'order.deliver', 3, 7, 3, '1.0.0', 'agreement, order-open',
        'identity.name, contact.email, contact.phone', 'identity.name, contact.phone', 41, 0)";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A shop's folder: its configuration, and a store in which 41 parcels were handed to the courier.
async fn shop(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(folder.join("data")).expect("a folder for the test");
    let example = fs::read_to_string(root().join("cloakroom.example.toml")).expect("the example");
    let secrets = example.replace("\"env:PAYMENT_", "\"payment-").replace("\"env:COURIER_", "\"courier-");
    fs::write(folder.join("cloakroom.toml"), secrets).expect("the configuration");
    let file = folder.join("data/shop.db");
    let store = Store::open(&format!("sqlite:{}", file.display())).await.expect("a store");
    store.migrate(&gate::data_steps()).await.expect("its tables");
    let counted = work!(|tx| -> Result<(), store::Error> { tx.put(sql!(ROW)) });
    store.write(counted).await.expect("the counts");
    folder
}

fn simulate(folder: &Path, from: &str, to: &str) -> (i32, String) {
    let text = fs::read_to_string(root().join("policy/privacy.md")).expect("the default policy");
    assert!(text.contains(from), "the policy does not say {from}");
    fs::write(folder.join("new.md"), text.replace(from, to)).expect("the new policy");
    let program = Command::new(env!("CARGO_BIN_EXE_cloakroom"))
        .args(["policy", "simulate"])
        .arg(folder.join("new.md"))
        .arg("--config")
        .arg(folder.join("cloakroom.toml"))
        .output()
        .expect("the program starts");
    let words = [&program.stdout[..], &program.stderr[..]].concat();
    (program.status.code().expect("it ends by itself"), String::from_utf8(words).expect("text"))
}

#[tokio::test]
async fn decisions_that_would_come_out_otherwise_are_counted_and_told() {
    let folder = shop("simulate").await;
    let (code, words) = simulate(&folder, "# Your privacy", "# Your privacy");
    assert_eq!(code, 0, "{words}");
    assert!(words.contains("41 decisions so far, 41 of them would come out the same."), "{words}");
    let list = "identity.name, contact.shipping, contact.phone";
    let (code, words) = simulate(&folder, list, "identity.name, contact.shipping, contact.email");
    assert_eq!(code, 3, "{words}");
    assert!(words.contains("41 decisions so far, 0 of them"), "{words}");
    assert!(words.contains("Would be refused:\n      41 × The parcel courier could no longer"), "{words}");
    assert!(words.contains("Would be allowed:\n      41 × The parcel courier could now"), "{words}");
}
