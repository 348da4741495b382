//! `Into` would take the text out of the memory that is wiped.
fn take(name: vault::Opened) -> String {
    name.into()
}

fn main() {}
