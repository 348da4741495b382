//! Which rules a story came under, for `bin/policy-mutations`: it asks first the stories that a rule decided something in.

use std::{fs::OpenOptions, io::Write};

use crate::{clockwork, shop::Shop};

/// Adds a line to the file that `CLOAKROOM_TEST_RULES` names: the story, then the lines of the policy whose rules applied.
pub async fn leave(shop: &Shop) {
    let Ok(path) = std::env::var("CLOAKROOM_TEST_RULES") else { return };
    clockwork::keep_evidence(shop).await.unwrap();
    let decided = shop.house.gate.decided().await.unwrap();
    let evidence = gate::Evidence::of(&shop.house.policy(), &decided);
    let lines: Vec<String> = evidence.rules.keys().map(usize::to_string).collect();
    let story = std::thread::current().name().unwrap_or_default().to_owned();
    let mut file = OpenOptions::new().create(true).append(true).open(path).unwrap();
    file.write_all(format!("{story} {}\n", lines.join(" ")).as_bytes()).unwrap();
}
