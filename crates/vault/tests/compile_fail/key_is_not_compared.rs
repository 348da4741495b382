//! `==` on keys would take a time that depends on their bytes.
fn equal(one: &vault::Key, other: &vault::Key) -> bool {
    one == other
}

fn main() {}
