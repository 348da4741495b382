//! Its bytes could be put into another row from here.
fn bytes(name: gate::Sealed) -> Vec<u8> {
    name.bytes
}

fn main() {}
