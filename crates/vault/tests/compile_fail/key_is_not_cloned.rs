//! A copy of a key would survive the destruction of the key.
fn keep(key: &vault::Key) -> vault::Key {
    key.clone()
}

fn main() {}
