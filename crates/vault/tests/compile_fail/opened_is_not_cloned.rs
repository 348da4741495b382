//! A second copy would outlive the first one and its wiping.
fn keep(name: &vault::Opened) -> vault::Opened {
    name.clone()
}

fn main() {}
