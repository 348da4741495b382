//! Sorting opened values would compare them.
fn sort(names: &mut [vault::Opened]) {
    names.sort();
}

fn main() {}
