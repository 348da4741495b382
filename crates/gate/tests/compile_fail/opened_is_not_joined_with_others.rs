//! Nor is a list of them made one text.
fn names(names: &[gate::Opened]) -> String {
    names.concat()
}

fn main() {}
