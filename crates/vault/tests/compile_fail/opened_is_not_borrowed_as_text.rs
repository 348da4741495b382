//! `AsRef` would be a second way out.
fn letters(name: &vault::Opened) -> &str {
    name.as_ref()
}

fn main() {}
