//! The field is closed.
fn take(key: &vault::Key) -> usize {
    key.0.len()
}

fn main() {}
