//! A sealed value has no key.
fn open(name: gate::Sealed) -> gate::Opened {
    name.open()
}

fn main() {}
