//! The bytes are for this crate alone.
fn take(key: &vault::Key) -> [u8; 32] {
    *key.bytes()
}

fn main() {}
