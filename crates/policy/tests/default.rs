//! The policy that the shop ships.

use policy::{Policy, Settings};

const TEXT: &str = include_str!("../../../policy/privacy.md");

fn load() -> Policy {
    Policy::load(TEXT, &Settings::stand_ins()).unwrap_or_else(|problems| panic!("{problems}"))
}

#[test]
fn it_loads() {
    let policy = load();
    for w in policy.warnings() {
        println!("{w}");
    }
    println!("{} situations", policy.situations());
    for s in &policy.document().sections {
        for p in &s.paragraphs {
            println!("{} {}", p.number, p.text);
            for r in &p.rules {
                println!("      {}", r.words);
            }
        }
    }
    println!("{}", policy.listing());
}
