//! Nor does it show the key inside.
fn inside(root: gate::RootKey) {
    let _ = root.0;
}

fn main() {}
