//! A whole file: read, checked, and told about without a panic; what loads is written again and loads again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use policy::{Policy, Settings};

fuzz_target!(|text: &str| {
    match Policy::load(text, &Settings::stand_ins()) {
        Ok(policy) => {
            let again = Policy::load(&policy.tidied(), &Settings::stand_ins()).expect("what is tidied loads");
            assert_eq!(policy.listing(), again.listing());
        }
        Err(problems) => assert!(!problems.to_string().is_empty()),
    }
});
