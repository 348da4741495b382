//! They hold the root key.
fn log(parts: &gate::Parts) {
    println!("{parts:?}");
}

fn main() {}
