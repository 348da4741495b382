//! The one key that everything hangs on.
fn log(root: &gate::RootKey) {
    println!("{root:?}");
}

fn main() {}
