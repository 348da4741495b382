//! A shop's own words.
#![no_main]

use libfuzzer_sys::fuzz_target;
use policy::Settings;

fuzz_target!(|text: &str| {
    let _ = Settings::new().with_words(text);
});
