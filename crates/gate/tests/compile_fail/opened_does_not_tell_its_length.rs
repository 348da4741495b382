//! How long a name is says something about the name.
fn length(name: &gate::Opened) -> usize {
    name.len()
}

fn main() {}
