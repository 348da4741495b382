//! Rules in the middle of the shop's own policy, and the same rules as a law over it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use policy::{LawRules, Policy, Settings};

const OWN: &str = include_str!("../../policy/privacy.md");

fuzz_target!(|rules: &str| {
    let text = OWN.replacen("every refusal is recorded", rules, 1);
    let _ = Policy::load(&text, &Settings::stand_ins()).map_err(|problems| problems.to_string());
    let law = rules.lines().take(8).fold(LawRules::new("Law"), |law, rule| law.with("1", rule));
    let _ = Policy::load(OWN, &Settings::stand_ins().under_law(law)).map_err(|problems| problems.to_string());
});
