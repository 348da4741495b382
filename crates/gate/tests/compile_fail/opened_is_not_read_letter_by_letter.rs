//! Nor are its letters taken one at a time.
fn initial(name: &gate::Opened) -> Option<char> {
    name.chars().next()
}

fn main() {}
