//! Its text is given out for its file, by a name of its own.
fn log(root: &gate::RootKey) -> String {
    root.to_string()
}

fn main() {}
