//! Whoever imports the gate gets no key from it.
fn key(key: gate::vault::ClassKey) -> gate::vault::ClassKey {
    key
}

fn main() {}
