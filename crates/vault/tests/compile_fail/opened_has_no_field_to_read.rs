//! The field is closed.
fn take(name: &vault::Opened) -> usize {
    name.0.len()
}

fn main() {}
